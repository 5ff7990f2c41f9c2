//! A part of a response in partitions of one size (T. G. Stockham 1966; partitioned: W. G. Gardner 1995), in steps that a
//! schedule may spread in time: transform, products, inverse transform.
//!
//! Blocks of input are transformed with silence after them, partitions with twice as many taps: of block b the frames of
//! block b + k hear taps `(k - 1) size` to `(k + 1) size`, and the second half of the product is all of what they hear.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::ops::Range;

use super::lane::{FOUR, Factor, Lane, Shared, TILE, Tile, add_products};
use super::transform::Transform;
use crate::dsp::simd::{LANES, Machine, Simd, Work};
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
    pub(super) fn new(
        response: &[Frame],
        taps: Range<usize>,
        size: usize,
        after: usize,
        machine: Machine,
    ) -> Self {
        let count = (taps.end.div_ceil(size) + 1).saturating_sub(after).max(1);
        let mut tiles = memory::filled([Lane::ZERO; TILE], size / FOUR / TILE * count);
        let between = memory::filled(Lane::ZERO, size / FOUR);
        let mut stage = Self {
            transform: Transform::of(size),
            count,
            response: Response::Own(Box::default()),
            past: tiles.clone(),
            newest: 0,
            between: [between.clone(), between],
        };
        let heard = response.iter().take(taps.end).enumerate();
        let scale = 1.0 / size as f64;
        for partition in 0..count {
            // Two blocks: the real and the imaginary part of the twisted signal.
            for half in 0..2 {
                let from = (after + partition + half - 1) * size;
                let mut block = memory::silence(size);
                for (n, tap) in heard.clone().skip(from).take(size).filter(|(n, _)| *n >= taps.start) {
                    block.iter_mut().skip(n - from).take(1).for_each(|place| *place = tap.map(|h| h * scale));
                }
                machine.run(Forward { stage: &mut stage, block: &block });
                for (row, past) in tiles.chunks_exact_mut(count).zip(stage.past.chunks_exact(count)) {
                    let lanes = row.iter_mut().skip(partition).take(1).flatten();
                    for (sum, x) in lanes.zip(past.iter().take(1).flatten()) {
                        add_block(sum, x, half);
                    }
                }
            }
        }
        let alike = response.iter().all(|[left, right]| left.to_bits() == right.to_bits());
        stage.response = if alike {
            Response::Shared(tiles.iter().map(|tile| tile.each_ref().map(Lane::left)).collect())
        } else {
            Response::Own(tiles)
        };
        stage.reset();
        stage
    }

    /// `[audio]` The next block of input follows.
    pub(super) fn advance(&mut self) {
        self.newest = if self.newest == 0 { self.count - 1 } else { self.newest - 1 };
    }

    /// `[audio]` Some columns of a pass of the newest block's transform.
    #[inline(always)]
    pub(super) fn forward<S: Simd>(
        &mut self,
        simd: S,
        pass: usize,
        columns: Range<usize>,
        block: &[[f64; LANES]],
    ) {
        let Self { transform, past, newest, count, between: [even, odd], .. } = self;
        let load = |lane, part| transform.twist(simd, block, lane, part);
        let store = |lane: usize, part, x| {
            if let Some(place) =
                past.get_mut(lane / TILE * *count + *newest).and_then(|t| t.get_mut(lane % TILE))
            {
                place.put(simd, part, x);
            }
        };
        let last = pass + 1 == transform.passes();
        match (pass, last) {
            (0, _) => transform.run(simd, pass, columns, load, to(simd, even)),
            (_, true) if pass % 2 == 1 => transform.run(simd, pass, columns, from(simd, even), store),
            (_, true) => transform.run(simd, pass, columns, from(simd, odd), store),
            _ if pass % 2 == 1 => transform.run(simd, pass, columns, from(simd, even), to(simd, odd)),
            _ => transform.run(simd, pass, columns, from(simd, odd), to(simd, even)),
        }
    }

    /// `[audio]` The same of the inverse transform of `sum`, whose real and imaginary parts have changed places.
    #[inline(always)]
    pub(super) fn inverse<S: Simd>(
        &mut self,
        simd: S,
        pass: usize,
        columns: Range<usize>,
        sum: &[Tile],
        out: &mut [[f64; LANES]],
    ) {
        let Self { transform, between: [even, odd], .. } = self;
        let store = |lane, part, y| transform.untwist(simd, out, lane, part, y);
        let last = pass + 1 == transform.passes();
        match (pass, last) {
            (0, _) => transform.run(simd, pass, columns, from(simd, sum.as_flattened()), to(simd, even)),
            (_, true) if pass % 2 == 1 => transform.run(simd, pass, columns, from(simd, even), store),
            (_, true) => transform.run(simd, pass, columns, from(simd, odd), store),
            _ if pass % 2 == 1 => transform.run(simd, pass, columns, from(simd, even), to(simd, odd)),
            _ => transform.run(simd, pass, columns, from(simd, odd), to(simd, even)),
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
        let rows = self.past.chunks_exact(self.count).zip(response.chunks_exact(self.count));
        for (sum, (past, response)) in sums.iter_mut().zip(rows.skip(tile)) {
            let (older, newer) = past.split_at(self.newest);
            let (newer, older) = match newer.split_at_checked(age) {
                Some((_, newer)) => (newer, older),
                None => (older.get(age - newer.len()..).unwrap_or_default(), &[][..]),
            };
            let response = response.get(partitions.clone()).unwrap_or_default();
            let (early, late) = response.split_at(response.len().min(newer.len()));
            add_products(simd, sum, newer, early);
            if !late.is_empty() {
                add_products(simd, sum, older, late);
            }
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

#[inline(always)]
fn from<S: Simd>(simd: S, lanes: &[Lane]) -> impl Fn(usize, usize) -> [S::V; 2] {
    move |lane, part| match lanes.get(lane) {
        Some(lane) => lane.part(simd, part),
        None => [simd.zero(); 2],
    }
}

#[inline(always)]
fn to<S: Simd>(simd: S, lanes: &mut [Lane]) -> impl FnMut(usize, usize, [S::V; 2]) {
    move |lane, part, x| {
        if let Some(place) = lanes.get_mut(lane) {
            place.put(simd, part, x);
        }
    }
}

/// Adds the spectrum of the first block, or -i times that of the second.
fn add_block(sum: &mut Lane, x: &Lane, half: usize) {
    for ((re, im), (xr, xi)) in sum.re.0.iter_mut().zip(&mut sum.im.0).zip(x.re.0.iter().zip(&x.im.0)) {
        let (r, i) = if half == 0 { (*xr, *xi) } else { (*xi, -*xr) };
        *re += r;
        *im += i;
    }
}

/// A whole transform at once.
struct Forward<'a> {
    stage: &'a mut Partitions,
    block: &'a [Frame],
}

impl Work for Forward<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let block = self.block.as_flattened().as_chunks().0;
        for pass in 0..self.stage.transform.passes() {
            self.stage.forward(simd, pass, 0..self.stage.transform.columns(), block);
        }
    }
}
