//! What the input asks for: its true peak, ahead of time.
//!
//! A short kernel makes the points half-way between two frames, and the strict stage's own filters (see `fine`) the others
//! of those and the samples.
use super::super::Frame;
use super::super::simd::{MANY, Simd, WIDEST};
use super::super::true_peak::{kaiser, sinc};
use super::fine::{self, Fine, ONE, UNIT};
use super::lanes::{BLOCK, Pair, Row, greatest, highest};
use super::{QUIETEST, TURN, audible};

const KAISER_BETA: f64 = 2.2;

/// Frames that the short filters look ahead.
const LOOK: usize = 2;

/// Pairs of samples that a point half-way is made of, at most.
const TAPS: usize = 20;

/// Frames to each side of a point, at most.
pub(super) const REACH: usize = TAPS + LOOK;

/// Samples of the frames that the kernel reaches over, but for one.
const PAST: usize = 2 * (2 * TAPS - 1);

/// Points half-way of the last hop that are kept.
const KEPT: usize = 2 * BLOCK;

#[derive(Debug, Clone)]
pub(super) struct Detector {
    /// Frames in a hop.
    hop: usize,
    /// By distance, the farthest sample first: its weight in the point half-way.
    half: [f32; TAPS],
    /// From frame `from` on: the last frames, as many as the kernel reaches over, less one; then a hop. Both ears
    /// alternate in all rows.
    history: Row,
    from: usize,
    /// Taps that are zero, at either end: the newest frames lie that much nearer.
    idle: usize,
    /// The last few points half-way, then those of a hop that lies [`LOOK`] frames ahead of the points that are read.
    halves: Row,
    fine: Fine,
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
        Self {
            hop,
            half: std::array::from_fn(tap),
            history: Row::silent(PAST + 2 * TURN * hop),
            from: 0,
            idle: TAPS - reach,
            halves: Row::silent(2 * (KEPT + hop + fine::LOOK)),
            fine: Fine::new(hop),
        }
    }

    pub(super) fn reset(&mut self) {
        for row in [&mut self.history, &mut self.halves] {
            row.samples_mut().fill(0.0);
        }
    }

    /// Takes a hop of frames; the largest peak of each ear in the hop that lies the reach before them.
    #[inline(always)]
    pub(super) fn feed<S: Simd>(&mut self, simd: S, frames: &[Frame]) -> Pair {
        let history = self.history.samples_mut();
        self.from += self.hop;
        if self.from == TURN * self.hop {
            history.copy_within(2 * self.from.., 0);
            self.from = 0;
        }
        let (_, cells) = history.split_at_mut(2 * self.from + PAST - 2 * self.idle);
        for (cell, x) in cells.iter_mut().zip(frames.as_flattened()) {
            *cell = audible(*x) as f32;
        }
        self.halves.samples_mut().copy_within(2 * self.hop..2 * (self.hop + KEPT), 0);
        self.fill_halves(simd);
        self.peak(simd)
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

    /// The largest points of a hop.
    #[inline(always)]
    fn peak<S: Simd>(&mut self, simd: S) -> Pair {
        // From the first frame that the filters look at, in both rows.
        let (_, samples) = self.history.samples().split_at(2 * (self.from + TAPS - 1 - LOOK - fine::LOOK));
        let (_, halves) = self.halves.samples().split_at(2 * (KEPT - LOOK - fine::LOOK));
        let (samples, halves) = (samples.as_chunks::<MANY>().0, halves.as_chunks::<MANY>().0);
        let units = self.hop / UNIT + 1;
        let mut most = simd.splat(QUIETEST as f32);
        for (samples, halves) in samples.iter().zip(halves).take(units) {
            for from in (0..MANY).step_by(S::WIDTH) {
                let both = [samples, halves].map(|row| simd.magnitude(simd.get(row, from)));
                most = simd.higher(most, simd.higher(both[0], both[1]));
            }
        }
        let most = highest(simd, most);
        let scale = simd.both(most.map(|most| ONE / most));
        for ((to, halfway), (samples, halves)) in self.fine.given().zip(samples.iter().zip(halves)) {
            for from in (0..MANY).step_by(2 * S::WIDTH) {
                for (to, row) in [(&mut *to, samples), (&mut *halfway, halves)] {
                    let [low, high] = [0, S::WIDTH].map(|more| simd.times(simd.get(row, from + more), scale));
                    simd.keep(to, from, simd.narrow(low, high));
                }
            }
        }
        let mut largest = simd.fill(0);
        for points in self.fine.run(simd) {
            for from in (0..MANY).step_by(2 * S::WIDTH) {
                largest = simd.greater(largest, simd.fetch(points, from));
            }
        }
        let [left, right] = greatest(simd, largest).map(|x| f32::from(x) / ONE);
        [left * most[0], right * most[1]]
    }
}
