//! The meter's 16-fold interpolation of a short stretch of frames, at a fraction of its cost.
//!
//! The points half-way between the samples come from the meter's own kernel; those between them from short symmetric
//! filters, fitted so that the whole comes near the kernel: once the rate is doubled there is room for a gentle slope.
#![expect(
    clippy::indexing_slicing,
    reason = "phase numbers are below 16 and slices are cut to one length by design"
)]
use super::super::simd::{Simd, WIDEST};
use super::super::solve::LeastSquares;
use super::super::true_peak::{PHASES, REACH, kernel};
use super::lanes::{Pair, Row};

/// Registers of the half-way row that are summed at once.
const WIDE: usize = 4;

/// Samples of silence around the half-way kernel: as far as those registers can reach past its ends.
const QUIET: usize = WIDE * WIDEST;

/// Frames to each side of a stretch that its points reach; of all that the kernel does, 0.4 % lies beyond.
pub(super) const SPREAD: usize = 40;

/// What the meter may read over what the points of a signal are held to, as a share: the worst case over all signals
/// whose samples are within the same bound.
pub(super) const UNSEEN: f32 = 0.0041;

/// Silent frames at both ends of every row, for the short filters to look at.
const MARGIN: usize = 4;

/// Interpolates `length` frames into `16 x (length + 2 * SPREAD)` points.
#[derive(Debug, Clone)]
pub(super) struct Interpolator {
    /// Samples in a row without its margins.
    samples: usize,
    /// The half-way kernel for both ears, the latest sample first, with silence for a wide block around it.
    half: [Pair; 2 * SPREAD + QUIET + 1],
    quarter: [f32; 5],
    eighth: [f32; 3],
    sixteenth: [f32; 2],
    /// In row p, behind the margin, lies the point p/16 behind frame t - SPREAD; both ears alternate.
    rows: [Row; PHASES],
}

impl Interpolator {
    /// `length`: a multiple of 16.
    pub(super) fn new(length: usize) -> Self {
        let samples = 2 * (length + 2 * SPREAD);
        Self {
            samples,
            half: std::array::from_fn(half_way),
            quarter: fit(4),
            eighth: fit(2),
            sixteenth: fit(1),
            rows: std::array::from_fn(|_| Row::silent(samples + 4 * MARGIN, 2 * MARGIN)),
        }
    }

    /// The points of one phase, from `SPREAD` frames before the stretch to `SPREAD` behind it, both ears alternating.
    #[inline(always)]
    pub(super) fn row(&self, phase: usize) -> &[f32] {
        &self.rows[phase].samples()[2 * MARGIN..2 * MARGIN + self.samples]
    }

    /// Interpolates the stretch.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&mut self, simd: S, stretch: &[Pair]) {
        let first = 2 * (MARGIN + SPREAD);
        self.rows[0].samples_mut()[first..first + 2 * stretch.len()].copy_from_slice(stretch.as_flattened());
        self.fill_half(simd, stretch);
        for phase in [4, 12] {
            self.fill(simd, phase, 4, self.quarter);
        }
        for phase in [2, 6, 10, 14] {
            self.fill(simd, phase, 2, self.eighth);
        }
        for phase in [1, 3, 5, 7, 9, 11, 13, 15] {
            self.fill(simd, phase, 1, self.sixteenth);
        }
    }

    /// The points half-way between samples.
    #[inline(always)]
    fn fill_half<S: Simd>(&mut self, simd: S, stretch: &[Pair]) {
        let row = &mut self.rows[PHASES / 2].samples_mut()[2 * MARGIN..2 * MARGIN + self.samples];
        let frames = WIDE * S::WIDTH / 2;
        for first in (0..self.samples / 2).step_by(frames) {
            // Frames that reach these registers: from `first` - 2 SPREAD on, up to their last.
            let begin = first.saturating_sub(2 * SPREAD - 1).min(stretch.len());
            let end = (first + frames).min(stretch.len());
            let mut sums = [simd.splat(0.0); WIDE];
            for (k, x) in stretch[begin..end].iter().enumerate() {
                let x = simd.both(*x);
                let from = QUIET + 2 * (first - begin) - 2 * k;
                let Some(taps) = self.half.as_flattened()[from..].first_chunk::<QUIET>() else { continue };
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum = simd.add(*sum, simd.times(simd.get(taps, i * S::WIDTH), x));
                }
            }
            for (i, sum) in sums.into_iter().enumerate() {
                simd.put(row, 2 * first + i * S::WIDTH, sum);
            }
        }
    }

    /// One new phase from its neighbours at odd multiples of `step` sixteenths to both sides.
    #[inline(always)]
    fn fill<S: Simd, const N: usize>(&mut self, simd: S, phase: usize, step: usize, taps: [f32; N]) {
        let mut out = std::mem::take(&mut self.rows[phase]);
        let row = |place: usize| {
            let start = 2 * (place / PHASES);
            &self.rows[place % PHASES].samples()[start..start + self.samples]
        };
        // Places count sixteenths from the first margin frame, so that they never go below zero.
        let home = MARGIN * PHASES + phase;
        let left: [&[f32]; N] = std::array::from_fn(|i| row(home - (2 * i + 1) * step));
        let right: [&[f32]; N] = std::array::from_fn(|i| row(home + (2 * i + 1) * step));
        let inner = &mut out.samples_mut()[2 * MARGIN..2 * MARGIN + self.samples];
        let (left, right) =
            (left.map(|row| row.as_chunks::<WIDEST>().0), right.map(|row| row.as_chunks::<WIDEST>().0));
        for (at, block) in inner.as_chunks_mut::<WIDEST>().0.iter_mut().enumerate() {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let mut sum = simd.splat(0.0);
                for i in 0..N {
                    let both = simd.add(simd.get(&left[i][at], from), simd.get(&right[i][at], from));
                    sum = simd.add(sum, simd.times(simd.splat(taps[i]), both));
                }
                simd.put(block, from, sum);
            }
        }
        self.rows[phase] = out;
    }
}

/// Entry of the half-way kernel's table.
fn half_way(entry: usize) -> Pair {
    let distance = entry as f64 - (QUIET / 2) as f64;
    let inside = (0.0..2.0 * SPREAD as f64).contains(&distance);
    [if inside { kernel(distance + 0.5 - SPREAD as f64) as f32 } else { 0.0 }; 2]
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
    use super::super::super::simd::{Machine, Work};
    use super::super::super::true_peak::{kaiser, sinc};
    use super::*;

    struct Run<'a>(&'a mut Interpolator, &'a [Pair]);

    impl Work for Run<'_> {
        type Done = ();
        #[inline(always)]
        fn on<S: Simd>(self, simd: S) {
            self.0.run(simd, self.1);
        }
    }

    /// The sum over all samples of what a kernel does and the points do not: no signal within 1 can read more over.
    fn unseen(phase: usize, meter: impl Fn(f64) -> f64) -> f64 {
        let mut points = Interpolator::new(32);
        let mut stretch = [[0.0; 2]; 32];
        stretch[16] = [1.0, 0.0];
        Machine::here().run(Run(&mut points, &stretch));
        let error = |t: i32| {
            let index = usize::try_from(t + 56).ok();
            let here = index.and_then(|i| points.row(phase).get(2 * i));
            (meter(f64::from(t) + phase as f64 / 16.0) - f64::from(*here.unwrap_or(&0.0))).abs()
        };
        (-80..80).map(error).sum()
    }

    #[test]
    fn no_signal_reads_more_than_0_036_db_over_what_these_points_hold() {
        for phase in 0..PHASES {
            let unseen = unseen(phase, kernel);
            assert!(unseen < f64::from(UNSEEN), "phase {phase}: {unseen}");
        }
    }

    /// "129 taps" can also be read as a window that ends half a frame later.
    #[test]
    fn a_meter_with_a_slightly_longer_window_is_covered_too() {
        let longer = |t: f64| sinc(t) * kaiser((t / 64.5).clamp(-1.0, 1.0), 14.0);
        for phase in 0..PHASES {
            let unseen = unseen(phase, longer);
            assert!(unseen < 1.0 / 0.9912 - 1.0, "phase {phase}: {unseen}");
        }
    }
}
