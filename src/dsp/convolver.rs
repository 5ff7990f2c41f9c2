//! Convolution with long impulse responses, without delay: the left and the right ear have their own.
//!
//! ```text
//! taps      0 ............ 64 ................. 2 F ................. end
//!           head           near                 far
//!           frame by frame partitions of 64     partitions of F = 256 or 512, for long responses only
//! ```
//! The head is summed directly. Near and far are products of spectra over partitions that are aligned to the count
//! of frames since the last reset, so cutting the calls differently changes no bit.

mod far;
mod partitions;
mod spectrum;
#[cfg(test)]
mod tests;

use std::f64::consts::TAU;

use rustfft::num_complex::Complex;

use self::{far::Far, partitions::Partitions};
use super::direct::Taps;
use super::{Block, Frame, Linear, SILENCE, frame, grid::Grid, guard::flush_frame, memory};
use crate::units::{Db, Hz, SampleRate};

/// Frames of the head and of a near partition.
const NEAR: usize = 64;

/// Responses up to this length have no far part: its transforms would cost more than they save.
const NEAR_ONLY: usize = 2_048;

/// Responses up to this length have small far partitions.
const SMALL_FAR: usize = 8_192;

/// Convolution of both ears with their impulse responses; zero latency.
#[derive(Clone, Debug)]
pub struct Convolver {
    response: Box<[Frame]>,
    rate: SampleRate,
    head: Taps,
    near: Option<Partitions>,
    far: Option<Far>,
    /// Input: the last partition and the one that is filling.
    window: Box<[Frame]>,
    /// What near and far add to the partition that is filling.
    tail: Box<[Frame]>,
    grid: Grid,
}

impl Convolver {
    /// Impulse responses in frames at `rate`, of any two lengths; an empty one is silence.
    #[must_use]
    pub fn new(left: &[f64], right: &[f64], rate: SampleRate) -> Self {
        let mut response = memory::silence(left.len().max(right.len()));
        response.iter_mut().zip(left).for_each(|(tap, &h)| tap[0] = h);
        response.iter_mut().zip(right).for_each(|(tap, &h)| tap[1] = h);
        response.iter_mut().for_each(|tap| *tap = flush_frame(*tap));
        let length = response.len();
        let far_size = if length <= SMALL_FAR { 4 * NEAR } else { 8 * NEAR };
        let far_start = if length <= NEAR_ONLY { length } else { 2 * far_size };
        let (soon, late) = response.split_at(far_start);
        let (head, near) = soon.split_at(soon.len().min(NEAR));
        let [mut left, mut right] = [[0.0; NEAR]; 2];
        for ((l, r), &tap) in left.iter_mut().zip(&mut right).zip(head) {
            [*l, *r] = tap;
        }
        Self {
            head: Taps::new(&left, &right),
            near: (!near.is_empty()).then(|| Partitions::new(near, NEAR)),
            far: (!late.is_empty()).then(|| Far::new(late, far_size, NEAR)),
            window: memory::silence(2 * NEAR),
            tail: memory::silence(NEAR),
            grid: Grid::new(NEAR),
            response,
            rate,
        }
    }

    /// `[audio]` A partition of input is whole: prepares what it adds to the next one.
    fn turn(&mut self) {
        if let Some(near) = &mut self.near {
            near.transform(&self.window);
            near.multiply(0..near.lanes());
            near.synthesise(&mut self.tail);
        }
        let (past, present) = self.window.split_at_mut(NEAR);
        if let Some(far) = &mut self.far {
            far.take(present);
            self.tail.iter_mut().zip(far.next()).for_each(|(sum, &y)| *sum = frame::add(*sum, y));
        }
        past.copy_from_slice(present);
    }
}

impl Block for Convolver {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.grid.cut(rest);
            for (place, &x) in self.window.iter_mut().skip(NEAR + cut.phase).zip(cut.piece.iter()) {
                *place = flush_frame(x);
            }
            let (_, window) = self.window.split_at(cut.phase + 1);
            self.head.filter(window, cut.piece);
            for (y, &tail) in cut.piece.iter_mut().zip(self.tail.iter().skip(cut.phase)) {
                *y = frame::add(*y, tail);
            }
            if cut.completes {
                self.turn();
            }
            rest = cut.rest;
        }
    }

    fn reset(&mut self) {
        self.near.iter_mut().for_each(Partitions::reset);
        self.far.iter_mut().for_each(Far::reset);
        self.window.fill(SILENCE);
        self.tail.fill(SILENCE);
        self.grid.reset();
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
