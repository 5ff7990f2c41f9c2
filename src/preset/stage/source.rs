//! One source of ambient sound: what it is, how loud, from where.

use serde::Serialize;

use super::kinds::{Crowd, Hum, Kit, Noise, Notes, Recording};
use crate::preset::document::Table;
use crate::preset::error::PresetError;
use crate::preset::node::{Node, Value, Variant};
use crate::preset::{Evidence, bounds};

/// One source of ambient sound.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// What sounds, and what only its kind has.
    #[serde(flatten)]
    pub sound: Sound,
    /// Unweighted equivalent level per octave of [`OCTAVES_HZ`](crate::preset::OCTAVES_HZ), at the open ear.
    pub octaves_db: [f64; 10],
    /// From where it reaches the head.
    pub field: Field,
    /// Where its spectrum and its dynamics come from.
    pub evidence: Evidence,
}

/// What sounds. A new kind is a variant here, a row in `KINDS`, and its file in `engine::prepare::scene`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Sound {
    /// Steady noise of a given spectrum with slow level modulation.
    Noise(Noise),
    /// A drum kit, or a rhythm machine through a PA.
    Kit(Kit),
    /// Many people.
    Crowd(Crowd),
    /// Instruments that play notes: a bass, a section, the low end of a PA.
    Notes(Notes),
    /// Mains hum of amplifiers and lights.
    Hum(Hum),
    /// The monitor mix itself, as PA and backline play it on the stage; `octaves_db` holds while the mix is pink
    /// noise at the nominal programme level of -18 dBFS rms.
    Spill,
    /// A recording, levelled to the A-weighted sum of `octaves_db`; its own spectrum is kept.
    Recording(Recording),
    /// A microphone among the capture channels; no preset file has one.
    Microphone,
}

type ReadSound = fn(&Table<'_>) -> Result<Sound, PresetError>;

/// The words of the kinds, each with its keys and its reader.
const KINDS: [Variant<'_, ReadSound>; 7] = [
    ("noise", &["modulation"], |table| Ok(Sound::Noise(Noise::read(table)?))),
    ("kit", &["groove", "width_deg"], |table| Ok(Sound::Kit(Kit::read(table)?))),
    ("crowd", &["manner", "voices"], |table| Ok(Sound::Crowd(Crowd::read(table)?))),
    ("notes", &["players", "range_hz", "length_s"], |table| Ok(Sound::Notes(Notes::read(table)?))),
    ("hum", &["mains_hz"], |table| Ok(Sound::Hum(Hum::read(table)?))),
    ("spill", &[], |_| Ok(Sound::Spill)),
    ("recording", &["file"], |table| Ok(Sound::Recording(Recording::read(table)?))),
];

/// From where a source reaches the head.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// From everywhere alike.
    Diffuse,
    /// Straight from one direction.
    #[serde(untagged)]
    Direct {
        /// 0 is in front, 90 right, 180 behind, -90 left.
        azimuth_deg: f64,
    },
}

impl Source {
    /// Where its figures come from.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Whether it sounds by itself; spill needs a mix, and adds to the stage's level.
    #[must_use]
    pub fn sounds_alone(&self) -> bool {
        self.sound != Sound::Spill
    }

    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let (table, read) = node.variant("kind", &["octaves_db", "field", "evidence"], &KINDS)?;
        Ok(Self {
            sound: read(&table)?,
            octaves_db: table.key("octaves_db")?.octaves(&bounds::STAGE_DB_SPL)?,
            field: Field::read(&table.key("field")?)?,
            evidence: Evidence::of(&table)?,
        })
    }
}

impl Field {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        if matches!(&node.value, Value::Inner(value) if value.is_table()) {
            let azimuth_deg =
                node.table(&["azimuth_deg"])?.key("azimuth_deg")?.number(&bounds::AZIMUTH_DEG)?;
            return Ok(Self::Direct { azimuth_deg });
        }
        node.word(&[("diffuse", Self::Diffuse)])
    }
}
