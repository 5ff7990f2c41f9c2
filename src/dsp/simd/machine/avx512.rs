//! The operations of AVX-512.
#![allow(clippy::wildcard_imports, reason = "instructions by the dozen, each of them spelled out below")]

use std::arch::x86_64::*;

use super::{Avx512, section};
use crate::dsp::Frame;
use crate::dsp::guard::{HUGE, TINY, TINY_SINGLE};
use crate::dsp::simd::{LANES, Line, Simd};

instructions!(Avx512, __m512d, __m512, __mmask8, 4, 5, true;
zero: _mm512_setzero_pd;
mul: _mm512_mul_pd;
mul_add: a b c _mm512_fmadd_pd(a, b, c), _mm512_fnmadd_pd(a, b, c);
enter: x l r _mm512_insertf64x2::<0>(_mm512_shuffle_f64x2::<0b10_01_00_00>(x, x), _mm_setr_pd(l, r));
follow: own before _mm512_castsi512_pd(_mm512_alignr_epi64::<6>(_mm512_castpd_si512(own), _mm512_castpd_si512(before)));
top: x {
    let pair = _mm512_extractf64x2_pd::<3>(x);
    [_mm_cvtsd_f64(pair), _mm_cvtsd_f64(_mm_unpackhi_pd(pair, pair))]
};
section: section::loose;
mask: bits bits;
select: mask old new _mm512_mask_mov_pd(old, mask, new);
add: _mm512_add_pd;
sub: _mm512_sub_pd;
div: _mm512_div_pd;
max: _mm512_max_pd;
min: _mm512_min_pd;
abs: _mm512_abs_pd;
signed: x by _mm512_or_pd(x, _mm512_and_pd(by, _mm512_set1_pd(-0.0)));
flush: x {
    let size = _mm512_abs_pd(x);
    let sound = _mm512_cmp_pd_mask::<_CMP_GE_OQ>(size, _mm512_set1_pd(TINY));
    _mm512_maskz_mov_pd(_mm512_mask_cmp_pd_mask::<_CMP_LE_OQ>(sound, size, _mm512_set1_pd(HUGE)), x)
};
single: low high {
    let x = _mm512_insertf32x8::<1>(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high));
    let size = _mm512_abs_ps(x);
    let sound = _mm512_cmp_ps_mask::<_CMP_GE_OQ>(size, _mm512_set1_ps(TINY_SINGLE));
    _mm512_maskz_mov_ps(_mm512_mask_cmp_ps_mask::<_CMP_LE_OQ>(sound, size, _mm512_set1_ps(HUGE as f32)), x)
};
doubles: x [_mm512_cvtps_pd(_mm512_castps512_ps256(x)), _mm512_cvtps_pd(_mm512_extractf32x8_ps::<1>(x))];
splat: l r _mm512_broadcast_f64x2(_mm_setr_pd(l, r));
transpose: a b c d {
    let (ab, cd) = (_mm512_shuffle_f64x2::<0b01_00_01_00>(a, b), _mm512_shuffle_f64x2::<0b01_00_01_00>(c, d));
    let (ef, gh) = (_mm512_shuffle_f64x2::<0b11_10_11_10>(a, b), _mm512_shuffle_f64x2::<0b11_10_11_10>(c, d));
    [
        _mm512_shuffle_f64x2::<0b10_00_10_00>(ab, cd), _mm512_shuffle_f64x2::<0b11_01_11_01>(ab, cd),
        _mm512_shuffle_f64x2::<0b10_00_10_00>(ef, gh), _mm512_shuffle_f64x2::<0b11_01_11_01>(ef, gh),
    ]
});
