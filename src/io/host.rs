//! What drives the engine. Exactly one driver calls the doorway: a sound device's playback callback where there
//! is one, else a clock thread. A new back end is one more `Host`.

use std::sync::Arc;
use std::time::Duration;

use super::error::IoError;
use super::plane::driver::{Counters, Driver};
use super::stream::Opened;
use crate::engine::meters::Meters;
use crate::units::SampleRate;

/// A way to run an engine.
pub trait Host {
    /// Frames per second that it will ask for.
    fn rate(&self) -> SampleRate;

    /// What it is, for the screen: "null output", "jack:…".
    fn name(&self) -> String;

    /// Starts calling the doorway.
    ///
    /// # Errors
    /// The device or file refuses; nothing runs then and nothing is left behind.
    fn start(self: Box<Self>, driver: Driver) -> Result<Box<dyn Running>, IoError>;
}

/// An engine that is being driven.
pub trait Running {
    /// Whether it still goes on.
    fn state(&self) -> State;

    /// What went missing so far, and how far it is.
    fn counters(&self) -> &Arc<Counters>;

    /// How the devices were opened; none where there are none.
    fn opened(&self) -> Openings {
        Openings::default()
    }

    /// Looks after the devices: notices those that are gone or stand still, and opens them anew. To be called often;
    /// `now` is the time since the start. Where nothing can be lost there is nothing to do.
    fn tend(&mut self, now: Duration) -> Health {
        let _ = now;
        Health::default()
    }

    /// Stops and closes both ends; files become whole or vanish here. Returns the last meters where the engine
    /// can be asked for them.
    ///
    /// # Errors
    /// What ended it early, or a file that could not be finished.
    fn stop(self: Box<Self>, ending: Ending) -> Result<Option<Meters>, IoError>;
}

/// How the devices of a run were opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Openings {
    /// The device that plays.
    pub playback: Option<Opened>,
    /// The one that records, where it belongs to the run.
    pub capture: Option<Opened>,
}

/// What becomes of a file when a run is stopped before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It is whole as it is: a recording of so long.
    Keep,
    /// It is not whole: nothing is left behind.
    Discard,
}

/// How a run is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Frames are being made.
    Running,
    /// The input ended, or the asked duration is over.
    Ended,
    /// A device vanished or a file failed; [`Running::stop`] says why.
    Failed,
}

/// How the devices of a run are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// In one word.
    pub link: Link,
    /// What is to be said about it, in one line; none while all is well.
    pub line: Option<String>,
    /// How often sound came back after devices were lost.
    pub recoveries: u64,
}

/// The devices of a run, in one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Link {
    /// Their callbacks come.
    #[default]
    Running,
    /// They are there, and their callbacks have stopped: mostly that passes.
    Stalled,
    /// The output plays on; the input is gone, and looked for.
    InputAway,
    /// The output is gone, or both; they are looked for.
    Waiting,
    /// Old streams are closed and new ones opened.
    Reopening,
}

impl Link {
    /// The word, for screen and protocol.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stalled => "stalled",
            Self::InputAway => "waiting for input",
            Self::Waiting => "waiting for device",
            Self::Reopening => "reopening",
        }
    }
}
