//! The response of the device preset whose class the phones belong to that a listener really wears, for calibration.

use super::equaliser::Drawn;
use super::{PrepareError, ear, impulse};
use crate::acoustics::curve::Curve;
use crate::preset::{Device, ResponseShape};
use crate::units::{Db, Hz, SampleRate};

/// Filters are drawn at this rate: their curves are the analogue ones to 16 kHz.
const DRAWN_AT: SampleRate = SampleRate(192_000);
/// Points per octave at which filters are drawn, from 20 Hz to 20 kHz.
const POINTS: i32 = 12;

/// Response of a sealed device, diffuse-field relative.
///
/// # Errors
/// A device without a driver, or a response that cannot be read.
pub fn response(device: &Device) -> Result<Curve, PrepareError> {
    let refuse = |reason: String| PrepareError { what: format!("response of `{}`", device.id), reason };
    let drawn = match &device.response.shape {
        ResponseShape::None => {
            return Err(refuse(
                "it has no driver: name the class of the phones, like `closed-back-studio`".into(),
            ));
        }
        ResponseShape::Flat => vec![(Hz(1000.0), Db(0.0))],
        ResponseShape::Curve { points, .. } => points.iter().map(|&[hz, db]| (Hz(hz), Db(db))).collect(),
        ResponseShape::Impulse { wav, .. } => return impulse::magnitude(wav).map_err(refuse),
        ResponseShape::Equaliser { gain_db, bands, .. } => {
            let drawn = Drawn::new(*gain_db, bands).map_err(|error| refuse(error.to_string()))?;
            let f = |i: i32| Hz(20.0 * 2f64.powf(f64::from(i) / f64::from(POINTS)));
            (0..=10 * POINTS).map(|i| (f(i), drawn.gain(f(i)))).collect()
        }
        ResponseShape::Filters { filters } => {
            let sections: Result<Vec<_>, _> =
                filters.iter().map(|filter| ear::section(filter, DRAWN_AT)).collect();
            let sections = sections.map_err(|error| refuse(error.to_string()))?;
            let point = |i: i32| {
                let f = Hz(20.0 * 2f64.powf(f64::from(i) / f64::from(POINTS)));
                (f, Db(sections.iter().map(|section| section.response(f, DRAWN_AT).0).sum()))
            };
            (0..=10 * POINTS).map(point).collect()
        }
    };
    Curve::new(&drawn).map_err(|error| refuse(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{Library, Preset};

    #[test]
    fn every_shipped_device_with_a_driver_has_a_response_and_others_say_so() {
        for preset in Library::shipped().unwrap().devices() {
            let Preset::Device(device) = preset else { continue };
            let Ok(curve) = response(device) else {
                assert_eq!(device.response.shape, ResponseShape::None, "{}", device.id);
                continue;
            };
            let (_, highest) = curve.peak(Hz(20.0), Hz(16_000.0));
            // Levelled at 500 Hz to 1 kHz: nothing is loudest 15 dB above that.
            assert!((-0.1..15.0).contains(&highest.0), "{}: {highest:?}", device.id);
        }
    }
}
