//! The chain, from capture to playback, as straight-line code. One call is one part of a tick.
//!
//! ```text
//! capture -> sources.rs -> Open -> ears.rs -> Parts -> playing.rs -> Limited
//! ```
//! Each of the three owns its state and knows nothing of the others: what drives a file may drive each on a thread of its own
//! ([`apart`](super::doorway::apart)).

use super::knobs::Targets;
use super::link::Parcel;
use super::meters::Meters;
use super::mix::{Mix, Strip};
use super::playback::Shape;
use super::slot::{PartScratch, Parts, Slot};
use super::stage::StageBed;
use crate::dsp::limiter::Limited;
use crate::dsp::{Frame, TICK};
use crate::units::Seconds;

mod ears;
mod playing;
mod rig;
mod sources;

pub(crate) use ears::Ears;
pub(crate) use playing::Playing;
pub use rig::Rig;
pub(crate) use sources::{Open, Sources};

/// An A/B switch, and the fade-in of a new chain (DESIGN: linear, both sides hear the same sources).
const SWITCH_FADE: Seconds = Seconds(0.03);
/// A knob on its way to a new value.
const KNOB_RAMP: Seconds = Seconds(0.02);
/// A new stage is faded in slowly; nobody switches venues on the beat.
const STAGE_FADE: Seconds = Seconds(0.2);
/// What a new stage or shape runs unheard: longer than any impulse response in it.
const WARM: Seconds = Seconds(0.2);

/// The running chain.
pub(crate) struct Chain {
    sources: Sources,
    ears: Ears,
    playing: Playing,
    open: Open,
    heard: PartScratch,
}

/// What one part of a tick has become.
pub(crate) struct Made<'a> {
    /// What may be played.
    pub(crate) limited: Limited<'a>,
    /// The parts at the ears of the slot that is heard, pascals.
    pub(crate) parts: Parts<'a>,
    /// What is played, pascals at the listener's ears.
    pub(crate) pascals: &'a [Frame],
    /// The monitor mix before the monitor level, full scale = 1.
    pub(crate) mix: &'a [Frame],
}

impl Chain {
    pub(crate) fn new(rig: Rig) -> Self {
        let Rig { slots, stage, mix, shape, targets, alone, start_ramp, rate } = rig;
        Self {
            sources: Sources::new(mix, stage, &targets, rate),
            ears: Ears::new(slots, alone, &targets, rate),
            playing: Playing::new(shape, targets, start_ramp, rate),
            open: Open::new(),
            heard: PartScratch::new(),
        }
    }

    /// `[audio]` Capture channels per frame.
    pub(crate) fn channels(&self) -> usize {
        self.sources.mix.channels()
    }

    /// The gains of the monitor mix as they are now.
    pub(crate) fn gains(&self) -> impl Iterator<Item = Strip> {
        self.sources.mix.gains()
    }

    /// `[audio]` The peaks of the channels have been told.
    pub(crate) fn restart_peaks(&mut self) {
        self.sources.mix.restart_peaks();
    }

    /// Look-ahead in frames, the only latency that the chain adds.
    pub(crate) fn latency(&self) -> usize {
        self.playing.latency()
    }

    /// `[audio]` At a tick: obeys new knob values.
    pub(crate) fn set(&mut self, targets: &Targets) {
        self.sources.set(targets);
        self.ears.set(targets);
        self.playing.set(targets);
    }

    /// `[audio]` True while something is being replaced: three ear chains at most, one swap at a time.
    pub(crate) fn is_busy(&self) -> bool {
        self.sources.is_busy() || self.ears.is_busy() || self.playing.is_busy()
    }

    /// `[audio]` At a tick: takes a prepared thing. What needs no fade comes back at once.
    pub(crate) fn install(&mut self, parcel: Parcel) -> Option<Parcel> {
        match parcel {
            Parcel::Slot(place, slot) => {
                let warm = slot.warm_frames();
                self.ears.at(place).offer(slot, warm).map(|slot| Parcel::Slot(place, slot))
            }
            Parcel::Seal(place, entry) => {
                self.ears.at(place).running().0.offer(entry).map(|entry| Parcel::Seal(place, entry))
            }
            Parcel::Stage(stage) => self.sources.offer(stage).map(Parcel::Stage),
            Parcel::Shape(shape) => self.playing.offer(shape).map(Parcel::Shape),
            Parcel::Mix(table) => {
                self.sources.mix.set(&table);
                Some(Parcel::Mix(table))
            }
        }
    }

    /// `[audio]` Starts a tick: every ramp moves one step. Returns what is no longer heard; at most one thing,
    /// because at most one is being replaced.
    pub(crate) fn tick(&mut self) -> Option<Parcel> {
        let old_stage = self.sources.tick();
        let old_ears = self.ears.tick();
        let old_shape = self.playing.tick();
        old_stage.or(old_ears).or(old_shape)
    }

    /// `[audio]` One part of a tick, `frames` long from frame `offset` of the tick on: the whole signal path.
    pub(crate) fn run(&mut self, capture: &[f32], offset: usize, frames: usize) -> Made<'_> {
        let n = frames.min(TICK);
        self.sources.process(capture, offset, n, &mut self.open);
        self.ears.process(&self.open, offset, n, &mut self.heard);
        let (limited, pascals) = self.playing.process(self.heard.ear.view(n), offset);
        Made { limited, parts: self.heard.view(n), pascals, mix: self.open.mix.view(n) }
    }

    /// The three parts, for whoever drives them one by one.
    pub(crate) fn parts(&mut self) -> (&mut Sources, &mut Ears, &mut Playing) {
        (&mut self.sources, &mut self.ears, &mut self.playing)
    }

    /// `[audio]` Silence into the limiter: what its look-ahead holds comes out.
    pub(crate) fn drain(&mut self, frames: usize) -> Limited<'_> {
        self.playing.drain(frames)
    }

    /// `[audio]` The output rises from silence again.
    pub(crate) fn restart(&mut self) {
        self.playing.restart();
    }

    /// `[audio]` Fills in what the chain knows.
    pub(crate) fn read_meters(&mut self, meters: &mut Meters) {
        meters.slots = self.ears.levels();
        meters.faults = self.sources.mix.faults();
        self.sources.mix.read_levels(&mut meters.channels);
        self.playing.read_meters(meters);
    }
}
