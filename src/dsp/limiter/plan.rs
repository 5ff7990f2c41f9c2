//! The strict stage: what is played and what is planned never read over the ceiling.
//!
//! The gain is a sum of overlapping humps, one per hop, each scaled by its knot. What was emitted, with the humps
//! already placed and silence after them, is the *plan*; its points under the meter are kept here. A new hump adds a
//! known set of points in proportion to its knot, so the largest knot that keeps all points inside has a closed form, and
//! 0 always does: if the plan was inside before, it is inside after, whatever the signal. The first plan is silence.
#![expect(clippy::indexing_slicing, reason = "lanes are below their constant number, rows are cut by design")]
use super::super::simd::{Simd, WIDEST};
use super::super::true_peak::PHASES;
use super::interpolator::{Interpolator, SPREAD, UNSEEN};
use super::lanes::{Pair, Row, higher, highest};

/// The ceiling that the points are held to, of the true one: covers what the points do not see (see `interpolator`).
const BOUND: f32 = 0.9912;
const _: () = assert!(BOUND * (1.0 + UNSEEN) < 1.0, "or the ceiling is not held");

/// What a hump must leave of the bound for later ones ahead of it; freed as the points pass into the past.
const RESERVE: f32 = 0.012;

/// A hump that does not fit is made smaller than it must be, so that there is room where it was tight: the hump after it
/// adds a little there too, and would else have to vanish.
const MODESTY: f32 = 0.75;

/// Frames behind the hump whose points are still checked. Farther ahead of everything planned, samples within the ceiling
/// cannot make a point that is not.
const AHEAD: usize = 8;

/// Fractions that are kept apart while the tightest is looked for: none waits for another.
const APART: usize = 4;

/// Room at a point is never called smaller than this share of its limit: no division by zero.
const LEAST_ROOM: f32 = 1e-6;

#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Samples of both ears that a hop moves on.
    step: usize,
    interpolator: Interpolator,
    /// The plan's points by phase, both ears alternating, from `SPREAD` frames before the newest hump to `SPREAD` behind
    /// it; then a hop of silence that the next hump will reach.
    points: [Row; PHASES],
    /// The share of the ceiling open to the points that are checked, and that share of each ear's ceiling.
    open: Box<[f32]>,
    limit: Row,
    /// Largest point of each ear that went into the past.
    peak: Pair,
}

impl Plan {
    /// `length`: frames in a hump, a multiple of 16; `hop`: frames between humps, a multiple of 8.
    pub(super) fn new(length: usize, hop: usize) -> Self {
        let samples = 2 * (length + 2 * SPREAD);
        let open = |sample: usize| {
            let age = (SPREAD.saturating_sub(sample / 2) as f32 / SPREAD as f32).min(1.0);
            BOUND * (1.0 - RESERVE * (1.0 - age))
        };
        Self {
            step: 2 * hop,
            interpolator: Interpolator::new(length),
            points: std::array::from_fn(|_| Row::silent(samples + 2 * hop, 0)),
            open: (0..samples - 2 * (SPREAD - AHEAD)).map(open).collect(),
            limit: Row::silent(samples - 2 * (SPREAD - AHEAD), 0),
            peak: [0.0; 2],
        }
    }

    pub(super) fn reset(&mut self) {
        for row in &mut self.points {
            row.samples_mut().fill(0.0);
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
        let limits =
            self.limit.samples_mut().as_chunks_mut::<2>().0.iter_mut().zip(self.open.as_chunks::<2>().0);
        for (limit, open) in limits {
            *limit = [open[0] * ceiling[0], open[1] * ceiling[1]];
        }
        let mut passed = simd.splat(0.0);
        for row in &self.points {
            let (past, _) = row.samples().split_at(self.step);
            for block in past.as_chunks::<WIDEST>().0 {
                for from in (0..WIDEST).step_by(S::WIDTH) {
                    passed = simd.higher(passed, simd.magnitude(simd.get(block, from)));
                }
            }
        }
        let passed = highest(simd, passed);
        self.peak = [higher(self.peak[0], passed[0]), higher(self.peak[1], passed[1])];
        let tightest = self.tightest(simd);
        let share = if tightest > 1.0 { MODESTY / tightest } else { 1.0 };
        for (phase, row) in self.points.iter_mut().enumerate() {
            add_moved(simd, row.samples_mut(), self.step, self.interpolator.row(phase), share);
        }
        share
    }

    /// The most that the hump asks for of the room at any point, at least 0. Fractions are compared by multiplying them
    /// out; a single division is left per lane.
    #[inline(always)]
    fn tightest<S: Simd>(&self, simd: S) -> f32 {
        let (zero, one, least) = (simd.splat(0.0), simd.splat(1.0), simd.splat(LEAST_ROOM));
        let mut wants = [zero; APART];
        let mut rooms = [one; APART];
        for group in 0..PHASES / APART {
            let plan: [_; APART] = std::array::from_fn(|i| {
                let (_, plan) = self.points[APART * group + i].samples().split_at(self.step);
                plan.as_chunks::<WIDEST>().0
            });
            let hump: [_; APART] =
                std::array::from_fn(|i| self.interpolator.row(APART * group + i).as_chunks::<WIDEST>().0);
            for (at, limit) in self.limit.samples().as_chunks::<WIDEST>().0.iter().enumerate() {
                for from in (0..WIDEST).step_by(S::WIDTH) {
                    let limit = simd.get(limit, from);
                    let floor = simd.times(least, limit);
                    for (((want, room), plan), hump) in wants.iter_mut().zip(&mut rooms).zip(plan).zip(hump) {
                        let (have, more) = (simd.get(&plan[at], from), simd.get(&hump[at], from));
                        let left = simd.higher(simd.sub(limit, simd.turned(have, more)), floor);
                        let more = simd.magnitude(more);
                        let (new, old) = (simd.times(more, *room), simd.times(*want, left));
                        let larger = [simd.pick(new, old, [more, *want]), simd.pick(new, old, [left, *room])];
                        [*want, *room] = larger;
                    }
                }
            }
        }
        let mut tightest = 0.0;
        for (want, room) in wants.into_iter().zip(rooms) {
            let (mut n, mut d) = ([0.0f32; WIDEST], [1.0f32; WIDEST]);
            simd.put(&mut n, 0, want);
            simd.put(&mut d, 0, room);
            tightest = n.iter().zip(d).map(|(n, d)| n / d).fold(tightest, higher);
        }
        tightest
    }
}

/// Moves a row on by `step` samples and adds a share of the hump.
#[inline(always)]
fn add_moved<S: Simd>(simd: S, row: &mut [f32], step: usize, hump: &[f32], share: f32) {
    let share = simd.splat(share);
    let blocks = row.as_chunks_mut::<WIDEST>().0;
    for (at, x) in hump.as_chunks::<WIDEST>().0.iter().enumerate() {
        let later = blocks[at + step / WIDEST];
        for from in (0..WIDEST).step_by(S::WIDTH) {
            let sum = simd.add(simd.get(&later, from), simd.times(share, simd.get(x, from)));
            simd.put(&mut blocks[at], from, sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::simd::{Machine, Work};
    use super::super::super::true_peak::kernel;
    use super::*;

    struct Place<'a>(&'a mut Plan, &'a [Pair]);

    impl Work for Place<'_> {
        type Done = f32;
        #[inline(always)]
        fn on<S: Simd>(self, simd: S) -> f32 {
            self.0.place(simd, self.1, [1.0, 0.5])
        }
    }

    #[test]
    fn points_that_are_not_checked_yet_cannot_be_over() {
        for phase in 0..PHASES {
            let nearest = (AHEAD + 1) as f64 + phase as f64 / PHASES as f64;
            let most: f64 = (0..64).map(|k| kernel(nearest + f64::from(k)).abs()).sum();
            assert!(most < 0.5, "phase {phase}: {most} of the ceiling");
        }
    }

    /// Steps of both signs at the ceiling, as humps that ask for all of it at once.
    #[test]
    fn whatever_is_placed_the_points_stay_within_the_bound() {
        let mut plan = Plan::new(32, 8);
        let mut state = 1u32;
        for hop in 0..2_000 {
            let mut hump = [[0.0; 2]; 32];
            for pair in &mut hump {
                for x in pair {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    *x = if state >> 31 == 0 { 3.0 } else { -3.0 };
                }
            }
            let share = Machine::here().run(Place(&mut plan, &hump));
            assert!((0.0..=1.0).contains(&share));
            for row in &plan.points {
                for (at, pair) in row.samples().as_chunks::<2>().0.iter().take(32 + SPREAD).enumerate() {
                    let within = pair[0].abs() <= BOUND && pair[1].abs() <= 0.5 * BOUND;
                    assert!(within, "hop {hop}, frame {at}: {pair:?}");
                }
            }
        }
    }
}
