//! A maximum-length sequence: noise known in advance, that finds how late and how strong it comes back.
//!
//! Rife & Vanderkooy, "Transfer-Function Measurement with Maximum-Length Sequences", JAES 37 (6), 1989: the circular
//! correlation of the sequence with itself is one impulse, so that of what was heard with it is the path's response.

use rustfft::num_complex::Complex;

use super::fourier::Fourier;
use super::memory;

/// Bits of the shift register.
const ORDER: u32 = 16;
/// Frames of one period.
pub const PERIOD: usize = (1 << ORDER) - 1;
/// The register's taps: x¹⁶ + x¹⁵ + x¹³ + x⁴ + 1 is primitive.
const TAPS: [u32; 4] = [16, 15, 13, 4];
/// Frames around the peak that belong to the path (filters of converters, a coupling capacitor), not to the noise.
const NEAR: usize = 1024;
/// An echo stands out by this much over all else. Noise alone reaches 13 dB in 65,535 places.
const LEAST_ABOVE_DB: f64 = 20.0;
/// Halvings of the search between frames: to 2⁻¹⁶ of a frame.
const HALVINGS: u32 = 16;

/// How a sequence came back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Echo {
    /// Delay in frames, to fractions of one; whole periods are not told from none.
    pub frames: f64,
    /// Factor of the strongest path; negative where a cable turns the sign.
    pub gain: f64,
    /// The path's peak over the power of all that is not the path, dB.
    pub above_db: f64,
}

/// The sequence and the transform that looks for it.
pub struct Sequence {
    samples: Box<[f64]>,
    spectrum: Box<[Complex<f64>]>,
    fourier: Fourier,
}

impl Default for Sequence {
    fn default() -> Self {
        Self::new()
    }
}

impl Sequence {
    /// Makes it; the same every time.
    #[must_use]
    pub fn new() -> Self {
        let mut register = 1u32;
        let step = |_| {
            let fed = TAPS.iter().fold(0, |bit, tap| bit ^ (register >> (tap - 1)));
            register = (register << 1 | fed & 1) & PERIOD as u32;
            if register & 1 == 1 { 1.0 } else { -1.0 }
        };
        let samples: Box<[f64]> = (0..PERIOD).map(step).collect();
        let mut fourier = Fourier::new(PERIOD);
        let mut spectrum: Box<[_]> = samples.iter().map(|&x| Complex::new(x, 0.0)).collect();
        fourier.forward(&mut spectrum);
        Self { samples, spectrum, fourier }
    }

    /// One period, each sample 1 or -1.
    #[must_use]
    pub fn samples(&self) -> &[f64] {
        &self.samples
    }

    /// Looks for the sequence in one period of what was heard while it went round; none where nothing stands out.
    #[must_use]
    pub fn find(&mut self, heard: &[f64]) -> Option<Echo> {
        let mut path = memory::complex_zeros(PERIOD);
        for (place, &x) in path.iter_mut().zip(heard) {
            place.re = x;
        }
        self.fourier.forward(&mut path);
        for (bin, own) in path.iter_mut().zip(&self.spectrum) {
            // A sequence has the same power at every frequency, PERIOD + 1, but none to speak of at 0 Hz.
            *bin *= own.conj() / ((PERIOD + 1) as f64 * PERIOD as f64);
        }
        let response = path.clone();
        self.fourier.inverse(&mut path);
        let (peak, most) =
            path.iter().enumerate().fold(
                (0, 0.0),
                |best: (usize, f64), (n, x)| {
                    if x.re.abs() > best.1 { (n, x.re.abs()) } else { best }
                },
            );
        let far = |n: usize| {
            let apart = n.abs_diff(peak);
            apart.min(PERIOD - apart) > NEAR
        };
        let rest: f64 = path.iter().enumerate().filter(|(n, _)| far(*n)).map(|(_, x)| x.re * x.re).sum();
        let above_db =
            10.0 * (most * most * (PERIOD - 2 * NEAR) as f64 / rest.max(f64::MIN_POSITIVE)).log10();
        (most > 0.0 && above_db > LEAST_ABOVE_DB).then(|| {
            let (frames, gain) = between(&response, peak);
            Echo { frames, gain, above_db: above_db.min(300.0) }
        })
    }
}

/// The maximum of the band-limited response within a frame of its largest sample, and its value.
fn between(response: &[Complex<f64>], peak: usize) -> (f64, f64) {
    let value = |at: f64| at_time(response, at);
    let sign = value(peak as f64).signum();
    let mut centre = peak as f64;
    let mut step = 0.5;
    for _ in 0..HALVINGS {
        let here = sign * value(centre);
        let [before, after] = [centre - step, centre + step].map(|at| sign * value(at));
        if before > here && before > after {
            centre -= step;
        } else if after > here {
            centre += step;
        }
        step *= 0.5;
    }
    (centre.rem_euclid(PERIOD as f64), value(centre))
}

/// The response between its frames, by its Fourier series (the period is odd: no bin at half the rate).
fn at_time(response: &[Complex<f64>], at: f64) -> f64 {
    let turn = Complex::from_polar(1.0, std::f64::consts::TAU * at / PERIOD as f64);
    let half = PERIOD / 2;
    let start = response.first().map_or(0.0, |bin| bin.re);
    let (sum, _) = response
        .iter()
        .skip(1)
        .take(half)
        .fold((0.0, turn), |(sum, pointer), bin| (sum + 2.0 * (bin * pointer).re, pointer * turn));
    start + sum
}

#[cfg(test)]
#[expect(clippy::float_cmp, clippy::disallowed_macros, reason = "sums of ones are exact; tests make signals")]
mod tests {
    use super::*;

    fn delayed(sequence: &Sequence, frames: usize, gain: f64) -> Vec<f64> {
        (0..PERIOD).map(|n| gain * sequence.samples()[(n + PERIOD - frames) % PERIOD]).collect()
    }

    #[test]
    fn its_correlation_with_itself_is_one_impulse() {
        let sequence = Sequence::new();
        let x = sequence.samples();
        assert_eq!(x.iter().sum::<f64>().abs(), 1.0);
        for lag in [1, 2, 17, 4096, 60_000] {
            let sum: f64 = (0..PERIOD).map(|n| x[n] * x[(n + lag) % PERIOD]).sum();
            assert_eq!(sum, -1.0, "lag {lag}");
        }
    }

    #[test]
    fn a_delay_is_found_to_the_frame_with_gain_and_sign() {
        let mut sequence = Sequence::new();
        for (frames, gain) in [(0, 1.0), (1, -0.5), (777, 0.001), (PERIOD - 1, 1.0)] {
            let heard = delayed(&sequence, frames, gain);
            let echo = sequence.find(&heard).unwrap();
            let off = (echo.frames - frames as f64).rem_euclid(PERIOD as f64);
            assert!(off.min(PERIOD as f64 - off) < 1e-3, "{frames}: {echo:?}");
            assert!((echo.gain / gain - 1.0).abs() < 1e-3, "{echo:?}");
        }
    }

    #[test]
    fn half_a_frame_more_is_told_from_a_whole_one_under_noise() {
        // The mean of two neighbours is half a frame later; noise of the sequence's own power lies over it.
        let mut sequence = Sequence::new();
        let (a, b) = (delayed(&sequence, 100, 0.5), delayed(&sequence, 101, 0.5));
        let mut noise = crate::dsp::noise::Noise::new(3);
        let mut chance = vec![[0.0; 2]; PERIOD];
        noise.fill(&mut chance);
        let heard: Vec<f64> = a.iter().zip(&b).zip(&chance).map(|((a, b), n)| a + b + 0.3 * n[0]).collect();
        let echo = sequence.find(&heard).unwrap();
        assert!((echo.frames - 100.5).abs() < 0.01, "{echo:?}");
    }

    #[test]
    fn noise_silence_and_nothing_hold_no_sequence() {
        let mut sequence = Sequence::new();
        let mut chance = vec![[0.0; 2]; PERIOD];
        crate::dsp::noise::Noise::new(5).fill(&mut chance);
        let noise: Vec<f64> = chance.iter().map(|n| n[0]).collect();
        assert_eq!(sequence.find(&noise), None);
        assert_eq!(sequence.find(&vec![0.0; PERIOD]), None);
        assert_eq!(sequence.find(&[]), None);
    }
}
