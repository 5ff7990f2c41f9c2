//! An equaliser as equaliser programs run it: the cookbook's digital filters, drawn at the rate of the session. What is
//! read from such a program's file sounds here as it sounds there, its squeezed treble included.

use std::fmt;

use serde::Serialize;

use super::document::Table;
use super::error::PresetError;
use super::node::{Node, Variant};
use super::{ResponseShape, bounds};

/// A chain of filters and a gain.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Equaliser {
    /// Gain at every frequency.
    pub gain_db: f64,
    /// In the order written.
    pub bands: Vec<Band>,
}

/// One filter, bilinear (R. Bristow-Johnson, "Audio EQ Cookbook", W3C note 2021). Where its frequency is not below half
/// the session's rate it passes everything, as such programs do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// What it does.
    #[serde(rename = "type")]
    pub kind: BandKind,
    /// Centre or corner; a shelf has half its gain there.
    pub freq_hz: f64,
    /// Gain of a bell or a shelf; None on the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gain_db: Option<f64>,
    /// Quality factor; None on first-order filters and where `bandwidth_oct` says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<f64>,
    /// Width between the half-gain points in octaves, instead of `q`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bandwidth_oct: Option<f64>,
}

/// The kinds of [`Band`]; a 1 at the end is a first-order filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum BandKind {
    /// Bell.
    #[serde(rename = "PK")]
    Peak,
    /// Low shelf.
    #[serde(rename = "LSC")]
    LowShelf,
    /// High shelf.
    #[serde(rename = "HSC")]
    HighShelf,
    /// Low shelf, first order.
    #[serde(rename = "LS1")]
    LowShelf1,
    /// High shelf, first order.
    #[serde(rename = "HS1")]
    HighShelf1,
    /// Low-pass.
    #[serde(rename = "LP")]
    LowPass,
    /// High-pass.
    #[serde(rename = "HP")]
    HighPass,
    /// Low-pass, first order.
    #[serde(rename = "LP1")]
    LowPass1,
    /// High-pass, first order.
    #[serde(rename = "HP1")]
    HighPass1,
    /// Band-pass, unity at its centre.
    #[serde(rename = "BP")]
    BandPass,
    /// Notch.
    #[serde(rename = "NO")]
    Notch,
    /// All-pass.
    #[serde(rename = "AP")]
    AllPass,
}

impl BandKind {
    /// Every kind with its word in the files.
    pub const WORDS: [(&'static str, Self); 12] = [
        ("PK", Self::Peak),
        ("LSC", Self::LowShelf),
        ("HSC", Self::HighShelf),
        ("LS1", Self::LowShelf1),
        ("HS1", Self::HighShelf1),
        ("LP", Self::LowPass),
        ("HP", Self::HighPass),
        ("LP1", Self::LowPass1),
        ("HP1", Self::HighPass1),
        ("BP", Self::BandPass),
        ("NO", Self::Notch),
        ("AP", Self::AllPass),
    ];

    /// Whether it has a gain, and so an inverse.
    #[must_use]
    pub fn has_gain(self) -> bool {
        matches!(self, Self::Peak | Self::LowShelf | Self::HighShelf | Self::LowShelf1 | Self::HighShelf1)
    }

    /// Whether it is of first order and so without a width.
    #[must_use]
    pub fn is_first_order(self) -> bool {
        matches!(self, Self::LowShelf1 | Self::HighShelf1 | Self::LowPass1 | Self::HighPass1)
    }

    /// Its word in the files.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} Hz", self.kind.word(), self.freq_hz)?;
        self.gain_db.map_or(Ok(()), |gain| write!(f, " {gain:+} dB"))?;
        self.q.map_or(Ok(()), |q| write!(f, " Q {q}"))?;
        self.bandwidth_oct.map_or(Ok(()), |octaves| write!(f, " {octaves} octaves"))
    }
}

/// The keys of a response of this shape.
pub(super) const KEYS: &[&str] = &["gain_db", "bands", "right"];

/// Reads a response of this shape.
pub(super) fn read(table: &Table<'_>) -> Result<ResponseShape, PresetError> {
    let Equaliser { gain_db, bands } = Equaliser::of(table)?;
    let right = table.maybe("right").map(|node| Equaliser::of(&node.table(&["gain_db", "bands"])?));
    Ok(ResponseShape::Equaliser { gain_db, bands, right: right.transpose()? })
}

impl Equaliser {
    fn of(table: &Table<'_>) -> Result<Self, PresetError> {
        let gain_db = table.key("gain_db")?.number(&bounds::EQUALISER_GAIN_DB)?;
        let list = table.key("bands")?.list(0..=bounds::BANDS, "bands")?;
        Ok(Self { gain_db, bands: list.iter().map(Band::read).collect::<Result<_, _>>()? })
    }
}

impl Band {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let keys = |kind: BandKind| -> &[&str] {
            match (kind.has_gain(), kind.is_first_order()) {
                (true, false) => &["gain_db", "q", "bandwidth_oct"],
                (true, true) => &["gain_db"],
                (false, false) => &["q", "bandwidth_oct"],
                (false, true) => &[],
            }
        };
        let variants: [Variant<'_, BandKind>; 12] =
            BandKind::WORDS.map(|(word, kind)| (word, keys(kind), kind));
        let (table, kind) = node.variant("type", &["freq_hz"], &variants)?;
        let maybe = |key, bounds| table.maybe(key).map(|node| node.number(bounds)).transpose();
        let q = maybe("q", &bounds::EQUALISER_Q)?;
        let bandwidth_oct = maybe("bandwidth_oct", &bounds::EQUALISER_OCTAVES)?;
        if !kind.is_first_order() && q.is_some() == bandwidth_oct.is_some() {
            return Err(node.refuse("the width is not said once", "write either `q` or `bandwidth_oct`"));
        }
        let gain_db = if kind.has_gain() {
            Some(table.key("gain_db")?.number(&bounds::EQUALISER_GAIN_DB)?)
        } else {
            None
        };
        let freq_hz = table.key("freq_hz")?.number(&bounds::EQUALISER_HZ)?;
        Ok(Self { kind, freq_hz, gain_db, q, bandwidth_oct })
    }
}
