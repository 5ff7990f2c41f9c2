//! Where the values of a pass come from and where they go. Traits and no closures: these are inlined for certain.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::BLOCK;
use super::lane::{EIGHT, Lane, Small, TILE, Tile};
use crate::dsp::simd::Simd;

/// Lines of a small block.
const LINES: usize = BLOCK / EIGHT;

/// Gives values.
pub(super) trait Source {
    /// `[audio]` A register of a lane.
    fn load<S: Simd>(&self, simd: S, lane: usize, part: usize) -> [S::W; 2];
}

/// Takes values.
pub(super) trait Sink {
    /// `[audio]` A register of a lane.
    fn store<S: Simd>(&mut self, simd: S, lane: usize, part: usize, x: [S::W; 2]);
}

impl Source for [Lane] {
    #[inline(always)]
    fn load<S: Simd>(&self, simd: S, lane: usize, part: usize) -> [S::W; 2] {
        match self.get(lane) {
            Some(lane) => lane.part(simd, part),
            None => [simd.splat(0.0); 2],
        }
    }
}

impl Sink for [Lane] {
    #[inline(always)]
    fn store<S: Simd>(&mut self, simd: S, lane: usize, part: usize, x: [S::W; 2]) {
        if let Some(place) = self.get_mut(lane) {
            place.put(simd, part, x);
        }
    }
}

/// Input, twisted: the second half of the signal is silence.
pub(super) struct Twisted<'a> {
    pub(super) input: &'a [Small],
    pub(super) twist: &'a [Lane],
}

impl Source for Twisted<'_> {
    #[inline(always)]
    fn load<S: Simd>(&self, simd: S, lane: usize, part: usize) -> [S::W; 2] {
        let line = self.input.get(lane / LINES).and_then(|small| small.0.get(lane % LINES));
        match (line, self.twist.get(lane)) {
            (Some(x), Some(turn)) => {
                let (x, [cos, sin]) = (simd.piece(x, part), turn.part(simd, part));
                [simd.times(x, cos), simd.times(x, sin)]
            }
            _ => [simd.splat(0.0); 2],
        }
    }
}

/// Real and imaginary parts change places: a transform of the swapped is the swapped inverse transform.
pub(super) struct Swapped<'a>(pub(super) &'a [Tile]);

impl Source for Swapped<'_> {
    #[inline(always)]
    fn load<S: Simd>(&self, simd: S, lane: usize, part: usize) -> [S::W; 2] {
        let [re, im] = self.0.as_flattened().load(simd, lane, part);
        [im, re]
    }
}

/// Output, the second half of the signal, from an inverse transform of what was swapped.
pub(super) struct Untwisted<'a> {
    pub(super) out: &'a mut [Small],
    pub(super) twist: &'a [Lane],
}

impl Sink for Untwisted<'_> {
    #[inline(always)]
    fn store<S: Simd>(&mut self, simd: S, lane: usize, part: usize, [im, re]: [S::W; 2]) {
        let line = self.out.get_mut(lane / LINES).and_then(|small| small.0.get_mut(lane % LINES));
        if let (Some(out), Some(turn)) = (line, self.twist.get(lane)) {
            let [cos, sin] = turn.part(simd, part);
            simd.put_piece(out, part, simd.times_sub(im, cos, simd.times(re, sin)));
        }
    }
}

/// The newest of the spectra in memory: for each tile a ring of `count`, of which it has the same place.
pub(super) struct Newest<'a> {
    pub(super) past: &'a mut [Tile],
    pub(super) count: usize,
    pub(super) place: usize,
}

impl Sink for Newest<'_> {
    #[inline(always)]
    fn store<S: Simd>(&mut self, simd: S, lane: usize, part: usize, x: [S::W; 2]) {
        let tile = self.past.get_mut(lane / TILE * self.count + self.place);
        if let Some(place) = tile.and_then(|tile| tile.get_mut(lane % TILE)) {
            place.put(simd, part, x);
        }
    }
}
