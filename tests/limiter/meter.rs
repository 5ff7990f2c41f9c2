//! The 16x true-peak meter of the design, written a second time and plainly: 129 taps per phase, Kaiser beta 14,
//! cutoff at half the rate.
use foldback::dsp::Frame;

/// Modified Bessel function, order 0, by its integral (Abramowitz & Stegun 9.6.16), a way of its own.
fn bessel_i0(x: f64) -> f64 {
    let steps = 400;
    let angle = |k: i32| std::f64::consts::PI * (f64::from(k) + 0.5) / f64::from(steps);
    (0..steps).map(|k| (x * angle(k).cos()).exp()).sum::<f64>() / f64::from(steps)
}

/// Taps for the point `phase` sixteenths behind a sample; tap 64 belongs to that sample, tap 0 to the one 64 before.
pub(crate) fn taps(phase: usize) -> [f64; 129] {
    std::array::from_fn(|k| {
        let distance = k as f64 - 64.0 - phase as f64 / 16.0;
        if distance.abs() >= 64.0 {
            return 0.0;
        }
        let window = bessel_i0(14.0 * (1.0 - (distance / 64.0).powi(2)).sqrt()) / bessel_i0(14.0);
        let angle = std::f64::consts::PI * distance;
        window * if distance == 0.0 { 1.0 } else { angle.sin() / angle }
    })
}

pub(crate) struct Meter([[f64; 129]; 16]);

impl Meter {
    pub(crate) fn new() -> Self {
        Self(std::array::from_fn(taps))
    }

    /// The true peak of one ear at and behind a frame, silence before and after the signal.
    fn peak(&self, frames: &[Frame], ear: usize, first: usize) -> f64 {
        let silence = [0.0; 128];
        let samples = frames.iter().map(|f| f[ear]);
        let x: Vec<f64> = silence.into_iter().chain(samples).chain(silence).collect();
        let mut peak = 0.0f64;
        for window in x.windows(129).skip(if first == 0 { 0 } else { first + 64 }) {
            for row in &self.0 {
                let (mut even, mut odd) = (0.0, 0.0);
                for (h, x) in row.chunks(2).zip(window.chunks(2)) {
                    even += h[0] * x[0];
                    odd += h.get(1).unwrap_or(&0.0) * x.get(1).unwrap_or(&0.0);
                }
                peak = peak.max((even + odd).abs());
            }
        }
        peak
    }

    /// How far both ears come to their ceilings at most, dB; above 0 is over.
    pub(crate) fn over_db(&self, frames: &[Frame], ceiling: [f64; 2]) -> f64 {
        self.over_db_from(0, frames, ceiling)
    }

    /// The same at and behind a frame.
    pub(crate) fn over_db_from(&self, first: usize, frames: &[Frame], ceiling: [f64; 2]) -> f64 {
        let ratio = |ear: usize| self.peak(frames, ear, first) / ceiling[ear];
        20.0 * ratio(0).max(ratio(1)).log10()
    }
}
