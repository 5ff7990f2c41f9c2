//! Full scale in dB SPL: from electrical data (voltage, impedances, sensitivity) or from a level that was read, carried
//! to the frequency at which the phones are loudest. And how far that may be off.
//!
//! Formula: `SPL_0` = S + 20 lg(V Z/(Z + Zo)), S in dB SPL at 1 V, from dB/mW by 10 lg(1000/Z) (circuit theory; definitions of
//! IEC 60268-7). Holds at one frequency and for a load that is taken as resistive; from data sheets ±4 dB, with a measured
//! voltage ±3 dB. Leaves out: impedance that varies over frequency, current limits of the output, fit.

use super::curve::Curve;
use super::ear;
use crate::units::{Db, DbSpl, Hz};

/// Where phones are searched for their loudest frequency.
const HEARD: (Hz, Hz) = (Hz(20.0), Hz(16_000.0));

/// One pair of phones against another of the same type, and one fit against another, dB: the part of every
/// uncertainty that no meter takes away.
pub const UNIT_SPREAD: Db = Db(3.0);

/// What data sheets say of the voltage at the driver against what is there, dB: with [`UNIT_SPREAD`] it makes the ±4 dB
/// of a calibration from data sheets alone; estimated. A voltage that was measured has none of it: ±3 dB.
pub const SHEET_SPREAD: Db = Db(2.65);

/// Loudness in the phones matched by ear to a loudspeaker: ±3 dB, median of five matches; the meter's own ±2 dB
/// within. Estimated.
pub const MATCH_SPREAD: Db = Db(3.0);

/// A phone's microphone sealed to a cup or in a tube, 200 Hz to 1 kHz only: ±5 dB. Estimated.
pub const COUPLER_SPREAD: Db = Db(5.0);

/// Taken off every limit where nothing at all was measured: more than the ±4 dB, for a data sheet may be of another
/// version, or read per volt where it meant per milliwatt (5 dB at 300 Ω).
pub const SHEET_MARGIN: Db = Db(6.0);

/// 0 dBu in volts: 1 mW in 600 Ω.
const DBU_VOLTS: f64 = 0.774_596_669_241_483_4;

/// A headphone output: what a full-scale sine gives without load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Output {
    /// RMS voltage of a 0 dBFS sine, open circuit, in volts.
    pub volts: f64,
    /// Source impedance in ohms.
    pub ohms: f64,
}

/// A driver at one frequency, usually 1 kHz (500 Hz in IEC 60268-7).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driver {
    /// Level at one volt rms, as the maker states it: nearly always at the eardrum simulator, not diffuse
    /// field.
    pub at_one_volt: DbSpl,
    /// Impedance in ohms, taken as resistive.
    pub ohms: f64,
}

impl Driver {
    /// A driver whose sensitivity is stated per milliwatt: dB/V = dB/mW + 10 lg(1000/Z).
    #[must_use]
    pub fn per_milliwatt(at_one_milliwatt: DbSpl, ohms: f64) -> Self {
        Self { at_one_volt: DbSpl(at_one_milliwatt.0 + 10.0 * (1000.0 / ohms).log10()), ohms }
    }

    /// Level of a full-scale sine (0 dBFS rms by AES17) from this output: `S_V + 20 lg(V_fs Z/(Z + Z_o))`.
    #[must_use]
    pub fn full_scale(&self, output: Output) -> DbSpl {
        DbSpl(self.at_one_volt.0 + Db::from_gain(self.volts(output)).0)
    }

    /// Full-scale level at the driver's terminals in dB re 0.7746 V (dBu).
    #[must_use]
    pub fn full_scale_dbu(&self, output: Output) -> f64 {
        Db::from_gain(self.volts(output) / DBU_VOLTS).0
    }

    fn volts(&self, output: Output) -> f64 {
        output.volts * self.ohms / (self.ohms + output.ohms)
    }
}

/// `SPL_0`: a full-scale sine at the frequency where the phones are loudest, diffuse-field equivalent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FullScale {
    /// Its level.
    pub level: DbSpl,
    /// The loudest frequency.
    pub at: Hz,
    /// How much louder they are there than where they were measured, dB.
    pub rise: Db,
}

impl FullScale {
    /// From a full-scale sine at one frequency, as data sheets and couplers have it: at the eardrum.
    ///
    /// SPL at that frequency - diffuse field to eardrum there + (highest response - response there); `response` is
    /// that of the phones, diffuse-field relative, of any reference level.
    #[must_use]
    pub fn at_eardrum(level: DbSpl, frequency: Hz, response: &Curve) -> Self {
        Self::in_field(ear::to_diffuse_field(level, frequency), response.at(frequency), response)
    }

    /// From a diffuse-field equivalent level that `measured` is the response of, in a band or at a frequency.
    #[must_use]
    pub fn in_field(level: DbSpl, measured: Db, response: &Curve) -> Self {
        let (at, highest) = response.peak(HEARD.0, HEARD.1);
        let rise = Db(highest.0 - measured.0);
        Self { level: DbSpl(level.0 + rise.0), at, rise }
    }
}

/// Mean response over a band of pink noise: its power over equal parts of an octave.
#[must_use]
pub fn band_response(response: &Curve, from: Hz, to: Hz) -> Db {
    const PARTS: u32 = 48;
    let octaves = (to.0 / from.0).log2();
    let part = |i: u32| Hz(from.0 * (octaves * (f64::from(i) + 0.5) / f64::from(PARTS)).exp2());
    let power: f64 = (0..PARTS).map(|i| 10f64.powf(response.at(part(i)).0 / 10.0)).sum();
    Db::from_power(power / f64::from(PARTS))
}

/// Uncertainties of parts that know nothing of each other, combined: the root of the sum of squares (JCGM 100:2008,
/// 5.1.2).
#[must_use]
pub fn combined(parts: &[Db]) -> Db {
    Db(parts.iter().map(|part| part.0 * part.0).sum::<f64>().sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_pairs_of_phones_and_outputs_reach_their_full_scale() {
        // dB/V, ohm, V rms, source ohm, SPL at 0 dBFS, dBu at the driver.
        #[rustfmt::skip]
        let cases = [
            (124.7, 17.0, 1.0, 0.9, 124.25, 1.77), (124.7, 17.0, 5.0, 120.0, 120.55, -1.93),
            (134.5, 9.0, 1.6, 10.0, 132.09, -0.19), (116.0, 45.0, 1.0, 0.9, 115.83, 2.05),
            (102.2, 300.0, 5.0, 1.0, 116.15, 16.17), (113.0, 64.0, 1.6, 10.0, 115.82, 5.04),
            (102.0, 250.0, 1.6, 10.0, 105.74, 5.96), (124.7, 17.0, 0.15, 0.0, 108.22, -14.26),
        ];
        for (sensitivity, ohms, volts, source, spl, dbu) in cases {
            let driver = Driver { at_one_volt: DbSpl(sensitivity), ohms };
            let output = Output { volts, ohms: source };
            assert!((driver.full_scale(output).0 - spl).abs() < 0.05, "{sensitivity} dB/V");
            assert!((driver.full_scale_dbu(output) - dbu).abs() < 0.05, "{sensitivity} dB/V");
        }
    }

    #[test]
    fn a_hundred_and_seven_db_per_milliwatt_in_17_ohm_is_124_7_per_volt() {
        assert!((Driver::per_milliwatt(DbSpl(107.0), 17.0).at_one_volt.0 - 124.7).abs() < 0.05);
        assert!((Driver::per_milliwatt(DbSpl(97.0), 300.0).at_one_volt.0 - 102.2).abs() < 0.05);
    }

    #[test]
    fn a_source_an_eighth_of_the_load_costs_about_one_db() {
        let driver = Driver { at_one_volt: DbSpl(100.0), ohms: 32.0 };
        let level = driver.full_scale(Output { volts: 1.0, ohms: 4.0 });
        assert!((level.0 - (100.0 - 1.023)).abs() < 1e-3);
    }

    #[test]
    fn phones_with_8_db_of_bass_reach_8_db_more_than_at_1_khz_less_the_ear() {
        let response =
            Curve::new(&[(Hz(60.0), Db(8.0)), (Hz(500.0), Db(1.0)), (Hz(1000.0), Db(0.0))]).unwrap();
        let found = FullScale::at_eardrum(DbSpl(124.25), Hz(1000.0), &response);
        // 124.25 - 4.1 + 8; the end of the curve is held down to 20 Hz.
        assert!((found.level.0 - 128.15).abs() < 1e-9 && (found.rise.0 - 8.0).abs() < 1e-9, "{found:?}");
        assert!(found.at.0 <= 60.0 + 1e-9, "{found:?}");
        let at_500 = FullScale::at_eardrum(DbSpl(124.25), Hz(500.0), &response);
        assert!((at_500.level.0 - (124.25 - 2.1 + 7.0)).abs() < 1e-9, "{at_500:?}");
    }

    #[test]
    fn what_is_loud_only_above_16_khz_does_not_count() {
        let response =
            Curve::new(&[(Hz(1000.0), Db(0.0)), (Hz(15_000.0), Db(0.0)), (Hz(20_000.0), Db(20.0))]);
        let found = FullScale::at_eardrum(DbSpl(100.0), Hz(1000.0), &response.unwrap());
        assert!(found.level.0 < 103.0, "{found:?}");
    }

    #[test]
    fn a_band_of_a_flat_response_is_that_response_and_a_slope_counts_its_loud_half_more() {
        let flat = Curve::new(&[(Hz(1000.0), Db(-2.5))]).unwrap();
        assert!((band_response(&flat, Hz(500.0), Hz(2000.0)).0 + 2.5).abs() < 1e-9);
        let slope = Curve::new(&[(Hz(500.0), Db(0.0)), (Hz(2000.0), Db(6.0206))]).unwrap();
        // Mean power of a ramp from 1 to 4 over log f: 3/ln 4 = 2.164, 3.353 dB.
        assert!((band_response(&slope, Hz(500.0), Hz(2000.0)).0 - 3.353).abs() < 0.01);
    }

    #[test]
    fn data_sheets_are_good_for_4_db_and_a_measured_voltage_for_3() {
        assert!((combined(&[UNIT_SPREAD, SHEET_SPREAD]).0 - 4.0).abs() < 0.01);
        assert!((combined(&[UNIT_SPREAD]).0 - 3.0).abs() < 1e-12);
    }
}
