//! From what is known of the phones a listener wears to the full scale that the limiter needs.
//!
//! Not simulated devices: these phones are real, and their levels are what reaches the listener.

use serde::Serialize;

use crate::acoustics::calibration::{
    COUPLER_SPREAD, Driver, FullScale, MATCH_SPREAD, Output, SHEET_SPREAD, UNIT_SPREAD, band_response,
    combined,
};
use crate::acoustics::curve::Curve;
use crate::acoustics::ear;
use crate::control::error::DeskError;
use crate::engine::prepare::worn;
use crate::io::tone::Signal;
use crate::preset::{Library, Method, Per, Phones, Preset, Sensitivity};
use crate::units::{Db, DbSpl, Hz};

/// The tone of a voltmeter: most meters are true at mains frequencies and somewhat above.
pub const VOLTMETER_TONE: Signal = Signal::Sine(Hz(400.0));
/// The tone of a microphone at a cup or in a tube: low enough for the small cavity, high enough for a leak.
pub const COUPLER_TONE: Hz = Hz(500.0);
/// The noise that is matched by ear: the band in which ear and response matter least.
pub const MATCH_BAND: (Hz, Hz) = (Hz(500.0), Hz(2000.0));

/// The phones.
pub struct Worn {
    /// Id in the list of phones, if they are in it.
    pub id: Option<String>,
    /// Name for people.
    pub name: String,
    /// Nominal impedance, if it is known.
    pub ohms: Option<f64>,
    /// Sensitivity, if it is known.
    pub sensitivity: Option<Sensitivity>,
    /// One pair and fit against another, dB.
    pub spread: Db,
    /// Id of the device preset whose response stands in, and how sure that is.
    pub class: [String; 2],
    /// That response.
    pub response: Curve,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// How.
    pub method: Method,
    /// A full-scale sine at the eardrum at `hz`; none where the level was matched by ear, which has no eardrum in it.
    pub eardrum_db_spl: Option<f64>,
    /// The same, diffuse-field equivalent.
    pub field_db_spl: f64,
    /// Where that was stated or read.
    pub hz: f64,
    /// `SPL_0`: a full-scale sine at the loudest frequency, diffuse-field equivalent.
    pub full_scale_db_spl: f64,
    /// The loudest frequency.
    pub loudest_hz: f64,
    /// How much louder they are there, by the response of the class.
    pub rise_db: f64,
    /// How far the level may be off, one way.
    pub uncertainty_db: f64,
    /// Voltage of full scale at the driver, where it is known.
    pub volts: Option<f64>,
    /// The same re 0.7746 V.
    pub dbu: Option<f64>,
}

impl Worn {
    /// Phones of the list.
    ///
    /// # Errors
    /// Their stand-in has no response.
    pub fn listed(phones: Phones, library: &Library) -> Result<Self, DeskError> {
        let mut worn = Self::other(phones.name, &phones.response, library)?;
        worn.id = Some(phones.id);
        worn.ohms = Some(phones.ohms);
        worn.sensitivity = Some(phones.sensitivity);
        worn.spread = Db(phones.evidence.spread_db.unwrap_or(UNIT_SPREAD.0));
        Ok(worn)
    }

    /// Phones that are in no list, of the class of a device preset.
    ///
    /// # Errors
    /// The class is unknown, a pair, or has no response.
    pub fn other(name: String, class: &str, library: &Library) -> Result<Self, DeskError> {
        let Preset::Device(device) = library.device(class)? else {
            return Err(DeskError::Request(format!(
                "`{class}` is a pair: name the class of one of its ears"
            )));
        };
        let response = worn::response(&device)?;
        let evidence = &device.response.evidence;
        let spread = evidence.spread_db.map_or(String::new(), |spread| format!(", spread {spread} dB"));
        let sure = format!("{}{spread}", evidence.kind);
        let class = [device.id, sure];
        Ok(Self { id: None, name, ohms: None, sensitivity: None, spread: UNIT_SPREAD, class, response })
    }

    /// From data sheets: these phones, this output, its volume at the end. None where a figure is missing.
    #[must_use]
    pub fn by_sheet(&self, output: Output) -> Option<Found> {
        let (at_one_volt, hz) = self.per_volt()?;
        let driver = Driver { at_one_volt, ohms: self.ohms? };
        let at = driver.full_scale(output);
        let terminals = output.volts * driver.ohms / (driver.ohms + output.ohms);
        let spread = combined(&[self.spread, SHEET_SPREAD]);
        Some(self.electrical(Method::Sheet, at, hz, terminals, spread))
    }

    /// From a voltage at the plug, phones connected, with a sine of `level`. None where a figure is missing.
    #[must_use]
    pub fn by_voltage(&self, volts: f64, level: Db) -> Option<Found> {
        let (at_one_volt, hz) = self.per_volt()?;
        let terminals = volts * Db(-level.0).gain();
        let at = DbSpl(at_one_volt.0 + Db::from_gain(terminals).0);
        Some(self.electrical(Method::Voltmeter, at, hz, terminals, self.spread))
    }

    /// From a level that a sound-level meter read: at a cup or in a tube with a sine, or at the head for a loudness
    /// that was matched with a band of noise; `level` is that of the sound in the phones, dBFS rms.
    #[must_use]
    pub fn by_level(&self, method: Method, read: DbSpl, level: Db) -> Found {
        let full = DbSpl(read.0 - level.0);
        if method == Method::Match {
            let (from, to) = MATCH_BAND;
            let measured = band_response(&self.response, from, to);
            let middle = Hz((from.0 * to.0).sqrt());
            let scale = FullScale::in_field(full, measured, &self.response);
            return Found::in_field(method, full, middle, scale, MATCH_SPREAD);
        }
        Found::at_eardrum(method, full, COUPLER_TONE, &self.response, COUPLER_SPREAD)
    }

    /// Level at the eardrum per volt, and at which frequency.
    fn per_volt(&self) -> Option<(DbSpl, Hz)> {
        let Sensitivity { db, per, hz } = self.sensitivity?;
        let level = match per {
            Per::Volt => DbSpl(db),
            Per::Milliwatt => Driver::per_milliwatt(DbSpl(db), self.ohms?).at_one_volt,
        };
        Some((level, Hz(hz)))
    }

    fn electrical(&self, method: Method, at: DbSpl, hz: Hz, volts: f64, spread: Db) -> Found {
        let found = Found::at_eardrum(method, at, hz, &self.response, spread);
        // 0 dBu is 1 mW in 600 ohm.
        Found { volts: Some(volts), dbu: Some(Db::from_gain(volts / 0.6f64.sqrt()).0), ..found }
    }
}

impl Found {
    /// A full scale that was found at the eardrum.
    fn at_eardrum(method: Method, level: DbSpl, hz: Hz, response: &Curve, spread: Db) -> Self {
        let scale = FullScale::at_eardrum(level, hz, response);
        let field = ear::to_diffuse_field(level, hz);
        Self { eardrum_db_spl: Some(level.0), ..Self::in_field(method, field, hz, scale, spread) }
    }

    fn in_field(method: Method, field: DbSpl, hz: Hz, scale: FullScale, spread: Db) -> Self {
        Self {
            method,
            eardrum_db_spl: None,
            field_db_spl: field.0,
            hz: hz.0,
            full_scale_db_spl: scale.level.0,
            loudest_hz: scale.at.0,
            rise_db: scale.rise.0,
            uncertainty_db: spread.0,
            volts: None,
            dbu: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::HeadphoneOutput;

    fn listed(id: &str) -> Worn {
        Worn::listed(Phones::find(id).unwrap(), &Library::shipped().unwrap()).unwrap()
    }

    #[test]
    fn shipped_phones_on_shipped_outputs_reach_their_full_scale_at_the_eardrum() {
        for (phones, output, spl, dbu) in [
            ("shure-se215", "apple-dongle", 124.25, 1.77),
            ("shure-se215", "iec-61938", 120.55, -1.93),
            ("shure-se846", "interface-basic", 132.09, -0.19),
            ("etymotic-er4sr", "apple-dongle", 115.83, 2.05),
            ("sennheiser-hd-600", "interface-good", 116.15, 16.17),
            ("sennheiser-hd-280-pro", "interface-basic", 115.82, 5.04),
            ("beyerdynamic-dt-770-pro-250", "interface-basic", 105.74, 5.96),
            ("shure-se215", "en-50332-player", 108.22, -14.26),
        ] {
            let output = HeadphoneOutput::find(output).unwrap();
            let found = listed(phones).by_sheet(Output { volts: output.volts, ohms: output.ohms }).unwrap();
            assert!((found.eardrum_db_spl.unwrap() - spl).abs() < 0.05, "{phones}: {found:?}");
            assert!((found.dbu.unwrap() - dbu).abs() < 0.05, "{phones}: {found:?}");
            assert!((found.field_db_spl - (found.eardrum_db_spl.unwrap() - 4.1)).abs() < 1e-9, "{found:?}");
            assert!((found.uncertainty_db - 4.0).abs() < 0.01, "{found:?}");
        }
    }

    #[test]
    fn a_voltage_read_at_the_plug_is_good_for_3_db_and_says_the_same_as_the_sheet() {
        let hd_600 = listed("sennheiser-hd-600");
        let output = Output { volts: 5.0, ohms: 1.0 };
        let (sheet, read) =
            (hd_600.by_sheet(output).unwrap(), hd_600.by_voltage(0.49834, Db(-20.0)).unwrap());
        assert!((sheet.full_scale_db_spl - read.full_scale_db_spl).abs() < 0.001, "{sheet:?} {read:?}");
        assert!((read.uncertainty_db - 3.0).abs() < 1e-9);
        // Open-back phones are loudest at 80 Hz, 2.5 dB above 1 kHz.
        assert!((read.loudest_hz - 80.0).abs() < 0.1 && (read.rise_db - 2.5).abs() < 1e-9, "{read:?}");
    }

    #[test]
    fn a_matched_loudness_has_no_eardrum_in_it_and_a_coupler_has() {
        let flat = Worn::other("flat".into(), "reference", &Library::shipped().unwrap()).unwrap();
        let matched = flat.by_level(Method::Match, DbSpl(75.0), Db(-40.0));
        assert!((matched.full_scale_db_spl - 115.0).abs() < 1e-9 && matched.eardrum_db_spl.is_none());
        let cup = flat.by_level(Method::Cup, DbSpl(75.0), Db(-40.0));
        assert!((cup.full_scale_db_spl - 112.9).abs() < 1e-9, "2.1 dB of ear at 500 Hz: {cup:?}");
        assert!(matched.uncertainty_db < cup.uncertainty_db);
    }
}
