//! From the simulated ear to the device out: equal-loudness shape and correction for what is really worn (one filter),
//! safe scale, mute, start ramp, limiter. The ramps come after every filter, so that nothing rings on when the output is
//! muted. All taps but the output are taken before it: no measurement has a correction in it.
//! The limiter is the last stage and the only maker of what playback accepts.

use super::Scratch;
use super::knobs::Targets;
use super::swap::Swap;
use crate::dsp::convolver::Convolver;
use crate::dsp::crossfade::crossfade;
use crate::dsp::limiter::{Limited, Limiter, Settings};
use crate::dsp::smoother::{Ramp, Smoother};
use crate::dsp::{Block, Frame};
use crate::units::{SampleRate, Seconds};

/// A change of the playback scale.
const SCALE_RAMP: Seconds = Seconds(0.1);
/// Mute and its release: short enough for a panic, long enough not to click.
const MUTE_RAMP: Seconds = Seconds(0.002);
/// From silence to full level when another stream takes over: no click, and back within the second.
const COMEBACK_RAMP: Seconds = Seconds(0.25);
/// One shape replaces another.
const SHAPE_FADE: Seconds = Seconds(0.03);

/// The shape of playback, the same for both slots: equal loudness (ISO 226) times the correction for the phones that are
/// really worn. None when there is neither.
pub struct Shape(pub Option<Box<Convolver>>);

/// Frames that a new shape runs unheard: the length of its impulse response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Warm(pub(crate) usize);

/// The end of the chain.
pub(crate) struct Playback {
    gain: Smoother,
    mute: Smoother,
    start: Smoother,
    comeback_frames: usize,
    ramps: [Ramp; 3],
    shape: Swap<Shape>,
    successor: Scratch,
    limiter: Limiter,
}

impl Shape {
    /// `[audio]` In place.
    fn process(&mut self, frames: &mut [Frame]) {
        if let Self(Some(filter)) = self {
            filter.process(frames);
        }
    }
}

impl Playback {
    /// Prepares the end of the chain; `start_ramp` of zero starts at full level.
    pub(crate) fn new(first: &Targets, shape: Box<Shape>, start_ramp: Seconds, rate: SampleRate) -> Self {
        let ramp_frames = start_ramp.frames(rate);
        let mut start = Smoother::new(if ramp_frames == 0 { 1.0 } else { 0.0 }, ramp_frames);
        start.set(1.0);
        Self {
            gain: Smoother::new(first.playback, SCALE_RAMP.frames(rate)),
            mute: Smoother::new(first.sound, MUTE_RAMP.frames(rate)),
            start,
            comeback_frames: COMEBACK_RAMP.frames(rate),
            ramps: [Ramp::constant(0.0); 3],
            shape: Swap::new(shape, SHAPE_FADE.frames(rate)),
            successor: Scratch::new(),
            limiter: Limiter::new(
                Settings { cap: [first.cap; 2], ..Settings::new([first.ceiling; 2]) },
                rate,
            ),
        }
    }

    /// `[audio]` New values; their ramps begin at this tick.
    pub(crate) fn set(&mut self, targets: &Targets) {
        self.gain.set(targets.playback);
        self.mute.set(targets.sound);
        self.limiter.set_ceiling([targets.ceiling; 2]);
        self.limiter.set_cap([targets.cap; 2]);
    }

    /// `[audio]` From silence again, by a ramp that begins at the next tick. What was on its way out is not heard any more.
    pub(crate) fn restart(&mut self) {
        self.limiter.forget_ahead();
        let [.., start] = &mut self.ramps;
        *start = Ramp::constant(0.0);
        self.start = Smoother::new(0.0, self.comeback_frames);
        self.start.set(1.0);
    }

    /// `[audio]` Once at every tick. Returns a shape that is no longer heard.
    pub(crate) fn tick(&mut self) -> Option<Box<Shape>> {
        self.ramps = [self.gain.next_tick(), self.mute.next_tick(), self.start.next_tick()];
        self.shape.tick()
    }

    /// `[audio]` True while a shape is being replaced.
    pub(crate) fn is_busy(&self) -> bool {
        self.shape.is_busy()
    }

    /// `[audio]` Takes a new shape; hands it back when busy.
    pub(crate) fn offer(&mut self, shape: Box<Shape>, warm: Warm) -> Option<Box<Shape>> {
        self.shape.offer(shape, warm.0)
    }

    /// `[audio]` Pascals at the simulated ear in, samples that may be played out.
    pub(crate) fn process<'a>(&mut self, offset: usize, frames: &'a mut [Frame]) -> Limited<'a> {
        let (shape, successor) = self.shape.running();
        if let Some((next, share)) = successor {
            let fresh = self.successor.part(frames.len());
            fresh.copy_from_slice(frames);
            next.process(fresh);
            shape.process(frames);
            crossfade(frames, fresh, share, offset);
        } else {
            shape.process(frames);
        }
        let [gain, mute, start] = self.ramps;
        let factor = |at| gain.at(at) * mute.at(at) * start.at(at);
        if self.ramps.iter().all(Ramp::is_constant) {
            let factor = factor(0);
            for frame in frames.iter_mut() {
                *frame = frame.map(|x| x * factor);
            }
        } else {
            for (i, frame) in frames.iter_mut().enumerate() {
                *frame = frame.map(|x| x * factor(offset + i));
            }
        }
        self.limiter.process(frames)
    }

    /// The limiter, for its meters and its latency.
    pub(crate) fn limiter(&mut self) -> &mut Limiter {
        &mut self.limiter
    }

    /// Look-ahead in frames: the only latency of the chain.
    pub(crate) fn latency(&self) -> usize {
        self.limiter.latency()
    }
}
