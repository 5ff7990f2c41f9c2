//! Second-order sections in series, both ears.
//!
//! A single section must wait for its own output before the next frame. Neighbours therefore run as a wave, several of
//! them in one register: see `wave`. The sound does not depend on how the calls are cut, and where products are rounded
//! before they are added (the plain machine) it is the same to the bit as one section after the other.

#[cfg(test)]
mod tests;
mod wave;

use super::biquad::Coeffs;
use super::simd::{Machine, Simd, Work};
use super::{Block, Frame, Linear, grid::Grid, guard::flush_frame};
use crate::units::{Db, Hz, SampleRate};
use wave::Wave;

/// Frames after which dying tails and faults in a memory become silence: a tail needs longer to become denormal.
const FLUSH: usize = 256;

/// Sections in series: the output of each is the input of the next.
#[derive(Clone, Debug)]
pub struct Cascade {
    coeffs: Box<[[Coeffs; 2]]>,
    rate: SampleRate,
    machine: Machine,
    waves: Box<[Wave]>,
    grid: Grid,
}

impl Cascade {
    /// Sections in signal order, each with its left and right coefficients; `rate` is the one they were designed for.
    /// No section at all passes the signal unchanged.
    #[must_use]
    pub fn new(sections: &[[Coeffs; 2]], rate: SampleRate) -> Self {
        Self::on(Machine::here(), sections, rate)
    }

    /// The same with the instructions of a machine; all of them agree within -200 dB.
    #[must_use]
    pub fn on(machine: Machine, sections: &[[Coeffs; 2]], rate: SampleRate) -> Self {
        let (pairs, depth) = machine.size();
        let count = sections.len().div_ceil(pairs * depth);
        let mut rest = sections;
        let waves = (0..count).rev().map(|later| {
            let (wave, left) = Wave::take(rest, later + 1, machine);
            rest = left;
            wave
        });
        let waves = waves.collect();
        Self { coeffs: sections.into(), rate, machine, waves, grid: Grid::new(FLUSH) }
    }
}

impl Block for Cascade {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.grid.cut(rest);
            self.machine.run(Guard(cut.piece));
            for wave in &mut self.waves {
                wave.run(cut.piece, self.machine);
            }
            if cut.completes {
                self.waves.iter_mut().for_each(Wave::flush);
            }
            rest = cut.rest;
        }
    }

    fn reset(&mut self) {
        self.waves.iter_mut().for_each(Wave::reset);
        self.grid.reset();
    }
}

/// Frames that sections may take in.
struct Guard<'a>(&'a mut [Frame]);

impl Work for Guard<'_> {
    type Done = ();

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]
    fn on<S: Simd>(self, _: S) {
        self.0.iter_mut().for_each(|frame| *frame = flush_frame(*frame));
    }
}

impl Linear for Cascade {
    fn response(&self, frequency: Hz) -> [Db; 2] {
        self.coeffs.iter().fold([Db(0.0); 2], |[left, right], section| {
            let [l, r] = section.map(|c| c.response(frequency, self.rate));
            [Db(left.0 + l.0), Db(right.0 + r.0)]
        })
    }
}
