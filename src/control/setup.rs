//! What a session starts with: the sound options, checked, before any device or file is opened.

use std::path::PathBuf;

use crate::acoustics::room;
use crate::control::calibrations::margin;
use crate::engine::knobs::{KnobId, KnobValues};
use crate::preset::{Calibration, SavedEnds};
use std::sync::Arc;

use crate::control::error::DeskError;
use crate::control::kept::Kept;
use crate::control::level_rule::LevelRule;
use crate::control::mixer::{Mixer, StripChange};
use crate::control::programme::Programme;
use crate::control::wearing::Wearing;
use crate::io::input;
use crate::units::{Db, DbSpl, SampleRate};

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
    /// A recording in place of the stage's sources.
    pub stage_file: Option<PathBuf>,
    /// A capture channel in place of the stage's sources, counted from 0.
    pub ambient_channel: Option<usize>,
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
    /// The stored calibration that it comes from.
    pub calibration: Option<InForce>,
    /// Equal-loudness shape of playback.
    pub loudness: bool,
    /// What is really worn, looked up already: a calibration may go with it.
    pub wearing: Option<Wearing>,
    /// Level of the room that the listener sits in, dBA.
    pub room: DbSpl,
    /// Slot A alone is ever heard, as in a file: slot B then costs nothing.
    pub alone: bool,
    /// Seed of everything random.
    pub seed: u64,
    /// What a session file brings beyond all this.
    pub kept: Kept,
    /// Both ends in words, for a session file.
    pub ends: SavedEnds,
    /// The session file that `save` writes to.
    pub session_file: Option<PathBuf>,
}

/// A stored calibration in force.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// What was calibrated, when and how well: `HD 600 on USB Audio, 2026-11-21, ±3 dB`.
    pub text: String,
    /// How far the full scale may be off, one way.
    pub uncertainty_db: f64,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            device: ["iem-foam".into(), "iem-foam".into()],
            against: "earbud".into(),
            seal_pct: [None; 2],
            stage: "vocal-with-wedges".into(),
            stage_level_dba: None,
            stage_file: None,
            ambient_channel: None,
            own_voice: Vec::new(),
            knobs: KnobValues::default(),
            level_rule: LevelRule::EqualDrive,
            programme: None,
            calibrated: false,
            calibration: None,
            loudness: true,
            wearing: None,
            room: room::USUAL,
            alone: false,
            seed: 1,
            kept: Kept::default(),
            ends: SavedEnds::default(),
            session_file: None,
        }
    }
}

impl Setup {
    /// Takes full scale and margin from a stored calibration.
    pub fn calibrate(&mut self, calibration: &Calibration) {
        self.knobs.set(KnobId::FullScale, calibration.full_scale_db_spl);
        self.knobs.set_margin(margin(calibration.method, Db(calibration.uncertainty_db)));
        self.calibrated = true;
        let (text, uncertainty_db) = (calibration.summary(), calibration.uncertainty_db);
        self.calibration = Some(InForce { text, uncertainty_db });
    }

    /// Analyses the programme of these input words, if the level rule asks for one.
    ///
    /// # Errors
    /// A file that cannot be read; a channel that is not there.
    pub fn analyse(&mut self, input: &[String], rate: SampleRate) -> Result<(), DeskError> {
        if self.level_rule != LevelRule::EqualDrive {
            let mut stems = input::open(input, Some(rate))?;
            let strips = self.mixer(Mixer::files(stems.channels()))?.table().0;
            self.programme = Some(Arc::new(Programme::read(&mut stems, &strips)?));
        }
        Ok(())
    }

    /// The input's channels as this session starts with them: the ambient microphone and the voices in their places.
    ///
    /// # Errors
    /// A channel that the input does not have.
    pub fn mixer(&self, mut mixer: Mixer) -> Result<Mixer, DeskError> {
        if let Some(strips) = &self.kept.strips {
            mixer.replace(strips)?;
        }
        if let Some(channel) = self.ambient_channel {
            mixer.set_microphone(channel)?;
        }
        for &channel in &self.own_voice {
            mixer.change(channel, &StripChange::Voice(true))?;
        }
        Ok(mixer)
    }

    /// Whether the equal-loudness shape applies: not for the bare reference, which must stay transparent.
    #[must_use]
    pub fn shapes_loudness(&self) -> bool {
        if let Some(shaped) = self.kept.shaped {
            return shaped;
        }
        let silent = self.stage == "none" && self.stage_file.is_none() && self.ambient_channel.is_none();
        let bare = silent && self.device.iter().all(|id| id == "reference");
        self.loudness && !bare
    }
}
