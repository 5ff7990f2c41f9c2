//! Registers of single-precision numbers, for what is only measured and never heard. No product is rounded together with a
//! sum, so that every machine comes to the same results, to the bit.
#![allow(
    unsafe_code,
    reason = "see `machine`: a token of an instruction set exists only where the machine has it"
)]
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]
#![allow(clippy::wildcard_imports, reason = "instructions by the dozen, each of them spelled out below")]

#[cfg(target_arch = "aarch64")]
use super::machine::Neon;
use super::machine::Plain;
#[cfg(target_arch = "x86_64")]
use super::machine::{Avx2, Avx512};
#[cfg(target_arch = "aarch64")]
use std::arch::aarch64::*;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Numbers in the widest register of these; every other width divides it.
pub const WIDEST: usize = 16;

/// Arithmetic on single-precision numbers, lane by lane.
pub trait Singles: Copy {
    /// A register.
    type W: Copy;
    /// A register of whole numbers, lane by lane.
    type N: Copy;
    /// Its lanes.
    const WIDTH: usize;

    /// One number in every lane.
    fn splat(self, x: f32) -> Self::W;
    /// Left and right in turn.
    fn both(self, frame: [f32; 2]) -> Self::W;
    /// The numbers from one on; zeros if the row ends before the register does.
    fn get(self, row: &[f32], from: usize) -> Self::W;
    /// Writes them; nothing if the row ends before the register does.
    fn put(self, row: &mut [f32], from: usize, x: Self::W);
    /// `a + b`.
    fn add(self, a: Self::W, b: Self::W) -> Self::W;
    /// `a - b`.
    fn sub(self, a: Self::W, b: Self::W) -> Self::W;
    /// `a × b`.
    fn times(self, a: Self::W, b: Self::W) -> Self::W;
    /// The larger one; neither is NaN.
    fn higher(self, a: Self::W, b: Self::W) -> Self::W;
    /// Without its sign.
    fn magnitude(self, x: Self::W) -> Self::W;
    /// The frames (pairs of lanes) in the opposite order.
    fn turned(self, x: Self::W) -> Self::W;
    /// The frames from the second one of `a` on, and the first one of `b`.
    fn next(self, a: Self::W, b: Self::W) -> Self::W;
    /// What [`steps`](Self::steps) begins with.
    fn no_steps(self) -> Self::N;
    /// The larger of `most` and how many floating-point numbers lie between `b` and `a` above it; neither is negative.
    fn steps(self, most: Self::N, a: Self::W, b: Self::W) -> Self::N;
    /// The largest lane.
    fn most(self, steps: Self::N) -> i32;
}

/// Fewer steps than there are between any two numbers.
const NO_STEPS: i32 = i32::MIN;

/// Lanes of the plain one: the compiler knows what to make of them.
type Few = [f32; 4];

#[inline(always)]
fn each(f: impl FnMut(usize) -> f32) -> Few {
    std::array::from_fn(f)
}

#[expect(clippy::indexing_slicing, reason = "lanes are below their constant number")]
impl Singles for Plain {
    type W = Few;
    type N = [i32; 4];
    const WIDTH: usize = 4;

    #[inline(always)]
    fn splat(self, x: f32) -> Few {
        [x; 4]
    }
    #[inline(always)]
    fn both(self, [left, right]: [f32; 2]) -> Few {
        [left, right, left, right]
    }
    #[inline(always)]
    fn get(self, row: &[f32], from: usize) -> Few {
        row.get(from..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default()
    }
    #[inline(always)]
    fn put(self, row: &mut [f32], from: usize, x: Few) {
        if let Some(place) = row.get_mut(from..).and_then(|rest| rest.first_chunk_mut()) {
            *place = x;
        }
    }
    #[inline(always)]
    fn add(self, a: Few, b: Few) -> Few {
        each(|i| a[i] + b[i])
    }
    #[inline(always)]
    fn sub(self, a: Few, b: Few) -> Few {
        each(|i| a[i] - b[i])
    }
    #[inline(always)]
    fn times(self, a: Few, b: Few) -> Few {
        each(|i| a[i] * b[i])
    }
    #[inline(always)]
    fn higher(self, a: Few, b: Few) -> Few {
        each(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    fn magnitude(self, x: Few) -> Few {
        each(|i| x[i].abs())
    }
    #[inline(always)]
    fn turned(self, [a, b, c, d]: Few) -> Few {
        [c, d, a, b]
    }
    #[inline(always)]
    fn next(self, [_, _, a, b]: Few, [c, d, _, _]: Few) -> Few {
        [a, b, c, d]
    }
    #[inline(always)]
    fn no_steps(self) -> [i32; 4] {
        [NO_STEPS; 4]
    }
    #[inline(always)]
    fn steps(self, most: [i32; 4], a: Few, b: Few) -> [i32; 4] {
        let whole = |x: f32| x.to_bits().cast_signed();
        std::array::from_fn(|i| most[i].max(whole(a[i]).wrapping_sub(whole(b[i]))))
    }
    #[inline(always)]
    fn most(self, steps: [i32; 4]) -> i32 {
        steps.into_iter().fold(NO_STEPS, i32::max)
    }
}

/// The operations of an instruction set, each one expression.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! singles {
    ($set:ty, $w:ty, $n:ty, $width:literal, $splat:path, $add:path, $sub:path, $times:path, $higher:path, $magnitude:path;
     both: $bits:ident $both:expr; turned: $x:ident $turned:expr; next: $a:ident $b:ident $next:expr; whole: $whole:path, $less:path, $larger:path, $every:path) => {
        // SAFETY of every call below: the token in `self` exists, so the processor has the instructions. Of get and put:
        // the slice has been cut to the register's length; unaligned.
        #[allow(unused_unsafe, reason = "a few need no instruction at all")]
        impl Singles for $set {
            type W = $w;
            type N = $n;
            const WIDTH: usize = $width;

            #[inline(always)]
            fn splat(self, x: f32) -> $w {
                unsafe { $splat(x) }
            }
            #[inline(always)]
            fn both(self, [left, right]: [f32; 2]) -> $w {
                let $bits = u64::from(right.to_bits()) << 32 | u64::from(left.to_bits());
                unsafe { $both }
            }
            #[inline(always)]
            fn get(self, row: &[f32], from: usize) -> $w {
                match row.get(from..).and_then(|rest| rest.first_chunk::<$width>()) {
                    Some(lanes) => unsafe { std::ptr::from_ref(lanes).cast::<$w>().read_unaligned() },
                    None => self.splat(0.0),
                }
            }
            #[inline(always)]
            fn put(self, row: &mut [f32], from: usize, x: $w) {
                if let Some(lanes) = row.get_mut(from..).and_then(|rest| rest.first_chunk_mut::<$width>()) {
                    unsafe { std::ptr::from_mut(lanes).cast::<$w>().write_unaligned(x) };
                }
            }
            #[inline(always)]
            fn add(self, a: $w, b: $w) -> $w {
                unsafe { $add(a, b) }
            }
            #[inline(always)]
            fn sub(self, a: $w, b: $w) -> $w {
                unsafe { $sub(a, b) }
            }
            #[inline(always)]
            fn times(self, a: $w, b: $w) -> $w {
                unsafe { $times(a, b) }
            }
            #[inline(always)]
            fn higher(self, a: $w, b: $w) -> $w {
                unsafe { $higher(a, b) }
            }
            #[inline(always)]
            fn magnitude(self, x: $w) -> $w {
                unsafe { $magnitude(x) }
            }
            #[inline(always)]
            fn turned(self, $x: $w) -> $w {
                unsafe { $turned }
            }
            #[inline(always)]
            fn next(self, $a: $w, $b: $w) -> $w {
                unsafe { $next }
            }
            #[inline(always)]
            fn no_steps(self) -> $n {
                unsafe { $every(NO_STEPS) }
            }
            #[inline(always)]
            fn steps(self, most: $n, a: $w, b: $w) -> $n {
                unsafe { $larger(most, $less($whole(a), $whole(b))) }
            }
            #[inline(always)]
            fn most(self, steps: $n) -> i32 {
                // Registers of one size, every bit of both a number.
                let lanes = unsafe { std::mem::transmute::<$n, [i32; $width]>(steps) };
                lanes.into_iter().fold(NO_STEPS, i32::max)
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
fn magnitude_8(x: __m256) -> __m256 {
    _mm256_andnot_ps(_mm256_set1_ps(-0.0), x)
}

#[cfg(target_arch = "x86_64")]
singles!(Avx2, __m256, __m256i, 8, _mm256_set1_ps, _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps, _mm256_max_ps, magnitude_8;
    both: bits _mm256_castsi256_ps(_mm256_set1_epi64x(bits.cast_signed()));
    turned: x _mm256_castpd_ps(_mm256_permute4x64_pd::<0b00_01_10_11>(_mm256_castps_pd(x)));
    next: a b {
        let (a, b) = (_mm256_castps_pd(a), _mm256_castps_pd(b));
        _mm256_castpd_ps(_mm256_shuffle_pd::<0b0101>(a, _mm256_permute2f128_pd::<0x21>(a, b)))
    };
    whole: _mm256_castps_si256, _mm256_sub_epi32, _mm256_max_epi32, _mm256_set1_epi32);

#[cfg(target_arch = "x86_64")]
singles!(Avx512, __m512, __m512i, 16, _mm512_set1_ps, _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps, _mm512_max_ps, _mm512_abs_ps;
    both: bits _mm512_castsi512_ps(_mm512_set1_epi64(bits.cast_signed()));
    turned: x _mm512_castpd_ps(_mm512_permutexvar_pd(_mm512_setr_epi64(7, 6, 5, 4, 3, 2, 1, 0), _mm512_castps_pd(x)));
    next: a b _mm512_castsi512_ps(_mm512_alignr_epi64::<1>(_mm512_castps_si512(b), _mm512_castps_si512(a)));
    whole: _mm512_castps_si512, _mm512_sub_epi32, _mm512_max_epi32, _mm512_set1_epi32);

#[cfg(target_arch = "aarch64")]
singles!(Neon, float32x4_t, int32x4_t, 4, vdupq_n_f32, vaddq_f32, vsubq_f32, vmulq_f32, vmaxq_f32, vabsq_f32;
    both: bits vreinterpretq_f32_u64(vdupq_n_u64(bits));
    turned: x vextq_f32::<2>(x, x);
    next: a b vextq_f32::<2>(a, b);
    whole: vreinterpretq_s32_f32, vsubq_s32, vmaxq_s32, vdupq_n_s32);
