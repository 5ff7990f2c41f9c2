//! The work of a converter: weights between four rows, times the input, two channels at a time.
#![expect(clippy::inline_always, reason = "must be compiled for the vectors of its caller")]

use super::super::simd::fold::{PARTS, folded, pair_sums};
use super::super::simd::{Simd, WIDEST, Work};
use super::Asrc;
use super::kernel::Around;

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
        let (mut eight, mut rest) = (Eight { simd, rows: [simd.splat(0.0); 8], filled: 0 }, out);
        let half = asrc.kernel.taps() / 2;
        for _ in 0..frames {
            let around = asrc.kernel.around(asrc.rest);
            let first = (asrc.at + 1).saturating_sub(half);
            let (mut history, mut left) = (&*asrc.history, asrc.channels);
            while left > 0 {
                let (one, others) = history.split_at(length);
                // The last of an odd number is worked on twice.
                let (other, others) = if left == 1 { (one, others) } else { others.split_at(length) };
                let rows = dots(simd, around, [from(one, first), from(other, first)]);
                for row in rows.into_iter().take(left) {
                    rest = eight.take(row, rest);
                }
                (history, left) = (others, left.saturating_sub(2));
            }
            asrc.step += slope;
            asrc.rest += asrc.step;
            let whole = asrc.rest as i32;
            (asrc.at, asrc.rest) = (asrc.at + whole as usize, asrc.rest - f64::from(whole));
        }
        asrc.step = step;
        eight.put(rest);
    }
}

/// Rows of products whose sums become samples, eight at once.
struct Eight<S: Simd> {
    simd: S,
    rows: [S::W; 8],
    filled: usize,
}

impl<S: Simd> Eight<S> {
    /// Takes the next row; what is left of the output.
    #[inline(always)]
    fn take<'a>(&mut self, row: S::W, out: &'a mut [f32]) -> &'a mut [f32] {
        if let Some(place) = self.rows.get_mut(self.filled) {
            *place = row;
        }
        self.filled += 1;
        if self.filled == self.rows.len() { self.put(out) } else { out }
    }

    /// Writes the sums of the rows so far; what is left of the output.
    #[inline(always)]
    fn put<'a>(&mut self, out: &'a mut [f32]) -> &'a mut [f32] {
        let (now, later) = out.split_at_mut(self.filled.min(out.len()));
        let sums = pair_sums(self.simd, self.rows);
        for (sample, [even, odd]) in now.iter_mut().zip(sums.as_chunks().0) {
            *sample = even + odd;
        }
        self.filled = 0;
        later
    }
}

/// A channel, register by register.
type Lanes<'a> = &'a [[f32; WIDEST]];

/// A channel from a frame on.
#[inline(always)]
fn from(channel: &[f32], first: usize) -> Lanes<'_> {
    channel.get(first..).unwrap_or_default().as_chunks().0
}

/// Two inputs times the weights, added up to a register each.
#[inline(always)]
fn dots<S: Simd>(simd: S, ([a, b, c, d], counts): Around<'_>, [left, right]: [Lanes<'_>; 2]) -> [S::W; 2] {
    let [w, x, y, z] = counts.map(|count| simd.splat(count));
    let mut sums = [[simd.splat(0.0); PARTS]; 2];
    let weights = a.iter().zip(b).zip(c.iter().zip(d));
    let [left, right] = [left, right].map(|lanes| lanes.split_at(a.len().min(lanes.len())).0);
    for (((a, b), (c, d)), (left, right)) in weights.zip(left.iter().zip(right)) {
        let [ls, rs] = &mut sums;
        for ((l, r), lane) in ls.iter_mut().zip(rs).zip((0..WIDEST).step_by(S::WIDTH)) {
            // Two sums, each half as long to wait for.
            let early = simd.times_add(x, simd.get(&b.0, lane), simd.times(w, simd.get(&a.0, lane)));
            let late = simd.times_add(z, simd.get(&d.0, lane), simd.times(y, simd.get(&c.0, lane)));
            let weight = simd.add(early, late);
            *l = simd.times_add(weight, simd.get(left, lane), *l);
            *r = simd.times_add(weight, simd.get(right, lane), *r);
        }
    }
    let [left, right] = sums;
    [folded(simd, left), folded(simd, right)]
}
