//! A session as it is kept in a file: both ends, both slots, the stage, every knob, the monitor mix.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Serialize, Serializer};

use super::document::Document;
use super::error::PresetError;
use super::library::read_file;
use super::node::Node;
use super::{Bounds, FORMAT, MidiMap, bounds};

mod ends;
mod strip;
#[cfg(test)]
mod tests;

pub use ends::SavedEnds;
pub use strip::SavedStrip;

/// A kept session. Words are those of the command line; numbers are in the units of their names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SavedSession {
    /// [`FORMAT`].
    pub format: u32,
    /// The slot that is heard.
    pub heard: SavedPlace,
    /// Output silenced.
    pub muted: bool,
    /// Equal-loudness shape of playback.
    pub loudness: bool,
    /// Seed of everything random, in figures.
    pub seed: String,
    /// How the slots are matched in level.
    pub level_rule: String,
    /// How far `as-turned-up` goes over the residual stage.
    pub margin_db: f64,
    /// Whether the full scale was said by hand, and neither assumed nor measured.
    pub full_scale_given: bool,
    /// What the ceiling was lowered by because the full scale might be off.
    pub ceiling_margin_db: f64,
    /// Where the sound comes from and goes.
    pub ends: SavedEnds,
    /// Slot A.
    pub a: SavedSlot,
    /// Slot B.
    pub b: SavedSlot,
    /// The stage.
    pub stage: SavedStage,
    /// Every knob by its name.
    pub knobs: BTreeMap<String, f64>,
    /// The channels of the monitor mix in capture order.
    pub strips: Vec<SavedStrip>,
    /// Pedals and controllers: their input, and what they do.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_table")]
    pub midi: Option<MidiMap>,
}

/// Slot A or slot B in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SavedPlace {
    /// Slot A.
    A,
    /// Slot B.
    B,
}

/// A slot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SavedSlot {
    /// The word that loads it.
    pub device: String,
    /// Seal of the left ear, percent; none is the preset's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal_left_pct: Option<f64>,
    /// The same of the right ear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal_right_pct: Option<f64>,
    /// What the level rule adds to the monitor level; none where it has nothing to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_db: Option<f64>,
}

/// The stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SavedStage {
    /// The word that chooses it.
    pub id: String,
    /// Whether it sounds.
    pub on: bool,
    /// A recording in place of its sources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// A capture channel in place of its sources, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ambient_channel: Option<usize>,
}

/// What the words and names of a session file can be; `Err` says why one cannot.
pub struct SessionWords<'a> {
    /// Names and ranges of the knobs there are.
    pub knobs: &'a [(&'a str, Bounds)],
    /// Level rules.
    pub rules: &'a [&'a str],
    /// Whether there is this device.
    pub device: &'a dyn Fn(&str) -> Result<(), PresetError>,
    /// Whether there is this stage.
    pub stage: &'a dyn Fn(&str) -> Result<(), PresetError>,
}

const KEYS: [&str; 16] = [
    "format",
    "heard",
    "muted",
    "loudness",
    "seed",
    "level_rule",
    "margin_db",
    "full_scale_given",
    "ceiling_margin_db",
    "ends",
    "a",
    "b",
    "stage",
    "knobs",
    "strips",
    "midi",
];

impl SavedSession {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// A file that cannot be read, is not TOML, or breaks a rule: with file, line, reason and mend.
    pub fn load(path: &Path, words: &SessionWords<'_>) -> Result<Self, PresetError> {
        read_file(path, |document| Self::read(document, words))
    }

    /// The file's text.
    ///
    /// # Errors
    /// The checks of [`Self::load`] would refuse it: a number or text out of bounds.
    pub fn text(&self, words: &SessionWords<'_>) -> Result<String, PresetError> {
        let refuse = |what: String| PresetError {
            file: None,
            line: None,
            what: format!("the session cannot be kept: {what}"),
            mend: "change what is named and save again".into(),
        };
        let text = toml::to_string(self).map_err(|e| refuse(e.to_string()))?;
        let sibling = |_: &str, _| Err(std::io::ErrorKind::NotFound.into());
        Self::read(&Document { file: "", text: &text, sibling: &sibling, folder: None }, words)
            .map_err(|e| refuse(e.what))?;
        Ok(text)
    }

    fn read(document: &Document<'_>, words: &SessionWords<'_>) -> Result<Self, PresetError> {
        let root = document.parse()?;
        let table = root.node().table(&KEYS)?;
        let seed = table.key("seed")?;
        let digits = seed.text(bounds::ID_CHARS)?;
        if digits.parse::<u64>().is_err() {
            return Err(seed.refuse(format!("seed `{digits}` is no number"), "write it like \"1\""));
        }
        let rules: Vec<(&str, &str)> = words.rules.iter().map(|&rule| (rule, rule)).collect();
        let names: Vec<&str> = words.knobs.iter().map(|&(name, _)| name).collect();
        let values = table.key("knobs")?.table(&names)?;
        let knob = |(name, range): &(&str, Bounds)| {
            Ok::<_, PresetError>(((*name).to_owned(), values.key(name)?.number(range)?))
        };
        let strips = table.key("strips")?.list(0..=bounds::STRIPS, "channels")?;
        Ok(Self {
            format: FORMAT,
            heard: table.key("heard")?.word(&[("a", SavedPlace::A), ("b", SavedPlace::B)])?,
            muted: table.key("muted")?.switch()?,
            loudness: table.key("loudness")?.switch()?,
            seed: digits,
            level_rule: table.key("level_rule")?.word(&rules)?.to_owned(),
            margin_db: table.key("margin_db")?.number(&bounds::RULE_MARGIN_DB)?,
            full_scale_given: table.key("full_scale_given")?.switch()?,
            ceiling_margin_db: table.key("ceiling_margin_db")?.number(&bounds::UNCERTAINTY_DB)?,
            ends: SavedEnds::read(&table.key("ends")?)?,
            a: SavedSlot::read(&table.key("a")?, words)?,
            b: SavedSlot::read(&table.key("b")?, words)?,
            stage: SavedStage::read(&table.key("stage")?, words)?,
            knobs: words.knobs.iter().map(knob).collect::<Result<_, _>>()?,
            strips: strips.iter().map(SavedStrip::read).collect::<Result<_, _>>()?,
            midi: table.maybe("midi").map(|node| MidiMap::read(&node)).transpose()?,
        })
    }
}

/// Its table, as its own text has it.
#[expect(clippy::ref_option, reason = "serde hands a field over like that")]
fn as_table<S: Serializer>(map: &Option<MidiMap>, to: S) -> Result<S::Ok, S::Error> {
    let text = map.as_ref().map(ToString::to_string).unwrap_or_default();
    let root: toml::Table = toml::from_str(&text).map_err(serde::ser::Error::custom)?;
    root.get("midi").serialize(to)
}

/// A word that must be known; what is wrong inside a file that it names is said of that file.
fn known(node: &Node<'_>, is: &dyn Fn(&str) -> Result<(), PresetError>) -> Result<String, PresetError> {
    let word = node.text(2 * bounds::PATH_CHARS)?;
    match is(&word) {
        Ok(()) => Ok(word),
        Err(error) if error.file.is_some() => Err(error),
        Err(error) => Err(node.refuse(error.what, error.mend)),
    }
}

impl SavedSlot {
    fn read(node: &Node<'_>, words: &SessionWords<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["device", "seal_left_pct", "seal_right_pct", "drive_db"])?;
        let number = |key: &str, range| table.maybe(key).map(|node| node.number(range)).transpose();
        Ok(Self {
            device: known(&table.key("device")?, words.device)?,
            seal_left_pct: number("seal_left_pct", &bounds::SEAL_PCT)?,
            seal_right_pct: number("seal_right_pct", &bounds::SEAL_PCT)?,
            drive_db: number("drive_db", &bounds::DRIVE_DB)?,
        })
    }
}

impl SavedStage {
    fn read(node: &Node<'_>, words: &SessionWords<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["id", "on", "file", "ambient_channel"])?;
        let channel = table.maybe("ambient_channel").map(|node| node.whole(&bounds::CHANNEL)).transpose()?;
        Ok(Self {
            id: known(&table.key("id")?, words.stage)?,
            on: table.key("on")?.switch()?,
            file: table.maybe("file").map(|node| node.text(bounds::PATH_CHARS)).transpose()?,
            ambient_channel: channel.map(|number| number as usize),
        })
    }
}
