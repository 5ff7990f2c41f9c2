//! A host without a sound device: a clock thread drives the engine, at the pace of real time (null output) or as
//! fast as it goes (files).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering::Acquire, Ordering::Release};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::error::IoError;
use super::host::{Ending, Host, Running, State};
use super::outlet::Outlet;
use super::plane::driver::{Counters, Driver, MAX_BLOCK};
use crate::dsp::limiter::Limited;
use crate::engine::meters::Meters;
use crate::engine::slot::Parts;
use crate::units::SampleRate;

mod apart;
mod relay;

/// How long the thread sleeps when a file source has nothing ready.
const NAP: Duration = Duration::from_micros(200);

/// The host.
pub struct ClockHost {
    /// Frames per second.
    pub rate: SampleRate,
    /// Frames per call of the doorway.
    pub block: usize,
    /// True: at the pace of real time. False: lossless, as fast as source and file allow.
    pub paced: bool,
    /// Frames after which it ends by itself.
    pub limit: Option<u64>,
    /// True: a file from its beginning to its end, whose engine may be taken apart and put on several cores. Nothing that is
    /// turned or sent meanwhile is obeyed then. The sound is the same to the bit.
    pub apart: bool,
    /// Where the frames go.
    pub outlet: Outlet,
    /// Sees the pressures at the simulated ear, for an analysis off line. Never set where time matters.
    pub observer: Option<Observer>,
    /// What it is, for the screen.
    pub name: String,
}

/// Takes the parts of the pressure at the ears, in pascals.
pub type Observer = Box<dyn FnMut(&Parts<'_>) + Send>;

/// What the thread is told: go on, stop and keep the file, stop and drop it.
const GO_ON: u8 = 0;
const KEEP: u8 = 1;
const DISCARD: u8 = 2;

struct ClockRun {
    thread: JoinHandle<Result<Meters, IoError>>,
    stop: Arc<AtomicU8>,
    counters: Arc<Counters>,
    failed: Arc<AtomicBool>,
}

impl Host for ClockHost {
    fn rate(&self) -> SampleRate {
        self.rate
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn start(self: Box<Self>, driver: Driver) -> Result<Box<dyn Running>, IoError> {
        let counters = driver.counters();
        let (stop, failed) = (Arc::new(AtomicU8::new(GO_ON)), Arc::new(AtomicBool::new(false)));
        let flags = (Arc::clone(&stop), Arc::clone(&failed));
        let thread = std::thread::spawn(move || {
            let (stop, failed) = flags;
            let result = self.run(driver, &stop);
            failed.store(result.is_err(), Release);
            result
        });
        Ok(Box::new(ClockRun { thread, stop, counters, failed }))
    }
}

impl ClockHost {
    /// Drives until the source has ended, the limit is reached or somebody says stop.
    fn run(self, mut driver: Driver, stop: &AtomicU8) -> Result<Meters, IoError> {
        let Self { rate, block, paced, limit, apart, outlet, observer, .. } = self;
        let trim = outlet.trim(driver.latency());
        // A longer call is several passes through the doorway anyway, and would wait for more room than the rings have.
        let block = block.min(MAX_BLOCK);
        let mut sink = Sink { outlet, observer, skip: trim };
        let stations = if apart && !paced && limit.is_none() { driver.apart() } else { None };
        let made = if let Some(stations) = stations {
            apart::run(stations, block, &mut sink, stop)?
        } else {
            let pace = paced.then_some(rate);
            in_line(&mut driver, block, pace, limit.unwrap_or(u64::MAX), &mut sink, stop)
        };
        let Sink { mut outlet, mut skip, .. } = sink;
        if driver.source_failed() || stop.load(Acquire) == DISCARD {
            outlet.discard()?;
            return Ok(driver.meters());
        }
        // The look-ahead still holds the last frames. There is always room for them: they are few.
        while !outlet.has_room(trim) && !outlet.has_failed() {
            std::thread::sleep(NAP);
        }
        driver.drain(if made == 0 { 0 } else { trim }, |limited| {
            outlet.write_rest(&limited, skip);
            skip = skip.saturating_sub(limited.frames().len());
        });
        outlet.finish()?;
        Ok(driver.meters())
    }
}

/// Where frames go, less the look-ahead at the start, and who sees them on the way.
struct Sink {
    outlet: Outlet,
    observer: Option<Observer>,
    skip: usize,
}

impl Sink {
    /// Takes what may be played and what it was made of.
    fn take(&mut self, limited: &Limited<'_>, parts: &Parts<'_>) {
        self.outlet.write(limited, parts, self.skip);
        self.skip = self.skip.saturating_sub(parts.ear.len());
        if let Some(observer) = &mut self.observer {
            observer(parts);
        }
    }
}

/// Drives on this thread alone; says how many frames there were. `pace` is the rate to keep to.
fn in_line(
    driver: &mut Driver,
    block: usize,
    pace: Option<SampleRate>,
    limit: u64,
    sink: &mut Sink,
    stop: &AtomicU8,
) -> u64 {
    let start = Instant::now();
    let mut made = 0u64;
    while made < limit && stop.load(Acquire) == GO_ON && !sink.outlet.has_failed() && !driver.is_drained() {
        let mut n = block.min(usize::try_from(limit - made).unwrap_or(usize::MAX));
        if let Some(rate) = pace {
            let due = start + Duration::from_secs_f64((made + n as u64) as f64 / rate.hz());
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        } else {
            // `ended` before `waiting`: what was pushed before the end is then counted.
            let ended = driver.source_ended();
            let waiting = driver.waiting();
            if (waiting < n && !ended) || !sink.outlet.has_room(n) {
                std::thread::sleep(NAP);
                continue;
            }
            n = n.min(waiting);
        }
        driver.run(n, |limited, parts| sink.take(&limited, parts));
        made += n as u64;
    }
    made
}

impl Running for ClockRun {
    fn state(&self) -> State {
        if !self.thread.is_finished() {
            State::Running
        } else if self.failed.load(Acquire) {
            State::Failed
        } else {
            State::Ended
        }
    }

    fn counters(&self) -> &Arc<Counters> {
        &self.counters
    }

    fn stop(self: Box<Self>, ending: Ending) -> Result<Option<Meters>, IoError> {
        // A run that has ended by itself has decided about its file.
        let word = if ending == Ending::Keep { KEEP } else { DISCARD };
        self.stop.store(word, Release);
        self.thread.join().unwrap_or_else(|_| Err(IoError::thread_died())).map(Some)
    }
}
