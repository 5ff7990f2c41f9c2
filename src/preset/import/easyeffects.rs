//! Presets of `EasyEffects` and `PulseEffects`: the equaliser in them, every other plugin left out with a warning.

use serde_json::{Map, Value};

use super::band::{Width, add, admit, finish, gain};
use super::notes::{Notes, Refusal};
use super::tree::{line_of, number, truth};
use super::{Equaliser, Format, Import};
use crate::preset::BandKind;

/// Bands of one equaliser at most.
const MOST_BANDS: usize = 64;
/// The mode that is the cookbook exactly.
const EXACT: &str = "APO (DR)";
/// Q of a band that does not say it.
const DEFAULT_Q: f64 = 4.36;

/// Reads every equaliser of the chain.
pub(super) fn read(tree: &Value, text: &str) -> Result<Import, Refusal> {
    let chain = ["output", "input"].iter().find_map(|key| tree.get(key)?.as_object());
    let Some(chain) = chain else {
        let what = "JSON, but neither an EasyEffects preset nor an OPRA equaliser";
        return Err(Refusal::file("E_UNKNOWN", what, "name an equaliser file"));
    };
    let mut notes = Notes::default();
    let mut ears = [Equaliser::default(), Equaliser::default()];
    for name in plugins(chain, &mut notes) {
        let line = line_of(text, &format!("\"{name}\":"));
        let Some(plugin) = chain.get(&name) else { continue };
        if !name.starts_with("equalizer") {
            notes.warn("W_UNSUPPORTED", line, format!("plugin `{name:.40}` is left out"));
        } else if truth(plugin.get("bypass")) {
            notes.warn("W_BYPASSED", line, format!("`{name:.40}` is bypassed: left out"));
        } else {
            equaliser(plugin, line, &mut ears, &mut notes)?;
        }
    }
    let [left, right] = ears;
    let content = finish(left, right)?;
    Ok(Import { format: Format::EasyEffects, content, title: None, warnings: notes.finish() })
}

/// The plugins in their order; where it is not said, the equalisers of the chain.
fn plugins(chain: &Map<String, Value>, notes: &mut Notes) -> Vec<String> {
    if let Some(order) = chain.get("plugins_order").and_then(Value::as_array) {
        return order.iter().filter_map(|name| name.as_str().map(str::to_owned)).take(256).collect();
    }
    notes.warn("W_ORDER", None, "no order of plugins: every equaliser counts, nothing else");
    chain.keys().filter(|name| name.starts_with("equalizer")).take(256).cloned().collect()
}

fn equaliser(
    plugin: &Value,
    line: Option<usize>,
    ears: &mut [Equaliser; 2],
    notes: &mut Notes,
) -> Result<(), Refusal> {
    for key in ["input-gain", "output-gain"] {
        let Some(value) = plugin.get(key) else { continue };
        let Some(gain_db) = number(value) else {
            notes.warn("W_NUMBER", line, format!("{key} left out: no finite number"));
            continue;
        };
        gain(gain_db, line)?;
        for ear in ears.iter_mut() {
            ear.gain_db += gain_db;
        }
    }
    if plugin.get("balance").and_then(number).is_some_and(|balance| balance.abs() > 0.0) {
        notes.warn("W_UNSUPPORTED", line, "the balance is left out");
    }
    let sides = if truth(plugin.get("split-channels")) { ["left", "right"] } else { ["left", "left"] };
    let mut approximate = 0;
    for (i, (ear, side)) in ears.iter_mut().zip(sides).enumerate() {
        let bands = bands(plugin, side);
        let only_solo = bands.iter().any(|(_, band)| truth(band.get("solo")));
        for (name, band) in bands {
            if truth(band.get("mute")) || (only_solo && !truth(band.get("solo"))) {
                continue;
            }
            // The same bands twice are said once.
            let mut silent = Notes::default();
            let said = if i == 1 && sides[0] == sides[1] { &mut silent } else { &mut *notes };
            if let Some((read, is_exact)) = read_band(&name, band, line, said)? {
                approximate += usize::from(!is_exact && i == 0);
                add(ear, read, line)?;
            }
        }
    }
    if approximate > 0 {
        let what =
            format!("{approximate} bands are not in the mode {EXACT}: bells come close, shelves less so");
        notes.warn("W_LSP_MODE", line, what);
    }
    Ok(())
}

/// The bands that count, by their number.
fn bands<'a>(plugin: &'a Value, side: &str) -> Vec<(String, &'a Value)> {
    let count = plugin
        .get("num-bands")
        .and_then(number)
        .map_or(MOST_BANDS, |n| (n.max(0.0) as usize).min(MOST_BANDS));
    let names = (0..count).map(|n| format!("band{n}"));
    let table = plugin.get(side);
    names.filter_map(|name| Some((name.clone(), table?.get(&name)?))).collect()
}

/// One band, and whether its mode is the cookbook's.
fn read_band(
    name: &str,
    band: &Value,
    line: Option<usize>,
    notes: &mut Notes,
) -> Result<Option<(crate::preset::Band, bool)>, Refusal> {
    let word = band.get("type").and_then(Value::as_str).unwrap_or("Bell");
    let kind = match word {
        "Off" => return Ok(None),
        "Bell" => BandKind::Peak,
        "Hi-pass" => BandKind::HighPass,
        "Hi-shelf" => BandKind::HighShelf,
        "Lo-pass" => BandKind::LowPass,
        "Lo-shelf" => BandKind::LowShelf,
        "Notch" => BandKind::Notch,
        "Allpass" => BandKind::AllPass,
        "Bandpass" => BandKind::BandPass,
        other => {
            notes.warn("W_TYPE", line, format!("{name} dropped: its type `{other:.40}` is not supported"));
            return Ok(None);
        }
    };
    let field = |key: &str, missing: Option<f64>| match band.get(key) {
        Some(value) => number(value),
        None => missing,
    };
    let (freq, gain_db, q) =
        (field("frequency", None), field("gain", Some(0.0)), field("q", Some(DEFAULT_Q)));
    let (Some(freq_hz), Some(gain_db), Some(q)) = (freq, gain_db, q) else {
        let what = format!("{name} dropped: frequency, gain or Q is missing or no finite number");
        notes.warn("W_NUMBER", line, what);
        return Ok(None);
    };
    let slope = band.get("slope").and_then(Value::as_str).unwrap_or("x1");
    if slope != "x1" {
        notes.warn("W_LSP_MODE", line, format!("{name}: slope `{slope:.8}` is read as x1"));
    }
    let is_exact = band.get("mode").and_then(Value::as_str) == Some(EXACT);
    Ok(admit(kind, freq_hz, gain_db, Width::Q(q), line, notes)?.map(|band| (band, is_exact)))
}
