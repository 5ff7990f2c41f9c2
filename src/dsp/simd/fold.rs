//! Sums over lanes, halves first: in the same order on every machine.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::{Simd, WIDEST};

/// Registers that [`WIDEST`] lanes fill in the narrowest set.
pub const PARTS: usize = WIDEST / 4;

/// `[audio]` [`WIDEST`] lanes, in as many registers as they fill, added up to one register.
#[inline(always)]
pub fn folded<S: Simd>(simd: S, [a, b, c, d]: [S::W; PARTS]) -> S::W {
    match WIDEST / S::WIDTH {
        1 => a,
        2 => simd.add(a, b),
        _ => simd.add(simd.add(a, c), simd.add(b, d)),
    }
}

/// `[audio]` Of eight registers the sums of their even lanes and of their odd ones, register after register.
#[inline(always)]
pub fn pair_sums<S: Simd>(simd: S, rows: [S::W; 8]) -> [f32; WIDEST] {
    // All first pairs, all second ones, and so on.
    let (mut pairs, registers) = (simd.cross(rows), WIDEST / S::WIDTH);
    for half in [4, 2, 1] {
        if half >= registers {
            let (low, high) = pairs.split_at_mut(half);
            for (low, high) in low.iter_mut().zip(high) {
                *low = simd.add(*low, *high);
            }
        }
    }
    let mut lanes = [0.0; WIDEST];
    for (from, pairs) in (0..WIDEST).step_by(S::WIDTH).zip(pairs) {
        simd.put(&mut lanes, from, pairs);
    }
    lanes
}
