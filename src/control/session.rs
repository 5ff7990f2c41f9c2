//! A running session: the desk, what drives the engine, and what feeds it.

use crate::control::command::Command;
use crate::control::desk::Desk;
use crate::control::error::DeskError;
use crate::control::feedback::{Guard, Verdict};
use crate::control::level_rule::LevelRule;
use crate::control::observe::{Observer, Surroundings};
use crate::control::snapshot::Snapshot;
use crate::engine::meters::Meters;
use crate::io::capture::Capture;
use crate::io::error::IoError;
use crate::io::feed::Feed;
use crate::io::host::{Ending, Running, State};
use crate::units::Seconds;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How long a fade-out may take to leave the program: the mute ramp, the look-ahead and a few large buffers.
const FADE_OUT: Duration = Duration::from_millis(100);

/// A limiter that takes off more holds the level, dB.
const HELD_DB: f64 = 0.5;
/// A converter at its end, dBFS.
const FULL_DB: f64 = -0.1;

/// What is said when it is sure.
const FEEDBACK: &str = "muted: the output comes back as input (feedback). Turn the gain down or the microphone away, then unmute";

/// Less than this says nothing about a mix.
const LEAST_HEARD: Seconds = Seconds(1.0);

/// What feeds the engine; kept alive as long as the session.
pub enum Source {
    /// Files, read ahead by a thread.
    Files(Feed),
    /// A capture device.
    Live(Capture),
    /// A capture device that comes and goes with the output; frames that found its ring full.
    Linked(Arc<AtomicU64>),
}

/// The handle of every front end.
pub struct Session {
    desk: Desk,
    running: Box<dyn Running>,
    source: Source,
    observer: Observer,
    around: Surroundings,
    settled: bool,
    started: Instant,
    guard: Guard,
}

impl Session {
    /// Joins what was started.
    #[must_use]
    pub fn new(desk: Desk, running: Box<dyn Running>, source: Source, input: String, output: String) -> Self {
        let observer = Observer::new(desk.rate());
        let around = Surroundings { input, output, ..Surroundings::default() };
        Self {
            desk,
            running,
            source,
            observer,
            around,
            settled: false,
            started: Instant::now(),
            guard: Guard::default(),
        }
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
        if matches!(command, Command::Mute(_)) {
            self.guard.forget();
        }
        let result = self.prepare_match(command).and_then(|()| self.desk.apply(command));
        self.around.notice = result.as_ref().err().map(ToString::to_string);
        result
    }

    /// A rule asked for on a key is worked out from what was just heard: the last ten seconds of the monitor mix.
    fn prepare_match(&mut self, command: &Command) -> Result<(), DeskError> {
        let rule = match command {
            Command::Match(rule) => *rule,
            Command::Load(..) if !self.desk.has_programme() => self.desk.level_rule(),
            _ => return Ok(()),
        };
        if rule == LevelRule::EqualDrive {
            return Ok(());
        }
        match self.observer.programme() {
            Some(heard) if heard.frames as f64 >= LEAST_HEARD.0 * self.desk.rate().hz() && heard.sounds() => {
                self.desk.hear_programme(heard);
                Ok(())
            }
            _ if self.desk.has_programme() => Ok(()),
            _ => Err(DeskError::Request(format!(
                "{}: nothing was heard in the last ten seconds: play, then say it again",
                rule.id()
            ))),
        }
    }

    /// Shows a line on the next snapshot.
    pub fn notice(&mut self, line: String) {
        self.around.notice = Some(line);
    }

    /// Keeps the pipes flowing and says how things are. To be called at least ten times a second.
    pub fn step(&mut self) -> Snapshot {
        self.step_at(self.started.elapsed())
    }

    /// The same at another time since the start, for a session that runs faster than the clock.
    pub fn step_at(&mut self, now: Duration) -> Snapshot {
        self.around.health = self.running.tend(now);
        self.settled = self.desk.service();
        let counters = self.running.counters();
        self.around.missed_frames = counters.missed.load(Relaxed);
        self.around.dropped_frames = counters.dropped.load(Relaxed);
        self.around.dropped_frames += match &self.source {
            Source::Files(_) => 0,
            Source::Live(capture) => capture.lost_frames(),
            Source::Linked(lost) => lost.load(Relaxed),
        };
        let mut snapshot = self.observer.snapshot(&self.desk, &self.around);
        self.guard(&mut snapshot);
        snapshot
    }

    /// Mutes what comes back as input. Files cannot, and a file or a null output does not sound.
    fn guard(&mut self, snapshot: &mut Snapshot) {
        let levels = self.observer.mix_levels();
        if !matches!(self.source, Source::Linked(_)) {
            return;
        }
        let played = &snapshot.played;
        let reduction = played.limiter_reduction_db.max(played.slow_reduction_db);
        let at_the_end = snapshot.strips.iter().any(|strip| strip.heard && strip.peak_dbfs > FULL_DB);
        let held = reduction > HELD_DB || at_the_end;
        let (mute, line) = match self.guard.hear(&levels, held, snapshot.muted) {
            Verdict::Quiet => return,
            Verdict::Suspected => (true, Some("muted for a moment: this may be feedback")),
            Verdict::Innocent => (false, None),
            Verdict::Feedback => (true, Some(FEEDBACK)),
        };
        // Muting never fails.
        let _ = self.desk.apply(&Command::Mute(mute));
        self.around.notice = line.map(str::to_owned);
        (snapshot.muted, snapshot.notice) = (mute, self.around.notice.clone());
    }

    /// Whether it still goes on.
    #[must_use]
    pub fn state(&self) -> State {
        match &self.source {
            Source::Live(capture) if capture.failure().is_some() => State::Failed,
            _ => self.running.state(),
        }
    }

    /// Whether all that was asked for was in place at the last step.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.settled
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
            Source::Linked(_) => Ok(()),
        };
        self.desk.service();
        let meters = last?.unwrap_or(*self.desk.meters());
        fed?;
        Ok((self.desk, meters))
    }
}
