//! What the input asks for: its true peak, ahead of time.
use super::super::true_peak::{kaiser, sinc};
use super::lanes::{LANES, Pair, higher, highest, load};

/// Points between two samples: eight-fold oversampling with the sample itself.
const BETWEEN: usize = 7;
const KAISER_BETA: f64 = 2.2;

/// Eight-fold oversampling peak detector of both ears with a short kernel.
#[derive(Debug, Clone)]
pub(super) struct Detector {
    reach: usize,
    hop: usize,
    /// By tap, oldest sample first: its weight in each of the points.
    taps: Box<[[f32; BETWEEN]]>,
    /// The last `2 * reach - 1` frames, then a hop, both ears alternating.
    history: Box<[f32]>,
}

impl Detector {
    /// `reach`: frames to each side of a point, the detector's delay; `hop`: frames in one call, a multiple of 4.
    pub(super) fn new(reach: usize, hop: usize) -> Self {
        let tap = |k: usize, point: usize| {
            let u = k as f64 - (reach - 1) as f64 - (point + 1) as f64 / (BETWEEN + 1) as f64;
            (sinc(u) * kaiser(u / reach as f64, KAISER_BETA)) as f32
        };
        Self {
            reach,
            hop,
            taps: (0..2 * reach).map(|k| std::array::from_fn(|point| tap(k, point))).collect(),
            history: std::iter::repeat_n(0.0, 2 * (2 * reach - 1 + hop)).collect(),
        }
    }

    pub(super) fn reset(&mut self) {
        self.history.fill(0.0);
    }

    /// Takes a hop of frames; the largest peak of each ear in the hop that lies `reach` before them.
    #[inline(always)]
    pub(super) fn feed(&mut self, frames: impl Iterator<Item = Pair>) -> Pair {
        self.history.copy_within(2 * self.hop.., 0);
        let past = 2 * (2 * self.reach - 1);
        let cells = self.history.as_chunks_mut::<2>().0.iter_mut().skip(past / 2);
        for (cell, frame) in cells.zip(frames) {
            *cell = frame;
        }
        let mut peak = [0.0; LANES];
        for from in (0..2 * self.hop).step_by(LANES) {
            let here = load(&self.history, from + 2 * (self.reach - 1));
            let mut sums = [[0.0f32; LANES]; BETWEEN];
            for (k, taps) in self.taps.iter().enumerate() {
                let x = load(&self.history, from + 2 * k);
                for (sum, tap) in sums.iter_mut().zip(taps) {
                    for (sum, x) in sum.iter_mut().zip(x) {
                        *sum += tap * x;
                    }
                }
            }
            for point in sums.iter().chain([&here]) {
                for (peak, x) in peak.iter_mut().zip(point) {
                    *peak = higher(*peak, x.abs());
                }
            }
        }
        highest(peak)
    }
}
