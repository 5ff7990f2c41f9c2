//! What the engine measures and sends up: energies since the start, so that a reader who misses some loses
//! nothing; levels over any span are differences of two of these.

use super::slot::Parts;
use crate::dsp::follower::{FAST, Follower};
use crate::dsp::weighting::{Curve, Weighting};
use crate::dsp::{Block, Frame};
use crate::units::SampleRate;

use super::Scratch;

/// Levels of one signal at both ears since the start, left and right. Energies are sums of squared pascals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Energy {
    /// Sum of squares over all frames.
    pub sum: [f64; 2],
    /// Largest magnitude.
    pub peak: [f64; 2],
}

/// What one slot gives the performer's ears.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EarLevels {
    /// Frames measured.
    pub frames: u64,
    /// Everything, A-weighted.
    pub a: Energy,
    /// Everything, C-weighted; its peak is LCpeak.
    pub c: Energy,
    /// Mean square with the Fast time weighting, A-weighted, now.
    pub fast: [f64; 2],
    /// Its maximum.
    pub fast_max: [f64; 2],
    /// The monitor part alone, A-weighted.
    pub monitor_a: Energy,
    /// The ambience alone, A-weighted.
    pub ambience_a: Energy,
}

/// Everything that goes up, a hundred times a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meters {
    /// Frames since the start.
    pub frame: u64,
    /// Slot A and slot B.
    pub slots: [EarLevels; 2],
    /// What is really played, A-weighted, pascals at the listener's ears.
    pub played: Energy,
    /// True peak of what is played, as a multiple of the ceiling, since the start.
    pub true_peak: f64,
    /// Smallest gain of the limiter's true-peak stage since the last meters, 1 = idle.
    pub limiter_gain: f64,
    /// Smallest gain of the limiter's true-peak stage since the start.
    pub limiter_gain_min: f64,
    /// Smallest gain of the limiter's slow stage since the last meters, 1 = idle.
    pub slow_gain: f64,
    /// Smallest gain of the limiter's slow stage since the start.
    pub slow_gain_min: f64,
    /// Samples that came in as NaN or infinite.
    pub faults: u64,
    /// Callback time as a share of its deadline: since the last meters, the worst, and the mean since the start.
    pub load: [f64; 2],
}

impl Default for Meters {
    /// Before the first frame: nothing measured, the limiter idle.
    fn default() -> Self {
        Self {
            frame: 0,
            slots: [EarLevels::default(); 2],
            played: Energy::default(),
            true_peak: 0.0,
            limiter_gain: 1.0,
            limiter_gain_min: 1.0,
            slow_gain: 1.0,
            slow_gain_min: 1.0,
            faults: 0,
            load: [0.0; 2],
        }
    }
}

/// One weighted energy.
struct WeightedEnergy {
    weighting: Weighting,
    energy: Energy,
}

/// The meters of one slot.
pub struct EarMeters {
    frames: u64,
    a: WeightedEnergy,
    c: WeightedEnergy,
    fast: Follower,
    fast_max: [f64; 2],
    monitor_a: WeightedEnergy,
    ambience_a: WeightedEnergy,
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

impl EarMeters {
    /// Prepares the meters of one slot.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        Self {
            frames: 0,
            a: WeightedEnergy::new(Curve::A, rate),
            c: WeightedEnergy::new(Curve::C, rate),
            fast: Follower::new(FAST, rate),
            fast_max: [0.0; 2],
            monitor_a: WeightedEnergy::new(Curve::A, rate),
            ambience_a: WeightedEnergy::new(Curve::A, rate),
            scratch: Scratch::new(),
        }
    }

    /// `[audio]` Reads one part of a tick.
    pub(crate) fn read(&mut self, parts: &Parts<'_>) {
        let scratch = self.scratch.part(parts.ear.len());
        self.c.read(parts.ear, scratch);
        self.monitor_a.read(parts.monitor, scratch);
        self.ambience_a.read(parts.ambience, scratch);
        self.a.read(parts.ear, scratch);
        self.fast.feed(scratch);
        for (most, new) in self.fast_max.iter_mut().zip(self.fast.take_highest()) {
            *most = most.max(new);
        }
        self.frames += parts.ear.len() as u64;
    }

    /// `[audio]` What they say now.
    pub(crate) fn levels(&self) -> EarLevels {
        EarLevels {
            frames: self.frames,
            a: self.a.energy,
            c: self.c.energy,
            fast: self.fast.mean_square(),
            fast_max: self.fast_max,
            monitor_a: self.monitor_a.energy,
            ambience_a: self.ambience_a.energy,
        }
    }
}

/// The meter of what is really played.
pub(crate) struct PlayedMeter {
    a: WeightedEnergy,
    scratch: Scratch,
}

impl PlayedMeter {
    pub(crate) fn new(rate: SampleRate) -> Self {
        Self { a: WeightedEnergy::new(Curve::A, rate), scratch: Scratch::new() }
    }

    /// `[audio]` Output samples; `pascals` converts a sample of the output to pressure.
    pub(crate) fn read(&mut self, samples: &[Frame], pascals: f64) {
        let scratch = self.scratch.part(samples.len());
        for (to, [l, r]) in scratch.iter_mut().zip(samples) {
            *to = [l * pascals, r * pascals];
        }
        self.a.weighting.process(scratch);
        self.a.energy.add(scratch);
    }

    /// `[audio]` Energy since the start.
    pub(crate) fn energy(&self) -> Energy {
        self.a.energy
    }
}
