//! `foldback live`: a source, the engine, a host and a front end.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::args::LiveOptions;
use super::channels;
use super::render::interrupt_flag;
use crate::control::desk::Desk;
use crate::control::session::Session;
use crate::control::snapshot::Snapshot;
use crate::engine::mix::Strip;
use crate::io::capture::Capture;
use crate::io::clock::ClockHost;
use crate::io::device::{self, Chosen};
use crate::io::device_host::DeviceHost;
use crate::io::driver::{Driver, Inlet};
use crate::io::error::IoErrorKind;
use crate::io::feed::Feed;
use crate::io::host::{Ending, Host, State};
use crate::io::outlet::{FileEnd, Outlet};
use crate::io::stems::Stems;
use crate::preset::Library;
use crate::ui::{FRONTS, Wiring};
use crate::units::{SampleRate, Seconds};

/// From silence to full level at the start of a live session.
const START_RAMP: Seconds = Seconds(1.0);
/// Rate of a null output that no file decides.
const USUAL_RATE: SampleRate = SampleRate(48_000);
/// Frames per call of the engine where no device decides.
const USUAL_BLOCK: usize = 256;

/// What feeds the engine, before the engine exists.
enum Input {
    Stems(Box<Stems>),
    Device(Chosen),
}

/// What becomes of the sound.
enum Output {
    Null,
    File(String),
    Device(Chosen),
}
