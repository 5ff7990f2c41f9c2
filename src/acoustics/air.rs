//! The air: density, speed of sound, viscosity, and the compliance of a cavity filled with it, C = V/(ρc²).
//!
//! Dry air at 20 °C and sea level (ISO 9613-1:1993; Beranek, Acoustics, 1954, ch. 3). An ear is warmer and moist: at 35 °C
//! c is 2.5 % higher and every resonance of a leak with it. C holds while the cavity is small against the wavelength: an
//! ear to about 2 kHz, a cup to 500 Hz. Leaves out: heat exchange with the walls (C up to 1.4 times larger in narrow slits).

use std::f64::consts::PI;

/// Density of air in kg/m³ at 20 °C and 101.325 kPa (dry air, ideal gas).
pub const RHO: f64 = 1.204;

/// Speed of sound in m/s in dry air at 20 °C (ISO 9613-1:1993, Annex A: 343.2·sqrt(T/293.15 K)).
pub const C: f64 = 343.2;

/// Dynamic viscosity of air in Pa·s at 20 °C (Sutherland's law gives 1.81e-5 to 1.83e-5).
pub const ETA: f64 = 1.825e-5;

/// Nominal residual volume of the occluded ear, 1.26 cm³ (effective volume of the IEC 60318-4 simulator).
pub const EAR_CM3: f64 = 1.26;

/// Acoustic compliance in m³/Pa of a cavity small against the wavelength: V / (ρ c²) (Beranek, Acoustics,
/// 1954, ch. 3).
#[must_use]
pub fn compliance(volume_cm3: f64) -> f64 {
    volume_cm3 * 1e-6 / (RHO * C * C)
}

/// Phase in radians gained over a distance in metres: 2π f d / c.
#[must_use]
pub fn phase(frequency_hz: f64, distance_m: f64) -> f64 {
    2.0 * PI * frequency_hz * distance_m / C
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_occluded_ear_has_a_compliance_of_8_88e_12() {
        assert!((compliance(EAR_CM3) / 8.88e-12 - 1.0).abs() < 1e-3);
    }

    #[test]
    fn one_wavelength_is_a_full_turn() {
        assert!((phase(343.2, 1.0) - 2.0 * PI).abs() < 1e-12);
    }
}
