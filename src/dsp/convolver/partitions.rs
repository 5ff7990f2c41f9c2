//! A part of a response in partitions of one size (T. G. Stockham 1966; partitioned: W. G. Gardner 1995), in steps that a
//! schedule may spread in time: transform, products, inverse transform.
//!
//! Blocks of input are transformed with silence after them, partitions with twice as many taps: of block b the frames of
//! block b + k hear taps `(k - 1) size` to `(k + 1) size`, and the second half of the product is all of what they hear.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::ops::Range;

use rustfft::num_complex::Complex;

use super::flow::{Newest, Swapped, Twisted, Untwisted};
use super::lane::{EIGHT, Factor, Lane, Shared, Small, TILE, Tile, add_products};
use super::transform::{Transform, turn};
use crate::dsp::fourier::Fourier;
use crate::dsp::simd::Simd;
use crate::dsp::{Frame, memory};

/// For each tile the spectra of the response, earliest partition first.
#[derive(Clone, Debug)]
enum Response {
    /// Each ear has its own.
    Own(Box<[Tile]>),
    /// Both ears have the same, which is in memory but once: memory is what a product waits for.
    Shared(Box<[[Shared; TILE]]>),
}

/// Spectra of a part of the response, and of as many past blocks of input.
#[derive(Clone, Debug)]
pub(super) struct Partitions {
    pub(super) transform: &'static Transform,
    count: usize,
    response: Response,
    /// For each tile a ring of input spectra: newest at `newest`, older ones after it.
    past: Box<[Tile]>,
    newest: usize,
    /// What goes from pass to pass.
    between: [Box<[Lane]>; 2],
}

impl Partitions {
    /// Of `response` those taps, heard at the earliest `after` blocks of `size` frames (64, 512, 4096) later.
    pub(super) fn new(response: &[Frame], taps: Range<usize>, size: usize, after: usize) -> Self {
        let count = (taps.end.div_ceil(size) + 1).saturating_sub(after).max(1);
        let past = memory::filled([Lane::ZERO; TILE], size / EIGHT / TILE * count);
        let between = memory::filled(Lane::ZERO, size / EIGHT);
        let mut tiles = past.clone();
        let mut fourier = Fourier::new(size);
        let mut values = memory::complex_zeros(size);
        for (partition, ear) in (0..count).flat_map(|partition| [(partition, 0), (partition, 1)]) {
            let from = (after + partition - 1) * size;
            let tap = |n: usize| match response.get(n) {
                Some([left, right]) if taps.contains(&n) => {
                    if ear == 0 {
                        *left
                    } else {
                        *right
                    }
                }
                _ => 0.0,
            };
            for (n, value) in values.iter_mut().enumerate() {
                let [re, im] = turn(n, 4 * size);
                // Two blocks: the real and the imaginary part, before the twist.
                *value = Complex { re: tap(from + n), im: -tap(from + n + size) } * Complex { re, im };
            }
            fourier.forward(&mut values);
            let rows = tiles.chunks_exact_mut(count).flat_map(|row| row.iter_mut().skip(partition).take(1));
            for (lane, values) in rows.flatten().zip(values.chunks_exact(EIGHT)) {
                for (place, value) in values.iter().enumerate() {
                    lane.set(place, ear, [value.re, value.im].map(|part| part / size as f64));
                }
            }
        }
        let alike = response.iter().all(|[left, right]| left.to_bits() == right.to_bits());
        let response = if alike {
            Response::Shared(tiles.iter().map(|tile| tile.each_ref().map(Lane::left)).collect())
        } else {
            Response::Own(tiles)
        };
        let transform = Transform::of(size);
        Self { transform, count, response, past, newest: 0, between: [between.clone(), between] }
    }

    /// `[audio]` The next block of input follows.
    pub(super) fn advance(&mut self) {
        self.newest = if self.newest == 0 { self.count - 1 } else { self.newest - 1 };
    }

    /// `[audio]` All of the newest block's transform, if it is of the smallest size.
    #[inline(always)]
    pub(super) fn forward_whole<S: Simd>(&mut self, simd: S, input: &[Small]) {
        let Self { transform, past, newest, count, .. } = self;
        let source = Twisted { input, twist: &transform.twist };
        transform.whole(simd, &source, &mut Newest { past, count: *count, place: *newest });
    }

    /// `[audio]` All of the inverse transform of `sum`, likewise.
    #[inline(always)]
    pub(super) fn inverse_whole<S: Simd>(&self, simd: S, sum: &[Tile], out: &mut [Small]) {
        self.transform.whole(simd, &Swapped(sum), &mut Untwisted { out, twist: &self.transform.twist });
    }

    /// `[audio]` Some columns of a pass of the newest block's transform.
    #[inline(always)]
    pub(super) fn forward<S: Simd>(&mut self, simd: S, pass: usize, columns: Range<usize>, input: &[Small]) {
        let Self { transform, past, newest, count, between: [even, odd], .. } = self;
        let (here, there) = if pass.is_multiple_of(2) { (even, odd) } else { (odd, even) };
        if pass == 0 {
            let source = Twisted { input, twist: &transform.twist };
            columns.for_each(|column| transform.first(simd, column, &source, &mut **here));
        } else if pass + 1 < transform.passes() {
            columns.for_each(|column| transform.later(simd, pass, column, &**there, &mut **here));
        } else {
            let mut sink = Newest { past, count: *count, place: *newest };
            columns.for_each(|column| transform.later(simd, pass, column, &**there, &mut sink));
        }
    }

    /// `[audio]` The same of the inverse transform of `sum`.
    #[inline(always)]
    pub(super) fn inverse<S: Simd>(
        &mut self,
        simd: S,
        pass: usize,
        columns: Range<usize>,
        sum: &[Tile],
        out: &mut [Small],
    ) {
        let Self { transform, between: [even, odd], .. } = self;
        let (here, there) = if pass.is_multiple_of(2) { (even, odd) } else { (odd, even) };
        if pass == 0 {
            columns.for_each(|column| transform.first(simd, column, &Swapped(sum), &mut **here));
        } else if pass + 1 < transform.passes() {
            columns.for_each(|column| transform.later(simd, pass, column, &**there, &mut **here));
        } else {
            let mut sink = Untwisted { out, twist: &transform.twist };
            columns.for_each(|column| transform.later(simd, pass, column, &**there, &mut sink));
        }
    }

    /// `[audio]` Adds to the first of `sums`, which belongs to `tile`, and to those after it: the products of some
    /// partitions, the first of them with the block that is `age` older than the newest.
    #[inline(always)]
    pub(super) fn add<S: Simd>(
        &self,
        simd: S,
        partitions: Range<usize>,
        age: usize,
        tile: usize,
        sums: &mut [Tile],
    ) {
        match &self.response {
            Response::Own(response) => self.multiply(simd, response, partitions, age, tile, sums),
            Response::Shared(response) => self.multiply(simd, response, partitions, age, tile, sums),
        }
    }

    #[inline(always)]
    fn multiply<S: Simd, F: Factor>(
        &self,
        simd: S,
        response: &[[F; TILE]],
        partitions: Range<usize>,
        age: usize,
        tile: usize,
        sums: &mut [Tile],
    ) {
        for (tile, sum) in (tile..).zip(sums) {
            let row = tile * self.count..(tile + 1) * self.count;
            let (Some(past), Some(response)) = (self.past.get(row.clone()), response.get(row)) else {
                return;
            };
            let (older, newer) = past.split_at(self.newest);
            let (newer, older) = match newer.split_at_checked(age) {
                Some((_, newer)) => (newer, older),
                None => (older.get(age - newer.len()..).unwrap_or_default(), &[][..]),
            };
            let response = response.get(partitions.clone()).unwrap_or_default();
            let (early, late) = response.split_at(response.len().min(newer.len()));
            // The oldest first: the newest may still be in the making, and is most often the largest.
            if !late.is_empty() {
                add_products(simd, sum, older, late);
            }
            add_products(simd, sum, newer, early);
        }
    }

    /// Partitions, and past blocks that are remembered.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// `[audio]` Forgets the past.
    pub(super) fn reset(&mut self) {
        self.past.fill([Lane::ZERO; TILE]);
        self.between.iter_mut().for_each(|lanes| lanes.fill(Lane::ZERO));
        self.newest = 0;
    }
}
