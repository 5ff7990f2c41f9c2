//! Files of other programs: bytes in, plain numbers out, with every doubt said aloud.
//!
//! The format is known by the content, never by the name. A reader drops what it cannot be sure of, with a
//! [`Warning`] that names the line, or refuses the whole file with a [`Refusal`]; no reader opens another file, and
//! size, lines, depth and counts are bounded. What the numbers mean for a device is decided later.

mod apo;
mod autoeq;
mod band;
mod camilladsp;
mod easyeffects;
mod filter_line;
mod graphic;
mod measurement;
mod notes;
mod number;
mod opra;
mod shelf;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod wave;
mod yaml;

use serde::Serialize;

use super::Equaliser;
pub use notes::{Refusal, Warning};
pub use shelf::ShelfReading;

/// Bytes of a file at most.
pub const FILE_BYTES: u64 = 16 << 20;

/// A format, known by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Equalizer APO or `AutoEq` `ParametricEQ.txt`.
    ParametricEq,
    /// `AutoEq` `FixedBandEQ.txt`.
    FixedBandEq,
    /// `AutoEq`, Equalizer APO or Wavelet `GraphicEQ.txt`.
    GraphicEq,
    /// Filter settings of Room EQ Wizard.
    RewFilters,
    /// Columns of hertz and decibels: REW, squig.link, `CrinGraph`, `AudioTools`, FRD.
    Measurement,
    /// CSV of `AutoEq`.
    AutoEqCsv,
    /// `CamillaDSP` configuration.
    CamillaDsp,
    /// `EasyEffects` or `PulseEffects` preset.
    EasyEffects,
    /// OPRA equaliser.
    Opra,
    /// Impulse response.
    Impulse,
}

/// What the numbers of a file are to the device they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// What the device does.
    Response,
    /// What undoes the device: its response is the inverse.
    Correction,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// How it is written.
    pub format: Format,
    /// The numbers.
    pub content: Content,
    /// What the file calls itself, where it does.
    pub title: Option<String>,
    /// Every doubt, in order of lines.
    pub warnings: Vec<Warning>,
}

/// The numbers of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Filters, gain in `gain_db`; the right ear's own where it differs.
    Filters {
        /// Both ears, or the left one.
        left: Equaliser,
        /// The right one.
        right: Option<Equaliser>,
    },
    /// `[Hz, dB]` of a graphic equaliser, ascending.
    Nodes(Vec<[f64; 2]>),
    /// `[Hz, dB]` of a measurement, ascending; the level is arbitrary.
    Points(Vec<[f64; 2]>),
    /// An impulse response.
    Impulse {
        /// Its sample rate.
        rate_hz: u32,
        /// Channels of the file, whether they differ or not.
        channels: usize,
        /// Both ears, or the left one.
        left: Vec<f64>,
        /// The right one.
        right: Option<Vec<f64>>,
    },
}

/// How to read what can be read in two ways.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading {
    /// What the frequency of `LS` and `HS` means.
    pub shelves: ShelfReading,
}

impl Format {
    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ParametricEq => "parametric equaliser (Equalizer APO, AutoEq)",
            Self::FixedBandEq => "fixed-band equaliser (AutoEq)",
            Self::GraphicEq => "graphic equaliser",
            Self::RewFilters => "filter settings of REW",
            Self::Measurement => "measurement, hertz and decibels",
            Self::AutoEqCsv => "CSV of AutoEq",
            Self::CamillaDsp => "CamillaDSP configuration",
            Self::EasyEffects => "EasyEffects preset",
            Self::Opra => "OPRA equaliser",
            Self::Impulse => "impulse response",
        }
    }
}

impl Import {
    /// What the numbers most likely are, when nobody says it: equalisers undo a device, measurements describe it. An
    /// impulse response for two ears was made for a convolver that undoes, one for both is a measurement.
    #[must_use]
    pub fn likely_meaning(&self) -> Meaning {
        match &self.content {
            Content::Points(_) | Content::Impulse { channels: 1, .. } => Meaning::Response,
            Content::Filters { .. } | Content::Nodes(_) | Content::Impulse { .. } => Meaning::Correction,
        }
    }
}

/// Reads a file.
///
/// # Errors
/// [`Refusal`]: what no reader can make sense of, or what would not be safe.
pub fn read(bytes: &[u8], reading: Reading) -> Result<Import, Refusal> {
    if bytes.len() as u64 > FILE_BYTES {
        return Err(Refusal::file("E_TOO_LARGE", format!("longer than {FILE_BYTES} bytes"), "cut it"));
    }
    if wave::is_wave(bytes) {
        return wave::read(bytes);
    }
    let text = text::decode(bytes)?;
    if text.trim_start().starts_with('{') {
        let tree = tree::json(&text)?;
        return if opra::is_opra(&tree) { opra::read(&tree) } else { easyeffects::read(&tree, &text) };
    }
    let lines = text::lines(&text)?;
    if yaml::is_yaml(&lines) {
        return camilladsp::read(&yaml::parse(&lines)?, &lines);
    }
    if apo::is_apo(&lines) {
        return apo::read(&lines, reading);
    }
    if autoeq::is_csv(&lines) { autoeq::read(&lines) } else { measurement::read(&lines) }
}
