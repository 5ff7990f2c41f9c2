//! The command line: arguments to settings, settings to a run. Opens nothing before everything is understood.

pub mod abx;
pub mod args;
pub mod bounce;
pub mod calibrate;
pub mod calibrated;
pub mod channels;
pub mod compare;
pub mod devices;
pub mod doctor;
pub mod ends;
pub mod export;
pub mod import;
pub mod live;
pub mod log;
pub mod own;
pub mod picture;
pub mod presets;
pub mod render;
pub mod selftest;
pub mod soak;
pub mod sound;
pub mod stages;
pub mod table;
pub mod wearing;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Call};

/// Exit status of a wrong call.
const USAGE: u8 = 2;

/// Runs the program with these arguments, the first being its own name. Errors are one line on stderr.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with status 0, wrong calls to stderr with status 2.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE));
        }
    };
    log_to_stderr(arguments.verbose);
    let result = match arguments.call.unwrap_or_default() {
        Call::Live(options) => live::run(&options),
        Call::Render(options) => render::run(&options),
        Call::Presets(options) => presets::run(&options),
        Call::Stages(options) => stages::run(&options),
        Call::Devices(options) => devices::run(&options),
        Call::Compare(options) => compare::run(&options),
        Call::Calibrate(options) => calibrate::run(&options),
        Call::Selftest(options) => selftest::run(&options),
        Call::Doctor(options) => doctor::run(&options),
        Call::Soak(options) => soak::run(&options),
        Call::Abx(options) => abx::run(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("foldback: {}", one_line(&error));
            ExitCode::FAILURE
        }
    }
}

/// Whoever reads our table has read enough: no error (`foldback presets | head`).
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn one_line(error: &anyhow::Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn log_to_stderr(verbosity: u8) {
    let level = match verbosity {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOLDBACK_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(format!("foldback={level}")));
    // A second call in one process keeps the first subscriber.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false)
        .try_init();
}
