//! The seal as one knob: from a tip that sits tight to one half out.
//!
//! Formula: five openings at 100, 75, 50, 25 and 0 %, each with R and M of slow flow ([`super::leak`]); between them log R
//! and log M are linear, so that corner and Q move smoothly. Geometries are estimated; any percentage is valid, others are
//! clamped. Leaves out: leaks that open and close with the jaw, several leaks at once, the damping of foam.

use super::leak::{Impedance, Opening};

/// The five marks of the scale, 100, 75, 50, 25 and 0 percent. Geometries are estimated; the equations that
/// turn them into bass loss are checked against a measured hole (see `leak`).
pub const MARKS: [Opening; 5] = [
    Opening::Slit { width_mm: 2.0, height_mm: 0.03, length_mm: 6.0 }, // good: pressure equalisation only
    Opening::Slit { width_mm: 3.0, height_mm: 0.10, length_mm: 5.0 }, // light
    Opening::Slit { width_mm: 3.0, height_mm: 0.15, length_mm: 5.0 }, // medium
    Opening::Slit { width_mm: 4.0, height_mm: 0.25, length_mm: 5.0 }, // heavy: broken seal
    Opening::Tube { diameter_mm: 3.0, length_mm: 6.0 },               // gross: tip half out
];

/// Leak impedance at a seal of `percent`, clamped to 0..=100: log R and log M linear between the marks.
#[must_use]
pub fn impedance(percent: f64) -> Impedance {
    let place = (100.0 - percent.clamp(0.0, 100.0)) / 25.0;
    let [good, light, medium, heavy, gross] = MARKS.map(Opening::impedance);
    let (tight, loose, start) = match place {
        p if p < 1.0 => (good, light, 0.0),
        p if p < 2.0 => (light, medium, 1.0),
        p if p < 3.0 => (medium, heavy, 2.0),
        _ => (heavy, gross, 3.0),
    };
    let t = place - start;
    Impedance {
        resistance: geometric(tight.resistance, loose.resistance, t),
        mass: geometric(tight.mass, loose.mass, t),
    }
}

fn geometric(a: f64, b: f64, t: f64) -> f64 {
    a * (b / a).powf(t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acoustics::air::EAR_CM3;
    use crate::acoustics::leak::Leak;
    use crate::units::Hz;

    #[test]
    fn the_five_marks_have_the_tabulated_resistance_and_mass() {
        let table = [
            (100.0, 2.433e10, 1.445e5),
            (75.0, 3.65e8, 2.408e4),
            (50.0, 1.081e8, 1.605e4),
            (25.0, 1.752e7, 7224.0),
            (0.0, 5.508e4, 1736.0),
        ];
        for (percent, resistance, mass) in table {
            let z = impedance(percent);
            assert!((z.resistance / resistance - 1.0).abs() < 1e-3, "R at {percent} %");
            assert!((z.mass / mass - 1.0).abs() < 1e-3, "M at {percent} %");
        }
    }

    #[test]
    fn halfway_between_marks_lies_the_geometric_mean() {
        let z = impedance(62.5);
        assert!((z.resistance / (3.65e8f64 * 1.081e8).sqrt() - 1.0).abs() < 1e-3);
        assert!((z.mass / (2.408e4f64 * 1.605e4).sqrt() - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_full_seal_loses_less_than_a_tenth_of_a_db_at_20_hz() {
        let leak = Leak::at_seal(100.0, EAR_CM3);
        assert!(leak.driver_loss(Hz(20.0)).0.abs() < 0.1);
        assert!(leak.ambient_entry(Hz(20.0)).0 < -28.0);
    }

    #[test]
    fn loosening_the_seal_only_ever_takes_bass_away() {
        let at = |percent: i32| Leak::at_seal(f64::from(percent), EAR_CM3).driver_loss(Hz(31.5)).0;
        for percent in 1..=100 {
            assert!(at(percent - 1) < at(percent), "{percent} %");
        }
        assert!(at(0) < -32.0 && at(100) > -0.01);
    }

    #[test]
    fn beyond_the_ends_the_knob_stands_still() {
        assert_eq!(impedance(-20.0), impedance(0.0));
        assert_eq!(impedance(140.0), impedance(100.0));
    }
}
