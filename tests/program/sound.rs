//! Sound files and signals, made and read by the test itself.

use std::f64::consts::TAU;
use std::path::Path;

/// A stereo file read back.
pub(crate) struct Sound {
    /// Frames per second.
    pub(crate) rate: u32,
    /// Left and right.
    pub(crate) frames: Vec<[f32; 2]>,
}

impl Sound {
    /// Reads what the program wrote: two channels of float32.
    pub(crate) fn read(path: &Path) -> Self {
        let reader = hound::WavReader::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let spec = reader.spec();
        let float = hound::SampleFormat::Float;
        assert_eq!((spec.channels, spec.bits_per_sample, spec.sample_format), (2, 32, float));
        let samples: Vec<f32> = reader.into_samples().map(Result::unwrap).collect();
        Self { rate: spec.sample_rate, frames: samples.chunks_exact(2).map(|f| [f[0], f[1]]).collect() }
    }

    /// One ear.
    pub(crate) fn ear(&self, n: usize) -> Vec<f64> {
        self.frames.iter().map(|frame| f64::from(frame[n])).collect()
    }

    /// Nothing at all, in both ears.
    pub(crate) fn is_silent(&self) -> bool {
        self.frames.iter().flatten().all(|sample| sample.abs() <= 0.0)
    }
}

/// Writes float32; each channel is a signal, all of one length.
pub(crate) fn write(path: &Path, rate: u32, channels: &[Vec<f64>]) {
    let spec = hound::WavSpec {
        channels: u16::try_from(channels.len()).unwrap(),
        sample_rate: rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for n in 0..channels[0].len() {
        for channel in channels {
            writer.write_sample(channel[n] as f32).unwrap();
        }
    }
    writer.finalize().unwrap();
}

/// A sine of amplitude 1.
pub(crate) fn sine(hz: f64, rate: u32, seconds: f64) -> Vec<f64> {
    let frames = (seconds * f64::from(rate)).round() as usize;
    (0..frames).map(|n| (TAU * hz * n as f64 / f64::from(rate)).sin()).collect()
}

/// White noise, uniform within `peak`, the same on every machine (Marsaglia 2003).
pub(crate) fn noise(seed: u64, frames: usize, peak: f64) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    (0..frames).map(|_| peak * next()).collect()
}

/// Level of a mean square in Pa², dB SPL.
pub(crate) fn db_spl(signal: &[f64]) -> f64 {
    let mean_square = signal.iter().map(|x| x * x).sum::<f64>() / signal.len() as f64;
    10.0 * (mean_square / (20e-6f64 * 20e-6)).log10()
}
