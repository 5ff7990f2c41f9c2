//! The phones that are really worn, by options and answers.

use anyhow::Result;

use super::ask::Ask;
use super::options::WornOptions;
use super::unit;
use crate::control::worn::Worn;
use crate::preset::{Bounds, Library, Per, Phones, Sensitivity, bounds};

/// The class of phones that nobody described: what most people wear at a desk, and 7 dB of bass to be careful of.
const USUAL_CLASS: &str = "closed-back-studio";
/// What phones are called that have no name.
const NAMELESS: &str = "other phones";
/// The frequency of most sensitivities.
const USUAL_HZ: f64 = 1000.0;
/// Sensitivity and impedance are needed: a question of the method.
const SENSITIVITY: (&Bounds, &str) = (&bounds::SENSITIVITY_DB, "sensitivity at the eardrum");

/// Which figures a method needs beyond the class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// None.
    Class,
    /// The sensitivity, and the impedance where it is per milliwatt.
    Sensitivity,
    /// Both.
    SensitivityAndOhms,
}

/// Finds the phones and all that a method needs of them.
///
/// # Errors
/// One line: an unknown id, a number out of bounds, something missing and nobody to ask.
pub fn find(options: &WornOptions, needs: Needs, ask: &Ask) -> Result<Worn> {
    let library = Library::shipped()?;
    let mut id = options.phones.clone();
    let mut name = options.model.clone();
    if id.is_none() && name.is_none() && options.sensitivity.is_none() && ask.stop().is_some() {
        ask.say("Which phones do you wear? `foldback calibrate phones` lists those with a known data sheet.");
        id = Some(ask.text("--phones", "Their id, or Enter for others")?).filter(|text| !text.is_empty());
        if id.is_none() {
            name = Some(ask.text("--model", "Their name")?).filter(|text| !text.is_empty());
        }
    }
    if let Some(id) = id {
        let mut phones = Phones::find(&id)?;
        if let Some(class) = &options.like {
            phones.response.clone_from(class);
        }
        return Ok(Worn::listed(phones, &library)?);
    }
    let name = name.unwrap_or_else(|| NAMELESS.into());
    let class = options.like.as_deref().unwrap_or(USUAL_CLASS);
    let mut worn = Worn::other(name, class, &library)?;
    if needs == Needs::Class {
        return Ok(worn);
    }
    let missing = if options.sensitivity.is_none() && ask.stop().is_none() {
        "--phones or --sensitivity"
    } else {
        "--sensitivity"
    };
    let db = ask.number(options.sensitivity, missing, SENSITIVITY.1, SENSITIVITY.0)?;
    let per = match options.per {
        Some(per) => per.into(),
        None => {
            ask.word("--per", "per volt or per milliwatt", &[("v", Per::Volt), ("mw", Per::Milliwatt)])?
        }
    };
    let hz =
        ask.number(options.at_hz.or(Some(USUAL_HZ)), "--at-hz", "frequency of it", &bounds::STATED_HZ)?;
    worn.sensitivity = Some(Sensitivity { db, per, hz });
    worn.ohms = match options.ohms {
        None if needs == Needs::Sensitivity && per == Per::Volt => None,
        given => {
            Some(ask.number(given, "--ohms", "nominal impedance of the phones", &bounds::IMPEDANCE_OHM)?)
        }
    };
    Ok(worn)
}

/// A sensitivity in words.
#[must_use]
pub fn stated(sensitivity: &Sensitivity) -> String {
    format!("{} dB SPL at 1 {}, {} Hz", sensitivity.db, unit(sensitivity.per), sensitivity.hz)
}
