//! The strict stage: what is played and what is planned never read over the ceiling.
//!
//! The gain is a sum of overlapping humps, one per hop, each scaled by its knot. What was emitted, with the humps
//! already placed and silence after them, is the *plan*; its points under the meter are kept here. A new hump adds a
//! known set of points in proportion to its knot, so the largest knot that keeps all points inside has a closed form, and
//! 0 always does: if the plan was inside before, it is inside after, whatever the signal. The first plan is silence.
//! All points of a frame are judged as one: the largest of them is a convex function of the knot, so on the way from no
//! hump to a whole one it lies below the straight line between the largest before and the largest after.
//! Of frames so far back that a hump adds but an arc of a sine to each (see `interpolator`), only the largest is kept: it
//! grows by no more than the crest of the arc, which is the half-way point.
#![expect(clippy::indexing_slicing, reason = "points are counted by constants, rows are cut by design")]
use std::cell::Cell;

use super::super::larger::larger;
use super::super::simd::{Simd, WIDEST};
use super::interpolator::{ARCS, BEHIND, BEYOND, FAR, Interpolator, POINTS, UNSEEN, loaded, near};
use super::lanes::{Block, Column, Pair, Row, highest};
use super::midway::Midway;

/// The ceiling that the points are held to, of the true one: covers what the points do not see (see `interpolator`).
pub(super) const BOUND: f32 = 0.988;
const _: () = assert!(BOUND * (1.0 + UNSEEN) < 0.9999, "or the ceiling is not held");

/// What a hump must leave of the bound for later ones ahead of it; freed as the points pass into the past, by so much per
/// frame, and all of it where only the largest is kept.
const RESERVE: f32 = 0.004;
const FREED: f32 = 1.0 / 40.0;

/// A hump that does not fit is made smaller than it must be, so that there is room where it was tight: the hump after it
/// adds a little there too, and would else have to vanish.
const MODESTY: f32 = 0.75;

/// Room at a point is never called smaller than this: the steps down to it can be counted.
const LEAST_ROOM: f32 = 1e-30;

/// Blocks of the frames before the near ones.
const FAR_BLOCKS: usize = FAR / (WIDEST / 2);

/// Half of the points of a frame; the others are as far from the next frame as these from theirs.
const HALF: usize = POINTS / 2;

#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Blocks that a hop moves on.
    step: usize,
    interpolator: Interpolator,
    midway: Midway,
    /// The plan's points by block and by their place behind the frame, both ears alternating, of the frames near the newest
    /// hump, then of those that only the next hump is near.
    points: Box<[Column<POINTS>]>,
    /// The first ones of these once more, in a row, and the half-way ones on to the farthest that the hump reaches.
    starts: Row,
    halves: Row,
    /// The largest point of each frame, or a bound of it, without its sign: of the frames before those, then of those.
    largest: Row,
    /// By how much a whole hump raises it.
    rise: Row,
    /// The share of the ceiling open to the near points.
    open: Row,
    /// Largest point of each ear that went into the past.
    peak: Pair,
}

impl Plan {
    /// `length`: frames in a hump, a multiple of 32; `hop`: frames between humps, a multiple of 8.
    pub(super) fn new(length: usize, hop: usize) -> Self {
        let interpolator = Interpolator::new(length);
        let (near, step) = (interpolator.near(), 2 * hop / WIDEST);
        let ahead = (BEYOND / (WIDEST / 2)).max(step);
        let mut open = Row::silent(near * WIDEST);
        for (lane, open) in open.samples_mut().iter_mut().enumerate() {
            let age = (BEHIND as f32 - lane as f32 / 2.0).ceil().max(0.0);
            *open = BOUND * (1.0 - RESERVE * (1.0 - age * FREED));
        }
        Self {
            step,
            interpolator,
            midway: Midway::new(),
            points: std::iter::repeat_n(Column::SILENT, near + step).collect(),
            starts: Row::silent((near + step + 1) * WIDEST),
            halves: Row::silent((near + ahead + 1 + step) * WIDEST),
            largest: Row::silent((FAR_BLOCKS + near + step) * WIDEST),
            rise: Row::silent((FAR_BLOCKS + near) * WIDEST),
            open,
            peak: [0.0; 2],
        }
    }

    /// Forgets the past.
    pub(super) fn reset(&mut self) {
        self.points.fill(Column::SILENT);
        for row in [&mut self.starts, &mut self.halves, &mut self.largest] {
            row.samples_mut().fill(0.0);
        }
        self.peak = [0.0; 2];
    }

    /// Largest point of each ear since last asked.
    pub(super) fn take_peak(&mut self) -> Pair {
        std::mem::take(&mut self.peak)
    }

    /// Where the next hump goes before it is placed, both ears alternating.
    #[inline(always)]
    pub(super) fn hump_mut(&mut self) -> &mut [f32] {
        self.interpolator.stretch_mut()
    }

    /// Places the next hump, already scaled by the knot that is wanted. Returns the share of it, 0..=1, that fits.
    #[inline(always)]
    pub(super) fn place<S: Simd>(&mut self, simd: S, ceiling: Pair) -> f32 {
        self.interpolator.run(simd);
        self.unroll(simd);
        let share = fitting(self.tightest(simd, simd.both(ceiling)));
        self.add(simd, share);
        add_moved(simd, &mut self.largest, self.step, self.rise.samples().as_chunks().0, share);
        add_moved(simd, &mut self.starts, self.step, self.interpolator.samples(), share);
        let (_, halves) = self.interpolator.halves().split_at(FAR_BLOCKS);
        add_moved(simd, &mut self.halves, self.step, halves, share);
        self.read(simd);
        share
    }

    /// Finishes the interpolation and looks for the frame where the hump asks for most of the room: how many
    /// floating-point numbers what it asks for is above what there is. No point asks for more than its frame does.
    #[inline(always)]
    fn tightest<S: Simd>(&mut self, simd: S, ceiling: S::W) -> i32 {
        let (least, zero) = (simd.splat(LEAST_ROOM), simd.splat(0.0));
        let mut steps = [simd.no_steps(); 2];
        let largest = &self.largest.samples().as_chunks::<WIDEST>().0[self.step..];
        let (far, largest) = largest.split_at(FAR_BLOCKS);
        let (far_rise, rise) = self.rise.samples_mut().as_chunks_mut::<WIDEST>().0.split_at_mut(FAR_BLOCKS);
        let limit = simd.times(simd.splat(BOUND), ceiling);
        for ((hump, largest), rise) in self.interpolator.halves().iter().zip(far).zip(far_rise) {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let more = simd.magnitude(simd.get(hump, from));
                simd.put(rise, from, more);
                let left = simd.sub(limit, simd.get(largest, from));
                steps[0] = simd.steps(steps[0], more, simd.higher(left, least));
            }
        }
        let midway = self.midway;
        let open = self.open.samples().as_chunks::<WIDEST>().0;
        let (grid, eighths) = self.interpolator.grid();
        let plan = self.points[self.step..].iter().zip(eighths).zip(largest).zip(rise).zip(open).enumerate();
        for (at, ((((Column(plan), Column(eighths)), largest), rise), open)) in plan {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let hump = grid.points(simd, at, from);
                for (row, more) in eighths.iter_mut().zip(hump.iter().skip(1).step_by(2)) {
                    simd.put(row, from, *more);
                }
                let next = simd.get(self.starts.samples(), (self.step + at) * WIDEST + from + 2);
                let mut whole = column(simd, plan, from, next);
                for (x, more) in whole.iter_mut().zip(hump) {
                    *x = simd.add(*x, more);
                }
                let have = simd.get(largest, from);
                let more = simd.sub(midway.largest(simd, &whole), have);
                simd.put(rise, from, more);
                let left = simd.sub(simd.times(simd.get(open, from), ceiling), have);
                steps[1] = simd.steps(steps[1], simd.higher(more, zero), simd.higher(left, least));
            }
        }
        simd.most(steps[0]).max(simd.most(steps[1]))
    }

    /// Moves the near points on by a hop and adds a share of the hump.
    #[inline(always)]
    fn add<S: Simd>(&mut self, simd: S, share: f32) {
        let share = simd.splat(share);
        let columns = self.interpolator.columns();
        for at in 0..self.interpolator.near() {
            let (now, later) = self.points.split_at_mut(at + self.step);
            let (Column(now), Column(later)) = (&mut now[at], &later[0]);
            for ((now, later), hump) in now.iter_mut().zip(later).zip(columns.block(at)) {
                for from in (0..WIDEST).step_by(S::WIDTH) {
                    let x = simd.times(share, simd.get(hump, from));
                    simd.put(now, from, simd.add(simd.get(later, from), x));
                }
            }
        }
    }

    /// Reads the largest points of the frames that the next hump will not be near.
    #[inline(always)]
    fn read<S: Simd>(&mut self, simd: S) {
        let mut peak = simd.splat(0.0);
        let far = self.largest.samples().as_chunks::<WIDEST>().0[..FAR_BLOCKS].iter();
        for block in far.rev().take(self.step) {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                peak = simd.higher(peak, simd.get(block, from));
            }
        }
        let peak = highest(simd, peak);
        self.peak = [larger(self.peak[0], peak[0]), larger(self.peak[1], peak[1])];
    }

    /// All points of the frames that this hump is near and the last one was not, from the half-way ones.
    #[inline(always)]
    fn unroll<S: Simd>(&mut self, simd: S) {
        let (first, step, bound) = (self.interpolator.near(), self.step, simd.splat(self.midway.gain));
        let news = &mut self.largest.samples_mut().as_chunks_mut::<WIDEST>().0[FAR_BLOCKS + first..];
        let frame = first * WIDEST / 2;
        let half = [
            near(&self.halves, frame - 1, step),
            near(&self.halves, frame, step),
            near(&self.halves, frame + 1, step),
        ];
        for (at, (Column(next), new)) in self.points[first..].iter_mut().zip(news).enumerate() {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let [before, x, after] = loaded(simd, &half, at, from);
                let slope = simd.sub(before, after);
                simd.put(&mut next[HALF], from, x);
                let mut largest = simd.magnitude(x);
                for (point, arc) in [(1, ARCS[1]), (2, ARCS[2]), (3, ARCS[3])] {
                    let [height, lean] = arc.map(|weight| simd.splat(weight));
                    let (level, lean) = (simd.times(height, x), simd.times(lean, slope));
                    simd.put(&mut next[point], from, simd.add(level, lean));
                    simd.put(&mut next[POINTS - point], from, simd.sub(level, lean));
                    largest = simd.higher(largest, simd.add(simd.magnitude(level), simd.magnitude(lean)));
                }
                // No sample of a hump was there yet.
                simd.put(new, from, simd.times(bound, largest));
            }
        }
    }
}

/// The points of one register of a column, and the first of the next frame.
#[inline(always)]
fn column<S: Simd>(simd: S, blocks: &[Block; POINTS], from: usize, next: S::W) -> [S::W; POINTS + 1] {
    let mut x = [next; POINTS + 1];
    for (x, block) in x.iter_mut().zip(blocks) {
        *x = simd.get(block, from);
    }
    x
}

/// The share of a hump that fits if it asks for what lies so many floating-point numbers above the room. Their count is
/// the logarithm of the ratio to within 6 % of it, and so is the way back: of the room no more than 0.85 is taken.
#[inline(always)]
fn fitting(steps: i32) -> f32 {
    if steps <= 0 {
        return 1.0;
    }
    MODESTY * f32::from_bits(1.0f32.to_bits().saturating_sub(steps.cast_unsigned()))
}

/// Moves a row on by some blocks and adds a share of the hump.
#[inline(always)]
fn add_moved<S: Simd>(simd: S, row: &mut Row, step: usize, hump: &[Block], share: f32) {
    let share = simd.splat(share);
    let blocks = Cell::from_mut(row.samples_mut().as_chunks_mut::<WIDEST>().0).as_slice_of_cells();
    for ((block, later), hump) in blocks.iter().zip(&blocks[step..]).zip(hump) {
        let (mut sum, later) = ([0.0; WIDEST], later.get());
        for from in (0..WIDEST).step_by(S::WIDTH) {
            let x = simd.times(share, simd.get(hump, from));
            simd.put(&mut sum, from, simd.add(simd.get(&later, from), x));
        }
        block.set(sum);
    }
}

#[cfg(test)]
mod tests;
