//! What the listener really wears, in the words of the screen: in capitals, so that nobody takes it for a simulated device.

use super::figures::{fitted, level};
use super::panel::heard;
use super::view::full_scale;
use crate::control::snapshot::Snapshot;

/// What is worn and how far the figures of what is played can be believed, in `room` columns.
#[must_use]
pub fn header(snapshot: &Snapshot, room: usize) -> String {
    let sure = full_scale(snapshot);
    let Some(worn) = &snapshot.wearing else { return fitted(&sure, room) };
    let within = worn.correction_within_db.map_or("unknown".to_owned(), |db| format!("±{db} dB"));
    let brief = match (&snapshot.played.calibrated, snapshot.played.uncertainty_db) {
        (true, Some(db)) => format!("calibrated ±{db:.0} dB"),
        (true, None) => "calibrated".into(),
        (false, _) => "UNCALIBRATED".into(),
    };
    let tails =
        [format!(", correction within {within} · {sure}"), format!(", correction within {within} · {brief}")];
    let whole = tails.iter().map(|tail| format!("WEARING {}{tail}", worn.name));
    whole.into_iter().find(|line| line.chars().count() <= room).unwrap_or_else(|| {
        let tail = format!(", {within} · {brief}");
        let name = room.saturating_sub("WEARING ".len() + tail.chars().count());
        fitted(&format!("WEARING {}{tail}", fitted(&worn.name, name)), room)
    })
}

/// That the room covers what the heard device leaves of the stage, where it does.
#[must_use]
pub fn hidden(snapshot: &Snapshot) -> Option<String> {
    let worn = snapshot.wearing.as_ref()?;
    let (slot, entering) = (heard(snapshot) as usize, worn.room_at_ear_dba?);
    let residual = worn.residuals[slot];
    let played = residual.played_dba.filter(|_| residual.under_room)?;
    Some(format!(
        "YOUR ROOM IS {} dBA IN YOUR EARS: the stage left by {}, {} dBA as played, is not heard",
        level(entering),
        snapshot.slots[slot].device,
        level(played)
    ))
}
