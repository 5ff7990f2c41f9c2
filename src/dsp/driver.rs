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

mod heard;
mod moving;
mod strain;
#[cfg(test)]
mod tests;
mod wide;

use std::f64::consts::FRAC_1_SQRT_2;

use super::biquad::DesignError;
use super::elliptic::{delay_at_dc, low_pass};
use super::simd::Machine;
use super::{Block, Frame, SILENCE, TICK, grid::Grid, guard::finite_frame, memory};
use crate::units::{Db, Hz, SampleRate};
use heard::Heard;
use strain::Strain;
use wide::Wide;

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
    machine: Machine,
    wide: Wide,
    /// The last frames, as many as the bent wave is late, and those of a tick behind them.
    past: Box<[Frame]>,
    ticks: Grid,
    bent: [Frame; TICK],
    shares: [Frame; TICK],
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
}

impl Driver {
    /// Limits of the left and the right ear; an ear without passes bit for bit and without delay.
    ///
    /// # Errors
    /// [`DesignError`]: a limit is no positive number, or the onset is above the maximum.
    pub fn new(limits: [Option<Limits>; 2], rate: SampleRate) -> Result<Self, DesignError> {
        Self::on(Machine::here(), limits, rate)
    }

    /// The same with the instructions of a machine; all of them agree within -200 dB.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn on(machine: Machine, limits: [Option<Limits>; 2], rate: SampleRate) -> Result<Self, DesignError> {
        for Limits { onset, most } in limits.iter().flatten().copied() {
            if !(onset > 0.0 && onset <= most && most.is_finite()) {
                return Err(DesignError::NotFinite("limits of the driver"));
            }
        }
        let factor = ((WIDE / rate.hz()).ceil() as usize).next_power_of_two();
        let wide = SampleRate(rate.0 * factor as u32);
        let sections = low_pass::<PAIRS>(Hz(EDGE * rate.hz()), rate.nyquist(), RIPPLE, wide)?;
        let open = Limits { onset: 1.0, most: 1.0 };
        let delay = 2.0 * sections.iter().map(delay_at_dc).sum::<f64>() / factor as f64;
        let late = (delay.round() as usize).max(1);
        let ears = limits.map(|ear| ear.unwrap_or(open));
        let strain = Strain::new(ears.map(|ear| ear.onset), late, rate);
        Ok(Self {
            limits,
            machine,
            wide: Wide::new(machine, &sections, factor, ears.map(Bend::new), strain),
            past: memory::silence(late + TICK),
            ticks: Grid::ticks(),
            bent: [SILENCE; TICK],
            shares: [SILENCE; TICK],
        })
    }

    /// `[audio]` At most a tick.
    fn run(&mut self, frames: &mut [Frame], completes: bool) {
        let length = frames.len().min(TICK);
        let ((bent, _), (shares, _)) = (self.bent.split_at_mut(length), self.shares.split_at_mut(length));
        self.wide.run(frames, [&mut *bent, &mut *shares], completes);
        let late = self.past.len() - TICK;
        for (kept, &x) in self.past.iter_mut().skip(late).zip(&*frames) {
            *kept = x;
        }
        let (straight, _) = self.past.split_at(bent.len());
        let most = self.limits.map(|ear| ear.map_or(f64::MAX, |ear| ear.most));
        self.machine.run(Heard { frames, straight, bent, shares, most });
        for ear in [0, 1] {
            if let Some(None) = self.limits.get(ear) {
                let now = self.past.iter().skip(late);
                for (y, x) in frames.iter_mut().zip(now) {
                    y.iter_mut().zip(x).skip(ear).take(1).for_each(|(y, &x)| *y = x);
                }
            }
        }
        self.past.copy_within(frames.len()..frames.len() + late, 0);
    }
}

impl Block for Driver {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.ticks.cut(rest);
            cut.piece.iter_mut().for_each(|frame| *frame = finite_frame(*frame));
            self.run(cut.piece, cut.completes);
            rest = cut.rest;
        }
    }

    fn reset(&mut self) {
        self.wide.reset();
        self.past.fill(SILENCE);
        self.ticks.reset();
    }

    /// Frames that an ear with limits is late.
    fn latency(&self) -> usize {
        self.past.len() - TICK
    }
}
