//! A live source: a capture device whose callback only pushes frames into a ring.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use ringbuf::traits::{Observer, Producer, Split};
use ringbuf::{HeapProd, HeapRb};

use super::berth::{Berth, Pass};
use super::device::Device;
use super::driver::{Inlet, Slack};
use super::error::IoError;
use super::faults::Faults;
use super::stream::{self, CaptureRequest, CaptureStream};

/// Frames that the ring holds: enough for the longest callbacks of a sound server.
const RING_FRAMES: usize = 1 << 15;
/// What may pile up beyond the margin before it counts as old sound, frames.
const PILE: usize = 2048;

/// What a capture callback pushes into. It outlives the stream: the next one goes on with the same ring.
pub struct Intake {
    ring: HeapProd<f32>,
    channels: usize,
    lost: Arc<AtomicU64>,
}

/// A capture device that was opened.
pub struct Capture {
    stream: CaptureStream,
    faults: Arc<Faults>,
    lost: Arc<AtomicU64>,
    name: String,
}

impl Intake {
    /// A ring for so many channels. `margin` is what should wait in it beyond one block.
    #[must_use]
    pub fn new(channels: usize, margin: usize) -> (Self, Inlet) {
        let (ring, out) = HeapRb::<f32>::new(RING_FRAMES * channels).split();
        let inlet = Inlet {
            ring: out,
            channels,
            ended: Arc::new(AtomicBool::new(false)),
            failed: Arc::new(AtomicBool::new(false)),
            slack: Some(Slack { margin, most: margin + PILE }),
        };
        (Self { ring, channels, lost: Arc::default() }, inlet)
    }

    /// `[audio]` Interleaved samples; those that find the ring full are lost and counted.
    pub fn push(&mut self, samples: &[f32]) {
        // Whole frames only, so that channels never change places.
        let room = self.ring.vacant_len() / self.channels * self.channels;
        let (fits, over) = samples.split_at(samples.len().min(room));
        self.ring.push_slice(fits);
        self.lost.fetch_add((over.len() / self.channels) as u64, Relaxed);
    }

    /// Frames that found the ring full.
    #[must_use]
    pub fn lost(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.lost)
    }
}

impl Capture {
    /// Opens a device, paused. `margin` is what should wait in the ring beyond one block.
    ///
    /// # Errors
    /// The device refuses: it says what it offers.
    pub fn open(device: &Device, request: &CaptureRequest, margin: usize) -> Result<(Self, Inlet), IoError> {
        let (intake, inlet) = Intake::new(request.channels.len(), margin);
        let lost = intake.lost();
        let (stream, faults) = attach(device, request, Berth::new(Box::new(intake)).pass())?;
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

/// Opens a device, paused, that pushes into a ring which was there before.
///
/// # Errors
/// The device refuses: it says what it offers.
pub fn attach(
    device: &Device,
    request: &CaptureRequest,
    mut pass: Pass<Intake>,
) -> Result<(CaptureStream, Arc<Faults>), IoError> {
    let faults = Arc::new(Faults::default());
    let push = move |samples: &[f32]| _ = pass.with(|intake, _| intake.push(samples));
    let stream = stream::capture(device, request, push, Arc::clone(&faults))?;
    Ok((stream, faults))
}
