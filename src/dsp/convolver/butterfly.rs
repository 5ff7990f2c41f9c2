//! A transform of eight values, both ears of several of them at once.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::f64::consts::FRAC_1_SQRT_2;

use crate::dsp::simd::Simd;

type Complex<S> = [<S as Simd>::V; 2];

#[inline(always)]
fn add<S: Simd>(simd: S, a: Complex<S>, b: Complex<S>) -> Complex<S> {
    [simd.plus(a[0], b[0]), simd.plus(a[1], b[1])]
}

#[inline(always)]
fn sub<S: Simd>(simd: S, a: Complex<S>, b: Complex<S>) -> Complex<S> {
    [simd.minus(a[0], b[0]), simd.minus(a[1], b[1])]
}

/// a + ib and a - ib.
#[inline(always)]
fn quarter<S: Simd>(simd: S, [ar, ai]: Complex<S>, [br, bi]: Complex<S>) -> [Complex<S>; 2] {
    [[simd.minus(ar, bi), simd.plus(ai, br)], [simd.plus(ar, bi), simd.minus(ai, br)]]
}

/// Four values.
#[inline(always)]
fn four<S: Simd>(simd: S, x: [Complex<S>; 4]) -> [Complex<S>; 4] {
    let [x0, x1, x2, x3] = x;
    let (even, odd) = (add(simd, x0, x2), add(simd, x1, x3));
    let [y3, y1] = quarter(simd, sub(simd, x0, x2), sub(simd, x1, x3));
    [add(simd, even, odd), y1, sub(simd, even, odd), y3]
}

/// `[audio]` X\[k\] = Σ x\[j\] e^(-2πi jk/8), by decimation in frequency (W. M. Gentleman and G. Sande 1966).
#[inline(always)]
pub(super) fn eight<S: Simd>(simd: S, x: [Complex<S>; 8]) -> [Complex<S>; 8] {
    let [x0, x1, x2, x3, x4, x5, x6, x7] = x;
    let sums = [add(simd, x0, x4), add(simd, x1, x5), add(simd, x2, x6), add(simd, x3, x7)];
    let [y0, y2, y4, y6] = four(simd, sums);
    let half = simd.every([FRAC_1_SQRT_2; 2]);
    let [b1r, b1i] = sub(simd, x1, x5);
    let [b2r, b2i] = sub(simd, x2, x6);
    let [b3r, b3i] = sub(simd, x3, x7);
    // (1 - i)/√2, -i and (-1 - i)/√2 times the differences.
    let c1 = [simd.mul(half, simd.plus(b1r, b1i)), simd.mul(half, simd.minus(b1i, b1r))];
    let c2 = [b2i, simd.minus(simd.zero(), b2r)];
    let c3r = simd.mul(half, simd.minus(b3i, b3r));
    let c3i = simd.minus(simd.zero(), simd.mul(half, simd.plus(b3r, b3i)));
    let [y1, y3, y5, y7] = four(simd, [sub(simd, x0, x4), c1, c2, [c3r, c3i]]);
    [y0, y1, y2, y3, y4, y5, y6, y7]
}
