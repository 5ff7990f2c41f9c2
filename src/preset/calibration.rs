//! What was found out about one pair of phones on one output: a calibration, as it is kept in a file.

use serde::Serialize;

use super::document::Document;
use super::error::PresetError;
use super::library::read_file;
use super::node::Node;
use super::{FORMAT, bounds};
use std::path::Path;

/// A calibration. It holds for this output, these channels and these phones, with the volume as it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// [`FORMAT`].
    pub format: u32,
    /// Day it was made, `2026-11-21`.
    pub date: String,
    /// How it was made.
    pub method: Method,
    /// SPL of a full-scale sine at the phones' loudest frequency, diffuse-field equivalent.
    pub full_scale_db_spl: f64,
    /// How far it may be off, one way.
    pub uncertainty_db: f64,
    /// What was read and assumed, for people.
    pub note: String,
    /// Where the sound goes.
    pub output: CalibratedOutput,
    /// What is worn.
    pub phones: CalibratedPhones,
}

/// The playback device of a calibration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalibratedOutput {
    /// Its id, as `foldback devices` lists it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Channels of the left and the right ear, counted from 1.
    pub channels: [usize; 2],
}

/// The phones of a calibration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalibratedPhones {
    /// Id in the list of phones; none for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Their name for people.
    pub name: String,
}

/// How a full scale was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// From data sheets alone.
    Sheet,
    /// From the voltage at the plug and the sensitivity.
    Voltmeter,
    /// By ear against a loudspeaker whose level was read.
    Match,
    /// A sound-level meter's microphone sealed to a cup.
    Cup,
    /// An earphone and a microphone in one small tube.
    Tube,
}

impl Method {
    /// Every method with its word in the files.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("sheet", Self::Sheet),
        ("voltmeter", Self::Voltmeter),
        ("match", Self::Match),
        ("cup", Self::Cup),
        ("tube", Self::Tube),
    ];
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = Self::WORDS.iter().find(|(_, method)| method == self).map_or("", |(word, _)| word);
        f.write_str(word)
    }
}

impl Calibration {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// A file that cannot be read, is not TOML, or breaks a rule: with file, line, reason and mend.
    pub fn load(path: &Path) -> Result<Self, PresetError> {
        read_file(path, Self::read)
    }

    /// The file's text.
    ///
    /// # Errors
    /// The checks of [`Self::load`] would refuse it: a number or text out of bounds.
    pub fn text(&self) -> Result<String, PresetError> {
        let refuse = |what: String| PresetError {
            file: None,
            line: None,
            what,
            mend: "check the numbers and names that were given".into(),
        };
        let text = toml::to_string(self).map_err(|e| refuse(e.to_string()))?;
        let sibling = |_: &str, _| Err(std::io::ErrorKind::NotFound.into());
        Self::read(&Document { file: "", text: &text, sibling: &sibling, folder: None })
            .map_err(|e| refuse(e.what))?;
        Ok(text)
    }

    /// In a few words, for screens: `HD 600 on USB Audio, 2026-11-21, ±3 dB`.
    #[must_use]
    pub fn summary(&self) -> String {
        let Self { phones, output, date, uncertainty_db, .. } = self;
        // The plug of a calibration may be any pair of channels of its device.
        let channels = match output.channels {
            [1, 2] => String::new(),
            [left, right] => format!(" {left},{right}"),
        };
        format!("{} on {}{channels}, {date}, ±{uncertainty_db:.0} dB", phones.name, output.name)
    }

    pub(super) fn read(document: &Document<'_>) -> Result<Self, PresetError> {
        let root = document.parse()?;
        let table = root.node().table(&[
            "format",
            "date",
            "method",
            "full_scale_db_spl",
            "uncertainty_db",
            "note",
            "output",
            "phones",
        ])?;
        Ok(Self {
            format: FORMAT,
            date: date(&table.key("date")?)?,
            method: table.key("method")?.word(&Method::WORDS)?,
            full_scale_db_spl: table.key("full_scale_db_spl")?.number(&bounds::FULL_SCALE_DB_SPL)?,
            uncertainty_db: table.key("uncertainty_db")?.number(&bounds::UNCERTAINTY_DB)?,
            note: table.key("note")?.text(bounds::ABOUT_CHARS)?,
            output: CalibratedOutput::read(&table.key("output")?)?,
            phones: CalibratedPhones::read(&table.key("phones")?)?,
        })
    }
}

impl CalibratedOutput {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["id", "name", "channels"])?;
        let channels = table.key("channels")?;
        let [left, right] = channels.array("left and right ear", &bounds::CHANNEL)?;
        let whole = |x: f64| x.fract().abs() <= 0.0;
        if !whole(left) || !whole(right) {
            return Err(channels.refuse("a channel is no whole number", "count channels from 1, like [1, 2]"));
        }
        Ok(Self {
            id: table.key("id")?.text(bounds::OUTPUT_CHARS)?,
            name: table.key("name")?.text(bounds::OUTPUT_CHARS)?,
            channels: [left as usize, right as usize],
        })
    }
}

impl CalibratedPhones {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["id", "name"])?;
        Ok(Self {
            id: table.maybe("id").map(|id| id.id()).transpose()?,
            name: table.key("name")?.text(bounds::NAME_CHARS)?,
        })
    }
}

/// A day as ISO 8601 writes it.
fn date(node: &Node<'_>) -> Result<String, PresetError> {
    let text = node.text(bounds::ID_CHARS)?;
    let parts: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    let shaped = text.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b }).eq(*b"0000-00-00");
    match parts[..] {
        [Some(_), Some(1..=12), Some(1..=31)] if shaped => Ok(text),
        _ => Err(node.refuse(format!("{} `{text}` is no day", node.label), "write it like \"2026-11-21\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn sample() -> Calibration {
        Calibration {
            format: FORMAT,
            date: "2026-11-21".into(),
            method: Method::Voltmeter,
            full_scale_db_spl: 112.5,
            uncertainty_db: 3.0,
            note: "0.41 V at -20 dBFS; \"HD 600\"".into(),
            output: CalibratedOutput {
                id: "alsa:hw:CARD=USB,DEV=0".into(),
                name: "USB Audio".into(),
                channels: [3, 4],
            },
            phones: CalibratedPhones {
                id: Some("sennheiser-hd-600".into()),
                name: "Sennheiser HD 600".into(),
            },
        }
    }

    fn reread(text: &str) -> Result<Calibration, String> {
        let sibling = |_: &str, _| Err(std::io::ErrorKind::NotFound.into());
        Calibration::read(&Document { file: "c.toml", text, sibling: &sibling, folder: None })
            .map_err(|e| e.to_string())
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let made = sample();
        assert_eq!(reread(&made.text().unwrap()), Ok(made.clone()));
        let other = Calibration { phones: CalibratedPhones { id: None, name: "My pair".into() }, ..made };
        assert_eq!(reread(&other.text().unwrap()), Ok(other));
    }

    #[test]
    fn what_could_not_be_read_is_not_written() {
        for (full_scale_db_spl, uncertainty_db) in [(f64::NAN, 3.0), (151.0, 3.0), (112.0, -1.0)] {
            let wrong = Calibration { full_scale_db_spl, uncertainty_db, ..sample() };
            assert!(wrong.text().is_err(), "{full_scale_db_spl} {uncertainty_db}");
        }
    }

    #[test]
    fn a_bad_file_is_refused_with_line_reason_and_mend() {
        let good = sample().text().unwrap();
        for (old, new, says) in [
            ("112.5", "212.5", "c.toml:4: full_scale_db_spl 212.5 is out of range: use 80 to 150 dB SPL"),
            ("\"2026-11-21\"", "\"21.11.2026\"", "c.toml:2: date `21.11.2026` is no day: write it like"),
            ("\"voltmeter\"", "\"guess\"", "c.toml:3: method `guess` is unknown: use `sheet`, `voltmeter`"),
            ("channels = [3, 4]", "channels = [3.5, 4]", "c.toml:11: a channel is no whole number"),
            ("[phones]", "[phoens]", "c.toml:13: unknown key `phoens`: did you mean `phones`?"),
        ] {
            assert!(good.contains(old), "{old} in\n{good}");
            let refusal = reread(&good.replacen(old, new, 1)).unwrap_err();
            assert!(refusal.starts_with(says), "{refusal}");
        }
    }
}
