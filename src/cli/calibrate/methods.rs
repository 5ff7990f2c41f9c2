//! The ways to find a full scale, each to its end: figures, tone, reading, result.

use anyhow::{Context, Result, ensure};

use super::ask::Ask;
use super::options::{Coupling, PhoneOptions, PlugOptions, SheetOptions, VoltmeterOptions, WornOptions};
use super::outcome;
use super::plug::Plug;
use super::steps::{Ladder, climb};
use super::worn::{self, Needs};
use crate::acoustics::calibration::Output;
use crate::control::worn::{COUPLER_TONE, MATCH_BAND, VOLTMETER_TONE};
use crate::io::tone::Signal;
use crate::preset::{Bounds, HeadphoneOutput, Method, bounds};
use crate::units::{Db, DbSpl};

/// What a voltmeter may read.
const VOLTS: Bounds = Bounds { from: 1e-4, to: 50.0, unit: "V rms" };
/// What a sound-level meter may read.
const READ: Bounds = Bounds { from: 30.0, to: 120.0, unit: "dB SPL" };
/// Level of a tone that was read.
const LEVEL: Bounds = Bounds { from: -90.0, to: 0.0, unit: "dBFS" };

const NO_FIGURES: &str = "a figure of the phones is missing";
const NO_PLUG: &str = "--output is missing: the tone has to come out somewhere";

/// From data sheets alone.
///
/// # Errors
/// One line.
pub fn sheet(options: &SheetOptions, ask: &Ask) -> Result<()> {
    let plug = Plug::find(&options.plug, ask)?;
    let phones = worn::find(&options.worn, Needs::SensitivityAndOhms, ask)?;
    let (output, from) = headphone_output(options, ask)?;
    let found = phones.by_sheet(output).context(NO_FIGURES)?;
    let note = format!("{from}, {} V rms at full scale behind {} ohm", output.volts, output.ohms);
    outcome::tell(&options.plug, plug.map(|plug| plug.described()), &phones, &found, &note)
}

fn headphone_output(options: &SheetOptions, ask: &Ask) -> Result<(Output, String)> {
    let mut id = options.interface.clone();
    if id.is_none() && options.volts.is_none() && ask.stop().is_some() {
        ask.say("Which headphone output? `foldback calibrate outputs` lists those with known figures.");
        id = Some(ask.text("--interface", "Its id, or Enter for others")?).filter(|text| !text.is_empty());
    }
    if let Some(id) = id {
        let known = HeadphoneOutput::find(&id)?;
        return Ok((Output { volts: known.volts, ohms: known.ohms }, known.name));
    }
    let missing = if options.volts.is_none() { "--interface or --volts" } else { "--volts" };
    let volts =
        ask.number(options.volts, missing, "full-scale voltage of the output", &bounds::OUTPUT_VOLTS)?;
    let ohms = ask.number(
        options.source_ohms,
        "--source-ohms",
        "source impedance of the output",
        &bounds::SOURCE_OHM,
    )?;
    Ok((Output { volts, ohms }, "output by its figures".into()))
}

/// From the voltage at the plug.
///
/// # Errors
/// One line.
pub fn voltmeter(options: &VoltmeterOptions, ask: &Ask) -> Result<()> {
    let plug = Plug::find(&options.plug, ask)?;
    ensure!(options.reading.is_some() || ask.stop().is_none() || plug.is_some(), NO_PLUG);
    let phones = worn::find(&options.worn, Needs::Sensitivity, ask)?;
    let described = plug.as_ref().map(Plug::described);
    let top = Db(-20.0);
    let level = if options.reading.is_none() {
        ask.say("TAKE THE PHONES OFF, leave them plugged in. A tone of 400 Hz will play, at last loudly.");
        ask.say("The meter: AC volts, at the plug of one ear (tip or ring against sleeve).");
        sound(plug, VOLTMETER_TONE, Ladder { step: Db(10.0), top, only_top: true }, ask)?
    } else {
        Db(ask.number(Some(options.level), "--level", "level of the tone", &LEVEL)?)
    };
    let volts = ask.number(options.reading, "--reading", "What the meter read", &VOLTS)?;
    let found = phones.by_voltage(volts, level).context(NO_FIGURES)?;
    let note = format!("{volts} V rms at the plug with a sine of {:.0} dBFS", level.0);
    outcome::tell(&options.plug, described, &phones, &found, &note)
}

/// With a sound-level meter.
///
/// # Errors
/// One line.
pub fn phone(options: &PhoneOptions, ask: &Ask) -> Result<()> {
    let plug = Plug::find(&options.plug, ask)?;
    ensure!(options.level.is_some() || ask.stop().is_none() || plug.is_some(), NO_PLUG);
    let words = [("match", Coupling::Match), ("cup", Coupling::Cup), ("tube", Coupling::Tube)];
    let coupling = match options.coupling {
        Some(coupling) => coupling,
        None => ask.word("--coupling", "How does the meter meet the phones", &words)?,
    };
    let phones = worn::find(&options.worn, Needs::Class, ask)?;
    let described = plug.as_ref().map(Plug::described);
    ensure!(
        options.reading.is_none() || options.level.is_some() || ask.stop().is_some(),
        "--level is missing: the level in the phones at which {} dB SPL were read, dBFS",
        options.reading.unwrap_or_default()
    );
    let level = match options.level {
        Some(level) => Db(ask.number(Some(level), "--level", "level in the phones", &LEVEL)?),
        None => sound_for(coupling, plug, ask)?,
    };
    let question = match coupling {
        Coupling::Match => "What the meter reads where the head was, loudspeaker on, C-weighted, slow",
        Coupling::Cup | Coupling::Tube => "What the meter reads, C-weighted or not at all, slow",
    };
    let read = ask.number(options.reading, "--reading", question, &READ)?;
    let found = phones.by_level(coupling.into(), DbSpl(read), level);
    let note = format!("{read} dB SPL read for {:.0} dBFS in the phones ({})", level.0, found.method);
    outcome::tell(&options.plug, described, &phones, &found, &note)
}

fn sound_for(coupling: Coupling, plug: Option<Plug>, ask: &Ask) -> Result<Db> {
    let step = Db(3.0);
    match coupling {
        Coupling::Match => {
            ask.say("Play pink noise of 500 to 2000 Hz over a loudspeaker in front of you, about 75 dB where your head is.");
            ask.say("The same noise will play in the phones. Put them on and off and make it as loud as the");
            ask.say("loudspeaker; better five times, and take the middle one.");
            let ladder = Ladder { step: Db(1.0), top: Db(-30.0), only_top: false };
            sound(plug, Signal::Band(MATCH_BAND.0, MATCH_BAND.1), ladder, ask)
        }
        Coupling::Cup => {
            ask.say(
                "Close one cup with a disc of cardboard, the meter's microphone through its middle, no gap.",
            );
            ask.say("A tone of 500 Hz will play: make it 20 dB louder than the room, then Space.");
            sound(plug, Signal::Sine(COUPLER_TONE), Ladder { step, top: Db(-20.0), only_top: false }, ask)
        }
        Coupling::Tube => {
            ask.say(
                "Join one earphone and the meter's microphone by a tight tube of 2 to 3 cm, about 1.3 cm³.",
            );
            ask.say("A tone of 500 Hz will play: make it 20 dB louder than the room, then Space.");
            sound(plug, Signal::Sine(COUPLER_TONE), Ladder { step, top: Db(-20.0), only_top: false }, ask)
        }
    }
}

fn sound(plug: Option<Plug>, signal: Signal, ladder: Ladder, ask: &Ask) -> Result<Db> {
    let stop =
        ask.stop().context("--reading is missing: standard input is no terminal, so no tone is played")?;
    let plug = plug.context(NO_PLUG)?;
    climb(plug.host(), signal, ladder, stop)
}

fn nobody() -> WornOptions {
    WornOptions {
        phones: None,
        model: None,
        sensitivity: None,
        per: None,
        at_hz: None,
        ohms: None,
        like: None,
    }
}

/// Nothing said yet.
#[must_use]
pub fn blank_sheet(plug: &PlugOptions) -> SheetOptions {
    SheetOptions { interface: None, volts: None, source_ohms: None, worn: nobody(), plug: plug.clone() }
}

/// Nothing said yet.
#[must_use]
pub fn blank_voltmeter(plug: &PlugOptions) -> VoltmeterOptions {
    VoltmeterOptions { reading: None, level: -20.0, worn: nobody(), plug: plug.clone() }
}

/// Nothing said yet but how the meter meets the phones.
#[must_use]
pub fn blank_phone(plug: &PlugOptions, method: Method) -> PhoneOptions {
    let coupling = match method {
        Method::Cup => Some(Coupling::Cup),
        Method::Tube => Some(Coupling::Tube),
        Method::Sheet | Method::Voltmeter | Method::Match => Some(Coupling::Match),
    };
    PhoneOptions { coupling, reading: None, level: None, worn: nobody(), plug: plug.clone() }
}
