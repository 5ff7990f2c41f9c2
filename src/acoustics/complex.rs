//! The little complex arithmetic that two-path acoustics needs.

use std::ops::{Add, Mul};

use crate::units::Db;

/// A complex transfer factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Complex {
    /// Real part.
    pub re: f64,
    /// Imaginary part; positive leads.
    pub im: f64,
}

impl Complex {
    /// Squared magnitude: the power factor.
    #[must_use]
    pub fn power(self) -> f64 {
        self.re * self.re + self.im * self.im
    }

    /// Magnitude in dB; 0 is -inf dB.
    #[must_use]
    pub fn db(self) -> Db {
        Db::from_gain(self.re.hypot(self.im))
    }

    /// 1/z.
    #[must_use]
    pub fn inverse(self) -> Self {
        let power = self.power();
        Self { re: self.re / power, im: -self.im / power }
    }
}

impl Add for Complex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Mul for Complex {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

impl Mul<f64> for Complex {
    type Output = Self;
    fn mul(self, gain: f64) -> Self {
        Self { re: self.re * gain, im: self.im * gain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_four_five() {
        let z = Complex { re: 3.0, im: 4.0 };
        assert!((z.power() - 25.0).abs() < 1e-12 && (z.db().0 - 13.9794).abs() < 1e-4);
        let one = z * z.inverse();
        assert!((one.re - 1.0).abs() < 1e-12 && one.im.abs() < 1e-12);
    }
}
