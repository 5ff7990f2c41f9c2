//! A figure as PNG: the shapes of the page painted at twice their size, on white, letters as strokes. The same picture
//! on every machine.

use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use super::Figure;
use super::layout::{Anchor, Ink, Page, Shape, WIDTH};
use super::letters;
use super::svg::colours;

/// Pixels per unit of the page.
const SCALE: f32 = 2.0;

/// Thickness of a letter's stroke re its size.
const WEIGHT: f64 = 0.095;

/// Opacity of an area, of 255.
const AREA: u8 = 51;

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PngError(String);

impl std::fmt::Display for PngError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no PNG could be made: {}; try .svg", self.0)
    }
}

impl std::error::Error for PngError {}

/// The bytes of the file.
///
/// # Errors
/// A page too large for memory.
pub fn bytes(figure: &Figure) -> Result<Vec<u8>, PngError> {
    let page = Page::of(figure);
    let pixels = |length: f64| (length as f32 * SCALE).ceil() as u32;
    let canvas = Pixmap::new(pixels(WIDTH), pixels(page.height));
    let mut canvas = canvas.ok_or_else(|| PngError("the page is empty or too large".into()))?;
    let [r, g, b] = rgb(Ink::Paper);
    canvas.fill(Color::from_rgba8(r, g, b, 255));
    for shape in &page.shapes {
        draw(&mut canvas, shape);
    }
    canvas.encode_png().map_err(|error| PngError(error.to_string()))
}

fn draw(canvas: &mut Pixmap, shape: &Shape) {
    let place = Transform::from_scale(SCALE, SCALE);
    match shape {
        Shape::Line { points, ink, width, dashes } => {
            let Some(path) = path([points.as_slice()], [0.0, 0.0], false) else { return };
            let dash = StrokeDash::new(dashes.iter().map(|&length| length as f32).collect(), 0.0);
            let stroke =
                Stroke { width: *width as f32, line_join: LineJoin::Round, dash, ..Stroke::default() };
            canvas.stroke_path(&path, &paint(*ink, 255), &stroke, place, None);
        }
        Shape::Area { points, ink } => {
            let Some(path) = path([points.as_slice()], [0.0, 0.0], true) else { return };
            canvas.fill_path(&path, &paint(*ink, AREA), FillRule::Winding, place, None);
        }
        Shape::Text { at: [x, y], text, size, anchor, ink } => {
            let width = letters::width(text, *size);
            let left = match anchor {
                Anchor::Start => *x,
                Anchor::Middle => x - width / 2.0,
                Anchor::End => x - width,
            };
            let strokes = letters::strokes(text, *size);
            let Some(path) = path(strokes.iter().map(Vec::as_slice), [left, *y], false) else { return };
            let stroke = Stroke {
                width: (size * WEIGHT) as f32,
                line_cap: LineCap::Round,
                line_join: LineJoin::Round,
                ..Stroke::default()
            };
            canvas.stroke_path(&path, &paint(*ink, 255), &stroke, place, None);
        }
    }
}

fn path<'a>(lines: impl IntoIterator<Item = &'a [[f64; 2]]>, [x, y]: [f64; 2], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for line in lines {
        for (n, point) in line.iter().enumerate() {
            let [px, py] = [(point[0] + x) as f32, (point[1] + y) as f32];
            if n == 0 { builder.move_to(px, py) } else { builder.line_to(px, py) }
        }
        if closed {
            builder.close();
        }
    }
    builder.finish()
}

fn paint(ink: Ink, opacity: u8) -> Paint<'static> {
    let [r, g, b] = rgb(ink);
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(r, g, b, opacity);
    paint
}

/// The light colour of an ink: a picture has one page.
fn rgb(ink: Ink) -> [u8; 3] {
    let [light, _] = colours(ink);
    let part = |i: usize| light.get(i..i + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
    [part(1), part(3), part(5)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::chart::tests::figure;

    #[test]
    fn a_picture_is_twice_the_page_and_holds_every_ink() {
        let figure = figure();
        let picture = Pixmap::decode_png(&bytes(&figure).unwrap()).unwrap();
        assert_eq!(picture.width(), (WIDTH * 2.0) as u32);
        assert_eq!(picture.height(), (Page::of(&figure).height * 2.0).ceil() as u32);
        for ink in [Ink::Paper, Ink::Grid, Ink::Series(0), Ink::Series(1), Ink::Series(2)] {
            let [r, g, b] = rgb(ink);
            let has = |p: &tiny_skia::PremultipliedColorU8| [p.red(), p.green(), p.blue()] == [r, g, b];
            assert!(picture.pixels().iter().any(has), "{ink:?}");
        }
    }
}
