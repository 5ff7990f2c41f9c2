//! A-weighted level of a file, by Fourier transform: a way of its own beside the program's filters.

use std::path::Path;

use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

/// A-weighting as a factor of power, 1 at 1 kHz (IEC 61672-1:2013, Annex E).
fn a_power(hz: f64) -> f64 {
    let [f1, f2, f3, f4] = [20.598_997, 107.652_649, 737.862_231, 12_194.217_148].map(|f: f64| f * f);
    let gain = |f: f64| f4 * f * f / ((f + f1) * (f + f4) * ((f + f2) * (f + f3)).sqrt());
    (gain(hz * hz) / gain(1e6)).powi(2)
}

/// Levels of both ears of a file in pascals, dBA.
pub(crate) fn ears_dba(path: &Path) -> [f64; 2] {
    let reader = hound::WavReader::open(path).unwrap();
    let rate = f64::from(reader.spec().sample_rate);
    let samples: Vec<f32> = reader.into_samples().map(Result::unwrap).collect();
    [0, 1].map(|ear| {
        let mut line: Vec<_> =
            samples.chunks_exact(2).map(|frame| Complex::new(f64::from(frame[ear]), 0.0)).collect();
        let n = line.len();
        FftPlanner::new().plan_fft_forward(n).process(&mut line);
        // Parseval: the mean square is the sum over all lines of |X/n|², both sides of the spectrum.
        let hz = |k: usize| k.min(n - k) as f64 * rate / n as f64;
        let power = line.iter().enumerate().map(|(k, x)| a_power(hz(k)) * x.norm_sqr()).sum::<f64>();
        10.0 * (power / (n as f64).powi(2) / (20e-6f64 * 20e-6)).log10()
    })
}

#[test]
fn the_weighting_is_that_of_table_3() {
    for (hz, db) in [(31.62, -39.4), (100.0, -19.1), (1000.0, 0.0), (2512.0, 1.3), (10_000.0, -2.5)] {
        let got = 10.0 * a_power(hz).log10();
        assert!((got - db).abs() < 0.06, "{hz} Hz: {got:.2} dB for {db}");
    }
}
