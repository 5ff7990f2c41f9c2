//! The comparison as a table for people.

use anyhow::Result;

use crate::cli::table;
use crate::control::comparison::{Comparison, Row};
use crate::control::span::span;

const HEAD: [&str; 10] =
    ["DEVICE", "STAGE LEFT", "NEEDS", "TOTAL", "SAFE A DAY", "A WEEK", "HEARD", "DELAY", "CLICK", "VERDICT"];

/// Prints it.
pub(super) fn print(comparison: &Comparison) -> Result<()> {
    let Comparison { stage, stage_dba, level_db_spl, margin_dba, input, .. } = comparison;
    let stage_level = stage_dba.map_or("silent".to_owned(), |dba| format!("{dba:.1} dBA at the open ear"));
    table::line(format_args!("stage   {} ({}), {stage_level}", stage.name, stage.id))?;
    table::line(format_args!("mix     {}, monitor level {level_db_spl} dB SPL", input.join(" ")))?;
    table::line(format_args!(
        "turned up until the programme stands {margin_dba} dBA over what the device leaves of the stage; dBA at the worse ear\n"
    ))?;
    let mut rows = vec![HEAD.map(String::from).to_vec()];
    rows.extend(comparison.rows.iter().map(words));
    table::print(&rows)?;
    table::line(
        "\nSAFE A DAY by NIOSH 98-126 (85 dBA for 8 h), A WEEK by WHO-ITU H.870 (80 dBA for 40 h). HEARD: mean audibility of\n\
         the channels before anybody turns up, 100 % = all of them clear of the stage (voices by the speech intelligibility\n\
         index). CLICK: a click track in a vocal microphone 10 cm away, re the voice; over -40 dB it is heard in pauses. Isolation is a class average or an estimate, ±3 to 7 dB by wearer and fit: `foldback presets show ID`.",
    )?;
    if let Some(shown) = &comparison.wearing {
        table::line(shown.words())?;
    }
    for (i, channel) in comparison.rows.first().into_iter().flat_map(|row| row.channels.iter().enumerate()) {
        let heard = |row: &Row| row.channels.get(i).map_or(0.0, |heard| heard.at_equal_drive);
        let best = comparison.rows.iter().max_by(|a, b| heard(a).total_cmp(&heard(b)));
        let worst = comparison
            .rows
            .iter()
            .filter(|row| row.programme_dba.is_some())
            .min_by(|a, b| heard(a).total_cmp(&heard(b)));
        if let (Some(best), Some(worst)) = (best, worst) {
            let what = if channel.voice { "voice " } else { "" };
            table::line(format_args!(
                "{what}{}: {:.0} % heard with {}, {:.0} % with {}",
                channel.channel,
                100.0 * heard(best),
                best.id,
                100.0 * heard(worst),
                worst.id
            ))?;
        }
    }
    Ok(())
}

fn words(row: &Row) -> Vec<String> {
    let dba = |value: f64| if value.is_finite() { format!("{value:.1}") } else { "-".into() };
    vec![
        row.id.clone(),
        dba(row.residual_dba),
        row.programme_dba.map_or("-".into(), dba),
        dba(row.total_dba),
        row.niosh_minutes.map_or("no limit".into(), |minutes| span(minutes / 60.0, 24.0)),
        row.who_hours_per_week.map_or("no limit".into(), |hours| span(hours, 168.0)),
        row.programme_dba.map_or("-".into(), |_| format!("{:.0} %", 100.0 * row.heard_at_equal_drive())),
        format!("{:.0} ms", row.latency_ms),
        row.click_bleed_db.map_or("-".into(), |db| format!("{db:.0} dB")),
        row.verdict.clone(),
    ]
}
