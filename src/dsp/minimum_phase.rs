//! Minimum-phase impulse responses from magnitude curves.
//!
//! The logarithm of a minimum-phase spectrum has a causal inverse transform (the real cepstrum folded onto positive
//! time; A. V. Oppenheim and R. W. Schafer, "Discrete-Time Signal Processing", ch. 13): what the curve does not say,
//! the phase, follows from it. The response starts at frame 0 and holds its energy as early as the curve allows.

use std::f64::consts::{LN_2, LN_10, PI, TAU};

use rustfft::num_complex::Complex;

use super::{fourier::Fourier, memory};
use crate::units::{Db, Hz, SampleRate};

/// Length of a response that holds the bass: shorter ones miss up to 0.5 dB at 20 Hz.
pub const RESPONSE_SECONDS: f64 = 4_096.0 / 48_000.0;

/// The quietest part of a curve relative to its loudest, in dB. Zeros of the curve become this deep.
const FLOOR_DB: f64 = -160.0;

/// Length of the transform over that of the response: keeps the cepstrum's aliasing far below the floor's effect.
const OVERSIZE: usize = 16;

/// The fade at the end takes this fraction of the response.
const FADE: f64 = 0.125;

/// Frames of a response of [`RESPONSE_SECONDS`] at a rate, rounded up to a whole number of convolver partitions.
#[must_use]
pub fn response_length(rate: SampleRate) -> usize {
    (rate.0 as usize * 4_096).div_ceil(48_000).next_multiple_of(64)
}

/// The impulse response of `length` frames with this magnitude from DC to half the rate, and minimum phase.
///
/// Where the curve is 160 dB below its maximum, -inf or NaN, it counts as 160 dB down. A curve that is nowhere finite
/// gives silence.
#[must_use]
pub fn minimum_phase(magnitude: impl Fn(Hz) -> Db, length: usize, rate: SampleRate) -> Box<[f64]> {
    let size = (length * OVERSIZE).next_power_of_two().max(1_024);
    let mut curve = memory::zeros(size / 2 + 1);
    for (k, db) in curve.iter_mut().enumerate() {
        *db = magnitude(Hz(k as f64 * rate.hz() / size as f64)).0;
    }
    let top = curve.iter().copied().filter(|db| db.is_finite()).fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return memory::zeros(length);
    }
    let spectrum = minimum_phase_spectrum(&curve, top);
    let mut response = memory::zeros(length);
    for (h, z) in response.iter_mut().zip(spectrum) {
        *h = z.re / size as f64;
    }
    fade(&mut response);
    response
}

/// The response over the whole transform, unscaled, from its magnitude in dB at the bins from DC to half the rate.
fn minimum_phase_spectrum(curve: &[f64], top: f64) -> Box<[Complex<f64>]> {
    let half = curve.len() - 1;
    let size = 2 * half;
    let nepers = LN_10 / 20.0;
    let mut values = memory::complex_zeros(size);
    let mirrored = curve.iter().chain(curve.iter().rev().skip(1));
    for (z, &db) in values.iter_mut().zip(mirrored) {
        // max() also turns NaN into the floor.
        z.re = (db - top).max(FLOOR_DB) * nepers;
    }
    lift_dc(&mut values);
    let mut fourier = Fourier::new(size);
    fourier.inverse(&mut values);
    for (n, z) in values.iter_mut().enumerate() {
        let fold = if n == 0 || n == half {
            1.0
        } else if n < half {
            2.0
        } else {
            0.0
        };
        *z = Complex { re: z.re * fold / size as f64, im: 0.0 };
    }
    fourier.forward(&mut values);
    let gain = Db(top).gain();
    values.iter_mut().for_each(|z| *z = z.exp() * gain);
    fourier.inverse(&mut values);
    values
}

/// A zero at DC has no logarithm. Its bin takes the value that gives (1 - 1/z)^n its true mean, 0: the product of
/// |1 - e^(2πik/N)| over k = 1 to N - 1 is N, so bin 0 stands for 1/N where bin 1 holds 2π/N. Without it the floor at DC
/// would turn the phase of the bass.
fn lift_dc(values: &mut [Complex<f64>]) {
    if let [dc, first, second, ..] = values {
        let order = (second.re - first.re) / LN_2;
        if order > 0.5 {
            dc.re = dc.re.max(first.re - order * TAU.ln());
        }
    }
}

/// Half a cosine over the last part: the cut does not ring.
fn fade(response: &mut [f64]) {
    let frames = (response.len() as f64 * FADE).floor();
    for (n, h) in response.iter_mut().rev().take(frames as usize).enumerate() {
        *h *= 0.5 - 0.5 * (PI * (n as f64 + 0.5) / frames).cos();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::{Linear, convolver::Convolver};

    const RATES: [u32; 4] = [44_100, 48_000, 96_000, 192_000];

    fn bell(f: f64, f0: f64, gain_db: f64, q: f64) -> f64 {
        let (u, a) = (f / f0, 10f64.powf(gain_db / 40.0));
        let power = |d: f64| (1.0 - u * u).powi(2) + (u * d / q).powi(2);
        10.0 * (power(a) / power(1.0 / a)).log10()
    }

    fn bass_shelf(f: f64, f0: f64, gain_db: f64) -> f64 {
        let (u2, a) = ((f / f0).powi(2), 10f64.powf(gain_db / 40.0));
        let damping = 2.0 * a * u2;
        10.0 * (a * a * ((a - u2).powi(2) + damping) / ((1.0 - a * u2).powi(2) + damping)).log10()
    }

    fn high_pass(f: f64, f0: f64, q: f64) -> f64 {
        let u = f0 / f;
        -10.0 * ((1.0 - u * u).powi(2) + (u / q).powi(2)).log10()
    }

    /// A medium leak as it passes the signal: u² + u/Q over u² + u/Q + 1.
    fn leak(f: f64) -> f64 {
        let (u2, d2) = ((f / 421.4).powi(2), (f / 421.4 / 0.393).powi(2));
        10.0 * ((u2 * u2 + d2) / ((1.0 - u2).powi(2) + d2)).log10()
    }

    fn sealed_iem(f: f64) -> f64 {
        bass_shelf(f, 105.0, 9.5) + bell(f, 2_800.0, 8.0, 1.2) + bell(f, 7_400.0, -6.4, 1.2)
    }

    fn earbud(f: f64) -> f64 {
        high_pass(f, 42.0, 0.7) + bell(f, 2_000.0, 7.4, 1.2) + bell(f, 5_800.0, -8.0, 2.5)
    }

    fn isolation(f: f64) -> f64 {
        -45.0 * ((f / 31.5).log2() / (8_000f64 / 31.5).log2()).clamp(0.0, 1.0)
    }

    type Curve = fn(f64) -> f64;

    /// Largest and mean deviation in dB from 20 Hz to 16 kHz (15 kHz at 44.1 kHz), 24 points per octave.
    fn deviation(curve: Curve, rate: SampleRate) -> (f64, f64) {
        let response = minimum_phase(|f| Db(curve(f.0)), response_length(rate), rate);
        let convolver = Convolver::new(&response, &[], rate);
        let top = if rate.0 == 44_100 { 15_000.0 } else { 16_000.0 };
        let points: Vec<f64> =
            (0..240).map(|i| 20.0 * 2f64.powf(f64::from(i) / 24.0)).take_while(|&f| f <= top).collect();
        let miss = |f: &f64| (convolver.response(Hz(*f))[0].0 - curve(*f)).abs();
        (
            points.iter().map(miss).fold(0.0, f64::max),
            points.iter().map(miss).sum::<f64>() / points.len() as f64,
        )
    }

    #[test]
    fn every_shape_of_the_trade_is_met_within_0_2_db_and_0_01_on_average_at_every_rate() {
        let shapes: [(&str, Curve); 5] = [
            ("sealed in-ear", sealed_iem),
            ("earbud", earbud),
            ("medium leak", leak),
            ("second-order high-pass", |f| high_pass(f, 421.0, 0.39)),
            ("isolation", isolation),
        ];
        for (name, shape) in shapes {
            for rate in RATES {
                let (worst, mean) = deviation(shape, SampleRate(rate));
                assert!(worst < 0.2 && mean < 0.01, "{name} at {rate} Hz: {worst:.3} dB, mean {mean:.3} dB");
            }
        }
    }

    #[test]
    fn a_flat_curve_is_one_frame() {
        let response = minimum_phase(|_| Db(6.0206), 256, SampleRate(48_000));
        assert!((response[0] - 2.0).abs() < 1e-5);
        assert!(response[1..].iter().all(|h| h.abs() < 1e-12));
    }

    #[test]
    fn energy_starts_at_frame_0_and_no_other_phase_is_earlier() {
        // (1 + 0.5/z)² is minimum-phase: it must come back as it is.
        let curve = |f: Hz| {
            let w = TAU * f.0 / 48_000.0;
            Db(20.0 * (1.25 + w.cos()).log10())
        };
        let response = minimum_phase(curve, 512, SampleRate(48_000));
        for (got, want) in response.iter().zip([1.0, 1.0, 0.25, 0.0, 0.0]) {
            assert!((got - want).abs() < 1e-12, "{:?}", &response[..5]);
        }
    }

    #[test]
    fn a_curve_without_sound_is_silence_and_a_zero_in_it_is_deep() {
        let rate = SampleRate(48_000);
        for nothing in [f64::NEG_INFINITY, f64::NAN] {
            assert!(minimum_phase(|_| Db(nothing), 128, rate).iter().all(|&h| h == 0.0));
        }
        let response = minimum_phase(|f| if f.0 < 5.0 { Db(f64::NAN) } else { Db(0.0) }, 4_096, rate);
        assert!(response.iter().all(|h| h.is_finite()));
    }

    #[test]
    fn a_response_is_at_least_85_ms_at_every_rate() {
        for rate in [44_100, 48_000, 88_200, 96_000, 176_400, 192_000].map(SampleRate) {
            let length = response_length(rate);
            assert!(length as f64 / rate.hz() >= RESPONSE_SECONDS && length.is_multiple_of(64));
        }
        assert_eq!(response_length(SampleRate(48_000)), 4_096);
        assert_eq!(response_length(SampleRate(192_000)), 16_384);
    }
}
