//! Second-order sections: design ([`Coeffs`], may fail) apart from state ([`Biquad`], cannot).
//!
//! Two families draw the same analogue curves. [`rbj`] is exact at low frequencies and squeezes the treble;
//! [`matched`] follows the curve up to half the rate. The constructors of [`Coeffs`] use the matched one from a
//! hundredth of the rate upwards (480 Hz at 48 kHz), where the squeeze begins to be measurable, and the cookbook below,
//! where it is the better conditioned.

mod error;
pub mod matched;
pub mod rbj;
mod section;
#[cfg(test)]
mod tests;

use std::f64::consts::TAU;

pub use error::DesignError;
pub use section::Biquad;

use crate::units::{Db, Hz, SampleRate};

/// From this fraction of the rate upwards the matched designs are used.
const MATCHED_FROM: f64 = 0.01;

/// Coefficients of one second-order section, H(z) = (b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²).
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Coeffs {
    /// Numerator b0, b1, b2.
    pub b: [f64; 3],
    /// Denominator a1, a2; a0 is 1.
    pub a: [f64; 2],
}

/// A checked frequency on the unit circle, strictly between DC and half the rate.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Spot {
    w: f64,
}

impl Spot {
    /// Places a frequency.
    ///
    /// # Errors
    /// [`DesignError`] if it is not finite, or not above 0 Hz and below half the rate.
    pub fn new(frequency: Hz, rate: SampleRate) -> Result<Self, DesignError> {
        number(frequency.0, "frequency")?;
        if frequency.0 > 0.0 && frequency.0 < rate.nyquist().0 {
            Ok(Self { w: TAU * frequency.0 / rate.hz() })
        } else {
            Err(DesignError::Frequency { asked: frequency, rate })
        }
    }

    fn sin(self) -> f64 {
        self.w.sin()
    }

    fn cos(self) -> f64 {
        self.w.cos()
    }

    /// sin²(w/2): 0 at DC, 1 at half the rate, without the cancellation of 1 - cos w.
    fn rise(self) -> f64 {
        (self.w / 2.0).sin().powi(2)
    }

    /// tan(w/2), the bilinear transform's measure of a frequency.
    fn tan_half(self) -> f64 {
        (self.w / 2.0).tan()
    }

    fn is_treble(self) -> bool {
        self.w >= TAU * MATCHED_FROM
    }
}

impl Coeffs {
    /// Passes the signal unchanged.
    pub const IDENTITY: Self = Self { b: [1.0, 0.0, 0.0], a: [0.0, 0.0] };

    /// A bell: `gain` at its centre, unity far away. `q` is the cookbook's.
    ///
    /// # Errors
    /// [`DesignError`]: a value is not finite, the centre does not fit the rate, or `q` is not above 0.
    pub fn peaking(centre: Hz, gain: Db, q: f64, rate: SampleRate) -> Result<Self, DesignError> {
        let (spot, q, gain) = (Spot::new(centre, rate)?, quality(q)?, number(gain.0, "gain")?);
        let design = if spot.is_treble() { matched::peaking } else { rbj::peaking };
        design(spot, gain, q).checked()
    }

    /// `gain` below the corner, half of it (in dB) at the corner, unity above.
    ///
    /// # Errors
    /// As [`Self::peaking`].
    pub fn low_shelf(corner: Hz, gain: Db, q: f64, rate: SampleRate) -> Result<Self, DesignError> {
        let (spot, q, gain) = (Spot::new(corner, rate)?, quality(q)?, number(gain.0, "gain")?);
        let design = if spot.is_treble() { matched::low_shelf } else { rbj::low_shelf };
        design(spot, gain, q).checked()
    }

    /// `gain` above the corner, half of it (in dB) at the corner, unity below.
    ///
    /// # Errors
    /// As [`Self::peaking`].
    pub fn high_shelf(corner: Hz, gain: Db, q: f64, rate: SampleRate) -> Result<Self, DesignError> {
        let (spot, q, gain) = (Spot::new(corner, rate)?, quality(q)?, number(gain.0, "gain")?);
        let design = if spot.is_treble() { matched::high_shelf } else { rbj::high_shelf };
        design(spot, gain, q).checked()
    }

    /// Unity below the corner, -12 dB per octave above; the gain at the corner is `q`.
    ///
    /// # Errors
    /// As [`Self::peaking`].
    pub fn low_pass(corner: Hz, q: f64, rate: SampleRate) -> Result<Self, DesignError> {
        let (spot, q) = (Spot::new(corner, rate)?, quality(q)?);
        let design = if spot.is_treble() { matched::low_pass } else { rbj::low_pass };
        design(spot, q).checked()
    }

    /// Unity above the corner, -12 dB per octave below; the gain at the corner is `q`.
    ///
    /// # Errors
    /// As [`Self::peaking`].
    pub fn high_pass(corner: Hz, q: f64, rate: SampleRate) -> Result<Self, DesignError> {
        let (spot, q) = (Spot::new(corner, rate)?, quality(q)?);
        let design = if spot.is_treble() { matched::high_pass } else { rbj::high_pass };
        design(spot, q).checked()
    }

    /// Unity below the corner, -6 dB per octave above (matched at every frequency).
    ///
    /// # Errors
    /// As [`Self::peaking`].
    pub fn low_pass_1(corner: Hz, rate: SampleRate) -> Result<Self, DesignError> {
        matched::low_pass_1(Spot::new(corner, rate)?).checked()
    }

    /// Unity above the corner, -6 dB per octave below (matched at every frequency).
    ///
    /// # Errors
    /// As [`Self::peaking`].
    pub fn high_pass_1(corner: Hz, rate: SampleRate) -> Result<Self, DesignError> {
        matched::high_pass_1(Spot::new(corner, rate)?).checked()
    }

    /// Silence at the centre, unity at both ends (cookbook at every frequency).
    ///
    /// # Errors
    /// As [`Self::peaking`].
    pub fn notch(centre: Hz, q: f64, rate: SampleRate) -> Result<Self, DesignError> {
        rbj::notch(Spot::new(centre, rate)?, quality(q)?).checked()
    }

    /// H(s) = (b0 s² + b1 s + b2) / (a0 s² + a1 s + a2), s in rad/s, by the bilinear transform without prewarping:
    /// faithful well below half the rate.
    ///
    /// # Errors
    /// [`DesignError::Unstable`] if the result is not finite or not stable.
    pub fn from_analog(b: [f64; 3], a: [f64; 3], rate: SampleRate) -> Result<Self, DesignError> {
        let k = 2.0 * rate.hz();
        let map = |[c2, c1, c0]: [f64; 3]| {
            let (c2, c1) = (c2 * k * k, c1 * k);
            [c2 + c1 + c0, 2.0 * (c0 - c2), c2 - c1 + c0]
        };
        let [a0, a1, a2] = map(a);
        Self { b: map(b).map(|b| b / a0), a: [a1 / a0, a2 / a0] }.checked()
    }

    /// The same filter with all its gain multiplied.
    #[must_use]
    pub fn scaled(self, gain: f64) -> Self {
        Self { b: self.b.map(|b| b * gain), a: self.a }
    }

    /// Poles and zeros exchanged: 1/H. Stable only if H is minimum-phase.
    #[must_use]
    pub fn inverse(self) -> Self {
        let ([b0, b1, b2], [a1, a2]) = (self.b, self.a);
        Self { b: [1.0 / b0, a1 / b0, a2 / b0], a: [b1 / b0, b2 / b0] }
    }

    /// Both poles inside the unit circle (the stability triangle), and every number finite.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        let [a1, a2] = self.a;
        self.b.iter().all(|b| b.is_finite()) && a2.abs() < 1.0 && a1.abs() < 1.0 + a2
    }

    /// Gain at a frequency.
    #[must_use]
    pub fn response(&self, frequency: Hz, rate: SampleRate) -> Db {
        let ([b0, b1, b2], [a1, a2]) = (self.b, self.a);
        let p1 = (TAU * frequency.0 / rate.hz() / 2.0).sin().powi(2);
        // |c0 + c1/z + c2/z²|² without the cancellation of the complex form at low frequencies.
        let power = |c0: f64, c1: f64, c2: f64| {
            let p0 = 1.0 - p1;
            (c0 + c1 + c2).powi(2) * p0 + (c0 - c1 + c2).powi(2) * p1 - 16.0 * c0 * c2 * p0 * p1
        };
        Db::from_power(power(b0, b1, b2).max(0.0) / power(1.0, a1, a2))
    }

    fn checked(self) -> Result<Self, DesignError> {
        if self.is_stable() { Ok(self) } else { Err(DesignError::Unstable) }
    }
}

fn number(value: f64, what: &'static str) -> Result<f64, DesignError> {
    if value.is_finite() { Ok(value) } else { Err(DesignError::NotFinite(what)) }
}

fn quality(q: f64) -> Result<f64, DesignError> {
    if number(q, "Q")? > 0.0 { Ok(q) } else { Err(DesignError::Q(q)) }
}
