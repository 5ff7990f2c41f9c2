//! The loop: the delay between two lines, what it should be, and the ratio that leads there.

use super::epochs::{Epochs, Witness};
use super::line::{Line, News};
use super::stamp::Stamp;
use super::status::{LockState, Reading};
use crate::units::SampleRate;

/// Bandwidth of the loop, radians per second: on the way, and once locked.
const WIDE: f64 = 4.0;
const NARROW: f64 = 0.25;
/// Most that the ratio is bent to bring the delay back, as a share: 0.87 cent, nobody hears it.
const BEND: f64 = 5e-4;
/// Locked is within this many frames for so many seconds, by lines that look back so far; lost again beyond a frame.
const NEAR: f64 = 0.5;
const NEAR_FOR: f64 = 2.0;
const LOOKS_BACK: f64 = 4.0;
const LOST: f64 = 1.0;
/// Times of the ring are so much coarser, and need so much longer.
const COARSE: f64 = 128.0;
const COARSE_LOOKS_BACK: f64 = 20.0;
/// How long both sides are listened to before it sounds, seconds: the lateness of the callbacks is learnt there.
const LISTEN: f64 = 1.0;
/// Off by more than this, seconds, is not steered back but jumped.
const FAR: f64 = 0.005;
/// No time from playback for so long, or no lines after so long: there will be none, seconds.
const UNTOLD: f64 = 0.25;
const UNLAID: f64 = 3.0;

/// The loop. Knows counts and times, no samples.
pub struct Lock {
    capture: Line,
    playback: Line,
    /// Frames per second of capture and playback.
    rates: [f64; 2],
    /// Frames that the resampler must have beyond its place.
    ahead: f64,
    least_margin: f64,
    margin: f64,
    /// Longest callback of the capture side, and the one under way.
    block: u64,
    callback: u64,
    last: Option<Stamp>,
    /// Largest lateness of a capture callback while it started, seconds.
    late: f64,
    timed: bool,
    epochs: Epochs,
    /// Frames asked for without a time, and while there were no lines.
    untold: usize,
    unlaid: usize,
    /// How often it was begun anew in vain.
    cleared: usize,
    /// Frames asked for by playback so far.
    played: u64,
    error: f64,
    near_for: f64,
    state: LockState,
    resyncs: u64,
}

impl Lock {
    /// From `from` to `to` frames per second, through a resampler that needs `ahead` frames beyond its place; `margin`
    /// frames are kept for callbacks that come late, and more if they do.
    #[must_use]
    pub fn new(from: SampleRate, to: SampleRate, ahead: usize, margin: usize) -> Self {
        let margin = margin as f64;
        Self {
            capture: Line::new(from.hz(), false),
            playback: Line::new(to.hz(), false),
            rates: [from.hz(), to.hz()],
            ahead: ahead as f64,
            least_margin: margin,
            margin,
            block: 0,
            callback: 0,
            last: None,
            late: 0.0,
            timed: true,
            epochs: Epochs::new(),
            untold: 0,
            unlaid: 0,
            cleared: 0,
            played: 0,
            error: 0.0,
            near_for: 0.0,
            state: LockState::Starting,
            resyncs: 0,
        }
    }

    /// `[audio]` The capture side said so, `now` is the moment of the playback callback (0 if unknown). To be told of
    /// all stamps before [`Self::asked`].
    pub fn captured(&mut self, stamp: Stamp, now: u64) {
        // What has no time, or one that was before, says nothing.
        if !self.timed || stamp.nanos == 0 || self.last.is_some_and(|last| stamp.nanos < last.nanos) {
            return;
        }
        let Some(seconds) = self.epochs.capture(stamp.nanos, now) else { return };
        let same = self.last.is_some_and(|last| last.nanos == stamp.nanos);
        self.observe(stamp, seconds, same);
    }

    /// `[audio]` Playback asks for `frames` frames at a moment (0 if unknown) at which `captured` frames had come.
    pub fn asked(&mut self, frames: usize, nanos: u64, captured: u64) {
        let [_, to] = self.rates;
        self.played += frames as u64;
        self.untold = if nanos == 0 { self.untold + frames } else { 0 };
        if self.ratio().is_none() && captured > 0 {
            self.unlaid += frames;
        }
        if self.timed && (self.untold as f64 > UNTOLD * to || self.unlaid as f64 > UNLAID * to) {
            self.distrust();
        }
        let mut seconds = self.played as f64 / to;
        if self.timed {
            if nanos == 0 {
                return;
            }
            seconds = self.epochs.playback(nanos);
        } else if self.last.is_none_or(|last| last.frames != captured) {
            // The ring is all there is to see: new frames, at a time told by what was played.
            self.observe(Stamp { frames: captured, nanos: 0 }, seconds, false);
        }
        let news = self.playback.add(self.played as f64, seconds);
        self.heed(news);
        self.compare(seconds, captured, frames);
    }

    /// What the times say of the ring against what is in it.
    fn compare(&mut self, seconds: f64, captured: u64, frames: usize) {
        if !self.capture.is_laid() {
            return;
        }
        let [from, to] = self.rates;
        let beyond = captured as f64 - self.capture.frames_at(seconds);
        let ring = Witness { beyond, block: self.block as f64, rate: from, seconds: frames as f64 / to };
        match self.state {
            _ if self.epochs.offset().is_none() => {
                self.epochs.learn(&ring, self.capture.memory() >= LISTEN);
                if !self.timed && self.epochs.offset().is_some() {
                    self.epochs.agree();
                }
            }
            LockState::Resync => self.epochs.look_anew(),
            _ if self.timed && self.epochs.are_refuted(&ring) => self.distrust(),
            _ => {}
        }
    }

    /// `[audio]` Input frames per output frame of the two clocks; none before there are lines.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        let laid = self.capture.is_laid() && self.playback.is_laid();
        laid.then(|| self.playback.slope() / self.capture.slope())
    }

    /// `[audio]` Where the resampler should be once it has made what was asked for; none before that can be known.
    #[must_use]
    pub fn place(&self) -> Option<f64> {
        self.ratio()?;
        Some(self.captured_by_now() + self.epochs.offset()? - self.target())
    }

    /// `[audio]` Steers: the resampler is at `position` and makes `frames` frames. Returns the ratio, none to jump.
    pub fn steer(&mut self, position: f64, frames: usize) -> Option<f64> {
        let [from, to] = self.rates;
        let Some((ratio, place)) = self.ratio().zip(self.place()) else { return Some(from / to) };
        let frames = frames.max(1) as f64;
        self.error = place - position - frames * ratio;
        if self.error.abs() > FAR * from {
            return None;
        }
        let wide = if self.state == LockState::Locked { NARROW } else { WIDE };
        let share = -(-wide * frames / to).exp_m1();
        self.judge(frames / to);
        Some(ratio * (1.0 + (self.error * share / frames / ratio).clamp(-BEND, BEND)))
    }

    /// `[audio]` It sounds from here on.
    pub fn enter(&mut self) {
        (self.state, self.near_for, self.error) = (LockState::Locking, 0.0, 0.0);
        (self.unlaid, self.cleared) = (0, 0);
    }

    /// `[audio]` Frames ran out, by `short`, or piled up (0): silence from here on. What ran out is kept more of.
    pub fn lose(&mut self, short: usize) {
        if short > 0 {
            self.margin += (short as f64).max(self.least_margin);
        }
        self.state = LockState::Resync;
        self.resyncs += 1;
    }

    /// `[audio]` Begins to listen anew: the sides are no longer where the lines were. If that does not help, the times
    /// are not those of the sound.
    pub fn clear(&mut self) {
        self.cleared += 1;
        if self.timed && self.cleared > 1 {
            return self.distrust();
        }
        self.capture.clear();
        self.playback.clear();
        self.last = None;
    }

    /// `[audio]` As at the very start, for other devices; what is kept for late callbacks stays.
    pub fn restart(&mut self) {
        self.clear();
        (self.state, self.timed, self.error, self.late) = (LockState::Starting, true, 0.0, 0.0);
        (self.block, self.callback) = (0, 0);
    }

    /// `[audio]` For the control plane.
    #[must_use]
    pub fn reading(&self) -> Reading {
        let [from, to] = self.rates;
        Reading {
            state: self.state,
            timed: self.timed,
            delay_frames: self.target() + self.error,
            drift_ppm: self.ratio().map_or(0.0, |ratio| (ratio * to / from - 1.0) * 1e6),
            resyncs: self.resyncs,
            block: self.block,
        }
    }

    /// `[audio]` Where it is.
    #[must_use]
    pub fn state(&self) -> LockState {
        self.state
    }

    /// `[audio]` What the delay should be, frames of the capture side: a block, what the resampler needs, the margin.
    #[must_use]
    pub fn target(&self) -> f64 {
        let [from, _] = self.rates;
        // By the ring alone it is known within a block where a block is.
        let blocks = if self.timed { self.block } else { 2 * self.block };
        blocks as f64 + self.ahead + self.margin.max(2.0 * self.late * from)
    }

    /// `[audio]` Frames that the capture device has by the time that playback is due: between its callbacks, too.
    fn captured_by_now(&self) -> f64 {
        self.capture.frames_at(self.playback.seconds_at(self.played as f64))
    }

    /// New frames, by a callback of their own or the `same` as before.
    fn observe(&mut self, stamp: Stamp, seconds: f64, same: bool) {
        let since = self.last.map_or(0, |last| stamp.frames.saturating_sub(last.frames));
        self.callback = if same { self.callback + since } else { since };
        self.last = Some(stamp);
        // What is kept waiting stays what it is while it sounds.
        if matches!(self.state, LockState::Starting | LockState::Resync) {
            self.block = self.block.max(self.callback);
        }
        if self.state == LockState::Starting && self.capture.is_laid() {
            let late = seconds - self.capture.seconds_at(stamp.frames as f64);
            // A pause is no jitter.
            self.late = self.late.max(late.min(FAR));
        }
        let news = self.capture.add(stamp.frames as f64, seconds);
        self.heed(news);
    }

    fn heed(&mut self, news: News) {
        if matches!(news, News::Doubtful | News::Broken) && self.state == LockState::Locked {
            (self.state, self.near_for) = (LockState::Locking, 0.0);
        }
        if self.timed && !(self.capture.is_plausible() && self.playback.is_plausible()) {
            self.distrust();
        }
    }

    fn judge(&mut self, seconds: f64) {
        let (coarse, looks_back) = if self.timed { (1.0, LOOKS_BACK) } else { (COARSE, COARSE_LOOKS_BACK) };
        let sure = self.capture.memory().min(self.playback.memory()) >= looks_back;
        self.near_for = if sure && self.error.abs() <= coarse * NEAR { self.near_for + seconds } else { 0.0 };
        self.state = match self.state {
            LockState::Locked if self.error.abs() > coarse * LOST => LockState::Locking,
            LockState::Locking if self.near_for >= NEAR_FOR => LockState::Locked,
            state => state,
        };
    }

    /// The audio system's times cannot be true: from here on by counts.
    fn distrust(&mut self) {
        let [from, to] = self.rates;
        (self.capture, self.playback) = (Line::new(from, true), Line::new(to, true));
        (self.timed, self.last, self.epochs) = (false, None, Epochs::new());
        if self.state == LockState::Locked {
            self.state = LockState::Locking;
        }
    }
}
