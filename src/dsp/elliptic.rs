//! Elliptic low-pass filters: the steepest edge for a number of sections, with equal ripple on both sides of it.
//!
//! Poles and zeros by Landen's transformation of the Jacobi functions (S. J. Orfanidis, "Lecture Notes on Elliptic
//! Filter Design", 2006), then the bilinear transform with both edges prewarped. Complete elliptic integrals are never
//! needed: arguments count in quarter periods.

use std::f64::consts::{FRAC_PI_2, PI};

use rustfft::num_complex::Complex;

use super::biquad::{Coeffs, DesignError};
use crate::units::{Db, Hz, SampleRate};

/// Steps of Landen's transformation; the modulus is squared in each, so that after eight nothing is left of it.
const STEPS: usize = 8;

/// Sections of a low-pass of the order 2 `PAIRS`, unity at DC: within `ripple` of that to `edge`, then the deepest stop
/// band that the order allows from `stop` on. Frequencies rise: `edge` < `stop` < half the rate.
///
/// # Errors
/// [`DesignError::Unstable`] if the frequencies do not rise or the ripple is not above 0 dB.
pub fn low_pass<const PAIRS: usize>(
    edge: Hz,
    stop: Hz,
    ripple: Db,
    rate: SampleRate,
) -> Result<[Coeffs; PAIRS], DesignError> {
    let warped = |f: Hz| 2.0 * rate.hz() * (PI * f.0 / rate.hz()).tan();
    let (w, k) = (warped(edge), warped(edge) / warped(stop));
    let order = (2 * PAIRS) as f64;
    let place: [f64; PAIRS] = std::array::from_fn(|i| (2 * i + 1) as f64 / order);
    // The degree equation gives the depth of the stop band, ripple and depth the way of the poles off the axis.
    let k1 = place.iter().fold(k.powf(order), |k1, &u| k1 * sine(u, k).powi(4));
    let epsilon = (10f64.powf(ripple.0 / 10.0) - 1.0).sqrt();
    let off = arc_sine(1.0 / epsilon, k1) / order;
    let mut sections = [Coeffs::IDENTITY; PAIRS];
    for (section, u) in sections.iter_mut().zip(place) {
        let zero = w / (k * cosine(Complex { re: u, im: 0.0 }, k).re);
        let pole = Complex { re: 0.0, im: w } * cosine(Complex { re: u, im: -off }, k);
        let power = pole.norm_sqr();
        let b = [power / (zero * zero), 0.0, power];
        *section = Coeffs::from_analog(b, [1.0, -2.0 * pole.re, power], rate)?;
    }
    Ok(sections)
}

/// Delay of a section at DC, frames.
#[must_use]
pub fn delay_at_dc(section: &Coeffs) -> f64 {
    let ([b0, b1, b2], [a1, a2]) = (section.b, section.a);
    (b1 + 2.0 * b2) / (b0 + b1 + b2) - (a1 + 2.0 * a2) / (1.0 + a1 + a2)
}

/// The moduli of Landen's transformation, falling.
fn moduli(k: f64) -> [f64; STEPS] {
    let mut last = k;
    std::array::from_fn(|_| {
        last = (last / (1.0 + (1.0 - last * last).sqrt())).powi(2);
        last
    })
}

/// Jacobi's cd of `u` quarter periods.
fn cosine(u: Complex<f64>, k: f64) -> Complex<f64> {
    moduli(k).iter().rev().fold((u * FRAC_PI_2).cos(), |w, &v| w * (1.0 + v) / (w * w * v + 1.0))
}

/// Jacobi's sn of `u` quarter periods.
fn sine(u: f64, k: f64) -> f64 {
    moduli(k).iter().rev().fold((u * FRAC_PI_2).sin(), |w, &v| (1.0 + v) * w / (1.0 + v * w * w))
}

/// Quarter periods `u` for which sn(j u) = j y.
fn arc_sine(y: f64, k: f64) -> f64 {
    let (y, _) = moduli(k)
        .iter()
        .fold((y, k), |(y, last), &v| (2.0 * y / ((1.0 + v) * (1.0 + (1.0 + (last * y).powi(2)).sqrt())), v));
    y.asinh() / FRAC_PI_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_poles_ripple_0_005_db_to_20_khz_and_are_90_db_down_at_24() {
        let rate = SampleRate(384_000);
        let sections = low_pass::<6>(Hz(20_000.0), Hz(24_000.0), Db(0.005), rate).unwrap();
        let at = |f: f64| sections.iter().map(|section| section.response(Hz(f), rate).0).sum::<f64>();
        for f in (0..=200).map(|i| f64::from(i) * 100.0) {
            assert!((-1e-6..0.005_001).contains(&at(f)), "{f} Hz: {:.5} dB", at(f));
        }
        for f in (0..160).map(|i| 24_000.0 + f64::from(i) * 1000.0) {
            assert!(at(f) < -90.0, "{f} Hz: {:.1} dB", at(f));
        }
    }

    #[test]
    fn edges_that_do_not_rise_are_refused() {
        let rate = SampleRate(48_000);
        assert!(low_pass::<4>(Hz(20_000.0), Hz(10_000.0), Db(0.01), rate).is_err());
        assert!(low_pass::<4>(Hz(10_000.0), Hz(20_000.0), Db(0.0), rate).is_err());
    }
}
