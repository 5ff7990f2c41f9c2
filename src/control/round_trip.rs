//! The true way round: a known signal leaves through engine, limiter and output, comes back through a cable or the
//! air, the input and the ring, and is looked for in what was captured. What a performer's voice takes, to a fraction
//! of a frame.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::bare::{Bare, BareRun};
use super::error::DeskError;
use crate::dsp::sequence::{Echo, PERIOD, Sequence};
use crate::io::capture::Capture;
use crate::io::host::{Host, State};
use crate::io::plane::driver::{Counters, Driver, Inlet};
use crate::io::plane::probe::{Heard, Probe};
use crate::units::{Db, SampleRate};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// Level of the signal, dBFS: well above a converter's noise, bearable should it reach an ear.
const LEVEL: Db = Db(-30.0);
/// Periods before the first that counts: the fade-in of a second, and a settled sound system.
const UNHEARD_SECONDS: f64 = 2.0;
/// The way round is the same when it moves by less than this, frames.
const STEADY: f64 = 0.5;
/// With nothing captured for so long, nothing will come.
const PATIENCE: Duration = Duration::from_secs(10);

/// What one setting gave.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Finding {
    /// Seconds that were listened to.
    pub seconds: f64,
    /// The whole way round, in frames and fractions; none where the signal did not come back.
    pub round_trip_frames: Option<f64>,
    /// The same in milliseconds.
    pub round_trip_ms: Option<f64>,
    /// How far the way round wandered, frames, from the shortest to the longest.
    pub wandered_frames: f64,
    /// Gain from output to input, dB.
    pub loop_gain_db: Option<f64>,
    /// The signal over all else in its band, dB.
    pub above_noise_db: Option<f64>,
    /// Frames of input that were not there in time.
    pub missed_frames: u64,
    /// Frames of input that came too late.
    pub dropped_frames: u64,
    /// Nothing was lost and the way round stayed the same.
    pub held: bool,
}

/// A measurement that runs.
pub struct RoundTrip {
    run: BareRun,
    capture: Capture,
    heard: Heard,
    sequence: Sequence,
    rate: SampleRate,
    unheard: usize,
    echoes: Vec<Echo>,
    periods: usize,
    start: [u64; 2],
}

impl RoundTrip {
    /// Starts in silence and ramps up. The inlet has one channel: the one that hears the output.
    ///
    /// # Errors
    /// A device refuses.
    pub fn start(host: Box<dyn Host>, (capture, inlet): (Capture, Inlet)) -> Result<Self, DeskError> {
        let rate = host.rate();
        let bare = Bare::new(rate)?;
        let sequence = Sequence::new();
        let amplitude = Db(LEVEL.0 - bare.gain.0).gain();
        let (probe, heard) = Probe::new(sequence.samples().iter().map(|x| (amplitude * x) as f32).collect());
        let run = bare.start(host, |processor| Driver::new(processor, Some(inlet)).with_probe(probe))?;
        capture.start()?;
        let unheard = (UNHEARD_SECONDS * rate.hz() / PERIOD as f64).ceil() as usize;
        Ok(Self {
            run,
            capture,
            heard,
            sequence,
            rate,
            unheard,
            echoes: Vec::new(),
            periods: 0,
            start: [0; 2],
        })
    }

    /// Listens for one period more and returns what was found so far.
    ///
    /// # Errors
    /// A device went away, or its callbacks do not come.
    pub fn period(&mut self) -> Result<Finding, DeskError> {
        let started = Instant::now();
        loop {
            let state = self.run.step();
            if let Some(heard) = self.heard.period() {
                if self.unheard > 0 {
                    self.unheard -= 1;
                    self.start = lost(self.run.counters(), &self.capture);
                } else {
                    self.take(&heard);
                    return Ok(self.finding());
                }
            }
            if let Some(error) = self.capture.failure() {
                return Err(error.into());
            }
            if state != State::Running || started.elapsed() > PATIENCE {
                return Err(DeskError::Request(
                    "the audio system makes no sound: look whether another program holds the device".into(),
                ));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Frames from input to output inside the engine, part of the way round.
    #[must_use]
    pub fn engine_frames(&self) -> usize {
        self.run.latency()
    }

    /// Fades out and closes both devices.
    ///
    /// # Errors
    /// What ended it early.
    pub fn end(self) -> Result<(), DeskError> {
        self.run.end()
    }

    fn take(&mut self, heard: &[f32]) {
        let heard: Vec<f64> = heard.iter().map(|&x| f64::from(x)).collect();
        self.periods += 1;
        self.echoes.extend(self.sequence.find(&heard));
    }

    fn finding(&self) -> Finding {
        let [missed_frames, dropped_frames] =
            std::array::from_fn(|i| lost(self.run.counters(), &self.capture)[i] - self.start[i]);
        let delays = self.echoes.iter().map(|echo| echo.frames);
        let (least, most) = delays.fold((f64::INFINITY, 0.0), |(a, b): (f64, f64), d| (a.min(d), b.max(d)));
        let last = self.echoes.last();
        // A signal that came back at first and then did not was lost.
        let whole = self.echoes.is_empty() || self.echoes.len() == self.periods;
        let wandered_frames = if self.echoes.is_empty() { 0.0 } else { most - least };
        Finding {
            seconds: (self.periods * PERIOD) as f64 / self.rate.hz(),
            round_trip_frames: last.map(|echo| echo.frames),
            round_trip_ms: last.map(|echo| 1000.0 * echo.frames / self.rate.hz()),
            wandered_frames,
            loop_gain_db: last.map(|echo| Db::from_gain(echo.gain.abs()).0 - LEVEL.0),
            above_noise_db: last.map(|echo| echo.above_db),
            missed_frames,
            dropped_frames,
            held: missed_frames + dropped_frames == 0
                && whole
                && wandered_frames < STEADY
                && !self.heard.is_broken(),
        }
    }
}

/// Frames missed and dropped since the start.
fn lost(counters: &Arc<Counters>, capture: &Capture) -> [u64; 2] {
    [counters.missed.load(Relaxed), counters.dropped.load(Relaxed) + capture.gauge().lost_frames()]
}
