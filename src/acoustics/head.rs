//! A sphere for a head: when and how loud a plane wave from one direction reaches either ear.
//!
//! Delay after R. S. Woodworth (Experimental Psychology, 1938), shadow after C. P. Brown and R. O. Duda (IEEE Trans.
//! Speech Audio Process. 6, 1998, eq. 4 to 7): one pole and one zero. Both know only the angle between the wave and the
//! ear, so behind sounds as in front; pinna, torso and elevation are left out.

use std::f64::consts::{FRAC_PI_2, PI};

use super::air;
use super::complex::Complex;
use crate::units::{Hz, Seconds};

/// Radius in metres: the mean adult head (W. M. Hartley and T. C. Fry 1921; Brown and Duda 1998).
pub const RADIUS_M: f64 = 0.0875;

/// Depth of the shadow, and the angle in degrees from the ear where it is deepest (Brown and Duda 1998).
const ALPHA_MIN: f64 = 0.1;
const THETA_MIN_DEG: f64 = 150.0;

/// One ear as a wave from one direction reaches it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Incidence {
    /// Angle between the wave's direction and the ear's own axis in radians, 0 to π.
    angle: f64,
}

impl Incidence {
    /// Left and right ear for a source at an azimuth in degrees: 0 in front, 90 right. Any number is taken.
    #[must_use]
    pub fn of(azimuth_deg: f64) -> [Self; 2] {
        [-90.0, 90.0].map(|ear| {
            let turn = (azimuth_deg - ear).to_radians();
            Self { angle: turn.cos().clamp(-1.0, 1.0).acos() }
        })
    }

    /// Arrival after the ear that faces the source, 0 to 0.66 ms (Woodworth; far field, high frequencies).
    #[must_use]
    pub fn delay(self) -> Seconds {
        let path = if self.angle < FRAC_PI_2 { 1.0 - self.angle.cos() } else { 1.0 + self.angle - FRAC_PI_2 };
        Seconds(RADIUS_M / air::C * path)
    }

    /// Share of high frequencies that reaches the ear, 0.1 in the deepest shadow to 2 where the head mirrors.
    #[must_use]
    pub fn alpha(self) -> f64 {
        let round = (self.angle.to_degrees() / THETA_MIN_DEG * PI).cos();
        (1.0 + ALPHA_MIN / 2.0) + (1.0 - ALPHA_MIN / 2.0) * round
    }

    /// Pressure at the ear re the free field, without the delay: `(1 + jα f/2f0)/(1 + j f/2f0)`, `f0 = c/(2π a)`,
    /// 624 Hz.
    #[must_use]
    pub fn shadow(self, frequency: Hz) -> Complex {
        let u = frequency.0 * PI * RADIUS_M / air::C;
        // Written out: numerator times the conjugate of the denominator.
        let (alpha, scale) = (self.alpha(), 1.0 / (1.0 + u * u));
        Complex { re: (1.0 + alpha * u * u) * scale, im: (alpha - 1.0) * u * scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_the_side_the_far_ear_is_0_66_ms_later_and_far_quieter_above_1_khz() {
        let [left, right] = Incidence::of(90.0);
        // a/c (θ + sin θ) with θ = π/2.
        assert!((left.delay().0 - right.delay().0 - 0.655_4e-3).abs() < 1e-6, "{:?}", left.delay());
        let difference = |f| right.shadow(Hz(f)).db().0 - left.shadow(Hz(f)).db().0;
        assert!(difference(100.0) < 0.6, "{}", difference(100.0));
        assert!((10.0..20.0).contains(&difference(4000.0)), "{}", difference(4000.0));
    }

    #[test]
    fn in_front_and_behind_both_ears_are_alike() {
        for azimuth in [0.0, 180.0, -180.0] {
            let [left, right] = Incidence::of(azimuth);
            assert!((left.angle - right.angle).abs() < 1e-6);
        }
        let [left, right] = Incidence::of(30.0);
        let [rear_left, rear_right] = Incidence::of(150.0);
        assert!((left.angle - rear_left.angle).abs() < 1e-9 && (right.angle - rear_right.angle).abs() < 1e-9);
    }
}
