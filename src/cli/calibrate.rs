//! `foldback calibrate`: how loud full scale is in the phones that are really worn.
//!
//! Every question can be answered by an option; what is missing is asked for where there is a terminal, and named
//! where there is none. Whatever sounds here goes through the limiter.

pub mod ask;
pub mod methods;
pub mod options;
pub mod outcome;
pub mod plug;
pub mod steps;
pub mod worn;

use anyhow::{Result, ensure};

use super::{stages, table};
use crate::control::calibrations::Calibrations;
use crate::preset::{HeadphoneOutput, Method, Per, Phones};
use ask::Ask;
use options::{CalibrateCall, CalibrateOptions, PlugOptions};

/// Lists, removes or makes calibrations.
///
/// # Errors
/// One line; nothing is stored then.
pub fn run(options: &CalibrateOptions) -> Result<()> {
    let ask = Ask::new()?;
    match &options.call {
        Some(CalibrateCall::List(options)) => list(options.json),
        Some(CalibrateCall::Remove { name }) => remove(name),
        Some(CalibrateCall::Phones(options)) => phones(options.json),
        Some(CalibrateCall::Outputs(options)) => outputs(options.json),
        Some(CalibrateCall::Sheet(options)) => methods::sheet(options, &ask),
        Some(CalibrateCall::Voltmeter(options)) => methods::voltmeter(options, &ask),
        Some(CalibrateCall::Phone(options)) => methods::phone(options, &ask),
        None => guide(&options.plug, &ask),
    }
}

/// Leads through everything.
fn guide(plug: &PlugOptions, ask: &Ask) -> Result<()> {
    ensure!(
        ask.stop().is_some(),
        "standard input is no terminal: say how, `calibrate sheet`, `calibrate voltmeter` or `calibrate phone`"
    );
    ask.say("How loud is full scale in the phones that you really wear? Four ways to find out:");
    ask.say("  voltmeter  a multimeter at the plug, AC volts: ±3 dB, the best without a laboratory");
    ask.say("  match      a loudspeaker and a sound-level meter (a telephone does), by ear: ±3 dB");
    ask.say("  cup, tube  the meter's microphone at the phones themselves: ±5 dB");
    ask.say("  sheet      from data sheets alone: ±4 dB, and 6 dB taken off every ceiling");
    ask.say(
        "Set the volume knob of the output as you will use it: the calibration holds for that setting only.",
    );
    match ask.word("calibrate METHOD", "Which way", &Method::WORDS)? {
        Method::Sheet => methods::sheet(&methods::blank_sheet(plug), ask),
        Method::Voltmeter => methods::voltmeter(&methods::blank_voltmeter(plug), ask),
        method => methods::phone(&methods::blank_phone(plug, method), ask),
    }
}

fn list(json: bool) -> Result<()> {
    let (all, broken) = Calibrations::of_user()?.all();
    for error in broken {
        eprintln!("foldback: {error}");
    }
    if json {
        return table::json(&all);
    }
    if all.is_empty() {
        return Ok(table::line("there is no calibration yet: `foldback calibrate` makes one")?);
    }
    let head = ["NAME", "FULL SCALE", "±", "METHOD", "DAY", "PHONES", "OUTPUT"];
    let mut rows = vec![head.map(String::from).to_vec()];
    rows.extend(all.into_iter().map(|stored| {
        let made = stored.calibration;
        vec![
            stored.name,
            format!("{:.1} dB SPL", made.full_scale_db_spl),
            format!("{:.0} dB", made.uncertainty_db),
            made.method.to_string(),
            made.date,
            made.phones.name,
            super::calibrated::plug(&made.output.id, made.output.channels),
        ]
    }));
    Ok(table::print(&rows)?)
}

fn remove(name: &str) -> Result<()> {
    Calibrations::of_user()?.remove(name)?;
    Ok(table::line(format_args!("`{name}` is forgotten"))?)
}

fn phones(json: bool) -> Result<()> {
    let all = Phones::shipped()?;
    if json {
        return table::json(&all);
    }
    let head = ["ID", "SENSITIVITY AT THE EARDRUM", "OHM", "KIND", "RESPONSE LIKE", "EVIDENCE"];
    let mut rows = vec![head.map(String::from).to_vec()];
    rows.extend(all.into_iter().map(|phones| {
        let sensitivity = worn::stated(&phones.sensitivity);
        let evidence = stages::evidence(&phones.evidence);
        vec![
            phones.id,
            sensitivity,
            phones.ohms.to_string(),
            phones.kind.to_string(),
            phones.response,
            evidence,
        ]
    }));
    Ok(table::print(&rows)?)
}

fn outputs(json: bool) -> Result<()> {
    let all = HeadphoneOutput::shipped()?;
    if json {
        return table::json(&all);
    }
    let head = ["ID", "VOLTS AT FULL SCALE", "SOURCE OHM", "EVIDENCE", "NAME"];
    let mut rows = vec![head.map(String::from).to_vec()];
    rows.extend(all.into_iter().map(|output| {
        let evidence = stages::evidence(&output.evidence);
        vec![output.id, output.volts.to_string(), output.ohms.to_string(), evidence, output.name]
    }));
    Ok(table::print(&rows)?)
}

/// The unit of a sensitivity.
fn unit(per: Per) -> &'static str {
    match per {
        Per::Volt => "V",
        Per::Milliwatt => "mW",
    }
}
