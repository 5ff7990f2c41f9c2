//! A far part of a long response, in large partitions, whose work is spread over the time in which the next block arrives.
//!
//! ```text
//! block      p - 1 arrives     p arrives                                  p + 1 arrives
//! in a row                     transform of p - 1 | products that wait    plays what block p - 2 and older ones, now
//!                              for it | inverse transform, for p + 1      p - 1 too, add to it
//! evenly                       all other products, for p + 2
//! ```
//! The row is made of columns of passes and of tiles of products that cost about the same: every small block gets the same
//! number of them, and of all other products.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::ops::Range;

use super::BLOCK;
use super::lane::{EIGHT, Lane, Small, TILE, Tile};
use super::partitions::Partitions;
use crate::dsp::simd::{Machine, Simd, Work};
use crate::dsp::{Frame, memory};

/// Partitions whose input comes too late to be multiplied ahead.
const JUST_IN_TIME: usize = 2;

/// Large partitions, fed and read one small block at a time. They are heard two large blocks late.
#[derive(Clone, Debug)]
pub(super) struct Far {
    partitions: Partitions,
    /// Input that arrives, and the block before it.
    arriving: Box<[Small]>,
    arrived: Box<[Small]>,
    /// Output that is playing, and output in the making.
    playing: Box<[Small]>,
    coming: Box<[Small]>,
    /// Sums of products for the block that comes next, and for the one after it.
    due: Box<[Tile]>,
    ahead: Box<[Tile]>,
    step: usize,
}

/// What is done after one of the small blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// Of the row: columns of the forward passes, tiles of the products that waited, columns of the inverse passes.
    pub(super) row: Range<usize>,
    /// Tiles of all other products.
    pub(super) tiles: Range<usize>,
}

impl Far {
    /// `taps` of `response`, from twice `size` on; `size` is 512 or 4096.
    pub(super) fn new(response: &[Frame], taps: Range<usize>, size: usize) -> Self {
        let sums = memory::filled([Lane::ZERO; TILE], size / EIGHT / TILE);
        let [arriving, arrived, playing, coming] =
            std::array::from_fn(|_| memory::filled(Small::SILENCE, size / BLOCK));
        let partitions = Partitions::new(response, taps, size, 2);
        Self { partitions, arriving, arrived, playing, coming, due: sums.clone(), ahead: sums, step: 0 }
    }

    /// Small blocks in a large one.
    pub(super) fn steps(&self) -> usize {
        self.arriving.len()
    }

    /// `[audio]` What is to do after small block `step` of a large one.
    pub(super) fn share(&self, step: usize) -> Share {
        let part = |whole: usize| whole * step / self.steps()..whole * (step + 1) / self.steps();
        let passes = 2 * self.partitions.transform.passes() * self.partitions.transform.columns();
        Share { row: part(passes + self.due.len()), tiles: part(self.due.len()) }
    }

    /// `[audio]` Takes a small block of input and does its share of the work.
    pub(super) fn take(&mut self, input: &Small, machine: Machine) {
        if let Some(place) = self.arriving.get_mut(self.step) {
            *place = *input;
        }
        let share = self.share(self.step);
        machine.run(Step { far: self, share });
        self.step += 1;
        if self.step == self.steps() {
            self.step = 0;
            std::mem::swap(&mut self.arriving, &mut self.arrived);
            std::mem::swap(&mut self.playing, &mut self.coming);
            std::mem::swap(&mut self.due, &mut self.ahead);
            self.partitions.advance();
        }
    }

    /// `[audio]` The output that belongs to the next small block.
    pub(super) fn next(&self) -> Option<&Small> {
        self.playing.get(self.step)
    }

    /// `[audio]` Forgets the past.
    pub(super) fn reset(&mut self) {
        self.partitions.reset();
        for memory in [&mut self.arriving, &mut self.arrived, &mut self.playing, &mut self.coming] {
            memory.fill(Small::SILENCE);
        }
        self.due.fill([Lane::ZERO; TILE]);
        self.ahead.fill([Lane::ZERO; TILE]);
        self.step = 0;
    }
}

struct Step<'a> {
    far: &'a mut Far,
    share: Share,
}

impl Work for Step<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self { far: Far { partitions, arrived, coming, due, ahead, .. }, share } = self;
        let (passes, columns) = (partitions.transform.passes(), partitions.transform.columns());
        let (forward, products) = (passes * columns, due.len());
        let mut next = share.row.start;
        while next < share.row.end {
            let left = share.row.end - next;
            if let Some(tile) = next.checked_sub(forward).filter(|tile| *tile < products) {
                let end = products.min(tile + left);
                let sums = due.get_mut(tile..end).unwrap_or_default();
                partitions.add(simd, 0..JUST_IN_TIME, 0, tile, sums);
                next += end - tile;
                continue;
            }
            let place = if next < forward { next } else { next - forward - products };
            let (pass, column) = (place / columns, place % columns);
            let end = columns.min(column + left);
            if next < forward {
                partitions.forward(simd, pass, column..end, arrived);
            } else {
                partitions.inverse(simd, pass, column..end, due, coming);
            }
            next += end - column;
        }
        let first = share.tiles.start;
        let sums = ahead.get_mut(share.tiles).unwrap_or_default();
        sums.fill([Lane::ZERO; TILE]);
        partitions.add(simd, JUST_IN_TIME..partitions.count(), 1, first, sums);
    }
}
