//! `foldback stages`.

mod plot;

use anyhow::Result;

use super::args::{StageCall, StageOptions};
use super::table;
use crate::acoustics::bands::NOMINAL_HZ;
use crate::preset::{Evidence, Field, Library, Sound, Stage};

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
        rows.push(vec!["source".into(), format!("{}, {}", sound(&source.sound), field(source.field))]);
        rows.push(vec!["dB SPL".into(), bands(&source.octaves_db)]);
        rows.push(vec![String::new(), evidence(&source.evidence)]);
    }
    Ok(table::print(&rows)?)
}

/// What a source is, in a few words.
fn sound(sound: &Sound) -> String {
    match sound {
        Sound::Noise(noise) => format!(
            "shaped noise, level modulation {:.0} dB (SD) within {:.1} to {:.1} s",
            noise.modulation.sd_db, noise.modulation.time_s[0], noise.modulation.time_s[1]
        ),
        Sound::Kit(kit) => format!("drum kit, {:?} groove", kit.groove).to_lowercase(),
        Sound::Crowd(crowd) => format!("crowd, {:?} of {} voices", crowd.manner, crowd.voices).to_lowercase(),
        Sound::Notes(notes) => format!(
            "{} playing notes of {} to {} Hz, {} to {} s long",
            notes.players, notes.range_hz[0], notes.range_hz[1], notes.length_s[0], notes.length_s[1]
        ),
        Sound::Hum(hum) => format!("mains hum, {} Hz", hum.mains_hz),
        Sound::Spill => "the mix itself, as PA and backline play it".into(),
        Sound::Recording(recording) => format!("recording {}", recording.file),
        Sound::Microphone => "ambient microphone".into(),
    }
}

fn field(field: Field) -> String {
    match field {
        Field::Diffuse => "diffuse field".into(),
        Field::Direct { azimuth_deg } => format!("from {azimuth_deg} degrees"),
    }
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
