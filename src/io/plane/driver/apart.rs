//! A driver of files taken apart: the source, and the engine in three.

use ringbuf::HeapCons;
use ringbuf::traits::{Consumer, Observer};
use std::sync::atomic::{AtomicBool, Ordering::Acquire};

use super::{Counters, Driver, MAX_BLOCK, Pace};
use crate::engine::doorway::apart::Apart;

/// Everything that a driver of files holds, each to be used by a thread of its own.
pub struct Stations<'a> {
    /// Where the frames come from.
    pub files: Files<'a>,
    /// The engine.
    pub engine: Apart<'a>,
    /// To be told how far it is.
    pub counters: &'a Counters,
}

/// The receiving end of files, which wait for us.
pub struct Files<'a> {
    ring: &'a mut HeapCons<f32>,
    channels: usize,
    ended: &'a AtomicBool,
    scratch: &'a mut [f32],
}

impl Driver {
    /// Takes it apart. None where there is more than files and the engine: those two alone never look at the clock.
    pub fn apart(&mut self) -> Option<Stations<'_>> {
        let Self { processor, inlet: Some(inlet), scratch, counters, probe: None, beside: None, .. } = self
        else {
            return None;
        };
        let Pace::Files = inlet.pace else { return None };
        let files =
            Files { ring: &mut inlet.ring, channels: inlet.channels.max(1), ended: &inlet.ended, scratch };
        Some(Stations { files, engine: processor.apart(), counters })
    }
}

impl Files<'_> {
    /// True when nothing more will come: what waits is all there is.
    #[must_use]
    pub fn have_ended(&self) -> bool {
        self.ended.load(Acquire)
    }

    /// Frames that wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.ring.occupied_len() / self.channels
    }

    /// The next frames, interleaved, and their number: `frames`, or as many as wait and fit.
    pub fn take(&mut self, frames: usize) -> (&[f32], usize) {
        let n = frames.min(self.waiting()).min(MAX_BLOCK);
        let (space, _) = self.scratch.split_at_mut((n * self.channels).min(self.scratch.len()));
        let taken = self.ring.pop_slice(space);
        (space.split_at(taken).0, n)
    }
}
