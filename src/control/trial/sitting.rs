//! One listener, one test, one running session: what the listener asks for becomes commands, what was found an outcome.

use std::time::{Duration, Instant};

use super::course::{Course, Sample};
use super::outcome::{Compared, FORMAT, Finding, Outcome, Scene};
use super::state::TrialState;
use crate::control::command::Command;
use crate::control::loaded::Loaded;
use crate::control::session::Session;
use crate::control::statistics::design::Design;
use crate::control::statistics::draw::Draw;
use crate::control::statistics::ranking::{PRIOR, rank};
use crate::engine::slot::Place;
use crate::io::host::State;

/// How long a pair of devices may take to be in place.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often that is looked at.
const GLANCE: Duration = Duration::from_millis(5);

/// What is tested and how; everything that the outcome has to name.
#[derive(Debug, Clone)]
pub struct Brief {
    /// Ids of the devices: two for ABX, more for preference.
    pub devices: Vec<String>,
    /// Which question, how often.
    pub question: Question,
    /// Seed of the order.
    pub seed: u64,
    /// Who listens.
    pub listener: Option<String>,
    /// Whether each answer is told at once.
    pub feedback: bool,
    /// Day of the test, `2026-11-21`.
    pub date: String,
}

/// The question of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Question {
    /// Is X the one or the other?
    Abx(Design),
    /// Which of two is preferred, every pair so many times?
    Preference {
        /// Times that each pair is heard.
        rounds: usize,
    },
}

/// What a listener asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Hear this sample.
    Hear(Sample),
    /// X is this one, or this one is preferred; not final yet.
    Choose(Place),
    /// The vote is final: on to the next trial.
    Confirm,
    /// Silence, or sound again.
    Mute(bool),
}

/// A listener's way through a test.
pub struct Sitting {
    brief: Brief,
    course: Course,
    compared: Vec<Option<Compared>>,
    right: Option<bool>,
    muted: bool,
}

impl Sitting {
    /// Draws the order.
    #[must_use]
    pub fn new(brief: Brief) -> Self {
        let mut draw = Draw::new(brief.seed);
        let course = match brief.question {
            Question::Abx(design) => Course::abx(design.trials, &mut draw),
            Question::Preference { rounds } => Course::preference(brief.devices.len(), rounds, &mut draw),
        };
        let compared = vec![None; brief.devices.len()];
        Self { brief, course, compared, right: None, muted: false }
    }

    /// What the slots hold at the beginning.
    #[must_use]
    pub fn first_pair(&self) -> [&str; 2] {
        let pair = self.course.pair().unwrap_or([0, 1]);
        pair.map(|device| self.brief.devices.get(device).map_or("", String::as_str))
    }

    /// Whether every trial is voted on.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.course.is_over()
    }

    /// Trials voted on.
    #[must_use]
    pub fn done(&self) -> usize {
        self.course.done()
    }

    /// Starts the first trial.
    ///
    /// # Errors
    /// One line: a device cannot be loaded.
    pub fn begin(&mut self, session: &mut Session) -> Result<(), String> {
        self.muted = session.desk().muted();
        session.hush(true);
        session.hold_pedals(true);
        self.open_trial(session)
    }

    /// Does what the listener asks for.
    ///
    /// # Errors
    /// One line: it makes no sense now, or a device cannot be loaded.
    pub fn obey(&mut self, session: &mut Session, ask: Ask) -> Result<(), String> {
        match ask {
            Ask::Hear(sample) => {
                let place = self.course.hear(sample)?;
                send(session, &Command::Hear(place))
            }
            Ask::Choose(place) => self.course.choose(place),
            Ask::Confirm => {
                let right = self.course.confirm()?;
                self.right = right.filter(|_| self.brief.feedback);
                if self.course.is_over() { Ok(()) } else { self.open_trial(session) }
            }
            Ask::Mute(muted) => {
                self.muted = muted;
                send(session, &Command::Mute(muted))
            }
        }
    }

    /// Lets the session go on, and does what pedals ask for as far as a blind test allows: hearing A or B, the next
    /// sample where they toggle, silence. To be called in place of [`Session::step`].
    ///
    /// # Errors
    /// One line: the sound refuses.
    pub fn step(&mut self, session: &mut Session) -> Result<(), String> {
        session.step();
        for command in session.asked() {
            let ask = match command {
                Command::Hear(Place::A) => Ask::Hear(Sample::First),
                Command::Hear(Place::B) => Ask::Hear(Sample::Second),
                Command::Toggle => Ask::Hear(self.course.next()),
                Command::Mute(muted) => Ask::Mute(muted),
                // Whatever else would change the sound under test.
                _ => continue,
            };
            self.obey(session, ask)?;
        }
        Ok(())
    }

    /// What may be shown.
    #[must_use]
    pub fn state(&self, session: &Session) -> TrialState {
        let abx = self.course.is_abx();
        let name = |place: Place| if abx { ["a", "b"] } else { ["1", "2"] }[place as usize];
        TrialState {
            test: if abx { "abx" } else { "preference" },
            devices: self.brief.devices.clone(),
            stage: session.desk().stage().id.clone(),
            level_rule: session.desk().level_rule().id(),
            trial: self.course.done() + 1,
            trials: self.course.length(),
            playing: match self.course.playing() {
                Sample::First => name(Place::A),
                Sample::Second => name(Place::B),
                Sample::Hidden => "x",
            },
            vote: self.course.vote().map(name),
            muted: self.muted,
            right: self.right,
        }
    }

    /// What was found. Names every answer: to be asked when the test is over, or given up.
    #[must_use]
    pub fn outcome(&self, session: &mut Session) -> Outcome {
        session.hush(false);
        let snapshot = session.step();
        let trials = self.course.trials();
        let done = trials.len();
        let result = match self.brief.question {
            Question::Abx(design) => {
                let right = trials.iter().filter(|trial| trial.is_right()).count();
                let whole = self.is_over().then_some(right as u32);
                let (p_value, heard) = (whole.map(|n| design.p_value(n)), whole.map(|n| design.passes(n)));
                Finding::Abx { design, done, right, p_value, heard }
            }
            Question::Preference { .. } => {
                let count = self.brief.devices.len();
                let mut wins = vec![vec![0; count]; count];
                for [winner, loser] in trials.iter().filter_map(|trial| trial.answer.preferred()) {
                    if let Some(won) = wins.get_mut(winner).and_then(|row| row.get_mut(loser)) {
                        *won += 1;
                    }
                }
                let standings = rank(&wins, PRIOR);
                Finding::Preference { planned: self.course.length(), done, wins, standings }
            }
        };
        let devices = self.compared.iter().zip(&self.brief.devices);
        Outcome {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION"),
            date: self.brief.date.clone(),
            listener: self.brief.listener.clone(),
            complete: self.is_over(),
            feedback: self.brief.feedback,
            seed: self.brief.seed,
            devices: devices
                .map(|(compared, id)| compared.clone().unwrap_or_else(|| Compared::unheard(id)))
                .collect(),
            scene: Scene {
                input: snapshot.engine.input,
                stage: snapshot.stage.id,
                stage_dba: snapshot.stage.laeq_db.filter(|_| snapshot.stage.on),
                level_db_spl: snapshot.level_db_spl,
                level_rule: snapshot.level_rule,
                scale_db: snapshot.played.scale_db,
                full_scale_db_spl: snapshot.played.full_scale_db_spl,
                calibrated: snapshot.played.calibrated,
            },
            result,
            trials,
        }
    }

    /// Brings the devices of this trial into the slots, in silence, and plays the first.
    fn open_trial(&mut self, session: &mut Session) -> Result<(), String> {
        let pair = self.course.pair().unwrap_or([0, 1]);
        let wanted = pair.map(|device| self.brief.devices.get(device).cloned().unwrap_or_default());
        let there = session.desk().slots().each_ref().map(|loaded| loaded.id.clone());
        if self.course.pair().is_some() && wanted != there {
            // Devices that fade into each other would tell which of them stays.
            send(session, &Command::Mute(true))?;
            for ((place, id), old) in [Place::A, Place::B].into_iter().zip(wanted).zip(there) {
                if id != old {
                    send(session, &Command::Load(place, id))?;
                }
            }
            settle(session);
        }
        for (device, loaded) in pair.into_iter().zip(session.desk().slots()) {
            if let Some(compared) = self.compared.get_mut(device) {
                *compared = Some(Compared::of(loaded));
            }
        }
        send(session, &Command::Hear(self.course.hear(Sample::First)?))?;
        send(session, &Command::Mute(self.muted))
    }
}

impl Compared {
    fn of(loaded: &Loaded) -> Self {
        let kinds =
            loaded.ears.iter().flat_map(|ear| [ear.response.evidence.kind, ear.isolation.evidence.kind]);
        Self {
            id: loaded.id.clone(),
            name: loaded.name.clone(),
            evidence: kinds.max().map_or(String::new(), |kind| kind.to_string()),
            drive_db: loaded.drive.map(|gain| gain.0),
        }
    }

    fn unheard(id: &str) -> Self {
        Self { id: id.to_owned(), name: String::new(), evidence: String::new(), drive_db: None }
    }
}

fn send(session: &mut Session, command: &Command) -> Result<(), String> {
    session.apply(command).map_err(|error| error.to_string())
}

/// Waits until what was asked for is in place.
fn settle(session: &mut Session) {
    let start = Instant::now();
    loop {
        session.step();
        if session.is_settled() || session.state() != State::Running || start.elapsed() > PATIENCE {
            return;
        }
        std::thread::sleep(GLANCE);
    }
}
