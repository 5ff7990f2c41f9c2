//! Second-order sections by the bilinear transform (R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad
//! filter coefficients", W3C note 2021). Exact at DC and at the centre or corner; towards half the rate the analogue
//! curve is squeezed ("cramping"). Arguments are trusted here: [`Coeffs`] checks them.

use super::{Coeffs, Spot};

/// Divides through by a0.
fn normalised(b: [f64; 3], a: [f64; 3]) -> Coeffs {
    let [a0, a1, a2] = a;
    Coeffs { b: b.map(|b| b / a0), a: [a1 / a0, a2 / a0] }
}

/// Bell of `gain_db` at the spot; `q` is that of the cookbook (bandwidth between half-gain points in dB).
#[must_use]
pub fn peaking(spot: Spot, gain_db: f64, q: f64) -> Coeffs {
    let (cos, alpha, a) = (spot.cos(), spot.sin() / (2.0 * q), amplitude(gain_db));
    normalised([1.0 + alpha * a, -2.0 * cos, 1.0 - alpha * a], [1.0 + alpha / a, -2.0 * cos, 1.0 - alpha / a])
}

/// Shelf of `gain_db` below the spot; half the gain at the spot.
#[must_use]
pub fn low_shelf(spot: Spot, gain_db: f64, q: f64) -> Coeffs {
    let (cos, a) = (spot.cos(), amplitude(gain_db));
    let (up, down, slope) = (a + 1.0, a - 1.0, a.sqrt() * spot.sin() / q);
    normalised(
        [a * (up - down * cos + slope), 2.0 * a * (down - up * cos), a * (up - down * cos - slope)],
        [up + down * cos + slope, -2.0 * (down + up * cos), up + down * cos - slope],
    )
}

/// Shelf of `gain_db` above the spot; half the gain at the spot.
#[must_use]
pub fn high_shelf(spot: Spot, gain_db: f64, q: f64) -> Coeffs {
    let (cos, a) = (spot.cos(), amplitude(gain_db));
    let (up, down, slope) = (a + 1.0, a - 1.0, a.sqrt() * spot.sin() / q);
    normalised(
        [a * (up + down * cos + slope), -2.0 * a * (down + up * cos), a * (up + down * cos - slope)],
        [up - down * cos + slope, 2.0 * (down - up * cos), up - down * cos - slope],
    )
}

/// 12 dB per octave above the spot; the gain at the spot is `q`.
#[must_use]
pub fn low_pass(spot: Spot, q: f64) -> Coeffs {
    let (cos, alpha) = (spot.cos(), spot.sin() / (2.0 * q));
    let edge = spot.rise();
    normalised([edge, 2.0 * edge, edge], [1.0 + alpha, -2.0 * cos, 1.0 - alpha])
}

/// 12 dB per octave below the spot; the gain at the spot is `q`.
#[must_use]
pub fn high_pass(spot: Spot, q: f64) -> Coeffs {
    let (cos, alpha) = (spot.cos(), spot.sin() / (2.0 * q));
    let edge = 1.0 - spot.rise();
    normalised([edge, -2.0 * edge, edge], [1.0 + alpha, -2.0 * cos, 1.0 - alpha])
}

/// Silence at the spot, unity at both ends; 3 dB down at the edges of a band `1/q` of the centre wide.
#[must_use]
pub fn notch(spot: Spot, q: f64) -> Coeffs {
    let (cos, alpha) = (spot.cos(), spot.sin() / (2.0 * q));
    normalised([1.0, -2.0 * cos, 1.0], [1.0 + alpha, -2.0 * cos, 1.0 - alpha])
}

/// Unity at the spot, falling to both sides; 3 dB down at the edges of a band `1/q` of the centre wide.
#[must_use]
pub fn band_pass(spot: Spot, q: f64) -> Coeffs {
    let (cos, alpha) = (spot.cos(), spot.sin() / (2.0 * q));
    normalised([alpha, 0.0, -alpha], [1.0 + alpha, -2.0 * cos, 1.0 - alpha])
}

/// Unity everywhere, the phase turned by 180° at the spot.
#[must_use]
pub fn all_pass(spot: Spot, q: f64) -> Coeffs {
    let (cos, alpha) = (spot.cos(), spot.sin() / (2.0 * q));
    normalised([1.0 - alpha, -2.0 * cos, 1.0 + alpha], [1.0 + alpha, -2.0 * cos, 1.0 - alpha])
}

/// First order, bilinear: (A s + A²)/(A s + 1) with s in units of the spot, `gain_db` below it and half of it there.
#[must_use]
pub fn low_shelf_1(spot: Spot, gain_db: f64) -> Coeffs {
    let (t, a) = (spot.tan_half(), amplitude(gain_db));
    normalised([a * a * t + a, a * a * t - a, 0.0], [t + a, t - a, 0.0])
}

/// First order, bilinear: `gain_db` above the spot and half of it there.
#[must_use]
pub fn high_shelf_1(spot: Spot, gain_db: f64) -> Coeffs {
    let (t, a) = (spot.tan_half(), amplitude(gain_db));
    normalised([a * t + a * a, a * t - a * a, 0.0], [a * t + 1.0, a * t - 1.0, 0.0])
}

/// First order, bilinear: 3 dB down at the spot, 6 dB per octave above.
#[must_use]
pub fn low_pass_1(spot: Spot) -> Coeffs {
    let t = spot.tan_half();
    normalised([t, t, 0.0], [t + 1.0, t - 1.0, 0.0])
}

/// First order, bilinear: 3 dB down at the spot, 6 dB per octave below.
#[must_use]
pub fn high_pass_1(spot: Spot) -> Coeffs {
    let t = spot.tan_half();
    normalised([1.0, -1.0, 0.0], [t + 1.0, t - 1.0, 0.0])
}

/// The Q that has a bandwidth in octaves between half-gain points (cookbook, "BW"): it depends on the rate.
#[must_use]
pub fn q_of_octaves(spot: Spot, octaves: f64) -> f64 {
    0.5 / (std::f64::consts::LN_2 / 2.0 * octaves * spot.w / spot.sin()).sinh()
}

/// The cookbook's A = 10^(gain/40), the square root of the gain.
pub(super) fn amplitude(gain_db: f64) -> f64 {
    10f64.powf(gain_db / 40.0)
}
