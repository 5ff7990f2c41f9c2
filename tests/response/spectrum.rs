//! Spectra of what was rendered, by Fourier transform.

use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

/// A spectrum from 0 Hz to half the rate.
pub(crate) struct Spectrum {
    lines: Vec<Complex<f64>>,
    spacing_hz: f64,
}

impl Spectrum {
    /// Of a signal that begins and ends in silence.
    pub(crate) fn of(signal: &[f64], rate: u32) -> Self {
        let mut lines: Vec<_> = signal.iter().map(|&x| Complex::new(x, 0.0)).collect();
        let n = lines.len().next_power_of_two();
        lines.resize(n, Complex::new(0.0, 0.0));
        FftPlanner::new().plan_fft_forward(n).process(&mut lines);
        lines.truncate(n / 2 + 1);
        Self { lines, spacing_hz: f64::from(rate) / n as f64 }
    }

    /// Of a steady signal, under Hann's window.
    pub(crate) fn of_steady(signal: &[f64], rate: u32) -> Self {
        let n = signal.len() as f64;
        let window = |i: usize| (std::f64::consts::PI * (i as f64 + 0.5) / n).sin().powi(2);
        let faded: Vec<f64> = signal.iter().enumerate().map(|(i, x)| x * window(i)).collect();
        Self::of(&faded, rate)
    }

    /// Frequency and power ratio, in dB, of this line over the same of another spectrum.
    pub(crate) fn over(&self, other: &Self, hz: f64) -> (f64, f64) {
        let k = (hz / self.spacing_hz).round() as usize;
        let ratio = self.lines[k].norm_sqr() / other.lines[k].norm_sqr();
        (k as f64 * self.spacing_hz, 10.0 * ratio.log10())
    }

    /// Power between two frequencies, each line times a factor.
    pub(crate) fn power(&self, [low, high]: [f64; 2], factor: impl Fn(f64) -> f64) -> f64 {
        let line = |hz: f64| (hz / self.spacing_hz).ceil() as usize;
        (line(low)..line(high)).map(|k| factor(k as f64 * self.spacing_hz) * self.lines[k].norm_sqr()).sum()
    }
}

#[test]
fn half_a_sine_is_6_02_db_under_a_whole_one_in_its_line_and_in_its_band() {
    let whole = crate::sound::sine(1000.0, 48_000, 1.0);
    let half: Vec<f64> = whole.iter().map(|x| 0.5 * x).collect();
    let [whole, half] = [whole, half].map(|signal| Spectrum::of_steady(&signal, 48_000));
    let (hz, db) = half.over(&whole, 1000.0);
    assert!((hz - 1000.0).abs() < 0.5 && (db + 6.0206).abs() < 1e-3, "{hz} Hz, {db} dB");
    let band = [891.0, 1122.0];
    let ratio = half.power(band, |_| 1.0) / whole.power(band, |_| 1.0);
    assert!((ratio - 0.25).abs() < 1e-9, "{ratio}");
    assert!((whole.power(band, |_| 2.0) / whole.power(band, |_| 1.0) - 2.0).abs() < 1e-9);
}

#[test]
fn white_noise_has_twice_the_power_in_twice_the_band() {
    let noise = Spectrum::of_steady(&crate::sound::noise(1, 480_000, 0.5), 48_000);
    let ratio = noise.power([2000.0, 6000.0], |_| 1.0) / noise.power([8000.0, 10_000.0], |_| 1.0);
    assert!((ratio - 2.0).abs() < 0.1, "{ratio:.3}");
}
