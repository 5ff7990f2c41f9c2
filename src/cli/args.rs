//! The words of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::abx::AbxOptions;
use super::calibrate::options::CalibrateOptions;
use super::compare::CompareOptions;
use super::devices::DeviceOptions;
use super::doctor::DoctorOptions;
use super::export::ExportOptions;
use super::import::ImportOptions;
use super::midi::MidiOptions;
use super::selftest::SelftestOptions;
use super::soak::SoakOptions;
use super::sound::SoundOptions;
use crate::io::outlet::Tap;

/// Hear, live and safely, how every kind of monitoring device sounds on a loud stage.
#[derive(Debug, Parser)]
#[command(name = "foldback", version, about, propagate_version = true, max_term_width = 100)]
pub struct Arguments {
    /// What to do; without a word: `live` with defaults.
    #[command(subcommand)]
    pub call: Option<Call>,
    /// Say more on stderr; twice for much more.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Call {
    /// Play live: stage input through the simulated devices, A against B.
    Live(LiveOptions),
    /// Render files through one device into a file.
    Render(RenderOptions),
    /// Device presets: list, show, plot, check.
    Presets(PresetOptions),
    /// Stage presets: list, show, plot.
    Stages(StageOptions),
    /// Sound systems and devices of this machine.
    Devices(DeviceOptions),
    /// Every device on one stage, in numbers: level needed, safe time, what is heard; a page to take away.
    Compare(CompareOptions),
    /// Calibrate the phones that are really worn: how loud full scale is.
    Calibrate(CalibrateOptions),
    /// Prove the limiter on this build and this machine with the worst signals there are.
    Selftest(SelftestOptions),
    /// Measure the true latency through a loopback cable and find the smallest buffer that holds.
    Doctor(DoctorOptions),
    /// Long run on a scripted sound system with random commands and faults, faster than real time.
    Soak(SoakOptions),
    /// Blind test: can you tell two devices apart (ABX), or which of several do you prefer?
    Abx(AbxOptions),
}

impl Default for Call {
    fn default() -> Self {
        Self::Live(LiveOptions::default())
    }
}

/// Options of `foldback live`.
#[derive(Debug, Args, Clone)]
pub struct LiveOptions {
    /// Sound system, as listed by `foldback devices`.
    #[arg(long)]
    pub host: Option<String>,
    /// Where the sound comes from: a capture device, `demo`, or files (each file's channels become channels of
    /// the monitor mix); files can play beside a device.
    #[arg(long, num_args = 1.., default_values = ["demo"], value_name = "DEVICE|demo|FILE")]
    pub input: Vec<String>,
    /// Capture channels to use, counted from 1: `1,2,5-8`. Exactly two are a stereo pair, others are mono.
    #[arg(long, value_name = "LIST")]
    pub in_channels: Option<String>,
    /// Where it goes: a playback device, `null` (nowhere, in real time) or a file (`.wav`, as fast as it goes).
    #[arg(long, value_name = "DEVICE|null|FILE.wav")]
    pub output: Option<String>,
    /// Playback channels of the left and the right ear, counted from 1.
    #[arg(long, value_name = "L,R")]
    pub out_channels: Option<String>,
    /// Sample rate, 44100 to 192000 Hz.
    #[arg(long, value_name = "HZ")]
    pub rate: Option<u32>,
    /// Frames per callback.
    #[arg(long, value_name = "FRAMES")]
    pub buffer: Option<u32>,
    /// Device in slot B.
    #[arg(long, value_name = "ID", default_value = "earbud")]
    pub against: String,
    /// Front end: `terminal`, or `none` for JSON lines out and command lines in.
    #[arg(long, default_value = "terminal")]
    pub ui: String,
    /// Ask again which input and which output, as on the first start.
    #[arg(long)]
    pub ask: bool,
    /// Foot pedals.
    #[command(flatten)]
    pub midi: MidiOptions,
    /// End after so many seconds.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    pub duration: Option<f64>,
    /// A session that was saved with `W` or `save`; options given beside it override it.
    #[arg(long, value_name = "FILE.toml", conflicts_with = "resume")]
    pub session: Option<PathBuf>,
    /// Go on where the last session ended, muted if it was muted; options given beside it override it.
    #[arg(long)]
    pub resume: bool,
    /// Write a snapshot of all levels every second.
    #[arg(long, value_name = "FILE.jsonl")]
    pub log: Option<PathBuf>,
    /// What it sounds like.
    #[command(flatten)]
    pub sound: SoundOptions,
}

impl Default for LiveOptions {
    fn default() -> Self {
        #[derive(Parser)]
        struct Alone {
            #[command(flatten)]
            options: LiveOptions,
        }
        Alone::parse_from(["live"]).options
    }
}

/// Options of `foldback render`.
#[derive(Debug, Args)]
pub struct RenderOptions {
    /// Files to mix; `demo` is the built-in band.
    #[arg(required = true, value_name = "INPUT")]
    pub input: Vec<String>,
    /// File to write, float32 WAV.
    #[arg(long, value_name = "FILE.wav")]
    pub out: PathBuf,
    /// Sample rate, 44100 to 192000 Hz; without it that of the first file.
    #[arg(long, value_name = "HZ")]
    pub rate: Option<u32>,
    /// Frames per call of the engine; changes nothing in the file.
    #[arg(long, value_name = "FRAMES", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub block: u32,
    /// What to write: `output` is what would be played (dBFS), the others are pascals at the simulated ear.
    #[arg(long, value_enum, default_value_t = TapName::Output)]
    pub tap: TapName,
    /// Levels, dose and evidence as JSON.
    #[arg(long, value_name = "FILE.json")]
    pub report: Option<PathBuf>,
    /// What it sounds like.
    #[command(flatten)]
    pub sound: SoundOptions,
}

/// Measurement points on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TapName {
    /// What would go to the interface.
    Output,
    /// The sum of the three parts.
    Ear,
    /// The monitor mix through the device.
    Monitor,
    /// The stage through device, leak and bone.
    Ambience,
    /// The performer's own voice.
    Voice,
}

impl TapName {
    /// The measurement point; none for what may be played.
    #[must_use]
    pub fn measurement(self) -> Option<Tap> {
        match self {
            Self::Output => None,
            Self::Ear => Some(Tap::Ear),
            Self::Monitor => Some(Tap::Monitor),
            Self::Ambience => Some(Tap::Ambience),
            Self::Voice => Some(Tap::Voice),
        }
    }
}

/// Options of `foldback presets`.
#[derive(Debug, Args)]
pub struct PresetOptions {
    /// What to do with them; without a word: list them.
    #[command(subcommand)]
    pub call: Option<PresetCall>,
    /// Only those with this in their id or name.
    pub part: Option<String>,
    /// As JSON.
    #[arg(long, global = true)]
    pub json: bool,
}

/// What to do with device presets.
#[derive(Debug, Subcommand)]
pub enum PresetCall {
    /// All parts of a preset, with source and spread.
    Show {
        /// An id or a file.
        id: String,
    },
    /// Whether files are presets; says file, line and reason where not.
    Check {
        /// Device or stage files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Plot response, isolation and occlusion, several devices over each other.
    Plot(PlotOptions),
    /// Make presets from measurements, equaliser files and impulse responses.
    Import(ImportOptions),
    /// Write a device, the difference of two, or a correction as an equaliser file or impulse response.
    Export(ExportOptions),
    /// Add presets to one's own: they can then be named by id, before shipped ones of the same.
    Add {
        /// Device files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Remove a preset of one's own.
    Remove {
        /// Its id.
        id: String,
    },
    /// The folder of one's own presets.
    Where,
}

/// Options of `foldback presets plot`.
#[derive(Debug, Args)]
pub struct PlotOptions {
    /// Ids or files, at most eight ears.
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Seal in percent where a device seals, 100 tight to 0 half out; without it as the preset says.
    #[arg(long, value_name = "PCT", allow_negative_numbers = true)]
    pub seal: Option<f64>,
    /// Picture to write, by its ending; without it the plot is drawn in the terminal.
    #[arg(long, value_name = "FILE.svg|FILE.png")]
    pub out: Option<PathBuf>,
}

/// Options of `foldback stages`.
#[derive(Debug, Args)]
pub struct StageOptions {
    /// What to do with them; without a word: list them.
    #[command(subcommand)]
    pub call: Option<StageCall>,
    /// As JSON.
    #[arg(long, global = true)]
    pub json: bool,
}

/// What to do with stage presets.
#[derive(Debug, Subcommand)]
pub enum StageCall {
    /// All parts of a stage, with source and spread.
    Show {
        /// An id or a file.
        id: String,
    },
    /// Plot the octave spectrum, unweighted and A-weighted.
    Plot(StagePlotOptions),
}

/// Options of `foldback stages plot`.
#[derive(Debug, Args)]
pub struct StagePlotOptions {
    /// An id or a file.
    pub id: String,
    /// Picture to write, by its ending; without it the plot is drawn in the terminal.
    #[arg(long, value_name = "FILE.svg|FILE.png")]
    pub out: Option<PathBuf>,
}
