//! A `CamillaDSP` configuration: filters and the pipeline that uses them. Devices are the user's own matter.

use std::fmt::Write as _;

use super::{Sides, short};
use crate::preset::{Band, BandKind, Equaliser};

/// A configuration without its `devices` section.
#[must_use]
pub fn camilladsp(sides: &Sides, description: &str) -> String {
    let quoted = description.replace(['\\', '"'], "'");
    let mut filters = String::new();
    let mut pipeline = String::new();
    let ears = match &sides.right {
        None => vec![("both", "[0, 1]", &sides.left)],
        Some(right) => vec![("left", "[0]", &sides.left), ("right", "[1]", right)],
    };
    for (ear, channels, equaliser) in ears {
        let names = write(ear, equaliser, &mut filters).join(", ");
        let _ = writeln!(pipeline, "  - type: Filter\n    channels: {channels}\n    names: [{names}]");
    }
    format!("---\ndescription: \"{quoted}\"\nfilters:\n{filters}pipeline:\n{pipeline}")
}

/// Writes the filters of one ear; returns their names.
fn write(ear: &str, equaliser: &Equaliser, to: &mut String) -> Vec<String> {
    let preamp = format!("{ear}_gain");
    let gain = float(equaliser.gain_db);
    let _ = writeln!(
        to,
        "  {preamp}:\n    type: Gain\n    parameters: {{gain: {gain}, inverted: false, scale: dB}}"
    );
    let mut names = vec![preamp];
    for (i, band) in equaliser.bands.iter().enumerate() {
        let name = format!("{ear}_{:03}", i + 1);
        let _ = writeln!(to, "  {name}:\n    type: Biquad\n    parameters:\n{}", parameters(band));
        names.push(name);
    }
    names
}

fn parameters(band: &Band) -> String {
    let word = match band.kind {
        BandKind::Peak => "Peaking",
        BandKind::LowShelf => "Lowshelf",
        BandKind::HighShelf => "Highshelf",
        BandKind::LowShelf1 => "LowshelfFO",
        BandKind::HighShelf1 => "HighshelfFO",
        BandKind::LowPass => "Lowpass",
        BandKind::HighPass => "Highpass",
        BandKind::LowPass1 => "LowpassFO",
        BandKind::HighPass1 => "HighpassFO",
        BandKind::BandPass => "Bandpass",
        BandKind::Notch => "Notch",
        BandKind::AllPass => "Allpass",
    };
    let mut rows = vec![("type", word.to_owned()), ("freq", float(band.freq_hz))];
    rows.extend(band.q.map(|q| ("q", float(q))));
    rows.extend(band.bandwidth_oct.map(|octaves| ("bandwidth", float(octaves))));
    rows.extend(band.gain_db.map(|gain| ("gain", float(gain))));
    let rows: Vec<String> = rows.into_iter().map(|(key, value)| format!("      {key}: {value}")).collect();
    rows.join("\n")
}

/// A number that YAML takes for a float.
fn float(x: f64) -> String {
    let text = short(x, 6);
    if text.contains('.') { text } else { format!("{text}.0") }
}
