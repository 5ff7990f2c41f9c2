//! Second-order sections in series, both ears.
//!
//! A single section must wait for its own output before the next frame. Neighbours therefore run as a wave, several of
//! them in one register: see `wave`. The sound does not depend on how the calls are cut.

#[cfg(test)]
mod tests;
mod wave;

use super::biquad::Coeffs;
use super::simd::{Machine, Simd, Work};
use super::{Block, Frame, Linear, frame, grid::Grid, guard::flush_frame};
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
    /// At the entry: what was taken out of the sections.
    gain: Frame,
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
        let count = sections.len().div_ceil(pairs).div_ceil(depth);
        let (mut rest, mut gain) = (sections, [1.0; 2]);
        let waves = (0..count).rev().map(|earlier| {
            let (wave, left, wanted) = Wave::take(rest, earlier + 1, machine, gain);
            (rest, gain) = (left, wanted);
            wave
        });
        let mut waves: Box<[Wave]> = waves.collect();
        waves.reverse();
        Self { coeffs: sections.into(), rate, machine, gain, waves, grid: Grid::new(FLUSH) }
    }
}

impl Block for Cascade {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.grid.cut(rest);
            self.machine.run(Guard { frames: cut.piece, gain: self.gain });
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

/// Frames that sections may take in, at their scale.
struct Guard<'a> {
    frames: &'a mut [Frame],
    gain: Frame,
}

impl Work for Guard<'_> {
    type Done = ();

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]
    fn on<S: Simd>(self, simd: S) {
        let (four, rest) = self.frames.as_chunks_mut::<4>();
        let gain = simd.every(self.gain);
        for frames in four {
            if let Some(lanes) = frames.as_flattened_mut().first_chunk_mut() {
                for part in 0..4 / S::PAIRS {
                    simd.put_part(lanes, part, simd.mul(gain, simd.flush(simd.part(lanes, part))));
                }
            }
        }
        for frame in rest {
            *frame = frame::mul(flush_frame(*frame), self.gain);
        }
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
