//! What a worn device lets out: the monitor mix as a microphone near the head hears it.
//!
//! Formula, octave by octave: level 10 cm from the ear = level in the ear + the device's table, plus, through a broken
//! seal, the flow of the leak radiated as a small source: p(r)/p(ear) = ω² V |Ha/Hs| / (4π r c²), added as power. From
//! the volume velocity p jωC / |Hs| · |Ha| and a monopole, p(r) = ρ jω U/(4π r) (Beranek, Acoustics, 1954, ch. 4).
//! Levels in the ear are diffuse-field equivalent; in a plugged canal the pressure that leaks is that at the eardrum,
//! higher by the response of the ear (ISO 11904-2:2004, table 1).
//!
//! Holds to about ±10 dB (the tables are estimates), 31.5 Hz to 16 kHz, while cavity and opening are small against the
//! wavelength. Leaves out: the shadow of the head, the direction of the opening, the microphone's directivity, cables.

use std::f64::consts::PI;

use super::air;
use super::bands::{OCTAVES, octave_centres};
use super::leak::Leak;
use super::level;
use super::voice;
use super::weighting::Weighting;
use crate::units::{Db, DbSpl, Hz};

/// Distance of the microphone from the ear, metres.
pub const DISTANCE_M: f64 = 0.1;

/// Diffuse field to eardrum in octaves, dB: mean of the three thirds of ISO 11904-2:2004, table 1 (0 below 100 Hz; the
/// third of 20 kHz extrapolated).
pub const EARDRUM_DB: [f64; OCTAVES] = [0.0, 0.0, 0.2, 0.8, 2.1, 4.3, 11.3, 13.1, 8.6, 0.6];

/// A cavity smaller than this is a plugged canal, in cm³; larger ones are cups.
const CANAL_CM3: f64 = 5.0;

/// Peak of a click track below the full-scale sine of the mix: as loud as a mix allows without clipping; estimated.
pub const CLICK_DBFS: Db = Db(-6.0);

/// Share of each octave in the power of a click, dB: a bright tick or a wood block, 1 to 4 kHz alike; estimated, ±4 dB.
const CLICK_DB: [f64; OCTAVES] = {
    let none = f64::NEG_INFINITY;
    [none, none, none, none, none, -4.8, -4.8, -4.8, none, none]
};

/// The ways out of one ear.
#[derive(Debug, Clone, PartialEq)]
pub struct Leakage {
    /// Level at the microphone re the level in the ear (diffuse-field equivalent), per octave, dB.
    pub at_microphone_db: [f64; OCTAVES],
}

impl Leakage {
    /// A device with this table (level 10 cm from the ear re the pressure in the ear, dB, tightly sealed) and this
    /// leak in a cavity of so many cm³; `None` where nothing seals.
    #[must_use]
    pub fn new(table_db: [f64; OCTAVES], leak: Option<(Leak, f64)>) -> Self {
        let centres = octave_centres();
        let at_microphone_db = std::array::from_fn(|i| {
            let Some((leak, volume_cm3)) = leak else { return table_db[i] };
            let in_canal = if volume_cm3 < CANAL_CM3 { EARDRUM_DB[i] } else { 0.0 };
            let through = through_leak(&leak, volume_cm3, centres[i]);
            in_canal + level::sum([DbSpl(table_db[i]), DbSpl(through.0)]).0
        });
        Self { at_microphone_db }
    }

    /// A-weighted level at the microphone of what has these octave levels in the ear (dB SPL, the monitor part alone).
    #[must_use]
    pub fn at_microphone(&self, ear_db: [f64; OCTAVES]) -> DbSpl {
        Weighting::A.sum(std::array::from_fn(|i| ear_db[i] + self.at_microphone_db[i]))
    }

    /// Click at the microphone re a voice there, both A-weighted: the click peaks at [`CLICK_DBFS`] of a monitor level
    /// `full_scale` through a device of this response in octaves. -20 dB is heard in every pause, -50 dB is not.
    #[must_use]
    pub fn click_bleed(&self, full_scale: DbSpl, response_db: [f64; OCTAVES]) -> Db {
        let click = std::array::from_fn(|i| full_scale.0 + CLICK_DBFS.0 + CLICK_DB[i] + response_db[i]);
        Db(self.at_microphone(click).0 - voice_at_microphone().0)
    }
}

/// Level of a singer at nominal programme at a microphone 10 cm from the lips: the level at 1 m ([`voice`]) and the
/// distance law; estimated, ±5 dB.
#[must_use]
pub fn voice_at_microphone() -> DbSpl {
    DbSpl(voice::NOMINAL.0 - voice::EAR_OVER_ONE_METRE.0 + Db::from_gain(1.0 / DISTANCE_M).0)
}

/// What leaves through the leak, re the pressure in the cavity.
fn through_leak(leak: &Leak, volume_cm3: f64, f: Hz) -> Db {
    let omega = 2.0 * PI * f.0;
    let sealed = omega * omega * volume_cm3 * 1e-6 / (4.0 * PI * DISTANCE_M * air::C * air::C);
    Db(Db::from_gain(sealed).0 + leak.ambient_entry(f).0 - leak.driver_loss(f).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: [f64; OCTAVES] = [-140.0, -127.0, -116.0, -104.0, -92.0, -79.0, -67.0, -55.0, -43.0, -40.0];

    #[test]
    fn a_cavity_of_1_26_cm3_that_radiates_all_its_flow_is_69_5_db_down_at_1_khz() {
        // ω² V/(4π r c²) = 6283² · 1.26e-6/(4π · 0.1 · 343.2²) = 3.36e-4.
        let open = Leak::at_seal(0.0, 1.26);
        let f = Hz(1000.0);
        let got = through_leak(&open, 1.26, f).0 - open.ambient_entry(f).0 + open.driver_loss(f).0;
        assert!((got + 69.5).abs() < 0.1, "{got:.2}");
    }

    #[test]
    fn a_tight_seal_adds_nothing_and_a_broken_one_lets_the_bass_out() {
        let at = |seal| Leakage::new(TABLE, Some((Leak::at_seal(seal, 1.26), 1.26))).at_microphone_db;
        let (tight, broken) = (at(100.0), at(0.0));
        for i in 0..OCTAVES {
            assert!((tight[i] - TABLE[i] - EARDRUM_DB[i]).abs() < 1.0, "octave {i}: {tight:?}");
            assert!(broken[i] >= tight[i] - 1e-9, "octave {i}");
        }
        assert!(broken[2] > tight[2] + 20.0, "{} at 125 Hz", broken[2] - tight[2]);
    }

    #[test]
    fn what_has_no_seal_follows_its_table() {
        let told = Leakage::new(TABLE, None).at_microphone_db;
        assert!(told.iter().zip(TABLE).all(|(told, table)| (told - table).abs() < 1e-12), "{told:?}");
        // 90 dB at 1 kHz alone, A being 0 dB there: 90 - 79.
        let mut ear = [f64::NEG_INFINITY; OCTAVES];
        ear[5] = 90.0;
        assert!((Leakage::new(TABLE, None).at_microphone(ear).0 - 11.0).abs() < 1e-6);
    }

    #[test]
    fn a_voice_of_97_at_the_ear_is_105_at_a_microphone_10_cm_away() {
        assert!((voice_at_microphone().0 - 105.0).abs() < 1e-9);
    }

    #[test]
    fn a_click_bleeds_from_an_open_headphone_and_not_from_an_in_ear() {
        let open = [-96.0, -84.0, -72.0, -60.0, -48.0, -36.0, -24.0, -20.0, -20.0, -20.0];
        let (level, flat) = (DbSpl(106.0), [0.0; OCTAVES]);
        let open = Leakage::new(open, None).click_bleed(level, flat);
        // 95.2 dB in each of three octaves; A-weighted at the microphone 59.2, 72.4, 76.2 = 77.8 dBA; voice 105.
        assert!((open.0 + 27.2).abs() < 0.2, "{open:?}");
        let in_ear = Leakage::new(TABLE, Some((Leak::at_seal(100.0, 1.26), 1.26))).click_bleed(level, flat);
        assert!((-60.0..-40.0).contains(&in_ear.0), "{in_ear:?}");
        let louder = Leakage::new(TABLE, None).click_bleed(DbSpl(116.0), flat);
        let softer = Leakage::new(TABLE, None).click_bleed(level, flat);
        assert!((louder.0 - softer.0 - 10.0).abs() < 1e-9, "decibel for decibel");
    }

    #[test]
    fn the_eardrum_octaves_are_means_of_the_thirds_of_iso_11904_2() {
        const THIRDS: [(usize, [f64; 3]); 8] = [
            (2, [0.0, 0.2, 0.4]),
            (3, [0.6, 0.8, 1.1]),
            (4, [1.5, 2.1, 2.8]),
            (5, [3.3, 4.1, 5.5]),
            (6, [7.7, 11.0, 15.3]),
            (7, [15.7, 12.9, 10.6]),
            (8, [9.4, 9.5, 6.8]),
            (9, [3.8, 0.7, -2.8]),
        ];
        for (octave, thirds) in THIRDS {
            let mean = thirds.iter().sum::<f64>() / 3.0;
            assert!((EARDRUM_DB[octave] - mean).abs() < 0.06, "octave {octave}: {mean:.2}");
        }
    }
}
