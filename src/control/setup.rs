//! What a session starts with: the sound options, checked, before any device or file is opened.

use crate::engine::knobs::KnobValues;

/// The sound options of the command line; ids are not looked up yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Device of each ear in slot A: an id, part of one, or a file.
    pub device: [String; 2],
    /// Device in slot B, both ears.
    pub against: String,
    /// Seal of every sealing device, left and right ear, percent; None = each preset's own.
    pub seal_pct: [Option<f64>; 2],
    /// Stage: an id, a file, or `none`.
    pub stage: String,
    /// Level of the stage at the open ear, dBA; None = the preset's own.
    pub stage_level_dba: Option<f64>,
    /// Channels that carry the performer's own voice, counted from 0.
    pub own_voice: Vec<usize>,
    /// Knobs; the stage level is set from the stage.
    pub knobs: KnobValues,
    /// Whether the full-scale knob was given and not assumed.
    pub calibrated: bool,
    /// Equal-loudness shape of playback.
    pub loudness: bool,
    /// Seed of everything random.
    pub seed: u64,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            device: ["iem-foam".into(), "iem-foam".into()],
            against: "earbud".into(),
            seal_pct: [None; 2],
            stage: "vocal-with-wedges".into(),
            stage_level_dba: None,
            own_voice: Vec::new(),
            knobs: KnobValues::default(),
            calibrated: false,
            loudness: true,
            seed: 1,
        }
    }
}

impl Setup {
    /// Whether the equal-loudness shape applies: not for the bare reference, which must stay transparent.
    #[must_use]
    pub fn shapes_loudness(&self) -> bool {
        let bare = self.stage == "none" && self.device.iter().all(|id| id == "reference");
        self.loudness && !bare
    }
}
