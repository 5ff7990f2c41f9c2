//! What can be read of the desk.

use std::path::Path;

use super::{Desk, Origin, laeq};
use crate::acoustics::correction::Correction;
use crate::control::level_rule::LevelRule;
use crate::control::loaded::Loaded;
use crate::control::mixer::Mixer;
use crate::control::setup::InForce;
use crate::control::wearing::Wearing;
use crate::engine::knobs::{KnobValues, playback_scale};
use crate::engine::meters::Meters;
use crate::engine::slot::Place;
use crate::preset::{Library, MidiMap, Stage};
use crate::units::{Db, DbSpl, SampleRate, Seconds};

impl Desk {
    /// The playback scale in force.
    #[must_use]
    pub fn scale(&self) -> Db {
        playback_scale(&self.knobs, laeq(&self.stage))
    }

    /// What playback is lowered by on top of its scale, to make room for the correction; 0 or less.
    #[must_use]
    pub fn lowered(&self) -> Db {
        self.wearing.as_ref().map_or(Db(0.0), |wearing| wearing.lowered(&self.knobs, self.scale()))
    }

    /// What is really worn, where the listener said so.
    #[must_use]
    pub fn wearing(&self) -> Option<&Wearing> {
        self.wearing.as_ref()
    }

    /// The room that the listener sits in, dBA.
    #[must_use]
    pub fn room(&self) -> DbSpl {
        self.room
    }

    pub(super) fn correction(&self) -> Option<&Correction> {
        self.wearing.as_ref().map(|wearing| &wearing.correction)
    }

    /// What sits in the slots.
    #[must_use]
    pub fn slots(&self) -> &[Loaded; 2] {
        &self.slots
    }

    /// How the slots are matched in level.
    #[must_use]
    pub fn level_rule(&self) -> LevelRule {
        self.matching.rule
    }

    /// Delay of the device that is heard, the later ear.
    #[must_use]
    pub fn device_delay(&self) -> Seconds {
        let ms = self.slots[self.heard as usize].ears.iter().map(|ear| ear.latency.ms).fold(0.0, f64::max);
        Seconds(ms / 1000.0)
    }

    /// Whether a level rule has something to be worked out from.
    #[must_use]
    pub fn has_programme(&self) -> bool {
        self.matching.programme.is_some()
    }

    /// The stage.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Whether the stage sounds.
    #[must_use]
    pub fn ambience(&self) -> bool {
        self.ambience
    }

    /// The slot that is heard.
    #[must_use]
    pub fn heard(&self) -> Place {
        self.heard
    }

    /// Whether the output is silenced.
    #[must_use]
    pub fn muted(&self) -> bool {
        self.muted
    }

    /// The monitor mix.
    #[must_use]
    pub fn mixer(&self) -> &Mixer {
        &self.mixer
    }

    /// Every knob's value.
    #[must_use]
    pub fn knobs(&self) -> &KnobValues {
        &self.knobs
    }

    /// The newest meters.
    #[must_use]
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Frames from capture to playback inside the engine.
    #[must_use]
    pub fn latency(&self) -> usize {
        self.latency
    }

    /// Frames per second.
    #[must_use]
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// All presets.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Whether full scale of the worn phones is known and not assumed.
    #[must_use]
    pub fn calibrated(&self) -> bool {
        self.calibrated
    }

    /// The stored calibration in force.
    #[must_use]
    pub fn calibration(&self) -> Option<&InForce> {
        self.calibration.as_ref()
    }

    /// Whether playback has its equal-loudness shape.
    #[must_use]
    pub fn is_shaped(&self) -> bool {
        self.shaped.is_some()
    }

    /// What a slot held before, for `undo`.
    #[must_use]
    pub fn before(&self, place: Place) -> Option<&Loaded> {
        self.before[place as usize].as_ref()
    }

    /// The words that bring this session back.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What pedals do from now on, for the session file.
    pub(in crate::control) fn keep_midi(&mut self, map: Option<MidiMap>) {
        self.origin.midi = map;
    }

    /// The session file that `save` writes to; none before the first time.
    #[must_use]
    pub fn session_file(&self) -> Option<&Path> {
        self.session_file.as_deref()
    }

    /// Whether the audio plane obeys what was asked for, as far as its newest meters say.
    #[must_use]
    pub fn is_obeyed(&self) -> bool {
        self.meters.obeyed == Some(self.targets())
    }

    /// Seed of everything random.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }
}
