//! Equalizer APO's lines, and with them `AutoEq`'s `ParametricEQ.txt` and `FixedBandEQ.txt` and the filter settings of REW.

use super::band::{add, finish, gain};
use super::filter_line;
use super::graphic;
use super::notes::{Notes, Refusal};
use super::number::with_decimal_comma;
use super::text::Line;
use super::{Equaliser, Format, Import, Reading, ShelfReading};
use crate::preset::BandKind;

/// Centres of `AutoEq`'s fixed bands.
const FIXED_HZ: [f64; 10] = [31.0, 62.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0];

/// Commands that only Equalizer APO can follow; an imported file never names another file to be opened.
const UNSUPPORTED: [&str; 10] = [
    "device",
    "stage",
    "include",
    "convolution",
    "vstplugin",
    "copy",
    "delay",
    "eval",
    "loudnesscorrection",
    "iir",
];

/// Whether any line is one of Equalizer APO's.
pub(super) fn is_apo(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|(_, line)| {
        let key = line.trim_start().split_once(':').map(|(key, _)| key.trim().to_ascii_lowercase());
        key.is_some_and(|key| {
            key.starts_with("filter") || matches!(key.as_str(), "preamp" | "graphiceq" | "channel")
        }) || line.starts_with("Filter Settings file")
    })
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    ears: [Equaliser; 2],
    preamps: [usize; 2],
    /// Which ears the lines are for; none after a channel that is no ear.
    channel: [bool; 2],
    guards: usize,
    filters: usize,
    graphic: Option<(usize, String)>,
    notes: Notes,
}

/// Reads all lines.
pub(super) fn read(lines: &[Line<'_>], reading: Reading) -> Result<Import, Refusal> {
    let mut reader = Reader { channel: [true; 2], ..Reader::default() };
    let mut is_rew = false;
    for &(number, line) in lines {
        let line = line.trim_start();
        is_rew |= line.starts_with("Filter Settings file") || line.starts_with("Room EQ V");
        if !line.starts_with('#')
            && let Some((key, value)) = line.split_once(':')
        {
            reader.command(key.trim(), value, number, reading)?;
        }
    }
    if is_legacy(lines) && reading.shelves == ShelfReading::Corner {
        let what = "LS and HS as AutoEq wrote them until May 2023, when it meant the centre: `--shelves centre` \
                    reads it so; Equalizer APO does not";
        reader.notes.warn("W_LS_LEGACY", None, what);
    }
    let Reader { ears: [left, right], graphic, mut notes, filters, .. } = reader;
    if let Some((line, text)) = graphic {
        if filters == 0 {
            return graphic::read(&text, line, left.gain_db, notes);
        }
        notes.warn("W_UNSUPPORTED", Some(line), "GraphicEQ beside filters is left out");
    }
    let format = match () {
        () if is_rew => Format::RewFilters,
        () if is_fixed(&left) => Format::FixedBandEq,
        () => Format::ParametricEq,
    };
    Ok(Import { format, content: finish(left, right)?, title: None, warnings: notes.finish() })
}

impl Reader {
    fn command(&mut self, key: &str, value: &str, line: usize, reading: Reading) -> Result<(), Refusal> {
        let word = key.to_ascii_lowercase();
        match word.as_str() {
            "if" => self.guards += 1,
            "endif" => self.guards = self.guards.saturating_sub(1),
            _ => {}
        }
        if matches!(word.as_str(), "if" | "elseif" | "else" | "endif") {
            let what = format!("`{key}` is not supported: what it guards is left out");
            self.notes.warn("W_UNSUPPORTED", Some(line), what);
        } else if word.starts_with("filter") {
            self.filter(value, line, reading)?;
        } else if word == "preamp" {
            self.preamp(value, line)?;
        } else if word == "channel" {
            self.select(value, line);
        } else if word == "graphiceq" {
            if self.graphic.replace((line, value.to_owned())).is_some() {
                self.notes.warn("W_UNSUPPORTED", Some(line), "the last GraphicEQ line counts");
            }
        } else if UNSUPPORTED
            .iter()
            .any(|known| word == *known || (*known == "iir" && word.starts_with("iir")))
        {
            self.notes.warn("W_UNSUPPORTED", Some(line), format!("`{key}` is left out"));
        }
        Ok(())
    }

    fn filter(&mut self, value: &str, line: usize, reading: Reading) -> Result<(), Refusal> {
        let Some(band) = filter_line::read(value, line, reading.shelves, &mut self.notes)? else {
            return Ok(());
        };
        if self.is_unheard(line) {
            return Ok(());
        }
        self.filters += 1;
        for (ear, _) in self.ears.iter_mut().zip(self.channel).filter(|(_, is_meant)| *is_meant) {
            add(ear, band, Some(line))?;
        }
        Ok(())
    }

    fn preamp(&mut self, value: &str, line: usize) -> Result<(), Refusal> {
        let text = value.trim();
        let number =
            text.get(..text.len().saturating_sub(2)).filter(|_| text.to_ascii_lowercase().ends_with("db"));
        let Some(preamp_db) = with_decimal_comma(number.unwrap_or(text).trim()) else {
            self.notes.warn("W_NUMBER", Some(line), format!("preamp dropped: `{text}` is no finite number"));
            return Ok(());
        };
        gain(preamp_db, Some(line))?;
        if self.is_unheard(line) {
            return Ok(());
        }
        let mut again = false;
        for (i, ear) in self.ears.iter_mut().enumerate().filter(|&(i, _)| self.channel[i]) {
            ear.gain_db += preamp_db;
            self.preamps[i] += 1;
            again |= self.preamps[i] > 1;
        }
        if again {
            self.notes.warn(
                "W_PREAMP_ADDED",
                Some(line),
                "more than one preamp: they add up, as in Equalizer APO",
            );
        }
        Ok(())
    }

    /// Whether nothing of a line reaches an ear.
    fn is_unheard(&mut self, line: usize) -> bool {
        if self.guards > 0 {
            self.notes.warn("W_UNSUPPORTED", Some(line), "left out: it stands between If and EndIf");
        } else if self.channel == [false; 2] {
            self.notes.warn("W_CHANNEL", Some(line), "left out: it is for neither left nor right");
        }
        self.guards > 0 || self.channel == [false; 2]
    }

    fn select(&mut self, value: &str, line: usize) {
        self.channel = [false; 2];
        for name in value.split_whitespace() {
            match name.to_ascii_uppercase().as_str() {
                "ALL" => self.channel = [true; 2],
                "L" | "1" => self.channel[0] = true,
                "R" | "2" => self.channel[1] = true,
                other => {
                    let what = format!("channel `{other}` is neither left nor right");
                    self.notes.warn("W_CHANNEL", Some(line), what);
                }
            }
        }
    }
}

fn is_fixed(ear: &Equaliser) -> bool {
    ear.bands.len() == FIXED_HZ.len()
        && ear.bands.iter().zip(FIXED_HZ).all(|(band, hz)| {
            band.kind == BandKind::Peak && (band.freq_hz - hz).abs() < 0.5 && band.q == Some(1.41)
        })
}

/// Exactly the way `AutoEq` writes: at most ten filters, one decimal of gain, two of Q, and its own shelf frequencies.
fn is_legacy(lines: &[Line<'_>]) -> bool {
    let lines: Vec<&str> = lines.iter().map(|&(_, line)| line).filter(|line| !line.is_empty()).collect();
    let decimals = |word: &str, n: usize| word.split_once('.').is_some_and(|(_, tail)| tail.len() == n);
    let is_filter = |line: &&str| match *line.split(' ').collect::<Vec<_>>().as_slice() {
        ["Filter", _, "ON", _, "Fc", hz, "Hz", "Gain", gain, "dB", "Q", q] => {
            !hz.contains('.') && decimals(gain, 1) && decimals(q, 2)
        }
        _ => false,
    };
    let [preamp, filters @ ..] = lines.as_slice() else { return false };
    preamp.starts_with("Preamp: ")
        && filters.len() <= 10
        && filters.iter().all(is_filter)
        && filters.iter().any(|line| line.contains("ON LS Fc 105 Hz") || line.contains("ON HS Fc 10000 Hz"))
}
