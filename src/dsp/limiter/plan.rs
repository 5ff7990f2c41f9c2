//! The strict stage: what is played and what is planned never read over the ceiling.
//!
//! The gain is a sum of overlapping humps, one per hop, each scaled by its knot. What was emitted, with the humps
//! already placed and silence after them, is the *plan*; its samples and the points half-way between them are kept here. A
//! new hump adds a known set of points in proportion to its knot, so the largest knot that keeps all points inside has a
//! closed form, and 0 always does: if the plan was inside before, it is inside after, whatever the signal. The first plan
//! is silence.
//! All points of a frame are judged as one: the largest of them is a convex function of the knot, so on the way from no
//! hump to a whole one it lies below the straight line between the largest before and the largest after.
//!
//! ```text
//! frames        -48          -8    0        length  +8           +48
//!                |--- far ----|---- near: all points --|--- far ----|
//! ```
//! To frames far from it a hump adds but an arc of a sine between each two. Of those behind, only the largest point is
//! kept: it grows by no more than the crest of the arc, which is the half-way point. Those to come are not looked at until
//! a hump is near: what comes before cannot lift them to half of the ceiling.
use super::super::larger::larger;
use super::super::simd::{MANY, Simd, WIDEST};
use super::fine::{Fine, LOOK, Many, ONE, ROUNDING};
use super::halves::{FAR, Halves, NEAR};
use super::lanes::{BLOCK, Belt, Block, Pair, Row, highest};

/// The ceiling that the points are held to, of the true one: covers what the points do not see.
pub(super) const BOUND: f32 = 0.968;
const _: () = assert!(BOUND * (1.0 + UNSEEN + ROUNDING) < 0.9999, "or the ceiling is not held");

/// What the meter may read over what the points of a signal are held to, as a share: the worst case over all signals
/// whose samples are within the same bound.
pub(super) const UNSEEN: f32 = 0.0293;

/// What a hump must leave of the bound for later ones ahead of it; freed as the points pass into the past, by so much per
/// frame, and all of it where only the largest is kept.
const RESERVE: f32 = 0.004;
const FREED: f32 = 1.0 / 40.0;

/// A hump that does not fit is made smaller than it must be, so that there is room where it was tight: the hump after it
/// adds a little there too, and would else have to vanish.
const MODESTY: f32 = 0.75;

/// Room at a point is never called smaller than this: the steps down to it can be counted.
const LEAST_ROOM: f32 = 1e-30;

/// Far from any sample there is half a period of a sine between two frames, under a straight line of so much slope: by
/// this share of the difference of its neighbours the point half-way is not the largest (the maximum of x cos(pi x), half
/// of it).
const LEAN: f32 = 0.0893;

/// Blocks of the frames before the near ones, and of those of them that the filters look at.
const BEFORE: usize = FAR / BLOCK;
const LOOKED: usize = LOOK.div_ceil(BLOCK);

/// Lanes before the frames that the filters may look at: the near ones then begin a line of the cache.
const FRONT: usize = MANY - LOOKED * WIDEST;

#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Blocks of the near frames, and blocks that a hop moves on.
    near: usize,
    step: usize,
    /// The hump that is placed next, with a knot of 1 and silence around it as far as the filters look; its points half-way.
    hump: Row,
    arcs: Halves,
    /// The samples and the points half-way of both together, to scale, from [`FRONT`] on.
    whole: [Row<i16>; 2],
    fine: Fine,
    /// The plan's samples as far; its points half-way from there to the farthest frame that the hump reaches.
    samples: Belt,
    halves: Belt,
    /// The largest point of each frame, or a bound of it, without its sign: of the far frames before, then of the near.
    largest: Belt,
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
        let (near, step) = ((length + 2 * NEAR) / BLOCK, hop / BLOCK);
        let looked = near + 2 * LOOKED;
        let mut open = Row::silent(near * WIDEST);
        for (lane, open) in open.samples_mut().iter_mut().enumerate() {
            let age = (NEAR as f32 - lane as f32 / 2.0).ceil().max(0.0);
            *open = BOUND * (1.0 - RESERVE * (1.0 - age * FREED));
        }
        Self {
            near,
            step,
            hump: Row::silent(looked * WIDEST),
            arcs: Halves::new(length),
            whole: [Row::silent(FRONT + looked * WIDEST), Row::silent(FRONT + looked * WIDEST)],
            fine: Fine::new(near * BLOCK),
            samples: Belt::silent(looked * WIDEST, step * WIDEST, 3),
            halves: Belt::silent((LOOKED + near + BEFORE) * WIDEST, step * WIDEST, 5),
            largest: Belt::silent((BEFORE + near) * WIDEST, step * WIDEST, 7),
            rise: Row::silent((BEFORE + near) * WIDEST),
            open,
            peak: [0.0; 2],
        }
    }

    /// Forgets the past.
    pub(super) fn reset(&mut self) {
        for belt in [&mut self.samples, &mut self.halves, &mut self.largest] {
            belt.silence();
        }
        self.peak = [0.0; 2];
    }

    /// Largest point of each ear since last asked.
    pub(super) fn take_peak(&mut self) -> Pair {
        std::mem::take(&mut self.peak)
    }

    /// Moves on by a hop.
    #[inline(always)]
    pub(super) fn advance<S: Simd>(&mut self, simd: S) {
        self.samples.advance_silent();
        self.halves.advance_silent();
        self.largest.advance();
        self.meet(simd);
    }

    /// Prepares the next hump: frames, weighted. A whole hump has a knot of 1.
    #[inline(always)]
    pub(super) fn shape<S: Simd>(&mut self, simd: S, frames: &[f32], weights: &[Pair]) {
        let (frames, weights) =
            (frames.as_chunks::<WIDEST>().0, weights.as_flattened().as_chunks::<WIDEST>().0);
        let (_, hump) = self.hump.blocks_mut().split_at_mut(LOOKED + NEAR / BLOCK);
        for (to, (x, weight)) in hump.iter_mut().zip(frames.iter().zip(weights)) {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                simd.put(to, from, simd.times(simd.get(x, from), simd.get(weight, from)));
            }
        }
        let (hump, _) = hump.split_at(weights.len());
        self.arcs.run(simd, hump.as_flattened().as_chunks().0);
    }

    /// Places the hump with the knot that is wanted. Returns the share of it, 0..=1, that fits.
    #[inline(always)]
    pub(super) fn place<S: Simd>(&mut self, simd: S, knot: f32, ceiling: Pair) -> f32 {
        self.refine(simd, knot, ceiling);
        let share = fitting(self.tightest(simd, knot, ceiling));
        let (_, arcs) = self.arcs.points().split_at(BEFORE - LOOKED);
        add(simd, self.largest.samples_mut(), self.rise.blocks(), share);
        let (_, samples) = self.samples.samples_mut().split_at_mut((LOOKED + NEAR / BLOCK) * WIDEST);
        let (_, hump) = self.hump.blocks().split_at(LOOKED + NEAR / BLOCK);
        let (hump, _) = hump.split_at(self.near - 2 * NEAR / BLOCK);
        add(simd, samples, hump, knot * share);
        add(simd, self.halves.samples_mut(), arcs, knot * share);
        self.read(simd);
        share
    }

    /// The largest points of the frames that this hump is near and no sample was yet.
    #[inline(always)]
    fn meet<S: Simd>(&mut self, simd: S) {
        let lean = simd.splat(LEAN);
        let (_, halves) = self.halves.samples().split_at((LOOKED + self.near - self.step) * WIDEST - 2);
        let (_, news) = self.largest.samples_mut().split_at_mut((BEFORE + self.near - self.step) * WIDEST);
        for (nth, new) in news.as_chunks_mut::<WIDEST>().0.iter_mut().enumerate() {
            let Some(halves) =
                halves.get(nth * WIDEST..).and_then(|rest| rest.first_chunk::<{ WIDEST + 4 }>())
            else {
                continue;
            };
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let (before, x) = (simd.get(halves, from), simd.get(halves, from + 2));
                let behind = simd.get(halves, from + 4);
                let slope = simd.magnitude(simd.sub(before, behind));
                simd.put(new, from, simd.add(simd.magnitude(x), simd.times(lean, slope)));
            }
        }
    }

    /// All points of the plan with the whole hump.
    #[inline(always)]
    fn refine<S: Simd>(&mut self, simd: S, knot: f32, [left, right]: Pair) {
        let (knot, scale) = (simd.splat(knot), simd.both([ONE / left, ONE / right]));
        let (_, arcs) = self.arcs.points().split_at(BEFORE - LOOKED);
        let samples = self.samples.blocks().as_chunks().0.iter().zip(self.hump.blocks().as_chunks().0);
        let halves = self.halves.blocks().as_chunks().0.iter().zip(arcs.as_chunks().0);
        let [to, halfway] = self
            .whole
            .each_mut()
            .map(|row| row.samples_mut().split_at_mut(FRONT).1.as_chunks_mut().0.iter_mut());
        for ((to, halfway), ((plan, hump), (points, arcs))) in to.zip(halfway).zip(samples.zip(halves)) {
            narrow(simd, to, plan, hump, [knot, scale]);
            narrow(simd, halfway, points, arcs, [knot, scale]);
        }
    }

    /// Looks for the frame where the hump asks for most of the room: how many floating-point numbers what it asks for is
    /// above what there is.
    #[inline(always)]
    fn tightest<S: Simd>(&mut self, simd: S, knot: f32, ceiling: Pair) -> i32 {
        let [samples, halves] = self.whole.each_ref().map(|row| row.samples().split_at(MANY - 2 * LOOK).1);
        let points = self.fine.run(simd, samples, halves);
        let [left, right] = ceiling;
        let unit = simd.both([left / ONE, right / ONE]);
        let (knot, ceiling) = (simd.splat(knot), simd.both(ceiling));
        let (least, zero, limit) =
            (simd.splat(LEAST_ROOM), simd.splat(0.0), simd.times(simd.splat(BOUND), ceiling));
        let (far, largest) = self.largest.blocks().split_at(BEFORE);
        let (far_rise, rise) = self.rise.blocks_mut().split_at_mut(BEFORE);
        let mut steps = [simd.no_steps(); 2];
        for ((far, rise), arcs) in far.iter().zip(far_rise).zip(self.arcs.points()) {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let more = simd.times(knot, simd.magnitude(simd.get(arcs, from)));
                simd.put(rise, from, more);
                let room = simd.sub(limit, simd.get(far, from));
                steps[0] = simd.steps(steps[0], more, simd.higher(room, least));
            }
        }
        let near = largest.as_chunks::<2>().0.iter().zip(rise.as_chunks_mut::<2>().0);
        for ((points, open), (have, rise)) in
            points.iter().zip(self.open.blocks().as_chunks::<2>().0).zip(near)
        {
            let (open, have, rise) = (open.as_flattened(), have.as_flattened(), rise.as_flattened_mut());
            for from in (0..MANY).step_by(2 * S::WIDTH) {
                let whole = simd.widen(simd.fetch(points, from));
                for (nth, whole) in whole.into_iter().enumerate() {
                    let at = from + nth * S::WIDTH;
                    let have = simd.get(have, at);
                    let more = simd.sub(simd.times(whole, unit), have);
                    simd.put(rise, at, more);
                    let room = simd.sub(simd.times(simd.get(open, at), ceiling), have);
                    steps[1] = simd.steps(steps[1], simd.higher(more, zero), simd.higher(room, least));
                }
            }
        }
        simd.most(steps[0]).max(simd.most(steps[1]))
    }

    /// Reads the largest points of as many frames as a hop has, those that have just become far among them.
    #[inline(always)]
    fn read<S: Simd>(&mut self, simd: S) {
        let mut peak = simd.splat(0.0);
        let (past, _) = self.largest.blocks().split_at(self.step.max(BEFORE));
        for block in past.iter().rev().take(self.step) {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                peak = simd.higher(peak, simd.get(block, from));
            }
        }
        let peak = highest(simd, peak);
        self.peak = [larger(self.peak[0], peak[0]), larger(self.peak[1], peak[1])];
    }
}

/// The sum of a plan and a hump with its knot, to scale.
#[inline(always)]
fn narrow<S: Simd>(simd: S, to: &mut Many, plan: &[Block; 2], hump: &[Block; 2], [knot, scale]: [S::W; 2]) {
    let (plan, hump) = (plan.as_flattened(), hump.as_flattened());
    for from in (0..MANY).step_by(2 * S::WIDTH) {
        let next = from + S::WIDTH;
        let low = simd.times_add(knot, simd.get(hump, from), simd.get(plan, from));
        let high = simd.times_add(knot, simd.get(hump, next), simd.get(plan, next));
        simd.keep(to, from, simd.narrow(simd.times(low, scale), simd.times(high, scale)));
    }
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

/// Adds a share of the hump.
#[inline(always)]
fn add<S: Simd>(simd: S, row: &mut [f32], hump: &[Block], share: f32) {
    let share = simd.splat(share);
    for (block, hump) in row.as_chunks_mut::<WIDEST>().0.iter_mut().zip(hump) {
        for from in (0..WIDEST).step_by(S::WIDTH) {
            let sum = simd.times_add(share, simd.get(hump, from), simd.get(block, from));
            simd.put(block, from, sum);
        }
    }
}

#[cfg(test)]
mod tests;
