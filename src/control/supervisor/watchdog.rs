//! Looks at running streams: faults that they note, and callbacks that no longer come.

use std::time::Duration;

use crate::io::duplex::End;

/// A stream whose callbacks have not come for so many blocks, and at least so long, stands still.
const STALLED: (u32, Duration) = (32, Duration::from_millis(500));
/// And for so many it is given up. A server that was stopped for a moment goes on by itself; some that died never tell
/// their clients (JACK by way of `PipeWire`), and sound is to be back within 3 s of their return.
const GIVEN_UP: (u32, Duration) = (64, Duration::from_millis(2_500));

/// What was last seen of each stream.
pub(super) struct Watchdog(Vec<Seen>);

struct Seen {
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
    /// No callbacks for a while.
    Stalled(String),
    /// To be closed and opened anew.
    Lost(String),
}

impl Watchdog {
    /// Streams that were just opened.
    pub(super) fn new(ends: &[End], now: Duration) -> Self {
        let seen = |end: &End| Seen {
            beats: end.faults.beats(),
            since: now,
            rerouted: end.faults.rerouted(),
            denied: false,
        };
        Self(ends.iter().map(seen).collect())
    }

    /// Looks at all of them; the worst is told. A fatal fault is told once: after it the stream is no longer looked at.
    pub(super) fn look(&mut self, ends: &[End], now: Duration) -> Finding {
        if let Some(fatal) = ends.iter().find_map(|end| Some(end.faults.fatal()?.error(&end.name))) {
            return Finding::Lost(fatal.to_string());
        }
        let mut finding = Finding::Well;
        for (seen, End { name, faults, block, .. }) in self.0.iter_mut().zip(ends) {
            if seen.beats != faults.beats() {
                (seen.beats, seen.since) = (faults.beats(), now);
            }
            let still = now.saturating_sub(seen.since);
            let beyond = |(blocks, least): (u32, Duration)| still > (*block * blocks).max(least);
            if beyond(GIVEN_UP) {
                let seconds = still.as_secs_f64();
                return Finding::Lost(format!(
                    "`{name}` has stood still for {seconds:.1} s: it is opened anew"
                ));
            }
            if beyond(STALLED) {
                finding = Finding::Stalled(format!(
                    "`{name}` stands still: its sound server is busy or was stopped"
                ));
            }
            if seen.rerouted != faults.rerouted() {
                seen.rerouted = faults.rerouted();
                let line = format!(
                    "the system moved `{name}` to another device: see that it does not play into its input"
                );
                finding = finding.or_news(line);
            }
            if faults.realtime_denied() > 0 && !seen.denied {
                seen.denied = true;
                finding =
                    finding.or_news(format!("`{name}` got no real-time priority: it may crackle under load"));
            }
        }
        finding
    }
}

impl Finding {
    fn or_news(self, line: String) -> Self {
        if self == Self::Well { Self::News(line) } else { self }
    }
}
