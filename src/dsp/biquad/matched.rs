//! Second-order sections whose magnitude follows the analogue curve up to half the rate.
//!
//! The poles are those of the analogue filter (z = e^sT); the zeros are solved for magnitude. With
//! p1 = sin²(w/2), p0 = 1 - p1, p2 = 4 p0 p1 a squared magnitude is linear in three numbers (M. Vicanek, "Matched
//! second order digital filters", 2016): |B|² = B0 p0 + B1 p1 + B2 p2. Peaking, low-pass and high-pass are Vicanek's; the
//! shelves use the same algebra with the magnitude fixed at DC, at the corner and at half the rate.
//! Arguments are trusted here: [`Coeffs`] checks them.

use std::f64::consts::PI;

use super::{Coeffs, Spot, rbj::amplitude};

/// Squared magnitude of a polynomial in z^-1: its values at DC and at half the rate, and the curvature between.
#[derive(Clone, Copy)]
struct Power {
    dc: f64,
    top: f64,
    bend: f64,
}

impl Power {
    fn of_poles([a1, a2]: [f64; 2]) -> Self {
        Self { dc: (1.0 + a1 + a2).powi(2), top: (1.0 - a1 + a2).powi(2), bend: -4.0 * a2 }
    }

    fn at(self, spot: Spot) -> f64 {
        let (p1, p0) = (spot.rise(), 1.0 - spot.rise());
        self.dc * p0 + self.top * p1 + self.bend * 4.0 * p0 * p1
    }

    /// The minimum-phase polynomial with this squared magnitude.
    fn factor(self) -> [f64; 3] {
        let (dc, top) = (self.dc.max(0.0).sqrt(), self.top.max(0.0).sqrt());
        let mean = f64::midpoint(dc, top);
        let b0 = f64::midpoint(mean, (mean * mean + self.bend).max(0.0).sqrt());
        [b0, (dc - top) / 2.0, -self.bend / (4.0 * b0)]
    }
}

/// Denominator with the poles of an analogue resonance at `w` radians per frame and quality `q` (Vicanek 2016).
fn poles(w: f64, q: f64) -> [f64; 2] {
    let damping = 1.0 / (2.0 * q);
    let decay = (-damping * w).exp();
    let turn = if damping <= 1.0 {
        ((1.0 - damping * damping).sqrt() * w).cos() * decay
    } else {
        // Two real poles; the sum of two decays stays finite where cosh would not.
        let spread = (damping * damping - 1.0).sqrt();
        f64::midpoint(((spread - damping) * w).exp(), (-(spread + damping) * w).exp())
    };
    [-2.0 * turn, decay * decay]
}

/// Bell of `gain_db` at the spot; the curve of [`super::rbj::peaking`] without its squeeze.
#[must_use]
pub fn peaking(spot: Spot, gain_db: f64, q: f64) -> Coeffs {
    let root = amplitude(gain_db);
    let gain2 = root.powi(4);
    let a = poles(spot.w, q * root);
    let power = Power::of_poles(a);
    let (p1, p0) = (spot.rise(), 1.0 - spot.rise());
    // Squared gain and a level summit at the spot, unity at DC.
    let value = power.at(spot) * gain2;
    let slope = (power.top - power.dc + 4.0 * (p0 - p1) * power.bend) * gain2;
    let bend = (value - slope * p1 - power.dc) / (4.0 * p1 * p1);
    let top = slope + power.dc + 4.0 * (p1 - p0) * bend;
    Coeffs { b: Power { dc: power.dc, top, bend }.factor(), a }
}

/// 12 dB per octave above the spot; exact at DC and at the spot, where the gain is `q`.
#[must_use]
pub fn low_pass(spot: Spot, q: f64) -> Coeffs {
    let a = poles(spot.w, q);
    let power = Power::of_poles(a);
    let p1 = spot.rise();
    let top = (power.at(spot) * q * q - power.dc * (1.0 - p1)) / p1;
    let (dc, top) = (power.dc.sqrt(), top.max(0.0).sqrt());
    Coeffs { b: [f64::midpoint(dc, top), (dc - top) / 2.0, 0.0], a }
}

/// 12 dB per octave below the spot; exact at DC and at the spot, where the gain is `q`.
#[must_use]
pub fn high_pass(spot: Spot, q: f64) -> Coeffs {
    let a = poles(spot.w, q);
    let b0 = q * Power::of_poles(a).at(spot).sqrt() / (4.0 * spot.rise());
    Coeffs { b: [b0, -2.0 * b0, b0], a }
}

/// Shelf of `gain_db` below the spot; half the gain at the spot.
#[must_use]
pub fn low_shelf(spot: Spot, gain_db: f64, q: f64) -> Coeffs {
    let raised = raised_bass(spot, gain_db.abs(), q);
    if gain_db < 0.0 { raised.inverse() } else { raised }
}

/// Shelf of `gain_db` above the spot; half the gain at the spot.
#[must_use]
pub fn high_shelf(spot: Spot, gain_db: f64, q: f64) -> Coeffs {
    // A treble shelf is a bass shelf of the opposite gain, lifted as a whole.
    low_shelf(spot, -gain_db, q).scaled(amplitude(gain_db).powi(2))
}

/// The one shelf all four are made of: its poles lie below the corner, so they always fit the rate.
fn raised_bass(spot: Spot, gain_db: f64, q: f64) -> Coeffs {
    let root = amplitude(gain_db);
    let a = poles(spot.w / root.sqrt(), q);
    let power = Power::of_poles(a);
    // Squared magnitude of the analogue shelf at u times its corner.
    let analogue = |u: f64| {
        let (u2, damping) = (u * u, root * u * u / (q * q));
        root * root * ((root - u2).powi(2) + damping) / ((1.0 - root * u2).powi(2) + damping)
    };
    let dc = power.dc * root.powi(4);
    let top = power.top * analogue(PI / spot.w);
    let (p1, p0) = (spot.rise(), 1.0 - spot.rise());
    let bend = (power.at(spot) * root * root - dc * p0 - top * p1) / (4.0 * p0 * p1);
    Coeffs { b: Power { dc, top, bend }.factor(), a }
}

/// 6 dB per octave above the spot; exact at DC and at the spot, where it is 3.01 dB down.
#[must_use]
pub fn low_pass_1(spot: Spot) -> Coeffs {
    let pole = (-spot.w).exp();
    let (dc, p1) = (1.0 - pole, spot.rise());
    let top2 = ((1.0 + pole).powi(2) - dc * dc * (1.0 - p1) / p1) / 2.0;
    let top = top2.max(0.0).sqrt();
    Coeffs { b: [f64::midpoint(dc, top), (dc - top) / 2.0, 0.0], a: [-pole, 0.0] }
}

/// 6 dB per octave below the spot; exact at DC and at the spot, where it is 3.01 dB down.
#[must_use]
pub fn high_pass_1(spot: Spot) -> Coeffs {
    let pole = (-spot.w).exp();
    let p1 = spot.rise();
    let power = (1.0 - pole).powi(2) * (1.0 - p1) + (1.0 + pole).powi(2) * p1;
    let b0 = (power / 2.0).sqrt() / (2.0 * p1.sqrt());
    Coeffs { b: [b0, -b0, 0.0], a: [-pole, 0.0] }
}
