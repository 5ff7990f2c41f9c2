//! A running session: the desk, what drives the engine, and what feeds it.

mod pedals;
mod source;

pub use source::Source;

use crate::control::command::Command;
use crate::control::desk::Desk;
use crate::control::error::DeskError;
use crate::control::feedback::{Guard, Verdict};
use crate::control::flags::Flags;
use crate::control::keeper::Keeper;
use crate::control::level_rule::LevelRule;
use crate::control::observe::{Observer, Surroundings};
use crate::control::reload::Reloader;
use crate::control::snapshot::Snapshot;
use crate::engine::meters::Meters;
use crate::io::error::IoError;
use crate::io::host::{Ending, Running, State};
use crate::units::Seconds;
use std::path::PathBuf;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// How long a fade-out may take to leave the program: the mute ramp, the look-ahead and a few large buffers.
pub(super) const FADE_OUT: Duration = Duration::from_millis(100);

/// A limiter that takes off more holds the level, dB.
const HELD_DB: f64 = 0.5;
/// A converter at its end, dBFS.
const FULL_DB: f64 = -0.1;

/// What is said when it is sure.
const FEEDBACK: &str = "muted: the output comes back as input (feedback). Turn the gain down or the microphone away, then unmute";

/// Less than this says nothing about a mix.
const LEAST_HEARD: Seconds = Seconds(1.0);

/// The handle of every front end.
pub struct Session {
    desk: Desk,
    running: Box<dyn Running>,
    source: Source,
    observer: Observer,
    reloader: Reloader,
    keeper: Keeper,
    flags: Flags,
    board: Option<pedals::Board>,
    around: Surroundings,
    settled: bool,
    hushed: bool,
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
            reloader: Reloader::default(),
            keeper: Keeper::default(),
            flags: Flags::default(),
            board: None,
            around,
            settled: false,
            hushed: false,
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

    /// Says what is wrong with the ends from now on.
    pub fn raise(&mut self, flags: Flags) {
        self.flags = flags;
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
        self.around.news = match (command, self.desk.session_file()) {
            (Command::Save(_), Some(file)) if result.is_ok() => Some(format!("saved to {}", file.display())),
            _ => None,
        };
        // Who silenced it and was killed must not be startled.
        self.keeper.changed(matches!(command, Command::Mute(_)));
        result
    }

    /// A rule asked for on a key is worked out from what was just heard: the last ten seconds of the monitor mix.
    fn prepare_match(&mut self, command: &Command) -> Result<(), DeskError> {
        let rule = match command {
            Command::Match(rule) => *rule,
            Command::Load(..) | Command::Bypass if !self.desk.has_programme() => self.desk.level_rule(),
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

    /// Keeps this session in a file from now on, also when the program is killed: it is at most a second old then.
    pub fn keep_in(&mut self, file: PathBuf) {
        self.keeper.begin(file);
    }

    /// While a blind test goes on nothing is written that tells what plays, and no edit changes a device.
    pub fn hush(&mut self, hushed: bool) {
        self.hushed = hushed;
    }

    /// An edited preset is heard at once; one with an error changes nothing but the notice.
    fn read_changed_files(&mut self) {
        if self.reloader.has_changed() {
            let (changed, refused) = self.desk.reload();
            self.around.notice = refused.first().map(ToString::to_string);
            if !changed.is_empty() {
                self.around.news = Some(format!("{}: read again", changed.join(", ")));
            }
        }
        self.reloader.follow(self.desk.files());
    }

    /// Says something that is not wrong on the next snapshot.
    pub fn news(&mut self, line: String) {
        self.around.news = Some(line);
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
        self.obey_pedals();
        self.around.health = self.running.tend(now);
        if !self.hushed {
            self.read_changed_files();
            self.around.notice = self.keeper.keep(&self.desk, false).or(self.around.notice.take());
        }
        self.settled = self.desk.service();
        let counters = self.running.counters();
        self.around.missed_frames = counters.missed.load(Relaxed);
        self.around.dropped_frames = counters.dropped.load(Relaxed);
        self.around.dropped_frames += self.source.lost_frames();
        self.around.xruns = counters.xruns.load(Relaxed);
        self.around.ways = self.source.ways(self.running.as_ref());
        let mut snapshot = self.observer.snapshot(&self.desk, &self.around);
        self.guard(&mut snapshot);
        snapshot.engine.flags =
            self.flags.raise(snapshot.seconds, &snapshot.strips, snapshot.engine.clocks.state);
        snapshot
    }

    /// Mutes what comes back as input. Files cannot, and a file or a null output does not sound.
    fn guard(&mut self, snapshot: &mut Snapshot) {
        let levels = self.observer.mix_levels();
        if !self.source.can_hear_the_output() {
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
        if self.source.failure().is_some() { State::Failed } else { self.running.state() }
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
        if !self.hushed {
            let _ = self.keeper.keep(&self.desk, true);
        }
        if self.state() == State::Running && ending == Ending::Keep {
            // Quit mutes; it never fails.
            let _ = self.desk.apply(&Command::Quit);
            std::thread::sleep(FADE_OUT);
        }
        let last = self.running.stop(ending);
        self.keeper.finish();
        let fed = self.source.finish();
        self.desk.service();
        let meters = last?.unwrap_or(*self.desk.meters());
        fed?;
        Ok((self.desk, meters))
    }
}
