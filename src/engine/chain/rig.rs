//! What a chain is put together from.

use super::{Mix, Shape, Slot, StageBed};
use crate::engine::knobs::Targets;
use crate::units::{SampleRate, Seconds};

/// What the chain starts with, all prepared.
pub struct Rig {
    /// Slot A and slot B.
    pub slots: [Box<Slot>; 2],
    /// The stage.
    pub stage: Box<StageBed>,
    /// The monitor mixer.
    pub mix: Mix,
    /// The equal-loudness shape of playback.
    pub shape: Box<Shape>,
    /// The first values of everything that can be turned.
    pub targets: Targets,
    /// Slot A alone is ever heard: slot B rests, and its meters stay empty.
    pub alone: bool,
    /// From silence to full level at the start; zero for a file.
    pub start_ramp: Seconds,
    /// Frames per second.
    pub rate: SampleRate,
}
