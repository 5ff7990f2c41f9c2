//! The response of the device preset whose class the phones belong to that a listener really wears, for calibration.

use super::PrepareError;
use super::declared::{Declared, grid};
use crate::acoustics::curve::Curve;
use crate::preset::Device;

/// Points per octave at which the declared response is read, from 20 Hz to 20 kHz.
const POINTS: usize = 24;

/// Response of a device that leaks nowhere, diffuse-field relative.
///
/// # Errors
/// A device without a driver, or a response that cannot be read.
pub fn response(device: &Device) -> Result<Curve, PrepareError> {
    let refuse = |reason: String| PrepareError { what: format!("response of `{}`", device.id), reason };
    let declared = Declared::new(device, None)?;
    if !declared.has_driver() {
        return Err(refuse(
            "it has no driver: name the class of the phones, like `closed-back-studio`".into(),
        ));
    }
    let points: Vec<_> = grid(POINTS).into_iter().map(|f| (f, declared.tight(f))).collect();
    Curve::new(&points).map_err(|error| refuse(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{Library, Preset, ResponseShape};
    use crate::units::Hz;

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
