//! A live source: a capture device whose callback only pushes frames into a ring.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use ringbuf::HeapRb;
use ringbuf::traits::{Observer, Producer, Split};

use super::clocks::bridge::bridge;
use super::clocks::stamp::Stamper;
use super::clocks::status::{Reading, Status};
use super::device::Device;
use super::driver::{Inlet, Pace, Slack};
use super::error::{IoError, IoErrorKind};
use super::faults::Faults;
use super::stream::{self, CaptureRequest, CaptureStream, Opened};
use crate::units::SampleRate;

/// Frames that the ring holds: enough for the longest callbacks of a sound server.
const RING_FRAMES: usize = 1 << 15;
/// What may pile up beyond the margin before it counts as old sound, frames.
const PILE: usize = 2048;

/// By which clock a capture device runs, seen from what drives the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// By the same.
    Same,
    /// By one of its own; frames are converted to this rate, whatever it runs at.
    Own(SampleRate),
}

/// A capture device that was opened.
pub struct Capture {
    stream: CaptureStream,
    faults: Arc<Faults>,
    lost: Arc<AtomicU64>,
    name: String,
    bridged: Option<Bridged>,
}

/// What is known of the way between two clocks.
struct Bridged {
    status: Arc<Status>,
    /// Frames that the resampler is late by, of the capture side.
    latency: usize,
}

impl Capture {
    /// Opens a device, paused. `margin` is what should wait in the ring beyond one block. A device with a clock of its
    /// own that does not run at the rate asked for runs at the one it has.
    ///
    /// # Errors
    /// The device refuses: it says what it offers.
    pub fn open(
        device: &Device,
        request: &CaptureRequest,
        margin: usize,
        clock: Clock,
    ) -> Result<(Self, Inlet), IoError> {
        let refused = match Self::open_at(device, request, margin, clock) {
            Err(error) if error.kind() == IoErrorKind::RateUnsupported && clock != Clock::Same => error,
            result => return result,
        };
        let Some(rate) = device.usual_rate().filter(|rate| *rate != request.rate) else {
            return Err(refused);
        };
        Self::open_at(device, &CaptureRequest { rate, ..request.clone() }, margin, clock)
    }

    fn open_at(
        device: &Device,
        request: &CaptureRequest,
        margin: usize,
        clock: Clock,
    ) -> Result<(Self, Inlet), IoError> {
        let channels = request.channels.len();
        let (mut ring, out) = HeapRb::<f32>::new(RING_FRAMES * channels).split();
        let lost = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&lost);
        let (mut stamper, pace, bridged) = match clock {
            Clock::Same => (None, Pace::OneClock(Slack { margin, most: margin + PILE }), None),
            Clock::Own(to) => {
                let (stamper, bridge) = bridge(channels, request.rate, to, margin);
                let bridged = Bridged { status: bridge.status(), latency: bridge.latency() };
                (Some(stamper), Pace::TwoClocks(Box::new(bridge)), Some(bridged))
            }
        };
        let moment = stamper.as_ref().map(Stamper::moment);
        let push = move |samples: &[f32]| {
            // Whole frames only, so that channels never change places.
            let room = ring.vacant_len() / channels * channels;
            let (fits, over) = samples.split_at(samples.len().min(room));
            ring.push_slice(fits);
            if let Some(stamper) = &mut stamper {
                stamper.pushed(fits.len() / channels);
            }
            counter.fetch_add((over.len() / channels) as u64, Relaxed);
        };
        let faults = Arc::new(Faults::default());
        let stream = stream::capture(device, request, push, Arc::clone(&faults), moment)?;
        let inlet = Inlet {
            ring: out,
            channels,
            ended: Arc::new(AtomicBool::new(false)),
            failed: Arc::new(AtomicBool::new(false)),
            pace,
        };
        Ok((Self { stream, faults, lost, name: device.name().to_owned(), bridged }, inlet))
    }

    /// Lets the callbacks begin.
    ///
    /// # Errors
    /// The device went away meanwhile.
    pub fn start(&self) -> Result<(), IoError> {
        self.stream.start()
    }

    /// Why nothing more comes, if so.
    #[must_use]
    pub fn failure(&self) -> Option<IoError> {
        self.faults.fatal().map(|fatal| fatal.error(&self.name))
    }

    /// Frames that found the ring full.
    #[must_use]
    pub fn lost_frames(&self) -> u64 {
        self.lost.load(Relaxed)
    }

    /// How it was opened.
    #[must_use]
    pub fn opened(&self) -> Opened {
        self.stream.opened()
    }

    /// How the loop between two clocks is; none on one clock.
    #[must_use]
    pub fn clocks(&self) -> Option<Reading> {
        self.bridged.as_ref().map(|bridged| bridged.status.read())
    }

    /// Frames of the capture side that the resampler is late by; 0 without one.
    #[must_use]
    pub fn resampler_latency(&self) -> usize {
        self.bridged.as_ref().map_or(0, |bridged| bridged.latency)
    }
}
