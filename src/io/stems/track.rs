//! One file of several: decoded, converted, and repeated if the stream loops.

use super::Period;
use crate::io::decode::Decoder;
use crate::io::error::{IoError, IoErrorKind};
use crate::io::resample::Resampler;
use crate::io::source::Source;
use crate::units::SampleRate;

/// Frames of silence made at a time while a shorter file waits for the longest.
const SILENCE_FRAMES: u64 = 4096;

pub(super) struct Track {
    source: Source,
    decoder: Decoder,
    resampler: Resampler,
    channels: usize,
    /// One packet, as decoded.
    packet: Vec<f32>,
    /// Converted and not yet taken; the first `taken` samples are gone.
    ready: Vec<f32>,
    taken: usize,
    /// Set while the stream loops.
    period: Option<Period>,
    repetition: u64,
    /// Frames handed to the converter in this repetition.
    position: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Playing,
    /// The file has ended, the loop has not.
    Waiting,
    Ended,
}

impl Track {
    pub(super) fn open(source: &Source, session_rate: Option<SampleRate>) -> Result<Self, IoError> {
        let decoder = Decoder::from_source(source)?;
        let channels = decoder.channels();
        let resampler = Resampler::new(decoder.rate(), session_rate.unwrap_or(decoder.rate()), channels)?;
        Ok(Self {
            source: source.clone(),
            decoder,
            resampler,
            channels,
            packet: Vec::new(),
            ready: Vec::new(),
            taken: 0,
            period: None,
            repetition: 0,
            position: 0,
            state: State::Playing,
        })
    }

    pub(super) fn file_rate(&self) -> SampleRate {
        self.decoder.rate()
    }

    pub(super) fn channels(&self) -> usize {
        self.channels
    }

    /// Length at the session rate.
    pub(super) fn frames(&self) -> Option<u64> {
        self.decoder.frames().map(|n| self.resampler.converted(n))
    }

    /// Length at the file's rate, read through if the header does not say; what cannot be read does not count.
    pub(super) fn count(&self) -> u64 {
        self.decoder.frames().unwrap_or_else(|| {
            let mut samples = 0;
            let mut packet = Vec::new();
            if let Ok(mut decoder) = Decoder::from_source(&self.source) {
                while decoder.read(&mut packet).unwrap_or(false) {
                    samples += packet.len();
                    packet.clear();
                }
            }
            (samples / self.channels) as u64
        })
    }

    pub(super) fn set_period(&mut self, period: Option<Period>) {
        self.period = period;
    }

    /// Frames that can be taken now.
    pub(super) fn ready(&self) -> usize {
        (self.ready.len() - self.taken) / self.channels
    }

    /// Decodes until `frames` frames are ready or the stream has ended.
    pub(super) fn prepare(&mut self, frames: usize) -> Result<(), IoError> {
        if self.taken > 0 {
            self.ready.drain(..self.taken);
            self.taken = 0;
        }
        while self.ready() < frames && self.state != State::Ended {
            self.advance()?;
        }
        Ok(())
    }

    /// Puts ready frames at the front of the slices, as many as there are of both.
    pub(super) fn take<'a>(&mut self, frames: impl Iterator<Item = &'a mut [f32]>) {
        let ready = self.ready.get(self.taken..).unwrap_or_default().chunks_exact(self.channels);
        for (space, frame) in frames.zip(ready) {
            for (to, from) in space.iter_mut().zip(frame) {
                *to = *from;
            }
            self.taken += self.channels;
        }
    }

    /// One step: a packet, a stretch of silence, or the turn from the end to the start.
    fn advance(&mut self) -> Result<(), IoError> {
        self.packet.clear();
        if self.state == State::Playing && !self.decoder.read(&mut self.packet)? {
            self.state = State::Waiting;
        }
        let Some(period) = self.period else {
            if self.state == State::Waiting {
                self.resampler.finish(&mut self.ready);
                self.state = State::Ended;
            } else {
                self.hand_over();
            }
            return Ok(());
        };
        let start = |repetition| period.start(repetition, self.decoder.rate());
        let left = (start(self.repetition + 1) - start(self.repetition)).saturating_sub(self.position);
        if self.state == State::Waiting {
            self.packet.resize(left.min(SILENCE_FRAMES) as usize * self.channels, 0.0);
        }
        let whole = (self.packet.len() / self.channels) as u64;
        self.packet.truncate(whole.min(left) as usize * self.channels);
        self.hand_over();
        if whole >= left {
            self.start_over()?;
        }
        Ok(())
    }

    fn hand_over(&mut self) {
        self.position += (self.packet.len() / self.channels) as u64;
        self.resampler.push(&self.packet, &mut self.ready);
    }

    fn start_over(&mut self) -> Result<(), IoError> {
        let again = Decoder::from_source(&self.source)?;
        if (again.rate(), again.channels()) != (self.decoder.rate(), self.channels) {
            return Err(IoError::new(
                IoErrorKind::FileUnreadable,
                format!("`{}` was replaced by another file while it played", self.source.name()),
                "start again",
            ));
        }
        self.decoder = again;
        self.repetition += 1;
        self.position = 0;
        self.state = State::Playing;
        Ok(())
    }
}
