//! `foldback selftest`: proves the limiter on this build and this machine.

mod checks;
pub mod meter;
pub mod signals;

use anyhow::{Result, bail, ensure};
use clap::Args;
use serde::Serialize;

use super::sound::turn;
use super::table;
use crate::acoustics::level;
use crate::dsp::Frame;
use crate::dsp::limiter::{Limiter, Settings};
use crate::engine::knobs::{KnobId, KnobValues, Targets, ceiling};
use crate::io::error::SESSION_RATES_HZ;
use crate::units::{Db, DbSpl, SampleRate};
use meter::PlainMeter;

/// Options of `foldback selftest`.
#[derive(Debug, Args)]
pub struct SelftestOptions {
    /// Sample rate; without it 44100, 48000, 96000 and 192000 Hz.
    #[arg(long, value_name = "HZ")]
    pub rate: Option<u32>,
    /// Ceiling to be held, dB SPL true peak, at most 118.
    #[arg(long, value_name = "DBSPL", default_value_t = 105.0, allow_negative_numbers = true)]
    pub ceiling: f64,
    /// SPL of a full-scale sine through the worn phones.
    #[arg(long, value_name = "DBSPL", default_value_t = 120.0, allow_negative_numbers = true)]
    pub full_scale: f64,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Rates that are proved where none is asked for.
const RATES: [u32; 4] = [44_100, 48_000, 96_000, 192_000];
/// Frames of every signal.
const FRAMES: usize = 4_000;

/// What came out.
#[derive(Debug, Serialize)]
struct Proof {
    /// Whether every reading and every check held.
    held: bool,
    ceiling_db_spl: f64,
    ceiling_dbfs: f64,
    /// The highest reading, dB re the ceiling.
    worst_db: f64,
    readings: Vec<Reading>,
    checks: Vec<checks::Check>,
}

/// One signal at one rate.
#[derive(Debug, Serialize)]
struct Reading {
    signal: &'static str,
    rate_hz: u32,
    /// 16-fold true peak, dB re the ceiling.
    over_db: f64,
    held: bool,
}

/// Proves, prints, and fails on any reading over 0.00 dB.
///
/// # Errors
/// One line: a value out of its range, or what the limiter let through.
pub fn run(options: &SelftestOptions) -> Result<()> {
    let mut knobs = KnobValues::default();
    turn(&mut knobs, KnobId::Ceiling, options.ceiling)?;
    turn(&mut knobs, KnobId::FullScale, options.full_scale)?;
    if let Some(rate) = options.rate {
        ensure!(SESSION_RATES_HZ.contains(&rate), "--rate {rate}: give 44100 to 192000 Hz");
    }
    let rates = options.rate.map_or(RATES.to_vec(), |rate| vec![rate]);
    let targets = Targets::new(&knobs, None, false, false);
    let readings = readings(&rates, targets.ceiling);
    let checks = checks::all(SampleRate(rates[0]), &targets)?;
    let held = readings.iter().all(|reading| reading.held) && checks.iter().all(|check| check.held);
    let worst_db = readings.iter().map(|reading| reading.over_db).fold(f64::NEG_INFINITY, f64::max);
    let (ceiling, full_scale) = (ceiling(&knobs), DbSpl(knobs.get(KnobId::FullScale)));
    let proof = Proof {
        held,
        ceiling_db_spl: ceiling.0,
        ceiling_dbfs: Db::from_gain(level::sample_at_peak(ceiling, full_scale)).0,
        worst_db,
        readings,
        checks,
    };
    if options.json {
        table::json(&proof)?;
    } else {
        print(&proof, &rates)?;
    }
    if !held {
        bail!(
            "the limiter of this build FAILED on this machine ({worst_db:+.4} dB re the ceiling): do not listen"
        );
    }
    Ok(())
}

/// Every signal at every rate, a thread a rate; in the order of rates, then signals.
fn readings(rates: &[u32], ceiling: f64) -> Vec<Reading> {
    let set = signals::adversarial(FRAMES);
    let (meter, set) = (&PlainMeter::new(), &set);
    std::thread::scope(|scope| {
        let prove = |&rate_hz: &u32| {
            scope.spawn(move || {
                let read = |(signal, samples): &signals::Named| {
                    let over_db = reading(meter, samples, SampleRate(rate_hz), ceiling);
                    Reading { signal, rate_hz, over_db, held: over_db <= 0.0 }
                };
                set.iter().map(read).collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = rates.iter().map(prove).collect();
        // A limiter that panics has not held.
        let lost = |rate_hz| vec![Reading { signal: "panic", rate_hz, over_db: f64::INFINITY, held: false }];
        let joined = threads.into_iter().zip(rates);
        joined.flat_map(|(thread, rate)| thread.join().unwrap_or_else(|_| lost(*rate))).collect()
    })
}

/// The left ear gets the signal, the right a third of it; the ceiling of the right is lower too.
fn reading(meter: &PlainMeter, samples: &[f64], rate: SampleRate, ceiling: f64) -> f64 {
    let ceilings = [ceiling, 0.8 * ceiling];
    let mut limiter = Limiter::new(Settings::new(ceilings), rate);
    // Signals are made for a ceiling of half of full scale.
    let gain = 2.0 * ceiling;
    let mut frames: Vec<Frame> = samples.iter().map(|x| [gain * x, 0.3 * gain * x]).collect();
    frames.resize(frames.len() + limiter.latency() + 1, [0.0; 2]);
    meter.over_db(limiter.process(&mut frames).frames(), ceilings)
}

fn print(proof: &Proof, rates: &[u32]) -> Result<()> {
    let mut head = vec!["SIGNAL, dB re ceiling at".to_owned()];
    head.extend(rates.iter().map(|rate| format!("{rate} Hz")));
    head.push("VERDICT".into());
    let mut rows = vec![head];
    let per_rate = proof.readings.len() / rates.len().max(1);
    for i in 0..per_rate {
        let line: Vec<_> = proof.readings.iter().skip(i).step_by(per_rate.max(1)).collect();
        let mut row = vec![line.first().map_or("", |reading| reading.signal).to_owned()];
        row.extend(line.iter().map(|reading| format!("{:+.3}", reading.over_db)));
        row.push(verdict(line.iter().all(|reading| reading.held)).into());
        rows.push(row);
    }
    table::print(&rows)?;
    for check in &proof.checks {
        table::line(format_args!("{}: {} ({})", check.name, verdict(check.held), check.reading))?;
    }
    table::line(format_args!(
        "ceiling {:.1} dB SPL true peak = {:.2} dBFS; highest reading {:+.4} dB re it: {}",
        proof.ceiling_db_spl,
        proof.ceiling_dbfs,
        proof.worst_db,
        verdict(proof.held)
    ))?;
    Ok(())
}

fn verdict(held: bool) -> &'static str {
    if held { "held" } else { "FAILED" }
}
