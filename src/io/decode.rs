//! A streaming decoder: WAV, FLAC, MP3, OGG Vorbis, AAC/M4A and AIFF to interleaved f32, one packet at a time.
//!
//! Integers are divided by 2^(bits - 1), so full scale is -1.0 to just under +1.0; f32 comes through bit for bit.
//! MP3 and Vorbis are trimmed to the frames the encoder was given; AAC keeps its encoder delay, because the
//! containers' trim is not read by the demuxer.

use std::path::Path;

use symphonia::core::codecs::audio::AudioDecoder;
use symphonia::core::errors::Error as Fault;
use symphonia::core::formats::{FormatReader, TrackType};
use symphonia::core::packet::Packet;

use super::contain::contain;
use super::container::{self, PANICKED, silent, unsupported};
use super::error::{IoError, IoErrorKind};
use super::source::Source;
use crate::units::SampleRate;

/// Channels one file may have: the widest recorders write 64.
pub const MOST_CHANNELS: usize = 256;

/// Sample rates a file may have, in hertz. Wider than the session's: files are converted.
const FILE_RATES_HZ: std::ops::RangeInclusive<u32> = 8_000..=384_000;

/// Frames a damaged packet may be replaced with; a longer claim is damage too.
const LONGEST_PACKET: u64 = 1 << 16;

/// One file being decoded.
pub struct Decoder {
    name: String,
    format: Box<dyn FormatReader>,
    codec: Box<dyn AudioDecoder>,
    track: u32,
    rate: SampleRate,
    channels: usize,
    frames: Option<u64>,
    /// Sound decoded while opening, to learn the true layout.
    primed: Vec<f32>,
    delivered: u64,
    damaged: u64,
    ended: bool,
    reported: bool,
}

impl Decoder {
    /// Opens a file and decodes its first packet.
    ///
    /// # Errors
    /// A file that is missing, unreadable, no audio, or in a codec, rate or layout outside the supported.
    pub fn open(path: &Path) -> Result<Self, IoError> {
        Self::from_source(&Source::from(path))
    }

    /// Opens a file that lies inside the program.
    ///
    /// # Errors
    /// As [`Decoder::open`].
    pub fn from_bytes(name: &str, bytes: &'static [u8]) -> Result<Self, IoError> {
        Self::from_source(&Source::Embedded { name: name.to_owned(), bytes })
    }

    /// Opens either.
    ///
    /// # Errors
    /// As [`Decoder::open`].
    pub fn from_source(source: &Source) -> Result<Self, IoError> {
        let (name, opened) = (source.name(), container::open(source)?);
        let mut decoder = Self {
            name,
            rate: opened.rate,
            channels: opened.channels,
            frames: opened.frames,
            format: opened.format,
            codec: opened.codec,
            track: opened.track,
            primed: Vec::new(),
            delivered: 0,
            damaged: 0,
            ended: false,
            reported: false,
        };
        decoder.prime()?;
        Ok(decoder)
    }

    /// Sample rate of the file.
    #[must_use]
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// Channels per frame, at least one.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Length as the header gives it, or `None` where the header holds no length or only an estimate (AAC, MP3
    /// without an encoder tag). A damaged file may deliver fewer.
    #[must_use]
    pub fn frames(&self) -> Option<u64> {
        self.frames
    }

    /// Appends one packet of interleaved samples to `out`; false at the end of the file, with nothing appended.
    /// A damaged packet becomes silence of its length; a file that ends early is played as far as it is whole.
    ///
    /// # Errors
    /// The file became unreadable.
    pub fn read(&mut self, out: &mut Vec<f32>) -> Result<bool, IoError> {
        let before = out.len();
        if !self.primed.is_empty() {
            out.append(&mut self.primed);
        }
        while out.len() == before && !self.ended {
            self.step(out)?;
        }
        let fresh = (out.len() - before) as u64;
        self.delivered += fresh / self.channels as u64;
        if fresh == 0 && !std::mem::replace(&mut self.reported, true) {
            self.report();
        }
        Ok(fresh > 0)
    }

    /// Decodes until the first sound, then checks the layout: headers may leave it open or be wrong about it.
    fn prime(&mut self) -> Result<(), IoError> {
        let announced = (self.rate, self.channels);
        (self.rate, self.channels) = (SampleRate(0), 0);
        let mut first = Vec::new();
        while self.channels == 0 && !self.ended {
            self.step(&mut first)?;
        }
        if self.channels == 0 {
            // No packet could be decoded: an empty file if the header says so, otherwise no audio.
            if self.frames != Some(0) || announced.1 == 0 {
                return Err(silent(&self.name));
            }
            (self.rate, self.channels) = announced;
        }
        self.primed = first;
        if !FILE_RATES_HZ.contains(&self.rate.0) {
            return Err(IoError::new(
                IoErrorKind::RateUnsupported,
                format!("`{}` has a sample rate of {}", self.name, self.rate),
                "convert it to a rate from 8 to 384 kHz",
            ));
        }
        if self.channels > MOST_CHANNELS {
            return Err(unsupported(
                &self.name,
                &format!("{} channels, at most {MOST_CHANNELS}", self.channels),
            ));
        }
        Ok(())
    }

    /// Takes one packet from the container, of whatever kind.
    fn step(&mut self, out: &mut Vec<f32>) -> Result<(), IoError> {
        let packet = match contain(|| self.format.next_packet()).unwrap_or(Err(PANICKED)) {
            Ok(Some(packet)) => packet,
            Ok(None) => {
                self.ended = true;
                return Ok(());
            }
            Err(Fault::IoError(e)) if e.kind() != std::io::ErrorKind::UnexpectedEof => {
                return Err(IoError::reading(&self.name, e));
            }
            Err(Fault::ResetRequired) => {
                self.next_of_chain();
                return Ok(());
            }
            Err(fault) => {
                tracing::warn!("`{}` is damaged or ends early ({fault}): playing what is there", self.name);
                self.ended = true;
                return Ok(());
            }
        };
        if packet.track_id == self.track {
            self.decode(&packet, out)?;
        }
        Ok(())
    }

    fn decode(&mut self, packet: &Packet, out: &mut Vec<f32>) -> Result<(), IoError> {
        // A decoder that panicked is not asked again.
        let Some(decoded) = contain(|| self.codec.decode(packet)) else {
            self.damaged += 1;
            self.ended = true;
            return Ok(());
        };
        match decoded {
            Ok(sound) => {
                let (rate, channels) = (sound.spec().rate(), sound.spec().channels().count());
                if self.channels == 0 {
                    (self.rate, self.channels) = (SampleRate(rate), channels);
                } else if (rate, channels) != (self.rate.0, self.channels) {
                    tracing::warn!("`{}` changes its layout on the way: ending there", self.name);
                    self.ended = true;
                    return Ok(());
                }
                let start = out.len();
                out.resize(start + sound.samples_interleaved(), 0.0);
                if let Some(space) = out.get_mut(start..) {
                    sound.copy_to_slice_interleaved(space);
                }
            }
            Err(Fault::DecodeError(_) | Fault::IoError(_)) => {
                // Silence in its place keeps several files in step.
                self.damaged += 1;
                let lost = packet.dur.get();
                if self.channels > 0 && lost <= LONGEST_PACKET {
                    out.resize(out.len() + lost as usize * self.channels, 0.0);
                }
            }
            Err(Fault::ResetRequired) => self.codec.reset(),
            Err(fault) => return Err(unsupported(&self.name, &fault.to_string())),
        }
        Ok(())
    }

    /// An OGG file may be several streams in a row: the next one plays on if it has the same codec.
    fn next_of_chain(&mut self) {
        let next = self
            .format
            .default_track(TrackType::Audio)
            .and_then(|track| Some((track.id, container::codec(container::sound(track)?).ok()?)));
        match next {
            Some((track, codec)) => {
                (self.track, self.codec, self.frames) = (track, codec, None);
            }
            None => self.ended = true,
        }
    }

    /// Says at the end what was wrong with the file.
    fn report(&self) {
        if self.damaged > 0 {
            tracing::warn!("`{}`: {} damaged packets were replaced by silence", self.name, self.damaged);
        }
        let missing = self.frames.map_or(0, |announced| announced.saturating_sub(self.delivered));
        if missing > 0 {
            tracing::warn!("`{}` ends {missing} frames early: played what is there", self.name);
        }
    }
}

#[cfg(test)]
mod tests;
