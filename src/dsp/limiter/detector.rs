//! What the input asks for: its true peak, ahead of time.
//!
//! A short kernel makes the points half-way between two frames, and the strict stage's own filters (see `fine`) the others
//! of those and the samples.
use super::super::Frame;
use super::super::larger::larger;
use super::super::simd::precision::singles;
use super::super::simd::{MANY, Simd, WIDEST};
use super::super::true_peak::{kaiser, sinc};
use super::QUIETEST;
use super::fine::{self, Fine, Many, ONE};
use super::lanes::{BLOCK, Belt, Pair, Row, greatest, highest};

const KAISER_BETA: f64 = 2.2;

/// Frames that the short filters look ahead.
const LOOK: usize = 2;

/// Pairs of samples that a point half-way is made of, at most.
const TAPS: usize = 20;

/// Frames to each side of a point, at most.
pub(super) const REACH: usize = TAPS + LOOK;

/// Samples of the frames that the kernel reaches over, but for one.
const PAST: usize = 2 * (2 * TAPS - 1);

/// Hops that the points of one are made of, and what the filters look at beside.
const LOOKED: usize = (2 * TAPS - 1 + fine::LOOK).div_ceil(16) + 1;

/// Lanes that are summed at a time.
const WIDE: usize = 2 * WIDEST;

/// Points half-way of the last hop that are kept.
const KEPT: usize = 2 * BLOCK;

#[derive(Debug, Clone)]
pub(super) struct Detector {
    /// Frames in a hop.
    hop: usize,
    /// By distance, the farthest sample first: its weight in the point half-way.
    half: [f32; TAPS],
    /// The frames before the newest hop, that, and as many as the taps that are zero reach. Both ears alternate in all rows.
    history: Belt,
    /// Frames before the newest hop; how many of them the kernel does not reach over, and how many are no more on their
    /// way through the look-ahead.
    before: usize,
    unreached: usize,
    gone: usize,
    /// The last few points half-way, then those of a hop that lies [`LOOK`] frames ahead of the points that are read.
    halves: Row,
    /// The loudest sample of each of the last hops, the newest first: of all that is looked at.
    loudest: [Pair; LOOKED],
    fine: Fine,
}

impl Detector {
    /// `reach`: frames to each side of a point, the detector's delay, no more than [`REACH`]; `hop`: frames in one call, a
    /// multiple of 16; `latency`: frames of the look-ahead, no less than a hop.
    pub(super) fn new(reach: usize, hop: usize, latency: usize) -> Self {
        let reach = reach.clamp(LOOK + 1, REACH) - LOOK;
        let tap = |k: usize| match (TAPS - k) as f64 - 0.5 {
            u if u < reach as f64 => (sinc(u) * kaiser(u / reach as f64, KAISER_BETA)) as f32,
            _ => 0.0,
        };
        // Taps that are zero, at either end: the newest frames lie that much nearer.
        let (reached, waiting) = (PAST / 2 - (TAPS - reach), latency - hop);
        // What is in the look-ahead begins a line of the cache.
        let gone = reached.saturating_sub(waiting).next_multiple_of(BLOCK);
        let before = waiting + gone;
        Self {
            hop,
            half: std::array::from_fn(tap),
            history: Belt::silent(2 * (before + hop + TAPS), 2 * hop, 1),
            before,
            unreached: before - reached,
            gone,
            halves: Row::silent(2 * (KEPT + hop + fine::LOOK)),
            loudest: [[QUIETEST as f32; 2]; LOOKED],
            fine: Fine::new(hop),
        }
    }

    pub(super) fn reset(&mut self) {
        self.history.silence();
        self.halves.samples_mut().fill(0.0);
        self.loudest = [[QUIETEST as f32; 2]; LOOKED];
    }

    /// Takes a hop of frames.
    #[inline(always)]
    pub(super) fn take<S: Simd>(&mut self, simd: S, frames: &[Frame]) {
        self.history.advance();
        let (_, cells) = self.history.samples_mut().split_at_mut(2 * self.before);
        let mut loudest = simd.splat(QUIETEST as f32);
        for (cells, frames) in cells.as_chunks_mut().0.iter_mut().zip(frames.as_flattened().as_chunks().0) {
            singles(simd, cells, frames);
            for from in (0..WIDEST).step_by(S::WIDTH) {
                loudest = simd.higher(loudest, simd.magnitude(simd.get(cells, from)));
            }
        }
        self.loudest.rotate_right(1);
        if let Some(newest) = self.loudest.first_mut() {
            *newest = highest(simd, loudest);
        }
    }

    /// The frames in the look-ahead, those that leave next first, both ears alternating.
    #[inline(always)]
    pub(super) fn ahead(&self) -> &[f32] {
        self.history.samples().get(2 * self.gone..).unwrap_or_default()
    }

    /// Makes the points half-way of the hop that lies the reach before the one that was taken.
    #[inline(always)]
    pub(super) fn halve<S: Simd>(&mut self, simd: S) {
        let halves = self.halves.samples_mut();
        if let Some(kept) =
            halves.get(2 * self.hop..).and_then(|rest| rest.first_chunk::<{ 2 * KEPT }>()).copied()
        {
            for (half, kept) in halves.iter_mut().zip(kept) {
                *half = kept;
            }
        }
        let (_, history) = self.history.samples().split_at(2 * self.unreached);
        let (_, halves) = self.halves.samples_mut().split_at_mut(2 * KEPT);
        for (nth, half) in halves.as_chunks_mut::<WIDE>().0.iter_mut().enumerate() {
            let Some(window) =
                history.get(WIDE * nth..).and_then(|rest| rest.first_chunk::<{ PAST + WIDE }>())
            else {
                continue;
            };
            // Room for the registers of the narrowest set; two sums to each of the widest, so that none waits.
            let mut sums = [[simd.splat(0.0); 8]; 2];
            // The nearest samples first: the newest ones have been written only now.
            for (pair, taps) in self.half.as_chunks::<2>().0.iter().enumerate().rev() {
                for (nth, (tap, sums)) in taps.iter().zip(&mut sums).enumerate() {
                    add_ends(simd, window, 4 * pair + 2 * nth, *tap, sums);
                }
            }
            let [even, odd] = sums;
            for (from, (even, odd)) in (0..WIDE).step_by(S::WIDTH).zip(even.into_iter().zip(odd)) {
                simd.put(half, from, simd.add(even, odd));
            }
        }
    }

    /// The largest peak of each ear in that hop.
    #[inline(always)]
    pub(super) fn peak<S: Simd>(&mut self, simd: S) -> Pair {
        // From the first frame that the filters look at, in both rows.
        let (_, samples) =
            self.history.samples().split_at(2 * (self.unreached + TAPS - 1 - LOOK - fine::LOOK));
        let (_, halves) = self.halves.samples().split_at(2 * (KEPT - LOOK - fine::LOOK));
        let (samples, halves) = (samples.as_chunks::<MANY>().0, halves.as_chunks::<MANY>().0);
        let most = self.loudest.iter().fold([0.0; 2], |a, b| [larger(a[0], b[0]), larger(a[1], b[1])]);
        let scale = simd.both(most.map(|most| ONE / most));
        for ((to, halfway), (samples, halves)) in self.fine.given().zip(samples.iter().zip(halves)) {
            narrow(simd, to, samples, scale);
            narrow(simd, halfway, halves, scale);
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

/// Adds the samples that lie as far from one end of the window as from the other, in the same proportion.
#[inline(always)]
fn add_ends<S: Simd>(simd: S, window: &[f32; PAST + WIDE], lane: usize, tap: f32, sums: &mut [S::W; 8]) {
    let ends = [lane, PAST - lane].map(|from| window.get(from..).and_then(|rest| rest.first_chunk::<WIDE>()));
    let ([Some(early), Some(late)], tap) = (ends, simd.splat(tap)) else { return };
    for (from, sum) in (0..WIDE).step_by(S::WIDTH).zip(sums) {
        *sum = simd.times_add(tap, simd.add(simd.get(early, from), simd.get(late, from)), *sum);
    }
}

/// A unit of a row to scale.
#[inline(always)]
fn narrow<S: Simd>(simd: S, to: &mut Many, row: &[f32; MANY], scale: S::W) {
    for from in (0..MANY).step_by(2 * S::WIDTH) {
        let low = simd.times(simd.get(row, from), scale);
        let high = simd.times(simd.get(row, from + S::WIDTH), scale);
        simd.keep(to, from, simd.narrow(low, high));
    }
}
