//! What the loop tells the control plane.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::Relaxed};

/// Where the loop is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum LockState {
    /// Both sides are listened to, half a second; silence.
    #[default]
    Starting = 0,
    /// It sounds; the delay is still on its way to what it should be.
    Locking = 1,
    /// The delay is what it should be, within a frame.
    Locked = 2,
    /// Frames ran out or piled up: silence until there are enough again.
    Resync = 3,
}

impl LockState {
    /// The word for screens and protocols.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Locking => "locking",
            Self::Locked => "locked",
            Self::Resync => "resync",
        }
    }
}

/// The same for both planes.
#[derive(Debug, Default)]
pub struct Status {
    state: AtomicU8,
    timed: AtomicBool,
    delay: AtomicU64,
    drift: AtomicU64,
    resyncs: AtomicU64,
    block: AtomicU64,
}

/// What a reader gets.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Reading {
    /// Where the loop is.
    pub state: LockState,
    /// True by the audio system's times, false by what lies in the ring.
    pub timed: bool,
    /// From a frame's capture to its turn in the resampler, frames of the capture side. Everything before the engine.
    pub delay_frames: f64,
    /// How much faster capture runs than playback, beyond what was agreed, millionths.
    pub drift_ppm: f64,
    /// How often frames ran out or piled up.
    pub resyncs: u64,
    /// Frames of the longest callback of the capture side.
    pub block: u64,
}

impl Status {
    /// `[audio]` Tells.
    pub(super) fn tell(&self, reading: &Reading) {
        self.state.store(reading.state as u8, Relaxed);
        self.timed.store(reading.timed, Relaxed);
        self.delay.store(reading.delay_frames.to_bits(), Relaxed);
        self.drift.store(reading.drift_ppm.to_bits(), Relaxed);
        self.resyncs.store(reading.resyncs, Relaxed);
        self.block.store(reading.block, Relaxed);
    }

    /// How it is.
    #[must_use]
    pub fn read(&self) -> Reading {
        let state = match self.state.load(Relaxed) {
            0 => LockState::Starting,
            1 => LockState::Locking,
            2 => LockState::Locked,
            _ => LockState::Resync,
        };
        Reading {
            state,
            timed: self.timed.load(Relaxed),
            delay_frames: f64::from_bits(self.delay.load(Relaxed)),
            drift_ppm: f64::from_bits(self.drift.load(Relaxed)),
            resyncs: self.resyncs.load(Relaxed),
            block: self.block.load(Relaxed),
        }
    }
}
