//! What the input asks for: its true peak, ahead of time.
//!
//! Eight-fold oversampling of both ears with a short kernel for the points half-way between two frames, as the strict
//! stage does it (see `interpolator`): the quarters from those and the samples, the eighths from all of them.
use super::super::Frame;
use super::super::simd::{Simd, WIDEST};
use super::super::true_peak::{kaiser, sinc};
use super::interpolator::{between, fit, loaded, near};
use super::lanes::{Block, Pair, Row, highest};
use super::{TURN, audible};

const KAISER_BETA: f64 = 2.2;

/// Frames that the short filters look ahead.
const LOOK: usize = 2;

/// Pairs of samples that a point half-way is made of, at most.
const TAPS: usize = 20;

/// Frames to each side of a point, at most.
pub(super) const REACH: usize = TAPS + LOOK;

/// Samples of the frames that the kernel reaches over, but for one.
const PAST: usize = 2 * (2 * TAPS - 1);

/// Frames of the last hop that a row keeps.
const KEPT: usize = WIDEST / 2;

#[derive(Debug, Clone)]
pub(super) struct Detector {
    /// Blocks in a hop.
    hop: usize,
    /// By distance, the farthest sample first: its weight in the point half-way.
    half: [f32; TAPS],
    quarter: [f32; 3],
    eighth: [f32; 2],
    /// From frame `from` on: the last frames, as many as the kernel reaches over, less one; then a hop. Both ears
    /// alternate in all rows.
    history: Row,
    from: usize,
    /// Taps that are zero, at either end: the newest frames lie that much nearer.
    idle: usize,
    /// The last few points half-way, then those of a hop that lies [`LOOK`] frames ahead of the points that are read.
    halves: Row,
    /// The same a quarter and three quarters behind each frame, one frame ahead.
    quarters: [Row; 2],
}

impl Detector {
    /// `reach`: frames to each side of a point, the detector's delay, no more than [`REACH`]; `hop`: frames in one call, a
    /// multiple of 16.
    pub(super) fn new(reach: usize, hop: usize) -> Self {
        let reach = reach.clamp(LOOK + 1, REACH) - LOOK;
        let tap = |k: usize| match (TAPS - k) as f64 - 0.5 {
            u if u < reach as f64 => (sinc(u) * kaiser(u / reach as f64, KAISER_BETA)) as f32,
            _ => 0.0,
        };
        let row = || Row::silent(2 * (KEPT + hop));
        Self {
            hop: 2 * hop / WIDEST,
            half: std::array::from_fn(tap),
            quarter: fit(4),
            eighth: fit(2),
            history: Row::silent(PAST + 2 * TURN * hop),
            from: 0,
            idle: TAPS - reach,
            halves: row(),
            quarters: [row(), row()],
        }
    }

    pub(super) fn reset(&mut self) {
        for row in [&mut self.history, &mut self.halves].into_iter().chain(&mut self.quarters) {
            row.samples_mut().fill(0.0);
        }
    }

    /// Takes a hop of frames; the largest peak of each ear in the hop that lies the reach before them.
    #[inline(always)]
    pub(super) fn feed<S: Simd>(&mut self, simd: S, frames: &[Frame]) -> Pair {
        let hop = self.hop;
        let history = self.history.samples_mut();
        self.from += hop * WIDEST / 2;
        if self.from == TURN * hop * WIDEST / 2 {
            history.copy_within(2 * self.from.., 0);
            self.from = 0;
        }
        let (_, cells) = history.split_at_mut(2 * self.from + PAST - 2 * self.idle);
        for (cell, x) in cells.iter_mut().zip(frames.as_flattened()) {
            *cell = audible(*x) as f32;
        }
        for row in [&mut self.halves].into_iter().chain(&mut self.quarters) {
            if let [first, .., last] = row.samples_mut().as_chunks_mut::<WIDEST>().0 {
                *first = *last;
            }
        }
        self.fill_halves(simd);
        self.fill_quarters(simd);
        highest(simd, self.peak(simd))
    }

    #[inline(always)]
    fn fill_halves<S: Simd>(&mut self, simd: S) {
        const WIDE: usize = 2 * WIDEST;
        let (_, history) = self.history.samples().split_at(2 * self.from);
        let (_, halves) = self.halves.samples_mut().split_at_mut(2 * KEPT);
        for (nth, half) in halves.as_chunks_mut::<WIDE>().0.iter_mut().enumerate() {
            let Some(window) =
                history.get(WIDE * nth..).and_then(|rest| rest.first_chunk::<{ PAST + WIDE }>())
            else {
                continue;
            };
            // Room for the registers of the narrowest set; two sums to each of the widest, so that none waits.
            let mut sums = [[simd.splat(0.0); 8]; 2];
            let add = |k: usize, tap: f32, sums: &mut [S::W; 8]| {
                let tap = simd.splat(tap);
                for (from, sum) in (0..WIDE).step_by(S::WIDTH).zip(sums) {
                    let ends = [2 * k, PAST - 2 * k].map(|end| simd.get(window, end + from));
                    *sum = simd.add(*sum, simd.times(tap, simd.add(ends[0], ends[1])));
                }
            };
            let [even, odd] = &mut sums;
            // The nearest samples first: the newest ones have been written only now.
            for (pair, [one, two]) in self.half.as_chunks::<2>().0.iter().enumerate().rev() {
                add(2 * pair, *one, even);
                add(2 * pair + 1, *two, odd);
            }
            let [even, odd] = sums;
            for (from, (even, odd)) in (0..WIDE).step_by(S::WIDTH).zip(even.into_iter().zip(odd)) {
                simd.put(half, from, simd.add(even, odd));
            }
        }
    }

    /// The frame that is read first, in the history.
    const fn first(&self) -> usize {
        self.from + TAPS - 1 - LOOK
    }

    #[inline(always)]
    fn fill_quarters<S: Simd>(&mut self, simd: S) {
        let (first, hop, taps) = (self.first() + 1, self.hop, self.quarter.map(|tap| simd.splat(tap)));
        // Half frames from one before a frame to two behind it, in turn from both rows.
        let grid: [&[Block]; 7] = std::array::from_fn(|i| match i % 2 {
            0 => near(&self.history, first - 1 + i / 2, hop),
            _ => near(&self.halves, KEPT - LOOK + i / 2, hop),
        });
        let [one, three] = &mut self.quarters;
        let rows = [one, three].map(|row| row.samples_mut().as_chunks_mut::<WIDEST>().0.iter_mut().skip(1));
        let [one, three] = rows;
        for (at, (one, three)) in one.zip(three).enumerate().take(hop) {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let x = loaded(simd, &grid, at, from);
                let [_, later @ ..] = &x;
                simd.put(one, from, between(simd, &x, taps));
                simd.put(three, from, between(simd, later, taps));
            }
        }
    }

    /// The largest points by lane.
    #[inline(always)]
    fn peak<S: Simd>(&self, simd: S) -> S::W {
        let (first, hop, taps) = (self.first(), self.hop, self.eighth.map(|tap| simd.splat(tap)));
        let [one, three] = &self.quarters;
        // Quarters of a frame from one before a frame to five behind it.
        let grid: [&[Block]; 7] = [
            near(three, KEPT - 2, hop),
            near(&self.history, first, hop),
            near(one, KEPT - 1, hop),
            near(&self.halves, KEPT - LOOK, hop),
            near(three, KEPT - 1, hop),
            near(&self.history, first + 1, hop),
            near(one, KEPT, hop),
        ];
        let mut peaks = [simd.splat(0.0); 2];
        for at in 0..hop {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let x = loaded(simd, &grid, at, from);
                for (i, x) in x.iter().enumerate().skip(1).take(4) {
                    let [even, odd] = &mut peaks;
                    let peak = if i % 2 == 0 { even } else { odd };
                    *peak = simd.higher(*peak, simd.magnitude(*x));
                }
                for (i, four) in x.windows(4).enumerate() {
                    let [even, odd] = &mut peaks;
                    let peak = if i % 2 == 0 { even } else { odd };
                    *peak = simd.higher(*peak, simd.magnitude(between(simd, four, taps)));
                }
            }
        }
        let [even, odd] = peaks;
        simd.higher(even, odd)
    }
}
