//! What the input asks for: its true peak frame by frame, ahead of time.
use super::super::true_peak::{kaiser, sinc};

/// Points per frame, the sample itself among them.
const PHASES: usize = 8;
const KAISER_BETA: f64 = 2.2;

/// Eight-fold oversampling peak detector of both ears with a short kernel.
#[derive(Debug, Clone)]
pub(super) struct Detector {
    reach: usize,
    /// One row per point between two samples, `2 * reach` taps each, oldest sample first.
    rows: Box<[f32]>,
    /// The last `2 * reach` frames, then those of the running hop.
    history: Box<[[f32; 2]]>,
}

impl Detector {
    /// `reach`: frames to each side of a point, the detector's delay; `hop`: most frames in one call.
    pub(super) fn new(reach: usize, hop: usize) -> Self {
        let tap = |phase: usize, k: usize| {
            let u = k as f64 - (reach - 1) as f64 - phase as f64 / PHASES as f64;
            (sinc(u) * kaiser(u / reach as f64, KAISER_BETA)) as f32
        };
        let rows = (1..PHASES).flat_map(|phase| (0..2 * reach).map(move |k| tap(phase, k))).collect();
        Self { reach, rows, history: std::iter::repeat_n([0.0; 2], 2 * reach - 1 + hop).collect() }
    }

    pub(super) fn reset(&mut self) {
        self.history.fill([0.0; 2]);
    }

    /// The largest peak of each ear among the frames that lie `reach` before the new ones.
    pub(super) fn feed(&mut self, frames: &[[f32; 2]]) -> [f32; 2] {
        let past = 2 * self.reach - 1;
        for (cell, frame) in self.history.iter_mut().skip(past).zip(frames) {
            *cell = *frame;
        }
        let mut peak = [0.0f32; 2];
        for (window, _) in self.history.windows(2 * self.reach).zip(frames) {
            let here = window.get(self.reach - 1).copied().unwrap_or_default();
            peak = [peak[0].max(here[0].abs()), peak[1].max(here[1].abs())];
            for row in self.rows.chunks_exact(2 * self.reach) {
                let mut sum = [0.0f32; 4];
                for (h, x) in row.chunks_exact(2).zip(window.chunks_exact(2)) {
                    if let ([h0, h1], [x0, x1]) = (h, x) {
                        sum = [
                            sum[0] + h0 * x0[0],
                            sum[1] + h0 * x0[1],
                            sum[2] + h1 * x1[0],
                            sum[3] + h1 * x1[1],
                        ];
                    }
                }
                peak = [peak[0].max((sum[0] + sum[2]).abs()), peak[1].max((sum[1] + sum[3]).abs())];
            }
        }
        self.history.copy_within(frames.len().., 0);
        peak
    }
}
