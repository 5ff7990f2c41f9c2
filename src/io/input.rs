//! What a session is fed with, by the words of the command line.

use include_dir::{Dir, include_dir};

use super::error::IoError;
use super::source::Source;
use super::stems::{Pan, StemChannel, Stems};
use crate::engine::mix::Strip;
use crate::units::SampleRate;

/// The demo band, inside the program.
static DEMO: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/presets/demo");

/// The word that stands for the demo band.
pub const DEMO_WORD: &str = "demo";

/// The stems of the demo band, in the order of their names.
#[must_use]
pub fn demo() -> Vec<Source> {
    let mut stems: Vec<Source> = DEMO
        .files()
        .filter(|file| file.path().extension().is_some_and(|ending| ending == "flac"))
        .map(|file| Source::Embedded { name: file.path().display().to_string(), bytes: file.contents() })
        .collect();
    stems.sort_by_key(Source::name);
    stems
}

/// Opens files by name; `demo` is the band inside the program.
///
/// # Errors
/// A file that cannot be played; a session rate outside 44.1 to 192 kHz.
pub fn open(words: &[String], rate: Option<SampleRate>) -> Result<Stems, IoError> {
    let sources: Vec<Source> = words
        .iter()
        .flat_map(|word| if word == DEMO_WORD { demo() } else { vec![Source::File(word.into())] })
        .collect();
    Stems::open(&sources, rate)
}

/// The strips that the channels of files start with.
#[must_use]
pub fn strips(channels: &[StemChannel]) -> Vec<Strip> {
    let strip = |channel: &StemChannel| match channel.pan {
        Pan::Left => Strip::LEFT,
        Pan::Right => Strip::RIGHT,
        Pan::Centre => Strip::CENTRE,
    };
    channels.iter().map(strip).collect()
}

/// The strips of live channels: exactly two are a stereo pair, others are mono at the centre.
#[must_use]
pub fn live_strips(channels: usize) -> Vec<Strip> {
    if channels == 2 { vec![Strip::LEFT, Strip::RIGHT] } else { vec![Strip::CENTRE; channels] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_band_is_six_stems_or_more_of_one_length() {
        let stems = open(&[DEMO_WORD.into()], None).unwrap();
        assert!(demo().len() >= 6);
        assert_eq!(stems.rate(), SampleRate(48_000));
        assert_eq!(stems.frames(), Some(960_000), "eight bars at 96 bpm are 20 s");
    }
}
