//! Equal loudness (ISO 226:2003) and the correction of a sound played at another level than it stands for.
//!
//! Free-field listening, young normal hearing, pure tones, 20 Hz to 12.5 kHz; 20 to 90 phon, from 5 kHz on to
//! 80 phon. Levels beyond are clamped to that range. Leaves out: the 2023 edition (within 0.6 dB), hearing
//! loss, the loudness of bands as against tones.

use super::curve::Curve;
use crate::units::{Db, DbSpl, Hz};

/// Softest contour of the standard, in phon.
const SOFTEST: f64 = 20.0;

/// Loudest contour of the standard up to 4 kHz, in phon.
const LOUDEST: f64 = 90.0;

/// Loudest contour from [`TREBLE_HZ`] on, in phon.
const LOUDEST_TREBLE: f64 = 80.0;

/// Where the smaller range of the standard begins.
const TREBLE_HZ: f64 = 5000.0;

/// A row of the standard's Table 1.
#[derive(Debug, Clone, Copy)]
struct Row {
    hz: f64,
    exponent: f64,
    transfer_db: f64,
    threshold_db: f64,
}

/// Parameters of ISO 226:2003, Table 1: frequency, exponent α, transfer `L_U`, threshold `T_f`.
#[rustfmt::skip]
const TABLE: [Row; 29] = [
    Row::new(20.0, 0.532, -31.6, 78.5), Row::new(25.0, 0.506, -27.2, 68.7),
    Row::new(31.5, 0.48, -23.0, 59.5), Row::new(40.0, 0.455, -19.1, 51.1),
    Row::new(50.0, 0.432, -15.9, 44.0), Row::new(63.0, 0.409, -13.0, 37.5),
    Row::new(80.0, 0.387, -10.3, 31.5), Row::new(100.0, 0.367, -8.1, 26.5),
    Row::new(125.0, 0.349, -6.2, 22.1), Row::new(160.0, 0.33, -4.5, 17.9),
    Row::new(200.0, 0.315, -3.1, 14.4), Row::new(250.0, 0.301, -2.0, 11.4),
    Row::new(315.0, 0.288, -1.1, 8.6), Row::new(400.0, 0.276, -0.4, 6.2),
    Row::new(500.0, 0.267, 0.0, 4.4), Row::new(630.0, 0.259, 0.3, 3.0),
    Row::new(800.0, 0.253, 0.5, 2.2), Row::new(1000.0, 0.25, 0.0, 2.4),
    Row::new(1250.0, 0.246, -2.7, 3.5), Row::new(1600.0, 0.244, -4.1, 1.7),
    Row::new(2000.0, 0.243, -1.0, -1.3), Row::new(2500.0, 0.243, 1.7, -4.2),
    Row::new(3150.0, 0.243, 2.5, -6.0), Row::new(4000.0, 0.242, 1.2, -5.4),
    Row::new(5000.0, 0.242, -2.1, -1.5), Row::new(6300.0, 0.245, -7.1, 6.0),
    Row::new(8000.0, 0.254, -11.2, 12.6), Row::new(10_000.0, 0.271, -10.7, 13.9),
    Row::new(12_500.0, 0.301, -3.1, 12.3),
];

/// The row that the others are referred to.
const AT_1_KHZ: Row = TABLE[17];

impl Row {
    const fn new(hz: f64, exponent: f64, transfer_db: f64, threshold_db: f64) -> Self {
        Self { hz, exponent, transfer_db, threshold_db }
    }

    /// Level of a tone as loud as 1 kHz at `phon` dB SPL (ISO 226:2003, 4.1).
    fn level(&self, phon: f64) -> f64 {
        let hearing = 0.4 * 10f64.powf((self.threshold_db + self.transfer_db) / 10.0 - 9.0);
        let loudness = 4.47e-3 * (10f64.powf(0.025 * phon) - 1.15) + hearing.powf(self.exponent);
        10.0 / self.exponent * loudness.log10() - self.transfer_db + 94.0
    }

    fn clamp(&self, phon: f64) -> f64 {
        phon.clamp(SOFTEST, if self.hz < TREBLE_HZ { LOUDEST } else { LOUDEST_TREBLE })
    }

    /// Rise of this contour over 1 kHz.
    fn over_1_khz(&self, phon: f64) -> f64 {
        let phon = self.clamp(phon);
        self.level(phon) - AT_1_KHZ.level(phon)
    }

    fn point(&self, db: f64) -> (Hz, Db) {
        (Hz(self.hz), Db(db))
    }
}

/// Level in dB SPL of tones as loud as 1 kHz at `phon` (clamped to the standard's range); ends held.
#[must_use]
pub fn contour(phon: f64) -> Curve {
    through(|row| row.level(row.clamp(phon)))
}

/// What a sound of `simulated` level lacks when it is played at `played` level, 0 dB at 1 kHz.
///
/// (contour(played) - contour(simulated)) - (played - simulated), both levels clamped per frequency. Positive
/// in the bass where the playback is softer than what it stands for. Levels in phon, that is dB SPL at 1 kHz.
#[must_use]
pub fn shape_curve(simulated: DbSpl, played: DbSpl) -> Curve {
    through(|row| row.over_1_khz(played.0) - row.over_1_khz(simulated.0))
}

/// [`shape_curve`] at one frequency.
#[must_use]
pub fn shape(simulated: DbSpl, played: DbSpl, frequency: Hz) -> Db {
    shape_curve(simulated, played).at(frequency)
}

fn through(db: impl Fn(&Row) -> f64) -> Curve {
    Curve::ascending(&TABLE.map(|row| row.point(db(&row))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contours of 20, 40, 60, 80 and 90 phon in dB SPL, in the order of [`TABLE`].
    #[rustfmt::skip]
    const CONTOURS: [[f64; 5]; 29] = [
        [89.58, 99.85, 109.51, 118.99, 123.71], [82.65, 93.94, 104.23, 114.23, 119.2],
        [75.98, 88.17, 99.08, 109.65, 114.88],
        [69.62, 82.63, 94.18, 105.34, 110.87], [64.02, 77.78, 89.96, 101.72, 107.55],
        [58.55, 73.08, 85.94, 98.36, 104.51],
        [53.19, 68.48, 82.05, 95.17, 101.67], [48.38, 64.37, 78.65, 92.48, 99.33],
        [43.94, 60.59, 75.56, 90.09, 97.29],
        [39.37, 56.7, 72.47, 87.82, 95.43], [35.51, 53.41, 69.86, 85.92, 93.89],
        [31.99, 50.4, 67.53, 84.31, 92.65],
        [28.69, 47.58, 65.39, 82.89, 91.6], [25.67, 44.98, 63.45, 81.68, 90.76],
        [23.43, 43.05, 62.05, 80.86, 90.24],
        [21.48, 41.34, 60.81, 80.17, 89.84], [20.1, 40.06, 59.89, 79.67, 89.55],
        [20.01, 40.01, 60.01, 80.01, 90.01],
        [21.46, 41.82, 62.15, 82.48, 92.65], [21.4, 42.51, 63.19, 83.74, 94.0],
        [18.15, 39.23, 59.96, 80.59, 90.88],
        [15.38, 36.51, 57.26, 77.88, 88.18], [14.26, 35.61, 56.42, 77.07, 87.38],
        [15.14, 36.65, 57.57, 78.31, 88.66],
        [18.63, 40.01, 60.89, 81.62, 91.96], [25.02, 45.83, 66.36, 86.81, 97.02],
        [31.52, 51.8, 71.66, 91.41, 101.26],
        [34.43, 54.28, 73.16, 91.74, 100.99], [33.04, 51.49, 68.63, 85.41, 93.75],
    ];

    #[test]
    fn five_contours_pass_their_29_tabulated_levels_within_a_tenth_of_a_db() {
        for (row, wanted) in TABLE.iter().zip(CONTOURS) {
            for (phon, want) in [20.0, 40.0, 60.0, 80.0, 90.0].into_iter().zip(wanted) {
                assert!((row.level(phon) - want).abs() < 0.1, "{} Hz at {phon} phon", row.hz);
                if phon < 85.0 || row.hz < TREBLE_HZ {
                    assert!((contour(phon).at(Hz(row.hz)).0 - want).abs() < 0.1, "{} Hz, curve", row.hz);
                }
            }
        }
    }

    #[test]
    fn eighty_played_at_sixty_wants_7_6_db_at_63_hz_and_none_at_1_khz() {
        let at = |f| shape(DbSpl(80.0), DbSpl(60.0), Hz(f)).0;
        assert!((at(63.0) - (20.0 - (98.36 - 85.94))).abs() < 0.02, "{}", at(63.0));
        assert!(at(1000.0).abs() < 1e-12);
        assert!((at(8000.0) - (20.0 - (91.41 - 71.66))).abs() < 0.02);
        assert!((at(5.0) - at(20.0)).abs() < 1e-12 && (at(20_000.0) - at(12_500.0)).abs() < 1e-12);
    }

    #[test]
    fn the_way_there_and_back_cancel_and_equal_levels_need_nothing() {
        for f in [20.0, 90.0, 700.0, 3000.0, 12_000.0] {
            let there = shape(DbSpl(88.0), DbSpl(65.0), Hz(f)).0;
            assert!((there + shape(DbSpl(65.0), DbSpl(88.0), Hz(f)).0).abs() < 1e-9);
            assert!(shape(DbSpl(70.0), DbSpl(70.0), Hz(f)).0.abs() < 1e-12);
        }
    }

    #[test]
    fn levels_beyond_the_standard_count_as_its_limits() {
        for (f, limit) in [(63.0, 90.0), (4000.0, 90.0), (5000.0, 80.0), (12_500.0, 80.0)] {
            let beyond = shape(DbSpl(118.0), DbSpl(75.0), Hz(f)).0;
            assert!((beyond - shape(DbSpl(limit), DbSpl(75.0), Hz(f)).0).abs() < 1e-9, "{f} Hz");
            assert!(
                (shape(DbSpl(80.0), DbSpl(3.0), Hz(f)).0 - shape(DbSpl(80.0), DbSpl(20.0), Hz(f)).0).abs()
                    < 1e-9
            );
        }
        assert!(shape(DbSpl(110.0), DbSpl(95.0), Hz(63.0)).0.abs() < 1e-12);
    }
}
