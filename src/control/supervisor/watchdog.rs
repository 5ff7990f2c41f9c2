//! Looks at running streams: faults that they note, and callbacks that no longer come.

use std::time::Duration;

use crate::io::duplex::End;

/// A stream whose callbacks have not come for so many blocks, and at least so long, stands still.
const STALLED: (u32, Duration) = (32, Duration::from_millis(500));
/// And for so many it is given up. A server that was stopped for a moment goes on by itself; some that died never tell
/// their clients (JACK by way of `PipeWire`), and sound is to be back within 3 s of their return.
const GIVEN_UP: (u32, Duration) = (64, Duration::from_millis(2_500));

/// A running stream, and what was last seen of it.
pub(super) struct Watchdog {
    end: End,
    beats: u32,
    since: Duration,
    rerouted: u32,
    denied: bool,
}

/// What it found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// All is as before.
    Well,
    /// Something to be said once; the stream goes on.
    News(String),
    /// It was away and is there again.
    Back(String),
    /// No callbacks for a while.
    Stalled(String),
    /// To be closed and opened anew.
    Lost(String),
}

impl Watchdog {
    /// Watches a stream that was just opened.
    pub(super) fn new(end: End, now: Duration) -> Self {
        let (beats, rerouted) = (end.faults.beats(), end.faults.rerouted());
        Self { end, beats, since: now, rerouted, denied: false }
    }

    /// The stream.
    pub(super) fn end(&self) -> &End {
        &self.end
    }

    /// The stream, which is no longer watched.
    pub(super) fn release(self) -> End {
        self.end
    }

    /// Looks; the worst is told. A fatal fault is told once: after it the stream is no longer looked at.
    pub(super) fn look(&mut self, now: Duration) -> Finding {
        let End { name, faults, block, .. } = &self.end;
        if let Some(fatal) = faults.fatal() {
            return Finding::Lost(fatal.error(name).to_string());
        }
        if self.beats != faults.beats() {
            (self.beats, self.since) = (faults.beats(), now);
        }
        let still = now.saturating_sub(self.since);
        let beyond = |(blocks, least): (u32, Duration)| still > (*block * blocks).max(least);
        if beyond(GIVEN_UP) {
            let seconds = still.as_secs_f64();
            return Finding::Lost(format!("`{name}` has stood still for {seconds:.1} s: it is opened anew"));
        }
        if beyond(STALLED) {
            return Finding::Stalled(format!(
                "`{name}` stands still: its sound server is busy or was stopped"
            ));
        }
        if self.rerouted != faults.rerouted() {
            self.rerouted = faults.rerouted();
            return Finding::News(format!(
                "the system moved `{name}` to another device: see that it does not play into its input"
            ));
        }
        if faults.realtime_denied() > 0 && !self.denied {
            self.denied = true;
            return Finding::News(format!("`{name}` got no real-time priority: it may crackle under load"));
        }
        Finding::Well
    }
}
