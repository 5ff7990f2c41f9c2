//! The one doorway into the audio plane. Whoever drives the engine (a sound device's callback, a clock, a file)
//! comes through here; splitting into ticks, the pipes and the guards are here and nowhere else.

use super::chain::{Chain, Rig};
use super::link::AudioEnd;
use super::load::LoadMeter;
use super::meters::Meters;
use super::mix::Strip;
use super::slot::Parts;
use crate::dsp::TICK;
use crate::dsp::limiter::Limited;
use crate::units::{SampleRate, Seconds};

pub mod apart;

/// The engine as its driver sees it.
pub struct Processor {
    chain: Chain,
    link: AudioEnd,
    rate: SampleRate,
    frame: u64,
    meters: Meters,
    /// Frame at which meters go up next.
    report_at: u64,
    load: LoadMeter,
}

/// When a callback began.
#[expect(clippy::disallowed_types, reason = "the doorway alone reads the clock")]
pub struct Begun(std::time::Instant);

/// How often meters go up.
const REPORT_EVERY: Seconds = Seconds(0.01);

impl Processor {
    /// Prepares an engine that listens to `link`.
    #[must_use]
    pub fn new(rig: Rig, link: AudioEnd) -> Self {
        let rate = rig.rate;
        Self {
            chain: Chain::new(rig),
            link,
            rate,
            frame: 0,
            meters: Meters::default(),
            report_at: 0,
            load: LoadMeter::new(rate),
        }
    }

    /// Capture channels that every frame of input carries, interleaved.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.chain.channels()
    }

    /// The gains of the monitor mix as they are now, channel by channel; on their way while they ramp.
    pub fn gains(&self) -> impl Iterator<Item = Strip> {
        self.chain.gains()
    }

    /// Frames per second of both ends.
    #[must_use]
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// Frames from input to output: the limiter's look-ahead.
    #[must_use]
    pub fn latency(&self) -> usize {
        self.chain.latency()
    }

    /// `[audio]` A callback begins: what is done before [`Self::process_since`] is work of the callback, too.
    #[must_use]
    pub fn begin(&self) -> Begun {
        #[expect(
            clippy::disallowed_methods,
            clippy::disallowed_types,
            reason = "the doorway alone reads the clock, twice per call"
        )]
        Begun(std::time::Instant::now())
    }

    /// `[audio]` Makes `frames` frames from interleaved `capture` (full scale = 1.0; missing samples are silence)
    /// and hands them out part by part: what may be played, and the parts at the simulated ear in pascals.
    ///
    /// Any number of frames, also none. How they are cut into calls does not change one bit.
    pub fn process(&mut self, capture: &[f32], frames: usize, sink: impl FnMut(Limited<'_>, &Parts<'_>)) {
        let begun = self.begin();
        self.process_since(&begun, capture, frames, sink);
    }

    /// `[audio]` [`Self::process`] in a callback that began before.
    pub fn process_since(
        &mut self,
        begun: &Begun,
        capture: &[f32],
        frames: usize,
        mut sink: impl FnMut(Limited<'_>, &Parts<'_>),
    ) {
        let channels = self.chain.channels();
        let mut capture = capture;
        let mut left = frames;
        while left > 0 {
            let (offset, n) = next_piece(self.frame, left);
            if offset == 0 {
                self.tick();
            }
            let (now, later) = capture.split_at(capture.len().min(n * channels));
            let made = self.chain.run(now, offset, n);
            self.link.watch(&made.parts, made.pascals, made.mix);
            sink(made.limited, &made.parts);
            capture = later;
            left -= n;
            self.frame += n as u64;
        }
        self.report(begun.0.elapsed().as_secs_f64(), frames);
    }

    /// `[audio]` Everything that happens at absolute multiples of [`TICK`] only.
    fn tick(&mut self) {
        if let Some(targets) = self.link.newest_targets() {
            self.chain.set(&targets);
        }
        while !self.chain.is_busy() {
            let Some(fresh) = self.link.receive() else { break };
            if let Some(back) = self.chain.install(fresh) {
                self.link.retire(back);
            }
        }
        if let Some(retired) = self.chain.tick() {
            self.link.retire(retired);
        }
    }

    /// `[audio]` Pushes out what the look-ahead still holds; nothing is measured and nothing else moves on.
    pub fn drain(&mut self, frames: usize, mut sink: impl FnMut(Limited<'_>)) {
        let mut left = frames;
        while left > 0 {
            let n = left.min(TICK);
            sink(self.chain.drain(n));
            left -= n;
        }
    }

    /// `[audio]` The output rises from silence again: another stream takes over. All else goes on where it was.
    pub(crate) fn restart(&mut self) {
        self.chain.restart();
    }

    /// What the meters say now, for a driver that has ended.
    #[must_use]
    pub fn meters(&mut self) -> Meters {
        self.meters.frame = self.frame;
        self.chain.read_meters(&mut self.meters);
        self.meters
    }

    /// `[audio]` Counts the time, and sends meters up now and then.
    fn report(&mut self, busy_seconds: f64, frames: usize) {
        if frames == 0 {
            return;
        }
        self.load.add(busy_seconds, frames);
        if self.frame < self.report_at {
            return;
        }
        self.report_at = self.frame + REPORT_EVERY.frames(self.rate) as u64;
        self.meters.frame = self.frame;
        self.meters.load = self.load.read();
        self.chain.read_meters(&mut self.meters);
        self.meters.unwatched = self.link.unwatched();
        if self.link.report(&self.meters) {
            (self.meters.limiter_gain, self.meters.slow_gain) = (1.0, 1.0);
            self.load.restart_last();
            self.chain.restart_peaks();
        }
    }
}

/// `[audio]` Where in its tick a frame is, and how many of `left` frames go on from there inside that tick.
fn next_piece(frame: u64, left: usize) -> (usize, usize) {
    let offset = (frame % TICK as u64) as usize;
    (offset, left.min(TICK - offset))
}
