//! f32 to and from every PCM format a device may speak.
//!
//! An n-bit integer is the sample times 2^(n-1): -1.0 is the lowest code, +1.0 one step above the highest and
//! clamped to it. Rounding is to nearest; formats of 16 bits and fewer get triangular dither of ±1 step first
//! (Lipshitz, Wannamaker, Vanderkooy, JAES 40, 1992: the error's mean and variance become independent of the
//! sound). NaN and infinities become 0. Everything here is `[audio]`: no heap, no branch on the system.

use cpal::{SampleFormat, SizedSample};
use dasp::sample::{FromSample, I24, U24};

/// Widest integer format that is dithered, in bits. The error of wider ones is below any converter's own noise.
const DITHERED_BITS: u32 = 16;

/// Triangular noise of ±1 step, from a seeded xorshift generator (Marsaglia, J. Stat. Softw. 8, 2003).
#[derive(Debug, Clone)]
pub struct Dither(u64);

impl Dither {
    /// The same seed gives the same noise.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        // The generator's one forbidden state is 0; an odd constant keeps small seeds apart.
        Self(seed.wrapping_mul(2).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// The next value in steps: mean 0, variance 1/6, within ±1.
    #[inline]
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let (high, low) = ((self.0 >> 32) as u32, self.0 as u32);
        (f64::from(high) - f64::from(low)) / 4_294_967_296.0
    }
}

/// A PCM sample as a device holds it.
pub trait Pcm: SizedSample {
    /// The sample as f32, full scale ±1.0.
    fn to_f32(self) -> f32;
    /// The nearest sample, clamped to full scale and dithered where the format is coarse.
    fn from_f32(sample: f32, dither: &mut Dither) -> Self;
}

/// The nearest code of a signed integer of `bits` bits.
#[inline]
fn quantise(sample: f32, bits: u32, dither: &mut Dither) -> i64 {
    let sample = if sample.is_finite() { f64::from(sample) } else { 0.0 };
    let full = (1u64 << (bits - 1)) as f64;
    let noise = if bits <= DITHERED_BITS { dither.next() } else { 0.0 };
    // At 64 bits the upper limit rounds up to 2^63: the cast saturates.
    (sample * full + noise).round_ties_even().clamp(-full, full - 1.0) as i64
}

macro_rules! signed {
    ($($sample:ty: $bits:literal),*) => { $(
        impl Pcm for $sample {
            #[inline]
            fn to_f32(self) -> f32 {
                f32::from_sample_(self)
            }
            #[inline]
            fn from_f32(sample: f32, dither: &mut Dither) -> Self {
                quantise(sample, $bits, dither) as $sample
            }
        }
    )* };
}

macro_rules! unsigned {
    ($($sample:ty: $bits:literal),*) => { $(
        impl Pcm for $sample {
            #[inline]
            fn to_f32(self) -> f32 {
                f32::from_sample_(self)
            }
            #[inline]
            fn from_f32(sample: f32, dither: &mut Dither) -> Self {
                // Offset binary: the same code with its top bit turned.
                (quantise(sample, $bits, dither) as $sample) ^ (1 << ($bits - 1))
            }
        }
    )* };
}

signed!(i8: 8, i16: 16, i32: 32, i64: 64);
unsigned!(u8: 8, u16: 16, u32: 32, u64: 64);

impl Pcm for I24 {
    #[inline]
    fn to_f32(self) -> f32 {
        // 24 bits in a container of 32: drivers leave anything in the top byte.
        f32::from_sample_(I24::new_unchecked((self.inner() << 8) >> 8))
    }
    #[inline]
    fn from_f32(sample: f32, dither: &mut Dither) -> Self {
        I24::new_unchecked(quantise(sample, 24, dither) as i32)
    }
}

impl Pcm for U24 {
    #[inline]
    fn to_f32(self) -> f32 {
        f32::from_sample_(U24::new_unchecked(self.inner() & 0x00FF_FFFF))
    }
    #[inline]
    fn from_f32(sample: f32, dither: &mut Dither) -> Self {
        U24::new_unchecked(quantise(sample, 24, dither) as i32 + (1 << 23))
    }
}

impl Pcm for f32 {
    #[inline]
    fn to_f32(self) -> f32 {
        self
    }
    #[inline]
    fn from_f32(sample: f32, _: &mut Dither) -> Self {
        if sample.is_finite() { sample } else { 0.0 }
    }
}

impl Pcm for f64 {
    #[inline]
    fn to_f32(self) -> f32 {
        self as f32
    }
    #[inline]
    fn from_f32(sample: f32, _: &mut Dither) -> Self {
        if sample.is_finite() { f64::from(sample) } else { 0.0 }
    }
}

/// From best to worst: what loses nothing and costs nothing first, what needs dither last. DSD is not PCM.
const PREFERENCE: [SampleFormat; 12] = [
    SampleFormat::F32,
    SampleFormat::I32,
    SampleFormat::I24,
    SampleFormat::F64,
    SampleFormat::U32,
    SampleFormat::U24,
    SampleFormat::I64,
    SampleFormat::U64,
    SampleFormat::I16,
    SampleFormat::U16,
    SampleFormat::I8,
    SampleFormat::U8,
];

/// The format to open a device with, of those it offers; `None` if it offers no PCM.
#[must_use]
pub fn preference(offered: &[SampleFormat]) -> Option<SampleFormat> {
    PREFERENCE.into_iter().find(|format| offered.contains(format))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these conversions are exact")]
mod tests {
    use super::*;

    fn to<S: Pcm>(sample: f32) -> S {
        S::from_f32(sample, &mut Dither::new(1))
    }

    #[test]
    fn full_scale_is_the_end_of_the_range_and_no_further() {
        assert_eq!([1.0, 1.5, -1.0, -7.0].map(to::<i32>), [i32::MAX, i32::MAX, i32::MIN, i32::MIN]);
        assert_eq!([1.0, 1.5, -1.0, -7.0].map(to::<i64>), [i64::MAX, i64::MAX, i64::MIN, i64::MIN]);
        assert_eq!([1.0, 1.5, -1.0].map(|x| to::<I24>(x).inner()), [8_388_607, 8_388_607, -8_388_608]);
        assert_eq!([1.0, 1.5, -1.0].map(|x| to::<U24>(x).inner()), [16_777_215, 16_777_215, 0]);
        assert_eq!([1.0, -1.0].map(to::<u32>), [u32::MAX, 0]);
        assert_eq!([2.0, -2.0].map(to::<u64>), [u64::MAX, 0]);
        assert_eq!([1.5, -1.5].map(to::<i16>), [i16::MAX, i16::MIN]);
        assert_eq!([1.5, -1.5].map(to::<u16>), [u16::MAX, 0]);
        assert_eq!([1.5, -1.5].map(to::<i8>), [i8::MAX, i8::MIN]);
        assert_eq!([1.5, -1.5].map(to::<u8>), [u8::MAX, 0]);
        assert_eq!([1.5, -1.5].map(to::<f32>), [1.5, -1.5]);
    }

    #[test]
    fn what_is_no_number_is_silence() {
        for sick in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!((to::<i32>(sick), to::<I24>(sick).inner(), to::<u32>(sick)), (0, 0, 1 << 31));
            assert_eq!((to::<f32>(sick), to::<f64>(sick)), (0.0, 0.0));
            assert!(to::<i16>(sick).abs() <= 1 && to::<u8>(sick).abs_diff(128) <= 1, "nothing but dither");
        }
    }

    #[test]
    fn tiny_values_round_to_nearest() {
        let step = 1.0 / 8_388_608.0;
        assert_eq!([0.4, 0.6, -0.6, 1.4].map(|n| to::<I24>(n * step).inner()), [0, 1, -1, 1]);
        assert_eq!(to::<i32>(-1.0e-10), 0);
        assert_eq!(to::<U24>(-0.6 * step).inner(), 8_388_607);
    }

    #[test]
    fn codes_come_back_as_they_went() {
        for code in [-8_388_608, -8_388_607, -1, 0, 1, 4_194_304, 8_388_607] {
            let sample = I24::new_unchecked(code).to_f32();
            assert_eq!(to::<I24>(sample).inner(), code);
            assert_eq!(to::<U24>(U24::new_unchecked(code + 8_388_608).to_f32()).inner(), code + 8_388_608);
            assert!((sample - code as f32 / 8_388_608.0).abs() < f32::EPSILON);
            // The same code at the top of 32 bits.
            assert_eq!(to::<i32>((code << 8).to_f32()), code << 8);
            let offset = ((code << 8) as u32) ^ (1 << 31);
            assert_eq!(to::<u32>(offset.to_f32()), offset);
        }
        assert_eq!(
            I24::new_unchecked(0x5500_0001).to_f32(),
            I24::new_unchecked(1).to_f32(),
            "top byte is noise"
        );
        assert_eq!(I24::new_unchecked(0x00FF_FFFF).to_f32(), I24::new_unchecked(-1).to_f32());
        assert_eq!(U24::new_unchecked(0x5580_0000).to_f32(), 0.0);
        let halves = (0i8.to_f32(), 64i8.to_f32(), 192u8.to_f32(), (-16_384i16).to_f32(), 49_152u16.to_f32());
        assert_eq!(halves, (0.0, 0.5, 0.5, -0.5, 0.5));
        assert_eq!(((1i64 << 62).to_f32(), (3u64 << 62).to_f32(), (-0.5f64).to_f32()), (0.5, 0.5, -0.5));
    }

    #[test]
    fn dither_is_triangular_and_makes_the_mean_exact() {
        let mut dither = Dither::new(7);
        let n = 200_000;
        let noise: Vec<f64> = (0..n).map(|_| dither.next()).collect();
        let mean = noise.iter().sum::<f64>() / f64::from(n);
        let variance = noise.iter().map(|x| x * x).sum::<f64>() / f64::from(n);
        assert!(mean.abs() < 4.0 * (1.0 / 6.0f64 / f64::from(n)).sqrt(), "mean {mean}");
        assert!((variance - 1.0 / 6.0).abs() < 0.002, "variance {variance}");
        assert!(noise.iter().all(|x| x.abs() < 1.0));
        let beyond = noise.iter().filter(|x| x.abs() > 0.5).count() as f64 / f64::from(n);
        assert!((beyond - 0.25).abs() < 0.005, "a triangle has a quarter of its area beyond half its width");
        // A third of a step survives in the mean; the total error has variance 1/6 + 1/12 = 1/4, whatever the level.
        for level in [0.0, 1.0 / 3.0, 0.5] {
            let codes: Vec<f64> =
                (0..n).map(|_| f64::from(i16::from_f32(level / 32_768.0, &mut dither))).collect();
            let mean = codes.iter().sum::<f64>() / f64::from(n);
            let error = codes.iter().map(|x| (x - f64::from(level)).powi(2)).sum::<f64>() / f64::from(n);
            assert!((mean - f64::from(level)).abs() < 0.005, "{level} became {mean}");
            assert!((error - 0.25).abs() < 0.005, "error at {level}: {error}");
        }
    }

    #[test]
    fn floats_come_first_and_dsd_never() {
        use SampleFormat::{DsdU8, F32, I16, I24, I32, U8};
        assert_eq!(preference(&[I16, I24, F32, I32]), Some(F32));
        assert_eq!(preference(&[U8, I16, I24, I32]), Some(I32));
        assert_eq!(preference(&[U8, DsdU8]), Some(U8));
        assert_eq!(preference(&[DsdU8]), None);
    }
}
