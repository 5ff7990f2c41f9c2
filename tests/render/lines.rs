//! Lines of a spectrum.

use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

/// The transform of a signal: line k lies at k times the rate over the number of samples.
pub(crate) fn lines(signal: &[f64]) -> Vec<Complex<f64>> {
    let mut line: Vec<_> = signal.iter().map(|&x| Complex::new(x, 0.0)).collect();
    FftPlanner::new().plan_fft_forward(line.len()).process(&mut line);
    line.truncate(signal.len() / 2);
    line
}

/// Total harmonic distortion re the fundamental, of a signal that holds a whole number of `periods`.
pub(crate) fn thd(signal: &[f64], periods: usize) -> f64 {
    let lines = lines(signal);
    let harmonics: f64 = lines.iter().step_by(periods).skip(2).map(Complex::norm_sqr).sum();
    (harmonics / lines[periods].norm_sqr()).sqrt()
}
