//! An `EasyEffects` preset with one equaliser in its exact mode, `APO (DR)`.

use serde_json::{Map, Value, json};

use super::Sides;
use crate::preset::{Band, BandKind, Equaliser};

/// Bands of its equaliser at most.
pub const MOST_BANDS: usize = 32;

/// A preset for the output. Kinds that it does not have (first order) and bandwidths must not be in it.
#[must_use]
pub fn easyeffects(sides: &Sides) -> String {
    let right = sides.right.as_ref().unwrap_or(&sides.left);
    let count = sides.left.bands.len().max(right.bands.len());
    let equaliser = json!({
        "balance": 0.0,
        "bypass": false,
        "input-gain": sides.left.gain_db,
        "output-gain": 0.0,
        "mode": "IIR",
        "num-bands": count,
        "pitch-left": 0.0,
        "pitch-right": 0.0,
        "split-channels": sides.right.is_some(),
        "left": bands(&sides.left, count),
        "right": bands(right, count),
    });
    let preset = json!({
        "output": { "blocklist": [], "plugins_order": ["equalizer#0"], "equalizer#0": equaliser }
    });
    format!("{preset:#}\n")
}

fn bands(ear: &Equaliser, count: usize) -> Value {
    let idle =
        Band { kind: BandKind::Peak, freq_hz: 1000.0, gain_db: Some(0.0), q: Some(1.0), bandwidth_oct: None };
    let all = ear.bands.iter().copied().chain(std::iter::repeat(idle)).take(count).enumerate();
    let bands: Map<String, Value> = all.map(|(i, b)| (format!("band{i}"), band(&b))).collect();
    Value::Object(bands)
}

fn band(band: &Band) -> Value {
    let word = match band.kind {
        BandKind::LowShelf | BandKind::LowShelf1 => "Lo-shelf",
        BandKind::HighShelf | BandKind::HighShelf1 => "Hi-shelf",
        BandKind::LowPass | BandKind::LowPass1 => "Lo-pass",
        BandKind::HighPass | BandKind::HighPass1 => "Hi-pass",
        BandKind::Peak => "Bell",
        BandKind::BandPass => "Bandpass",
        BandKind::Notch => "Notch",
        BandKind::AllPass => "Allpass",
    };
    json!({
        "frequency": band.freq_hz,
        "gain": band.gain_db.unwrap_or(0.0),
        "mode": "APO (DR)",
        "mute": false,
        "q": band.q.unwrap_or(std::f64::consts::FRAC_1_SQRT_2),
        "slope": "x1",
        "solo": false,
        "type": word,
        "width": 4.0,
    })
}
