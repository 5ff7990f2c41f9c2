//! Convolution with long impulse responses, without delay: the left and the right ear have their own.
//!
//! ```text
//! part       in partitions of   taps                     for
//! head       1                  0 .. 64                  the frames of the same block of 64
//! near       64                 0 .. 1024                later blocks
//! far        512                1024 .. 8192             later blocks of 512, from the second on
//! farther    4096               8192 .. end              later blocks of 4096, from the second on
//! ```
//! The head is summed directly, all others are products of spectra. Blocks are aligned to the count of frames since the
//! last reset, so cutting the calls differently changes no bit; the work of the large ones is spread evenly over the
//! small ones. All in f64, within -200 dB of the direct sum.

mod butterfly;
mod far;
mod head;
mod lane;
mod near;
mod partitions;
#[cfg(test)]
mod tests;
mod transform;

use std::f64::consts::TAU;

use rustfft::num_complex::Complex;

use self::{far::Far, head::Head, near::Near};
use super::guard::{flush, flush_frame};
use super::simd::{Machine, Simd, Work};
use super::{Block, Frame, Linear, SILENCE, frame, grid::Grid, memory};
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
    head: Head,
    near: Option<Near>,
    far: Box<[Far]>,
    /// Input that is filling, and its own sum.
    block: [Frame; BLOCK],
    sum: [Frame; BLOCK],
    /// What past blocks add to it.
    tail: [Frame; BLOCK],
    grid: Grid,
}

impl Convolver {
    /// Impulse responses in frames at `rate`, of any two lengths; an empty one is silence.
    #[must_use]
    pub fn new(left: &[f64], right: &[f64], rate: SampleRate) -> Self {
        Self::on(Machine::here(), left, right, rate)
    }

    /// The same with the instructions of a machine; all of them agree within -200 dB.
    #[must_use]
    pub fn on(machine: Machine, left: &[f64], right: &[f64], rate: SampleRate) -> Self {
        let mut response = memory::silence(left.len().max(right.len()));
        response.iter_mut().zip(left).for_each(|(tap, &h)| tap[0] = h);
        response.iter_mut().zip(right).for_each(|(tap, &h)| tap[1] = h);
        response.iter_mut().for_each(|tap| *tap = flush_frame(*tap));
        let length = response.len();
        // A part ends where the one after it starts.
        let ends = FAR.iter().skip(1).map(|size| 2 * size).chain([length]);
        let far = FAR.iter().zip(ends).filter(|(size, _)| 2 * **size < length);
        let far = far.map(|(&size, end)| Far::new(&response, 2 * size..end.min(length), size, machine));
        let far: Box<[Far]> = far.collect();
        let [first, ..] = FAR;
        let near = (length > 1).then(|| Near::new(&response, length.min(2 * first), machine));
        let [block, sum, tail] = [[SILENCE; BLOCK]; 3];
        let (head, grid) = (Head::new(&response), Grid::new(BLOCK));
        Self { response, rate, machine, head, near, far, block, sum, tail, grid }
    }

    /// `[audio]` A block of input is whole: prepares what it adds to the next one.
    fn turn(&mut self) {
        if let Some(near) = &mut self.near {
            self.machine.run(near.turn(&self.block, &mut self.tail));
        }
        for far in &mut self.far {
            far.take(&self.block, self.machine);
            self.tail.iter_mut().zip(far.next()).for_each(|(sum, &y)| *sum = frame::add(*sum, y));
        }
    }
}

impl Block for Convolver {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.grid.cut(rest);
            let Self { head, block, sum, tail, .. } = self;
            self.machine.run(Through { head, block, sum, tail, phase: cut.phase, piece: cut.piece });
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
            memory.fill(SILENCE);
        }
        self.grid.reset();
    }
}

/// A piece of a block on its way through.
struct Through<'a> {
    head: &'a Head,
    block: &'a mut [Frame; BLOCK],
    sum: &'a mut [Frame; BLOCK],
    tail: &'a [Frame; BLOCK],
    phase: usize,
    piece: &'a mut [Frame],
}

impl Work for Through<'_> {
    type Done = ();

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]
    fn on<S: Simd>(self, simd: S) {
        let Self { head, block, sum, tail, phase, piece } = self;
        let (_, places) = block.split_at_mut(phase.min(BLOCK));
        for (place, &x) in places.as_flattened_mut().iter_mut().zip(piece.as_flattened()) {
            *place = flush(x);
        }
        head.sum(block, sum, phase..phase + piece.len()).on(simd);
        let sums = sum.as_flattened().iter().zip(tail.as_flattened()).skip(2 * phase);
        for (y, (&sum, &tail)) in piece.as_flattened_mut().iter_mut().zip(sums) {
            *y = sum + tail;
        }
    }
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
