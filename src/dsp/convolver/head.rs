//! What the frames of a block add to the block itself: summed directly, for it cannot wait.
//!
//! Frame m goes to all later ones at once. Four outputs lie in a line, so there are four tables of the taps, shifted by
//! one each: every load is a whole line. The order of the sum is that of the inputs, even and odd ones apart, and does
//! not depend on how many of the outputs are wanted.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::ops::Range;

use super::BLOCK;
use crate::dsp::simd::{LANES, Line, Simd, Work};
use crate::dsp::{Frame, memory};

/// Lines of output that are summed together.
const GROUP: usize = 4;

/// Frames in a line.
const FOUR: usize = LANES / 2;

/// The first [`BLOCK`] taps.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Four taps each, shifted by none to three, after `GROUP - 1` times silence: an input adds nothing to earlier outputs.
    taps: Box<[[Line; FOUR]]>,
}

impl Head {
    /// Of a response; what comes after the first block is left to others.
    pub(super) fn new(response: &[Frame]) -> Self {
        let mut taps = memory::filled([Line::ZERO; FOUR], GROUP - 1 + BLOCK / FOUR);
        for shift in 0..FOUR {
            let lines =
                taps.iter_mut().skip(GROUP - 1).flat_map(|lines| lines.iter_mut().skip(shift).take(1));
            let lanes = lines.flat_map(|line| line.0.as_chunks_mut::<2>().0);
            lanes.skip(shift).zip(response).for_each(|(place, &tap)| *place = tap);
        }
        Self { taps }
    }

    /// `[audio]` Work that writes the outputs of at least the `wanted` frames of `block`; later inputs are not used.
    pub(super) fn sum<'a>(
        &'a self,
        block: &'a [Frame; BLOCK],
        out: &'a mut [Frame; BLOCK],
        wanted: Range<usize>,
    ) -> impl Work<Done = ()> + 'a {
        Sum { head: self, block, out, wanted }
    }
}

struct Sum<'a> {
    head: &'a Head,
    block: &'a [Frame; BLOCK],
    out: &'a mut [Frame; BLOCK],
    wanted: Range<usize>,
}

impl Work for Sum<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let frames = GROUP * FOUR;
        let groups =
            self.out.as_flattened_mut().as_chunks_mut::<LANES>().0.chunks_exact_mut(GROUP).enumerate();
        let first = self.wanted.start / frames;
        for (group, out) in groups.skip(first).take(self.wanted.end.div_ceil(frames).saturating_sub(first)) {
            for part in 0..FOUR / S::PAIRS {
                let mut sums = [[simd.zero(); GROUP]; 2];
                let inputs = self.block.as_chunks::<FOUR>().0.iter().take(GROUP * (group + 1)).rev();
                let mut inputs = inputs.zip(self.head.taps.windows(GROUP));
                while let Some((inputs, taps)) = inputs.next_back() {
                    let Some(taps) = taps.first_chunk::<GROUP>() else { continue };
                    for (shift, &x) in inputs.iter().enumerate() {
                        let x = simd.every(x);
                        let [even, odd] = &mut sums;
                        let sums = if shift % 2 == 0 { even } else { odd };
                        for (sum, shifts) in sums.iter_mut().zip(taps) {
                            let Some(h) = shifts.get(shift) else { continue };
                            *sum = simd.mul_add(x, simd.part(&h.0, part), *sum);
                        }
                    }
                }
                let [even, odd] = sums;
                for (place, (even, odd)) in out.iter_mut().zip(even.into_iter().zip(odd)) {
                    simd.put_part(place, part, simd.plus(even, odd));
                }
            }
        }
    }
}
