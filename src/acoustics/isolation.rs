//! What of the stage reaches the ear through a worn device.
//!
//! Formula: T² = 10^(-IL/10) + 10^(-BC/10) + |Ha|², three ways in added as powers: through the device (its insertion
//! loss IL, EN ISO 4869-2:2018 octaves), through bone and body (a ceiling BC on every device, Berger & Kerivan 1983),
//! through a leak (Ha, see [`super::leak`]). Valid per octave band 31.5 Hz to 16 kHz. Leaves out: phases between the three,
//! the scatter of fits (5 to 7 dB for inserts: it is in the presets' spreads), the direction sound comes from.
//! Three ways in, added as powers: through the device (its insertion loss), through bone and body (a ceiling
//! on every device), through a leak. Phases between them are not modelled. Valid per octave band 31.5 Hz to
//! 16 kHz.
//!
//! Noise cancelling is an active part on top of the passive insertion loss. It gives way where it is overloaded: with
//! the low-frequency level at the ear, that is of the stage as it is behind passive and active part together, since
//! that residue is what its error microphone hears and its driver must cancel. The active part is whole up to the
//! preset's first level, gone from the second, linear in decibels between (`dsp::overload`; levels, band and time
//! constant estimated). Left out: the monitor mix, which a real device subtracts before it looks; thumps and distortion
//! of a real overload; wind.

use super::bands::OCTAVES;
use super::curve::Curve;
use super::weighting::Weighting;
use crate::units::{Db, DbSpl};

/// Highest possible isolation per octave band, 31.5 Hz to 16 kHz, in dB: bone and body conduction.
///
/// Berger & Kerivan, J. Acoust. Soc. Am. 74 (1983), give 40 to 60 dB with the least near 2 kHz; the shape
/// between is estimated, ±4 dB.
pub const BONE_DB: [f64; OCTAVES] = [45.0, 46.0, 48.0, 52.0, 57.0, 49.0, 41.0, 48.0, 49.0, 50.0];

/// The bone-conduction ceiling as a curve over frequency.
#[must_use]
pub fn bone() -> Curve {
    Curve::octaves(BONE_DB)
}

/// Isolation with the ceiling: -10 lg(10^(-IL/10) + 10^(-BC/10)). An ear that is not isolated has no ceiling.
#[must_use]
pub fn effective(isolation: Db, bone: Db) -> Db {
    Db(-transmission(isolation, bone, 0.0).0)
}

/// Level of the stage at the ear relative to the open ear, |T|² = 10^(-IL/10) + 10^(-BC/10) + |Ha|².
///
/// `leak_power` is |Ha|², 0 where nothing leaks. Isolation of 0 dB or less is passed on as it is, with the leak.
/// Around the leak's resonance T may rise above 0 dB (by 1.3 dB in a canal). Over a device that isolates little the
/// two ways in are really one, and their power sum overstates: by up to 3 dB, at 0 dB of isolation.
#[must_use]
pub fn transmission(isolation: Db, bone: Db, leak_power: f64) -> Db {
    let through_bone = if isolation.0 > 0.0 { power(-bone.0) } else { 0.0 };
    Db::from_power(power(-isolation.0) + through_bone + leak_power)
}

/// Octave-band method (EN ISO 4869-2:2018): the stage's ten bands (dB SPL) behind an isolation, ceiling
/// included.
#[must_use]
pub fn residual(stage_db: [f64; OCTAVES], isolation_db: [f64; OCTAVES]) -> [f64; OCTAVES] {
    std::array::from_fn(|i| stage_db[i] - effective(Db(isolation_db[i]), Db(BONE_DB[i])).0)
}

/// A- or C-weighted level at the ear, diffuse-field equivalent, of a stage behind an isolation.
#[must_use]
pub fn residual_level(stage_db: [f64; OCTAVES], isolation_db: [f64; OCTAVES], weighting: Weighting) -> DbSpl {
    weighting.sum(residual(stage_db, isolation_db))
}

/// How much quieter the stage is behind an isolation, A-weighted; depends on the stage's spectrum.
#[must_use]
pub fn noise_reduction(stage_db: [f64; OCTAVES], isolation_db: [f64; OCTAVES]) -> Db {
    Db(Weighting::A.sum(stage_db).0 - residual_level(stage_db, isolation_db, Weighting::A).0)
}

fn power(level_db: f64) -> f64 {
    10f64.powf(level_db / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acoustics::air::EAR_CM3;
    use crate::acoustics::bands::NOMINAL_HZ;
    use crate::acoustics::leak::Leak;
    use crate::acoustics::oracle::{BROKEN_SEALS, DEVICES, RESIDUALS};
    use crate::units::Hz;

    fn near(got: f64, want: f64, what: &str) {
        assert!((got - want).abs() < 0.05, "{what}: {got:.3} against {want}");
    }

    #[test]
    fn eighty_pairs_of_stage_and_device_leave_the_expected_level() {
        for (scenario, stage, rows) in RESIDUALS {
            for ((device, isolation), [dba, dbc, reduction]) in DEVICES.into_iter().zip(rows) {
                let what = format!("{device} on {scenario}");
                near(residual_level(stage, isolation, Weighting::A).0, dba, &what);
                near(residual_level(stage, isolation, Weighting::C).0, dbc, &what);
                near(noise_reduction(stage, isolation).0, reduction, &what);
            }
        }
    }

    #[test]
    fn twelve_broken_seals_let_the_stage_in_band_by_band() {
        for (device, seal, want) in BROKEN_SEALS {
            let isolation = DEVICES.iter().find(|(id, _)| *id == device).map(|(_, table)| table).unwrap();
            let leak = Leak::at_seal(seal, EAR_CM3);
            for (i, want) in want.into_iter().enumerate() {
                let entry = leak.ambient(Hz(NOMINAL_HZ[i])).power();
                let through = transmission(Db(isolation[i]), Db(BONE_DB[i]), entry);
                near(-through.0, want, &format!("{device} at {seal} %, {} Hz", NOMINAL_HZ[i]));
            }
        }
    }

    #[test]
    fn no_device_isolates_better_than_bone_conducts() {
        near(effective(Db(90.0), Db(41.0)).0, 41.0, "far above the ceiling");
        near(effective(Db(41.0), Db(41.0)).0, 37.99, "at the ceiling");
        near(effective(Db(10.0), Db(41.0)).0, 10.0, "far below the ceiling");
    }

    #[test]
    fn an_open_ear_hears_the_stage_as_it_is() {
        assert!(effective(Db(0.0), Db(41.0)).0.abs() < 1e-12);
        assert!(transmission(Db(0.0), Db(41.0), 0.0).0.abs() < 1e-12);
        assert!((transmission(Db(-1.5), Db(41.0), 0.0).0 - 1.5).abs() < 1e-12);
    }

    #[test]
    fn the_ceiling_is_lowest_at_2_khz_where_it_is_41_db() {
        let bone = bone();
        near(bone.at(Hz(1995.262)).0, 41.0, "2 kHz");
        assert!((0..200).all(|i| bone.at(Hz(20.0 * 1.035f64.powi(i))).0 >= 41.0 - 1e-9));
    }
}
