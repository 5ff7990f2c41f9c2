//! A calibration tone on its way out: through the same engine and the same limiter as everything else.

use crate::control::bare::{Bare, BareRun};
use crate::control::error::DeskError;
use crate::io::host::{Host, State};
use crate::io::plane::driver::Driver;
use crate::io::tone::{Signal, Tone};
use crate::units::Db;

/// A tone that plays.
pub struct TonePlayer {
    run: BareRun,
    tone: Tone,
}

impl TonePlayer {
    /// Starts in silence, goes up to -60 dBFS in a second and waits there.
    ///
    /// # Errors
    /// The device refuses.
    pub fn start(host: Box<dyn Host>, signal: Signal) -> Result<Self, DeskError> {
        let bare = Bare::new(host.rate())?;
        let (tone, inlet) = Tone::start(signal, Db(-bare.gain.0), host.rate());
        let run = bare.start(host, |processor| Driver::new(processor, Some(inlet)))?;
        Ok(Self { run, tone })
    }

    /// Goes to another level, dBFS rms of a sine, 12 dB in a second.
    pub fn set_level(&self, level: Db) {
        self.tone.set_level(level);
    }

    /// Keeps the pipes flowing and says whether it still plays. To be called often.
    pub fn step(&mut self) -> State {
        self.run.step()
    }

    /// Fades out and closes the device.
    ///
    /// # Errors
    /// What ended it early: a device that vanished.
    pub fn end(self) -> Result<(), DeskError> {
        self.run.end()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::io::clock::ClockHost;
    use crate::io::outlet::{FileEnd, Outlet};
    use crate::units::{Hz, SampleRate};

    const RATE: SampleRate = SampleRate(48_000);

    fn played(signal: Signal, level: Db, seconds: u64) -> Vec<[f64; 2]> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tone.wav");
        let outlet = Outlet::Playback(FileEnd::create(&path, RATE).unwrap());
        let host = ClockHost {
            rate: RATE,
            block: 256,
            paced: false,
            limit: Some(seconds * 48_000),
            apart: false,
            outlet,
            observer: None,
            name: "file".into(),
        };
        let mut player = TonePlayer::start(Box::new(host), signal).unwrap();
        player.set_level(level);
        while player.step() == State::Running {
            std::thread::sleep(Duration::from_millis(5));
        }
        player.end().unwrap();
        let samples = hound::WavReader::open(&path).unwrap().into_samples::<f32>();
        let samples: Vec<f64> = samples.map(|x| f64::from(x.unwrap())).collect();
        samples.chunks_exact(2).map(|frame| [frame[0], frame[1]]).collect()
    }

    fn rms_dbfs(frames: &[[f64; 2]], ear: usize) -> f64 {
        let mean = frames.iter().map(|frame| frame[ear].powi(2)).sum::<f64>() / frames.len() as f64;
        10.0 * (2.0 * mean).log10()
    }

    #[test]
    fn a_tone_of_minus_20_dbfs_leaves_at_minus_20_dbfs_after_a_quiet_start() {
        let frames = played(Signal::Sine(Hz(400.0)), Db(-20.0), 6);
        for ear in 0..2 {
            let level = rms_dbfs(&frames[4 * 48_000..5 * 48_000], ear);
            assert!((level + 20.0).abs() < 0.01, "{level} dBFS");
            let start = frames[..24_000].iter().fold(0.0, |peak: f64, frame| peak.max(frame[ear].abs()));
            assert!(20.0 * start.log10() < -54.0, "half a second of it reaches {start}");
            let rise = rms_dbfs(&frames[48_000..52_800], ear);
            assert!(rise < -46.0, "{rise} dBFS after a second");
        }
    }

    #[test]
    fn no_tone_passes_the_limiter() {
        // The default ceiling, 105 dB SPL of phones taken for 120, is a sample of -18.01 dBFS; half a dB below it is aimed at.
        let frames = played(Signal::Sine(Hz(400.0)), Db(0.0), 7);
        let peak = frames.iter().flatten().fold(0.0, |peak: f64, x| peak.max(x.abs()));
        assert!((20.0 * peak.log10() + 18.51).abs() < 0.1, "{peak}");
    }
}
