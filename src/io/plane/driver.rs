//! The body of whatever drives the engine: takes captured frames from the ring, goes through the doorway.
//! Runs on the audio plane; a clock thread calls the same code.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Acquire, Ordering::Relaxed};

use ringbuf::HeapCons;
use ringbuf::traits::{Consumer, Observer};

use super::beside::Beside;
use super::clocks::bridge::Bridge;
use super::clocks::stamp::Moment;
use super::probe::Probe;
use super::slack::Slack;
use crate::dsp::TICK;
use crate::dsp::limiter::Limited;
use crate::engine::doorway::Processor;
use crate::engine::meters::Meters;
use crate::engine::slot::Parts;
use crate::units::{SampleRate, Seconds};

pub mod apart;

/// Frames that one pass through the doorway takes at most; longer callbacks are several passes.
pub const MAX_BLOCK: usize = 4096;

/// The receiving end of a source: interleaved samples, full scale = 1.0.
pub struct Inlet {
    /// The samples.
    pub ring: HeapCons<f32>,
    /// Channels per frame.
    pub channels: usize,
    /// Set by the source when nothing more will come.
    pub ended: Arc<AtomicBool>,
    /// Set with `ended` when the source broke off before its end.
    pub failed: Arc<AtomicBool>,
    /// By whose clock it comes.
    pub pace: Pace,
}

/// By whose clock frames come into the ring.
pub enum Pace {
    /// By ours: files wait for us.
    Files,
    /// By a capture device on the clock of what drives us: nothing between, no latency added.
    OneClock(Slack),
    /// By a clock of its own.
    TwoClocks(Box<Bridge>),
}

/// What went missing, counted in frames, and how far the driver is. Shared with the control plane.
#[derive(Debug, Default)]
pub struct Counters {
    /// Frames made.
    pub made: AtomicU64,
    /// Frames of input that were not there in time and became silence.
    pub missed: AtomicU64,
    /// Frames of input that came too late and were dropped.
    pub dropped: AtomicU64,
    /// How often either happened: counted here, from frames, not from what a driver reports.
    pub xruns: AtomicU64,
    /// Frames of a live source that were still in the ring after the last block, on one clock.
    pub waiting: AtomicU64,
}

/// An input that has not come for so long is away: nothing more is missed, and when it comes it begins anew.
const AWAY: Seconds = Seconds(0.25);

/// The engine with its input, ready to be driven.
pub struct Driver {
    processor: Processor,
    inlet: Option<Inlet>,
    primed: bool,
    /// Frames since the input came last.
    starved: usize,
    scratch: Box<[f32]>,
    /// Frames to be silent yet: what the look-ahead holds is from before a break.
    hush: usize,
    counters: Arc<Counters>,
    probe: Option<Probe>,
    beside: Option<Beside>,
}

impl Driver {
    /// Joins an engine and its source; no source is silence.
    #[must_use]
    pub fn new(processor: Processor, inlet: Option<Inlet>) -> Self {
        let scratch = crate::io::silence(MAX_BLOCK * processor.channels().max(1));
        Self {
            processor,
            inlet,
            primed: false,
            starved: 0,
            scratch,
            hush: 0,
            counters: Arc::default(),
            probe: None,
            beside: None,
        }
    }

    /// Measures the way round from now on: a driver of one channel plays the probe's signal, not what it captures.
    #[must_use]
    pub fn with_probe(self, probe: Probe) -> Self {
        Self { probe: Some(probe), ..self }
    }

    /// Files play along: their channels follow those of the live source.
    #[must_use]
    pub fn with_files(self, files: Inlet) -> Self {
        let live = self.inlet.as_ref().map_or(0, |inlet| inlet.channels);
        Self { beside: Some(Beside::new(files, live)), ..self }
    }

    /// The counters, to be read while it runs.
    #[must_use]
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }

    /// Where callbacks leave their time, for a source that is live.
    #[must_use]
    pub fn moment(&self) -> Option<Arc<Moment>> {
        match &self.inlet.as_ref()?.pace {
            Pace::TwoClocks(bridge) => Some(bridge.moment()),
            Pace::OneClock(slack) => Some(slack.played()),
            Pace::Files => None,
        }
    }

    /// Frames per second.
    #[must_use]
    pub fn rate(&self) -> SampleRate {
        self.processor.rate()
    }

    /// Frames from input to output inside the engine.
    #[must_use]
    pub fn latency(&self) -> usize {
        self.processor.latency()
    }

    /// `[audio]` Frames of input that wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.inlet.as_ref().map_or(0, |inlet| inlet.ring.occupied_len() / inlet.channels.max(1))
    }

    /// `[audio]` True when nothing more will come: what waits is all there is. No source at all never ends.
    #[must_use]
    pub fn source_ended(&self) -> bool {
        self.inlet.as_ref().is_some_and(|inlet| inlet.ended.load(Acquire))
    }

    /// True when the source broke off before its end: what was made of it is not whole.
    #[must_use]
    pub fn source_failed(&self) -> bool {
        self.inlet.as_ref().is_some_and(|inlet| inlet.failed.load(Acquire))
    }

    /// `[audio]` True when the source has ended and all of it has been taken.
    #[must_use]
    pub fn is_drained(&self) -> bool {
        // In this order: what was pushed before the end is then seen by `waiting`.
        self.source_ended() && self.waiting() == 0
    }

    /// `[audio]` Makes `frames` frames.
    pub fn run(&mut self, frames: usize, mut sink: impl FnMut(Limited<'_>, &Parts<'_>)) {
        let mut left = frames;
        while left > 0 {
            let n = left.min(MAX_BLOCK);
            let begun = self.processor.begin();
            let mut taken = self.take(n);
            if let Some(probe) = &mut self.probe {
                let (samples, _) = self.scratch.split_at_mut(n.min(self.scratch.len()));
                probe.exchange(samples, taken);
                taken = n;
            }
            let (captured, _) = self.scratch.split_at(taken.min(self.scratch.len()));
            let capture = match &mut self.beside {
                Some(files) => files.join(captured, n),
                None => captured,
            };
            self.processor.process_since(&begun, capture, n, &mut sink);
            left -= n;
        }
        self.counters.made.fetch_add(frames as u64, Relaxed);
    }

    /// `[audio]` Pushes out what the look-ahead still holds.
    pub fn drain(&mut self, frames: usize, sink: impl FnMut(Limited<'_>)) {
        self.processor.drain(frames, sink);
    }

    /// What the engine measured, for a driver that has ended.
    #[must_use]
    pub fn meters(&mut self) -> Meters {
        self.processor.meters()
    }

    /// `[audio]` Another stream takes over: what waits of the input is old, and the output rises from silence by a
    /// ramp. At the very first start there is nothing to come back from.
    pub fn resume(&mut self) {
        if self.counters.made.load(Relaxed) > 0 {
            self.primed = false;
            if let Some(Inlet { pace: Pace::TwoClocks(bridge), .. }) = &mut self.inlet {
                bridge.restart();
            }
            self.hush = self.processor.latency() + TICK;
            self.processor.restart();
        }
    }

    /// `[audio]` Fills interleaved stereo samples, full scale = 1.0, with what the limiter made.
    pub fn fill(&mut self, samples: &mut [f32]) {
        let frames = samples.len() / 2;
        let mut places = samples.iter_mut();
        self.run(frames, |limited, _| {
            for (&sample, place) in limited.frames().as_flattened().iter().zip(&mut places) {
                *place = sample as f32;
            }
        });
        let hush = self.hush.min(frames);
        self.hush -= hush;
        let (silent, _) = samples.split_at_mut(2 * hush);
        silent.fill(0.0);
    }

    /// `[audio]` Takes up to `frames` frames into the scratch and returns how many samples that were.
    fn take(&mut self, frames: usize) -> usize {
        let ended = self.source_ended();
        let waiting = self.waiting();
        let Some(inlet) = &mut self.inlet else { return 0 };
        if let Pace::TwoClocks(bridge) = &mut inlet.pace {
            let (space, _) = self.scratch.split_at_mut((frames * inlet.channels).min(self.scratch.len()));
            bridge.take(&mut inlet.ring, space, &self.counters);
            return space.len();
        }
        let mut waiting = waiting;
        if let Pace::OneClock(slack) = &inlet.pace {
            let wanted = slack.wanted(frames, self.processor.rate());
            if !self.primed && waiting < wanted && !ended {
                return 0;
            }
            // What came before the start is dropped silently, what piles up later is counted.
            if !self.primed || waiting > slack.most(frames) {
                let old = waiting.saturating_sub(wanted);
                inlet.ring.skip(old * inlet.channels);
                waiting -= old;
                let dropped = if self.primed { old as u64 } else { 0 };
                self.counters.dropped.fetch_add(dropped, Relaxed);
                self.counters.xruns.fetch_add(u64::from(dropped > 0), Relaxed);
            }
            self.counters.waiting.store(waiting.saturating_sub(frames) as u64, Relaxed);
        }
        self.primed = true;
        let whole = waiting.min(frames);
        let (space, _) = self.scratch.split_at_mut((whole * inlet.channels).min(self.scratch.len()));
        let taken = inlet.ring.pop_slice(space);
        self.starved = if whole == 0 { self.starved + frames } else { 0 };
        if matches!(inlet.pace, Pace::OneClock(_)) && self.starved > AWAY.frames(self.processor.rate()) {
            (self.primed, self.starved) = (false, 0);
        }
        if whole < frames && !ended {
            self.counters.missed.fetch_add((frames - whole) as u64, Relaxed);
            self.counters.xruns.fetch_add(1, Relaxed);
        }
        taken
    }
}
