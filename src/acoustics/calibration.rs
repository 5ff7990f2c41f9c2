//! Full scale in dB SPL from electrical data: voltage, impedances, sensitivity.
//!
//! Formula: `SPL_0` = S + 20 lg(V Z/(Z + Zo)), S in dB SPL at 1 V, from dB/mW by 10 lg(1000/Z) (circuit theory; definitions of
//! IEC 60268-7). Holds at one frequency and for a load that is taken as resistive; from data sheets ±4 dB, with a measured
//! voltage ±3 dB. Leaves out: impedance that varies over frequency, current limits of the output, fit.

use crate::units::{Db, DbSpl};

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
}
