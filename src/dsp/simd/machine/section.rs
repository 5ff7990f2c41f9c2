//! Second-order sections, one in every pair: the sums of one frame.

#[cfg(target_arch = "x86_64")]
use std::arch::{asm, x86_64::__m256d};

#[cfg(target_arch = "x86_64")]
use super::Avx2;
use crate::dsp::simd::{Line, Simd};

/// In whatever order the compiler likes.
#[inline(always)]
pub(in crate::dsp::simd) fn loose<S: Simd>(
    simd: S,
    k: &[Line; 4],
    x: S::V,
    s: [S::V; 2],
) -> (S::V, [S::V; 2]) {
    let [c1, c2, a1, a2] = k.each_ref().map(|line| simd.load(line));
    let [s1, s2] = s;
    let (late, later) = (simd.mul_add(c1, x, s2), simd.mul(c2, x));
    (simd.plus(x, s1), [simd.mul_sub(a1, s1, late), simd.mul_sub(a2, s1, later)])
}

/// In the one order that leaves room: of sixteen registers a wave of four needs fourteen, and the compiler, left to itself,
/// keeps some of it on the stack, where every step waits for it. The operations and their roundings are those of [`loose`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[inline]
pub(super) fn tight(
    _: Avx2,
    k: &[Line; 4],
    x: __m256d,
    [mut s1, mut s2]: [__m256d; 2],
) -> (__m256d, [__m256d; 2]) {
    let y: __m256d;
    // SAFETY: the token exists, so the processor has the instructions; four lines of 64 bytes are read and nothing is
    // written.
    unsafe {
        asm!(
            "vmulpd {later:y}, {x}, [{k} + 64]",
            "vfmadd231pd {s2}, {x}, [{k}]",
            "vaddpd {x}, {x}, {s1}",
            "vfnmadd231pd {later:y}, {s1}, [{k} + 192]",
            "vfnmadd132pd {s1}, {s2}, [{k} + 128]",
            "vmovapd {s2}, {later:y}",
            k = in(reg) k,
            x = inout(ymm_reg) x => y,
            s1 = inout(ymm_reg) s1,
            s2 = inout(ymm_reg) s2,
            later = out(ymm_reg) _,
            options(pure, readonly, nostack, preserves_flags)
        );
    }
    (y, [s1, s2])
}
