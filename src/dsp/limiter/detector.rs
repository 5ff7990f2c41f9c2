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
const LOOKED: usize = (2 * TAPS - 1 + 2 * LOOK).div_ceil(16) + 1;

/// Registers that a unit of points fills in the narrowest set.
const MOST: usize = MANY / 8;

#[derive(Debug, Clone)]
pub(super) struct Detector {
    /// By distance, the farthest sample first: its weight in the point half-way, in every lane.
    half: [Many; TAPS],
    /// The frames before the newest hop, that, and as many as the taps that are zero reach. Both ears alternate in all rows.
    history: Belt,
    /// Frames before the newest hop; how many of them the kernel does not reach over, and how many are no more on their
    /// way through the look-ahead.
    before: usize,
    unreached: usize,
    gone: usize,
    /// The loudest sample of each of the last hops, the newest first: of all that is looked at. The loudest of them is full
    /// scale.
    loudest: [Pair; LOOKED],
    scale: Pair,
    /// The frames that the kernel reaches over, to scale.
    reached: Row<i16>,
    /// A unit of the last points half-way, then those of a hop that lies [`LOOK`] frames ahead of the points that are read.
    halves: Row<i16>,
    fine: Fine,
}

impl Detector {
    /// `reach`: frames to each side of a point, the detector's delay, no more than [`REACH`]; `hop`: frames in one call, a
    /// multiple of 16; `latency`: frames of the look-ahead, no less than a hop.
    pub(super) fn new(reach: usize, hop: usize, latency: usize) -> Self {
        let reach = reach.clamp(LOOK + 1, REACH) - LOOK;
        let tap = |k: usize| match (TAPS - k) as f64 - 0.5 {
            u if u < reach as f64 => {
                [(32_768.0 * sinc(u) * kaiser(u / reach as f64, KAISER_BETA)).round() as i16; MANY]
            }
            _ => [0; MANY],
        };
        // Taps that are zero, at either end: the newest frames lie that much nearer.
        let (reached, waiting) = (PAST / 2 - (TAPS - reach), latency - hop);
        // What is in the look-ahead begins a line of the cache.
        let gone = reached.saturating_sub(waiting).next_multiple_of(BLOCK);
        let before = waiting + gone;
        Self {
            half: std::array::from_fn(tap),
            history: Belt::silent(2 * (before + hop + TAPS), 2 * hop, 1),
            before,
            unreached: before - reached,
            gone,
            loudest: [[QUIETEST as f32; 2]; LOOKED],
            scale: [1.0; 2],
            reached: Row::silent((PAST + 2 * hop).next_multiple_of(MANY)),
            halves: Row::silent(MANY + 2 * hop),
            fine: Fine::new(hop),
        }
    }

    pub(super) fn reset(&mut self) {
        self.history.silence();
        self.halves.samples_mut().fill(0);
        (self.loudest, self.scale) = ([[QUIETEST as f32; 2]; LOOKED], [1.0; 2]);
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
        let most = self.most();
        let last = std::mem::replace(&mut self.scale, most.map(|most| ONE / most));
        let scale = simd.both(self.scale);
        let (_, history) = self.history.samples().split_at(2 * self.unreached);
        for (to, row) in self.reached.samples_mut().as_chunks_mut().0.iter_mut().zip(history.as_chunks().0) {
            narrow(simd, to, row, scale);
        }
        let (kept, halves) = self.halves.samples_mut().split_at_mut(MANY);
        let newest = halves.last_chunk().copied().unwrap_or([0; MANY]);
        let ratio = simd.both([self.scale[0] / last[0], self.scale[1] / last[1]]);
        for from in (0..MANY).step_by(2 * S::WIDTH) {
            let [low, high] = simd.widen(simd.fetch(&newest, from));
            simd.keep(kept, from, simd.narrow(simd.times(low, ratio), simd.times(high, ratio)));
        }
        for (nth, half) in halves.as_chunks_mut::<MANY>().0.iter_mut().enumerate() {
            let window = self.reached.samples().get(MANY * nth..).and_then(|rest| rest.first_chunk());
            let Some(window): Option<&[i16; PAST + MANY]> = window else { continue };
            let mut sums = [simd.fill(0); MOST];
            for (pair, tap) in self.half.iter().enumerate() {
                let [early, late] = [2 * pair, PAST - 2 * pair]
                    .map(|lane| window.get(lane..).and_then(|rest| rest.first_chunk::<MANY>()));
                let (Some(early), Some(late)) = (early, late) else { continue };
                for (from, sum) in (0..MANY).step_by(2 * S::WIDTH).zip(&mut sums) {
                    let both = simd.sum(simd.fetch(early, from), simd.fetch(late, from));
                    *sum = simd.sum(*sum, simd.share(both, simd.fetch(tap, from)));
                }
            }
            for (from, sum) in (0..MANY).step_by(2 * S::WIDTH).zip(sums) {
                simd.keep(half, from, sum);
            }
        }
    }

    /// The largest peak of each ear in that hop.
    #[inline(always)]
    pub(super) fn peak<S: Simd>(&mut self, simd: S) -> Pair {
        // From the first frame that the filters look at, in both rows.
        let (_, samples) = self.reached.samples().split_at(2 * (TAPS - 1 - LOOK - fine::LOOK));
        let (_, halves) = self.halves.samples().split_at(MANY - 2 * (LOOK + fine::LOOK));
        let mut largest = simd.fill(0);
        for points in self.fine.run(simd, samples, halves) {
            for from in (0..MANY).step_by(2 * S::WIDTH) {
                largest = simd.greater(largest, simd.fetch(points, from));
            }
        }
        let [left, right] = greatest(simd, largest).map(f32::from);
        [left / self.scale[0], right / self.scale[1]]
    }

    /// The loudest sample of each ear among the last eight of the first `frames` frames in the look-ahead.
    #[inline(always)]
    pub(super) fn brink<S: Simd>(&self, simd: S, frames: usize) -> Pair {
        let (until, _) = self.ahead().split_at(2 * frames);
        let mut loudest = simd.splat(0.0);
        if let Some(last) = until.last_chunk::<WIDEST>() {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                loudest = simd.higher(loudest, simd.magnitude(simd.get(last, from)));
            }
        }
        highest(simd, loudest)
    }

    /// The loudest sample of all that is looked at.
    #[inline(always)]
    fn most(&self) -> Pair {
        self.loudest.iter().fold([0.0; 2], |a, b| [larger(a[0], b[0]), larger(a[1], b[1])])
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
