//! `foldback soak`: a long session on a scripted sound system, faster than real time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use anyhow::{Result, bail, ensure};
use clap::Args;

use super::render::interrupt_flag;
use super::table;
use crate::control::soak::{Outcome, Plan, soak};
use crate::io::error::SESSION_RATES_HZ;
use crate::preset::Library;
use crate::units::SampleRate;

/// Options of `foldback soak`.
#[derive(Debug, Args)]
pub struct SoakOptions {
    /// Hours of sound; they pass as fast as the machine goes.
    #[arg(long, value_name = "N", default_value_t = 1.0, allow_negative_numbers = true)]
    pub hours: f64,
    /// Seed of all commands and faults; the same one gives the same run.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Sample rate, 44100 to 192000 Hz.
    #[arg(long, value_name = "HZ", default_value_t = 48_000)]
    pub rate: u32,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Runs, prints one summary, and fails on any finding.
///
/// # Errors
/// One line: a value out of its range, or how much was found.
pub fn run(options: &SoakOptions) -> Result<()> {
    let &SoakOptions { hours, seed, rate, json } = options;
    ensure!(hours > 0.0 && hours <= 10_000.0, "--hours {hours}: give more than 0, up to 10000");
    ensure!(SESSION_RATES_HZ.contains(&rate), "--rate {rate}: give 44100 to 192000 Hz");
    let plan = Plan { seconds: 3600.0 * hours, seed, rate: SampleRate(rate) };
    let (library, stop, begun) = (Library::shipped()?, interrupt_flag()?, Instant::now());
    let Ok(outcome) = catch_unwind(AssertUnwindSafe(|| soak(&plan, library, &stop))) else {
        bail!(
            "the soak panicked: `foldback soak --hours {hours} --seed {seed} --rate {rate}` shows it again"
        );
    };
    let outcome = outcome?;
    if json {
        table::line(serde_json::to_string_pretty(&outcome)?)?;
    } else {
        table::line(summary(&outcome, begun.elapsed().as_secs_f64()))?;
    }
    let found = outcome.findings.len();
    ensure!(found == 0, "{found} findings: run it again with `--seed {seed}` to see the same ones");
    Ok(())
}

fn summary(outcome: &Outcome, took: f64) -> String {
    let mut lines = vec![
        format!(
            "{:.2} h in {took:.0} s: {} frames in {} callbacks, seed {}",
            outcome.seconds / 3600.0,
            outcome.frames,
            outcome.callbacks,
            outcome.seed
        ),
        format!("commands    {} obeyed, {} refused with a reason", outcome.commands, outcome.refused),
        format!(
            "devices     {} faults, {} openings, {} recoveries",
            outcome.faults, outcome.openings, outcome.recoveries
        ),
        format!("largest     {:.4} of full scale", outcome.largest_sample),
        format!("fingerprint {}", outcome.digest),
    ];
    match outcome.findings.as_slice() {
        [] => lines.push("nothing found: ceiling held at every sample, no NaN, state equals engine".into()),
        findings => lines.extend(findings.iter().map(|finding| format!("FOUND {finding}"))),
    }
    lines.join("\n")
}
