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
    /// A capture device, and files beside it.
    Live(Capture, Option<Feed>),
    /// A capture device that comes and goes with the output, and files beside it.
    Linked(Gauge, Option<Feed>),
}

impl Source {
    fn gauge(&self) -> Option<&Gauge> {
        match self {
            Self::Files(_) => None,
            Self::Live(capture, _) => Some(capture.gauge()),
            Self::Linked(gauge, _) => Some(gauge),
        }
    }

    /// Files cannot; and where a file or nothing is the output, nothing sounds.
    pub(super) fn can_hear_the_output(&self) -> bool {
        matches!(self, Self::Linked(..))
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
            capture: if let Self::Live(capture, _) = self { Some(capture.opened()) } else { opened.capture },
            waiting: running.counters().waiting.load(Relaxed),
            between: self.gauge().and_then(Gauge::clocks),
            resampler: self.gauge().map_or(0, Gauge::resampler_latency),
        }
    }

    /// Why nothing more comes, if nobody looks for it again.
    pub(super) fn failure(&self) -> Option<IoError> {
        if let Self::Live(capture, _) = self { capture.failure() } else { None }
    }

    /// Ends it.
    ///
    /// # Errors
    /// What ended it early.
    pub(super) fn finish(self) -> Result<(), IoError> {
        match self {
            Self::Files(feed) => feed.finish(),
            Self::Live(capture, files) => {
                capture.failure().map_or(Ok(()), Err).and(files.map_or(Ok(()), Feed::finish))
            }
            Self::Linked(_, files) => files.map_or(Ok(()), Feed::finish),
        }
    }
}
