//! The near part: small partitions, all of whose work is done between one block and the next.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::BLOCK;
use super::lane::{FOUR, Lane, TILE, Tile};
use super::partitions::Partitions;
use crate::dsp::Frame;
use crate::dsp::simd::{Machine, Simd, Work};

/// Tiles of a block's spectrum.
const TILES: usize = BLOCK / FOUR / TILE;

/// Partitions of one block.
#[derive(Clone, Debug)]
pub(super) struct Near {
    partitions: Partitions,
    /// Which way the tiles are gone through, every time the other one: those of the end are still in the nearest memory.
    backwards: bool,
}

impl Near {
    /// The first `length` taps, as later blocks hear them.
    pub(super) fn new(response: &[Frame], length: usize, machine: Machine) -> Self {
        Self { partitions: Partitions::new(response, 0..length, BLOCK, 1, machine), backwards: false }
    }

    /// `[audio]` Work that writes what this block and those before it add to the next one.
    pub(super) fn turn<'a>(
        &'a mut self,
        block: &'a [Frame; BLOCK],
        next: &'a mut [Frame; BLOCK],
    ) -> impl Work<Done = ()> + 'a {
        self.backwards = !self.backwards;
        Turn { near: &mut self.partitions, backwards: self.backwards, block, next }
    }

    /// `[audio]` Forgets the past.
    pub(super) fn reset(&mut self) {
        self.partitions.reset();
    }
}

struct Turn<'a> {
    near: &'a mut Partitions,
    backwards: bool,
    block: &'a [Frame; BLOCK],
    next: &'a mut [Frame; BLOCK],
}

impl Work for Turn<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self { near, backwards, block, next } = self;
        let (passes, columns) = (near.transform.passes(), near.transform.columns());
        near.advance();
        for pass in 0..passes {
            near.forward(simd, pass, 0..columns, block.as_flattened().as_chunks().0);
        }
        let mut sums: [Tile; TILES] = [[Lane::ZERO; TILE]; TILES];
        for place in 0..TILES {
            let tile = if backwards { TILES - 1 - place } else { place };
            near.add(simd, 0..near.count(), 0, tile, sums.get_mut(tile..=tile).unwrap_or_default());
        }
        for lane in sums.as_flattened_mut() {
            lane.swap();
        }
        for pass in 0..passes {
            near.inverse(simd, pass, 0..columns, &sums, next.as_flattened_mut().as_chunks_mut().0);
        }
    }
}
