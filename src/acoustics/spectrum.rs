//! A stage's octave table as a smooth spectral density that still has the levels of the table.
//!
//! The density follows a [`Curve`] through ten values, corrected until its integral over every ideal octave
//! band (IEC 61260-1 edges) is the table's level. What a table does not tell, below 22 Hz and above 22 kHz,
//! falls off steeply.

use std::fmt;

use super::bands::{self, OCTAVES};
use super::curve::Curve;
use super::weighting::Weighting;
use crate::units::{Db, DbSpl, Hz};

/// Roll-off outside the ten bands in dB per octave.
pub const ROLL_OFF_DB: f64 = 48.0;

/// How well the bands are met, in dB.
pub const TOLERANCE_DB: f64 = 0.005;

/// Rounds of correction at most; shipped stages need about ten.
const ROUNDS: usize = 200;

/// Largest correction in dB: beyond it a band would hold little but what its neighbours spill over the edges.
const STEEPEST_DB: f64 = 20.0;

/// Intervals of Simpson's rule over one octave.
const INTERVALS: usize = 64;

/// Octaves integrated beyond the bands, where the roll-off leaves nothing.
const TAIL: usize = 2;

/// A one-sided spectral density with given octave levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum {
    curve: Curve,
}

/// Why an octave table has no smooth density.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpectrumError {
    /// The level of this band, counted from 0, is not finite.
    Level {
        /// The offending band.
        band: usize,
    },
    /// This band cannot be met: its neighbours tower over it.
    Steep {
        /// The offending band.
        band: usize,
    },
}

impl fmt::Display for SpectrumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Level { band } | Self::Steep { band }) = self;
        let name = Hz(bands::NOMINAL_HZ[*band]);
        match self {
            Self::Level { .. } => write!(f, "the level of the {name} band must be finite"),
            Self::Steep { .. } => {
                write!(f, "the {name} band is too far below its neighbours for a smooth spectrum")
            }
        }
    }
}

impl std::error::Error for SpectrumError {}

impl Spectrum {
    /// The density of a table of ten octave levels, dB SPL unweighted, 31.5 Hz to 16 kHz.
    ///
    /// # Errors
    /// [`SpectrumError`] where a level is not finite, or lies more than about 38 dB below both its
    /// neighbours: no smooth density has such a band.
    pub fn new(octaves_db: [f64; OCTAVES]) -> Result<Self, SpectrumError> {
        if let Some(band) = octaves_db.iter().position(|level| !level.is_finite()) {
            return Err(SpectrumError::Level { band });
        }
        let centres = bands::octave_centres();
        let flat: [f64; OCTAVES] =
            std::array::from_fn(|i| octaves_db[i] - 10.0 * (centres[i].0 / 2f64.sqrt()).log10());
        let mut points = flat;
        let mut worst = 0;
        for _ in 0..ROUNDS {
            let spectrum = Self { curve: Curve::octaves(points) };
            let got = spectrum.octaves();
            let missing: [f64; OCTAVES] = std::array::from_fn(|i| octaves_db[i] - got[i].0);
            worst = (0..OCTAVES).fold(0, |w, i| if missing[i].abs() > missing[w].abs() { i } else { w });
            if missing[worst].abs() < TOLERANCE_DB {
                return Ok(spectrum);
            }
            points = std::array::from_fn(|i| points[i] + missing[i]);
            if let Some(band) = (0..OCTAVES).find(|&i| (points[i] - flat[i]).abs() > STEEPEST_DB) {
                return Err(SpectrumError::Steep { band });
            }
        }
        Err(SpectrumError::Steep { band: worst })
    }

    /// Level of the 1 Hz band around a frequency: density in dB re (20 µPa)²/Hz. -inf at 0 Hz.
    #[must_use]
    pub fn density(&self, frequency: Hz) -> DbSpl {
        let [low, high] = limits();
        let outside = (low.0 / frequency.0).max(frequency.0 / high.0).max(1.0);
        DbSpl(self.curve.at(frequency).0 - ROLL_OFF_DB * outside.log2())
    }

    /// Levels of the ten octave bands, integrated.
    #[must_use]
    pub fn octaves(&self) -> [DbSpl; OCTAVES] {
        bands::octave_centres().map(|centre| DbSpl(10.0 * self.octave_power(centre, |_| Db(0.0)).log10()))
    }

    /// Level of the whole, weighted and integrated over the bands and the roll-offs. The octave-band method, which
    /// weights whole bands at their centres, differs by up to 0.2 dB on the shipped stages.
    #[must_use]
    pub fn level(&self, weighting: Weighting) -> DbSpl {
        self.level_through(|f| weighting.at(f))
    }

    /// Level of the whole behind a gain over frequency: a weighting, a device, or both (their dB added).
    #[must_use]
    pub fn level_through(&self, gain: impl Fn(Hz) -> Db) -> DbSpl {
        let power = (0..OCTAVES + 2 * TAIL).map(|i| {
            let octaves_up = i as f64 - TAIL as f64;
            self.octave_power(Hz(bands::octave_centre(0).0 * 10f64.powf(0.3 * octaves_up)), &gain)
        });
        DbSpl(10.0 * power.sum::<f64>().log10())
    }

    /// Mean square re (20 µPa)² in the octave around `centre` behind a gain: Simpson's rule over ln f.
    fn octave_power(&self, centre: Hz, gain: impl Fn(Hz) -> Db) -> f64 {
        let [low, high] = bands::octave_edges(centre);
        let step = (high.0 / low.0).ln() / INTERVALS as f64;
        let value = |i: usize| {
            let f = Hz(low.0 * (step * i as f64).exp());
            f.0 * 10f64.powf((self.density(f).0 + gain(f).0) / 10.0)
        };
        let inside: f64 = (1..INTERVALS).map(|i| value(i) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
        step / 3.0 * (value(0) + inside + value(INTERVALS))
    }
}

/// Lower edge of the first and upper edge of the last band: 22.4 Hz and 22.4 kHz.
fn limits() -> [Hz; 2] {
    let [low, _] = bands::octave_edges(bands::octave_centre(0));
    let [_, high] = bands::octave_edges(bands::octave_centre(OCTAVES - 1));
    [low, high]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acoustics::isolation;
    use crate::acoustics::oracle::{CROWD_ROAR, DEVICES, NIGHTCLUB_DANCEFLOOR, RESIDUALS, VOCAL_WITH_WEDGES};
    use proptest::prelude::*;

    /// A-, C- and unweighted levels stated with the three tables.
    const STAGES: [([f64; OCTAVES], [f64; 3]); 3] = [
        (VOCAL_WITH_WEDGES, [104.0, 106.7, 106.9]),
        (NIGHTCLUB_DANCEFLOOR, [100.0, 115.6, 117.1]),
        (CROWD_ROAR, [102.0, 102.1, 102.2]),
    ];

    #[test]
    fn three_stages_keep_every_octave_within_a_hundredth_of_a_db() {
        for (table, _) in STAGES {
            let spectrum = Spectrum::new(table).unwrap();
            for (got, want) in spectrum.octaves().iter().zip(table) {
                assert!((got.0 - want).abs() < 0.01, "{} against {want}", got.0);
            }
        }
    }

    #[test]
    fn octave_sums_give_the_published_levels_and_fine_integration_agrees_within_0_2_db() {
        for (table, [a, c, z]) in STAGES {
            let spectrum = Spectrum::new(table).unwrap();
            for (weighting, want) in [(Weighting::A, a), (Weighting::C, c), (Weighting::Z, z)] {
                let sum = weighting.sum(table).0;
                let fine = spectrum.level(weighting).0;
                assert!((sum - want).abs() < 0.1, "{weighting:?}: {sum:.2} against {want}");
                assert!((fine - sum).abs() < 0.2, "{weighting:?}: {fine:.2} against {sum:.2}");
            }
        }
    }

    #[test]
    fn smooth_devices_on_smooth_stages_leave_what_the_octave_band_method_says_within_0_3_db() {
        let bone = isolation::bone();
        for (scenario, stage, rows) in RESIDUALS {
            let spectrum = Spectrum::new(stage).unwrap();
            for ((device, table), [dba, ..]) in DEVICES.into_iter().zip(rows) {
                let curve = Curve::octaves(table);
                let got = spectrum.level_through(|f| {
                    Db(isolation::transmission(curve.at(f), bone.at(f), 0.0).0 + Weighting::A.at(f).0)
                });
                assert!((got.0 - dba).abs() < 0.3, "{device} on {scenario}: {:.2} against {dba}", got.0);
            }
        }
    }

    #[test]
    fn pink_noise_has_a_density_that_falls_3_db_per_octave() {
        let spectrum = Spectrum::new([80.0; OCTAVES]).unwrap();
        for f in [63.1, 125.9, 1000.0, 3981.0] {
            let want = 80.0 - 10.0 * (f * (10f64.powf(0.15) - 10f64.powf(-0.15))).log10();
            assert!(
                (spectrum.density(Hz(f)).0 - want).abs() < 0.12,
                "{f} Hz: {}",
                spectrum.density(Hz(f)).0 - want
            );
        }
    }

    #[test]
    fn outside_the_bands_the_density_falls_48_db_per_octave_without_a_step() {
        let spectrum = Spectrum::new(NIGHTCLUB_DANCEFLOOR).unwrap();
        let at = |f| spectrum.density(Hz(f)).0;
        let [low, high] = limits();
        assert!((at(low.0) - at(low.0 / 2.0) - 48.0).abs() < 1e-9);
        assert!((at(high.0) - at(high.0 * 2.0) - 48.0).abs() < 1e-9);
        assert!((at(low.0 * 0.9999) - at(low.0 * 1.0001)).abs() < 0.02);
        assert!(at(0.0) == f64::NEG_INFINITY);
    }

    #[test]
    fn a_table_no_curve_can_meet_is_refused_by_its_band() {
        let mut table = [80.0; OCTAVES];
        table[3] = 80.0 - 42.0;
        assert_eq!(Spectrum::new(table), Err(SpectrumError::Steep { band: 3 }));
        table[3] = 80.0 - 35.0;
        assert!(Spectrum::new(table).is_ok());
        table[3] = f64::NAN;
        assert_eq!(Spectrum::new(table), Err(SpectrumError::Level { band: 3 }));
        assert!(SpectrumError::Steep { band: 3 }.to_string().contains("250 Hz"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_stage_with_steps_of_up_to_15_db_is_met(levels in prop::array::uniform10(85.0..100.0f64)) {
            let spectrum = Spectrum::new(levels).unwrap();
            for (got, want) in spectrum.octaves().iter().zip(levels) {
                prop_assert!((got.0 - want).abs() < 0.01);
            }
        }
    }
}
