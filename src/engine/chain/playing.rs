//! What the listener gets: playback and its meter.

use super::WARM;
use crate::dsp::limiter::Limited;
use crate::dsp::{Frame, SILENCE};
use crate::engine::Scratch;
use crate::engine::knobs::Targets;
use crate::engine::link::Parcel;
use crate::engine::meters::{Meters, PlayedMeter};
use crate::engine::playback::{Playback, Shape, Warm};
use crate::units::{SampleRate, Seconds};

/// Playback and its meter.
pub(crate) struct Playing {
    playback: Playback,
    targets: Targets,
    played: PlayedMeter,
    warm: Warm,
    output: Scratch,
}

impl Playing {
    pub(super) fn new(shape: Box<Shape>, targets: Targets, start_ramp: Seconds, rate: SampleRate) -> Self {
        Self {
            playback: Playback::new(&targets, shape, start_ramp, rate),
            targets,
            played: PlayedMeter::new(rate),
            warm: Warm(WARM.frames(rate)),
            output: Scratch::new(),
        }
    }

    /// Look-ahead in frames.
    pub(super) fn latency(&self) -> usize {
        self.playback.latency()
    }

    /// `[audio]` At a tick: obeys new knob values.
    pub(super) fn set(&mut self, targets: &Targets) {
        self.targets = *targets;
        self.playback.set(targets);
    }

    /// `[audio]` True while a shape is being replaced.
    pub(super) fn is_busy(&self) -> bool {
        self.playback.is_busy()
    }

    /// `[audio]` At a tick: takes a new shape; hands it back when busy.
    pub(super) fn offer(&mut self, shape: Box<Shape>) -> Option<Box<Shape>> {
        self.playback.offer(shape, self.warm)
    }

    /// `[audio]` Starts a tick. Returns a shape that is no longer heard.
    pub(crate) fn tick(&mut self) -> Option<Parcel> {
        self.playback.tick().map(Parcel::Shape)
    }

    /// `[audio]` One part of a tick from its frame `offset` on, in pascals at the simulated ear: what may be played, and the
    /// same in pascals at the listener's ears.
    pub(crate) fn process(&mut self, ear: &[Frame], offset: usize) -> (Limited<'_>, &[Frame]) {
        let output = self.output.part(ear.len());
        output.copy_from_slice(ear);
        let limited = self.playback.process(offset, output);
        self.played.read(limited.frames(), self.targets.full_scale);
        (limited, self.played.pascals(ear.len()))
    }

    /// `[audio]` Silence into the limiter: what its look-ahead holds comes out.
    pub(super) fn drain(&mut self, frames: usize) -> Limited<'_> {
        let output = self.output.part(frames);
        output.fill(SILENCE);
        self.playback.limiter().process(output)
    }

    /// `[audio]` The output rises from silence again.
    pub(super) fn restart(&mut self) {
        self.playback.restart();
    }

    /// `[audio]` Fills in what is known here.
    pub(super) fn read_meters(&mut self, meters: &mut Meters) {
        let limiter = self.playback.limiter();
        self.played.read_true_peak(limiter.true_peaks(), self.targets.full_scale);
        meters.played = self.played.levels();
        meters.obeyed = Some(self.targets);
        meters.limiter_gain = meters.limiter_gain.min(limiter.gain_reduction().gain());
        meters.limiter_gain_min = meters.limiter_gain_min.min(meters.limiter_gain);
        meters.slow_gain = meters.slow_gain.min(limiter.slow_reduction().gain());
        meters.slow_gain_min = meters.slow_gain_min.min(meters.slow_gain);
    }
}
