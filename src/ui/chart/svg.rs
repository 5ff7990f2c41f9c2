//! A figure as SVG: one file that needs nothing else, light or dark as the viewer is set, readable without colour and
//! by a screen reader (title and description).

use std::fmt::Write;

use super::Figure;
use super::layout::{Anchor, Ink, Page, Shape, WIDTH};

/// The colours of an ink on a light and on a dark page. Curves: hues that the colour-blind tell apart (after Okabe and
/// Ito 2008), dark or light enough for 3:1 against the page (WCAG 2.2, 1.4.11).
#[must_use]
pub fn colours(ink: Ink) -> [&'static str; 2] {
    const SERIES: [[&str; 2]; super::MOST_SERIES] = [
        ["#0063a8", "#6cbcff"],
        ["#b84a00", "#ffa25e"],
        ["#00745a", "#4fd8ab"],
        ["#9b2c78", "#f59bd0"],
        ["#3a3a3a", "#e0e0e0"],
        ["#7a5c00", "#e6c94f"],
        ["#5646b8", "#b8adff"],
        ["#94201c", "#ff928c"],
    ];
    match ink {
        Ink::Paper => ["#ffffff", "#16181b"],
        Ink::Grid => ["#e2e4e8", "#33373d"],
        Ink::Axis => ["#80858d", "#8b9199"],
        Ink::Words => ["#16181b", "#f0f1f3"],
        Ink::Faint => ["#555b64", "#aab0b9"],
        Ink::Series(look) => SERIES[look % SERIES.len()],
    }
}

fn class(ink: Ink) -> String {
    match ink {
        Ink::Paper => "p".into(),
        Ink::Grid => "g".into(),
        Ink::Axis => "x".into(),
        Ink::Words => "w".into(),
        Ink::Faint => "f".into(),
        Ink::Series(look) => format!("s{}", look % super::MOST_SERIES),
    }
}

/// The whole document. Inside HTML it may stand as it is.
#[must_use]
pub fn document(figure: &Figure) -> String {
    let page = Page::of(figure);
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut out, figure, &page);
    out
}

fn write(out: &mut String, figure: &Figure, page: &Page) -> std::fmt::Result {
    let height = page.height;
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif">"#
    )?;
    writeln!(out, "<title>{}</title>", escaped(&figure.title))?;
    writeln!(out, "<desc>{}</desc>", escaped(&description(figure)))?;
    style(out)?;
    let [paper, _] = colours(Ink::Paper);
    writeln!(out, r#"<rect class="p" width="{WIDTH}" height="{height}" fill="{paper}"/>"#)?;
    page.shapes.iter().try_for_each(|shape| element(out, shape))?;
    writeln!(out, "</svg>")
}

/// Dark pages change colours alone. Attributes carry the light ones, for viewers that read no style sheet.
fn style(out: &mut String) -> std::fmt::Result {
    let series = (0..super::MOST_SERIES).map(Ink::Series);
    let inks = [Ink::Paper, Ink::Grid, Ink::Axis, Ink::Words, Ink::Faint].into_iter().chain(series);
    writeln!(out, "<style>@media (prefers-color-scheme: dark) {{")?;
    for ink in inks {
        let (class, [_, dark]) = (class(ink), colours(ink));
        writeln!(
            out,
            "path.{class} {{ stroke: {dark} }} rect.{class}, polygon.{class}, text.{class} {{ fill: {dark} }}"
        )?;
    }
    writeln!(out, "}}</style>")
}

fn element(out: &mut String, shape: &Shape) -> std::fmt::Result {
    match shape {
        Shape::Line { points, ink, width, dashes } => {
            let [colour, _] = colours(*ink);
            let mut dash = String::new();
            if !dashes.is_empty() {
                let lengths: Vec<String> = dashes.iter().map(ToString::to_string).collect();
                write!(dash, r#" stroke-dasharray="{}""#, lengths.join(" "))?;
            }
            let path = corners(points, " L");
            writeln!(
                out,
                r#"<path class="{}" d="M{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"{dash}/>"#,
                class(*ink)
            )
        }
        Shape::Area { points, ink } => {
            let [colour, _] = colours(*ink);
            writeln!(
                out,
                r#"<polygon class="{}" points="{}" fill="{colour}" fill-opacity="0.2"/>"#,
                class(*ink),
                corners(points, " ")
            )
        }
        Shape::Text { at: [x, y], text, size, anchor, ink } => {
            let [colour, _] = colours(*ink);
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            writeln!(
                out,
                r#"<text class="{}" x="{x:.1}" y="{y:.1}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{}</text>"#,
                class(*ink),
                // Spaces at the front would be dropped.
                escaped(&text.replacen("  ", "\u{a0}\u{a0}", 1))
            )
        }
    }
}

fn corners(points: &[[f64; 2]], between: &str) -> String {
    points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(between)
}

/// What a screen reader says: the panels and their curves.
fn description(figure: &Figure) -> String {
    let panel = |panel: &super::Panel| {
        let names: Vec<_> = panel.series.iter().map(|series| series.name.as_str()).collect();
        format!("{}: {}.", panel.title, names.join(", "))
    };
    figure.panels.iter().map(panel).collect::<Vec<_>>().join(" ")
}

/// Text as XML: five letters have names, control characters have no place.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::chart::tests::figure;

    #[test]
    fn every_tag_is_closed_and_every_name_is_escaped() {
        let svg = document(&figure());
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        assert!(svg.contains("Three &lt;curves&gt; &amp; their names"));
        for tag in ["svg", "title", "desc", "style", "text"] {
            let [open, close] = [format!("<{tag}"), format!("</{tag}>")].map(|t| svg.matches(&t).count());
            assert_eq!(open, close, "{tag}");
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert_eq!(svg.matches('<').count(), svg.matches('>').count());
    }

    #[test]
    fn curves_differ_in_dashes_and_are_named_at_their_ends() {
        let svg = document(&figure());
        for name in [">rising<", ">falling<", ">steps<"] {
            assert_eq!(svg.matches(name).count(), 1, "{name}");
        }
        let dashes: std::collections::BTreeSet<_> =
            svg.split("stroke-dasharray=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(dashes.len(), 2, "one curve is unbroken: {dashes:?}");
        assert_eq!(svg.matches("<polygon").count(), 1, "one band");
    }

    #[test]
    fn it_needs_nothing_else_and_follows_a_dark_page() {
        let svg = document(&figure());
        assert_eq!(svg.matches("http").count(), 1, "the name space alone");
        assert!(svg.contains("prefers-color-scheme: dark") && !svg.contains("<script"));
    }

    #[test]
    fn contrast_of_every_curve_is_at_least_3_to_1_on_its_page() {
        let luminance = |colour: &str| {
            let part = |i: usize| f64::from(u8::from_str_radix(&colour[i..i + 2], 16).unwrap()) / 255.0;
            let linear = |c: f64| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
            0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
        };
        let inks = (0..super::super::MOST_SERIES).map(Ink::Series).chain([Ink::Words, Ink::Faint, Ink::Axis]);
        for ink in inks {
            for (colour, paper) in colours(ink).into_iter().zip(colours(Ink::Paper)) {
                let [a, b] = [luminance(colour), luminance(paper)];
                let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(ratio >= 3.0, "{ink:?} {colour} on {paper}: {ratio:.2}");
            }
        }
    }
}
