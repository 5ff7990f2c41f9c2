//! Arithmetic of levels, and the scalars that tie full scale to sound pressure.
//!
//! Formulas: power sums 10 lg Σ 10^(L/10), exact for unrelated sounds; LEX,8h and Pa²h after ISO 1999:2013; full scale by
//! AES17 (0 dBFS rms is a sine of peak 1, 3.01 dB below a sample of 1). Any finite level. Leaves out: the phase of related
//! sounds, by which two alike may add to +6 dB or to nothing.

use std::f64::consts::SQRT_2;

use crate::units::{Db, DbSpl, Pascals, Seconds};

/// Nominal programme level in the mix: -18 dBFS rms (EBU R 68 alignment level).
pub const NOMINAL: Db = Db(-18.0);

/// Level to which playback is scaled: the programme of every comparison comes out at 75 dBA.
pub const PLAYBACK: DbSpl = DbSpl(75.0);

/// `SPL_0` assumed where nothing is calibrated: a loud one, so that the ceiling errs towards quiet.
pub const UNCALIBRATED: DbSpl = DbSpl(120.0);

/// Power sum of levels of unrelated sounds: 10 lg Σ 10^(L/10). No level at all is -inf.
#[must_use]
pub fn sum(levels: impl IntoIterator<Item = DbSpl>) -> DbSpl {
    DbSpl(10.0 * levels.into_iter().map(|level| power(level.0)).sum::<f64>().log10())
}

/// Daily noise exposure level LEX,8h of an equivalent level that lasted `duration` (ISO 1999).
#[must_use]
pub fn lex_8h(equivalent: DbSpl, duration: Seconds) -> DbSpl {
    DbSpl(equivalent.0 + 10.0 * (duration.0 / 28_800.0).log10())
}

/// Sound exposure in Pa²·h of an A-weighted level that lasted `duration` (ISO 1999).
#[must_use]
pub fn exposure_pa2h(equivalent: DbSpl, duration: Seconds) -> f64 {
    equivalent.rms().0.powi(2) * duration.0 / 3600.0
}

/// Pressure of sample value 1.0 when a full-scale sine (0 dBFS rms by AES17) gives `full_scale`: the sine's
/// peak.
///
/// Serves both ends: the monitor level L at the mix, and `SPL_0` of the worn phones at the output.
#[must_use]
pub fn pascals_per_unit(full_scale: DbSpl) -> Pascals {
    Pascals(full_scale.rms().0 * SQRT_2)
}

/// Peak level of sample value 1.0: 3.01 dB above the level of a full-scale sine.
#[must_use]
pub fn unit_peak(full_scale: DbSpl) -> DbSpl {
    DbSpl::from_pascals(pascals_per_unit(full_scale))
}

/// Sample value whose peak level is `peak`: `10^((L_peak - SPL_0 - 3.01)/20)`.
#[must_use]
pub fn sample_at_peak(peak: DbSpl, full_scale: DbSpl) -> f64 {
    Db(peak.0 - unit_peak(full_scale).0).gain()
}

/// Constant gain of the playback: 75 dBA - max(LAeq of the stage, monitor level - 18 dB).
///
/// A property of the settings, never a measurement, and so the same for both slots of a comparison.
#[must_use]
pub fn playback_scale(stage: Option<DbSpl>, monitor: DbSpl) -> Db {
    let programme = monitor.0 + NOMINAL.0;
    Db(PLAYBACK.0 - stage.map_or(programme, |stage| stage.0.max(programme)))
}

fn power(level_db: f64) -> f64 {
    10f64.powf(level_db / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() < tolerance, "{got} against {want}");
    }

    #[test]
    fn two_equal_levels_add_3_01_db_and_silence_adds_nothing() {
        near(sum([DbSpl(90.0), DbSpl(90.0)]).0, 93.0103, 1e-4);
        near(sum([DbSpl(90.0), DbSpl(f64::NEG_INFINITY)]).0, 90.0, 1e-12);
        assert!(sum([]).0 == f64::NEG_INFINITY);
    }

    #[test]
    fn eighty_five_db_for_eight_hours_is_1_012_pa2h_and_its_own_lex() {
        let day = Seconds(28_800.0);
        near(exposure_pa2h(DbSpl(85.0), day), 1.012, 5e-4);
        near(exposure_pa2h(DbSpl(80.0), Seconds(40.0 * 3600.0)), 1.6, 1e-9);
        near(lex_8h(DbSpl(85.0), day).0, 85.0, 1e-12);
        near(lex_8h(DbSpl(100.0), Seconds(7200.0)).0, 93.98, 5e-3);
    }

    #[test]
    fn a_full_scale_sine_at_monitor_level_94_is_1_0024_pa_rms() {
        near(pascals_per_unit(DbSpl(94.0)).0 / SQRT_2, 1.0024, 1e-4);
        near(unit_peak(DbSpl(120.0)).0, 123.0103, 1e-4);
    }

    #[test]
    fn a_ceiling_of_118_db_on_124_25_db_phones_is_0_344_of_full_scale() {
        let sample = sample_at_peak(DbSpl(118.0), DbSpl(124.25));
        near(sample, 0.344, 5e-4);
        near(20.0 * sample.log10(), -9.26, 5e-3);
        near(pascals_per_unit(DbSpl(124.25)).0 * sample, 20e-6 * 10f64.powf(118.0 / 20.0), 1e-9);
    }

    #[test]
    fn playback_follows_the_louder_of_stage_and_programme() {
        near(playback_scale(Some(DbSpl(104.0)), DbSpl(106.0)).0, -29.0, 1e-12);
        near(playback_scale(Some(DbSpl(76.0)), DbSpl(106.0)).0, -13.0, 1e-12);
        near(playback_scale(None, DbSpl(93.0)).0, 0.0, 1e-12);
    }
}
