//! Equalisers of the OPRA database: shelves at their centre with a Q.

use serde_json::Value;

use super::band::{Width, add, admit, finish, gain};
use super::notes::{Notes, Refusal};
use super::tree::number;
use super::{Equaliser, Format, Import};
use crate::preset::BandKind;

/// Whether a tree is one of OPRA's.
pub(super) fn is_opra(tree: &Value) -> bool {
    tree.get("parameters").is_some_and(|parameters| parameters.get("bands").is_some())
        || tree.get("type").and_then(Value::as_str) == Some("parametric_eq")
}

/// Reads the bands.
pub(super) fn read(tree: &Value) -> Result<Import, Refusal> {
    let mut notes = Notes::default();
    let parameters = &tree["parameters"];
    let mut equaliser = Equaliser::default();
    if let Some(preamp_db) = parameters.get("gain_db").and_then(number) {
        gain(preamp_db, None)?;
        equaliser.gain_db = preamp_db;
    }
    for (i, band) in parameters["bands"].as_array().into_iter().flatten().enumerate() {
        let name = format!("band {}", i + 1);
        let field = |key: &str| band.get(key).and_then(number);
        let word = band.get("type").and_then(Value::as_str).unwrap_or("nothing");
        let kind = match word {
            "peak_dip" => BandKind::Peak,
            "low_shelf" => BandKind::LowShelf,
            "high_shelf" => BandKind::HighShelf,
            "low_pass" => BandKind::LowPass,
            "high_pass" => BandKind::HighPass,
            "band_pass" => BandKind::BandPass,
            "band_stop" => BandKind::Notch,
            other => {
                notes.warn("W_TYPE", None, format!("{name} dropped: its type `{other:.40}` is unknown"));
                continue;
            }
        };
        let is_pass = matches!(kind, BandKind::LowPass | BandKind::HighPass);
        let first_order = is_pass && field("slope") == Some(6.0);
        if is_pass && field("slope").is_some_and(|slope| slope > 12.0) {
            notes.warn("W_UNSUPPORTED", None, format!("{name}: steeper than 12 dB per octave, read as 12"));
        }
        let kind = match kind {
            BandKind::LowPass if first_order => BandKind::LowPass1,
            BandKind::HighPass if first_order => BandKind::HighPass1,
            kind => kind,
        };
        let q = field("q").or(is_pass.then_some(std::f64::consts::FRAC_1_SQRT_2));
        let (Some(freq_hz), Some(gain_db), Some(q)) =
            (field("frequency"), field("gain_db").or((!kind.has_gain()).then_some(0.0)), q)
        else {
            let what = format!("{name} dropped: frequency, gain or Q is missing or no finite number");
            notes.warn("W_FILTER_INCOMPLETE", None, what);
            continue;
        };
        let width = if first_order { Width::None } else { Width::Q(q) };
        if let Some(band) = admit(kind, freq_hz, gain_db, width, None, &mut notes)? {
            add(&mut equaliser, band, None)?;
        }
    }
    let title = ["author", "details"].iter().filter_map(|key| tree.get(key).and_then(Value::as_str));
    let title = Some(title.collect::<Vec<_>>().join(", ")).filter(|title| !title.is_empty());
    let content = finish(equaliser.clone(), equaliser)?;
    Ok(Import { format: Format::Opra, content, title, warnings: notes.finish() })
}
