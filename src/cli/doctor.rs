//! `foldback doctor`: measures the true way round through a loopback cable, finds the smallest buffer that holds, and
//! says which settings to use.

mod diagnosis;

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use anyhow::{Result, bail, ensure};
use clap::Args;

use super::channels;
use super::render::interrupt_flag;
use super::table;
use diagnosis::{Diagnosis, Trial, mend, print, recommend};

use crate::acoustics::latency;
use crate::control::error::DeskError;
use crate::control::round_trip::{Finding, RoundTrip};
use crate::io::capture::{self, Capture};
use crate::io::device::{Device, Direction};
use crate::io::device_host::DeviceHost;
use crate::io::intake::Clock;
use crate::io::same_clock;
use crate::io::stream::{CaptureRequest, PlaybackRequest};
use crate::io::system::allowances;
use crate::units::{SampleRate, Seconds};

/// Buffers that are tried where the device lets us choose, largest first, frames.
const BUFFERS: [u32; 6] = [512, 256, 128, 64, 32, 16];
/// Rate where no device says.
const USUAL_RATE: SampleRate = SampleRate(48_000);

/// Options of `foldback doctor`.
#[derive(Debug, Args)]
pub struct DoctorOptions {
    /// Sound system, as listed by `foldback devices`.
    #[arg(long)]
    pub host: Option<String>,
    /// Capture device that the cable ends in; without it the default one.
    #[arg(long, value_name = "DEVICE")]
    pub input: Option<String>,
    /// Capture channel that the cable ends in, counted from 1.
    #[arg(long, value_name = "CH", default_value = "1")]
    pub in_channels: String,
    /// Playback device that the cable starts from; without it the default one.
    #[arg(long, value_name = "DEVICE")]
    pub output: Option<String>,
    /// Playback channels of the left and the right ear, counted from 1; both play.
    #[arg(long, value_name = "L,R", default_value = "1,2")]
    pub out_channels: String,
    /// Sample rate, 44100 to 192000 Hz.
    #[arg(long, value_name = "HZ")]
    pub rate: Option<u32>,
    /// Frames per callback: tries this one alone.
    #[arg(long, value_name = "FRAMES")]
    pub buffer: Option<u32>,
    /// How long each buffer must hold.
    #[arg(long, value_name = "S", default_value_t = 60.0)]
    pub seconds: f64,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

struct Bench {
    input: String,
    output: String,
    host: Option<String>,
    capture_channel: usize,
    playback_channels: [usize; 2],
    rate: SampleRate,
    in_cycles: bool,
}

/// Measures, prints, recommends.
///
/// # Errors
/// One line: no device, a channel that is none, nothing that holds.
pub fn run(options: &DoctorOptions) -> Result<()> {
    ensure!(
        options.seconds > 0.0 && options.seconds <= 3600.0,
        "--seconds {}: give 1 to 3600",
        options.seconds
    );
    ensure!(options.buffer != Some(0), "--buffer 0: give the frames of a callback, like 64");
    let mut bench = Bench::new(options)?;
    let stop = interrupt_flag()?;
    let system = allowances();
    let buffers: Vec<Option<u32>> = match options.buffer {
        Some(frames) => vec![Some(frames)],
        None if bench.in_cycles => vec![None],
        None => BUFFERS.map(Some).to_vec(),
    };
    let (mut trials, mut engine_frames) = (Vec::new(), 0);
    for buffer in buffers {
        let trial = bench.trial(buffer, Seconds(options.seconds), &stop, &mut engine_frames)?;
        let lost = trial.found.as_ref().is_some_and(|found| !found.held);
        trials.push(trial);
        if lost || stop.load(Relaxed) {
            break;
        }
    }
    let recommended = recommend(&trials);
    let diagnosis = Diagnosis {
        input: bench.input,
        output: bench.output,
        rate_hz: bench.rate.0,
        engine_frames,
        system,
        trials,
        recommended,
    };
    if options.json {
        table::json(&diagnosis)?;
    } else {
        print(&diagnosis)?;
    }
    if diagnosis.recommended.is_none() {
        bail!("no buffer held: {}", mend(&diagnosis));
    }
    Ok(())
}

impl Bench {
    fn new(options: &DoctorOptions) -> Result<Self> {
        let playback_channels = channels::pair("--out-channels", &options.out_channels)?;
        let capture = channels::parse("--in-channels", &options.in_channels)?;
        let [capture_channel] = capture[..] else {
            bail!("--in-channels {}: give the one channel that the cable ends in", options.in_channels)
        };
        let host = options.host.as_deref();
        let output = Device::find(host, options.output.as_deref(), Direction::Playback)?;
        let input = Device::find(host, options.input.as_deref(), Direction::Capture)?;
        // A default device that does not even know its rate is a name without a sound card behind it.
        ensure!(
            options.output.is_some() || output.usual_rate().is_some(),
            "no sound device on this machine: plug one in or start a sound server, `foldback devices` lists all"
        );
        if let Some(rate) = options.rate {
            ensure!(
                crate::io::error::SESSION_RATES_HZ.contains(&rate),
                "--rate {rate}: give 44100 to 192000 Hz"
            );
        }
        let rate = options.rate.map(SampleRate).or_else(|| output.usual_rate()).unwrap_or(USUAL_RATE);
        Ok(Self {
            in_cycles: input.runs_in_cycles() && output.runs_in_cycles(),
            input: input.id().to_owned(),
            output: output.id().to_owned(),
            host: options.host.clone(),
            capture_channel,
            playback_channels,
            rate,
        })
    }

    /// Listens at one buffer; a device that refuses it is a finding too.
    fn trial(
        &mut self,
        buffer: Option<u32>,
        length: Seconds,
        stop: &AtomicBool,
        engine_frames: &mut usize,
    ) -> Result<Trial> {
        let mut measurement = match self.open(buffer) {
            Ok(measurement) => measurement,
            Err(refusal) => {
                let refused = Some(refusal.to_string());
                return Ok(Trial { buffer_frames: buffer, found: None, refused, verdict: None });
            }
        };
        *engine_frames = measurement.engine_frames();
        let mut found = Finding::default();
        while found.seconds < length.0 && !stop.load(Relaxed) {
            found = measurement.period()?;
            if !found.held {
                break;
            }
        }
        measurement.end()?;
        let verdict = found.round_trip_ms.map(|ms| latency::verdict(Seconds(ms / 1000.0)));
        Ok(Trial { buffer_frames: buffer, found: Some(found), refused: None, verdict })
    }

    fn open(&self, buffer_frames: Option<u32>) -> Result<RoundTrip, DeskError> {
        let host = self.host.as_deref();
        let output = Device::find(host, Some(&self.output), Direction::Playback)?;
        let input = Device::find(host, Some(&self.input), Direction::Capture)?;
        let one = same_clock::are_one(&self.input, &self.output);
        let clock = if one { Clock::Same } else { Clock::Own(self.rate) };
        let channels = vec![self.capture_channel];
        let mut heard = CaptureRequest { rate: self.rate, buffer_frames, channels };
        heard.rate = capture::rate_of(&input, &heard, clock);
        let source = Capture::open(&input, &heard, capture::margin_of(&input, buffer_frames), clock)?;
        let (rate, channels) = (self.rate, self.playback_channels);
        let request = PlaybackRequest { rate, buffer_frames, channels, total: None, seed: 0 };
        RoundTrip::start(Box::new(DeviceHost { device: output, request }), source)
    }
}
