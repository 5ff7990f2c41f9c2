//! How a stream came out: what the device agreed to.

use cpal::SampleFormat;

use crate::units::SampleRate;

/// How a stream was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Frames per second, as asked.
    pub rate: SampleRate,
    /// Channels of the device stream.
    pub channels: usize,
    /// Sample format of the device stream.
    pub format: SampleFormat,
    /// Frames per callback; callbacks may differ.
    pub buffer_frames: Option<u32>,
    /// Whether the audio system announces them, or they are only what was asked for.
    pub announced: bool,
}

#[cfg(test)]
impl Opened {
    pub(crate) fn stereo(rate: SampleRate, frames: u32, announced: bool) -> Self {
        Self { rate, channels: 2, format: SampleFormat::F32, buffer_frames: Some(frames), announced }
    }
}
