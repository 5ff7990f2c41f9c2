//! Seeded white noise: the same seed gives the same noise, on every machine.

use super::convolver::Convolver;
use super::{Block, Frame};
use crate::units::SampleRate;

/// The `index`-th of a family of independent seeds (`SplitMix64`, G. L. Steele et al. 2014).
#[must_use]
pub fn seed_stream(seed: u64, index: u64) -> u64 {
    // The family's own seed is scrambled first: neighbouring seeds must not share streams.
    scramble(scramble(seed).wrapping_add(index.wrapping_add(1).wrapping_mul(GOLDEN)))
}

/// 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn scramble(mut z: u64) -> u64 {
    z = z.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// xoshiro256++ (D. Blackman and S. Vigna 2019): period 2^256 - 1.
#[derive(Clone, Debug)]
struct Generator([u64; 4]);

impl Generator {
    fn new(seed: u64) -> Self {
        Self([0, 1, 2, 3].map(|word| seed_stream(seed, word)))
    }

    #[inline]
    fn next(&mut self) -> u64 {
        let [mut a, mut b, mut c, mut d] = self.0;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        self.0 = [a, b, c, d.rotate_left(45)];
        result
    }

    /// Uniform with mean 0 and variance 1: between -√3 and √3.
    #[inline]
    fn sample(&mut self) -> f64 {
        const STEP: f64 = 1.732_050_807_568_877_2 / (1u64 << 52) as f64;
        // 53 random bits, symmetric about 0: no offset.
        ((self.next() >> 11) as f64 - ((1u64 << 52) as f64 - 0.5)) * STEP
    }
}

/// White noise of unit variance (0 dB re 1 rms) in each ear, the ears independent of each other.
#[derive(Clone, Debug)]
pub struct Noise {
    seed: u64,
    ears: [Generator; 2],
}

impl Noise {
    /// Equal seeds give equal noise.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, ears: [0, 1].map(|ear| Generator::new(seed_stream(seed, ear))) }
    }

    /// `[audio]` Overwrites the frames with the next of the sequence.
    pub fn fill(&mut self, frames: &mut [Frame]) {
        let [left, right] = &mut self.ears;
        for frame in frames {
            *frame = [left.sample(), right.sample()];
        }
    }

    /// `[audio]` Back to the start of the sequence.
    pub fn reset(&mut self) {
        *self = Self::new(self.seed);
    }
}

/// Noise with the spectrum of two impulse responses.
#[derive(Clone, Debug)]
pub struct ShapedNoise {
    noise: Noise,
    shape: Convolver,
}

impl ShapedNoise {
    /// Responses in frames at `rate`; the power of each ear is the energy of its response.
    #[must_use]
    pub fn new(seed: u64, left: &[f64], right: &[f64], rate: SampleRate) -> Self {
        Self { noise: Noise::new(seed), shape: Convolver::new(left, right, rate) }
    }

    /// `[audio]` Overwrites the frames with the next of the sequence.
    pub fn fill(&mut self, frames: &mut [Frame]) {
        self.noise.fill(frames);
        self.shape.process(frames);
    }

    /// `[audio]` Back to the start of the sequence.
    pub fn reset(&mut self) {
        self.noise.reset();
        self.shape.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::{SILENCE, memory};

    fn noise(seed: u64, length: usize) -> Box<[Frame]> {
        let mut frames = memory::silence(length);
        Noise::new(seed).fill(&mut frames);
        frames
    }

    fn mean(frames: &[Frame], f: impl Fn(&Frame) -> f64) -> f64 {
        frames.iter().map(f).sum::<f64>() / frames.len() as f64
    }

    #[test]
    fn noise_has_unit_variance_no_offset_and_independent_ears() {
        // Four standard deviations of each estimate over 480 000 frames.
        let x = noise(1, 480_000);
        for ear in [0, 1] {
            assert!(mean(&x, |f| f[ear]).abs() < 0.0058);
            assert!((mean(&x, |f| f[ear].powi(2)) - 1.0).abs() < 0.0052);
        }
        assert!(mean(&x, |f| f[0] * f[1]).abs() < 0.0058);
    }

    #[test]
    fn noise_is_white_and_seeds_do_not_resemble_each_other() {
        let (x, y) = (noise(1, 200_000), noise(2, 200_000));
        let alike = |a: &[Frame], b: &[Frame]| {
            a.iter().zip(b).map(|(a, b)| a[0] * b[0]).sum::<f64>() / a.len() as f64
        };
        for lag in [1, 2, 7, 100] {
            assert!(alike(&x[lag..], &x).abs() < 0.009);
        }
        assert!(alike(&x, &y).abs() < 0.009);
        assert_ne!(seed_stream(1, 1), seed_stream(2, 0));
    }

    #[test]
    fn reset_and_cutting_the_calls_leave_the_sequence_alone() {
        let want = noise(3, 100);
        let mut source = Noise::new(3);
        let mut got = [SILENCE; 100];
        got.chunks_mut(17).for_each(|f| source.fill(f));
        assert_eq!(got[..], want[..]);
        source.reset();
        source.fill(&mut got);
        assert_eq!(got[..], want[..]);
    }

    #[test]
    fn shaped_noise_has_the_power_of_its_responses() {
        let mut shaped = ShapedNoise::new(5, &[0.6, 0.8], &[0.0, 0.0, 0.5], SampleRate(48_000));
        let mut frames = memory::silence(200_000);
        shaped.fill(&mut frames);
        assert!((mean(&frames, |f| f[0].powi(2)) - 1.0).abs() < 0.02);
        assert!((mean(&frames, |f| f[1].powi(2)) - 0.25).abs() < 0.005);
    }
}
