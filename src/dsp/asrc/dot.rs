//! The work of a converter: weights between two rows, times the input, two channels at a time.
#![expect(clippy::inline_always, reason = "must be compiled for the vectors of its caller")]

use super::super::simd::{Simd, WIDEST, Work};
use super::Asrc;
use super::kernel::Rows;

/// Registers that [`WIDEST`] numbers fill at most.
const MOST: usize = WIDEST / 4;

/// `[audio]` Fills `out` while the ratio moves to `step`.
pub(super) struct Make<'a> {
    pub(super) asrc: &'a mut Asrc,
    pub(super) out: &'a mut [f32],
    pub(super) step: f64,
}

impl Work for Make<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self { asrc, out, step } = self;
        let frames = (out.len() / asrc.channels).max(1);
        let slope = (step - asrc.step) / frames as f64;
        let length = asrc.span + WIDEST;
        for frame in out.chunks_exact_mut(asrc.channels) {
            let weights = asrc.kernel.around(asrc.rest);
            let first = (asrc.at + 1).saturating_sub(asrc.kernel.taps() / 2);
            for (samples, channels) in frame.chunks_mut(2).zip(asrc.history.chunks(2 * length)) {
                let (left, right) = channels.split_at(length.min(channels.len()));
                match samples {
                    [sample] => [*sample] = dots(simd, weights, [from(left, first)]),
                    [l, r] => [*l, *r] = dots(simd, weights, [from(left, first), from(right, first)]),
                    _ => {}
                }
            }
            asrc.step += slope;
            asrc.rest += asrc.step;
            let whole = asrc.rest as usize;
            (asrc.at, asrc.rest) = (asrc.at + whole, asrc.rest - whole as f64);
        }
        asrc.step = step;
    }
}

/// A channel from a frame on, register by register.
#[inline(always)]
fn from(channel: &[f32], first: usize) -> Rows<'_> {
    channel.get(first..).unwrap_or_default().as_chunks().0
}

/// The sums of each input times the weights. Always in [`WIDEST`] sums side by side: the same bits on every machine.
#[inline(always)]
fn dots<S: Simd, const N: usize>(
    simd: S,
    (here, later, share): (Rows<'_>, Rows<'_>, f32),
    inputs: [Rows<'_>; N],
) -> [f32; N] {
    let share = simd.splat(share);
    let mut sums = [[simd.splat(0.0); MOST]; N];
    let mut inputs = inputs.map(<[_]>::iter);
    for (here, next) in here.iter().zip(later) {
        let input = inputs.each_mut().map(|input| input.next().unwrap_or(&[0.0; WIDEST]));
        for (i, lane) in (0..WIDEST).step_by(S::WIDTH).enumerate() {
            let (here, next) = (simd.get(here, lane), simd.get(next, lane));
            let weight = simd.add(here, simd.times(share, simd.sub(next, here)));
            for (sums, input) in sums.iter_mut().zip(input) {
                for sum in sums.iter_mut().skip(i).take(1) {
                    *sum = simd.add(*sum, simd.times(weight, simd.get(input, lane)));
                }
            }
        }
    }
    sums.map(|sums| {
        let mut lanes = [0.0; WIDEST];
        for (sum, lane) in sums.into_iter().zip((0..WIDEST).step_by(S::WIDTH)) {
            simd.put(&mut lanes, lane, sum);
        }
        let (even, odd) = lanes.split_at(WIDEST / 2);
        even.iter().zip(odd).map(|(a, b)| a + b).sum()
    })
}
