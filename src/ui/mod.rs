//! Front ends. Each holds a [`Session`] and nothing else of the program; a new one is a file and a row of [`FRONTS`].

pub mod chart;
pub mod headless;
pub mod page;
pub mod terminal;

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::control::session::Session;

/// What a front end is told besides the session.
pub struct Wiring<'a> {
    /// Set when the person or the system wants the program to end.
    pub stop: &'a AtomicBool,
    /// End by itself after so long.
    pub duration: Option<Duration>,
    /// Called with every snapshot, for `--log`.
    pub log: &'a mut dyn FnMut(&crate::control::snapshot::Snapshot),
}

/// Runs until the session ends, the person quits, or `stop` is set. The caller ends the session.
pub type Front = fn(&mut Session, &mut Wiring<'_>) -> anyhow::Result<()>;

/// All front ends by the word of `--ui`.
pub const FRONTS: [(&str, Front); 2] = [("terminal", terminal::run), ("none", headless::run)];
