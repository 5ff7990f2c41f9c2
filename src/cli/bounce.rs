//! Runs a session with file ends to its end, as fast as the machine goes.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Result, bail};

use crate::control::desk::Desk;
use crate::control::session::{Session, Source};
use crate::engine::doorway::Processor;
use crate::engine::meters::Meters;
use crate::io::clock::{ClockHost, Observer};
use crate::io::feed::Feed;
use crate::io::host::{Ending, Host, State};
use crate::io::outlet::Outlet;
use crate::io::plane::driver::Driver;
use crate::io::stems::Stems;

/// How often progress is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// What a bounce is made of.
pub struct Bounce {
    /// What is played.
    pub stems: Stems,
    /// The desk, and the engine that belongs to it.
    pub desk: Desk,
    /// See `desk`.
    pub processor: Processor,
    /// Frames per call of the engine; changes nothing in the sound.
    pub block: usize,
    /// Where the frames go.
    pub outlet: Outlet,
    /// Sees the pressure at the simulated ear.
    pub observer: Option<Observer>,
    /// Words for input and output.
    pub words: [String; 2],
}

impl Bounce {
    /// Runs it; `glance` sees the frames made so far, every now and then.
    ///
    /// # Errors
    /// A file broke off or cannot be written, or somebody interrupted; no file is left behind then.
    pub fn run(self, interrupted: &AtomicBool, glance: impl Fn(u64)) -> Result<(Desk, Meters)> {
        let Self { stems, desk, processor, block, outlet, observer, words: [input, output] } = self;
        let rate = stems.rate();
        let host = Box::new(ClockHost {
            rate,
            block,
            paced: false,
            limit: None,
            // On one core the engine in one piece is as fast, and needs no one woken.
            apart: std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1),
            outlet,
            observer,
            name: output.clone(),
        });
        let (feed, inlet) = Feed::start(stems);
        let running = host.start(Driver::new(processor, Some(inlet)))?;
        let mut session = Session::new(desk, running, Source::Files(feed), input, output);
        // A file is made of the presets as they were at its beginning.
        session.hush(true);
        while session.state() == State::Running && !interrupted.load(Relaxed) {
            session.step();
            glance(session.frames());
            std::thread::sleep(GLANCE);
        }
        if interrupted.load(Relaxed) {
            session.end(Ending::Discard)?;
            bail!("interrupted: nothing was written");
        }
        Ok(session.end(Ending::Keep)?)
    }
}
