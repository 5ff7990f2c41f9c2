//! Which stored calibration a session runs on: only one of the very output it plays to, and always said aloud.

use anyhow::{Result, bail, ensure};

use super::ends::Output;
use super::sound::SoundOptions;
use crate::control::calibrations::{Calibrations, Stored};
use crate::control::setup::Setup;
use crate::preset::CalibratedOutput;

/// Takes the calibration that was asked for, or the only one of this output. Returns why none was taken where one
/// might have been.
///
/// # Errors
/// One line: the calibration asked for is not there, broken, or of another output.
pub fn live(setup: &mut Setup, options: &SoundOptions, output: &Output) -> Result<Option<String>> {
    match (output, &options.calibration) {
        (Output::File(_), _) => file(setup, options)?,
        (Output::Null, Some(name)) => {
            bail!("--calibration {name}: nobody hears the null output: leave it out")
        }
        (Output::Device { device, channels }, Some(name)) => {
            let stored = Calibrations::of_user()?.find(name)?;
            let made = &stored.calibration.output;
            let channels = channels.map(|channel| channel + 1);
            ensure!(
                is(made, device.id(), channels),
                "--calibration {name} is for {}, not for {}: calibrate this output too",
                plug(&made.id, made.channels),
                plug(device.id(), channels)
            );
            worn_with(setup, &stored)?;
            take(setup, &stored);
        }
        // A full scale that was given overrides what is stored.
        (Output::Device { device, channels }, None) if !setup.calibrated => {
            return Ok(only(setup, device.id(), channels.map(|channel| channel + 1)));
        }
        (Output::Null | Output::Device { .. }, None) => {}
    }
    Ok(None)
}

/// Takes the calibration that was asked for by name; a file is for whatever output that one is of.
///
/// # Errors
/// One line: it is not there, or broken.
pub fn file(setup: &mut Setup, options: &SoundOptions) -> Result<()> {
    if let Some(name) = &options.calibration {
        let stored = Calibrations::of_user()?.find(name)?;
        worn_with(setup, &stored)?;
        take(setup, &stored);
        let made = &stored.calibration.output;
        eprintln!("foldback: the file is for {} alone", plug(&made.id, made.channels));
    }
    Ok(())
}

/// The only one of this output, and of what is worn where that was said. Broken files are named and do not stand in the way.
fn only(setup: &mut Setup, id: &str, channels: [usize; 2]) -> Option<String> {
    let Ok(calibrations) = Calibrations::of_user() else { return None };
    let (all, broken) = calibrations.all();
    for error in &broken {
        eprintln!("foldback: {error}");
    }
    let here: Vec<Stored> =
        all.into_iter().filter(|stored| is(&stored.calibration.output, id, channels)).collect();
    let (fitting, others): (Vec<Stored>, Vec<Stored>) = here.into_iter().partition(|stored| {
        setup.wearing.as_ref().is_none_or(|wearing| wearing.is(&stored.calibration.phones))
    });
    match (fitting.as_slice(), others.as_slice(), &setup.wearing) {
        ([], [other, ..], Some(wearing)) => Some(format!(
            "{} is calibrated for {}, not for your {}: UNCALIBRATED; calibrate them, or say --calibration {} if they are the same",
            plug(id, channels),
            other.calibration.phones.name,
            wearing.name,
            other.name
        )),
        ([], ..) => broken.first().map(ToString::to_string),
        ([one], ..) => {
            take(setup, one);
            None
        }
        (several, ..) => {
            let names: Vec<_> = several.iter().map(|stored| stored.name.as_str()).collect();
            let (names, plug) = (names.join(", "), plug(id, channels));
            Some(format!("{plug} has several calibrations, none is taken: --calibration NAME, of {names}"))
        }
    }
}

/// Refuses a calibration of other phones of the list than those that are worn.
fn worn_with(setup: &Setup, stored: &Stored) -> Result<()> {
    if let Some(wearing) = &setup.wearing {
        let phones = &stored.calibration.phones;
        ensure!(
            wearing.is(phones) || !wearing.stands_in || phones.id.is_none(),
            "--calibration {} is for {}, and you wear {}: calibrate those too, or say --wearing as it is",
            stored.name,
            phones.name,
            wearing.name
        );
    }
    Ok(())
}

fn take(setup: &mut Setup, stored: &Stored) {
    setup.calibrate(&stored.calibration);
    let (text, full_scale) = (stored.calibration.summary(), stored.calibration.full_scale_db_spl);
    let margin = setup.knobs.margin().0;
    eprintln!(
        "foldback: calibrated: {text}: full scale {full_scale:.1} dB SPL, ceiling lowered by {margin:.0} dB in case it is more"
    );
}

fn is(made: &CalibratedOutput, id: &str, channels: [usize; 2]) -> bool {
    made.id == id && made.channels == channels
}

/// A device and its channels in words.
#[must_use]
pub fn plug(id: &str, [left, right]: [usize; 2]) -> String {
    format!("{id}, channels {left},{right}")
}
