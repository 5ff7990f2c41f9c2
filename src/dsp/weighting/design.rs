//! Second-order sections for the weightings.
//!
//! A and C: the low-frequency poles are matched (p = exp(-2 pi f / rate)) with their zeros at z = 1, exact where it counts.
//! What then remains up to the Nyquist frequency, the double pole at 12.2 kHz before all, is one section more: its
//! power response, a ratio of quadratics in x = cos w, is fitted to the wanted one by least squares (linearized and
//! repeated: C. K. Sanathanan and J. Koerner 1963), then split into its minimum-phase half.
use std::f64::consts::{PI, TAU};

use rustfft::num_complex::Complex;

use super::super::solve::LeastSquares;
use crate::units::SampleRate;

/// `[b0, b1, b2, a1, a2]`, a0 = 1.
pub(super) type Section = [f64; 5];

/// Poles of the A curve; every one below 1 kHz has a zero at 0 Hz (IEC 61672-1:2013, annex E.3 and E.4).
pub(super) const A_POLES_HZ: [f64; 6] = [F1_HZ, F1_HZ, F2_HZ, F3_HZ, F4_HZ, F4_HZ];

/// Poles of the C curve.
pub(super) const C_POLES_HZ: [f64; 4] = [F1_HZ, F1_HZ, F4_HZ, F4_HZ];

const F1_HZ: f64 = 20.598_997_057_618_3;
const F2_HZ: f64 = 107.652_648_643_04;
const F3_HZ: f64 = 737.862_230_736_7;
const F4_HZ: f64 = 12_194.217_147_998;

/// Power of an exact curve at a frequency, 1 at 1 kHz.
pub(super) fn power(poles_hz: &[f64], frequency_hz: f64) -> f64 {
    shape(poles_hz, frequency_hz) / shape(poles_hz, 1_000.0)
}

fn shape(poles_hz: &[f64], frequency_hz: f64) -> f64 {
    let square = frequency_hz * frequency_hz;
    poles_hz
        .iter()
        .map(|pole| (if *pole < 1e3 { square } else { pole * pole }) / (square + pole * pole))
        .product()
}

pub(super) fn a_weighting(rate: SampleRate) -> [Section; 3] {
    let low = [high_pass(F1_HZ, F1_HZ, rate), high_pass(F2_HZ, F3_HZ, rate)];
    let [first, second] = low;
    [first, second, top(&A_POLES_HZ, &low, rate)]
}

pub(super) fn c_weighting(rate: SampleRate) -> [Section; 2] {
    let low = [high_pass(F1_HZ, F1_HZ, rate)];
    let [first] = low;
    [first, top(&C_POLES_HZ, &low, rate)]
}

/// The two stages of BS.1770-5, annex 1, from the analogue parameters that give its 48 kHz coefficients back:
/// a high shelf (head) and a high-pass, by the bilinear transform.
pub(super) fn k_weighting(rate: SampleRate) -> [Section; 2] {
    let k = (PI * 1_681.974_450_955_533 / rate.hz()).tan();
    let q = 0.707_175_236_955_419_6;
    let high = 10f64.powf(3.999_843_853_973_347 / 20.0);
    let band = high.powf(0.499_666_774_154_541_6);
    let a0 = 1.0 + k / q + k * k;
    let shelf = [
        (high + band * k / q + k * k) / a0,
        2.0 * (k * k - high) / a0,
        (high - band * k / q + k * k) / a0,
        2.0 * (k * k - 1.0) / a0,
        (1.0 - k / q + k * k) / a0,
    ];
    let k = (PI * 38.135_470_876_024_44 / rate.hz()).tan();
    let q = 0.500_327_037_323_877_3;
    let a0 = 1.0 + k / q + k * k;
    [shelf, [1.0, -2.0, 1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0]]
}

/// Two matched poles, two zeros at 0 Hz.
fn high_pass(first_hz: f64, second_hz: f64, rate: SampleRate) -> Section {
    let [p, q] = [first_hz, second_hz].map(|hz| (-TAU * hz / rate.hz()).exp());
    [1.0, -2.0, 1.0, -(p + q), p * q]
}

/// Power of a section at an angle in radians per frame.
pub(super) fn section_power([b0, b1, b2, a1, a2]: Section, angle: f64) -> f64 {
    let z = Complex::from_polar(1.0, -angle);
    ((b0 + z * (b1 + z * b2)) / (1.0 + z * (a1 + z * a2))).norm_sqr()
}

/// The section that makes the exact curve of what the others leave, with the gain of the whole.
fn top(poles_hz: &[f64], others: &[Section], rate: SampleRate) -> Section {
    let wanted = |hz: f64| {
        let angle = TAU * hz / rate.hz();
        power(poles_hz, hz) / others.iter().map(|section| section_power(*section, angle)).product::<f64>()
    };
    // The unknowns are p0 + p1 x + p2 x^2 over 1 + q1 x + q2 x^2.
    let (scale, mut fitted) = (wanted(1_000.0), [1.0, 0.0, 0.0, 0.0, 0.0]);
    for _ in 0..12 {
        let mut fit = LeastSquares::<5>::new();
        for step in 0..POINTS {
            let hz = rate.hz() / 2.0 * HIGHEST * (f64::from(step) + 0.5) / f64::from(POINTS);
            let (x, goal) = ((TAU * hz / rate.hz()).cos(), wanted(hz) / scale);
            let below = 1.0 + fitted[3] * x + fitted[4] * x * x;
            let weight = if hz <= 20_000.0 { 1.0 } else { OUTSIDE };
            fit.observe(&[1.0, x, x * x, -goal * x, -goal * x * x], goal, weight / (goal * below));
        }
        fitted = fit.solve();
    }
    let [p0, p1, p2, q1, q2] = fitted;
    let ([b1, b2], [a1, a2]) = (minimum_phase([p0, p1, p2]), minimum_phase([1.0, q1, q2]));
    let kilo = TAU * 1_000.0 / rate.hz();
    let gain = (scale / section_power([1.0, b1, b2, a1, a2], kilo)).sqrt();
    [gain, gain * b1, gain * b2, a1, a2]
}

/// Points of the fit, evenly up to this share of the Nyquist frequency, those above 20 kHz with a small weight.
const POINTS: u32 = 400;
const HIGHEST: f64 = 0.97;
const OUTSIDE: f64 = 0.05;

/// The monic second-order polynomial in 1/z, roots inside the circle, with the power `c0 + c1 x + c2 x^2`, x = cos w,
/// but for its gain: a root x of the power is a pair of roots z + 1/z = 2 x.
fn minimum_phase([c0, c1, c2]: [f64; 3]) -> [f64; 2] {
    let root = Complex::new(c1 * c1 - 4.0 * c2 * c0, 0.0).sqrt();
    let [z1, z2] = [root, -root].map(|r| {
        let x = (r - c1) / (2.0 * c2);
        let away = (x * x - 1.0).sqrt();
        let z = x + away;
        if z.norm() <= 1.0 { z } else { x - away }
    });
    [-(z1 + z2).re, (z1 * z2).re]
}
