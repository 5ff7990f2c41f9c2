//! Convolution with long impulse responses, without delay: the left and the right ear have their own.
//!
//! ```text
//! part       in partitions of   taps                     for
//! head       1                  0 .. 64                  the frames of the same block of 64
//! near       64                 0 .. 1024                later blocks
//! far        512                1024 .. 8192             later blocks of 512, from the second on
//! farther    4096               8192 .. end              later blocks of 4096, from the second on
//! ```
//! The head is summed directly, all others are products of spectra, all of it in single precision. Only the first tap is
//! double: where it is all there is, it changes no bit. Against the direct sum in double precision the error of noise,
//! sweeps and music is -134 dB of the output (-132 dB for responses that swell), up to 2 seconds of them; a short response
//! that takes away what is loudest in its input leaves -140 dB of that. Input and taps are scaled: they may be as large and
//! as small as [`flush`](super::guard::flush) lets them be.
//!
//! Blocks are aligned to the count of frames since the last reset, so cutting the calls differently changes no bit; the
//! work of the large ones is spread evenly over the small ones.

mod butterfly;
mod far;
mod flow;
mod head;
mod lane;
mod near;
mod partitions;
#[cfg(test)]
mod tests;
mod through;
mod transform;

use std::f64::consts::TAU;

use rustfft::num_complex::Complex;

use self::{far::Far, head::Head, lane::Small, near::Near, through::Through};
use super::guard::{TINY, flush_frame};
use super::larger::larger;
use super::simd::Machine;
use super::{Block, Frame, Linear, SILENCE, grid::Grid, memory};
use crate::units::{Db, Hz, SampleRate};

/// Frames of the head and of a near partition.
const BLOCK: usize = 64;

/// Frames of a partition of each far part. It starts two of them late.
const FAR: [usize; 2] = [512, 4_096];

/// Convolution of both ears with their impulse responses; zero latency.
#[derive(Clone, Debug)]
pub struct Convolver {
    response: Box<[Frame]>,
    rate: SampleRate,
    machine: Machine,
    /// The first tap, and what all others have been divided by.
    first: Frame,
    scale: f64,
    head: Head,
    near: Option<Near>,
    far: Box<[Far]>,
    /// Input that is filling, and its own sum.
    block: Small,
    sum: Small,
    /// What past blocks add to it.
    tail: Small,
    grid: Grid,
}

impl Convolver {
    /// Impulse responses in frames at `rate`, of any two lengths; an empty one is silence.
    #[must_use]
    pub fn new(left: &[f64], right: &[f64], rate: SampleRate) -> Self {
        Self::on(Machine::here(), left, right, rate)
    }

    /// The same with the instructions of a machine; all of them agree within -134 dB.
    #[must_use]
    pub fn on(machine: Machine, left: &[f64], right: &[f64], rate: SampleRate) -> Self {
        let mut response = memory::silence(left.len().max(right.len()));
        response.iter_mut().zip(left).for_each(|(tap, &h)| tap[0] = h);
        response.iter_mut().zip(right).for_each(|(tap, &h)| tap[1] = h);
        response.iter_mut().for_each(|tap| *tap = flush_frame(*tap));
        let first = response.first().copied().unwrap_or(SILENCE);
        let length = response.len();
        let scale = scale(&response);
        let scaled: Box<[Frame]> = response.iter().map(|tap| tap.map(|h| h / scale)).collect();
        // A part ends where the one after it starts.
        let ends = FAR.iter().skip(1).map(|size| 2 * size).chain([length]);
        let far = FAR.iter().zip(ends).filter(|(size, _)| 2 * **size < length);
        let far = far.map(|(&size, end)| Far::new(&scaled, 2 * size..end.min(length), size));
        let far: Box<[Far]> = far.collect();
        let [size, ..] = FAR;
        let near = (length > 1).then(|| Near::new(&scaled, length.min(2 * size)));
        let [block, sum, tail] = [Small::SILENCE; 3];
        let (head, grid) = (Head::new(&scaled), Grid::new(BLOCK));
        Self { response, rate, machine, first, scale, head, near, far, block, sum, tail, grid }
    }

    /// `[audio]` A block of input is whole: prepares what it adds to the next one.
    fn turn(&mut self) {
        if let Some(near) = &mut self.near {
            self.machine.run(near.turn(&self.block, &mut self.tail));
        }
        for far in &mut self.far {
            far.take(&self.block, self.machine);
            if let Some(next) = far.next() {
                let tail = self.tail.0.as_flattened_mut().iter_mut();
                tail.zip(next.0.as_flattened()).for_each(|(sum, &y)| *sum += y);
            }
        }
    }
}

impl Block for Convolver {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.grid.cut(rest);
            let Self { first, scale, head, block, sum, tail, .. } = self;
            let (first, scale) = (*first, *scale);
            self.machine.run(Through {
                first,
                scale,
                head,
                block,
                sum,
                tail,
                phase: cut.phase,
                piece: cut.piece,
            });
            if cut.completes {
                self.turn();
            }
            rest = cut.rest;
        }
    }

    fn reset(&mut self) {
        self.near.iter_mut().for_each(Near::reset);
        self.far.iter_mut().for_each(Far::reset);
        for memory in [&mut self.block, &mut self.sum, &mut self.tail] {
            *memory = Small::SILENCE;
        }
        self.grid.reset();
    }
}

/// The power of two above the sum of all taps: nothing that is multiplied by one part of it becomes too large.
fn scale(response: &[Frame]) -> f64 {
    let [left, right] =
        response.iter().fold(SILENCE, |[left, right], [l, r]| [left + l.abs(), right + r.abs()]);
    larger(left, right).log2().ceil().exp2().max(TINY)
}

impl Linear for Convolver {
    fn response(&self, frequency: Hz) -> [Db; 2] {
        let step = TAU * frequency.0 / self.rate.hz();
        let zero = Complex { re: 0.0, im: 0.0 };
        let sums = self.response.iter().enumerate().fold([zero; 2], |[left, right], (n, tap)| {
            let turn = Complex::from_polar(1.0, -step * n as f64);
            [left + turn * tap[0], right + turn * tap[1]]
        });
        sums.map(|sum| Db::from_power(sum.norm_sqr()))
    }
}
