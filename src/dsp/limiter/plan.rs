//! The strict stage: what is played and what is planned never read over the ceiling.
//!
//! The gain is a sum of overlapping humps, one per hop, each scaled by its knot. What was emitted, with the humps
//! already placed and silence after them, is the *plan*; its points under the meter are kept here. A new hump adds a
//! known set of points in proportion to its knot, so the largest knot that keeps all points inside has a closed form, and
//! 0 always does: if the plan was inside before, it is inside after, whatever the signal. The first plan is silence.
//! Of frames so far back that a hump adds but an arc of a sine to each (see `interpolator`), only the room for it is kept.
#![expect(clippy::indexing_slicing, reason = "points are counted by constants, rows are cut by design")]
use std::cell::Cell;

use super::super::simd::{Simd, WIDEST};
use super::interpolator::{ARCS, BEHIND, BEYOND, FAR, Interpolator, POINTS, UNSEEN, loaded};
use super::lanes::{Block, Column, Pair, Row, higher, highest};
use super::midway::{self, Midway};

/// The ceiling that the points are held to, of the true one: covers what the points do not see (see `interpolator`).
pub(super) const BOUND: f32 = 0.9905;
const _: () = assert!(BOUND * (1.0 + UNSEEN) < 0.9999, "or the ceiling is not held");

/// What a hump must leave of the bound for later ones ahead of it; freed as the points pass into the past, by so much per
/// frame, and all of it where only room is kept.
const RESERVE: f32 = 0.004;
const FREED: f32 = 1.0 / 40.0;

/// A hump that does not fit is made smaller than it must be, so that there is room where it was tight: the hump after it
/// adds a little there too, and would else have to vanish.
const MODESTY: f32 = 0.75;

/// Room at a point is never called smaller than this: the steps down to it can be counted.
const LEAST_ROOM: f32 = 1e-30;

/// Half of the points of a frame; the others are as far from the next frame as these from theirs.
const HALF: usize = POINTS / 2;

#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Blocks that a hop moves on.
    step: usize,
    interpolator: Interpolator,
    midway: Midway,
    /// The plan's points by block and by their place behind the frame, both ears alternating, of the frames near the newest
    /// hump, then of those that the next hump will be near.
    points: Box<[Column<POINTS>]>,
    /// The first ones of these once more, in a row, and the half-way ones on to the farthest that the hump reaches.
    starts: Row,
    halves: Row,
    /// How far up and down the half-way points before those may still move, as long as all between two frames move with
    /// them along a sine; then a hop of frames that come next.
    room: [Row; 2],
    /// The share of the ceiling open to the near points.
    open: Box<[Block]>,
    /// Largest point of each ear that went into the past.
    peak: Pair,
}

impl Plan {
    /// `length`: frames in a hump, a multiple of 32; `hop`: frames between humps, a multiple of 8.
    pub(super) fn new(length: usize, hop: usize) -> Self {
        let interpolator = Interpolator::new(length);
        let (near, step) = (interpolator.near(), 2 * hop / WIDEST);
        let ahead = (BEYOND / (WIDEST / 2)).max(step);
        let open = |at: usize| {
            std::array::from_fn(|lane| {
                let age = (BEHIND as f32 - (at * WIDEST + lane) as f32 / 2.0).ceil().max(0.0);
                BOUND * (1.0 - RESERVE * (1.0 - age * FREED))
            })
        };
        Self {
            step,
            interpolator,
            midway: Midway::new(),
            points: std::iter::repeat_n(Column::SILENT, near + step).collect(),
            starts: Row::silent((near + step + 1) * WIDEST),
            halves: Row::silent((near + ahead + 1 + step) * WIDEST),
            room: std::array::from_fn(|_| Row::silent((FAR / (WIDEST / 2) + step) * WIDEST)),
            open: (0..near).map(open).collect(),
            peak: [0.0; 2],
        }
    }

    /// Forgets the past; the ceilings are those from now on.
    pub(super) fn reset(&mut self, ceiling: Pair) {
        self.points.fill(Column::SILENT);
        self.starts.samples_mut().fill(0.0);
        self.halves.samples_mut().fill(0.0);
        for row in &mut self.room {
            row.samples_mut().as_chunks_mut().0.fill(ceiling.map(|c| BOUND * c));
        }
        self.peak = [0.0; 2];
    }

    /// Largest point of each ear since last asked.
    pub(super) fn take_peak(&mut self) -> Pair {
        std::mem::take(&mut self.peak)
    }

    /// Places the next hump, already scaled by the knot that is wanted. Returns the share of it, 0..=1, that fits.
    #[inline(always)]
    pub(super) fn place<S: Simd>(&mut self, simd: S, hump: &[Pair], ceiling: Pair) -> f32 {
        self.interpolator.run(simd, hump);
        let share = fitting(self.tightest(simd, simd.both(ceiling)));
        self.add(simd, share);
        add_moved(simd, &mut self.starts, self.step, self.interpolator.samples(), share);
        let (far, halves) = self.interpolator.halves().split_at(FAR / (WIDEST / 2));
        add_moved(simd, &mut self.halves, self.step, halves, share);
        let [up, down] = &mut self.room;
        add_moved(simd, up, self.step, far, -share);
        add_moved(simd, down, self.step, far, share);
        self.retire(simd, simd.both(ceiling.map(|c| BOUND * c)));
        self.unroll(simd);
        share
    }

    /// Finishes the interpolation and looks for the point where the hump asks for most of the room: how many
    /// floating-point numbers what it asks for is above what there is.
    #[inline(always)]
    fn tightest<S: Simd>(&mut self, simd: S, ceiling: S::W) -> i32 {
        let (least, zero) = (simd.splat(LEAST_ROOM), simd.splat(0.0));
        let far = FAR / (WIDEST / 2);
        let mut steps = [simd.no_steps(); 2];
        let up = &self.room[0].samples().as_chunks::<WIDEST>().0[self.step..][..far];
        let down = &self.room[1].samples().as_chunks::<WIDEST>().0[self.step..][..far];
        for ((hump, up), down) in self.interpolator.halves().iter().zip(up).zip(down) {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let more = simd.get(hump, from);
                let left = simd.pick(more, zero, [simd.get(up, from), simd.get(down, from)]);
                steps[0] = simd.steps(steps[0], simd.magnitude(more), simd.higher(left, least));
            }
        }
        let (grid, eighths) = self.interpolator.grid();
        let plan = self.points[self.step..].iter().zip(&self.open).zip(eighths).enumerate();
        for (at, ((Column(plan), open), Column(eighths))) in plan {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let limit = simd.times(simd.get(open, from), ceiling);
                let hump = grid.points(simd, at, from);
                for (row, more) in eighths.iter_mut().zip(hump.iter().skip(1).step_by(2)) {
                    simd.put(row, from, *more);
                }
                let next = simd.get(self.starts.samples(), (self.step + at) * WIDEST + from + 2);
                let plan = column(simd, plan, from, next);
                let mids = [&plan, &hump].map(|points| self.midway.between(simd, points));
                let (points, mids) =
                    (plan.into_iter().zip(hump).take(POINTS), mids[0].into_iter().zip(mids[1]));
                for (n, (have, more)) in points.chain(mids).enumerate() {
                    let left = simd.higher(simd.sub(limit, simd.turned(have, more)), least);
                    steps[n % 2] = simd.steps(steps[n % 2], simd.magnitude(more), left);
                }
            }
        }
        simd.most(steps[0]).max(simd.most(steps[1]))
    }

    /// Moves the near points on by a hop and adds a share of the hump.
    #[inline(always)]
    fn add<S: Simd>(&mut self, simd: S, share: f32) {
        let share = simd.splat(share);
        for (at, hump) in self.interpolator.columns().enumerate() {
            let (now, later) = self.points.split_at_mut(at + 1);
            let (Some(Column(now)), Some(Column(later))) = (now.last_mut(), later.get(self.step - 1)) else {
                return;
            };
            for ((now, later), hump) in now.iter_mut().zip(later).zip(hump) {
                for from in (0..WIDEST).step_by(S::WIDTH) {
                    let x = simd.times(share, simd.get(hump, from));
                    simd.put(now, from, simd.add(simd.get(later, from), x));
                }
            }
        }
    }

    /// Of the frames that the next hump will not be near, keeps the room that the points leave.
    #[inline(always)]
    fn retire<S: Simd>(&mut self, simd: S, limit: S::W) {
        let (zero, step) = (simd.splat(0.0), self.step);
        let rooms = self
            .room
            .each_mut()
            .map(|row| &mut row.samples_mut().as_chunks_mut::<WIDEST>().0[FAR / (WIDEST / 2)..][..step]);
        let [ups, downs] = rooms;
        let mut peak = zero;
        let leave = self.points.iter().zip(ups).zip(downs).take(step).enumerate();
        for (at, ((Column(leave), up), down)) in leave {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let next = simd.get(self.starts.samples(), at * WIDEST + from + 2);
                let x = column(simd, leave, from, next);
                let mids = self.midway.between(simd, &x);
                peak = simd.higher(peak, simd.magnitude(x[0]));
                // What the points are over the limit, up and down, in lengths of the sine there.
                let mut over = None;
                let points = (1..=HALF).map(|point| (x[point], x[POINTS - point], ARCS[point][0]));
                let mids = (0..HALF).map(|mid| (mids[mid], mids[POINTS - 1 - mid], midway::ARCS[mid]));
                for (a, b, arc) in points.chain(mids) {
                    let ends = [simd.higher(a, b), simd.higher(simd.sub(zero, a), simd.sub(zero, b))];
                    peak = simd.higher(peak, simd.higher(ends[0], ends[1]));
                    let longer = simd.splat(1.0 / arc);
                    let new = ends.map(|end| simd.times(longer, simd.sub(end, limit)));
                    let [above, below] = over.unwrap_or(new);
                    over = Some([simd.higher(above, new[0]), simd.higher(below, new[1])]);
                }
                let [above, below] = over.unwrap_or([zero; 2]);
                simd.put(up, from, simd.sub(zero, above));
                simd.put(down, from, simd.sub(zero, below));
            }
        }
        let peak = highest(simd, peak);
        self.peak = [higher(self.peak[0], peak[0]), higher(self.peak[1], peak[1])];
    }

    /// All points of the frames that the next hump will be near and this one was not, from the half-way ones.
    #[inline(always)]
    fn unroll<S: Simd>(&mut self, simd: S) {
        let (near, step) = (self.open.len(), self.step);
        let half = self.halves.samples();
        let frames = |lanes: usize| &half[near * WIDEST + lanes - 2..][..step * WIDEST];
        let half: [&[Block]; 3] = [frames(0), frames(2), frames(4)].map(|row| &row.as_chunks().0[..step]);
        for (at, Column(next)) in self.points[near..].iter_mut().enumerate() {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let [before, x, after] = loaded(simd, &half, at, from);
                let slope = simd.sub(before, after);
                simd.put(&mut next[HALF], from, x);
                for point in 1..HALF {
                    let [height, lean] = ARCS[point].map(|weight| simd.splat(weight));
                    let (level, lean) = (simd.times(height, x), simd.times(lean, slope));
                    simd.put(&mut next[point], from, simd.add(level, lean));
                    simd.put(&mut next[POINTS - point], from, simd.sub(level, lean));
                }
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
