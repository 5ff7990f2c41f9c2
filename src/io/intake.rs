//! The ring between a capture callback and the engine. It outlives the stream: the next one goes on with the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use ringbuf::traits::{Observer, Producer, Split};
use ringbuf::{HeapProd, HeapRb};

use super::plane::clocks::bridge::bridge;
use super::plane::clocks::stamp::{Moment, Stamper};
use super::plane::clocks::status::{Reading, Status};
use super::plane::driver::{Inlet, Pace};
use super::plane::slack::Slack;
use crate::units::SampleRate;

/// Frames that the ring holds: enough for the longest callbacks of a sound server.
const RING_FRAMES: usize = 1 << 15;

/// By which clock a capture device runs, seen from what drives the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// By the same.
    Same,
    /// By one of its own; frames are converted to this rate, whatever it runs at.
    Own(SampleRate),
}

/// What a capture callback pushes into.
pub struct Intake {
    ring: HeapProd<f32>,
    channels: usize,
    stamper: Option<Stamper>,
    moment: Arc<Moment>,
    /// On one clock: whose frames are in the ring, told only when they are.
    pushed: Option<Arc<Moment>>,
    gauge: Gauge,
}

/// How an intake is, for the control plane.
#[derive(Debug, Clone, Default)]
pub struct Gauge {
    lost: Arc<AtomicU64>,
    status: Option<Arc<Status>>,
    /// Frames that the resampler is late by, of the capture side.
    resampler: usize,
}

impl Intake {
    /// A ring for so many channels at the device's rate. `margin` is what should wait in it beyond one block.
    #[must_use]
    pub fn new(channels: usize, rate: SampleRate, margin: usize, clock: Clock) -> (Self, Inlet) {
        let (ring, out) = HeapRb::<f32>::new(RING_FRAMES * channels).split();
        let mut gauge = Gauge::default();
        let (stamper, moment, pushed, pace) = match clock {
            Clock::Same => {
                let slack = Slack::new(margin);
                (None, Arc::default(), Some(slack.captured()), Pace::OneClock(slack))
            }
            Clock::Own(to) => {
                let (stamper, bridge) = bridge(channels, rate, to, margin);
                (gauge.status, gauge.resampler) = (Some(bridge.status()), bridge.latency());
                let moment = stamper.moment();
                (Some(stamper), moment, None, Pace::TwoClocks(Box::new(bridge)))
            }
        };
        let inlet = Inlet {
            ring: out,
            channels,
            ended: Arc::new(AtomicBool::new(false)),
            failed: Arc::new(AtomicBool::new(false)),
            pace,
        };
        (Self { ring, channels, stamper, moment, pushed, gauge }, inlet)
    }

    /// `[audio]` Interleaved samples; those that find the ring full are lost and counted.
    pub fn push(&mut self, samples: &[f32]) {
        // Whole frames only, so that channels never change places.
        let room = self.ring.vacant_len() / self.channels * self.channels;
        let (fits, over) = samples.split_at(samples.len().min(room));
        self.ring.push_slice(fits);
        if let Some(stamper) = &mut self.stamper {
            stamper.pushed(fits.len() / self.channels);
        }
        if let Some(pushed) = &self.pushed {
            pushed.set(self.moment.nanos());
        }
        self.gauge.lost.fetch_add((over.len() / self.channels) as u64, Relaxed);
    }

    /// How it is, to be asked while callbacks hold it.
    #[must_use]
    pub fn gauge(&self) -> Gauge {
        self.gauge.clone()
    }

    /// Where its callbacks leave their time.
    #[must_use]
    pub fn moment(&self) -> Arc<Moment> {
        Arc::clone(&self.moment)
    }
}

impl Gauge {
    /// Frames that found the ring full.
    #[must_use]
    pub fn lost_frames(&self) -> u64 {
        self.lost.load(Relaxed)
    }

    /// How the loop between two clocks is; none on one clock.
    #[must_use]
    pub fn clocks(&self) -> Option<Reading> {
        self.status.as_ref().map(|status| status.read())
    }

    /// Frames of the capture side that the resampler is late by; 0 without one.
    #[must_use]
    pub fn resampler_latency(&self) -> usize {
        self.resampler
    }
}
