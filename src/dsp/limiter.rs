//! The look-ahead true-peak limiter: the last stage before the ears, never bypassed.
//!
//! ```text
//! frames -> slow stage -> sanitize -+-> delay (the look-ahead) -------------- x --> Limited
//!               ^                   |                                         |      |
//!               |                   '-> detector -> ballistics -> strict plan: humps |
//!               '-------------------- LAS of what is played <------------------------'
//! ```
//! The slow stage (see `slow`) holds a long-term cap on the A-weighted level; what follows holds the true peak.
//! Both ears share one gain: a sum of smooth overlapping humps, one per hop, each scaled by its *knot*. The detector
//! reads the true peak of the input and the ballistics choose a knot that no frame under its hump contradicts
//! ([`MARGIN_DB`] below the ceiling); the strict stage (see `plan`) then shrinks the knot until the meter of
//! [`true_peak`](super::true_peak) cannot read more than the ceiling on any signal. Every hop does the same work.
#![expect(clippy::inline_always, reason = "what `wide` calls must be compiled for the vectors of its caller")]

mod ballistics;
mod detector;
mod far;
mod fine;
mod halves;
mod hump;
mod lanes;
mod limited;
mod plan;
mod settings;
mod slow;
mod wide;

use super::larger::larger;
use super::simd::Machine;
use super::{Frame, SILENCE};
use crate::units::{Db, SampleRate};
use ballistics::Ballistics;
use detector::{Detector, REACH};
use hump::hump;
use lanes::Pair;
use plan::Plan;
use slow::Slow;
use wide::Run;

pub use limited::Limited;
pub use settings::Settings;

/// How far below the ceiling the limiter aims.
pub const MARGIN_DB: f64 = 0.5;

/// Input beyond this (240 dB over full scale) is a fault and is cut to it.
const LOUDEST: f64 = 1e12;

/// Input below this (300 dB under full scale) does not move the gain.
const QUIETEST: f64 = 1e-15;

/// Hops in a hump: one up, one down.
const OVERLAP: usize = 2;

/// Frames at the far end of a hump, where it weighs next to nothing, for which the samples alone are looked at: so much
/// longer can the detector's kernel be.
const BRINK: usize = 6;

/// Hops between two moves of what is kept.
const TURN: usize = 8;

/// Hops that a plan reaches into the past at most.
const MEMORY: usize = 8;

/// One knot that had to yield lowers the next by no more than this: a rare clash must not mute what follows.
const LARGEST_STEP: f64 = 0.8;

/// The limiter. See the module.
#[derive(Debug, Clone)]
pub struct Limiter {
    hop: usize,
    latency: usize,
    /// [`MARGIN_DB`] as a share of the ceiling.
    aim: f64,
    ceiling: [f64; 2],
    /// The ceilings of the last hops, and the place of the newest: what was planned under a higher one is not cut short.
    recent: [[f64; 2]; MEMORY],
    newest: usize,
    /// The largest of them: no sample and no point may pass it.
    bound: [f64; 2],
    detector: Detector,
    ballistics: Ballistics,
    plan: Plan,
    slow: Slow,
    /// One hump, `OVERLAP * hop` weights in whole multiples of 2^-40; shifted by hops they add up to exactly 1.
    hump: Box<[Frame]>,
    /// The same in the accuracy of a check.
    humps: Box<[Pair]>,
    /// The knot of the last hump.
    knot: f64,
    /// The gain of the frames of the running hop, the same for both ears.
    gain: Box<[Frame]>,
    /// From `next` on: the frames from the next output on, `latency` ahead, and the running hop. They are moved to the
    /// front once in [`TURN`] hops.
    ahead: Box<[Frame]>,
    next: usize,
    machine: Machine,
    /// Frames done in the running hop.
    at: usize,
    /// Input peaks of the last hop, by ear.
    peak: Pair,
    lowest_gain: f64,
    faults: u64,
}

impl Limiter {
    /// Prepares a limiter.
    #[must_use]
    pub fn new(settings: Settings, rate: SampleRate) -> Self {
        Self::on(Machine::here(), settings, rate)
    }

    /// The same with the instructions of a machine. Those with a product and a sum in one step give the same frames to the
    /// bit, the plain one nearly so.
    #[must_use]
    pub fn on(machine: Machine, settings: Settings, rate: SampleRate) -> Self {
        let ceiling = settings.ceiling.map(usable);
        let millisecond = (rate.0 / 1000).max(44) as usize;
        // A hump is 2/3 ms long, in hops that grow with the rate.
        let hop = 16 * (millisecond / 44).clamp(1, 4).next_power_of_two();
        let length = OVERLAP * hop;
        let reach = (millisecond + BRINK - length).min(REACH);
        let latency = length + reach - BRINK;
        let mut limiter = Self {
            hop,
            latency,
            aim: Db(-MARGIN_DB).gain(),
            ceiling,
            recent: [ceiling; MEMORY],
            newest: 0,
            bound: ceiling,
            detector: Detector::new(reach, hop, latency),
            ballistics: Ballistics::new(&settings, rate.seconds(hop as u64)),
            plan: Plan::new(length, hop),
            slow: Slow::new(settings.cap, latency, rate),
            hump: hump(hop).iter().map(|weight| [*weight; 2]).collect(),
            humps: hump(hop).iter().map(|weight| [*weight as f32; 2]).collect(),
            knot: 1.0,
            gain: std::iter::repeat_n([1.0; 2], hop).collect(),
            ahead: std::iter::repeat_n(SILENCE, latency + TURN * hop).collect(),
            next: 0,
            machine,
            at: 0,
            peak: [0.0; 2],
            lowest_gain: 1.0,
            faults: 0,
        };
        limiter.reset();
        limiter
    }

    /// `[audio]` Limits the frames in place; the output is `latency` frames late.
    pub fn process<'a>(&mut self, frames: &'a mut [Frame]) -> Limited<'a> {
        self.machine.run(Run(self, frames));
        Limited::new(frames)
    }

    /// `[audio]` Forgets the past, keeps the settings.
    pub fn reset(&mut self) {
        self.detector.reset();
        self.ballistics.reset();
        self.plan.reset();
        self.slow.reset();
        self.ahead.fill(SILENCE);
        (self.at, self.next, self.peak) = (0, 0, [0.0; 2]);
        (self.recent, self.bound) = ([self.ceiling; MEMORY], self.ceiling);
        (self.lowest_gain, self.faults) = (1.0, 0);
        // That of the hump before the first one.
        self.knot = 1.0;
    }

    /// `[audio]` Forgets the sound that is on its way out, as when another stream takes over. Levels, gains and settings
    /// go on.
    pub fn forget_ahead(&mut self) {
        self.detector.reset();
        self.plan.reset();
        self.ahead.fill(SILENCE);
        self.peak = [0.0; 2];
    }

    /// Delay in frames: the look-ahead, at most 1 ms.
    #[must_use]
    pub const fn latency(&self) -> usize {
        self.latency
    }

    /// `[audio]` Sets another ceiling. A lower one is aimed at from the next hop on and reached within the look-ahead by a
    /// smooth ramp; the strict stage holds the higher of the two until the last hump planned before has passed.
    /// A higher one is approached at the speed of the release.
    pub fn set_ceiling(&mut self, ceiling: [f64; 2]) {
        self.ceiling = ceiling.map(usable);
    }

    /// `[audio]` Sets another cap for the slow stage.
    pub fn set_cap(&mut self, cap: [f64; 2]) {
        self.slow.set_cap(cap);
    }

    /// `[audio]` The deepest gain of the slow stage since last asked, 0 dB or less.
    pub fn slow_reduction(&mut self) -> Db {
        self.slow.take_reduction()
    }

    /// `[audio]` The deepest gain of the true-peak stage since last asked, 0 dB or less.
    pub fn gain_reduction(&mut self) -> Db {
        Db::from_gain(std::mem::replace(&mut self.lowest_gain, 1.0))
    }

    /// `[audio]` The largest true peak of each ear since last asked, linear, as the strict stage sees it.
    pub fn true_peaks(&mut self) -> [f64; 2] {
        self.plan.take_peak().map(f64::from)
    }

    /// Frames that held something that is no number and were turned to silence.
    #[must_use]
    pub const fn faults(&self) -> u64 {
        self.faults
    }

    #[inline]
    fn finish_hop(&mut self) {
        self.at = 0;
        self.next += self.hop;
        if self.next == TURN * self.hop {
            self.ahead.copy_within(self.next.., 0);
            self.next = 0;
        }
        self.newest = (self.newest + 1) % MEMORY;
        if let Some(newest) = self.recent.get_mut(self.newest) {
            *newest = self.ceiling;
        }
        self.bound = self.recent.iter().fold([0.0; 2], |a, b| [larger(a[0], b[0]), larger(a[1], b[1])]);
    }
}

/// A ceiling that can be divided by; what is no positive number mutes.
fn usable(ceiling: f64) -> f64 {
    if ceiling.is_finite() { ceiling.clamp(1e-9, 1e9) } else { 1e-9 }
}

#[cfg(test)]
mod tests;
