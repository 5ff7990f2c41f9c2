//! The meters that run: weighting, energy, time weighting, dose.

use super::dose::DoseMeter;
use super::{EarLevels, Energy, Levels, PlayedLevels, Pointer};
use crate::dsp::follower::{FAST, Follower, SLOW};
use crate::dsp::weighting::{Curve, Weighting};
use crate::dsp::{Block, Frame};
use crate::engine::Scratch;
use crate::engine::slot::Parts;
use crate::units::SampleRate;

/// One weighted energy.
struct WeightedEnergy {
    weighting: Weighting,
    energy: Energy,
}

/// A follower and the highest it ever read.
struct PointerMeter {
    follower: Follower,
    max: [f64; 2],
}

/// Everything that is read at a pair of ears.
struct LevelMeter {
    frames: u64,
    a: WeightedEnergy,
    c: WeightedEnergy,
    z: Energy,
    fast: PointerMeter,
    slow: PointerMeter,
    dose: DoseMeter,
}

/// The meters of one slot.
pub struct EarMeters {
    ear: LevelMeter,
    monitor_a: WeightedEnergy,
    ambience_a: WeightedEnergy,
    scratch: Scratch,
}

/// The meter of what is really played.
pub(crate) struct PlayedMeter {
    ear: LevelMeter,
    true_peak: [f64; 2],
    pascals: Scratch,
    scratch: Scratch,
}

impl Energy {
    /// `[audio]` Adds frames.
    fn add(&mut self, frames: &[Frame]) {
        let ([mut sl, mut sr], [mut pl, mut pr]) = (self.sum, self.peak);
        for [l, r] in frames {
            (sl, sr) = (sl + l * l, sr + r * r);
            (pl, pr) = (pl.max(l.abs()), pr.max(r.abs()));
        }
        (self.sum, self.peak) = ([sl, sr], [pl, pr]);
    }
}

impl WeightedEnergy {
    fn new(curve: Curve, rate: SampleRate) -> Self {
        Self { weighting: Weighting::new(curve, rate), energy: Energy::default() }
    }

    /// `[audio]` Leaves the weighted frames in `scratch`.
    fn read(&mut self, frames: &[Frame], scratch: &mut [Frame]) {
        scratch.copy_from_slice(frames);
        self.weighting.process(scratch);
        self.energy.add(scratch);
    }
}

impl PointerMeter {
    fn read(&mut self, frames: &[Frame]) {
        self.follower.feed(frames);
        for (most, new) in self.max.iter_mut().zip(self.follower.take_highest()) {
            *most = most.max(new);
        }
    }

    fn pointer(&self) -> Pointer {
        Pointer { now: self.follower.mean_square(), max: self.max }
    }
}

impl LevelMeter {
    fn new(rate: SampleRate) -> Self {
        let pointer = |time| PointerMeter { follower: Follower::new(time, rate), max: [0.0; 2] };
        Self {
            frames: 0,
            a: WeightedEnergy::new(Curve::A, rate),
            c: WeightedEnergy::new(Curve::C, rate),
            z: Energy::default(),
            fast: pointer(FAST),
            slow: pointer(SLOW),
            dose: DoseMeter::new(rate),
        }
    }

    /// `[audio]` Reads one part of a tick, in pascals.
    fn read(&mut self, frames: &[Frame], scratch: &mut [Frame]) {
        self.z.add(frames);
        self.c.read(frames, scratch);
        self.a.read(frames, scratch);
        self.fast.read(scratch);
        self.slow.read(scratch);
        self.frames += frames.len() as u64;
        self.dose.add(self.frames, self.a.energy.sum);
    }

    fn levels(&self) -> Levels {
        Levels {
            frames: self.frames,
            a: self.a.energy,
            c: self.c.energy,
            z: self.z,
            fast: self.fast.pointer(),
            slow: self.slow.pointer(),
            dose: self.dose.spent(self.frames, self.a.energy.sum),
        }
    }
}

impl EarMeters {
    /// Prepares the meters of one slot.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        Self {
            ear: LevelMeter::new(rate),
            monitor_a: WeightedEnergy::new(Curve::A, rate),
            ambience_a: WeightedEnergy::new(Curve::A, rate),
            scratch: Scratch::new(),
        }
    }

    /// `[audio]` Reads one part of a tick.
    pub(crate) fn read(&mut self, parts: &Parts<'_>) {
        let scratch = self.scratch.part(parts.ear.len());
        self.monitor_a.read(parts.monitor, scratch);
        self.ambience_a.read(parts.ambience, scratch);
        self.ear.read(parts.ear, scratch);
    }

    /// `[audio]` What they say now.
    pub(crate) fn levels(&self) -> EarLevels {
        EarLevels {
            ear: self.ear.levels(),
            monitor_a: self.monitor_a.energy,
            ambience_a: self.ambience_a.energy,
        }
    }
}

impl PlayedMeter {
    pub(crate) fn new(rate: SampleRate) -> Self {
        Self {
            ear: LevelMeter::new(rate),
            true_peak: [0.0; 2],
            pascals: Scratch::new(),
            scratch: Scratch::new(),
        }
    }

    /// `[audio]` Output samples; `full_scale` converts a sample of the output to pressure.
    pub(crate) fn read(&mut self, samples: &[Frame], full_scale: f64) {
        let pascals = self.pascals.part(samples.len());
        for (to, [l, r]) in pascals.iter_mut().zip(samples) {
            *to = [l * full_scale, r * full_scale];
        }
        self.ear.read(pascals, self.scratch.part(samples.len()));
    }

    /// `[audio]` True peak of each ear since last asked, as the limiter sees it, output samples.
    pub(crate) fn read_true_peak(&mut self, samples: [f64; 2], full_scale: f64) {
        for (most, new) in self.true_peak.iter_mut().zip(samples) {
            *most = most.max(new * full_scale);
        }
    }

    /// `[audio]` The frames last read, in pascals.
    pub(crate) fn pascals(&self, frames: usize) -> &[Frame] {
        self.pascals.view(frames)
    }

    /// `[audio]` What it says now.
    pub(crate) fn levels(&self) -> PlayedLevels {
        PlayedLevels { ear: self.ear.levels(), true_peak: self.true_peak }
    }
}
