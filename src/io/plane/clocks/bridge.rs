//! From one clock to the other: takes captured frames from the ring, hands out as many as playback asks for.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use ringbuf::traits::{Consumer, Observer, Split};
use ringbuf::{HeapCons, HeapRb};

use super::lock::Lock;
use super::stamp::{Moment, Stamp, Stamper};
use super::status::{LockState, Status};
use crate::dsp::asrc::{Asrc, CHUNK};
use crate::io::plane::driver::Counters;
use crate::units::{SampleRate, Seconds};

/// Stamps that may wait: seconds of the shortest callbacks.
const STAMPS: usize = 4096;
/// From silence to full level where it comes in.
const FADE_IN: Seconds = Seconds(0.01);
/// Where nothing comes in time for so long although it should, both sides are listened to anew.
const PATIENCE: Seconds = Seconds(0.25);
/// Share of the ring that may fill up before it sounds, and what is left then.
const FULL: usize = 2;
const KEPT: usize = 4;

/// The receiving end.
pub struct Bridge {
    asrc: Asrc,
    lock: Lock,
    stamps: HeapCons<Stamp>,
    moment: Arc<Moment>,
    status: Arc<Status>,
    channels: usize,
    rate: SampleRate,
    /// Frames taken from the ring since the start, and how many of them before the resampler's first.
    taken: u64,
    origin: u64,
    sounding: bool,
    leaving: bool,
    gain: f32,
    silent: usize,
    input: Box<[f32]>,
}

/// Both ends between two clocks: what the capture callback holds, and what takes from its ring. `margin` frames are kept
/// for callbacks that come late.
#[must_use]
pub fn bridge(channels: usize, from: SampleRate, to: SampleRate, margin: usize) -> (Stamper, Bridge) {
    let (stamps, out) = HeapRb::new(STAMPS).split();
    let asrc = Asrc::new(channels, from, to);
    let lock = Lock::new(from, to, asrc.latency() + 1, margin);
    let most = asrc.latency() + asrc.wants(CHUNK, 2.0 * from.hz() / to.hz());
    let bridge = Bridge {
        asrc,
        lock,
        stamps: out,
        moment: Arc::default(),
        status: Arc::default(),
        channels,
        rate: to,
        taken: 0,
        origin: 0,
        sounding: false,
        leaving: false,
        gain: 0.0,
        silent: 0,
        input: std::iter::repeat_n(0.0, most * channels).collect(),
    };
    (Stamper { stamps, moment: Arc::default(), frames: 0 }, bridge)
}

impl Bridge {
    /// The moment that the playback callbacks set.
    #[must_use]
    pub fn moment(&self) -> Arc<Moment> {
        Arc::clone(&self.moment)
    }

    /// What the loop says.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        Arc::clone(&self.status)
    }

    /// Frames of the capture side that the resampler is late by.
    #[must_use]
    pub fn latency(&self) -> usize {
        self.asrc.latency()
    }

    /// Place in the captured frames of the next one that is handed out.
    #[must_use]
    pub fn position(&self) -> f64 {
        self.origin as f64 + self.asrc.position()
    }

    /// `[audio]` Other streams take over: both sides are listened to anew, from silence.
    pub fn restart(&mut self) {
        while self.stamps.try_pop().is_some() {}
        self.lock.restart();
        (self.sounding, self.leaving, self.gain, self.silent) = (false, false, 0.0, 0);
    }

    /// `[audio]` Fills `out` with what playback asks for.
    pub fn take(&mut self, ring: &mut HeapCons<f32>, out: &mut [f32], counters: &Counters) {
        let frames = out.len() / self.channels.max(1);
        if frames == 0 {
            return;
        }
        let now = self.moment.nanos();
        while let Some(stamp) = self.stamps.try_pop() {
            self.lock.captured(stamp, now);
        }
        let captured = self.taken + (ring.occupied_len() / self.channels.max(1)) as u64;
        self.lock.asked(frames, now, captured);
        if !self.sounding {
            self.enter(ring, frames, counters);
        }
        let mut step = self.lock.ratio().unwrap_or(1.0);
        if self.sounding && !self.leaving {
            match self.lock.steer(self.position(), frames) {
                Some(steered) => step = steered,
                None => self.leave(0, counters),
            }
        }
        for chunk in out.chunks_mut(CHUNK * self.channels.max(1)) {
            if self.sounding {
                self.sound(ring, chunk, step, counters);
            } else {
                chunk.fill(0.0);
            }
        }
        if !self.sounding {
            self.wait(ring, frames, counters);
        }
        self.status.tell(&self.lock.reading());
    }

    /// Begins to sound, exactly where the loop says, once all is there that these frames need.
    fn enter(&mut self, ring: &mut HeapCons<f32>, frames: usize, counters: &Counters) {
        let Some((place, ratio)) = self.lock.place().zip(self.lock.ratio()) else { return };
        let first = place - frames as f64 * ratio;
        let there = self.taken + (ring.occupied_len() / self.channels.max(1)) as u64;
        let needed = place + (self.asrc.latency() + 2) as f64;
        if first < self.taken as f64 || needed > there as f64 {
            return;
        }
        self.skip(ring, first as u64 - self.taken, counters);
        self.origin = self.taken;
        self.asrc.restart(first - self.origin as f64, ratio);
        self.lock.enter();
        (self.sounding, self.leaving, self.gain, self.silent) = (true, false, 0.0, 0);
    }

    /// A chunk of sound; where the ring runs out, what is there fades.
    fn sound(&mut self, ring: &mut HeapCons<f32>, out: &mut [f32], step: f64, counters: &Counters) {
        let channels = self.channels.max(1);
        let wants = self.asrc.wants(out.len() / channels, step);
        let there = (ring.occupied_len() / channels).min(wants);
        if there < wants && !self.leaving {
            self.leave(wants - there, counters);
        }
        let (input, _) = self.input.split_at_mut((wants * channels).min(self.input.len()));
        let (real, silence) = input.split_at_mut((there * channels).min(input.len()));
        let popped = ring.pop_slice(real);
        silence.fill(0.0);
        self.taken += (popped / channels) as u64;
        self.asrc.push(input);
        self.asrc.make(out, step);
        // On the way out there is half a kernel of sound left; on the way in there is time.
        let slope = if self.leaving {
            -1.0 / self.asrc.latency() as f32
        } else {
            1.0 / FADE_IN.frames(self.rate).max(1) as f32
        };
        if self.gain < 1.0 || self.leaving {
            for frame in out.chunks_exact_mut(channels) {
                self.gain = (self.gain + slope).clamp(0.0, 1.0);
                for sample in frame {
                    *sample *= self.gain;
                }
            }
        }
        if self.leaving && self.gain == 0.0 {
            self.sounding = false;
        }
    }

    fn leave(&mut self, short: usize, counters: &Counters) {
        self.leaving = true;
        self.lock.lose(short);
        counters.xruns.fetch_add(1, Relaxed);
    }

    /// Silence goes on. What piles up meanwhile is old.
    fn wait(&mut self, ring: &mut HeapCons<f32>, frames: usize, counters: &Counters) {
        let (room, waits) =
            (ring.capacity().get() / self.channels.max(1), ring.occupied_len() / self.channels.max(1));
        if waits > room / FULL {
            self.skip(ring, (waits - room / KEPT) as u64, counters);
        }
        if self.lock.state() == LockState::Resync {
            counters.missed.fetch_add(frames as u64, Relaxed);
            self.silent = if self.lock.place().is_some() { self.silent + frames } else { 0 };
            if self.silent > PATIENCE.frames(self.rate) {
                self.lock.clear();
                self.silent = 0;
            }
        }
    }

    fn skip(&mut self, ring: &mut HeapCons<f32>, frames: u64, counters: &Counters) {
        let skipped = ring.skip(frames as usize * self.channels.max(1)) / self.channels.max(1);
        self.taken += skipped as u64;
        // Before it sounds for the first time nobody misses anything.
        if self.lock.state() == LockState::Resync {
            counters.dropped.fetch_add(skipped as u64, Relaxed);
        }
    }
}
