//! Keeps a session alive while its devices come and go: the engine lies in a berth, streams borrow it.
//!
//! ```text
//! running ──no callback for a while──> stalled ──they come again──> running
//!    │ fatal fault                        │ for long
//!    └───────────────> reopening <────────┘
//!        closes what there was, opens anew ──refused──> waiting for device ──pause──> opens anew ...
//!        └──> running: the output comes back by a ramp, everything else is as it was left
//! ```
//! Closing and opening happen on a thread of their own, for both can hang; a thread that hangs is left behind, and its
//! streams, should they ever come, find their pass void.

mod attempt;
#[cfg(test)]
mod tests;
mod watchdog;

use std::sync::Arc;
use std::time::Duration;

use attempt::{Attempt, Outcome};
use watchdog::{Finding, Watchdog};

use crate::engine::meters::Meters;
use crate::io::duplex::{Duplex, Passes, Streams};
use crate::io::error::{IoError, IoErrorKind};
use crate::io::host::{Ending, Health, Link, Openings, Running, State};
use crate::io::intake::Intake;
use crate::io::plane::berth::Berth;
use crate::io::plane::clocks::stamp::Moment;
use crate::io::plane::driver::{Counters, Driver};

/// From one try to the next: often enough to be back within a second of a server's return.
const PAUSE: Duration = Duration::from_millis(250);
/// An opening that takes longer hangs; the next one is tried beside it.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long good news stays on the screen.
const TOLD: Duration = Duration::from_secs(8);

/// A run on devices, and its care.
pub struct Supervisor {
    duplex: Arc<dyn Duplex>,
    lent: Lent,
    counters: Arc<Counters>,
    phase: Phase,
    /// Since when there is no sound, and why.
    lost: Option<(Duration, String)>,
    /// What is told for a while, and until when.
    told: Option<(Duration, String)>,
    /// A try since the loss found nothing: from then on this is waiting.
    waits: bool,
    recoveries: u64,
}

enum Phase {
    Running { streams: Streams, watchdog: Watchdog },
    Opening { attempt: Attempt, since: Duration },
    Pausing { until: Duration },
}

impl Supervisor {
    /// Opens both ends for the first time.
    ///
    /// # Errors
    /// A device refuses; nothing runs then.
    pub fn start(duplex: Arc<dyn Duplex>, driver: Driver, intake: Option<Intake>) -> Result<Self, IoError> {
        let counters = driver.counters();
        let lent = Lent::new(driver, intake);
        let streams = duplex.open(lent.passes())?;
        let watchdog = Watchdog::new(&streams.ends, Duration::ZERO);
        let phase = Phase::Running { streams, watchdog };
        Ok(Self { duplex, lent, counters, phase, lost: None, told: None, waits: false, recoveries: 0 })
    }

    /// Void passes from now on; what there was is closed and new streams are opened.
    fn reopen(&mut self, old: Option<Streams>, now: Duration) -> Phase {
        let passes = self.lent.passes();
        let attempt = Attempt::begin(&self.duplex, passes, old);
        Phase::Opening { attempt, since: now }
    }

    fn running(&mut self, streams: Streams, mut watchdog: Watchdog, now: Duration) -> (Phase, Link) {
        match watchdog.look(&streams.ends, now) {
            Finding::Well => (Phase::Running { streams, watchdog }, Link::Running),
            Finding::News(line) => {
                self.told = Some((now + TOLD, line));
                (Phase::Running { streams, watchdog }, Link::Running)
            }
            Finding::Stalled(line) => {
                self.told = Some((now, line));
                (Phase::Running { streams, watchdog }, Link::Stalled)
            }
            Finding::Lost(why) => {
                tracing::info!("{why}");
                self.lost = Some((now, why));
                (self.reopen(Some(streams), now), Link::Reopening)
            }
        }
    }

    fn opening(&mut self, mut attempt: Attempt, since: Duration, now: Duration) -> (Phase, Link) {
        match attempt.outcome() {
            Outcome::Open(streams) => {
                self.recoveries += 1;
                self.waits = false;
                if let Some((lost, _)) = self.lost.take() {
                    let name = streams.ends.first().map_or("", |end| &end.name);
                    let away = now.saturating_sub(lost).as_secs_f64();
                    self.told = Some((now + TOLD, format!("`{name}` is back after {away:.1} s")));
                }
                let watchdog = Watchdog::new(&streams.ends, now);
                (Phase::Running { streams, watchdog }, Link::Running)
            }
            Outcome::Refused(why) => {
                // That it is not there yet is no news; what else stands in the way is.
                use IoErrorKind as K;
                let absent = [K::DeviceNotFound, K::DeviceVanished, K::HostUnavailable].contains(&why.kind());
                let (since, said) = self.lost.take().unwrap_or((now, why.to_string()));
                self.lost = Some((since, if absent { said } else { why.to_string() }));
                self.waits = true;
                (Phase::Pausing { until: now + PAUSE }, Link::Waiting)
            }
            Outcome::Pending if now.saturating_sub(since) > PATIENCE && Attempt::may_leave_another() => {
                // Its result is dropped where it comes about, with nobody left to take it.
                drop(attempt);
                (Phase::Pausing { until: now + PAUSE }, Link::Waiting)
            }
            Outcome::Pending => (Phase::Opening { attempt, since }, Link::Reopening),
        }
    }

    fn line(&mut self, link: Link, now: Duration) -> Option<String> {
        if let Some((_, why)) = &self.lost {
            return Some(format!("{why}; sound comes back by itself"));
        }
        self.told = self.told.take().filter(|(until, _)| *until > now || link == Link::Stalled);
        self.told.as_ref().map(|(_, line)| line.clone())
    }
}

impl Running for Supervisor {
    fn state(&self) -> State {
        State::Running
    }

    fn counters(&self) -> &Arc<Counters> {
        &self.counters
    }

    fn opened(&self) -> Openings {
        let Phase::Running { streams, .. } = &self.phase else { return Openings::default() };
        let opened = |end: usize| streams.ends.get(end).and_then(|end| end.opened);
        Openings { playback: opened(0), capture: opened(1) }
    }

    fn tend(&mut self, now: Duration) -> Health {
        // Stands for the phase while it is being decided.
        let phase = std::mem::replace(&mut self.phase, Phase::Pausing { until: now });
        let (phase, link) = match phase {
            Phase::Running { streams, watchdog } => self.running(streams, watchdog, now),
            Phase::Opening { attempt, since } => self.opening(attempt, since, now),
            Phase::Pausing { until } if now >= until => (self.reopen(None, now), Link::Waiting),
            Phase::Pausing { until } => (Phase::Pausing { until }, Link::Waiting),
        };
        self.phase = phase;
        // A try that finds nothing is over in a moment: the screen does not flicker with every one.
        let link = if link == Link::Reopening && self.waits { Link::Waiting } else { link };
        Health { link, line: self.line(link, now), recoveries: self.recoveries }
    }

    fn stop(self: Box<Self>, _: Ending) -> Result<Option<Meters>, IoError> {
        let Self { duplex, lent, phase, .. } = *self;
        match phase {
            Phase::Running { streams, .. } => attempt::close(&duplex, streams),
            // An opening under way is left to itself: its pass is void below.
            Phase::Opening { .. } | Phase::Pausing { .. } => {}
        }
        Ok(lent.driver.clear().map(|mut driver| driver.meters()))
    }
}

/// What the streams borrow, and where they leave their times.
struct Lent {
    driver: Arc<Berth<Driver>>,
    played: Option<Arc<Moment>>,
    intake: Option<Arc<Berth<Intake>>>,
    captured: Option<Arc<Moment>>,
}

impl Lent {
    fn new(driver: Driver, intake: Option<Intake>) -> Self {
        Self {
            played: driver.moment(),
            captured: intake.as_ref().map(Intake::moment),
            driver: Berth::new(Box::new(driver)),
            intake: intake.map(|intake| Berth::new(Box::new(intake))),
        }
    }

    fn passes(&self) -> Passes {
        Passes {
            driver: self.driver.pass(),
            played: self.played.clone(),
            intake: self.intake.as_ref().map(Berth::pass),
            captured: self.captured.clone(),
        }
    }
}
