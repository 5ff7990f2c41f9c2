//! The way of a piece of a block: input becomes single precision once, the head is summed, and output double precision once.
//! The first tap never leaves double precision: where it is all there is, or most of it, the result is exact.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::head::Head;
use super::lane::Small;
use crate::dsp::Frame;
use crate::dsp::guard::single;
use crate::dsp::simd::{LANES, Simd, Work};

/// A piece of a block on its way through.
pub(super) struct Through<'a> {
    pub(super) first: Frame,
    pub(super) scale: f64,
    pub(super) head: &'a Head,
    pub(super) block: &'a mut Small,
    pub(super) sum: &'a mut Small,
    pub(super) tail: &'a Small,
    pub(super) phase: usize,
    pub(super) piece: &'a mut [Frame],
}

impl Work for Through<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self { first, scale, head, block, sum, tail, phase, piece } = self;
        let places = block.0.as_flattened_mut().get_mut(2 * phase..).unwrap_or_default();
        for (place, &x) in places.iter_mut().zip(piece.as_flattened()) {
            *place = single(x);
        }
        head.sum(simd, block, sum, phase..phase + piece.len());
        let [sum, tail] =
            [&*sum, tail].map(|small| small.0.as_flattened().get(2 * phase..).unwrap_or_default());
        let ((sums, _), (tails, _)) = (sum.as_chunks::<LANES>(), tail.as_chunks::<LANES>());
        let (lines, rest) = piece.as_flattened_mut().as_chunks_mut::<LANES>();
        let done = lines.len();
        for (y, (sum, tail)) in lines.iter_mut().zip(sums.iter().zip(tails)) {
            finish(simd, y, [first, [scale; 2]], sum, tail);
        }
        if !rest.is_empty() {
            let mut line = [0.0; LANES];
            line.iter_mut().zip(&*rest).for_each(|(place, &x)| *place = x);
            let [sum, tail] = [sum, tail].map(|values| values.get(done * LANES..).unwrap_or_default());
            finish(simd, &mut line, [first, [scale; 2]], sum, tail);
            rest.iter_mut().zip(line).for_each(|(place, y)| *place = y);
        }
    }
}

/// `[audio]` Four frames of input become output: what the first tap makes of them, and what the others do.
#[inline(always)]
fn finish<S: Simd>(
    simd: S,
    frames: &mut [f64; LANES],
    [first, scale]: [Frame; 2],
    sum: &[f32],
    tail: &[f32],
) {
    let mut others = [0.0; LANES];
    for (other, (sum, tail)) in others.iter_mut().zip(sum.iter().zip(tail)) {
        *other = f64::from(sum + tail);
    }
    let [first, scale] = [simd.every(first), simd.every(scale)];
    for part in 0..LANES / 2 / S::PAIRS {
        let x = simd.flush(simd.part(frames, part));
        simd.put_part(frames, part, simd.mul_add(first, x, simd.mul(scale, simd.part(&others, part))));
    }
}
