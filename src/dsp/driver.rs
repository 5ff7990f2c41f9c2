//! What a loudspeaker cannot do: beyond a level it bends, beyond another there is no more.
//!
//! `y = x` up to the onset a, above it `a + s (1 - 1/(1 + v + v²))` with v = (|x| - a)/s: slope 1 and no bend at the
//! onset, and never more than a + s. That end is the rms of the strongest sine, because that is also the rms of the
//! square wave which every sine becomes in the end: the level of what the driver makes of a sine tends to the one
//! declared. Where just that level is asked for it has 13 to 14 % of harmonics. A model, not a measurement: estimated.
//! It leaves out that excursion ends in the bass first, memory (heat, air flow, suspension) and even harmonics.
//!
//! The curve runs at 350 kHz or more, between two elliptic low-passes that let pass 42 % of the rate (18.5 kHz at 44.1,
//! 20 at 48) within 0.01 dB and stop 95 dB at half of it. They are late by 5 frames in the bass at every rate (0.11 ms
//! at 44.1 kHz), see [`Block::latency`], and by more towards their edge. Up to the onset, where there is nothing to bend,
//! what is heard is the input itself, those frames later and bit for bit; the bent wave takes over within 1 dB above it.

mod strain;
#[cfg(test)]
mod tests;

use std::f64::consts::FRAC_1_SQRT_2;
use std::mem;

use super::biquad::{Coeffs, DesignError};
use super::cascade::Cascade;
use super::elliptic::{delay_at_dc, low_pass};
use super::{Block, Frame, SILENCE, TICK, guard::finite_frame, memory};
use crate::units::{Db, Hz, SampleRate};
use strain::Strain;

/// The curve runs at this rate or more.
const WIDE: f64 = 350_000.0;
/// Pairs of poles of each low-pass.
const PAIRS: usize = 6;
/// Their edge, as a share of the rate.
const EDGE: f64 = 0.42;
/// Their ripple.
const RIPPLE: Db = Db(0.005);

/// Peaks of sines, in the unit of the signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Up to here it is linear.
    pub onset: f64,
    /// More does not come out, whatever goes in.
    pub most: f64,
}

/// The limits of both ears' drivers.
#[derive(Clone, Debug)]
pub struct Driver {
    limits: [Option<Limits>; 2],
    bends: [Bend; 2],
    factor: usize,
    up: Cascade,
    down: Cascade,
    strains: [Strain; 2],
    /// The last frames, as many as the bent wave is late; the oldest at `oldest`.
    past: Box<[Frame]>,
    oldest: usize,
    wide: Box<[Frame]>,
}

/// The curve of one ear.
#[derive(Clone, Copy, Debug)]
struct Bend {
    onset: f64,
    span: f64,
    per_span: f64,
}

impl Bend {
    fn new(limits: Limits) -> Self {
        let Limits { onset, most } = limits;
        // A driver that is linear to its end clips there.
        let span = (FRAC_1_SQRT_2 * most - onset).max(1e-9 * most);
        Self { onset, span, per_span: 1.0 / span }
    }

    /// `[audio]` One sample.
    #[inline]
    fn at(self, x: f64) -> f64 {
        let v = (x.abs() - self.onset).max(0.0) * self.per_span;
        x.clamp(-self.onset, self.onset) + (self.span - self.span / (1.0 + v + v * v)).copysign(x)
    }
}

impl Driver {
    /// Limits of the left and the right ear; an ear without passes bit for bit and without delay.
    ///
    /// # Errors
    /// [`DesignError`]: a limit is no positive number, or the onset is above the maximum.
    pub fn new(limits: [Option<Limits>; 2], rate: SampleRate) -> Result<Self, DesignError> {
        for Limits { onset, most } in limits.iter().flatten().copied() {
            if !(onset > 0.0 && onset <= most && most.is_finite()) {
                return Err(DesignError::NotFinite("limits of the driver"));
            }
        }
        let factor = ((WIDE / rate.hz()).ceil() as usize).next_power_of_two();
        let wide = SampleRate(rate.0 * factor as u32);
        let sections = low_pass::<PAIRS>(Hz(EDGE * rate.hz()), rate.nyquist(), RIPPLE, wide)?;
        let both: [[Coeffs; 2]; PAIRS] = sections.map(|section| [section; 2]);
        let open = Limits { onset: 1.0, most: 1.0 };
        let delay = 2.0 * sections.iter().map(delay_at_dc).sum::<f64>() / factor as f64;
        let late = (delay.round() as usize).max(1);
        Ok(Self {
            limits,
            bends: limits.map(|ear| Bend::new(ear.unwrap_or(open))),
            factor,
            up: Cascade::new(&both, wide),
            down: Cascade::new(&both, wide),
            strains: limits.map(|ear| Strain::new(ear.unwrap_or(open).onset, late, rate)),
            past: memory::silence(late),
            oldest: 0,
            wide: memory::silence(factor * TICK),
        })
    }

    /// `[audio]` At most a tick.
    fn run(&mut self, frames: &mut [Frame]) {
        let (wide, _) = self.wide.split_at_mut((frames.len() * self.factor).min(self.wide.len()));
        wide.fill(SILENCE);
        let gain = self.factor as f64;
        for (place, x) in wide.iter_mut().step_by(self.factor).zip(frames.iter()) {
            *place = [gain * x[0], gain * x[1]];
        }
        self.up.process(wide);
        let [left, right] = self.bends;
        for frame in wide.iter_mut() {
            *frame = [left.at(frame[0]), right.at(frame[1])];
        }
        self.down.process(wide);
        for (frame, y) in frames.iter_mut().zip(wide.iter().step_by(self.factor)) {
            let [l, r] = *frame;
            let past = self.past.get_mut(self.oldest).map_or(SILENCE, |past| mem::replace(past, [l, r]));
            self.oldest = (self.oldest + 1) % self.past.len();
            let [left, right] = &mut self.strains;
            let heard = |straight: f64, bent: f64, share: f64| straight + share * (bent - straight);
            *frame = [
                self.limits[0].map_or(l, |ear| end(heard(past[0], y[0], left.next(l)), ear)),
                self.limits[1].map_or(r, |ear| end(heard(past[1], y[1], right.next(r)), ear)),
            ];
        }
    }
}

/// What the second low-pass may add to the bent wave is cut off: only far beyond the maximum does it come so high.
fn end(y: f64, limits: Limits) -> f64 {
    y.clamp(-limits.most, limits.most)
}

impl Block for Driver {
    fn process(&mut self, frames: &mut [Frame]) {
        for tick in frames.chunks_mut(TICK) {
            for frame in tick.iter_mut() {
                *frame = finite_frame(*frame);
            }
            self.run(tick);
        }
    }

    fn reset(&mut self) {
        self.up.reset();
        self.down.reset();
        self.strains.iter_mut().for_each(Strain::reset);
        self.past.fill(SILENCE);
        self.oldest = 0;
    }

    /// Frames that an ear with limits is late.
    fn latency(&self) -> usize {
        self.past.len()
    }
}
