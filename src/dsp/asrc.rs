//! Asynchronous sample-rate conversion: any ratio, changed while it runs, for interleaved channels.
//!
//! Every output frame is the band-limited interpolation of the input at a place of its own (Smith & Gossett, ICASSP
//! 1984): a windowed sinc, kept at 64 places between two input frames and interpolated by cubics between those.
//! Tones up to 20 kHz, between rates of 44.1 kHz and up: images, aliases and noise stay below -120 dB (`f32` samples and
//! weights, place in `f64`). The place is known to the outside, so that a loop can steer it ([`Asrc::position`]).

mod dot;
mod kernel;
#[cfg(test)]
mod tests;

use super::simd::{Machine, WIDEST};
use crate::units::SampleRate;
use dot::Make;
use kernel::Kernel;

/// Output frames of one call of [`Asrc::make`] at most.
pub const CHUNK: usize = 32;

/// How far the ratio may be from the nominal one, as a share of it: far beyond what clocks do.
pub const REACH: f64 = 0.01;

/// The converter. Holds as much input as its kernel spans.
pub struct Asrc {
    machine: Machine,
    kernel: Kernel,
    channels: usize,
    /// Input around the next output frame, channel after channel, `span` frames each, and room to read whole
    /// registers behind the last.
    history: Box<[f32]>,
    span: usize,
    /// Frames in `history`.
    held: usize,
    /// Place of the next output frame in `history`: whole frames and the rest.
    at: usize,
    rest: f64,
    /// Input frames that have left `history`, less those of silence that were before the first.
    gone: f64,
    /// Input frames per output frame, now.
    step: f64,
}

impl Asrc {
    /// A converter for `channels` samples per frame, at its nominal ratio, with silence before the first frame.
    #[must_use]
    pub fn new(channels: usize, from: SampleRate, to: SampleRate) -> Self {
        Self::on(Machine::here(), channels, from, to)
    }

    /// The same with the instructions of a machine. Those with a product and a sum in one step give the same samples to the
    /// bit, the plain one within -130 dB.
    #[must_use]
    pub fn on(machine: Machine, channels: usize, from: SampleRate, to: SampleRate) -> Self {
        let kernel = Kernel::design(from, to);
        let step = from.hz() / to.hz();
        let most = (CHUNK as f64 * step * (1.0 + REACH)).ceil() as usize + 2;
        let span = kernel.taps() + 2 * most;
        let mut asrc = Self {
            machine,
            channels: channels.max(1),
            history: std::iter::repeat_n(0.0, channels.max(1) * (span + WIDEST)).collect(),
            kernel,
            span,
            held: 0,
            at: 0,
            rest: 0.0,
            gone: 0.0,
            step,
        };
        asrc.restart(0.0, step);
        asrc
    }

    /// Input frames that must have come beyond the place of an output frame: the latency.
    #[must_use]
    pub fn latency(&self) -> usize {
        self.kernel.taps() / 2
    }

    /// `[audio]` Forgets the past: the next frame pushed is input frame 0, the next one made is at `place` (0 up to
    /// [`CHUNK`] input frames), at `step` input frames per output frame.
    pub fn restart(&mut self, place: f64, step: f64) {
        self.history.fill(0.0);
        let half = self.latency();
        let place = place.clamp(0.0, CHUNK as f64);
        (self.held, self.gone) = (half, -(half as f64));
        (self.at, self.rest) = (half + place as usize, place.fract());
        self.step = step;
    }

    /// `[audio]` Place of the next output frame, in input frames since the start.
    #[must_use]
    pub fn position(&self) -> f64 {
        self.gone + self.at as f64 + self.rest
    }

    /// `[audio]` Input frames to be pushed before `frames` more can be made while the ratio moves to `step`.
    #[must_use]
    pub fn wants(&self, frames: usize, step: f64) -> usize {
        let last = self.rest + frames.saturating_sub(1) as f64 * self.step.max(step);
        (self.at + last as usize + self.latency() + 1).saturating_sub(self.held)
    }

    /// `[audio]` Takes interleaved input, at most what [`Self::wants`] says; of more, the rest is left out.
    pub fn push(&mut self, samples: &[f32]) {
        let frames = (samples.len() / self.channels).min(self.span);
        let old = (self.held + frames).saturating_sub(self.span).min(self.held);
        if old > 0 {
            // All that is behind the kernel goes at once, so that this happens once in many calls.
            let old = (self.at + 1).saturating_sub(self.latency()).clamp(old, self.held);
            for channel in self.history.chunks_exact_mut(self.span + WIDEST) {
                channel.copy_within(old.., 0);
            }
            (self.held, self.at) = (self.held - old, self.at.saturating_sub(old));
            self.gone += old as f64;
        }
        for (n, channel) in self.history.chunks_exact_mut(self.span + WIDEST).enumerate() {
            let places = channel.iter_mut().skip(self.held);
            for (place, frame) in places.zip(samples.chunks_exact(self.channels)) {
                *place = frame.get(n).copied().unwrap_or(0.0);
            }
        }
        self.held = (self.held + frames).min(self.span);
    }

    /// `[audio]` Fills `out` (interleaved, at most [`CHUNK`] frames) while the ratio moves to `step` input frames per
    /// output frame. What [`Self::wants`] says must have been pushed.
    pub fn make(&mut self, out: &mut [f32], step: f64) {
        self.machine.run(Make { asrc: self, out, step });
    }
}
