//! The input of a session that plays: lost alone it is opened anew alone, and the output plays on.

use std::sync::Arc;
use std::time::Duration;

use super::attempt::{Attempt, Opening, Progress};
use super::watchdog::{Finding, Watchdog};
use crate::io::duplex::{Duplex, End, InputPasses};

/// So long a lost input waits for its output to be lost too, as with a server that went away or one box for both: they
/// are then opened anew together.
const TOGETHER: Duration = Duration::from_millis(500);

/// A live input, there or away.
pub(super) struct Input {
    phase: Phase,
    /// Since when it is away, and why.
    lost: Option<(Duration, String)>,
}

enum Phase {
    /// The input is not live.
    Absent,
    Here(Watchdog),
    Lost(End),
    Opening(Opening<Option<End>>),
}

impl Input {
    /// As it was just opened.
    pub(super) fn new(end: Option<End>, now: Duration) -> Self {
        let phase = end.map_or(Phase::Absent, |end| Phase::Here(Watchdog::new(end, now)));
        Self { phase, lost: None }
    }

    /// The stream, while it is there.
    pub(super) fn end(&self) -> Option<&End> {
        if let Phase::Here(watchdog) = &self.phase { Some(watchdog.end()) } else { None }
    }

    /// What is left to be closed.
    pub(super) fn release(self) -> Option<End> {
        match self.phase {
            Phase::Here(watchdog) => Some(watchdog.release()),
            Phase::Lost(end) => Some(end),
            // A try under way is left to itself: its pass is void once another is issued.
            Phase::Absent | Phase::Opening(_) => None,
        }
    }

    /// Why it is away, while it is.
    pub(super) fn lost(&self) -> Option<&str> {
        self.lost.as_ref().map(|(_, why)| why.as_str())
    }

    /// Looks after it. `well` says that the output is; `passes` issues what callbacks need.
    pub(super) fn tend(
        &mut self,
        duplex: &Arc<dyn Duplex>,
        passes: impl Fn() -> Option<InputPasses>,
        well: bool,
        now: Duration,
    ) -> Finding {
        let open = |old: Option<End>| {
            let passes = passes();
            Attempt::begin(duplex, old, move |duplex| {
                passes.map_or(Ok(None), |passes| duplex.open_input(passes))
            })
        };
        let since = self.lost.as_ref().map_or(now, |(since, _)| *since);
        let (phase, finding) = match std::mem::replace(&mut self.phase, Phase::Absent) {
            Phase::Absent => (Phase::Absent, Finding::Well),
            Phase::Here(mut watchdog) => match watchdog.look(now) {
                Finding::Lost(why) => {
                    tracing::info!("{why}");
                    self.lost = Some((now, why));
                    (Phase::Lost(watchdog.release()), Finding::Well)
                }
                finding => (Phase::Here(watchdog), finding),
            },
            Phase::Lost(end) if well && now.saturating_sub(since) >= TOGETHER => {
                (Phase::Opening(Opening::new(open(Some(end)), now)), Finding::Well)
            }
            Phase::Lost(end) => (Phase::Lost(end), Finding::Well),
            Phase::Opening(mut opening) => match opening.look(|| open(None), now) {
                Progress::Open(end) => {
                    self.lost = None;
                    let name = end.as_ref().map_or("input", |end| &end.name);
                    let away = now.saturating_sub(since).as_secs_f64();
                    let back = Finding::Back(format!("`{name}` is back after {away:.1} s"));
                    (Self::new(end, now).phase, back)
                }
                Progress::Refused(why) => {
                    if let Some((_, said)) = self.lost.as_mut().filter(|_| !why.kind().is_absence()) {
                        *said = why.to_string();
                    }
                    (Phase::Opening(opening), Finding::Well)
                }
                Progress::Trying | Progress::Pausing => (Phase::Opening(opening), Finding::Well),
            },
        };
        self.phase = phase;
        finding
    }
}
