//! The near part: small partitions, all of whose work is done between one block and the next.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::slice;

use super::BLOCK;
use super::lane::{EIGHT, Lane, Small, TILE, Tile};
use super::partitions::Partitions;
use crate::dsp::Frame;
use crate::dsp::simd::{Simd, Work};

/// Tiles of a block's spectrum.
const TILES: usize = BLOCK / EIGHT / TILE;

/// Partitions of one block.
#[derive(Clone, Debug)]
pub(super) struct Near {
    partitions: Partitions,
    /// Which way the tiles are gone through, every time the other one: those of the end are still in the nearest memory.
    backwards: bool,
}

impl Near {
    /// The first `length` taps, as later blocks hear them: of the very first they hear nothing, not even rounding.
    pub(super) fn new(response: &[Frame], length: usize) -> Self {
        Self { partitions: Partitions::new(response, 1..length, BLOCK, 1), backwards: false }
    }

    /// `[audio]` Work that writes what this block and those before it add to the next one.
    pub(super) fn turn<'a>(&'a mut self, block: &'a Small, next: &'a mut Small) -> impl Work<Done = ()> + 'a {
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
    block: &'a Small,
    next: &'a mut Small,
}

impl Work for Turn<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self { near, backwards, block, next } = self;
        near.advance();
        near.forward_whole(simd, slice::from_ref(block));
        let mut sums: [Tile; TILES] = [[Lane::ZERO; TILE]; TILES];
        for place in 0..TILES {
            let tile = if backwards { TILES - 1 - place } else { place };
            near.add(simd, 0..near.count(), 0, tile, sums.get_mut(tile..=tile).unwrap_or_default());
        }
        near.inverse_whole(simd, &sums, slice::from_mut(next));
    }
}
