//! A session on a scripted sound system, faster than real time: random commands and faults in scenes, a calm after each
//! in which all must be as it should be.

mod orders;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use serde::Serialize;

use crate::control::command::Command;
use crate::control::desk::Desk;
use crate::control::error::DeskError;
use crate::control::mixer::Mixer;
use crate::control::session::{Session, Source};
use crate::control::setup::Setup;
use crate::control::supervisor::Supervisor;
use crate::io::host::Ending;
use crate::io::intake::{Clock, Intake};
use crate::io::plane::driver::Driver;
use crate::io::scripted::{Dice, Heard, Script, ScriptedSystem};
use crate::preset::Library;
use crate::units::{SampleRate, Seconds};

/// From one look at the session to the next, seconds: as a front end does it.
const GLANCE: f64 = 0.02;
/// A scene of commands and faults, seconds.
const SCENE: f64 = 12.0;
/// How long things may take to be as they should be after a scene: a silent stall is given up after 2.5 s, then a device
/// may be refused a few times, then the largest parcel arrives.
const SETTLING: f64 = 15.0;
/// Share of glances with a command: two a second, for whole devices are prepared for many of them.
const COMMANDS: f64 = 0.04;
/// A lower ceiling holds for what is heard this much later, seconds of time and of sound: a stream that stood still for
/// longer goes on with what was under the old one.
const CEILING_MEMORY: f64 = 1.0;
/// Findings that are written out.
const TOLD: usize = 20;
/// From silence to full level at the start.
const START_RAMP: Seconds = Seconds(1.0);

/// How long, and with which chances.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Seconds of sound.
    pub seconds: f64,
    /// Seed of everything random.
    pub seed: u64,
    /// Frames per second.
    pub rate: SampleRate,
}

/// What came of it. The same plan gives the same outcome.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Seconds that passed on the scripted clock.
    pub seconds: f64,
    /// Seed.
    pub seed: u64,
    /// Frames that were played.
    pub frames: u64,
    /// Callbacks that played them.
    pub callbacks: u64,
    /// Commands that were obeyed.
    pub commands: u64,
    /// Commands that were refused, each with a reason.
    pub refused: u64,
    /// Faults of the sound system.
    pub faults: u64,
    /// How often its streams were opened.
    pub openings: u64,
    /// How often sound came back.
    pub recoveries: u64,
    /// Largest sample of all.
    pub largest_sample: f64,
    /// Fingerprint of every sample in order.
    pub digest: String,
    /// What was not as it should be; the first twenty.
    pub findings: Vec<String>,
}

/// Runs it, until `stop` is set at most.
///
/// # Errors
/// The session does not start.
pub fn soak(plan: &Plan, library: Library, stop: &AtomicBool) -> Result<Outcome, DeskError> {
    let script = Script::wild(plan.seed, plan.rate);
    let system = ScriptedSystem::new(script.clone());
    let orders = orders::Orders::new(&library);
    let setup = Setup { seed: plan.seed, ..Setup::default() };
    let mixer = Mixer::live(&(0..script.channels).collect::<Vec<_>>());
    let (desk, processor) = Desk::open(library, &setup, mixer, START_RAMP, plan.rate)?;
    let clock = Clock::Own(plan.rate);
    let (intake, inlet) = Intake::new(script.channels, plan.rate, script.block, clock);
    let source = Source::Linked(intake.gauge(), None);
    let supervisor = opened(&system, Driver::new(processor, Some(inlet)), intake)?;
    let mut session = Session::new(desk, Box::new(supervisor), source, "scripted".into(), "scripted".into());
    session.watch_bands();

    let mut run = Run {
        system,
        dice: Dice::new(plan.seed, 2),
        orders,
        now: 0.0,
        rate: plan.rate.hz(),
        ceilings: Vec::new(),
        outcome: Outcome { seed: plan.seed, ..Outcome::default() },
        last: Heard::default(),
    };
    while run.now < plan.seconds && !stop.load(Relaxed) {
        run.scene(&mut session, plan.seconds, stop);
        run.settle(&mut session);
    }
    let mut outcome = run.finish();
    if let Err(error) = session.end(Ending::Discard) {
        outcome.find(plan.seconds, &format!("the session did not end well: {error}"));
    }
    Ok(outcome)
}

/// The first opening may be refused too: a person would try again.
fn opened(system: &ScriptedSystem, driver: Driver, intake: Intake) -> Result<Supervisor, DeskError> {
    system.calm(true);
    let supervisor = Supervisor::start(Arc::new(system.clone()), driver, Some(intake))?;
    system.calm(false);
    Ok(supervisor)
}

struct Run {
    system: ScriptedSystem,
    dice: Dice,
    orders: orders::Orders,
    now: f64,
    /// Frames per second of the engine.
    rate: f64,
    /// Largest samples that were allowed, when, and how many frames had been heard.
    ceilings: Vec<(f64, u64, f64)>,
    outcome: Outcome,
    last: Heard,
}

impl Run {
    /// Commands and faults for a while.
    fn scene(&mut self, session: &mut Session, most: f64, stop: &AtomicBool) {
        self.system.calm(false);
        let end = (self.now + SCENE).min(most);
        while self.now < end && !stop.load(Relaxed) {
            if self.dice.chance(COMMANDS) {
                let line = self.orders.draw(&mut self.dice);
                match Command::parse(&line) {
                    Ok(command) => match session.apply(&command) {
                        Ok(()) => self.outcome.commands += 1,
                        Err(_) => self.outcome.refused += 1,
                    },
                    Err(reason) => {
                        self.outcome.find(self.now, &format!("`{line}` was not understood: {reason}"));
                    }
                }
            }
            self.glance(session);
        }
    }

    /// No more faults and commands: soon the engine runs, obeys what the desk says, and has all that was sent.
    fn settle(&mut self, session: &mut Session) {
        self.system.calm(true);
        let end = self.now + SETTLING;
        loop {
            let devices = self.glance(session);
            let obeyed = session.desk().meters().obeyed == Some(session.desk().targets());
            if devices == "running" && session.is_settled() && obeyed {
                return;
            }
            if self.now > end {
                let settled = session.is_settled();
                let what =
                    format!("not as it should be: devices {devices}, settled {settled}, obeyed {obeyed}");
                return self.outcome.find(self.now, &what);
            }
        }
    }

    fn glance(&mut self, session: &mut Session) -> &'static str {
        self.now += GLANCE;
        self.ceilings.push((self.now, self.last.frames, session.desk().targets().ceiling));
        let (now, heard, frames) = (self.now, self.last.frames, (CEILING_MEMORY * self.rate) as u64);
        self.ceilings.retain(|(when, at, _)| now - when <= CEILING_MEMORY || heard - at <= frames);
        let allowed = self.ceilings.iter().fold(0.0f64, |most, (.., ceiling)| most.max(*ceiling));
        let _ = self.system.heard(allowed);
        self.system.run(self.now);
        let heard = self.system.heard(allowed);
        for (now, before, what) in [
            (heard.over, self.last.over, "samples above the ceiling"),
            (heard.wild, self.last.wild, "samples that are no numbers"),
            (heard.astray, self.last.astray, "samples where none belong"),
        ] {
            if now > before {
                self.outcome.find(self.now, &format!("{} {what}", now - before));
            }
        }
        self.last = heard;
        let snapshot = session.step_at(Duration::from_secs_f64(self.now));
        self.outcome.recoveries = snapshot.engine.recoveries;
        let odd = snapshot.slots.iter().flat_map(|slot| slot.laf_db).any(f64::is_nan);
        if odd || snapshot.muted != session.desk().muted() {
            self.outcome.find(self.now, "the snapshot is not what the desk says");
        }
        snapshot.engine.devices
    }

    fn finish(self) -> Outcome {
        let [faults, openings] = self.system.counts();
        Outcome {
            seconds: self.now,
            frames: self.last.frames,
            callbacks: self.last.blocks,
            faults,
            openings,
            largest_sample: self.last.most,
            digest: format!("{:016x}", self.last.digest),
            ..self.outcome
        }
    }
}

impl Outcome {
    fn find(&mut self, now: f64, what: &str) {
        if self.findings.len() < TOLD {
            self.findings.push(format!("{now:.2} s: {what}"));
        }
    }
}
