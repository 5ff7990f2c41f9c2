//! The screen as one line a second, for a pipe or a file.

use super::figures::{self, Verdict, clock, level, pair, safe_for};
use super::panel::heard;
use super::wearing;
use crate::control::snapshot::Snapshot;

/// One line.
#[must_use]
pub fn line(snapshot: &Snapshot) -> String {
    let slot = &snapshot.slots[heard(snapshot) as usize];
    let verdict = Verdict::of(figures::louder(slot));
    let played = &snapshot.played;
    let stage = match snapshot.stage.laeq_db.filter(|_| snapshot.stage.on) {
        Some(dba) => format!("stage {} dBA", level(dba)),
        None => "stage off".into(),
    };
    let muted = if snapshot.muted { "MUTED, " } else { "" };
    let notice = snapshot.notice.clone().or_else(|| wearing::hidden(snapshot));
    let flags: Vec<&str> = snapshot.engine.flags.iter().flat_map(|flag| [" | ", flag]).collect();
    let notice = notice.map_or(String::new(), |notice| format!(" | {notice}"));
    format!(
        "{} {muted}{} {} | {} dBA over 10 s, {}: {} | {stage} | played {} dBA over 1 s, {} dB re simulated truth | \
         limiter {} dB, ceiling {} dB SPL = {} dBFS | {} | missed {}, dropped {} frames{}{notice}",
        clock(snapshot.seconds),
        ["A", "B"][heard(snapshot) as usize],
        slot.device,
        pair(slot.laeq_10s_db),
        verdict.word(),
        safe_for(slot.niosh_minutes, verdict),
        pair(played.laeq_1s_db),
        level(played.scale_db),
        level(-played.limiter_reduction_db),
        level(played.ceiling_db_spl),
        level(played.ceiling_dbfs),
        wearing::header(snapshot, usize::MAX),
        snapshot.engine.missed_frames,
        snapshot.engine.dropped_frames,
        flags.concat(),
    )
}
