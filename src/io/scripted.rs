//! A sound system by a script, for long runs and tests: odd block lengths and empty ones, two clocks, jitter, bursts,
//! formats and channel counts that change, devices that are lost at any call. Seeded, without a thread, as fast as the
//! machine goes: the same script makes the same calls at the same frames.
//!
//! ```text
//! run(until) ─ the clock that is due ─┬─ capture body ─> intake        faults ─> noted, or callbacks just stop
//!                                     └─ playback body <─ engine ─> Heard: ceiling, NaN, channels, digest
//! ```

mod dice;
mod fault;
mod heard;
mod stream;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use dice::Dice;
pub use heard::Heard;
pub use stream::Air;
use stream::Side;

use super::duplex::{Duplex, End, InputPasses, Passes, Streams};
use super::error::IoError;
use super::faults::Fatal;
use crate::units::SampleRate;

/// Places of the streams.
const PLAYBACK: usize = 0;
const CAPTURE: usize = 1;

/// What is played through the system, and how it behaves.
#[derive(Debug, Clone)]
pub struct Script {
    /// Seed of everything that happens.
    pub seed: u64,
    /// Frames per second by the playback clock, which is the one of the engine.
    pub rate: SampleRate,
    /// Usual frames per callback.
    pub block: usize,
    /// Capture channels that are asked for.
    pub channels: usize,
    /// How much faster the capture clock runs, parts per million.
    pub drift_ppm: f64,
    /// Share of callbacks that are of another length: empty, one frame, odd, several blocks, bursts.
    pub odd: f64,
    /// A callback is late by up to so many blocks.
    pub jitter: f64,
    /// Seconds from one fault to the next on average; none without faults.
    pub faults_every: Option<f64>,
    /// The output comes back as input; none where it does not.
    pub air: Option<Air>,
    /// Peak of what is captured beside that.
    pub peak: f32,
}

/// The system. Clones are the same one.
#[derive(Clone)]
pub struct ScriptedSystem(Arc<Mutex<System>>);

struct System {
    script: Script,
    dice: Dice,
    now: f64,
    /// The streams that are open, by number: playback, capture.
    open: [Option<(u64, Side)>; 2],
    /// Streams that were dropped and do not let go, and until when.
    lingering: Vec<(f64, Side)>,
    /// Until then there is no device, or no capture device, and why.
    absent: [(f64, Fatal); 2],
    next_fault: f64,
    calm: bool,
    opened: u64,
    faults: u64,
    heard: Heard,
}

/// Dropping it closes the stream, or leaves it hanging.
struct Hold(ScriptedSystem, u64);

impl Script {
    /// Nothing but regular blocks of one clock.
    #[must_use]
    pub fn steady(seed: u64, rate: SampleRate) -> Self {
        Self {
            seed,
            rate,
            block: 64,
            channels: 2,
            drift_ppm: 0.0,
            odd: 0.0,
            jitter: 0.0,
            faults_every: None,
            air: None,
            peak: 0.1,
        }
    }

    /// Everything at once.
    #[must_use]
    pub fn wild(seed: u64, rate: SampleRate) -> Self {
        let mut dice = Dice::new(seed, 1);
        Self {
            block: [32, 64, 127, 256, 480][dice.below(5)],
            drift_ppm: dice.between(-500.0, 500.0),
            odd: 0.2,
            jitter: 0.5,
            faults_every: Some(4.0),
            peak: 1.0,
            ..Self::steady(seed, rate)
        }
    }
}

impl ScriptedSystem {
    /// At time 0, nothing open.
    #[must_use]
    pub fn new(script: Script) -> Self {
        let mut dice = Dice::new(script.seed, 0);
        let next_fault = script.faults_every.map_or(f64::INFINITY, |mean| dice.wait(mean));
        Self(Arc::new(Mutex::new(System {
            script,
            dice,
            now: 0.0,
            open: [None, None],
            lingering: Vec::new(),
            absent: [(0.0, Fatal::DeviceVanished); 2],
            next_fault,
            calm: false,
            opened: 0,
            faults: 0,
            heard: Heard::default(),
        })))
    }

    /// Makes every callback that is due until then, seconds since the start.
    pub fn run(&self, until: f64) {
        self.system().run(until);
    }

    /// From now on no fault happens, and those that are there pass within a second.
    pub fn calm(&self, calm: bool) {
        self.system().calm(calm);
    }

    /// The device goes away for so many seconds, with this fault.
    pub fn lose(&self, seconds: f64, fatal: Fatal) {
        self.system().lose(seconds, fatal);
    }

    /// The same for capture alone.
    pub fn lose_input(&self, seconds: f64, fatal: Fatal) {
        self.system().lose_input(seconds, fatal);
    }

    /// No callbacks for so many seconds, without a word.
    pub fn stall(&self, seconds: f64) {
        self.system().stall(seconds);
    }

    /// What came out since the start; `ceiling` is the largest sample that is allowed from now on.
    #[must_use]
    pub fn heard(&self, ceiling: f64) -> Heard {
        let mut system = self.system();
        let heard = Heard { ceiling, ..system.heard.clone() };
        system.heard = Heard { recent: 0.0, ..heard.clone() };
        heard
    }

    /// Faults so far, and how often the streams were opened.
    #[must_use]
    pub fn counts(&self) -> [u64; 2] {
        let system = self.system();
        [system.faults, system.opened]
    }

    fn system(&self) -> MutexGuard<'_, System> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Duplex for ScriptedSystem {
    fn rate(&self) -> SampleRate {
        self.system().script.rate
    }

    fn name(&self) -> String {
        "scripted".into()
    }

    fn may_hang(&self) -> bool {
        false
    }

    fn open(&self, Passes { driver, played, input }: Passes) -> Result<Streams, IoError> {
        let mut system = self.system();
        let shape = system.admit(PLAYBACK)?;
        let side = Side::playback(driver, played, &shape, &system.script, system.now);
        let output = self.attach(&mut system, PLAYBACK, side);
        if shape.doomed {
            system.lose(1.0, Fatal::DeviceVanished);
        }
        drop(system);
        // Nothing is left open if the input is refused.
        let input = input.map(|passes| self.open_input(passes)).transpose()?.flatten();
        Ok(Streams { output, input })
    }

    fn open_input(&self, passes: InputPasses) -> Result<Option<End>, IoError> {
        let mut system = self.system();
        let shape = system.admit(CAPTURE)?;
        let side = Side::capture(passes, &shape, &system.script, system.now, system.opened);
        let input = self.attach(&mut system, CAPTURE, side);
        if shape.doomed {
            system.lose_input(1.0, Fatal::DeviceVanished);
        }
        Ok(Some(input))
    }
}

impl ScriptedSystem {
    fn attach(&self, system: &mut System, place: usize, side: Side) -> End {
        let block = Duration::from_secs_f64(system.script.block as f64 / system.script.rate.hz());
        let (number, faults) = (system.opened, Arc::clone(&side.faults));
        system.open[place] = Some((number, side));
        let hold = Box::new(Hold(self.clone(), number));
        End { name: ["scripted", "scripted input"][place].into(), faults, block, opened: None, hold }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut system = self.0.system();
        let mut sides = system.open.iter_mut();
        let Some((_, side)) = sides.find_map(|side| side.take_if(|(number, _)| *number == self.1)) else {
            return;
        };
        if system.script.faults_every.is_some() && system.dice.chance(0.3) {
            let until = system.now + system.dice.between(0.0, 2.0);
            system.lingering.push((until, side));
        }
    }
}

impl System {
    fn run(&mut self, until: f64) {
        loop {
            if self.next_fault <= until && !self.calm {
                self.now = self.now.max(self.next_fault);
                self.trouble();
                let mean = self.script.faults_every.unwrap_or(f64::INFINITY);
                self.next_fault = self.now + self.dice.wait(mean);
            }
            let due = self.open.iter_mut().flatten().map(|(_, side)| side);
            let due = due.min_by(|a, b| a.due.total_cmp(&b.due));
            let Some(side) = due.filter(|side| side.due <= until) else { break };
            self.now = self.now.max(side.due);
            side.turn(&self.script, &mut self.dice, &mut self.heard);
        }
        self.now = self.now.max(until);
        let now = self.now;
        self.lingering.retain(|(until, _)| *until > now);
        for (_, side) in &mut self.lingering {
            // Its pass is void: whatever it is asked for must be silence.
            side.linger(self.script.block, &mut self.heard);
        }
    }

    fn calm(&mut self, calm: bool) {
        self.calm = calm;
        for (until, _) in &mut self.absent {
            *until = until.min(self.now + 0.5);
        }
        if !calm {
            let mean = self.script.faults_every.unwrap_or(f64::INFINITY);
            self.next_fault = self.now + self.dice.wait(mean);
        }
    }
}
