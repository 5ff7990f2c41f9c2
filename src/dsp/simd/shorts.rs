//! Registers of 16-bit whole numbers, twice as many as single-precision ones: for what is only measured, and to a few parts
//! in ten thousand. Every machine comes to the same results, to the bit.
#![allow(
    unsafe_code,
    reason = "see `machine`: a token of an instruction set exists only where the machine has it"
)]
#![allow(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]
#![allow(clippy::wildcard_imports, reason = "instructions by the dozen, each of them spelled out below")]

#[cfg(target_arch = "aarch64")]
use super::machine::Neon;
use super::machine::Plain;
#[cfg(target_arch = "x86_64")]
use super::machine::{Avx2, Avx512};
use super::singles::{Singles, WIDEST};
#[cfg(target_arch = "aarch64")]
use std::arch::aarch64::*;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Numbers in the widest register of these; every other width divides it.
pub const MANY: usize = 2 * WIDEST;

/// Arithmetic on 16-bit whole numbers, lane by lane.
pub trait Shorts: Singles {
    /// A register of twice [`Singles::WIDTH`] numbers.
    type H: Copy;

    /// One number in every lane.
    fn fill(self, x: i16) -> Self::H;
    /// The numbers from one on; zeros if the row ends before the register does.
    fn fetch(self, row: &[i16], from: usize) -> Self::H;
    /// Writes them; nothing if the row ends before the register does.
    fn keep(self, row: &mut [i16], from: usize, x: Self::H);
    /// `a + b`, which wraps round at the ends of the range.
    fn sum(self, a: Self::H, b: Self::H) -> Self::H;
    /// `x × share / 32768`, rounded; the share is not -32768, of which machines make different things.
    fn share(self, x: Self::H, share: Self::H) -> Self::H;
    /// The larger one.
    fn greater(self, a: Self::H, b: Self::H) -> Self::H;
    /// The smaller one.
    fn lesser(self, a: Self::H, b: Self::H) -> Self::H;
    /// `a - b`, which stays at the ends of the range.
    fn less(self, a: Self::H, b: Self::H) -> Self::H;
    /// Two registers of numbers within ±2^31, the lower one first, each rounded to the nearest whole one (of two as near
    /// the even one) that is in the range.
    fn narrow(self, low: Self::W, high: Self::W) -> Self::H;
    /// The same numbers.
    fn widen(self, x: Self::H) -> [Self::W; 2];
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn each(mut f: impl FnMut(usize) -> i16) -> [i16; 8] {
    let mut x = [0; 8];
    for (i, x) in x.iter_mut().enumerate() {
        *x = f(i);
    }
    x
}

#[cfg(not(target_arch = "x86_64"))]
#[expect(clippy::indexing_slicing, reason = "lanes are below their constant number")]
impl Shorts for Plain {
    type H = [i16; 8];

    #[inline(always)]
    fn fill(self, x: i16) -> [i16; 8] {
        [x; 8]
    }
    #[inline(always)]
    fn fetch(self, row: &[i16], from: usize) -> [i16; 8] {
        row.get(from..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default()
    }
    #[inline(always)]
    fn keep(self, row: &mut [i16], from: usize, x: [i16; 8]) {
        if let Some(place) = row.get_mut(from..).and_then(|rest| rest.first_chunk_mut()) {
            *place = x;
        }
    }
    #[inline(always)]
    fn sum(self, a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
        each(|i| a[i].wrapping_add(b[i]))
    }
    #[inline(always)]
    fn share(self, x: [i16; 8], share: [i16; 8]) -> [i16; 8] {
        each(|i| ((i32::from(x[i]) * i32::from(share[i]) + 0x4000) >> 15) as i16)
    }
    #[inline(always)]
    fn greater(self, a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
        each(|i| a[i].max(b[i]))
    }
    #[inline(always)]
    fn lesser(self, a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
        each(|i| a[i].min(b[i]))
    }
    #[inline(always)]
    fn less(self, a: [i16; 8], b: [i16; 8]) -> [i16; 8] {
        each(|i| a[i].saturating_sub(b[i]))
    }
    #[inline(always)]
    fn narrow(self, low: [f32; 4], high: [f32; 4]) -> [i16; 8] {
        // Beside this number singles are whole ones, and what was added to it is in the last bits.
        const WHOLE: f32 = 12_582_912.0;
        each(|i| {
            let x = if i < 4 { low[i] } else { high[i - 4] };
            let x = x.clamp(f32::from(i16::MIN), f32::from(i16::MAX));
            (x + WHOLE).to_bits().wrapping_sub(WHOLE.to_bits()) as i16
        })
    }
    #[inline(always)]
    fn widen(self, x: [i16; 8]) -> [[f32; 4]; 2] {
        let [a, b, c, d, e, f, g, h] = x.map(f32::from);
        [[a, b, c, d], [e, f, g, h]]
    }
}

/// The operations of an instruction set, each one expression.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! shorts {
    ($set:ty, $h:ty, $w:ty, $width:literal, $fill:path, $sum:path, $share:path, $greater:path, $lesser:path, $less:path;
     narrow: $low:ident $high:ident $narrow:expr; widen: $all:ident $widen:expr) => {
        // SAFETY of every call below: the token in `self` exists, so the processor has the instructions. Of fetch and keep:
        // the slice has been cut to the register's length; unaligned.
        #[allow(unused_unsafe, reason = "what every machine has needs no asking")]
        impl Shorts for $set {
            type H = $h;

            #[inline(always)]
            fn fill(self, x: i16) -> $h {
                unsafe { $fill(x) }
            }
            #[inline(always)]
            fn fetch(self, row: &[i16], from: usize) -> $h {
                match row.get(from..).and_then(|rest| rest.first_chunk::<$width>()) {
                    Some(lanes) => unsafe { std::ptr::from_ref(lanes).cast::<$h>().read_unaligned() },
                    None => self.fill(0),
                }
            }
            #[inline(always)]
            fn keep(self, row: &mut [i16], from: usize, x: $h) {
                if let Some(lanes) = row.get_mut(from..).and_then(|rest| rest.first_chunk_mut::<$width>()) {
                    unsafe { std::ptr::from_mut(lanes).cast::<$h>().write_unaligned(x) };
                }
            }
            #[inline(always)]
            fn sum(self, a: $h, b: $h) -> $h {
                unsafe { $sum(a, b) }
            }
            #[inline(always)]
            fn share(self, x: $h, share: $h) -> $h {
                unsafe { $share(x, share) }
            }
            #[inline(always)]
            fn greater(self, a: $h, b: $h) -> $h {
                unsafe { $greater(a, b) }
            }
            #[inline(always)]
            fn lesser(self, a: $h, b: $h) -> $h {
                unsafe { $lesser(a, b) }
            }
            #[inline(always)]
            fn less(self, a: $h, b: $h) -> $h {
                unsafe { $less(a, b) }
            }
            #[inline(always)]
            fn narrow(self, $low: $w, $high: $w) -> $h {
                unsafe { $narrow }
            }
            #[inline(always)]
            fn widen(self, $all: $h) -> [$w; 2] {
                unsafe { $widen }
            }
        }
    };
}

/// Of 2 h + (l + 2^14) / 2^15 the halves of a product, l without a sign.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
#[inline]
fn share_8(x: __m128i, share: __m128i) -> __m128i {
    let (high, low) = (_mm_mulhi_epi16(x, share), _mm_mullo_epi16(x, share));
    let up = _mm_srli_epi16::<1>(_mm_add_epi16(_mm_srli_epi16::<14>(low), _mm_set1_epi16(1)));
    _mm_add_epi16(_mm_add_epi16(high, high), up)
}

// What every machine of this kind has. Of arrays the compiler makes single numbers here, five times as slow.
#[cfg(target_arch = "x86_64")]
shorts!(Plain, __m128i, [f32; 4], 8, _mm_set1_epi16, _mm_add_epi16, share_8, _mm_max_epi16, _mm_min_epi16, _mm_subs_epi16;
narrow: low high {
    let [low, high] = [low, high].map(|x| _mm_cvtps_epi32(_mm_loadu_ps(x.as_ptr())));
    _mm_packs_epi32(low, high)
};
widen: x {
    let [low, high] = [_mm_unpacklo_epi16(x, x), _mm_unpackhi_epi16(x, x)];
    [low, high].map(|x| {
        let mut lanes = [0.0; 4];
        _mm_storeu_ps(lanes.as_mut_ptr(), _mm_cvtepi32_ps(_mm_srai_epi32::<16>(x)));
        lanes
    })
});

#[cfg(target_arch = "x86_64")]
shorts!(Avx2, __m256i, __m256, 16, _mm256_set1_epi16, _mm256_add_epi16, _mm256_mulhrs_epi16, _mm256_max_epi16, _mm256_min_epi16, _mm256_subs_epi16;
narrow: low high {
    // It packs the halves of both by turns.
    let both = _mm256_packs_epi32(_mm256_cvtps_epi32(low), _mm256_cvtps_epi32(high));
    _mm256_permute4x64_epi64::<0b11_01_10_00>(both)
};
widen: x {
    let [low, high] = [_mm256_castsi256_si128(x), _mm256_extracti128_si256::<1>(x)];
    [_mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(low)), _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(high))]
});

#[cfg(target_arch = "x86_64")]
shorts!(Avx512, __m512i, __m512, 32, _mm512_set1_epi16, _mm512_add_epi16, _mm512_mulhrs_epi16, _mm512_max_epi16, _mm512_min_epi16, _mm512_subs_epi16;
narrow: low high {
    // It packs the quarters of both by turns.
    let both = _mm512_packs_epi32(_mm512_cvtps_epi32(low), _mm512_cvtps_epi32(high));
    _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), both)
};
widen: x {
    let [low, high] = [_mm512_castsi512_si256(x), _mm512_extracti64x4_epi64::<1>(x)];
    [_mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(low)), _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(high))]
});

#[cfg(target_arch = "aarch64")]
shorts!(Neon, int16x8_t, float32x4_t, 8, vdupq_n_s16, vaddq_s16, vqrdmulhq_s16, vmaxq_s16, vminq_s16, vqsubq_s16;
narrow: low high vcombine_s16(vqmovn_s32(vcvtnq_s32_f32(low)), vqmovn_s32(vcvtnq_s32_f32(high)));
widen: x [
    vcvtq_f32_s32(vmovl_s16(vget_low_s16(x))),
    vcvtq_f32_s32(vmovl_s16(vget_high_s16(x))),
]);

#[cfg(test)]
mod tests;
