//! The meter's 16-fold interpolation of a short stretch of frames, at a fraction of its cost.
//!
//! The points half-way between the samples come from the meter's own kernel; those between them from short symmetric
//! filters, fitted so that the whole comes near the kernel: once the rate is doubled there is room for a gentle slope.
#![expect(
    clippy::indexing_slicing,
    reason = "phase numbers are below 16 and slices are cut to one length by design"
)]
use super::super::solve::LeastSquares;
use super::super::true_peak::{PHASES, REACH, kernel};

/// Both ears, in the accuracy of a check.
pub(super) type Pair = [f32; 2];

/// Frames to each side of a stretch that its points reach; of all that the kernel does, 0.4 % lies beyond.
pub(super) const SPREAD: usize = 40;

/// Silent frames at both ends of every row, for the short filters to look at.
const MARGIN: usize = 4;

/// Interpolates `length` frames into `16 x (length + 2 * SPREAD)` points.
#[derive(Debug, Clone)]
pub(super) struct Interpolator {
    length: usize,
    half: [Pair; 2 * SPREAD],
    quarter: [f32; 5],
    eighth: [f32; 3],
    sixteenth: [f32; 2],
    /// `rows[p][MARGIN + t]` is the point p/16 behind frame t - SPREAD.
    rows: [Box<[Pair]>; PHASES],
}

impl Interpolator {
    pub(super) fn new(length: usize) -> Self {
        let points = length + 2 * SPREAD;
        Self {
            length,
            half: std::array::from_fn(|i| [kernel(i as f64 + 0.5 - SPREAD as f64) as f32; 2]),
            quarter: fit(4),
            eighth: fit(2),
            sixteenth: fit(1),
            rows: std::array::from_fn(|_| std::iter::repeat_n([0.0; 2], points + 2 * MARGIN).collect()),
        }
    }

    /// The points of one phase, from `SPREAD` frames before the stretch to `SPREAD` behind it.
    pub(super) fn row(&self, phase: usize) -> &[Pair] {
        &self.rows[phase][MARGIN..MARGIN + self.length + 2 * SPREAD]
    }

    /// Interpolates the stretch, `length` frames.
    pub(super) fn run(&mut self, stretch: &[Pair]) {
        let first = MARGIN + SPREAD;
        self.rows[0][first..first + self.length].copy_from_slice(&stretch[..self.length]);
        let half = &mut self.rows[PHASES / 2];
        half.fill([0.0; 2]);
        for (k, x) in stretch[..self.length].iter().enumerate() {
            for (y, h) in half[MARGIN + k..MARGIN + k + 2 * SPREAD].iter_mut().zip(&self.half) {
                y[0] += h[0] * x[0];
                y[1] += h[1] * x[1];
            }
        }
        for phase in [4, 12] {
            self.fill(phase, 4, self.quarter);
        }
        for phase in [2, 6, 10, 14] {
            self.fill(phase, 2, self.eighth);
        }
        for phase in [1, 3, 5, 7, 9, 11, 13, 15] {
            self.fill(phase, 1, self.sixteenth);
        }
    }

    /// One new phase from its neighbours at odd multiples of `step` sixteenths to both sides.
    fn fill<const N: usize>(&mut self, phase: usize, step: usize, taps: [f32; N]) {
        let length = self.length + 2 * SPREAD;
        let mut out = std::mem::take(&mut self.rows[phase]);
        {
            let row = |place: usize| {
                let start = place / PHASES;
                self.rows[place % PHASES][start..start + length].as_flattened()
            };
            // Places count sixteenths from the first margin frame, so that they never go below zero.
            let home = MARGIN * PHASES + phase;
            let left: [&[f32]; N] = std::array::from_fn(|i| row(home - (2 * i + 1) * step));
            let right: [&[f32]; N] = std::array::from_fn(|i| row(home + (2 * i + 1) * step));
            for (t, y) in out[MARGIN..MARGIN + length].as_flattened_mut().iter_mut().enumerate() {
                let mut sum = 0.0;
                for i in 0..N {
                    sum += taps[i] * (left[i][t] + right[i][t]);
                }
                *y = sum;
            }
        }
        self.rows[phase] = out;
    }
}

/// The symmetric filter that best makes the kernel's points out of those at odd multiples of `step` sixteenths.
fn fit<const N: usize>(step: u16) -> [f32; N] {
    let at = |place: f64| kernel(place / PHASES as f64);
    let (reach, step) = ((REACH * PHASES) as f64, f64::from(step));
    let mut fit = LeastSquares::<N>::new();
    let mut place = step - reach;
    while place < reach {
        let row = std::array::from_fn(|i| {
            let away = (2 * i + 1) as f64 * step;
            at(place - away) + at(place + away)
        });
        fit.observe(&row, at(place), 1.0);
        place += 2.0 * step;
    }
    fit.solve().map(|tap| tap as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples that these points hold to 1 cannot make the meter read more than this sum over 1.
    #[test]
    fn no_signal_reads_more_than_0_035_db_over_what_these_points_hold() {
        let mut points = Interpolator::new(32);
        let mut stretch = [[0.0; 2]; 32];
        stretch[16] = [1.0, 0.0];
        points.run(&stretch);
        for phase in 0..PHASES {
            let mut error = 0.0;
            for t in -80i32..80 {
                let exact = kernel(f64::from(t) + phase as f64 / 16.0);
                let index = usize::try_from(t + 56).ok();
                let here = index.and_then(|i| points.row(phase).get(i));
                error += (exact - f64::from(here.map_or(0.0, |p| p[0]))).abs();
            }
            assert!(error < 0.0041, "phase {phase}: {error}");
        }
    }
}
