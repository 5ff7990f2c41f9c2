//! The comparison as one page that needs nothing else: table, level bars, plots, sound, sources. On screen every device
//! unfolds; on paper there are the table and the overview, two pages.

mod figures;
mod style;

use std::fmt::Write;

use anyhow::Result;
use base64::prelude::{BASE64_STANDARD, Engine};

use crate::control::comparison::{Comparison, Row};
use crate::control::span::span;
use crate::preset::{Evidence, Library};
use crate::ui::chart::svg::{document, escaped};

/// The sound of a row.
pub struct Sound {
    /// File beside the page, the whole length.
    pub file: String,
    /// A WAV file of a few seconds, to be put into the page.
    pub excerpt: Vec<u8>,
}

/// The page. `sounds` are in the order of the rows.
///
/// # Errors
/// A device that is gone since it was compared.
pub fn html(comparison: &Comparison, sounds: &[Sound], library: &Library) -> Result<String> {
    let mut out = String::new();
    let stage = &comparison.stage;
    let title = format!("Monitoring: {}", stage.name);
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>{}</style>\n</head>\n<body>",
        escaped(&title),
        style::SHEET
    )?;
    writeln!(out, "<h1>{}</h1>", escaped(&title))?;
    let level =
        comparison.stage_dba.map_or("silent".to_owned(), |dba| format!("{dba:.1} dBA at the open ear"));
    writeln!(
        out,
        "<p class=\"scene\">{} ({}): {level}. Mix: {}, monitor level {} dB SPL. Every device is turned up until the \
         programme stands {} dBA over what it leaves of the stage, as a performer does. Levels are those at the worse \
         ear, diffuse-field equivalent, as the dose rules count them.</p>",
        escaped(&stage.name),
        escaped(&stage.id),
        escaped(&comparison.input.join(" ")),
        comparison.level_db_spl,
        comparison.margin_dba
    )?;
    if let Some(shown) = &comparison.wearing {
        writeln!(
            out,
            "<p class=\"scene\">Listening: {}. The sound of this page is not corrected for them.</p>",
            escaped(&shown.words())
        )?;
    }
    table(&mut out, comparison)?;
    writeln!(
        out,
        "<section class=\"overview\">{}</section>",
        document(&figures::overview(&comparison.rows, library)?)
    )?;
    for (row, sound) in comparison.rows.iter().zip(sounds) {
        card(&mut out, row, sound, library)?;
    }
    notes(&mut out, comparison)?;
    writeln!(out, "</body>\n</html>")?;
    Ok(out)
}

fn table(out: &mut String, comparison: &Comparison) -> Result<()> {
    writeln!(
        out,
        "<table>\n<thead><tr><th>Device<th>Levels, 50 to 120 dBA<th>Stage left<th>Needs<th>Total<th>Safe a day\
         <th>A week<th>Heard<th>Delay<th>Click<th>Verdict</tr></thead>\n<tbody>"
    )?;
    for row in &comparison.rows {
        let dba = |value: f64| if value.is_finite() { format!("{value:.1}") } else { "\u{2013}".into() };
        writeln!(
            out,
            "<tr class=\"{}\"><th scope=\"row\"><a href=\"#{id}\">{name}</a><td>{bars}<td>{left}<td>{needs}\
             <td>{total}<td>{day}<td>{week}<td>{heard}<td>{delay:.0} ms<td>{click}<td>{verdict}</tr>",
            style::class(row),
            id = escaped(&row.id),
            name = escaped(&row.name),
            bars = bars(row),
            left = dba(row.residual_dba),
            needs = row.programme_dba.map_or("\u{2013}".into(), dba),
            total = dba(row.total_dba),
            day = row.niosh_minutes.map_or("no limit".into(), |minutes| span(minutes / 60.0, 24.0)),
            week = row.who_hours_per_week.map_or("no limit".into(), |hours| span(hours, 168.0)),
            heard = row
                .programme_dba
                .map_or("\u{2013}".into(), |_| format!("{:.0} %", 100.0 * row.heard_at_equal_drive())),
            delay = row.latency_ms,
            click = row.click_bleed_db.map_or("\u{2013}".into(), |db| format!("{db:.0} dB")),
            verdict = escaped(&row.verdict),
        )?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    Ok(())
}

/// Stage left and total as bars over 50 to 120 dBA, with the 85 dBA of an eight-hour day as a line.
fn bars(row: &Row) -> String {
    let x = |dba: f64| ((dba - 50.0) / 70.0).clamp(0.0, 1.0) * 140.0;
    format!(
        "<svg class=\"bars\" viewBox=\"0 0 140 16\" width=\"140\" height=\"16\" role=\"img\" \
         aria-label=\"stage {:.0}, total {:.0} dBA\"><rect class=\"total\" y=\"1\" width=\"{:.1}\" height=\"8\"/>\
         <rect class=\"left\" y=\"10\" width=\"{:.1}\" height=\"5\"/><path d=\"M{day:.1},0 V16\"/></svg>",
        row.residual_dba,
        row.total_dba,
        x(row.total_dba),
        x(row.residual_dba),
        day = x(85.0)
    )
}

/// A device: sound, spectra, curves, sources.
fn card(out: &mut String, row: &Row, sound: &Sound, library: &Library) -> Result<()> {
    writeln!(
        out,
        "<details id=\"{id}\" class=\"{class}\"><summary>{name} <em>{verdict}</em></summary>\n\
         <p><audio controls preload=\"none\" src=\"data:audio/wav;base64,{audio}\"></audio> \
         <a href=\"{file}\">the whole length</a>, at the safe scale: 75 dBA stands for the louder of stage and programme.</p>",
        id = escaped(&row.id),
        class = style::class(row),
        name = escaped(&row.name),
        verdict = escaped(&row.verdict),
        audio = BASE64_STANDARD.encode(&sound.excerpt),
        file = escaped(&sound.file),
    )?;
    out.push_str(&document(&figures::card(row, library)?));
    writeln!(out, "<ul class=\"channels\">")?;
    for heard in &row.channels {
        writeln!(
            out,
            "<li>{}{}: {:.0} % heard before turning up, {:.0} % after",
            if heard.voice { "voice " } else { "" },
            escaped(&heard.channel),
            100.0 * heard.at_equal_drive,
            100.0 * heard.turned_up
        )?;
    }
    writeln!(out, "</ul>\n<ul class=\"evidence\">")?;
    let ears = library.ears(&row.id)?;
    let device = &ears.left;
    let parts: [(&str, Option<&Evidence>); 5] = [
        ("Response", Some(&device.response.evidence)),
        ("Isolation", Some(&device.isolation.evidence)),
        ("Driver", device.driver.as_ref().map(|driver| &driver.evidence)),
        ("Latency", Some(&device.latency.evidence)),
        ("Leakage", Some(&device.leakage.evidence)),
    ];
    for (part, evidence) in parts {
        let Some(evidence) = evidence else { continue };
        let spread = evidence.spread_db.map_or(String::new(), |db| format!(", \u{b1}{db} dB"));
        writeln!(out, "<li>{part}: {}{spread}: {}", evidence.kind, escaped(&evidence.source))?;
    }
    writeln!(out, "</ul></details>")?;
    Ok(())
}

fn notes(out: &mut String, comparison: &Comparison) -> Result<()> {
    let levels = comparison.stage.levels.as_ref();
    let stage = levels.map_or("silence".to_owned(), |levels| {
        format!("{}, {}", levels.evidence.kind, levels.evidence.source)
    });
    writeln!(
        out,
        "<section class=\"notes\"><h2>How to read this</h2><ul>\
         <li>Safe a day: NIOSH 98-126, 85 dBA for 8 h, half the time for every 3 dB. A week: WHO-ITU H.870, 80 dBA for \
         40 h. Both bound a statistical risk over years; neither says that a level is safe for one ear.\
         <li>Heard: mean audibility of the channels at the same monitor level for every device, before anybody turns up; \
         voices by the speech intelligibility index (ANSI S3.5-1997), other channels on the same scale with weights of \
         their own (estimated).\
         <li>Click: a click track in a vocal microphone 10 cm from the ear, re the singer's voice; over \u{2212}40 dB it is \
         heard in every pause (estimated).\
         <li>Stage: {}.\
         <li>Isolation, response and limits are those of generic classes; wearers and fits differ, one standard \
         deviation is given with every figure. A simulation for demonstration, not a medical device.\
         </ul></section>",
        escaped(&stage)
    )?;
    Ok(())
}
