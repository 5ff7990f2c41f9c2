//! What the doctor found, and how it says so.

use anyhow::Result;
use serde::Serialize;

use crate::cli::table;
use crate::control::round_trip::Finding;
use crate::io::system::Allowance;

/// What was found.
#[derive(Debug, Serialize)]
pub(super) struct Diagnosis {
    pub(super) input: String,
    pub(super) output: String,
    pub(super) rate_hz: u32,
    /// Frames of the way round that the engine takes; reported by its parts.
    pub(super) engine_frames: usize,
    pub(super) system: Vec<Allowance>,
    pub(super) trials: Vec<Trial>,
    /// Frames per callback to use; the device's own where it lets nobody choose. None where nothing held.
    pub(super) recommended: Option<Recommended>,
}

/// One buffer.
#[derive(Debug, Serialize)]
pub(super) struct Trial {
    /// Frames per callback asked for; none where the sound system decides.
    pub(super) buffer_frames: Option<u32>,
    /// What was measured; none where the device refused.
    pub(super) found: Option<Finding>,
    /// Why the device refused.
    pub(super) refused: Option<String>,
    /// Who can play with that.
    pub(super) verdict: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Recommended {
    pub(super) buffer_frames: Option<u32>,
    /// How the way round is known.
    pub(super) known: &'static str,
    pub(super) verdict: Option<String>,
}

/// The smallest buffer that held.
pub(super) fn recommend(trials: &[Trial]) -> Option<Recommended> {
    let held = |trial: &&Trial| trial.found.as_ref().is_some_and(|found| found.held && found.seconds > 0.0);
    trials.iter().rfind(held).map(|trial| Recommended {
        buffer_frames: trial.buffer_frames,
        known: if trial.verdict.is_some() {
            "measured"
        } else {
            "from lost frames alone: no cable was heard"
        },
        verdict: trial.verdict.clone(),
    })
}

/// What to do where nothing held.
pub(super) fn mend(diagnosis: &Diagnosis) -> &'static str {
    if diagnosis.trials.iter().all(|trial| trial.found.is_none()) {
        "the device refused them all, as listed above"
    } else {
        "give a larger `--buffer`, close other programs, and see to what is marked above"
    }
}

/// The table for people.
pub(super) fn print(diagnosis: &Diagnosis) -> Result<()> {
    table::line(format_args!(
        "{} -> cable -> {}, {} Hz; the engine takes {} of the frames below",
        diagnosis.output, diagnosis.input, diagnosis.rate_hz, diagnosis.engine_frames
    ))?;
    for allowance in &diagnosis.system {
        let mend = allowance.mend.map_or(String::new(), |mend| format!(" - {mend}"));
        table::line(format_args!("{}: {}{mend}", allowance.name, allowance.is))?;
    }
    let head = ["BUFFER", "ROUND TRIP", "WANDERED", "LOST", "HELD", "VERDICT"];
    let mut rows = vec![head.map(String::from).to_vec()];
    rows.extend(diagnosis.trials.iter().map(row));
    table::print(&rows)?;
    let Some(recommended) = &diagnosis.recommended else { return Ok(()) };
    let words = recommended
        .buffer_frames
        .map_or("the sound system's own buffer".to_owned(), |frames| format!("--buffer {frames}"));
    let verdict = recommended.verdict.as_ref().map_or(String::new(), |verdict| format!(": {verdict}"));
    table::line(format_args!("use {words}{verdict} ({})", recommended.known))?;
    if recommended.verdict.is_none() {
        table::line("for the round trip, put a cable from output L to the input and say it again")?;
    }
    Ok(())
}

/// One buffer.
fn row(trial: &Trial) -> Vec<String> {
    let buffer = trial.buffer_frames.map_or("its own".into(), |frames| frames.to_string());
    let Some(found) = &trial.found else {
        let refused = trial.refused.clone().unwrap_or_default();
        return vec![buffer, "-".into(), "-".into(), "-".into(), "refused".into(), refused];
    };
    let way = found.round_trip_frames.zip(found.round_trip_ms);
    vec![
        buffer,
        way.map_or("not heard".into(), |(frames, ms)| format!("{frames:.2} frames = {ms:.2} ms")),
        format!("{:.2}", found.wandered_frames),
        (found.missed_frames + found.dropped_frames).to_string(),
        format!("{} {:.0} s", if found.held { "yes" } else { "NO, after" }, found.seconds),
        trial.verdict.clone().unwrap_or_else(|| "-".into()),
    ]
}
