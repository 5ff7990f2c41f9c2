//! Frequency weightings A, C and Z in closed form, and levels weighted with them.
//!
//! Formula: IEC 61672-1:2013, Annex E, four poles normalised at 1 kHz; exact at every frequency. Band levels are weighted at
//! the band's centre: against weighting every line of a pink octave that is within 0.4 dB from 250 Hz up and too little by
//! 0.6, 1.1 and 1.8 dB at 125, 63 and 31.5 Hz, where A is steep. Leaves out: the tolerances of an instrument.

use std::sync::LazyLock;

use super::bands::{self, OCTAVES};
use super::level;
use crate::units::{Db, DbSpl, Hz};

/// Pole frequencies f1 to f4 in Hz (IEC 61672-1:2013, Annex E, evaluated).
const POLES_HZ: [f64; 4] = [20.598_997, 107.652_649, 737.862_231, 12_194.217_148];

/// A frequency weighting of IEC 61672-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weighting {
    /// The ear at low levels; every dose rule counts in it.
    A,
    /// Nearly flat, rolled off at both ends; peak limits are stated in it.
    C,
    /// None.
    Z,
}

impl Weighting {
    /// Gain at a frequency, 0 dB at 1 kHz. Exact at all frequencies; -inf dB at 0 Hz (A and C).
    #[must_use]
    pub fn at(self, frequency: Hz) -> Db {
        match self {
            Self::A => a_weighting(frequency),
            Self::C => c_weighting(frequency),
            Self::Z => Db(0.0),
        }
    }

    /// Level of ten octave bands (dB SPL, unweighted) with this weighting taken at the band centres.
    #[must_use]
    pub fn sum(self, octaves_db: [f64; OCTAVES]) -> DbSpl {
        let centres = bands::octave_centres();
        level::sum(octaves_db.into_iter().zip(centres).map(|(band, f)| DbSpl(band + self.at(f).0)))
    }
}

/// A-weighting, IEC 61672-1:2013 Annex E, normalised to 0 dB at 1 kHz.
#[must_use]
pub fn a_weighting(frequency: Hz) -> Db {
    static AT_1_KHZ: LazyLock<f64> = LazyLock::new(|| a_gain(1000.0));
    Db::from_gain(a_gain(frequency.0) / *AT_1_KHZ)
}

/// C-weighting, IEC 61672-1:2013 Annex E, normalised to 0 dB at 1 kHz.
#[must_use]
pub fn c_weighting(frequency: Hz) -> Db {
    static AT_1_KHZ: LazyLock<f64> = LazyLock::new(|| c_gain(1000.0));
    Db::from_gain(c_gain(frequency.0) / *AT_1_KHZ)
}

fn a_gain(f: f64) -> f64 {
    let [_, f2, f3, _] = POLES_HZ;
    c_gain(f) * f * f / (f.hypot(f2) * f.hypot(f3))
}

fn c_gain(f: f64) -> f64 {
    let [f1, .., f4] = POLES_HZ;
    // Written as two quotients, each at most 1: no overflow at any frequency.
    (f / f.hypot(f1)).powi(2) * (f4 / f.hypot(f4)).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exact frequency, A and C in dB: IEC 61672-1:2013, Table 3 (10 Hz to 20 kHz).
    #[rustfmt::skip]
    const TABLE_3: [(i32, f64, f64); 34] = [
        (-20, -70.4, -14.3), (-19, -63.4, -11.2), (-18, -56.7, -8.5), (-17, -50.5, -6.2), (-16, -44.7, -4.4),
        (-15, -39.4, -3.0), (-14, -34.6, -2.0), (-13, -30.2, -1.3), (-12, -26.2, -0.8), (-11, -22.5, -0.5),
        (-10, -19.1, -0.3), (-9, -16.1, -0.2), (-8, -13.4, -0.1), (-7, -10.9, 0.0), (-6, -8.6, 0.0),
        (-5, -6.6, 0.0), (-4, -4.8, 0.0), (-3, -3.2, 0.0), (-2, -1.9, 0.0), (-1, -0.8, 0.0), (0, 0.0, 0.0),
        (1, 0.6, 0.0), (2, 1.0, -0.1), (3, 1.2, -0.2), (4, 1.3, -0.3), (5, 1.2, -0.5), (6, 1.0, -0.8),
        (7, 0.5, -1.3), (8, -0.1, -2.0), (9, -1.1, -3.0), (10, -2.5, -4.4), (11, -4.3, -6.2),
        (12, -6.6, -8.5), (13, -9.3, -11.2),
    ];

    #[test]
    fn a_and_c_meet_every_row_of_table_3_to_its_last_digit() {
        for (n, a, c) in TABLE_3 {
            let f = Hz(1000.0 * 10f64.powf(f64::from(n) / 10.0));
            let (got_a, got_c) = (a_weighting(f).0, c_weighting(f).0);
            assert!((got_a - a).abs() <= 0.0505, "A at {f}: {got_a} against {a}");
            assert!((got_c - c).abs() <= 0.0505, "C at {f}: {got_c} against {c}");
        }
    }

    #[test]
    fn the_normalisations_are_those_of_the_standard() {
        assert!((Db::from_gain(a_gain(1000.0)).0 + 2.000).abs() < 1e-3);
        assert!((Db::from_gain(c_gain(1000.0)).0 + 0.062).abs() < 1e-3);
        assert!(a_weighting(Hz(1000.0)).0.abs() < 1e-12 && c_weighting(Hz(1000.0)).0.abs() < 1e-12);
    }

    #[test]
    fn an_extreme_frequency_is_quiet_and_never_a_nan() {
        assert!(a_weighting(Hz(0.0)).0 == f64::NEG_INFINITY && c_weighting(Hz(0.0)).0 == f64::NEG_INFINITY);
        assert!(a_weighting(Hz(1e300)).0 < -1000.0);
    }

    #[test]
    fn ten_equal_bands_add_ten_db_unweighted() {
        assert!((Weighting::Z.sum([80.0; OCTAVES]).0 - 90.0).abs() < 1e-9);
    }
}
