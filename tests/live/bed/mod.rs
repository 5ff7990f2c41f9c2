//! The test bed: a private JACK server, a harness client that plays and records in one process call, the program
//! under test, and the arithmetic that compares what went in with what came out.

mod alone;
pub(crate) mod compare;
pub(crate) mod duplex;
pub(crate) mod endless;
pub(crate) mod judge;
pub(crate) mod level;
pub(crate) mod program;
pub(crate) mod pulse;
mod selftest;
pub(crate) mod server;
pub(crate) mod signal;

pub(crate) use alone::{USUAL_DEADLINE, missing, on_jack, on_jack_for, one_at_a_time};

/// Frames per second of every server of the bed.
pub(crate) const RATE: u32 = 48_000;
