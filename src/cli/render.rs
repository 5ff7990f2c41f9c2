//! `foldback render`: a session with file ends, as fast as the machine goes.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use super::args::RenderOptions;
use super::bounce::Bounce;
use super::calibrated;
use super::own;
use crate::control::desk::Desk;
use crate::control::report::Report;
use crate::control::spectra::EarSpectra;
use crate::engine::slot::Place;
use crate::io::input;
use crate::io::outlet::{FileEnd, Outlet};
use crate::io::whole::WholeFile;
use crate::units::{SampleRate, Seconds};

/// Renders.
///
/// # Errors
/// One line; no file is left behind then.
pub fn run(options: &RenderOptions) -> Result<()> {
    let mut setup = options.sound.setup("reference")?;
    setup.alone = true;
    calibrated::file(&mut setup, &options.sound)?;
    let report = options.report.as_deref();
    keep_inputs(&options.sound.read_with(&options.input), &[Some(&options.out), report])?;
    ensure!(
        report != Some(&options.out),
        "{}: is also the report: choose another name",
        options.out.display()
    );
    let stems = input::open(&options.input, options.rate.map(SampleRate))?;
    let (rate, frames, strips) = (stems.rate(), stems.frames(), input::strips(stems.channels()));
    setup.analyse(&options.input, rate)?;
    let (desk, processor) = Desk::open(own::library_for(&mut setup)?, &setup, strips, Seconds(0.0), rate)?;
    super::wearing::say(&desk, &[Place::A]);

    // Before anything is written: from here on Ctrl-C leaves nothing behind.
    let interrupted = interrupt_flag()?;
    let report = report.map(|path| WholeFile::create(path, ".json")).transpose()?;
    let file = FileEnd::create(&options.out, rate)?;
    let outlet = match options.tap.measurement() {
        None => Outlet::Playback(file),
        Some(tap) => {
            eprintln!(
                "{}: a measurement in pascals at the simulated ear, not for listening",
                options.out.display()
            );
            Outlet::Measurement(tap, file)
        }
    };
    let spectra = Arc::new(Mutex::new(EarSpectra::new(rate)));
    let analysis = Arc::clone(&spectra);
    let bar = progress(frames);
    let bounce = Bounce {
        stems,
        desk,
        processor,
        block: options.block as usize,
        outlet,
        observer: options.report.is_some().then(|| -> crate::io::clock::Observer {
            Box::new(move |parts| analysis.lock().unwrap_or_else(PoisonError::into_inner).add(parts))
        }),
        words: [options.input.join(" "), options.out.display().to_string()],
    };
    let ended = bounce.run(&interrupted, |frames| bar.set_position(frames));
    bar.finish_and_clear();
    let (desk, meters) = ended?;
    if let Some(mut report) = report {
        let empty = EarSpectra::new(rate);
        let spectra = std::mem::replace(&mut *spectra.lock().unwrap_or_else(PoisonError::into_inner), empty);
        report.write(&serde_json::to_vec_pretty(&Report::new(&desk, &meters, &spectra.levels()))?)?;
        report.write(b"\n")?;
        report.finish()?;
    }
    Ok(())
}

/// Refuses to write over what is read.
///
/// # Errors
/// One line that names the output.
pub fn keep_inputs(inputs: &[String], outputs: &[Option<&Path>]) -> Result<()> {
    let real = |path: &Path| path.canonicalize().ok();
    for output in outputs.iter().flatten() {
        let output_is = real(output);
        let same = inputs.iter().any(|input| output_is.is_some() && real(Path::new(input)) == output_is);
        ensure!(!same, "{}: is also the input: choose another name", output.display());
    }
    Ok(())
}

/// Set by Ctrl-C, a polite kill and a closed terminal.
///
/// # Errors
/// The system refuses a signal handler.
pub fn interrupt_flag() -> Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    ctrlc::set_handler(move || set.store(true, Relaxed)).context("cannot listen for Ctrl-C")?;
    Ok(flag)
}

/// A bar on stderr, drawn only where there is a terminal.
pub(super) fn progress(frames: Option<u64>) -> ProgressBar {
    let bar = frames.map_or_else(ProgressBar::no_length, ProgressBar::new);
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
