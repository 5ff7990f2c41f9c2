//! The meter of the proof: a 16-fold interpolation with 129 taps per point, made apart from the limiter's own detector.
//!
//! A sinc at half the rate under a Kaiser window (beta 14), 64 frames to each side.
use std::f64::consts::PI;

use crate::dsp::Frame;

/// Points per frame, and frames to each side.
const POINTS: usize = 16;
const SIDE: usize = 64;
const TAPS: usize = 2 * SIDE + 1;

/// The rows of taps, one a point.
pub struct PlainMeter(Vec<[f64; TAPS]>);

impl Default for PlainMeter {
    fn default() -> Self {
        Self::new()
    }
}

impl PlainMeter {
    /// Works out the taps.
    #[must_use]
    pub fn new() -> Self {
        let tap = |point: usize, k: usize| {
            let distance = k as f64 - SIDE as f64 - point as f64 / POINTS as f64;
            let inside = 1.0 - (distance / SIDE as f64).powi(2);
            if inside <= 0.0 {
                return 0.0;
            }
            let sinc = if distance == 0.0 { 1.0 } else { (PI * distance).sin() / (PI * distance) };
            sinc * bessel(14.0 * inside.sqrt()) / bessel(14.0)
        };
        Self((0..POINTS).map(|point| std::array::from_fn(|k| tap(point, k))).collect())
    }

    /// The largest of the samples and of the points between them re the ceilings, dB; silence before and after.
    #[must_use]
    pub fn over_db(&self, frames: &[Frame], ceiling: [f64; 2]) -> f64 {
        let ratio = |ear: usize| {
            let quiet = [0.0; TAPS - 1];
            let x: Vec<f64> = quiet.into_iter().chain(frames.iter().map(|f| f[ear])).chain(quiet).collect();
            let point = |window: &[f64], row: &[f64; TAPS]| {
                let mut sums = [0.0; 4];
                for (h, x) in row.chunks(4).zip(window.chunks(4)) {
                    for ((sum, h), x) in sums.iter_mut().zip(h).zip(x) {
                        *sum += h * x;
                    }
                }
                sums.iter().sum::<f64>().abs()
            };
            let windows = x.windows(TAPS);
            let peak = windows.flat_map(|window| self.0.iter().map(move |row| point(window, row)));
            // NaN must not hide: it is over.
            peak.fold(0.0f64, |a, b| if b.is_nan() { f64::INFINITY } else { a.max(b) }) / ceiling[ear]
        };
        20.0 * ratio(0).max(ratio(1)).log10()
    }
}

/// Modified Bessel function of order 0 (Abramowitz & Stegun 9.6.16, by the midpoint rule).
fn bessel(x: f64) -> f64 {
    let steps = 256;
    (0..steps).map(|k| (x * (PI * (f64::from(k) + 0.5) / f64::from(steps)).cos()).exp()).sum::<f64>()
        / f64::from(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crest_of_a_sinc_between_two_samples_is_found_and_nan_is_over() {
        // Its samples are 3.92 dB lower; the fade takes a little of the crest.
        let sinc = |n: u32| {
            let t = PI * (f64::from(n) - 200.5);
            let fade = (1.0 - ((f64::from(n) - 200.5) / 200.5).powi(2)).max(0.0);
            [0.5 * fade * t.sin() / t, 0.0]
        };
        let frames: Vec<Frame> = (0..401).map(sinc).collect();
        let over = PlainMeter::new().over_db(&frames, [0.5; 2]);
        assert!(over.abs() < 0.2, "{over} dB");
        assert!(PlainMeter::new().over_db(&[[f64::NAN; 2]], [0.5; 2]).is_infinite());
    }
}
