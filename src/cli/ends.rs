//! The two ends of a live session, from the words of the command line: which input, which output, at what rate.

use std::path::Path;

use anyhow::{Result, bail, ensure};

use super::args::LiveOptions;
use super::channels;
use super::render::keep_inputs;
use crate::control::flags::Flags;
use crate::control::mixer::Mixer;
use crate::io::device::{Device, Direction};
use crate::io::error::IoErrorKind;
use crate::io::input::{self, DEMO_WORD};
use crate::io::same_clock;
use crate::io::stems::Stems;
use crate::units::SampleRate;

/// Rate where no file and no device decides.
const USUAL_RATE: SampleRate = SampleRate(48_000);

/// What feeds the engine.
pub enum Input {
    /// Files, or the demo band.
    Files(Box<Stems>),
    /// A capture device and its chosen channels, counted from 0.
    Live {
        /// The device.
        device: Device,
        /// Its channels, in order.
        channels: Vec<usize>,
        /// Frames per second.
        rate: SampleRate,
        /// The word that it was asked for by.
        word: String,
        /// Files that play along.
        files: Option<Box<Stems>>,
    },
}

/// What becomes of the sound.
pub enum Output {
    /// Nothing; the clock runs.
    Null,
    /// A file.
    File(String),
    /// A playback device and its channels for left and right, counted from 0.
    Device {
        /// The device.
        device: Device,
        /// Left and right.
        channels: [usize; 2],
    },
}

impl Input {
    /// Frames per second.
    #[must_use]
    pub fn rate(&self) -> SampleRate {
        match self {
            Self::Files(stems) => stems.rate(),
            Self::Live { rate, .. } => *rate,
        }
    }

    /// The strips that its channels start with.
    #[must_use]
    pub fn mixer(&self) -> Mixer {
        match self {
            Self::Files(stems) => Mixer::files(stems.channels()),
            Self::Live { channels, files, .. } => {
                Mixer::live(channels).beside(files.iter().flat_map(|stems| stems.channels()))
            }
        }
    }
}

/// Finds the output. Without one on this machine and none asked for, it is the null output, and a line says so.
///
/// # Errors
/// The output asked for is not there.
pub fn output(options: &LiveOptions) -> Result<(Output, Option<String>)> {
    let pair =
        options.out_channels.as_deref().map(|list| channels::pair("--out-channels", list)).transpose()?;
    let channels = pair.unwrap_or([0, 1]);
    match options.output.as_deref() {
        Some("null") => Ok((Output::Null, None)),
        Some(path) if is_sound_file(path) => Ok((Output::File(path.to_owned()), None)),
        Some(name) => {
            let device = Device::find(options.host.as_deref(), Some(name), Direction::Playback)?;
            Ok((Output::Device { device, channels }, None))
        }
        None => match Device::find(options.host.as_deref(), None, Direction::Playback) {
            // A default device that does not even know its rate is a name without a sound card behind it.
            Ok(device) if device.usual_rate().is_some() => Ok((Output::Device { device, channels }, None)),
            Err(error) if options.host.is_some() || error.kind() != IoErrorKind::DeviceNotFound => {
                Err(error.into())
            }
            Ok(_) | Err(_) => {
                let line = "no sound device on this machine: running on a null clock, meters are live";
                Ok((Output::Null, Some(line.to_owned())))
            }
        },
    }
}

/// The rate that the command line or the output device wants; none where the input may decide.
///
/// # Errors
/// A rate that Foldback does not run at.
pub fn rate(options: &LiveOptions, output: &Output) -> Result<Option<SampleRate>> {
    if let Some(rate) = options.rate {
        ensure!(crate::io::error::SESSION_RATES_HZ.contains(&rate), "--rate {rate}: give 44100 to 192000 Hz");
        return Ok(Some(SampleRate(rate)));
    }
    Ok(match output {
        Output::Device { device, .. } => device.usual_rate(),
        Output::Null | Output::File(_) => None,
    })
}

/// Finds the input. Files loop, unless what they become is a file too.
///
/// # Errors
/// A file that cannot be played, a device that is not there, a channel that is none.
pub fn input(options: &LiveOptions, rate: Option<SampleRate>, output: &Output) -> Result<Input> {
    let words = &options.input;
    if words.iter().all(|word| word == DEMO_WORD || is_file(word)) {
        ensure!(
            options.in_channels.is_none(),
            "--in-channels chooses channels of a capture device; files bring all of theirs"
        );
        let mut stems = open_files(options, words, rate, output)?;
        stems.set_loop(!matches!(output, Output::File(_)));
        return Ok(Input::Files(Box::new(stems)));
    }
    let (files, devices): (Vec<String>, Vec<String>) =
        words.iter().cloned().partition(|word| word == DEMO_WORD || is_file(word));
    let [word] = &devices[..] else {
        bail!("--input {}: give one device, and as many files as you like", devices.join(" "))
    };
    let device = Device::find(options.host.as_deref(), Some(word), Direction::Capture)?;
    let channels = match &options.in_channels {
        Some(list) => channels::parse("--in-channels", list)?,
        None => (0..device.usual_channels().unwrap_or(2).clamp(1, 2)).collect(),
    };
    let rate = rate.or_else(|| device.usual_rate()).unwrap_or(USUAL_RATE);
    let files = if files.is_empty() {
        None
    } else {
        Some(Box::new(open_files(options, &files, Some(rate), output)?))
    };
    Ok(Input::Live { device, channels, rate, word: word.clone(), files })
}

/// Opens files, none of which may be written to. They go round.
fn open_files(
    options: &LiveOptions,
    words: &[String],
    rate: Option<SampleRate>,
    output: &Output,
) -> Result<Stems> {
    let file = if let Output::File(out) = output { Some(Path::new(out)) } else { None };
    keep_inputs(&options.sound.read_with(words), &[file, options.log.as_deref()])?;
    let mut stems = input::open(words, rate)?;
    stems.set_loop(true);
    Ok(stems)
}

/// Whether the word of an output names a file.
#[must_use]
pub fn is_sound_file(output: &str) -> bool {
    has_ending(output, "wav")
}

/// What a session has to watch for with these ends.
#[must_use]
pub fn flags(input: &Input, output: &Output) -> Flags {
    match (input, output) {
        (Input::Files(_), _) => Flags::default(),
        (Input::Live { device, .. }, Output::Device { device: other, .. }) => {
            Flags::live(same_clock::is_shared(device.id(), other.id()) == Some(false))
        }
        (Input::Live { .. }, Output::Null | Output::File(_)) => Flags::live(false),
    }
}

/// A word that names a file: it is there, or looks like one.
fn is_file(word: &str) -> bool {
    const ENDINGS: [&str; 9] = ["wav", "flac", "mp3", "ogg", "oga", "m4a", "aac", "aif", "aiff"];
    Path::new(word).exists() || ENDINGS.iter().any(|ending| has_ending(word, ending))
}

fn has_ending(word: &str, ending: &str) -> bool {
    Path::new(word).extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}
