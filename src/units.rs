//! Quantities with their references. Nothing here is a bare dB.

use std::fmt;

/// Reference sound pressure, 20 µPa rms (ISO 1683).
pub const REFERENCE_PASCALS: f64 = 20e-6;

/// Frequency in hertz.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Hz(pub f64);

/// A level difference (gain, attenuation) in decibels, never an absolute level.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Db(pub f64);

/// Sound pressure level in decibels re 20 µPa rms, diffuse-field equivalent unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct DbSpl(pub f64);

/// Sound pressure in pascals.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Pascals(pub f64);

/// Duration in seconds.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Seconds(pub f64);

/// Frames per second, the same for every channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SampleRate(pub u32);

impl Db {
    /// The amplitude ratio, 10^(dB/20).
    #[must_use]
    pub fn gain(self) -> f64 {
        10f64.powf(self.0 / 20.0)
    }

    /// The level difference of an amplitude ratio; a ratio of 0 is -inf dB.
    #[must_use]
    pub fn from_gain(ratio: f64) -> Self {
        Self(20.0 * ratio.abs().log10())
    }

    /// The level difference of a power ratio; a ratio of 0 is -inf dB.
    #[must_use]
    pub fn from_power(ratio: f64) -> Self {
        Self(10.0 * ratio.log10())
    }
}

impl DbSpl {
    /// Root-mean-square pressure of this level.
    #[must_use]
    pub fn rms(self) -> Pascals {
        Pascals(REFERENCE_PASCALS * 10f64.powf(self.0 / 20.0))
    }

    /// Level of a mean-square pressure in Pa².
    #[must_use]
    pub fn from_mean_square(pascals_squared: f64) -> Self {
        Self(10.0 * (pascals_squared / (REFERENCE_PASCALS * REFERENCE_PASCALS)).log10())
    }

    /// Level of a peak or rms pressure.
    #[must_use]
    pub fn from_pascals(p: Pascals) -> Self {
        Self(20.0 * (p.0.abs() / REFERENCE_PASCALS).log10())
    }
}

impl Seconds {
    /// Whole frames in this duration, rounded to the nearest.
    #[must_use]
    pub fn frames(self, rate: SampleRate) -> usize {
        (self.0 * f64::from(rate.0)).round() as usize
    }
}

impl SampleRate {
    /// Frames per second as a number for formulas.
    #[must_use]
    pub fn hz(self) -> f64 {
        f64::from(self.0)
    }

    /// Half the rate, the highest frequency that can be carried.
    #[must_use]
    pub fn nyquist(self) -> Hz {
        Hz(self.hz() / 2.0)
    }

    /// Duration of a number of frames.
    #[must_use]
    pub fn seconds(self, frames: u64) -> Seconds {
        Seconds(frames as f64 / self.hz())
    }
}

impl fmt::Display for Hz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 >= 1000.0 { write!(f, "{} kHz", self.0 / 1000.0) } else { write!(f, "{} Hz", self.0) }
    }
}

impl fmt::Display for DbSpl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} dB SPL", self.0)
    }
}

impl fmt::Display for SampleRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} Hz", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_four_db_spl_is_one_pascal_rms() {
        assert!((DbSpl(94.0).rms().0 - 1.0024).abs() < 1e-4);
        assert!((DbSpl::from_mean_square(1.0024 * 1.0024).0 - 94.0).abs() < 1e-3);
    }

    #[test]
    fn six_db_doubles_an_amplitude() {
        assert!((Db(6.0206).gain() - 2.0).abs() < 1e-5);
        assert!((Db::from_gain(2.0).0 - 6.0206).abs() < 1e-4);
    }
}
