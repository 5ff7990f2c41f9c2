//! What only one kind of source has.

use std::path::PathBuf;

use serde::Serialize;

use crate::preset::bounds;
use crate::preset::document::Table;
use crate::preset::error::PresetError;
use crate::preset::node::Node;

/// Gaussian noise shaped to octave levels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Noise {
    /// How its level moves.
    pub modulation: Modulation,
}

/// Slow level modulation: lognormal, seeded, its mean square held to the preset's level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Modulation {
    /// Standard deviation of the level; 0 is steady.
    pub sd_db: f64,
    /// Shortest and longest time constant of the movement.
    pub time_s: [f64; 2],
}

/// Timed hits of a kit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kit {
    /// What is played.
    pub groove: Groove,
    /// Angle between the outermost instruments; without effect in a diffuse field.
    pub width_deg: f64,
}

/// What a kit plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Groove {
    /// Eight bars of rock at 96 bpm, with fills and crashes.
    Rock,
    /// Four on the floor at 120 bpm, hats between.
    Club,
    /// Brushes and light sticks at 96 bpm.
    Brushes,
    /// A few strokes of timpani, drum and cymbals among long rests.
    Strokes,
}

/// People, each with a voice of their own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crowd {
    /// What they do.
    pub manner: Manner,
    /// How many voices stand out.
    pub voices: usize,
}

/// What a crowd does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Manner {
    /// Talks: syllables, 4 a second.
    Babble,
    /// Cheers: long calls over a roar that swells.
    Roar,
}

/// Players who play notes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Notes {
    /// How many at a time.
    pub players: usize,
    /// Lowest and highest fundamental.
    pub range_hz: [f64; 2],
    /// Shortest and longest note.
    pub length_s: [f64; 2],
}

/// Harmonics of the mains.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hum {
    /// 50 or 60 Hz.
    pub mains_hz: f64,
}

/// A sound file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recording {
    /// Its name, in the preset's own folder.
    pub file: String,
    /// Where it lies.
    #[serde(skip)]
    pub path: PathBuf,
}

impl Noise {
    pub(super) fn read(table: &Table<'_>) -> Result<Self, PresetError> {
        Ok(Self { modulation: Modulation::read(&table.key("modulation")?)? })
    }
}

impl Modulation {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["sd_db", "time_s"])?;
        let sd_db = table.key("sd_db")?.number(&bounds::MODULATION_SD_DB)?;
        let time = table.key("time_s")?;
        let time_s: [f64; 2] = time.array("the shortest and the longest", &bounds::MODULATION_TIME_S)?;
        if time_s[0] > time_s[1] {
            return Err(time.refuse(
                format!("the shortest time, {} s, is above the longest, {} s", time_s[0], time_s[1]),
                "write the shortest first",
            ));
        }
        Ok(Self { sd_db, time_s })
    }
}

impl Kit {
    pub(super) fn read(table: &Table<'_>) -> Result<Self, PresetError> {
        let groove = table.key("groove")?.word(&[
            ("rock", Groove::Rock),
            ("club", Groove::Club),
            ("brushes", Groove::Brushes),
            ("strokes", Groove::Strokes),
        ])?;
        Ok(Self { groove, width_deg: table.key("width_deg")?.number(&bounds::WIDTH_DEG)? })
    }
}

impl Crowd {
    pub(super) fn read(table: &Table<'_>) -> Result<Self, PresetError> {
        let manner = table.key("manner")?.word(&[("babble", Manner::Babble), ("roar", Manner::Roar)])?;
        Ok(Self { manner, voices: table.key("voices")?.number(&bounds::VOICES)?.round() as usize })
    }
}

impl Notes {
    pub(super) fn read(table: &Table<'_>) -> Result<Self, PresetError> {
        let ascending = |key: &str, noun: &str, bounds| {
            let node = table.key(key)?;
            let [low, high] = node.array(noun, bounds)?;
            if low > high {
                return Err(
                    node.refuse(format!("{key} goes from {low} to {high}"), "write the smaller first")
                );
            }
            Ok([low, high])
        };
        Ok(Self {
            players: table.key("players")?.number(&bounds::PLAYERS)?.round() as usize,
            range_hz: ascending("range_hz", "the lowest and the highest fundamental", &bounds::NOTE_HZ)?,
            length_s: ascending("length_s", "the shortest and the longest note", &bounds::NOTE_S)?,
        })
    }
}

impl Hum {
    pub(super) fn read(table: &Table<'_>) -> Result<Self, PresetError> {
        Ok(Self { mains_hz: table.key("mains_hz")?.number(&bounds::MAINS_HZ)? })
    }
}

impl Recording {
    pub(super) fn read(table: &Table<'_>) -> Result<Self, PresetError> {
        let node = table.key("file")?;
        let file = node.text(bounds::ID_CHARS)?;
        if file.contains(['/', '\\', ':']) {
            let what = format!("`{file}` is not the plain name of a file");
            return Err(node.refuse(what, "put the recording beside the preset and write name.wav"));
        }
        let Some(folder) = node.document.folder else {
            return Err(node.refuse("there is no folder here", "put preset and recording into one folder"));
        };
        Ok(Self { path: folder.join(&file), file })
    }
}
