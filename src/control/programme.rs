//! The programme: a monitor mix and its channels as spectra, from which every device's level can be worked out without
//! playing it. Control plane only.

use std::sync::Arc;

use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};

use crate::acoustics::bands::{THIRDS, third_centre, third_edges};
use crate::engine::mix::Strip;
use crate::io::error::IoError;
use crate::io::stems::Stems;
use crate::units::{Hz, SampleRate, Seconds};

/// Length of one analysis window: its lines are narrow against the third at 20 Hz, 4.6 Hz wide.
const WINDOW: Seconds = Seconds(0.7);
/// Neighbouring lines closer than this are one: an octave has 48 of them, or as many as the window resolves.
const RESOLUTION_OCTAVES: f64 = 1.0 / 48.0;
/// Frames read at a time.
const CHUNK: usize = 8192;

/// Mean square per spectral line, full scale = 1 (a full-scale sine has 0.5).
pub type Lines = Vec<f64>;

/// One channel of the mix, as each ear gets it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelSpectrum {
    /// Its name: that of its file.
    pub name: String,
    /// Gain to the left and the right ear.
    pub ears: [f64; 2],
    /// Before those gains.
    pub lines: Lines,
}

/// Spectra of a whole mix.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// Frames per second of what was analysed.
    pub rate: SampleRate,
    /// Its length.
    pub frames: u64,
    /// Centre of every line.
    pub centres: Vec<Hz>,
    /// The mix, left and right.
    pub mix: [Lines; 2],
    /// Largest sample of the mix, left and right.
    pub peak: [f64; 2],
    /// Mean square of both ears of the mix in every whole second.
    pub seconds: Vec<f64>,
    /// Its channels.
    pub channels: Vec<ChannelSpectrum>,
}

impl Programme {
    /// Reads everything to its end. `strips` are the gains of the channels.
    ///
    /// # Errors
    /// A file became unreadable.
    pub fn read(stems: &mut Stems, strips: &[Strip]) -> Result<Self, IoError> {
        let rate = stems.rate();
        let names: Vec<String> = stems.channels().iter().map(|channel| channel.name.clone()).collect();
        let width = names.len();
        let mut analysis = Analysis::new(rate, width + 2);
        let (mut block, mut signals) = (Vec::new(), vec![0.0; width + 2]);
        let (mut frames, mut peak) = (0u64, [0.0f64; 2]);
        let mut seconds = vec![0.0];
        loop {
            block.clear();
            let n = stems.read_block(CHUNK, &mut block)?;
            if n == 0 {
                break;
            }
            for frame in block.chunks_exact(width.max(1)) {
                let [mut left, mut right] = [0.0, 0.0];
                for ((signal, &x), strip) in signals.iter_mut().skip(2).zip(frame).zip(strips) {
                    let x = if x.is_finite() { f64::from(x) } else { 0.0 };
                    (left, right) = (left + strip.ears[0] * x, right + strip.ears[1] * x);
                    *signal = x;
                }
                (signals[0], signals[1]) = (left, right);
                let second = (frames / u64::from(rate.0)) as usize;
                seconds.resize(second + 1, 0.0);
                seconds[second] += (left * left + right * right) / rate.hz();
                frames += 1;
                peak = [peak[0].max(left.abs()), peak[1].max(right.abs())];
                analysis.push(&signals);
            }
        }
        let (centres, mut lines) = analysis.finish(frames);
        let channels = lines.split_off(2).into_iter().zip(names).zip(strips);
        let channels =
            channels.map(|((lines, name), strip)| ChannelSpectrum { name, ears: strip.ears, lines });
        let channels = channels.collect();
        let right = lines.pop().unwrap_or_default();
        let left = lines.pop().unwrap_or_default();
        Ok(Self { rate, frames, centres, mix: [left, right], peak, seconds, channels })
    }

    /// Where the loudest stretch of so many whole seconds begins, in seconds.
    #[must_use]
    pub fn loudest(&self, length: usize) -> usize {
        let stretches = self.seconds.windows(length.clamp(1, self.seconds.len().max(1)));
        let energies = stretches.map(|seconds| seconds.iter().sum::<f64>());
        energies.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(start, _)| start)
    }

    /// Mean square per third of an octave of `lines` behind a power gain per line.
    #[must_use]
    pub fn thirds(&self, lines: &[f64], power_gain: impl Fn(usize) -> f64) -> [f64; THIRDS] {
        let mut thirds = [0.0; THIRDS];
        let [low, _] = third_edges(third_centre(0));
        for (k, (centre, power)) in self.centres.iter().zip(lines).enumerate() {
            let third = 10.0 * (centre.0 / low.0).log10();
            if third >= 0.0
                && let Some(sum) = thirds.get_mut(third as usize)
            {
                *sum += power * power_gain(k);
            }
        }
        thirds
    }
}

/// Power spectra of several signals side by side. Sine windows that overlap by half: their squares add to one, so the
/// lines add up to the energy of the signal (Princen & Bradley 1986).
struct Analysis {
    rate: SampleRate,
    fft: Arc<dyn Fft<f64>>,
    window: Vec<f64>,
    pending: Vec<Vec<f64>>,
    work: Vec<Complex<f64>>,
    /// Energy per bin of the transform.
    energy: Vec<Vec<f64>>,
}

impl Analysis {
    fn new(rate: SampleRate, signals: usize) -> Self {
        let n = WINDOW.frames(rate).next_power_of_two();
        let window = (0..n).map(|i| (std::f64::consts::PI * (i as f64 + 0.5) / n as f64).sin()).collect();
        Self {
            rate,
            fft: FftPlanner::new().plan_fft_forward(n),
            window,
            pending: vec![vec![0.0; n / 2]; signals],
            work: vec![Complex::new(0.0, 0.0); n],
            energy: vec![vec![0.0; n / 2 + 1]; signals],
        }
    }

    fn push(&mut self, signals: &[f64]) {
        for (pending, &x) in self.pending.iter_mut().zip(signals) {
            pending.push(x);
        }
        if self.pending.first().is_some_and(|pending| pending.len() == self.window.len()) {
            self.transform();
        }
    }

    /// Two signals share a transform: one is its real, the other its imaginary part.
    fn transform(&mut self) {
        let n = self.window.len();
        for (pair, energy) in self.pending.chunks(2).zip(self.energy.chunks_mut(2)) {
            for (i, (to, w)) in self.work.iter_mut().zip(&self.window).enumerate() {
                *to = Complex::new(pair[0][i] * w, pair.get(1).map_or(0.0, |second| second[i] * w));
            }
            self.fft.process(&mut self.work);
            for k in 0..=n / 2 {
                let (z, mirror) = (self.work[k], self.work[(n - k) % n].conj());
                // Both sides of the spectrum, except at 0 Hz and Nyquist, which have one.
                let sides = if k == 0 || k == n / 2 { 1.0 } else { 2.0 } / n as f64;
                energy[0][k] += sides * ((z + mirror) * 0.5).norm_sqr();
                if let Some(second) = energy.get_mut(1) {
                    second[k] += sides * ((z - mirror) * 0.5).norm_sqr();
                }
            }
        }
        for pending in &mut self.pending {
            pending.drain(..n / 2);
        }
    }

    /// Centres of the lines and the mean square of every signal in them.
    fn finish(mut self, frames: u64) -> (Vec<Hz>, Vec<Lines>) {
        let n = self.window.len();
        // The last frames count fully once two windows have seen them.
        for _ in 0..2 {
            for pending in &mut self.pending {
                pending.resize(n, 0.0);
            }
            self.transform();
        }
        let bin_hz = self.rate.hz() / n as f64;
        let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
        let mut from = 1;
        while from <= n / 2 {
            let to = ((from as f64 * RESOLUTION_OCTAVES.exp2()) as usize).max(from + 1).min(n / 2 + 1);
            groups.push(from..to);
            from = to;
        }
        let centres = groups.iter().map(|g| Hz(bin_hz * ((g.start * (g.end - 1)) as f64).sqrt())).collect();
        let scale = 1.0 / frames.max(1) as f64;
        let lines = self
            .energy
            .iter()
            .map(|bins| groups.iter().map(|g| bins[g.clone()].iter().sum::<f64>() * scale).collect());
        (centres, lines.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::input;

    #[test]
    fn the_lines_of_the_demo_band_hold_its_energy_and_its_channels() {
        let mut stems = input::open(&["demo".into()], None).unwrap();
        let strips = input::strips(stems.channels());
        let mut plain = input::open(&["demo".into()], None).unwrap();
        let mut all = Vec::new();
        while plain.read_block(CHUNK, &mut all).unwrap() > 0 {}
        let width = strips.len();
        let frames = all.len() / width;
        let mean_square = |gain: &dyn Fn(usize) -> f64| {
            let sample =
                |frame: &[f32]| frame.iter().enumerate().map(|(i, x)| gain(i) * f64::from(*x)).sum::<f64>();
            all.chunks(width).map(|frame| sample(frame).powi(2)).sum::<f64>() / frames as f64
        };
        let programme = Programme::read(&mut stems, &strips).unwrap();
        assert_eq!(programme.frames, frames as u64);
        for ear in 0..2 {
            let got: f64 = programme.mix[ear].iter().sum();
            let want = mean_square(&|i| strips[i].ears[ear]);
            assert!((10.0 * (got / want).log10()).abs() < 0.01, "ear {ear}: {got} for {want}");
        }
        for (i, channel) in programme.channels.iter().enumerate() {
            let got: f64 = channel.lines.iter().sum();
            let want = mean_square(&|k| f64::from(u8::from(k == i)));
            assert!((10.0 * (got / want).log10()).abs() < 0.01, "{}: {got} for {want}", channel.name);
        }
        let thirds: f64 = programme.thirds(&programme.mix[0], |_| 1.0).iter().sum();
        assert!((thirds / programme.mix[0].iter().sum::<f64>() - 1.0).abs() < 0.01);
    }
}
