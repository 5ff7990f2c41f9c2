//! The words of `foldback calibrate`. What is missing is asked for, if there is somebody to ask.

use clap::{Args, Subcommand, ValueEnum};

use crate::preset::{Method, Per};

/// Options of `foldback calibrate`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct CalibrateOptions {
    /// How; without a word: asks everything.
    #[command(subcommand)]
    pub call: Option<CalibrateCall>,
    /// Where the phones are plugged in.
    #[command(flatten)]
    pub plug: PlugOptions,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum CalibrateCall {
    /// The calibrations that are stored.
    List(ListOptions),
    /// Forget one.
    Remove {
        /// Its name in the list.
        name: String,
    },
    /// Phones whose data sheets are known.
    Phones(ListOptions),
    /// Headphone outputs whose voltage and impedance are known.
    Outputs(ListOptions),
    /// From data sheets alone: phones and output. ±4 dB.
    Sheet(SheetOptions),
    /// From the voltage at the plug, read while a tone of 400 Hz plays at -20 dBFS. ±3 dB.
    Voltmeter(VoltmeterOptions),
    /// With a sound-level meter, as a telephone is one: by ear against a loudspeaker (±3 dB), at a cup or in a tube
    /// (±5 dB).
    Phone(PhoneOptions),
}

/// Options of the lists.
#[derive(Debug, Args)]
pub struct ListOptions {
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Where the phones are plugged in, and what the calibration is called.
#[derive(Debug, Args, Clone)]
pub struct PlugOptions {
    /// Sound system, as listed by `foldback devices`.
    #[arg(long)]
    pub host: Option<String>,
    /// Playback device that the phones are plugged into. Without one nothing is stored.
    #[arg(long, value_name = "DEVICE")]
    pub output: Option<String>,
    /// Playback channels of the left and the right ear, counted from 1.
    #[arg(long, value_name = "L,R")]
    pub out_channels: Option<String>,
    /// What the calibration is called; else after phones and output.
    #[arg(long)]
    pub name: Option<String>,
    /// The result as JSON.
    #[arg(long)]
    pub json: bool,
}

/// The phones that are really worn.
#[derive(Debug, Args, Clone)]
pub struct WornOptions {
    /// Phones of `foldback calibrate phones`.
    #[arg(long, value_name = "ID")]
    pub phones: Option<String>,
    /// Other phones: their name.
    #[arg(long, value_name = "NAME", conflicts_with = "phones")]
    pub model: Option<String>,
    /// Other phones: sensitivity at the eardrum, dB SPL.
    #[arg(long, value_name = "DBSPL", conflicts_with = "phones", allow_negative_numbers = true)]
    pub sensitivity: Option<f64>,
    /// What the sensitivity is for: a volt or a milliwatt. At 300 ohm they are 5 dB apart.
    #[arg(long, value_enum, ignore_case = true, conflicts_with = "phones")]
    pub per: Option<PerName>,
    /// Frequency of the sensitivity.
    #[arg(long, value_name = "HZ", conflicts_with = "phones", allow_negative_numbers = true)]
    pub at_hz: Option<f64>,
    /// Nominal impedance.
    #[arg(long, value_name = "OHM", conflicts_with = "phones", allow_negative_numbers = true)]
    pub ohms: Option<f64>,
    /// Device preset whose response stands in for theirs, a mean over their class; only the shape is used. For other
    /// phones `closed-back-studio`.
    #[arg(long, value_name = "ID|FILE")]
    pub like: Option<String>,
}

/// Options of `foldback calibrate sheet`.
#[derive(Debug, Args, Clone)]
pub struct SheetOptions {
    /// Headphone output of `foldback calibrate outputs`.
    #[arg(long, value_name = "ID")]
    pub interface: Option<String>,
    /// Other output: volts rms of a full-scale sine, nothing plugged in, volume at its end.
    #[arg(long, value_name = "V", conflicts_with = "interface", allow_negative_numbers = true)]
    pub volts: Option<f64>,
    /// Other output: source impedance.
    #[arg(long, value_name = "OHM", conflicts_with = "interface", allow_negative_numbers = true)]
    pub source_ohms: Option<f64>,
    /// The phones.
    #[command(flatten)]
    pub worn: WornOptions,
    /// Where they are plugged in.
    #[command(flatten)]
    pub plug: PlugOptions,
}

/// Options of `foldback calibrate voltmeter`.
#[derive(Debug, Args, Clone)]
pub struct VoltmeterOptions {
    /// Volts AC that were read at the plug, phones connected; without it the tone plays first.
    #[arg(long, value_name = "V", allow_negative_numbers = true)]
    pub reading: Option<f64>,
    /// Level of the tone that was read.
    #[arg(long, value_name = "DBFS", default_value_t = -20.0, allow_negative_numbers = true, requires = "reading")]
    pub level: f64,
    /// The phones.
    #[command(flatten)]
    pub worn: WornOptions,
    /// Where they are plugged in.
    #[command(flatten)]
    pub plug: PlugOptions,
}

/// Options of `foldback calibrate phone`.
#[derive(Debug, Args, Clone)]
pub struct PhoneOptions {
    /// How the meter meets the phones.
    #[arg(long, value_enum)]
    pub coupling: Option<Coupling>,
    /// dB SPL that were read.
    #[arg(long, value_name = "DBSPL", allow_negative_numbers = true)]
    pub reading: Option<f64>,
    /// Level in the phones at which it was read; without it the sound plays first.
    #[arg(long, value_name = "DBFS", allow_negative_numbers = true, requires = "reading")]
    pub level: Option<f64>,
    /// The phones.
    #[command(flatten)]
    pub worn: WornOptions,
    /// Where they are plugged in.
    #[command(flatten)]
    pub plug: PlugOptions,
}

/// Sensitivity per what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PerName {
    /// One volt rms.
    V,
    /// One milliwatt.
    Mw,
}

/// How a sound-level meter meets the phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Coupling {
    /// A loudspeaker plays pink noise, 500 to 2000 Hz, to where the head is; the phones are made as loud by ear.
    Match,
    /// Microphone through a sheet of cardboard that closes the cup.
    Cup,
    /// Earphone and microphone in a tube of 2 to 3 cm, about 1.3 cm³.
    Tube,
}

impl From<PerName> for Per {
    fn from(name: PerName) -> Self {
        match name {
            PerName::V => Self::Volt,
            PerName::Mw => Self::Milliwatt,
        }
    }
}

impl From<Coupling> for Method {
    fn from(coupling: Coupling) -> Self {
        match coupling {
            Coupling::Match => Self::Match,
            Coupling::Cup => Self::Cup,
            Coupling::Tube => Self::Tube,
        }
    }
}
