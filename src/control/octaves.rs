//! Octave-band levels of a whole signal, for reports. Control plane only.

use std::sync::Arc;

use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};

use crate::acoustics::bands::{OCTAVES, octave_centre, octave_edges};
use crate::dsp::Frame;
use crate::units::{DbSpl, SampleRate};

/// Length of one analysis window in seconds; its spectral lines are narrow against the lowest octave.
const WINDOW_SECONDS: f64 = 0.7;

/// Energies of the ten octaves, 31.5 Hz to 16 kHz, at both ears.
///
/// Sine windows that overlap by half: their squares add to one, so the bands of any signal, also of a single
/// click, add up to its energy (Princen & Bradley 1986).
pub struct OctaveAnalysis {
    rate: SampleRate,
    fft: Arc<dyn Fft<f64>>,
    window: Vec<f64>,
    /// Both ears as one complex signal; the older half first.
    pending: Vec<Complex<f64>>,
    work: Vec<Complex<f64>>,
    frames: u64,
    energy: [[f64; OCTAVES]; 2],
}

impl OctaveAnalysis {
    /// An empty analysis.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        let n = ((WINDOW_SECONDS * rate.hz()) as usize).next_power_of_two();
        let window = (0..n).map(|i| (std::f64::consts::PI * (i as f64 + 0.5) / n as f64).sin()).collect();
        let zero = Complex::new(0.0, 0.0);
        Self {
            rate,
            fft: FftPlanner::new().plan_fft_forward(n),
            window,
            pending: vec![zero; n / 2],
            work: vec![zero; n],
            frames: 0,
            energy: [[0.0; OCTAVES]; 2],
        }
    }

    /// Adds frames, in pascals.
    pub fn add(&mut self, frames: &[Frame]) {
        self.frames += frames.len() as u64;
        for &[left, right] in frames {
            self.pending.push(Complex::new(left, right));
            if self.pending.len() == self.window.len() {
                self.transform();
            }
        }
    }

    /// Levels of the octaves over everything added, left and right.
    #[must_use]
    pub fn levels(mut self) -> [[DbSpl; OCTAVES]; 2] {
        let n = self.window.len();
        // The last frames count fully once two windows have seen them.
        for _ in 0..2 {
            self.pending.resize(n, Complex::new(0.0, 0.0));
            self.transform();
        }
        let frames = self.frames.max(1) as f64;
        self.energy.map(|ear| ear.map(|energy| DbSpl::from_mean_square(energy / frames)))
    }

    fn transform(&mut self) {
        let n = self.window.len();
        for ((to, from), w) in self.work.iter_mut().zip(&self.pending).zip(&self.window) {
            *to = from * w;
        }
        self.fft.process(&mut self.work);
        for band in 0..OCTAVES {
            let [low, high] = octave_edges(octave_centre(band));
            let bin = |hz: f64| ((hz / self.rate.hz() * n as f64).ceil() as usize).min(n / 2);
            for k in bin(low.0)..bin(high.0) {
                let (z, mirror) = (self.work[k], self.work[n - k].conj());
                // Both ears in one transform: left = (Z + Z*)/2, right = (Z - Z*)/2j; two sides of the spectrum.
                self.energy[0][band] += 2.0 * ((z + mirror) * 0.5).norm_sqr() / n as f64;
                self.energy[1][band] += 2.0 * ((z - mirror) * 0.5).norm_sqr() / n as f64;
            }
        }
        self.pending.drain(..n / 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_in_its_octave_at_its_level_and_in_its_ear() {
        let rate = SampleRate(48_000);
        let mut analysis = OctaveAnalysis::new(rate);
        let tone: Vec<Frame> = (0..96_000)
            .map(|i| [(std::f64::consts::TAU * 1000.0 * f64::from(i) / 48_000.0).sin(), 0.0])
            .collect();
        analysis.add(&tone);
        let [left, right] = analysis.levels();
        let expected = DbSpl::from_mean_square(0.5).0;
        assert!((left[5].0 - expected).abs() < 0.01, "{} for {expected}", left[5]);
        // What it has there is of its sudden start and end.
        assert!(left[4].0 < expected - 40.0, "next to nothing in the 500 Hz octave: {}", left[4]);
        assert!(right[5].0 < expected - 200.0, "nothing on the right: {}", right[5]);
    }

    #[test]
    fn a_click_keeps_its_energy() {
        let mut analysis = OctaveAnalysis::new(SampleRate(44_100));
        let mut click = vec![[0.0; 2]; 10_000];
        click[3] = [0.0, 1.0];
        analysis.add(&click);
        let [_, right] = analysis.levels();
        let sum: f64 = right.iter().map(|level| 10f64.powf(level.0 / 10.0) * 4e-10).sum();
        // Flat to Nyquist: the bands 22.4 Hz to 22.05 kHz hold 99.9 % of it.
        assert!((sum * 10_000.0 - 0.999).abs() < 0.002, "{}", sum * 10_000.0);
    }
}
