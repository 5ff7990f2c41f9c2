//! Foldback, the program: parse, wire, run.

use std::process::ExitCode;

fn main() -> ExitCode {
    foldback::cli::run(std::env::args_os())
}
