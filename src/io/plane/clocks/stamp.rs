//! How the callbacks tell their times: without waiting, without reading a clock of our own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use ringbuf::HeapProd;
use ringbuf::traits::Producer;

/// When the running callback was called, by the audio system's clock.
#[derive(Debug, Default)]
pub struct Moment(AtomicU64);

impl Moment {
    /// `[audio]` A callback begins; nanoseconds since any start, 0 where the audio system does not say.
    pub fn set(&self, nanos: u64) {
        self.0.store(nanos, Relaxed);
    }

    /// `[audio]` Nanoseconds, 0 if unknown.
    #[must_use]
    pub fn nanos(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// So many frames had been captured at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Frames pushed into the ring since the start.
    pub frames: u64,
    /// Nanoseconds, 0 if unknown.
    pub nanos: u64,
}

/// The capture side's end.
pub struct Stamper {
    pub(super) stamps: HeapProd<Stamp>,
    pub(super) moment: Arc<Moment>,
    pub(super) frames: u64,
}

impl Stamper {
    /// `[audio]` So many frames went into the ring. Where nobody takes the stamps, the next ones say the same and more.
    pub fn pushed(&mut self, frames: usize) {
        self.frames += frames as u64;
        let _ = self.stamps.try_push(Stamp { frames: self.frames, nanos: self.moment.nanos() });
    }

    /// The moment that its callbacks set.
    #[must_use]
    pub fn moment(&self) -> Arc<Moment> {
        Arc::clone(&self.moment)
    }
}
