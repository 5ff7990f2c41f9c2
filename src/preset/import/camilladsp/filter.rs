//! One `Biquad` or `BiquadCombo` as bands. Shelves have their frequency at the centre; `slope` is in dB per octave.

use std::f64::consts::PI;

use serde_json::Value;

use super::super::band::{Width, admit, gain};
use super::super::notes::{Notes, Refusal};
use super::super::shelf::{Steepness, centred};
use super::super::tree::number;
use crate::preset::{Band, BandKind};

/// Highest order of a combination.
const ORDER: f64 = 32.0;

/// Reads one filter; empty where it is dropped with a warning.
pub(super) fn bands(
    kind: &str,
    parameters: &Value,
    name: &str,
    line: Option<usize>,
    notes: &mut Notes,
) -> Result<Vec<Band>, Refusal> {
    let word = parameters.get("type").and_then(Value::as_str).unwrap_or("nothing");
    let read = Reader { parameters, name, line };
    if kind == "BiquadCombo" {
        return read.combination(word, notes);
    }
    let kind = match word {
        "Highpass" => BandKind::HighPass,
        "Lowpass" => BandKind::LowPass,
        "Peaking" => BandKind::Peak,
        "Lowshelf" => BandKind::LowShelf,
        "Highshelf" => BandKind::HighShelf,
        "LowshelfFO" => BandKind::LowShelf1,
        "HighshelfFO" => BandKind::HighShelf1,
        "HighpassFO" => BandKind::HighPass1,
        "LowpassFO" => BandKind::LowPass1,
        "Notch" => BandKind::Notch,
        "Bandpass" => BandKind::BandPass,
        "Allpass" => BandKind::AllPass,
        other => {
            read.unsupported(other, notes);
            return Ok(Vec::new());
        }
    };
    Ok(read.single(kind, notes)?.into_iter().collect())
}

struct Reader<'a> {
    parameters: &'a Value,
    name: &'a str,
    line: Option<usize>,
}

impl Reader<'_> {
    fn field(&self, key: &str) -> Option<f64> {
        self.parameters.get(key).and_then(number)
    }

    fn unsupported(&self, word: &str, notes: &mut Notes) {
        let what = format!("`{:.40}` is dropped: `{word:.40}` is not supported", self.name);
        notes.warn("W_UNSUPPORTED", self.line, what);
    }

    fn incomplete(&self, what: &str, notes: &mut Notes) {
        let what = format!("`{:.40}` is dropped: {what} is missing or no finite number", self.name);
        notes.warn("W_FILTER_INCOMPLETE", self.line, what);
    }

    fn single(&self, kind: BandKind, notes: &mut Notes) -> Result<Option<Band>, Refusal> {
        let Some(freq_hz) = self.field("freq") else {
            self.incomplete("freq", notes);
            return Ok(None);
        };
        let Some(gain_db) = self.field("gain").or((!kind.has_gain()).then_some(0.0)) else {
            self.incomplete("gain", notes);
            return Ok(None);
        };
        let width = match (self.field("q"), self.field("bandwidth"), self.field("slope")) {
            _ if kind.is_first_order() => Width::None,
            (Some(q), ..) => Width::Q(q),
            (None, Some(octaves), _) => Width::Octaves(octaves),
            (None, None, Some(slope)) if matches!(kind, BandKind::LowShelf | BandKind::HighShelf) => {
                gain(gain_db, self.line)?;
                let is_slope = slope > 0.0 && slope <= 12.0;
                let shelf = is_slope.then(|| centred(true, false, freq_hz, gain_db, Steepness::Slope(slope)));
                let Some((_, q)) = shelf.flatten() else {
                    let what = format!("`{:.40}` is dropped: a slope of {slope} dB per octave", self.name);
                    notes.warn("W_Q_RANGE", self.line, what);
                    return Ok(None);
                };
                Width::Q(q)
            }
            _ => {
                self.incomplete("q, bandwidth or slope", notes);
                return Ok(None);
            }
        };
        admit(kind, freq_hz, gain_db, width, self.line, notes)
    }

    fn combination(&self, word: &str, notes: &mut Notes) -> Result<Vec<Band>, Refusal> {
        let (kind, first, times) = match word {
            "ButterworthHighpass" => (BandKind::HighPass, BandKind::HighPass1, 1),
            "ButterworthLowpass" => (BandKind::LowPass, BandKind::LowPass1, 1),
            "LinkwitzRileyHighpass" => (BandKind::HighPass, BandKind::HighPass1, 2),
            "LinkwitzRileyLowpass" => (BandKind::LowPass, BandKind::LowPass1, 2),
            "FivePointPeq" => return self.five_points(notes),
            other => {
                self.unsupported(other, notes);
                return Ok(Vec::new());
            }
        };
        let (Some(freq_hz), Some(order)) = (self.field("freq"), self.field("order")) else {
            self.incomplete("freq or order", notes);
            return Ok(Vec::new());
        };
        if !(1.0..=ORDER).contains(&order) || order.fract() != 0.0 || (times == 2 && order % 2.0 != 0.0) {
            self.unsupported(&format!("order {order}"), notes);
            return Ok(Vec::new());
        }
        // Poles of a Butterworth filter of order n; Linkwitz and Riley square one of half the order.
        let n = order as usize / times;
        let pairs = (0..n / 2).map(|k| 0.5 / (PI * (2 * k + 1) as f64 / (2 * n) as f64).sin());
        let mut designs: Vec<_> = pairs.map(|q| (kind, Width::Q(q))).collect();
        if n % 2 == 1 {
            designs.push((first, Width::None));
        }
        let mut bands = Vec::new();
        for (kind, width) in designs.repeat(times) {
            bands.extend(admit(kind, freq_hz, 0.0, width, self.line, notes)?);
        }
        Ok(bands)
    }

    /// A low shelf, three bells, a high shelf: `fls gls qls fp1 gp1 qp1 ... fhs ghs qhs`.
    fn five_points(&self, notes: &mut Notes) -> Result<Vec<Band>, Refusal> {
        let points = [
            (BandKind::LowShelf, "ls"),
            (BandKind::Peak, "p1"),
            (BandKind::Peak, "p2"),
            (BandKind::Peak, "p3"),
            (BandKind::HighShelf, "hs"),
        ];
        let mut bands = Vec::new();
        for (kind, end) in points {
            let field = |letter: &str| self.field(&format!("{letter}{end}"));
            let (Some(freq_hz), Some(gain_db), Some(q)) = (field("f"), field("g"), field("q")) else {
                self.incomplete(end, notes);
                continue;
            };
            bands.extend(admit(kind, freq_hz, gain_db, Width::Q(q), self.line, notes)?);
        }
        Ok(bands)
    }
}
