//! Spectra of both ears, by Fourier transform.

use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

/// Lines in a window.
const WINDOW: usize = 8_192;

/// Power of left and right and their cross-power, summed between two frequencies, over all windows.
pub(crate) fn band(sound: &crate::sound::Sound, low_hz: f64, high_hz: f64) -> (f64, f64, Complex<f64>) {
    let fft = FftPlanner::new().plan_fft_forward(WINDOW);
    let line = |hz: f64| (hz / f64::from(sound.rate) * WINDOW as f64).ceil() as usize;
    let (mut left, mut right, mut cross) = (0.0, 0.0, Complex::new(0.0, 0.0));
    for start in (0..sound.frames.len().saturating_sub(WINDOW)).step_by(WINDOW / 2) {
        let mut ears = [0, 1].map(|ear| {
            let taper = |n: usize| (std::f64::consts::PI * (n as f64 + 0.5) / WINDOW as f64).sin();
            let frames = &sound.frames[start..start + WINDOW];
            frames
                .iter()
                .enumerate()
                .map(|(n, frame)| Complex::new(taper(n) * f64::from(frame[ear]), 0.0))
                .collect::<Vec<_>>()
        });
        for ear in &mut ears {
            fft.process(ear);
        }
        let [lefts, rights] = &ears;
        let lines = line(low_hz)..line(high_hz);
        for (l, r) in lefts[lines.clone()].iter().zip(&rights[lines]) {
            left += l.norm_sqr();
            right += r.norm_sqr();
            cross += l * r.conj();
        }
    }
    (left, right, cross)
}

/// How much the energy of 10 ms moves, by octaves of modulation frequency from 0.5 to 16 Hz.
pub(crate) fn modulation(signal: &[f64]) -> [f64; 6] {
    let energy: Vec<f64> =
        signal.chunks(480).map(|part| part.iter().map(|x| x * x).sum::<f64>().sqrt()).collect();
    let mean = energy.iter().sum::<f64>() / energy.len() as f64;
    let mut line: Vec<_> = energy.iter().map(|e| Complex::new(e / mean - 1.0, 0.0)).collect();
    let seconds = line.len() as f64 / 100.0;
    FftPlanner::new().plan_fft_forward(line.len()).process(&mut line);
    [0.5, 1.0, 2.0, 4.0, 8.0, 16.0].map(|centre: f64| {
        let [low, high] = [centre / 2f64.sqrt(), centre * 2f64.sqrt()].map(|hz| (hz * seconds) as usize);
        line[low..high].iter().map(Complex::norm_sqr).sum::<f64>()
    })
}
