//! `foldback stages`.

mod plot;

use anyhow::Result;

use super::args::{StageCall, StageOptions};
use super::table;
use crate::acoustics::bands::NOMINAL_HZ;
use crate::preset::{Evidence, Library, Source, Stage};

/// Lists stages, shows or plots one.
///
/// # Errors
/// One line.
pub fn run(options: &StageOptions) -> Result<()> {
    let library = Library::shipped()?;
    match &options.call {
        None if options.json => table::json(&library.stages().collect::<Vec<_>>()),
        None => list(&library),
        Some(StageCall::Show { id }) => {
            let stage = library.stage(id)?;
            if options.json { table::json(&stage) } else { show(&stage) }
        }
        Some(StageCall::Plot(plot)) => plot::run(&library, plot, options.json),
    }
}

fn list(library: &Library) -> Result<()> {
    let mut rows =
        vec![["ID", "LAeq dBA", "LCeq dBC", "LCpeak dBC", "EVIDENCE", "NAME"].map(String::from).to_vec()];
    rows.extend(library.stages().map(|stage| {
        let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.1}"));
        let levels = stage.levels.as_ref();
        vec![
            stage.id.clone(),
            figure(levels.map(|levels| levels.laeq_db)),
            figure(levels.map(|levels| levels.lceq_db)),
            figure(levels.map(|levels| levels.lcpeak_db)),
            levels.map_or("-".to_owned(), |levels| levels.evidence.kind.to_string()),
            stage.name.clone(),
        ]
    }));
    Ok(table::print(&rows)?)
}

fn show(stage: &Stage) -> Result<()> {
    let mut rows = vec![
        vec!["stage".into(), format!("{} ({})", stage.name, stage.id)],
        vec!["about".into(), stage.about.clone()],
    ];
    if let Some(levels) = &stage.levels {
        rows.push(vec!["LAeq".into(), format!("{:.1} dBA at the open ear", levels.laeq_db)]);
        rows.push(vec!["LCeq".into(), format!("{:.1} dBC", levels.lceq_db)]);
        rows.push(vec!["LCpeak".into(), format!("{:.1} dBC", levels.lcpeak_db)]);
        rows.push(vec![String::new(), evidence(&levels.evidence)]);
        rows.push(vec!["octaves".into(), bands(&NOMINAL_HZ)]);
        rows.push(vec!["dB SPL".into(), bands(&levels.octaves_db)]);
        rows.push(vec![String::new(), evidence(&levels.spectrum_evidence)]);
    }
    for source in &stage.sources {
        let Source::Noise(noise) = source;
        rows.push(vec![
            "source".into(),
            format!(
                "shaped noise, diffuse field, level modulation {:.0} dB (SD) within {:.1} to {:.1} s",
                noise.modulation.sd_db, noise.modulation.time_s[0], noise.modulation.time_s[1]
            ),
        ]);
        rows.push(vec![String::new(), evidence(&noise.evidence)]);
    }
    Ok(table::print(&rows)?)
}

/// Ten or eight numbers under each other's columns.
#[must_use]
pub fn bands(values: &[f64]) -> String {
    values.iter().fold(String::new(), |line, value| line + &format!("{value:>7}"))
}

/// How sure a figure is, and who says so.
#[must_use]
pub fn evidence(evidence: &Evidence) -> String {
    let spread = evidence.spread_db.map_or(String::new(), |spread| format!(", spread {spread} dB"));
    format!("{}{spread}: {}", evidence.kind, evidence.source)
}
