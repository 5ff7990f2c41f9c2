//! `foldback live`: a source, the engine, a host and a front end.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use super::args::LiveOptions;
use super::calibrated;
use super::ends::{self, Input, Output};
use super::interface;
use super::log::Log;
use super::midi;
use super::own;
use super::render::interrupt_flag;
use super::resume::{self, Given};
use super::wearing;
use crate::control::desk::Desk;
use crate::control::level_rule::LevelRule;
use crate::control::session::{Session, Source};
use crate::control::setup::Setup;
use crate::control::supervisor::Supervisor;
use crate::engine::slot::Place;
use crate::io::capture::{self, Capture};
use crate::io::clock::ClockHost;
use crate::io::duplex::{DeviceDuplex, Plug};
use crate::io::error::IoError;
use crate::io::feed::Feed;
use crate::io::host::{Ending, Host, Running};
use crate::io::intake::{Clock, Intake};
use crate::io::outlet::{FileEnd, Outlet};
use crate::io::plane::driver::Driver;
use crate::io::same_clock;
use crate::io::stream::{CaptureRequest, PlaybackRequest};
use crate::ui::{FRONTS, Front, Wiring};
use crate::units::{SampleRate, Seconds};

/// From silence to full level at the start of a live session.
const START_RAMP: Seconds = Seconds(1.0);
/// Frames per call of the engine where no device decides.
const USUAL_BLOCK: usize = 256;

/// Plays until the input ends, the time is over or somebody stops it.
///
/// # Errors
/// One line.
pub fn run(options: &LiveOptions, given: &Given) -> Result<()> {
    let (options, setup) = resume::setup(options, given)?;
    let (front, goes_on) = (front(&options.ui)?, options.resume || options.session.is_some());
    let Some(options) = interface::settle(&options)? else { return Ok(()) };
    // A file that is made is no session to go on with.
    let bounced = options.output.as_deref().is_some_and(ends::is_sound_file);
    run_with(&options, setup, |session, wiring| {
        if !bounced {
            resume::keep(session, goes_on);
        }
        front(session, wiring)
    })
}

/// The same with another set-up and front end.
///
/// # Errors
/// One line.
pub(super) fn run_with(
    options: &LiveOptions,
    mut setup: Setup,
    front: impl FnOnce(&mut Session, &mut Wiring<'_>) -> Result<()>,
) -> Result<()> {
    let duration = duration(options.duration)?;
    ensure!(options.buffer != Some(0), "--buffer 0: give the frames of a callback, like 64");

    let (pedals, lacking) = match midi::open(&options.midi)? {
        Some(board) => (Some(board), None),
        None => midi::reopen(setup.kept.midi.as_ref())?,
    };
    let (output, notice) = ends::output(options)?;
    let notice = calibrated::live(&mut setup, &options.sound, &output)?.or(notice);
    let notice = resume::never_louder(&mut setup).or(notice).or(lacking);
    let rate = ends::rate(options, &output)?;
    let input = ends::input(options, rate, &output)?;
    let rate = input.rate();
    interface::remember(options, &input, &output);
    let flags = ends::flags(&input, &output);
    match &input {
        // Gains that were worked out once stay.
        Input::Files(_) if setup.kept.has_drives() => {}
        Input::Files(_) => setup.analyse(&options.input, rate)?,
        Input::Live { .. } => ensure!(
            setup.level_rule == LevelRule::EqualDrive || setup.kept.has_drives(),
            "--level-rule {}: a live input has not been heard yet: start with `--level-rule equal-drive`, then say `match {}`",
            setup.level_rule.id(),
            setup.level_rule.id()
        ),
    }
    let (desk, processor) =
        Desk::open(own::library_for(&mut setup)?, &setup, input.mixer(), START_RAMP, rate)?;
    wearing::say(&desk, &[Place::A, Place::B]);
    // Before anything is written: from here on Ctrl-C ends what is written as it should.
    let stop = interrupt_flag()?;
    let clock = clock(&input, &output, rate);
    let calibrated = desk.calibrated() || desk.calibration().is_some();
    let end = end(options, output, rate, duration, !calibrated)?;
    let mut log = options.log.as_deref().map(Log::create).transpose()?;
    let words = (options.input.join(" "), end.name());

    let (source, running) = match input {
        Input::Files(stems) => {
            let (feed, inlet) = Feed::start(*stems);
            (Source::Files(feed), end.start(Driver::new(processor, Some(inlet)))?)
        }
        Input::Live { device, channels, rate, word, files } => {
            let mut request = CaptureRequest { rate, buffer_frames: options.buffer, channels };
            request.rate = capture::rate_of(&device, &request, clock);
            let margin = capture::margin_of(&device, options.buffer);
            let (feed, files) = files.map(|stems| Feed::start(*stems)).unzip();
            let driver = |inlet| {
                let driver = Driver::new(processor, Some(inlet));
                if let Some(files) = files { driver.with_files(files) } else { driver }
            };
            match end {
                End::Clock(host) => {
                    let (capture, inlet) = Capture::open(&device, &request, margin, clock)?;
                    let running = host.start(driver(inlet))?;
                    capture.start()?;
                    (Source::Live(capture, feed), running)
                }
                End::Device(output) => {
                    let (intake, inlet) = Intake::new(request.channels.len(), request.rate, margin, clock);
                    let gauge = intake.gauge();
                    let input = Some(Plug::new(device, options.host.clone(), Some(word), request, true));
                    let driver = driver(inlet);
                    let devices = Arc::new(DeviceDuplex { output: *output, input });
                    let running: Box<dyn Running> =
                        Box::new(Supervisor::start(devices, driver, Some(intake))?);
                    (Source::Linked(gauge, feed), running)
                }
            }
        }
    };
    let mut session = Session::new(desk, running, source, words.0, words.1);
    session.watch_bands();
    session.raise(flags);
    if let Some(board) = pedals {
        board.join(&mut session);
    }
    if let Some(notice) = notice {
        eprintln!("foldback: {notice}");
        session.notice(notice);
    }
    let mut write = |snapshot: &_| log.as_mut().map_or((), |log| log.add(snapshot));
    let shown = front(&mut session, &mut Wiring { stop: &stop, duration, log: &mut write });
    let ended = session.end(Ending::Keep);
    shown?;
    ended?;
    log.map_or(Ok(()), Log::finish)
}

fn front(word: &str) -> Result<Front> {
    let Some((_, front)) = FRONTS.iter().find(|(name, _)| *name == word) else {
        let names: Vec<_> = FRONTS.iter().map(|(name, _)| format!("`{name}`")).collect();
        bail!("--ui {word}: there is no such front end, give {}", names.join(" or "));
    };
    Ok(*front)
}

fn duration(seconds: Option<f64>) -> Result<Option<Duration>> {
    let Some(seconds) = seconds else { return Ok(None) };
    let duration = Duration::try_from_secs_f64(seconds).ok().filter(|duration| !duration.is_zero());
    duration.map(Some).with_context(|| format!("--duration {seconds}: give seconds above 0"))
}

/// Whose clock a capture device runs on. A file waits for its input; the null output has a clock of its own.
fn clock(input: &Input, output: &Output, rate: SampleRate) -> Clock {
    match (input, output) {
        (Input::Live { device, .. }, Output::Device { device: to, .. })
            if same_clock::are_one(device.id(), to.id()) =>
        {
            Clock::Same
        }
        (_, Output::File(_)) => Clock::Same,
        _ => Clock::Own(rate),
    }
}

/// What drives the engine.
enum End {
    /// A clock: no device can be lost.
    Clock(Box<ClockHost>),
    /// A device that may come and go.
    Device(Box<Plug<PlaybackRequest>>),
}

impl End {
    fn name(&self) -> String {
        match self {
            Self::Clock(host) => host.name(),
            Self::Device(plug) => plug.name().to_owned(),
        }
    }

    /// With files for an input.
    fn start(self, driver: Driver) -> Result<Box<dyn Running>, IoError> {
        match self {
            Self::Clock(host) => host.start(driver),
            Self::Device(output) => {
                let devices = Arc::new(DeviceDuplex { output: *output, input: None });
                Ok(Box::new(Supervisor::start(devices, driver, None)?))
            }
        }
    }
}

fn end(
    options: &LiveOptions,
    output: Output,
    rate: SampleRate,
    duration: Option<Duration>,
    follow: bool,
) -> Result<End> {
    let block = options.buffer.map_or(USUAL_BLOCK, |frames| frames as usize);
    let limit = duration.map(|duration| Seconds(duration.as_secs_f64()).frames(rate) as u64);
    let clock = |outlet, paced, name| ClockHost {
        rate,
        block,
        paced,
        limit,
        apart: false,
        outlet,
        observer: None,
        name,
    };
    Ok(match output {
        Output::Null => End::Clock(Box::new(clock(Outlet::Null, true, "null output".to_owned()))),
        Output::File(path) => {
            let outlet = Outlet::Playback(FileEnd::create(Path::new(&path), rate)?);
            End::Clock(Box::new(clock(outlet, false, path)))
        }
        Output::Device { device, channels } => {
            let request = PlaybackRequest {
                rate,
                buffer_frames: options.buffer,
                channels,
                total: None,
                seed: options.sound.seed,
            };
            let (host, word) = (options.host.clone(), options.output.clone());
            End::Device(Box::new(Plug::new(device, host, word, request, follow)))
        }
    })
}
