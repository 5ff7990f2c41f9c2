//! Keeps a session alive while its devices come and go: the engine lies in a berth, streams borrow it.
//!
//! ```text
//! running ──no callback for a while──> stalled ──they come again──> running
//!    │ fatal fault                        │ for long
//!    └───────────────> reopening <────────┘
//!        closes what there was, opens anew ──refused──> waiting for device ──pause──> opens anew ...
//!        └──> running: the output comes back by a ramp, everything else is as it was left
//! ```
//! An input that is lost alone goes through the same beside an output that plays on (see `input`).
//! Closing and opening happen on a thread of their own, for both can hang; a thread that hangs is left behind, and its
//! streams, should they ever come, find their pass void.

mod attempt;
mod input;
#[cfg(test)]
mod tests;
mod watchdog;

use std::sync::Arc;
use std::time::Duration;

use attempt::{Attempt, Opening, Progress};
use input::Input;
use watchdog::{Finding, Watchdog};

use crate::engine::meters::Meters;
use crate::io::duplex::{Duplex, InputPasses, Passes, Streams};
use crate::io::error::IoError;
use crate::io::host::{Ending, Health, Link, Openings, Running, State};
use crate::io::intake::Intake;
use crate::io::plane::berth::Berth;
use crate::io::plane::clocks::stamp::Moment;
use crate::io::plane::driver::{Counters, Driver};

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
    Running { output: Watchdog, input: Box<Input> },
    Opening(Opening<Streams>),
}

impl Supervisor {
    /// Opens both ends for the first time.
    ///
    /// # Errors
    /// A device refuses; nothing runs then.
    pub fn start(duplex: Arc<dyn Duplex>, driver: Driver, intake: Option<Intake>) -> Result<Self, IoError> {
        let counters = driver.counters();
        let lent = Lent::new(driver, intake);
        let passes = lent.passes();
        let streams = Attempt::first(&duplex, move |duplex| duplex.open(passes))?;
        let phase = Phase::running(streams, Duration::ZERO);
        Ok(Self { duplex, lent, counters, phase, lost: None, told: None, waits: false, recoveries: 0 })
    }

    fn running(&mut self, mut output: Watchdog, mut input: Box<Input>, now: Duration) -> (Phase, Link) {
        let found = output.look(now);
        if let Finding::Lost(why) = found {
            tracing::info!("{why}");
            self.lost = Some((now, why));
            let old = Streams { output: output.release(), input: input.release() };
            let attempt = self.lent.attempt(&self.duplex, Some(old));
            return (Phase::Opening(Opening::new(attempt, now)), Link::Reopening);
        }
        let well = !matches!(found, Finding::Stalled(_));
        let heard = input.tend(&self.duplex, || self.lent.input_passes(), well, now);
        let mut link = if input.lost().is_some() { Link::InputAway } else { Link::Running };
        // What is said of the output comes last, and stays.
        for finding in [heard, found] {
            match finding {
                Finding::Well | Finding::Lost(_) => {}
                Finding::News(line) => self.told = Some((now + TOLD, line)),
                Finding::Back(line) => {
                    self.recoveries += 1;
                    self.told = Some((now + TOLD, line));
                }
                Finding::Stalled(line) => {
                    self.told = Some((now, line));
                    link = Link::Stalled;
                }
            }
        }
        (Phase::Running { output, input }, link)
    }

    fn opening(&mut self, mut opening: Opening<Streams>, now: Duration) -> (Phase, Link) {
        match opening.look(|| self.lent.attempt(&self.duplex, None), now) {
            Progress::Open(streams) => {
                self.recoveries += 1;
                self.waits = false;
                if let Some((lost, _)) = self.lost.take() {
                    let away = now.saturating_sub(lost).as_secs_f64();
                    let line = format!("`{}` is back after {away:.1} s", streams.output.name);
                    self.told = Some((now + TOLD, line));
                }
                (Phase::running(streams, now), Link::Running)
            }
            Progress::Refused(why) => {
                // That it is not there yet is no news; what else stands in the way is.
                let (since, said) = self.lost.take().unwrap_or((now, why.to_string()));
                let said = if why.kind().is_absence() { said } else { why.to_string() };
                self.lost = Some((since, said));
                self.waits = true;
                (Phase::Opening(opening), Link::Waiting)
            }
            // A try that finds nothing is over in a moment: the screen does not flicker with every one.
            Progress::Trying if !self.waits => (Phase::Opening(opening), Link::Reopening),
            Progress::Trying | Progress::Pausing => (Phase::Opening(opening), Link::Waiting),
        }
    }

    fn line(&mut self, link: Link, now: Duration) -> Option<String> {
        if let Some((_, why)) = &self.lost {
            return Some(format!("{why}; sound comes back by itself"));
        }
        if let Phase::Running { input, .. } = &self.phase
            && let Some(why) = input.lost()
            && link == Link::InputAway
        {
            return Some(format!("{why}; the output plays on, the input comes back by itself"));
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
        let Phase::Running { output, input } = &self.phase else { return Openings::default() };
        Openings { playback: output.end().opened, capture: input.end().and_then(|end| end.opened) }
    }

    fn tend(&mut self, now: Duration) -> Health {
        // Stands for the phase while it is being decided.
        let phase = std::mem::replace(&mut self.phase, Phase::Opening(Opening::Pausing { until: now }));
        let (phase, link) = match phase {
            Phase::Running { output, input } => self.running(output, input, now),
            Phase::Opening(opening) => self.opening(opening, now),
        };
        self.phase = phase;
        Health { link, line: self.line(link, now), recoveries: self.recoveries }
    }

    fn stop(self: Box<Self>, _: Ending) -> Result<Option<Meters>, IoError> {
        let Self { duplex, lent, phase, .. } = *self;
        if let Phase::Running { output, input } = phase {
            attempt::close(&duplex, Streams { output: output.release(), input: input.release() });
        }
        // An opening under way is left to itself: its pass is void now.
        Ok(lent.driver.clear().map(|mut driver| driver.meters()))
    }
}

impl Phase {
    fn running(Streams { output, input }: Streams, now: Duration) -> Self {
        Self::Running { output: Watchdog::new(output, now), input: Box::new(Input::new(input, now)) }
    }
}

/// What the streams borrow, and where they leave their times.
struct Lent {
    driver: Arc<Berth<Driver>>,
    played: Option<Arc<Moment>>,
    input: Option<(Arc<Berth<Intake>>, Arc<Moment>)>,
}

impl Lent {
    fn new(driver: Driver, intake: Option<Intake>) -> Self {
        let input = intake.map(|intake| {
            let captured = intake.moment();
            (Berth::new(Box::new(intake)), captured)
        });
        Self { played: driver.moment(), driver: Berth::new(Box::new(driver)), input }
    }

    fn passes(&self) -> Passes {
        let (driver, played) = (self.driver.pass(), self.played.clone());
        Passes { driver, played, input: self.input_passes() }
    }

    fn input_passes(&self) -> Option<InputPasses> {
        let (intake, captured) = self.input.as_ref()?;
        Some(InputPasses { intake: intake.pass(), captured: Arc::clone(captured) })
    }

    /// Void passes from now on; what there was is closed and both ends are opened anew.
    fn attempt(&self, duplex: &Arc<dyn Duplex>, old: Option<Streams>) -> Attempt<Streams> {
        let passes = self.passes();
        Attempt::begin(duplex, old, move |duplex| duplex.open(passes))
    }
}
