//! The instruction sets, and which one this machine has.
//!
//! Why `unsafe`, here, in the parts of this module, in `singles`, `shorts` and `spectral` and nowhere else: an instruction
//! that the processor does not know is undefined behaviour, and the compiler cannot see which one it will run on. So a token
//! of an instruction set is made in [`Machine::all`] alone, behind the question whether the processor has it; whoever holds
//! one may use its instructions. Registers and [`Line`] are plain numbers of known size and alignment.
#![allow(unsafe_code)]
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]
#![allow(clippy::wildcard_imports, reason = "instructions by the dozen, each of them spelled out below")]

pub(super) mod section;

#[cfg(target_arch = "aarch64")]
use std::arch::aarch64::*;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

use super::{LANES, Line, Simd, Work};
use crate::dsp::Frame;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use crate::dsp::guard::{HUGE, TINY, TINY_SINGLE};

/// No more than every machine has: one pair, and a product is rounded before it is added.
#[derive(Clone, Copy, Debug)]
pub struct Plain(());

/// Two pairs: x86-64 with AVX2 and FMA.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug)]
pub struct Avx2(());

/// Four pairs: x86-64 with AVX-512 F, BW, DQ and VL.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug)]
pub struct Avx512(());

/// One pair: every aarch64.
#[cfg(target_arch = "aarch64")]
#[derive(Clone, Copy, Debug)]
pub struct Neon(());

/// An instruction set that is there.
#[derive(Clone, Copy, Debug)]
pub enum Machine {
    /// What every machine has.
    Plain(Plain),
    /// AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// AVX-512.
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    /// NEON.
    #[cfg(target_arch = "aarch64")]
    Neon(Neon),
}

impl Machine {
    /// All that are there, the widest last. Control plane.
    pub fn all() -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let wide = {
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            let avx512 = avx2
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl");
            [avx2.then_some(Self::Avx2(Avx2(()))), avx512.then_some(Self::Avx512(Avx512(())))]
        };
        #[cfg(target_arch = "aarch64")]
        let wide = [Some(Self::Neon(Neon(())))];
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let wide: [Option<Self>; 0] = [];
        std::iter::once(Self::Plain(Plain(()))).chain(wide.into_iter().flatten())
    }

    /// The widest. Control plane.
    #[must_use]
    pub fn here() -> Self {
        Self::all().last().unwrap_or(Self::Plain(Plain(())))
    }

    /// Pairs in a register, and registers that a wave of sections may use.
    #[must_use]
    pub fn size(self) -> (usize, usize) {
        struct Size;
        impl Work for Size {
            type Done = (usize, usize);
            #[inline(always)]
            fn on<S: Simd>(self, _: S) -> (usize, usize) {
                (S::PAIRS, S::DEPTH)
            }
        }
        self.run(Size)
    }

    /// `[audio]` Does the work with the instructions of this machine.
    #[inline]
    pub fn run<W: Work>(self, work: W) -> W::Done {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,fma")]
        fn avx2<W: Work>(work: W, simd: Avx2) -> W::Done {
            work.on(simd)
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
        fn avx512<W: Work>(work: W, simd: Avx512) -> W::Done {
            work.on(simd)
        }
        match self {
            Self::Plain(simd) => work.on(simd),
            // SAFETY: the token exists, so the processor has been asked.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(simd) => unsafe { avx2(work, simd) },
            // SAFETY: the same.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(simd) => unsafe { avx512(work, simd) },
            #[cfg(target_arch = "aarch64")]
            Self::Neon(simd) => work.on(simd),
        }
    }
}

/// What an instruction set does, an expression each.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! operations {
    ($($name:ident($($x:tt: $t:ty),*) -> $r:ty { $done:expr })+) => {$(
        #[inline(always)]
        fn $name(self, $($x: $t),*) -> $r {
            unsafe { $done }
        }
    )+};
}

/// The operations of an instruction set, each a register type, a mask type and one expression per operation.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! instructions {
    ($set:ty, $v:ty, $w:ty, $m:ty, $pairs:literal, $depth:literal, $rows:literal; zero: $zero:path;
     mul: $mul:path; mul_add: $a:ident $b:ident $c:ident $mul_add:expr, $mul_sub:expr;
     enter: $x:ident $l:ident $r:ident $enter:expr; follow: $own:ident $before:ident $follow:expr; top: $t:ident $top:expr;
     section: $section:path;
     mask: $bits:ident $mask:expr; select: $k:ident $old:ident $new:ident $select:expr;
     add: $add:path; sub: $sub:path; div: $div:path; max: $max:path; min: $min:path; abs: $abs:path;
     signed: $un:ident $by:ident $signed:expr; flush: $f:ident $flush:expr; single: $low:ident $high:ident $single:expr; doubles: $half:ident $doubles:expr;
     splat: $sl:ident $sr:ident $splat:expr;
     transpose: $p:ident $q:ident $s:ident $u:ident $transpose:expr) => {
        // SAFETY of every call below: the token in `self` exists, so the processor has the instructions. Of load and
        // store: a line is 64 bytes long and aligned to 64, no register is longer. Of part and put: eight lanes are four
        // pairs, and the part is taken modulo the registers that they fill; any alignment will do.
        #[allow(unused_unsafe, reason = "a few need no instruction at all")]
        #[allow(unused_variables, reason = "with one pair none moves up")]
        #[allow(clippy::cast_ptr_alignment, reason = "read and written unaligned")]
        #[allow(clippy::modulo_one, reason = "four pairs fill a single register of the widest set")]
        impl Simd for $set {
            type V = $v;
            type M = $m;
            const PAIRS: usize = $pairs;
            const DEPTH: usize = $depth;
            const ROWS: bool = $rows;

            #[inline(always)]
            fn section(self, k: &[Line; 4], x: $v, s: [$v; 2]) -> ($v, [$v; 2]) {
                unsafe { $section(self, k, x, s) }
            }
            operations! {
                load(line: &Line) -> $v { std::ptr::from_ref(line).cast::<$v>().read() }
                store(line: &mut Line, x: $v) -> () { std::ptr::from_mut(line).cast::<$v>().write(x) }
                zero() -> $v { $zero() }
                mul(a: $v, b: $v) -> $v { $mul(a, b) }
                mul_add($a: $v, $b: $v, $c: $v) -> $v { $mul_add }
                mul_sub($a: $v, $b: $v, $c: $v) -> $v { $mul_sub }
                enter($x: $v, [$l, $r]: Frame) -> $v { $enter }
                follow($own: $v, $before: $v) -> $v { $follow }
                top($t: $v) -> Frame { $top }
                mask($bits: u8) -> $m { $mask }
                select($k: $m, $old: $v, $new: $v) -> $v { $select }
                plus(a: $v, b: $v) -> $v { $add(a, b) }
                minus(a: $v, b: $v) -> $v { $sub(a, b) }
                per(a: $v, b: $v) -> $v { $div(a, b) }
                larger(a: $v, b: $v) -> $v { $max(a, b) }
                smaller(a: $v, b: $v) -> $v { $min(a, b) }
                unsigned(x: $v) -> $v { $abs(x) }
                signed($un: $v, $by: $v) -> $v { $signed }
                flush($f: $v) -> $v { $flush }
                single($low: $v, $high: $v) -> $w { $single }
                doubles($half: $w) -> [$v; 2] { $doubles }
                every([$sl, $sr]: Frame) -> $v { $splat }
                part(lanes: &[f64; LANES], part: usize) -> $v {
                    std::ptr::from_ref(lanes).cast::<$v>().add(part % (4 / $pairs)).read_unaligned()
                }
                put_part(lanes: &mut [f64; LANES], part: usize, x: $v) -> () {
                    std::ptr::from_mut(lanes).cast::<$v>().add(part % (4 / $pairs)).write_unaligned(x)
                }
                transpose([$p, $q, $s, $u]: [$v; 4]) -> [$v; 4] { $transpose }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
fn magnitude_4(x: __m256d) -> __m256d {
    _mm256_andnot_pd(_mm256_set1_pd(-0.0), x)
}

#[cfg(target_arch = "x86_64")]
instructions!(Avx2, __m256d, __m256, __m256i, 2, 4, false;
zero: _mm256_setzero_pd;
mul: _mm256_mul_pd;
mul_add: a b c _mm256_fmadd_pd(a, b, c), _mm256_fnmadd_pd(a, b, c);
enter: x l r _mm256_insertf128_pd::<1>(_mm256_castpd128_pd256(_mm_setr_pd(l, r)), _mm256_castpd256_pd128(x));
follow: own before before;
top: x {
    let pair = _mm256_extractf128_pd::<1>(x);
    [_mm_cvtsd_f64(pair), _mm_cvtsd_f64(_mm_unpackhi_pd(pair, pair))]
};
section: section::tight;
mask: bits {
    let lane = _mm256_setr_epi64x(1, 2, 4, 8);
    _mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x(i64::from(bits)), lane), lane)
};
select: mask old new _mm256_blendv_pd(old, new, _mm256_castsi256_pd(mask));
add: _mm256_add_pd;
sub: _mm256_sub_pd;
div: _mm256_div_pd;
max: _mm256_max_pd;
min: _mm256_min_pd;
abs: magnitude_4;
signed: x by _mm256_or_pd(x, _mm256_and_pd(by, _mm256_set1_pd(-0.0)));
flush: x {
    let [tiny, huge] = [_mm256_set1_pd(TINY), _mm256_set1_pd(HUGE)];
    let (low, high) = (_mm256_cmp_pd::<_CMP_GE_OQ>(magnitude_4(x), tiny), _mm256_cmp_pd::<_CMP_LE_OQ>(magnitude_4(x), huge));
    _mm256_and_pd(x, _mm256_and_pd(low, high))
};
single: low high {
    let x = _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(_mm256_cvtpd_ps(low)), _mm256_cvtpd_ps(high));
    let [size, tiny, huge] = [_mm256_andnot_ps(_mm256_set1_ps(-0.0), x), _mm256_set1_ps(TINY_SINGLE), _mm256_set1_ps(HUGE as f32)];
    _mm256_and_ps(x, _mm256_and_ps(_mm256_cmp_ps::<_CMP_GE_OQ>(size, tiny), _mm256_cmp_ps::<_CMP_LE_OQ>(size, huge)))
};
doubles: x [_mm256_cvtps_pd(_mm256_castps256_ps128(x)), _mm256_cvtps_pd(_mm256_extractf128_ps::<1>(x))];
splat: l r _mm256_setr_pd(l, r, l, r);
transpose: a b c d [
    _mm256_permute2f128_pd::<0x20>(a, b), _mm256_permute2f128_pd::<0x20>(c, d),
    _mm256_permute2f128_pd::<0x31>(a, b), _mm256_permute2f128_pd::<0x31>(c, d),
]);

#[cfg(target_arch = "x86_64")]
mod avx512;

#[cfg(target_arch = "aarch64")]
fn silence() -> float64x2_t {
    // SAFETY: NEON is part of every aarch64.
    unsafe { vdupq_n_f64(0.0) }
}

#[cfg(target_arch = "aarch64")]
instructions!(Neon, float64x2_t, float32x4_t, u8, 1, 5, false;
    zero: silence;
    mul: vmulq_f64;
    mul_add: a b c vfmaq_f64(c, a, b), vfmsq_f64(c, a, b);
    enter: x l r vsetq_lane_f64::<1>(r, vdupq_n_f64(l));
    follow: own before before;
    top: x [vgetq_lane_f64::<0>(x), vgetq_lane_f64::<1>(x)];
    section: section::loose;
    mask: bits bits;
    select: mask old new if mask == 0 { old } else { new };
    add: vaddq_f64;
    sub: vsubq_f64;
    div: vdivq_f64;
    max: vmaxq_f64;
    min: vminq_f64;
    abs: vabsq_f64;
    signed: x by vreinterpretq_f64_u64(vorrq_u64(
        vreinterpretq_u64_f64(x),
        vandq_u64(vreinterpretq_u64_f64(by), vdupq_n_u64(1 << 63)),
    ));
    flush: x {
        let sound = vandq_u64(vcgeq_f64(vabsq_f64(x), vdupq_n_f64(TINY)), vcleq_f64(vabsq_f64(x), vdupq_n_f64(HUGE)));
        vreinterpretq_f64_u64(vandq_u64(vreinterpretq_u64_f64(x), sound))
    };
    single: low high {
        let x = vcombine_f32(vcvt_f32_f64(low), vcvt_f32_f64(high));
        let (least, most) = (vdupq_n_f32(TINY_SINGLE), vdupq_n_f32(HUGE as f32));
        let sound = vandq_u32(vcgeq_f32(vabsq_f32(x), least), vcleq_f32(vabsq_f32(x), most));
        vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(x), sound))
    };
    doubles: x [vcvt_f64_f32(vget_low_f32(x)), vcvt_high_f64_f32(x)];
    splat: l r vsetq_lane_f64::<1>(r, vdupq_n_f64(l));
    transpose: a b c d [a, b, c, d]);
