//! One channel of the monitor mix in a session file.

use serde::Serialize;

use crate::preset::bounds;
use crate::preset::error::PresetError;
use crate::preset::node::Node;

/// One channel of the monitor mix.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "switches that do not depend on each other")]
pub struct SavedStrip {
    /// Its name.
    pub name: String,
    /// Fader, dB; -inf is closed.
    pub gain_db: f64,
    /// -100 left ear alone to 100 right ear alone.
    pub pan: f64,
    /// Muted.
    pub mute: bool,
    /// Soloed.
    pub solo: bool,
    /// Turned over.
    pub inverted: bool,
    /// The performer's own voice.
    pub voice: bool,
}

impl SavedStrip {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["name", "gain_db", "pan", "mute", "solo", "inverted", "voice"])?;
        Ok(Self {
            name: table.key("name")?.text(bounds::NAME_CHARS)?,
            gain_db: table.key("gain_db")?.number(&bounds::FADER_DB)?,
            pan: table.key("pan")?.number(&bounds::PAN)?,
            mute: table.key("mute")?.switch()?,
            solo: table.key("solo")?.switch()?,
            inverted: table.key("inverted")?.switch()?,
            voice: table.key("voice")?.switch()?,
        })
    }
}
