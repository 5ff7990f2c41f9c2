//! What the frames of a block add to the block itself: summed directly, for it cannot wait.
//!
//! Eight outputs lie in a line, and eight inputs: those of the same place in their line meet taps that are a multiple of
//! eight apart, so there are eight tables of the taps, shifted by one each. The order of an output's sum is that of the
//! places, even and odd ones apart, and does not depend on how many of the outputs are wanted.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::ops::Range;

use super::BLOCK;
use super::lane::{EIGHT, Small, Values};
use crate::dsp::Frame;
use crate::dsp::guard::single;
use crate::dsp::simd::{Simd, WIDEST};

/// Lines of a block, and of the half of one that is summed together.
const LINES: usize = BLOCK / EIGHT;
const HALF: usize = LINES / 2;

/// The first [`BLOCK`] taps but for the very first, which is left to who has more digits.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// For each place in a line the taps in lines, shifted by so many: an input adds nothing to earlier outputs.
    taps: [[Values; LINES]; EIGHT],
}

impl Head {
    /// Of a response; what comes after the first block is left to others.
    pub(super) fn new(response: &[Frame]) -> Self {
        let mut taps = [[Values::ZERO; LINES]; EIGHT];
        for (shift, lines) in taps.iter_mut().enumerate() {
            let places = lines.iter_mut().flat_map(|line| line.0.as_chunks_mut::<2>().0);
            let later = response.iter().skip(1).map(|tap| tap.map(single));
            places.skip(shift + 1).zip(later).for_each(|(place, tap)| *place = tap);
        }
        Self { taps }
    }

    /// `[audio]` Writes the outputs of at least the `wanted` frames of `block`; later inputs are not used.
    #[inline(always)]
    pub(super) fn sum<S: Simd>(&self, simd: S, block: &Small, out: &mut Small, wanted: Range<usize>) {
        let (early, late) = out.0.split_at_mut(HALF);
        if wanted.start < BLOCK / 2 {
            self.half::<S, HALF>(simd, block, early);
        }
        if wanted.end > BLOCK / 2 {
            self.half::<S, LINES>(simd, block, late);
        }
    }

    /// Writes half a block, which hears so many lines of input.
    #[inline(always)]
    fn half<S: Simd, const INPUTS: usize>(&self, simd: S, block: &Small, out: &mut [[f32; WIDEST]]) {
        for part in 0..WIDEST / S::WIDTH {
            let mut sums = [[simd.splat(0.0); HALF]; 2];
            for (pair, taps) in self.taps.as_chunks::<2>().0.iter().enumerate() {
                for (odd, (taps, sums)) in taps.iter().zip(&mut sums).enumerate() {
                    let mut inputs = [simd.splat(0.0); INPUTS];
                    for (x, line) in inputs.iter_mut().zip(&block.0) {
                        let frame = line.as_chunks::<2>().0.get(2 * pair + odd);
                        *x = simd.both(frame.copied().unwrap_or_default());
                    }
                    for (apart, h) in taps.iter().take(INPUTS).enumerate() {
                        let h = simd.piece(&h.0, part);
                        for (line, sum) in (INPUTS - HALF..).zip(&mut *sums) {
                            if let Some(&x) = line.checked_sub(apart).and_then(|input| inputs.get(input)) {
                                *sum = simd.times_add(x, h, *sum);
                            }
                        }
                    }
                }
            }
            let [even, odd] = sums;
            for (place, (even, odd)) in out.iter_mut().zip(even.into_iter().zip(odd)) {
                simd.put_piece(place, part, simd.add(even, odd));
            }
        }
    }
}
