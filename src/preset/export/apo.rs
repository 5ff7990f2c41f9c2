//! Equalizer APO's text: `ParametricEQ.txt` and `GraphicEQ.txt`.

use super::{Sides, short};
use crate::preset::{Band, Equaliser};

/// A `ParametricEQ.txt`. First-order filters have no word there and must not be in it. Shelves are written with their
/// centre (`LSC`, `HSC`), which every program reads alike.
#[must_use]
pub fn parametric_eq(sides: &Sides) -> String {
    match &sides.right {
        None => lines(&sides.left, 1),
        Some(right) => {
            let count = sides.left.bands.len();
            format!("Channel: L\n{}Channel: R\n{}", lines(&sides.left, 1), lines(right, count + 1))
        }
    }
}

fn lines(ear: &Equaliser, first: usize) -> String {
    let filters = ear.bands.iter().enumerate().map(|(i, band)| line(band, first + i));
    std::iter::once(format!("Preamp: {} dB\n", short(ear.gain_db, 4))).chain(filters).collect()
}

fn line(band: &Band, number: usize) -> String {
    // Four decimals: three would be taken for a group of thousands.
    let gain = band.gain_db.map(|gain| format!(" Gain {} dB", short(gain, 4))).unwrap_or_default();
    let width = match (band.q, band.bandwidth_oct) {
        (Some(q), _) => format!(" Q {}", short(q, 6)),
        (None, Some(octaves)) => format!(" BW Oct {}", short(octaves, 6)),
        (None, None) => String::new(),
    };
    format!("Filter {number}: ON {} Fc {:.4} Hz{gain}{width}\n", band.kind.word(), band.freq_hz)
}

/// A `GraphicEQ.txt` of `[Hz, dB]`.
#[must_use]
pub fn graphic_eq(nodes: &[[f64; 2]]) -> String {
    let pairs: Vec<String> = nodes.iter().map(|[hz, db]| format!("{} {db:.2}", short(*hz, 2))).collect();
    format!("GraphicEQ: {}\n", pairs.join("; "))
}
