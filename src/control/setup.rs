//! What a session starts with: the sound options, checked, before any device or file is opened.

use std::sync::Arc;

use crate::control::level_rule::LevelRule;
use crate::control::programme::Programme;
use crate::engine::knobs::KnobValues;
use crate::io::error::IoError;
use crate::io::input;
use crate::units::SampleRate;

/// The sound options of the command line; ids are not looked up yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Device of each ear in slot A: an id, part of one, or a file.
    pub device: [String; 2],
    /// Device in slot B, both ears.
    pub against: String,
    /// Seal of every sealing device, percent; None = each preset's own.
    pub seal_pct: Option<f64>,
    /// Stage: an id, a file, or `none`.
    pub stage: String,
    /// Level of the stage at the open ear, dBA; None = the preset's own.
    pub stage_level_dba: Option<f64>,
    /// Channels that carry the performer's own voice, counted from 0.
    pub own_voice: Vec<usize>,
    /// Knobs; the stage level is set from the stage.
    pub knobs: KnobValues,
    /// How the devices are matched in level.
    pub level_rule: LevelRule,
    /// What a rule other than equal drive is worked out from.
    pub programme: Option<Arc<Programme>>,
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
            seal_pct: None,
            stage: "vocal-with-wedges".into(),
            stage_level_dba: None,
            own_voice: Vec::new(),
            knobs: KnobValues::default(),
            level_rule: LevelRule::EqualDrive,
            programme: None,
            calibrated: false,
            loudness: true,
            seed: 1,
        }
    }
}

impl Setup {
    /// Analyses the programme of these input words, if the level rule asks for one.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn analyse(&mut self, input: &[String], rate: SampleRate) -> Result<(), IoError> {
        if self.level_rule != LevelRule::EqualDrive {
            let mut stems = input::open(input, Some(rate))?;
            let strips = input::strips(stems.channels());
            self.programme = Some(Arc::new(Programme::read(&mut stems, &strips)?));
        }
        Ok(())
    }

    /// Whether the equal-loudness shape applies: not for the bare reference, which must stay transparent.
    #[must_use]
    pub fn shapes_loudness(&self) -> bool {
        let bare = self.stage == "none" && self.device.iter().all(|id| id == "reference");
        self.loudness && !bare
    }
}
