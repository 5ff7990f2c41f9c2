//! Several files as one interleaved stream at the session rate: a song as its stems.
//!
//! ```text
//! song.wav   (stereo, 44.1 kHz) ─ decode ─ resample ─┐ L R
//! vocal.flac (mono, 48 kHz)     ─ decode ────────────┤ C      ─> frames of [L, R, C] at 48 kHz
//! ```

mod track;

use super::error::{IoError, SESSION_RATES_HZ};
use super::source::Source;
use crate::units::SampleRate;
use track::Track;

/// Where a channel stands in the stereo image until someone moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pan {
    /// Left ear only.
    Left,
    /// Right ear only.
    Right,
    /// Both ears.
    Centre,
}

/// One channel of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StemChannel {
    /// The file's name without folder and ending, and the channel where there are several: `vocal`, `keys L`.
    pub name: String,
    /// Mono files stand in the centre, stereo files left and right, channels of wider files in the centre.
    pub pan: Pan,
}

/// Files played side by side. Memory is a few packets per file, however long they are.
pub struct Stems {
    rate: SampleRate,
    channels: Vec<StemChannel>,
    tracks: Vec<Track>,
    looping: bool,
}

impl Stems {
    /// Opens the files; without a rate, the first file's becomes the session's. No file is an empty stream.
    ///
    /// # Errors
    /// A file that cannot be played, or a session rate outside 44.1 to 192 kHz.
    pub fn open(sources: &[Source], session_rate: Option<SampleRate>) -> Result<Self, IoError> {
        let mut rate = session_rate;
        let mut tracks = Vec::with_capacity(sources.len());
        let mut channels = Vec::new();
        for source in sources {
            let track = Track::open(source, rate)?;
            if rate.is_none() && !SESSION_RATES_HZ.contains(&track.file_rate().0) {
                return Err(IoError::session_rate(&format!("`{}`", source.name()), track.file_rate()));
            }
            rate = rate.or(Some(track.file_rate()));
            channels.extend(name_channels(&source.title(), track.channels()));
            tracks.push(track);
        }
        let rate = rate.unwrap_or(SampleRate(48_000));
        if !SESSION_RATES_HZ.contains(&rate.0) {
            return Err(IoError::session_rate("the session", rate));
        }
        Ok(Self { rate, channels, tracks, looping: false })
    }

    /// Sample rate of the stream.
    #[must_use]
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// The channels in the order they are interleaved: file by file.
    #[must_use]
    pub fn channels(&self) -> &[StemChannel] {
        &self.channels
    }

    /// Length of the longest file at the session rate; `None` if a file does not know its own (some MP3, AAC).
    #[must_use]
    pub fn frames(&self) -> Option<u64> {
        self.tracks.iter().try_fold(0, |longest, track| Some(longest.max(track.frames()?)))
    }

    /// Whether the stream starts over when the longest file ends. All files start over together, and the end is
    /// joined to the start before conversion, so that a loop without a seam has none here. Files that do not know
    /// their length are read through once to count it. Takes effect at the next end; set it before reading.
    pub fn set_loop(&mut self, on: bool) {
        self.looping = on;
        let period = if on { self.period() } else { None };
        for track in &mut self.tracks {
            track.set_period(period);
        }
    }

    /// Appends up to `frames` frames to `out` and returns how many; 0 at the end. A shorter file is followed by
    /// silence until the longest ends. Samples that are no numbers are passed on: the engine deals with them.
    ///
    /// # Errors
    /// A file became unreadable.
    pub fn read_block(&mut self, frames: usize, out: &mut Vec<f32>) -> Result<usize, IoError> {
        let mut delivered = 0;
        for track in &mut self.tracks {
            track.prepare(frames)?;
            delivered = delivered.max(track.ready().min(frames));
        }
        let width = self.channels.len();
        let start = out.len();
        out.resize(start + delivered * width, 0.0);
        let mut first = 0;
        for track in &mut self.tracks {
            let block = out.get_mut(start..).unwrap_or_default();
            track.take(block.chunks_exact_mut(width).filter_map(|frame| frame.get_mut(first..)));
            first += track.channels();
        }
        Ok(delivered)
    }

    /// The longest file, in frames of its own rate: the period of the loop.
    fn period(&mut self) -> Option<Period> {
        let mut longest: Option<Period> = None;
        for track in &mut self.tracks {
            let own = Period { frames: track.count(), rate: track.file_rate() };
            longest = Some(longest.map_or(own, |other| own.longer(other)));
        }
        longest.filter(|period| period.frames > 0)
    }
}

/// A duration that is exact in frames of one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Period {
    frames: u64,
    rate: SampleRate,
}

impl Period {
    fn longer(self, other: Self) -> Self {
        let product = |frames: u64, rate: SampleRate| u128::from(frames) * u128::from(rate.0);
        let longer = product(self.frames, other.rate) > product(other.frames, self.rate);
        if longer { self } else { other }
    }

    /// Frames of another rate in which the n-th repetition starts: rounded, so that the error never adds up.
    fn start(self, repetition: u64, rate: SampleRate) -> u64 {
        let exact = u128::from(repetition) * u128::from(self.frames) * u128::from(rate.0);
        let own = u128::from(self.rate.0);
        ((exact + own / 2) / own) as u64
    }
}

fn name_channels(title: &str, channels: usize) -> Vec<StemChannel> {
    let channel = |name: String, pan| StemChannel { name, pan };
    match channels {
        1 => vec![channel(title.to_owned(), Pan::Centre)],
        2 => vec![channel(format!("{title} L"), Pan::Left), channel(format!("{title} R"), Pan::Right)],
        n => (1..=n).map(|i| channel(format!("{title} {i}"), Pan::Centre)).collect(),
    }
}

#[cfg(test)]
mod tests;
