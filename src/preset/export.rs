//! Equalisers as the files of other programs: the way back of [`super::import`]. What is written here is read there as
//! the same numbers.

mod apo;
mod camilladsp;
mod easyeffects;

pub use apo::{graphic_eq, parametric_eq};
pub use camilladsp::camilladsp;
pub use easyeffects::{MOST_BANDS as EASYEFFECTS_BANDS, easyeffects};

use super::Equaliser;

/// An equaliser for both ears, or one for each.
#[derive(Debug, Clone, PartialEq)]
pub struct Sides {
    /// Both ears, or the left one.
    pub left: Equaliser,
    /// The right one, where it differs.
    pub right: Option<Equaliser>,
}

/// A number without needless zeros.
fn short(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.to_owned() }
}
