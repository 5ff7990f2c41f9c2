//! One-third-octave and octave levels (IEC 61260-1), of a whole signal for reports and of the last seconds for screens.
//! Control plane only.

use std::sync::Arc;

use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};

use crate::acoustics::bands::{OCTAVES, THIRDS, third_centre, third_edges};
use crate::acoustics::level;
use crate::dsp::Frame;
use crate::dsp::true_peak::kaiser;
use crate::units::{DbSpl, SampleRate, Seconds};

/// Length of one analysis window in seconds; its spectral lines are narrow against the lowest band.
const WINDOW_SECONDS: f64 = 0.7;

/// Shape of the window, 4 pi.
const KAISER_BETA: f64 = 4.0 * std::f64::consts::PI;

/// Time constant of [`BandAnalysis::recent`].
const RECENT: Seconds = Seconds(1.0);

/// Power of rounding in a transform of both ears, re all of it: -260 dB.
const ROUNDING: f64 = 1e-26;

/// Left and right, by third from 20 Hz to 20 kHz.
pub type Thirds = [[DbSpl; THIRDS]; 2];

/// Energies of the thirds at both ears.
///
/// Windows that overlap by half, their squares adding to one, so that the bands of any signal, also of a single click,
/// add up to its energy (Princen & Bradley 1986); derived from Kaiser's, whose far side lobes do not fill quiet bands
/// (Fielder 1996). A spectral line on the edge of two bands counts in both, by
/// its width on either side.
pub struct BandAnalysis {
    fft: Arc<dyn Fft<f64>>,
    window: Vec<f64>,
    /// Both ears as one complex signal; the older half first.
    pending: Vec<Complex<f64>>,
    work: Vec<Complex<f64>>,
    /// Edges of the bands in spectral lines.
    edges: [[f64; 2]; THIRDS],
    frames: u64,
    energy: [[f64; THIRDS]; 2],
    recent: [[f64; THIRDS]; 2],
    share: f64,
}

impl BandAnalysis {
    /// An empty analysis.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        let n = ((WINDOW_SECONDS * rate.hz()) as usize).next_power_of_two();
        let zero = Complex::new(0.0, 0.0);
        let line = |hz: f64| (hz / rate.hz() * n as f64).min((n / 2) as f64 - 0.5);
        Self {
            fft: FftPlanner::new().plan_fft_forward(n),
            window: window(n),
            pending: vec![zero; n / 2],
            work: vec![zero; n],
            edges: std::array::from_fn(|band| third_edges(third_centre(band)).map(|hz| line(hz.0))),
            frames: 0,
            energy: [[0.0; THIRDS]; 2],
            recent: [[0.0; THIRDS]; 2],
            share: -(-rate.seconds(n as u64 / 2).0 / RECENT.0).exp_m1(),
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

    /// Levels over everything added.
    #[must_use]
    pub fn levels(mut self) -> Thirds {
        let n = self.window.len();
        // The last frames count fully once two windows have seen them.
        for _ in 0..2 {
            self.pending.resize(n, Complex::new(0.0, 0.0));
            self.transform();
        }
        let frames = self.frames.max(1) as f64;
        self.energy.map(|ear| ear.map(|energy| DbSpl::from_mean_square(energy / frames)))
    }

    /// Levels of the last seconds, older sound counting less and less.
    #[must_use]
    pub fn recent(&self) -> Thirds {
        self.recent.map(|ear| ear.map(DbSpl::from_mean_square))
    }

    fn transform(&mut self) {
        let n = self.window.len();
        for ((to, from), w) in self.work.iter_mut().zip(&self.pending).zip(&self.window) {
            *to = from * w;
        }
        self.fft.process(&mut self.work);
        // Power of the whole window, by which rounding is known (Parseval).
        let whole: f64 = self.work.iter().map(Complex::norm_sqr).sum::<f64>() / n as f64;
        for (band, [low, high]) in self.edges.into_iter().enumerate() {
            let mut both = [0.0; 2];
            for k in (low + 0.5) as usize..=(high + 0.5) as usize {
                // Line k reaches half a line to each side.
                let inside = (high.min(k as f64 + 0.5) - low.max(k as f64 - 0.5)).max(0.0);
                let (z, mirror) = (self.work[k], self.work[n - k].conj());
                // Both ears in one transform: left = (Z + Z*)/2, right = (Z - Z*)/2j; two sides of the spectrum.
                both[0] += inside * 2.0 * ((z + mirror) * 0.5).norm_sqr() / n as f64;
                both[1] += inside * 2.0 * ((z - mirror) * 0.5).norm_sqr() / n as f64;
            }
            // What is that far below everything is rounding of the shared transform, not sound.
            let sound = both.map(|new| if new < whole * ROUNDING { 0.0 } else { new });
            for (ear, new) in sound.into_iter().enumerate() {
                self.energy[ear][band] += new;
                let recent = &mut self.recent[ear][band];
                *recent += self.share * (new / (n / 2) as f64 - *recent);
            }
        }
        self.pending.drain(..n / 2);
    }
}

/// The Kaiser-Bessel-derived window.
fn window(n: usize) -> Vec<f64> {
    let half = n / 2;
    let sums: Vec<f64> = (0..=half)
        .scan(0.0, |sum, i| {
            *sum += kaiser(2.0 * i as f64 / half as f64 - 1.0, KAISER_BETA);
            Some(*sum)
        })
        .collect();
    let rise = |i: usize| (sums[i] / sums[half]).sqrt();
    (0..half).map(rise).chain((0..half).rev().map(rise)).collect()
}

/// The ten octaves, 31.5 Hz to 16 kHz, each the sum of its three thirds.
#[must_use]
pub fn octaves(thirds: &[DbSpl; THIRDS]) -> [DbSpl; OCTAVES] {
    std::array::from_fn(|octave| level::sum(thirds.iter().skip(3 * octave + 1).take(3).copied()))
}

#[cfg(test)]
mod tests;
