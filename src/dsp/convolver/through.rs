//! The way of a piece of a block: input becomes single precision once, the head is summed, and output double precision once.
//! The first tap never leaves double precision: where it is all there is, or most of it, the result is exact.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::head::Head;
use super::lane::Small;
use crate::dsp::Frame;
use crate::dsp::guard::single;
use crate::dsp::simd::precision::{Doubles, put_register, register, singles};
use crate::dsp::simd::{Simd, WIDEST, Work};

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
        let (lines, rest) = piece.as_flattened().as_chunks();
        let (places, last) = places.split_at_mut((WIDEST * lines.len()).min(places.len()));
        for (place, line) in places.as_chunks_mut().0.iter_mut().zip(lines) {
            singles(simd, place, line);
        }
        last.iter_mut().zip(rest).for_each(|(place, &x)| *place = single(x));
        head.sum(simd, block, sum, phase..phase + piece.len());
        let [sum, tail] =
            [&*sum, tail].map(|small| small.0.as_flattened().get(2 * phase..).unwrap_or_default());
        let (lines, rest) = piece.as_flattened_mut().as_chunks_mut();
        let whole = sum.as_chunks().0.iter().zip(tail.as_chunks().0);
        for (y, (sum, tail)) in lines.iter_mut().zip(whole) {
            finish(simd, y, [first, [scale; 2]], sum, tail);
        }
        if !rest.is_empty() {
            let (mut line, mut others) = ([0.0; WIDEST], [[0.0; WIDEST]; 2]);
            line.iter_mut().zip(&*rest).for_each(|(place, &x)| *place = x);
            for (line, values) in others.iter_mut().zip([sum, tail]) {
                line.iter_mut()
                    .zip(values.iter().skip(lines.len() * WIDEST))
                    .for_each(|(place, &x)| *place = x);
            }
            let [sum, tail] = &others;
            finish(simd, &mut line, [first, [scale; 2]], sum, tail);
            rest.iter_mut().zip(line).for_each(|(place, y)| *place = y);
        }
    }
}

/// `[audio]` Eight frames of input become output: what the first tap makes of them, and what the others do.
#[inline(always)]
fn finish<S: Simd>(
    simd: S,
    frames: &mut Doubles,
    [first, scale]: [Frame; 2],
    sum: &[f32; WIDEST],
    tail: &[f32; WIDEST],
) {
    let [first, scale] = [simd.every(first), simd.every(scale)];
    for (nth, from) in (0..WIDEST).step_by(S::WIDTH).enumerate() {
        let others = simd.doubles(simd.add(simd.get(sum, from), simd.get(tail, from)));
        for (nth, others) in (2 * nth..).zip(others) {
            let x = simd.flush(register(simd, frames, nth));
            put_register(simd, frames, nth, simd.mul_add(first, x, simd.mul(scale, others)));
        }
    }
}
