//! What feeds the engine, as a session holds it.

use crate::control::latency::Ways;
use crate::io::capture::Capture;
use crate::io::error::IoError;
use crate::io::feed::Feed;
use crate::io::host::Running;
use crate::io::intake::Gauge;
use std::sync::atomic::Ordering::Relaxed;

/// What feeds the engine; kept alive as long as the session.
pub enum Source {
    /// Files, read ahead by a thread.
    Files(Feed),
    /// A capture device.
    Live(Capture),
    /// A capture device that comes and goes with the output.
    Linked(Gauge),
}

impl Source {
    fn gauge(&self) -> Option<&Gauge> {
        match self {
            Self::Files(_) => None,
            Self::Live(capture) => Some(capture.gauge()),
            Self::Linked(gauge) => Some(gauge),
        }
    }

    /// Files cannot; and where a file or nothing is the output, nothing sounds.
    pub(super) fn can_hear_the_output(&self) -> bool {
        matches!(self, Self::Linked(_))
    }

    /// Frames that found the ring full.
    pub(super) fn lost_frames(&self) -> u64 {
        self.gauge().map_or(0, Gauge::lost_frames)
    }

    /// The way from input to output.
    pub(super) fn ways(&self, running: &dyn Running) -> Ways {
        let opened = running.opened();
        Ways {
            playback: opened.playback,
            capture: if let Self::Live(capture) = self { Some(capture.opened()) } else { opened.capture },
            waiting: running.counters().waiting.load(Relaxed),
            between: self.gauge().and_then(Gauge::clocks),
            resampler: self.gauge().map_or(0, Gauge::resampler_latency),
        }
    }

    /// Why nothing more comes, if nobody looks for it again.
    pub(super) fn failure(&self) -> Option<IoError> {
        if let Self::Live(capture) = self { capture.failure() } else { None }
    }

    /// Ends it.
    ///
    /// # Errors
    /// What ended it early.
    pub(super) fn finish(self) -> Result<(), IoError> {
        match self {
            Self::Files(feed) => feed.finish(),
            Self::Live(capture) => capture.failure().map_or(Ok(()), Err),
            Self::Linked(_) => Ok(()),
        }
    }
}
