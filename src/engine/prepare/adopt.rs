//! What another program's file becomes as the response of a device.

mod content;
mod form;

use crate::preset::import::{Format, Import, Meaning, Refusal, Warning};
use crate::preset::{Confidence, Evidence, ResponseShape, bounds, one_line};

/// How a curve is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A few filters.
    Cascade,
    /// A minimum-phase impulse response in a WAV file beside the preset.
    Fir,
    /// The points themselves.
    Curve,
}

/// Where the levels of a file were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// At the eardrum or in an ear simulator: the diffuse field's own response is taken away.
    Eardrum,
    /// Relative to the diffuse field already.
    DiffuseField,
}

/// What the user says about a file; what is not said is guessed, and the guess is told.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// What the numbers are to the device.
    pub meaning: Option<Meaning>,
    /// How to write the response.
    pub form: Option<Form>,
    /// Where the levels were taken.
    pub reference: Option<Reference>,
    /// `[Hz, dB]` at the eardrum that a correction aims at.
    pub target: Option<Vec<[f64; 2]>>,
}

/// A response, and all there is to say about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Adopted {
    /// The response of the device.
    pub shape: ResponseShape,
    /// Where it comes from.
    pub evidence: Evidence,
    /// What the file was taken for.
    pub meaning: Meaning,
    /// What was done to the numbers, in words.
    pub said: Vec<String>,
    /// Doubts beyond those of the readers.
    pub warnings: Vec<Warning>,
    /// Largest miss of fitted filters from 20 Hz to 16 kHz, dB.
    pub worst_db: Option<f64>,
}

/// Makes the response of one device out of one file, or of several measurements of it (ears, seats). `names` are the
/// files' own; `id` is that of the preset, which files beside it are called by.
///
/// # Errors
/// What would not be safe to play, or has no inverse.
pub fn adopt(imports: &[Import], names: &[String], wishes: &Wishes, id: &str) -> Result<Adopted, Refusal> {
    let Some(first) = imports.first() else { return Err(refuse("E_NO_DATA", "no file", "name one")) };
    let meaning = wishes.meaning.unwrap_or_else(|| first.likely_meaning());
    let mut adoption =
        content::Adoption { meaning, wishes, said: Vec::new(), warnings: Vec::new(), worst_db: None };
    adoption.say(match meaning {
        Meaning::Correction => "a correction: the device does the inverse",
        Meaning::Response => "the device's own response",
    });
    let shape = adoption.shape(imports, id)?;
    let content::Adoption { said, warnings, worst_db, .. } = adoption;
    let kind = match first.format {
        Format::Measurement | Format::AutoEqCsv | Format::Impulse => Confidence::Measured,
        _ => Confidence::Published,
    };
    let titles: Vec<_> = imports.iter().filter_map(|import| import.title.as_deref()).collect();
    let title = if titles.is_empty() { String::new() } else { format!(" \"{}\"", titles.join("\", \"")) };
    let what = format!("{}: {}{title}; {}", names.join(" + "), first.format.name(), said.join("; "));
    let source = one_line(&what, bounds::SOURCE_CHARS);
    let evidence = Evidence { kind, source, spread_db: None };
    Ok(Adopted { shape, evidence, meaning, said, warnings, worst_db })
}

fn refuse(code: &'static str, what: impl Into<String>, mend: &'static str) -> Refusal {
    Refusal { code, line: None, what: what.into(), mend }
}
