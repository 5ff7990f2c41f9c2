//! What may stand in a filter's memory: numbers that are sound. Everything else becomes silence.
//!
//! Below [`TINY`] lie the denormals, which slow a processor down a hundredfold; above [`HUGE`] lie faults.
//! Both bounds are far outside hearing: in pascals they are -506 dB SPL and 694 dB SPL.

use super::Frame;

/// Smaller magnitudes are silence.
pub const TINY: f64 = 1e-30;

/// Smaller magnitudes are silence in single precision: -266 dB SPL in pascals.
pub const TINY_SINGLE: f32 = 1e-18;

/// Larger magnitudes, infinities and NaN are faults.
pub const HUGE: f64 = 1e30;

/// The value if it is a number a filter may remember, else 0.
#[inline]
#[must_use]
pub fn flush(x: f64) -> f64 {
    if (TINY..=HUGE).contains(&x.abs()) { x } else { 0.0 }
}

/// [`flush`] for both ears.
#[inline]
#[must_use]
pub fn flush_frame(frame: Frame) -> Frame {
    frame.map(flush)
}

/// The value in single precision if it is one to multiply by others of its kind, else 0: not even a product of the two
/// smallest is a denormal.
#[inline]
#[must_use]
pub fn single(x: f64) -> f32 {
    let x = x as f32;
    if (TINY_SINGLE..=HUGE as f32).contains(&x.abs()) { x } else { 0.0 }
}

/// The value unless it is a fault (NaN, infinite, above [`HUGE`]), which becomes 0. All other bits are kept.
#[inline]
#[must_use]
pub fn finite(x: f64) -> f64 {
    if x.abs() <= HUGE { x } else { 0.0 }
}

/// [`finite`] for both ears.
#[inline]
#[must_use]
pub fn finite_frame(frame: Frame) -> Frame {
    frame.map(finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_and_denormals_become_zero_and_sound_passes_unchanged() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, 1e-310, -1e-31] {
            assert_eq!(flush(bad).to_bits(), 0);
        }
        for good in [1e-29, -0.3, 1.0, -63.0] {
            assert_eq!(flush(good).to_bits(), good.to_bits());
        }
    }

    #[test]
    fn a_finite_value_keeps_every_bit_even_when_it_is_a_denormal_or_minus_zero() {
        for good in [-0.0, 1e-310, 0.1, -1e9] {
            assert_eq!(finite(good).to_bits(), f64::to_bits(good));
        }
        assert_eq!(finite_frame([f64::NAN, f64::NEG_INFINITY]).map(f64::to_bits), [0; 2]);
    }
}
