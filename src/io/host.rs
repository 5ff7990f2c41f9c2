//! What drives the engine. Exactly one driver calls the doorway: a sound device's playback callback where there
//! is one, else a clock thread. A new back end is one more `Host`.

use std::sync::Arc;

use super::driver::{Counters, Driver};
use super::error::IoError;
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

    /// How the device that plays was opened; none where there is none.
    fn opened(&self) -> Option<Opened> {
        None
    }

    /// Stops and closes both ends; files become whole or vanish here. Returns the last meters where the engine
    /// can be asked for them.
    ///
    /// # Errors
    /// What ended it early, or a file that could not be finished.
    fn stop(self: Box<Self>, ending: Ending) -> Result<Option<Meters>, IoError>;
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
