//! A-weighted level by spectrum, independent of the program's own filters.

use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

use super::RATE;

/// Frames of one spectrum: 5.9 Hz apart at 48 kHz.
const LENGTH: usize = 8_192;

/// A-weighted level of a whole signal re a full-scale sine (AES17: a sine that peaks at 1.0 reads 0 dB).
pub(crate) fn a_weighted_dbfs(signal: &[f64]) -> f64 {
    let window: Vec<f64> =
        (0..LENGTH).map(|n| 0.5 - 0.5 * (std::f64::consts::TAU * n as f64 / LENGTH as f64).cos()).collect();
    let bin = f64::from(RATE) / LENGTH as f64;
    // Both halves of a real signal's spectrum count alike.
    let weights: Vec<f64> = (0..LENGTH).map(|k| a_power(k.min(LENGTH - k) as f64 * bin)).collect();
    let fft = FftPlanner::new().plan_fft_forward(LENGTH);
    let (mut power, mut spectra) = (0.0, 0);
    for start in (0..=signal.len() - LENGTH).step_by(LENGTH / 2) {
        let piece = &signal[start..start + LENGTH];
        let mut bins: Vec<Complex<f64>> =
            piece.iter().zip(&window).map(|(x, w)| Complex::new(x * w, 0.0)).collect();
        fft.process(&mut bins);
        power += bins.iter().zip(&weights).map(|(x, w)| x.norm_sqr() * w).sum::<f64>();
        spectra += 1;
    }
    let window_power: f64 = window.iter().map(|w| w * w).sum();
    let mean_square = power / (f64::from(spectra) * LENGTH as f64 * window_power);
    10.0 * (2.0 * mean_square).log10()
}

/// A-weighting as a power ratio (IEC 61672-1:2013, annex E, eq. E.6).
fn a_power(f: f64) -> f64 {
    let (f, f1, f2, f3, f4) = (f * f, 20.598_997_f64, 107.652_65_f64, 737.862_23_f64, 12_194.217_f64);
    let (f1, f2, f3, f4) = (f1 * f1, f2 * f2, f3 * f3, f4 * f4);
    let ratio = f4 * f * f / ((f + f1) * ((f + f2) * (f + f3)).sqrt() * (f + f4));
    (ratio * 10f64.powf(2.0 / 20.0)).powi(2)
}
