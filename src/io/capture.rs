//! A live source: a capture device whose callback only pushes frames into a ring.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use ringbuf::HeapRb;
use ringbuf::traits::{Observer, Producer, Split};

use super::device::Device;
use super::driver::{Inlet, Slack};
use super::error::IoError;
use super::faults::Faults;
use super::stream::{self, CaptureRequest, CaptureStream};

/// Frames that the ring holds: enough for the longest callbacks of a sound server.
const RING_FRAMES: usize = 1 << 15;
/// What may pile up beyond the margin before it counts as old sound, frames.
const PILE: usize = 2048;

/// A capture device that was opened.
pub struct Capture {
    stream: CaptureStream,
    faults: Arc<Faults>,
    lost: Arc<AtomicU64>,
    name: String,
}

impl Capture {
    /// Opens a device, paused. `margin` is what should wait in the ring beyond one block.
    ///
    /// # Errors
    /// The device refuses: it says what it offers.
    pub fn open(device: &Device, request: &CaptureRequest, margin: usize) -> Result<(Self, Inlet), IoError> {
        let channels = request.channels.len();
        let (mut ring, out) = HeapRb::<f32>::new(RING_FRAMES * channels).split();
        let lost = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&lost);
        let push = move |samples: &[f32]| {
            // Whole frames only, so that channels never change places.
            let room = ring.vacant_len() / channels * channels;
            let (fits, over) = samples.split_at(samples.len().min(room));
            ring.push_slice(fits);
            counter.fetch_add((over.len() / channels) as u64, Relaxed);
        };
        let faults = Arc::new(Faults::default());
        let stream = stream::capture(device, request, push, Arc::clone(&faults))?;
        let inlet = Inlet {
            ring: out,
            channels,
            ended: Arc::new(AtomicBool::new(false)),
            failed: Arc::new(AtomicBool::new(false)),
            slack: Some(Slack { margin, most: margin + PILE }),
        };
        Ok((Self { stream, faults, lost, name: device.name().to_owned() }, inlet))
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
}
