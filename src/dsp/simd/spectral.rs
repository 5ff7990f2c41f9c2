//! What transforms and products of spectra ask of registers of single-precision numbers: left and right in pairs, products
//! and sums in one step. A sum is rounded once where the machine knows how, else twice: results differ between machines.
#![allow(
    unsafe_code,
    reason = "see `machine`: a token of an instruction set exists only where the machine has it"
)]
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]
#![allow(clippy::wildcard_imports, reason = "instructions by the dozen, each of them spelled out below")]

#[cfg(target_arch = "aarch64")]
use std::arch::aarch64::*;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use super::Simd;
#[cfg(target_arch = "aarch64")]
use super::machine::Neon;
use super::machine::Plain;
#[cfg(target_arch = "x86_64")]
use super::machine::{Avx2, Avx512};
use super::{Singles, WIDEST};

/// Pairs of single-precision numbers.
pub trait Spectral: Singles {
    /// `a × b + c`.
    fn times_add(self, a: Self::W, b: Self::W, c: Self::W) -> Self::W;
    /// `c - a × b`.
    fn times_sub(self, a: Self::W, b: Self::W, c: Self::W) -> Self::W;
    /// One of the registers that the numbers fill; a part that is not there wraps round.
    fn piece(self, lanes: &[f32; WIDEST], part: usize) -> Self::W;
    /// Back into the same place.
    fn put_piece(self, lanes: &mut [f32; WIDEST], part: usize, x: Self::W);
    /// Half as many numbers as there are lanes, from one on that is early enough, each of them twice.
    fn twin(self, lanes: &[f32; WIDEST], from: usize) -> Self::W;
    /// Pair p of eight registers side by side, for every p in turn: eight pairs fill `16 / WIDTH` registers.
    fn cross(self, rows: [Self::W; 8]) -> [Self::W; 8];
}

#[expect(clippy::indexing_slicing, reason = "lanes are below their constant number")]
impl Spectral for Plain {
    #[inline(always)]
    fn times_add(self, a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
        std::array::from_fn(|i| a[i] * b[i] + c[i])
    }
    #[inline(always)]
    fn times_sub(self, a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
        std::array::from_fn(|i| c[i] - a[i] * b[i])
    }
    #[inline(always)]
    fn piece(self, lanes: &[f32; WIDEST], part: usize) -> [f32; 4] {
        lanes.as_chunks().0[part % 4]
    }
    #[inline(always)]
    fn put_piece(self, lanes: &mut [f32; WIDEST], part: usize, x: [f32; 4]) {
        lanes.as_chunks_mut().0[part % 4] = x;
    }
    #[inline(always)]
    fn twin(self, lanes: &[f32; WIDEST], from: usize) -> [f32; 4] {
        let from = from.min(WIDEST - 2);
        [lanes[from], lanes[from], lanes[from + 1], lanes[from + 1]]
    }
    #[inline(always)]
    fn cross(self, rows: [[f32; 4]; 8]) -> [[f32; 4]; 8] {
        std::array::from_fn(|i| {
            let (row, pair) = (2 * (i % 4), 2 * (i / 4));
            [rows[row][pair], rows[row][pair + 1], rows[row + 1][pair], rows[row + 1][pair + 1]]
        })
    }
}

/// The operations of an instruction set, each one expression.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! spectral {
    ($set:ty, $w:ty; fused: $x:ident $y:ident $z:ident $times_add:expr, $times_sub:expr; twin: $at:ident $twin:expr;
     pairs: $double:path, $single:path, $lower:path, $upper:path; cross: $($even:ident $odd:ident),+ => $cross:expr) => {
        // SAFETY of every call below: the token in `self` exists, so the processor has the instructions. Of piece and
        // put: the part is taken modulo the registers that the numbers fill; any alignment will do. Of twin: it reads
        // half a register, and begins no later than so far before the end.
        #[allow(unused_unsafe, reason = "a few need no instruction at all")]
        #[allow(clippy::cast_ptr_alignment, reason = "read and written unaligned")]
        #[allow(clippy::modulo_one, reason = "one register of the widest set holds all of them")]
        impl Spectral for $set {
            #[inline(always)]
            fn times_add(self, $x: $w, $y: $w, $z: $w) -> $w {
                unsafe { $times_add }
            }
            #[inline(always)]
            fn times_sub(self, $x: $w, $y: $w, $z: $w) -> $w {
                unsafe { $times_sub }
            }
            #[inline(always)]
            fn piece(self, lanes: &[f32; WIDEST], part: usize) -> $w {
                let part = part % (WIDEST / Self::WIDTH);
                unsafe { std::ptr::from_ref(lanes).cast::<$w>().add(part).read_unaligned() }
            }
            #[inline(always)]
            fn put_piece(self, lanes: &mut [f32; WIDEST], part: usize, x: $w) {
                let part = part % (WIDEST / Self::WIDTH);
                unsafe { std::ptr::from_mut(lanes).cast::<$w>().add(part).write_unaligned(x) }
            }
            #[inline(always)]
            fn twin(self, lanes: &[f32; WIDEST], from: usize) -> $w {
                unsafe {
                    let $at = lanes.as_ptr().add(from.min(WIDEST - Self::WIDTH / 2));
                    $twin
                }
            }
            #[inline(always)]
            fn cross(self, [a, b, c, d, e, f, g, h]: [$w; 8]) -> [$w; 8] {
                unsafe {
                    let (a, b, c, d) = ($double(a), $double(b), $double(c), $double(d));
                    let (e, f, g, h) = ($double(e), $double(f), $double(g), $double(h));
                    let [$($even),+] = self.transpose([$lower(a, b), $lower(c, d), $lower(e, f), $lower(g, h)]);
                    let [$($odd),+] = self.transpose([$upper(a, b), $upper(c, d), $upper(e, f), $upper(g, h)]);
                    let [a, b, c, d, e, f, g, h] = $cross;
                    [$single(a), $single(b), $single(c), $single(d), $single(e), $single(f), $single(g), $single(h)]
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
spectral!(Avx2, __m256;
    fused: a b c _mm256_fmadd_ps(a, b, c), _mm256_fnmadd_ps(a, b, c);
    twin: from {
        let four = _mm256_castps128_ps256(_mm_loadu_ps(from));
        _mm256_permutevar8x32_ps(four, _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3))
    };
    pairs: _mm256_castps_pd, _mm256_castpd_ps, _mm256_unpacklo_pd, _mm256_unpackhi_pd;
    cross: p0 p1, q0 q1, p2 p3, q2 q3 => [p0, q0, p1, q1, p2, q2, p3, q3]);

#[cfg(target_arch = "x86_64")]
spectral!(Avx512, __m512;
    fused: a b c _mm512_fmadd_ps(a, b, c), _mm512_fnmadd_ps(a, b, c);
    twin: from {
        let eight = _mm512_castps256_ps512(_mm256_loadu_ps(from));
        _mm512_permutexvar_ps(_mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7), eight)
    };
    pairs: _mm512_castps_pd, _mm512_castpd_ps, _mm512_unpacklo_pd, _mm512_unpackhi_pd;
    cross: p0 p1, p2 p3, p4 p5, p6 p7 => [p0, p1, p2, p3, p4, p5, p6, p7]);

#[cfg(target_arch = "aarch64")]
spectral!(Neon, float32x4_t;
    fused: a b c vfmaq_f32(c, a, b), vfmsq_f32(c, a, b);
    twin: from {
        let two = vld1_f32(from);
        vcombine_f32(vdup_lane_f32::<0>(two), vdup_lane_f32::<1>(two))
    };
    pairs: vreinterpretq_f64_f32, vreinterpretq_f32_f64, vzip1q_f64, vzip2q_f64;
    cross: p0 p1, q0 q1, r0 r1, s0 s1 => [p0, q0, r0, s0, p1, q1, r1, s1]);
