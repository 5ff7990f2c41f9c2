//! A running session: the desk, what drives the engine, and what feeds it.

use crate::control::command::Command;
use crate::control::desk::Desk;
use crate::control::error::DeskError;
use crate::control::observe::{Observer, Surroundings};
use crate::control::snapshot::Snapshot;
use crate::engine::meters::Meters;
use crate::io::capture::Capture;
use crate::io::error::IoError;
use crate::io::feed::Feed;
use crate::io::host::{Ending, Running, State};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// How long a fade-out may take to leave the program: the mute ramp, the look-ahead and a few large buffers.
const FADE_OUT: Duration = Duration::from_millis(100);

/// What feeds the engine; kept alive as long as the session.
pub enum Source {
    /// Files, read ahead by a thread.
    Files(Feed),
    /// A capture device.
    Live(Capture),
}

/// The handle of every front end.
pub struct Session {
    desk: Desk,
    running: Box<dyn Running>,
    source: Source,
    observer: Observer,
    around: Surroundings,
}

impl Session {
    /// Joins what was started.
    #[must_use]
    pub fn new(desk: Desk, running: Box<dyn Running>, source: Source, input: String, output: String) -> Self {
        let observer = Observer::new(desk.rate());
        let around = Surroundings { input, output, ..Surroundings::default() };
        Self { desk, running, source, observer, around }
    }

    /// Analyses bands from now on, for snapshots.
    pub fn watch_bands(&mut self) {
        if let Some(watch) = self.desk.watch() {
            self.observer.watch(watch, self.desk.rate());
        }
    }

    /// Obeys; a refusal becomes the notice of the next snapshot and is returned.
    ///
    /// # Errors
    /// One line; nothing has changed then.
    pub fn apply(&mut self, command: &Command) -> Result<(), DeskError> {
        let result = self.desk.apply(command);
        self.around.notice = result.as_ref().err().map(ToString::to_string);
        result
    }

    /// Shows a line on the next snapshot.
    pub fn notice(&mut self, line: String) {
        self.around.notice = Some(line);
    }

    /// Keeps the pipes flowing and says how things are. To be called at least ten times a second.
    pub fn step(&mut self) -> Snapshot {
        self.desk.service();
        let counters = self.running.counters();
        self.around.missed_frames = counters.missed.load(Relaxed);
        self.around.dropped_frames = counters.dropped.load(Relaxed);
        if let Source::Live(capture) = &self.source {
            self.around.dropped_frames += capture.lost_frames();
        }
        self.observer.snapshot(&self.desk, &self.around)
    }

    /// Whether it still goes on.
    #[must_use]
    pub fn state(&self) -> State {
        match &self.source {
            Source::Live(capture) if capture.failure().is_some() => State::Failed,
            _ => self.running.state(),
        }
    }

    /// Frames made so far.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.running.counters().made.load(Relaxed)
    }

    /// The desk, for what a snapshot does not say.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Fades out, stops and closes both ends. Returns the desk and the last meters.
    ///
    /// # Errors
    /// What ended it early: a device that vanished, a file that broke off or could not be written.
    pub fn end(mut self, ending: Ending) -> Result<(Desk, Meters), IoError> {
        if self.state() == State::Running && ending == Ending::Keep {
            // Quit mutes; it never fails.
            let _ = self.desk.apply(&Command::Quit);
            std::thread::sleep(FADE_OUT);
        }
        let last = self.running.stop(ending);
        let fed = match self.source {
            Source::Files(feed) => feed.finish(),
            Source::Live(capture) => capture.failure().map_or(Ok(()), Err),
        };
        self.desk.service();
        let meters = last?.unwrap_or(*self.desk.meters());
        fed?;
        Ok((self.desk, meters))
    }
}
