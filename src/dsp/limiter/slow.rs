//! The slow stage: a long-term cap on the A-weighted Slow level (LAS, IEC 61672-1) of what leaves the limiter.
//!
//! A meter of the output follows LAS as y' = (p - y) / 1 s, p the A-weighted mean square that is played. With
//! p = y + (1 s / [`APPROACH`]) (cap - y) it comes to the cap in [`APPROACH`] and stays there. So that is the power
//! allowed now, and the gain is the root of it over the Fast mean square of what came in: more than the cap for a
//! short while after quiet, the cap in the long run, less where LAS is over. Down it goes as those two meters
//! move, up only with [`RELEASE`]; so the ripple of a bass note does not reach the gain.
mod power;

use super::super::follower::{FAST, SLOW};
use super::super::guard::single;
use super::super::larger::larger;
use super::super::simd::precision::singles;
use super::super::simd::{Simd, WIDEST};
use super::super::smoother::Ramp;
use super::super::{Frame, TICK};
use crate::units::{Db, SampleRate, Seconds};
use power::{FRAMES, Power, Tick};

/// Time constant with which LAS may come up to the cap.
const APPROACH: Seconds = Seconds(0.3);

/// Time constant of the reduction in dB on its way back.
const RELEASE: Seconds = Seconds(4.0);

/// Slowest way back, dB per second: the gain arrives at exactly 1.
const SLOWEST: f64 = 0.25;

/// However far LAS is over, so much of the cap is allowed: what was too loud is not paid back with silence.
const LEAST: f64 = 0.5;

/// Deepest reduction, dB: more than any input that passes the gate of faults can need.
const DEEPEST: f64 = 300.0;

/// Smaller mean squares are silence.
const SILENT: f64 = 1e-30;

/// Ticks that a frame may take from here to the output.
const TICKS_BACK: usize = 8;

/// The slow stage of both ears, which share one gain.
#[derive(Debug, Clone)]
pub(super) struct Slow {
    /// What the A-weighted mean square of each ear is a multiple of the cap by.
    per_cap: [f64; 2],
    power: Power,
    /// What the running tick played so far.
    tick: Tick,
    at: usize,
    /// What came in, Fast, and what goes out, Slow: mean squares.
    incoming: [f64; 2],
    played: [f64; 2],
    /// What a tick takes of the way to the new value: Fast, Slow; back up.
    shares: [f64; 2],
    release: f64,
    /// Slowest way back per tick, dB.
    creep: f64,
    /// Reduction now, dB.
    down: f64,
    /// The gain over the running tick.
    ramp: Ramp,
    /// The gains of the ticks that are on their way through the look-ahead, newest last; `lag` of them count.
    gains: [f64; TICKS_BACK],
    lag: usize,
    deepest: f64,
}

impl Slow {
    /// `latency`: frames from here to the output.
    pub(super) fn new(cap: [f64; 2], latency: usize, rate: SampleRate) -> Self {
        let tick = rate.seconds(TICK as u64).0;
        let share = |time: Seconds| -(-tick / time.0).exp_m1();
        Self {
            per_cap: cap.map(per_square),
            power: Power::new(rate),
            tick: [[0.0; WIDEST]; TICK / FRAMES],
            at: 0,
            incoming: [0.0; 2],
            played: [0.0; 2],
            shares: [share(FAST), share(SLOW)],
            release: share(RELEASE),
            creep: SLOWEST * tick,
            down: 0.0,
            ramp: Ramp::constant(1.0),
            gains: [1.0; TICKS_BACK],
            lag: latency.div_ceil(TICK).clamp(1, TICKS_BACK),
            deepest: 0.0,
        }
    }

    pub(super) fn reset(&mut self) {
        self.power.reset();
        self.at = 0;
        (self.incoming, self.played) = ([0.0; 2], [0.0; 2]);
        (self.down, self.deepest) = (0.0, 0.0);
        (self.ramp, self.gains) = (Ramp::constant(1.0), [1.0; TICKS_BACK]);
    }

    pub(super) fn set_cap(&mut self, cap: [f64; 2]) {
        self.per_cap = cap.map(per_square);
    }

    /// The deepest reduction since last asked, as a gain of 0 dB or less.
    pub(super) fn take_reduction(&mut self) -> Db {
        Db(-std::mem::replace(&mut self.deepest, self.down))
    }

    /// The gain over the running tick, before the true-peak stage, and which frame of it is next.
    #[inline(always)]
    pub(super) const fn gain(&self) -> (Ramp, usize) {
        (self.ramp, self.at)
    }

    /// Hears what became of them; a tick is completed in pieces that end on its last frame.
    #[inline(always)]
    pub(super) fn hear<S: Simd>(&mut self, simd: S, frames: &[Frame]) {
        let (_, places) = self.tick.as_flattened_mut().split_at_mut(2 * self.at);
        let (eights, rest) = frames.as_flattened().as_chunks();
        let (places, last) = places.split_at_mut(WIDEST * eights.len());
        for (place, eight) in places.as_chunks_mut().0.iter_mut().zip(eights) {
            singles(simd, place, eight);
        }
        last.iter_mut().zip(rest).for_each(|(place, &x)| *place = single(x));
        self.at += frames.len();
        if self.at >= TICK {
            self.at = 0;
            let means = self.power.feed(simd, &self.tick);
            self.step(means);
        }
    }

    /// Once a tick: the same work whatever the signal.
    fn step(&mut self, means: [f64; 2]) {
        let back = self.gains.iter().rev().nth(self.lag - 1).copied().unwrap_or(1.0);
        let (mut over, [to_incoming, to_played]) = (0.0f64, self.shares);
        let undone = 1.0 / (back * back);
        let ears = self.incoming.iter_mut().zip(&mut self.played).zip(means).zip(self.per_cap);
        for (((incoming, played), mean), per_cap) in ears {
            *incoming = quiet(*incoming + to_incoming * (mean * undone - *incoming));
            *played = quiet(*played + to_played * (mean - *played));
            let reached = *played * per_cap;
            let allowed = larger(reached + SLOW.0 / APPROACH.0 * (1.0 - reached), LEAST);
            over = larger(over, *incoming * per_cap / allowed);
        }
        let wanted = Db::from_power(over.max(1.0)).0.min(DEEPEST);
        self.down = if wanted >= self.down {
            wanted
        } else {
            (self.down - ((self.down - wanted) * self.release).max(self.creep)).max(wanted)
        };
        self.deepest = self.deepest.max(self.down);
        let gain = Db(-self.down).gain();
        let last = self.gains.last().copied().unwrap_or(1.0);
        self.ramp = Ramp { start: last, step: (gain - last) / TICK as f64 };
        self.gains.rotate_left(1);
        if let Some(newest) = self.gains.last_mut() {
            *newest = gain;
        }
    }
}

/// One over the square of a cap; none is without end, and what is no positive number turns down to nothing.
fn per_square(cap: f64) -> f64 {
    if cap.is_nan() { 1e18 } else { (cap.clamp(1e-9, 1e9) * cap.clamp(1e-9, 1e9)).recip() }
}

fn quiet(mean_square: f64) -> f64 {
    if mean_square < SILENT { 0.0 } else { mean_square }
}

#[cfg(test)]
mod tests;
