//! How sure a figure is, and who says so.

use std::fmt;

use serde::Serialize;

use super::bounds;
use super::document::Table;
use super::error::PresetError;
use super::node::Node;

/// What kind of knowledge a figure is, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Measured on the device itself.
    Measured,
    /// Printed by a standard, a paper or a data sheet.
    Published,
    /// Mean or median over published measurements of many devices of the class.
    ClassAverage,
    /// An engineering estimate: plausible, anchored where the source says so, and adjustable.
    Estimated,
}

/// Where the figures of one part come from and how far they may be off.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// What kind of knowledge the figures are.
    pub kind: Confidence,
    /// Author and year, standard and section, or what the estimate rests on. Never empty.
    pub source: String,
    /// One standard deviation in dB, typical over the part's range, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread_db: Option<f64>,
}

impl Confidence {
    /// Every kind with its word in the files.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("measured", Self::Measured),
        ("published", Self::Published),
        ("class-average", Self::ClassAverage),
        ("estimated", Self::Estimated),
    ];
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Self::WORDS.iter().find(|(_, kind)| kind == self).map_or("", |(word, _)| word);
        f.write_str(word)
    }
}

impl Evidence {
    /// The `evidence` of the part whose table this is.
    pub(super) fn of(part: &Table<'_>) -> Result<Self, PresetError> {
        Self::read(&part.key("evidence")?)
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["kind", "source", "spread_db"])?;
        Ok(Self {
            kind: table.key("kind")?.word(&Confidence::WORDS)?,
            source: table.key("source")?.text(bounds::SOURCE_CHARS)?,
            spread_db: table.maybe("spread_db").map(|n| n.number(&bounds::SPREAD_DB)).transpose()?,
        })
    }
}
