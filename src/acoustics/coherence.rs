//! How alike a diffuse stage sounds at the two ears.
//!
//! Formula: sin(x)/x, x = 2π f d/c, d = 0.20 m (Cook et al. 1955; d estimated). Holds for sound from everywhere alike, at all
//! frequencies of free space; on a real head the ears are less alike above 500 Hz. Leaves out: the head's shadow, and every
//! source that has a direction.

use super::air;
use crate::units::Hz;

/// Effective distance between the ears in metres; estimated, head diffraction included as extra path.
pub const EARS_M: f64 = 0.20;

/// Correlation of the pressures at two points `EARS_M` apart in a diffuse field, -0.217 to 1: sin(x)/x, x =
/// 2π f d/c (Cook et al., J. Acoust. Soc. Am. 27, 1955). Leaves out the head's shadow; the ears of a real
/// head are less alike above 500 Hz.
#[must_use]
pub fn coherence(frequency: Hz) -> f64 {
    let x = air::phase(frequency.0, EARS_M);
    if x.abs() < 1e-6 { 1.0 } else { x.sin() / x }
}

/// Gains of two independent equal noises, mid and side, for left = mid + side and right = mid - side of a
/// given correlation: sqrt((1 + γ)/2) and sqrt((1 - γ)/2). Each ear keeps the power of one noise.
#[must_use]
pub fn mid_side(coherence: f64) -> [f64; 2] {
    let coherence = coherence.clamp(-1.0, 1.0);
    [coherence, -coherence].map(|share| (0.5 + share / 2.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ears_agree_at_low_frequency_and_first_part_at_858_hz() {
        assert!((coherence(Hz(0.0)) - 1.0).abs() < 1e-12);
        assert!(coherence(Hz(50.0)) > 0.99);
        // x = π where d is half a wavelength: c/(2d) = 858 Hz.
        assert!(coherence(Hz(858.0)).abs() < 1e-3);
        assert!((coherence(Hz(1227.1)) + 0.2172).abs() < 1e-3);
        assert!(coherence(Hz(10_000.0)).abs() < 0.03);
    }

    #[test]
    fn mid_and_side_give_the_power_and_the_correlation_asked_for() {
        for wanted in [-0.2172, 0.0, 0.5, 1.0] {
            let [mid, side] = mid_side(wanted);
            assert!((mid * mid + side * side - 1.0).abs() < 1e-12);
            assert!((mid * mid - side * side - wanted).abs() < 1e-12);
        }
    }
}
