//! A transform of eight values, both ears of several of them at once.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::f32::consts::FRAC_1_SQRT_2;

use crate::dsp::simd::Simd;

type Complex<W> = [W; 2];

#[inline(always)]
fn add<S: Simd>(simd: S, a: Complex<S::W>, b: Complex<S::W>) -> Complex<S::W> {
    [simd.add(a[0], b[0]), simd.add(a[1], b[1])]
}

#[inline(always)]
fn sub<S: Simd>(simd: S, a: Complex<S::W>, b: Complex<S::W>) -> Complex<S::W> {
    [simd.sub(a[0], b[0]), simd.sub(a[1], b[1])]
}

/// a + ib and a - ib.
#[inline(always)]
fn quarter<S: Simd>(simd: S, [ar, ai]: Complex<S::W>, [br, bi]: Complex<S::W>) -> [Complex<S::W>; 2] {
    [[simd.sub(ar, bi), simd.add(ai, br)], [simd.add(ar, bi), simd.sub(ai, br)]]
}

/// Four values.
#[inline(always)]
fn four<S: Simd>(simd: S, [x0, x1, x2, x3]: [Complex<S::W>; 4]) -> [Complex<S::W>; 4] {
    let (even, odd) = (add(simd, x0, x2), add(simd, x1, x3));
    let [y3, y1] = quarter(simd, sub(simd, x0, x2), sub(simd, x1, x3));
    [add(simd, even, odd), y1, sub(simd, even, odd), y3]
}

/// `[audio]` X\[k\] = Σ x\[j\] e^(-2πi jk/8), by decimation in frequency (W. M. Gentleman and G. Sande 1966).
#[inline(always)]
pub(super) fn eight<S: Simd>(simd: S, x: [Complex<S::W>; 8]) -> [Complex<S::W>; 8] {
    let [x0, x1, x2, x3, x4, x5, x6, x7] = x;
    let sums = [add(simd, x0, x4), add(simd, x1, x5), add(simd, x2, x6), add(simd, x3, x7)];
    let [y0, y2, y4, y6] = four(simd, sums);
    // The differences are to be multiplied by 1, (1 - i)/√2, -i and (-1 - i)/√2; the √2 comes last.
    let half = simd.splat(FRAC_1_SQRT_2);
    let [even3, even1] = quarter(simd, sub(simd, x0, x4), sub(simd, x2, x6));
    let ([br, bi], [dr, di]) = (sub(simd, x1, x5), sub(simd, x3, x7));
    let ([ar, ai], [cr, ci]) = ([simd.add(br, bi), simd.sub(bi, br)], [simd.sub(di, dr), simd.add(dr, di)]);
    let [sr, si] = [simd.add(ar, cr), simd.sub(ai, ci)];
    let [tr, ti] = [simd.sub(ar, cr), simd.add(ai, ci)];
    let y1 = [simd.times_add(half, sr, even1[0]), simd.times_add(half, si, even1[1])];
    let y5 = [simd.times_sub(half, sr, even1[0]), simd.times_sub(half, si, even1[1])];
    let y3 = [simd.times_add(half, ti, even3[0]), simd.times_sub(half, tr, even3[1])];
    let y7 = [simd.times_sub(half, ti, even3[0]), simd.times_add(half, tr, even3[1])];
    [y0, y1, y2, y3, y4, y5, y6, y7]
}
