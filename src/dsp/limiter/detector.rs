//! What the input asks for: its true peak, ahead of time.
use super::super::simd::Simd;
use super::super::true_peak::{kaiser, sinc};
use super::lanes::{Pair, highest};

/// Points between two samples: eight-fold oversampling with the sample itself.
const BETWEEN: usize = 7;
const KAISER_BETA: f64 = 2.2;

/// Points of the first half: the others are their mirror images.
const HALF: usize = BETWEEN / 2;

/// Eight-fold oversampling peak detector of both ears with a short kernel. A point and its mirror image, u and 1 - u of
/// the way from one sample to the next, have the same weights in opposite order; from sums and differences of the samples
/// to both sides come their mean and half their difference, and the larger of the two is the sum of the magnitudes.
#[derive(Debug, Clone)]
pub(super) struct Detector {
    reach: usize,
    hop: usize,
    /// By distance, the farthest sample first: its weight in the point half-way, then in the mean and in half the
    /// difference of each pair of points.
    taps: Box<[[f32; BETWEEN]]>,
    /// The last `2 * reach - 1` frames, then a hop, both ears alternating.
    history: Box<[f32]>,
}

impl Detector {
    /// `reach`: frames to each side of a point, the detector's delay; `hop`: frames in one call, a multiple of 16.
    pub(super) fn new(reach: usize, hop: usize) -> Self {
        let tap = |k: usize, point: usize| {
            let u = k as f64 - (reach - 1) as f64 - point as f64 / (BETWEEN + 1) as f64;
            sinc(u) * kaiser(u / reach as f64, KAISER_BETA)
        };
        let taps = |k: usize| {
            std::array::from_fn(|i| match i {
                0 => tap(k, HALF + 1) as f32,
                1..=HALF => f64::midpoint(tap(k, i), tap(k, BETWEEN + 1 - i)) as f32,
                _ => ((tap(k, i - HALF) - tap(k, BETWEEN + 1 - (i - HALF))) / 2.0) as f32,
            })
        };
        Self {
            reach,
            hop,
            taps: (0..reach).map(taps).collect(),
            history: std::iter::repeat_n(0.0, 2 * (2 * reach - 1 + hop)).collect(),
        }
    }

    pub(super) fn reset(&mut self) {
        self.history.fill(0.0);
    }

    /// Takes a hop of frames; the largest peak of each ear in the hop that lies `reach` before them.
    #[inline(always)]
    pub(super) fn feed<S: Simd>(&mut self, simd: S, frames: impl Iterator<Item = Pair>) -> Pair {
        self.history.copy_within(2 * self.hop.., 0);
        let past = 2 * (2 * self.reach - 1);
        let cells = self.history.as_chunks_mut::<2>().0.iter_mut().skip(past / 2);
        for (cell, frame) in cells.zip(frames) {
            *cell = frame;
        }
        let mut peak = simd.splat(0.0);
        for from in (0..2 * self.hop).step_by(2 * S::WIDTH) {
            let at =
                |frame: usize| [0, S::WIDTH].map(|next| simd.get(&self.history, from + next + 2 * frame));
            let mut middle = [simd.splat(0.0); 2];
            let (mut mean, mut apart) = ([middle; HALF], [middle; HALF]);
            let add = |sums: &mut [S::W; 2], tap: f32, x: [S::W; 2]| {
                let tap = simd.splat(tap);
                for (sum, x) in sums.iter_mut().zip(x) {
                    *sum = simd.add(*sum, simd.times(tap, x));
                }
            };
            for (k, &[half, a, b, c, d, e, f]) in self.taps.iter().enumerate() {
                let ([x0, x1], [y0, y1]) = (at(k), at(2 * self.reach - 1 - k));
                let sum = [simd.add(x0, y0), simd.add(x1, y1)];
                let difference = [simd.sub(x0, y0), simd.sub(x1, y1)];
                add(&mut middle, half, sum);
                for (sums, tap) in mean.iter_mut().zip([a, b, c]) {
                    add(sums, tap, sum);
                }
                for (sums, tap) in apart.iter_mut().zip([d, e, f]) {
                    add(sums, tap, difference);
                }
            }
            let [x0, x1] = at(self.reach - 1);
            for x in [x0, x1, middle[0], middle[1]] {
                peak = simd.higher(peak, simd.magnitude(x));
            }
            for ([m0, m1], [d0, d1]) in mean.into_iter().zip(apart) {
                for (m, d) in [(m0, d0), (m1, d1)] {
                    peak = simd.higher(peak, simd.add(simd.magnitude(m), simd.magnitude(d)));
                }
            }
        }
        highest(simd, peak)
    }
}
