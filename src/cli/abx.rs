//! `foldback abx`: a blind test of two devices, or of which of several is preferred.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Error, Result, ensure};
use clap::Args;

use super::args::LiveOptions;
use super::live;
use super::render::keep_inputs;
use super::table;
use crate::control::loaded::Loaded;
use crate::control::span::day;
use crate::control::statistics::design::{Design, POWER, PROPORTION, SIGNIFICANCE};
use crate::control::statistics::draw::system_seed;
use crate::control::trial::sitting::{Brief, Question, Sitting};
use crate::control::trial::words;
use crate::io::whole::WholeFile;
use crate::preset::Library;
use crate::ui::TRIAL_FRONTS;

/// Times that each pair is heard in a test of preference: each device of it twice first and twice second.
const ROUNDS: u32 = 4;
/// Most trials of a test of preference; nobody sits through more.
const MOST_PAIRS: usize = 1_000;

/// Options of `foldback abx`.
#[derive(Debug, Args)]
// What chooses devices or tells what plays is not for a blind test; levels are matched in loudness unless told
// otherwise; seed 0, which nobody would give, takes one from the system.
#[command(
    mut_arg("device", |arg| arg.conflicts_with("devices").hide(true)),
    mut_arg("left", |arg| arg.conflicts_with("devices").hide(true)),
    mut_arg("right", |arg| arg.conflicts_with("devices").hide(true)),
    mut_arg("against", |arg| arg.conflicts_with("devices").hide(true)),
    mut_arg("log", |arg| arg.conflicts_with("devices").hide(true)),
    mut_arg("session", |arg| arg.conflicts_with("devices").hide(true)),
    mut_arg("resume", |arg| arg.conflicts_with("devices").hide(true)),
    mut_arg("ask", |arg| arg.conflicts_with("devices").hide(true)),
    mut_arg("level_rule", |arg| arg.default_value("equal-loudness")),
    mut_arg("seed", |arg| arg.default_value("0").help("Seed of the order and of everything random; 0 takes one from the system, and the result names it")),
    mut_arg("ui", |arg| arg.help("Front end: `terminal`, or `none` for command lines in (a, b, x, vote a, vote b, quit) and JSON lines out")),
)]
pub struct AbxOptions {
    /// Devices: two for ABX, three and more for preference. Ids of `foldback presets`, or preset files.
    #[arg(required = true, num_args = 2.., value_name = "ID")]
    pub devices: Vec<String>,
    /// Trials of an ABX test, or times that each pair is heard in one of preference (4 without it). Without it an ABX
    /// test is as long as --power asks for.
    #[arg(long, value_name = "N")]
    pub trials: Option<u32>,
    /// Share of guessers who may pass.
    #[arg(long, value_name = "SHARE", default_value_t = SIGNIFICANCE)]
    pub significance: f64,
    /// Share of able listeners who shall pass.
    #[arg(long, value_name = "SHARE", default_value_t = POWER)]
    pub power: f64,
    /// Share of right answers of a listener who counts as able.
    #[arg(long, value_name = "SHARE", default_value_t = PROPORTION)]
    pub proportion: f64,
    /// Say after each trial whether it was right; without it the result comes at the end.
    #[arg(long)]
    pub feedback: bool,
    /// Who listens; goes into the result.
    #[arg(long, value_name = "NAME")]
    pub listener: Option<String>,
    /// The result with every trial, as JSON.
    #[arg(long, value_name = "FILE.json")]
    pub out: Option<PathBuf>,
    /// Where it comes from, where it goes, what it sounds like.
    #[command(flatten)]
    pub live: LiveOptions,
}

/// Runs the test.
///
/// # Errors
/// One line.
pub fn run(options: &AbxOptions) -> Result<()> {
    let mut live = options.live.clone();
    let Some((_, front)) = TRIAL_FRONTS.iter().find(|(name, _)| *name == live.ui) else {
        anyhow::bail!("--ui {}: there is no such front end, give `terminal` or `none`", live.ui);
    };
    ensure!(
        live.ui != "terminal" || std::io::stdout().is_terminal(),
        "this is no terminal: run it in one, or with `--ui none`"
    );
    if live.sound.seed == 0 {
        live.sound.seed = system_seed();
    }
    let question = question(options)?;
    check_devices(options)?;
    let mut sitting = Sitting::new(Brief {
        devices: options.devices.clone(),
        question,
        seed: live.sound.seed,
        listener: options.listener.clone(),
        feedback: options.feedback,
        date: day(SystemTime::now()),
    });
    let [first, second] = sitting.first_pair();
    first.clone_into(&mut live.sound.device);
    let setup = live.sound.setup(second)?;
    keep_inputs(&live.sound.read_with(&live.input), &[options.out.as_deref()])?;
    let file = options.out.as_deref().map(|path| WholeFile::create(path, ".json")).transpose()?;

    let mut outcome = None;
    let played = live::run_with(&live, setup, |session, wiring| {
        let shown = front(session, wiring, &mut sitting);
        outcome = (sitting.done() > 0).then(|| sitting.outcome(session));
        shown
    });
    // Votes are kept whatever happened to the sound.
    if let Some(outcome) = &outcome {
        if let Some(mut file) = file {
            let mut text = serde_json::to_vec_pretty(outcome)?;
            text.push(b'\n');
            file.write(&text)?;
            file.finish()?;
        }
        if live.ui == "none" {
            table::line(serde_json::to_string(outcome)?)?;
        } else {
            table::line(words::lines(outcome).join("\n"))?;
        }
    }
    played
}

fn question(options: &AbxOptions) -> Result<Question> {
    let count = options.devices.len();
    if count == 2 {
        let design = match options.trials {
            Some(trials) => Design::of(trials, options.significance, options.proportion),
            None => Design::shortest(options.significance, options.power, options.proportion),
        };
        return Ok(Question::Abx(design.map_err(Error::msg)?));
    }
    ensure!(
        !options.feedback,
        "--feedback: a preference is neither right nor wrong, it is for tests of two devices"
    );
    let rounds = options.trials.unwrap_or(ROUNDS) as usize;
    let pairs = count * (count - 1) / 2;
    ensure!(
        rounds > 0 && pairs.saturating_mul(rounds) <= MOST_PAIRS,
        "--trials {rounds}: {count} devices make {pairs} pairs, give 1 to {} times each",
        MOST_PAIRS / pairs
    );
    let seals = [options.live.sound.seal, options.live.sound.seal_left, options.live.sound.seal_right];
    ensure!(
        seals.iter().all(Option::is_none),
        "--seal: with three and more devices each keeps its preset's own seal"
    );
    Ok(Question::Preference { rounds })
}

/// Every device is there, and none is there twice.
fn check_devices(options: &AbxOptions) -> Result<()> {
    let library = Library::shipped()?;
    let mut found: Vec<(Loaded, &str)> = Vec::new();
    for id in &options.devices {
        let loaded = Loaded::find(&library, id, [None; 2])?;
        if let Some((_, twin)) = found.iter().find(|(each, _)| each.ears == loaded.ears) {
            ensure!(false, "`{id}` and `{twin}` are the same device: give different ones");
        }
        found.push((loaded, id));
    }
    Ok(())
}
