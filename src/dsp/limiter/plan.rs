//! The strict stage: what is played and what is planned never read over the ceiling.
//!
//! The gain is a sum of overlapping humps, one per hop, each scaled by its knot. What was emitted, with the humps
//! already placed and silence after them, is the *plan*; its points under the meter are kept here. A new hump adds a
//! known set of points in proportion to its knot, so the largest knot that keeps all points inside has a closed form, and
//! 0 always does: if the plan was inside before, it is inside after, whatever the signal. The first plan is silence.
#![expect(clippy::indexing_slicing, reason = "lanes are below their constant number, rows are cut by design")]
use super::super::true_peak::PHASES;
use super::interpolator::{Interpolator, SPREAD, UNSEEN};
use super::lanes::{LANES, Pair, each, higher, highest};

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
const AHEAD: usize = 4;

/// Room at a point is never called smaller than this share of its limit: no division by zero.
const LEAST_ROOM: f32 = 1e-6;

#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Samples of both ears that a hop moves on.
    step: usize,
    interpolator: Interpolator,
    /// The plan's points by phase, both ears alternating, from `SPREAD` frames before the newest hump to `SPREAD` behind
    /// it; then a hop of silence that the next hump will reach.
    points: [Box<[f32]>; PHASES],
    /// The share of the ceiling open to the points that are checked, and that share of each ear's ceiling.
    open: Box<[f32]>,
    limit: Box<[f32]>,
    /// Largest point of each ear that went into the past.
    peak: Pair,
}

impl Plan {
    /// `length`: frames in a hump; `hop`: frames between humps; multiples of 4.
    pub(super) fn new(length: usize, hop: usize) -> Self {
        let samples = 2 * (length + 2 * SPREAD);
        let open = |sample: usize| {
            let age = (SPREAD.saturating_sub(sample / 2) as f32 / SPREAD as f32).min(1.0);
            BOUND * (1.0 - RESERVE * (1.0 - age))
        };
        let silent = |n: usize| std::iter::repeat_n(0.0, n).collect();
        Self {
            step: 2 * hop,
            interpolator: Interpolator::new(length),
            points: std::array::from_fn(|_| silent(samples + 2 * hop)),
            open: (0..samples - 2 * (SPREAD - AHEAD)).map(open).collect(),
            limit: silent(samples - 2 * (SPREAD - AHEAD)),
            peak: [0.0; 2],
        }
    }

    pub(super) fn reset(&mut self) {
        for row in &mut self.points {
            row.fill(0.0);
        }
        self.peak = [0.0; 2];
    }

    /// Largest point of each ear since last asked.
    pub(super) fn take_peak(&mut self) -> Pair {
        std::mem::take(&mut self.peak)
    }

    /// Places the next hump, already scaled by the knot that is wanted. Returns the share of it, 0..=1, that fits.
    #[inline(always)]
    pub(super) fn place(&mut self, hump: &[Pair], ceiling: Pair) -> f32 {
        self.interpolator.run(hump);
        let limits = self.limit.as_chunks_mut::<2>().0.iter_mut().zip(self.open.as_chunks::<2>().0);
        for (limit, open) in limits {
            *limit = [open[0] * ceiling[0], open[1] * ceiling[1]];
        }
        let mut tightest = [1.0f32; LANES];
        let mut passed = [0.0f32; LANES];
        for (phase, row) in self.points.iter().enumerate() {
            let (past, plan) = row.split_at(self.step);
            for points in past.as_chunks::<LANES>().0 {
                passed = each(|lane| higher(passed[lane], points[lane].abs()));
            }
            let (plan, hump) =
                (plan.as_chunks::<LANES>().0, self.interpolator.row(phase).as_chunks::<LANES>().0);
            for ((have, want), limit) in plan.iter().zip(hump).zip(self.limit.as_chunks::<LANES>().0) {
                tightest = each(|lane| {
                    let room = limit[lane] - have[lane] * 1.0f32.copysign(want[lane]);
                    higher(tightest[lane], want[lane].abs() / higher(room, LEAST_ROOM * limit[lane]))
                });
            }
        }
        let passed = highest(passed);
        self.peak = [higher(self.peak[0], passed[0]), higher(self.peak[1], passed[1])];
        let tightest = tightest.into_iter().fold(1.0, higher);
        let share = if tightest > 1.0 { MODESTY / tightest } else { 1.0 };
        for (phase, row) in self.points.iter_mut().enumerate() {
            add_moved(row, self.step, self.interpolator.row(phase), share);
        }
        share
    }
}

/// Moves a row on by `step` samples and adds a share of the hump.
#[inline(always)]
fn add_moved(row: &mut [f32], step: usize, hump: &[f32], share: f32) {
    let blocks = row.as_chunks_mut::<LANES>().0;
    for (block, x) in hump.as_chunks::<LANES>().0.iter().enumerate() {
        let later = blocks[block + step / LANES];
        blocks[block] = each(|lane| later[lane] + share * x[lane]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::true_peak::kernel;
    use super::*;

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
            let share = plan.place(&hump, [1.0, 0.5]);
            assert!((0.0..=1.0).contains(&share));
            for row in &plan.points {
                for (at, pair) in row.as_chunks::<2>().0.iter().take(32 + SPREAD).enumerate() {
                    let within = pair[0].abs() <= BOUND && pair[1].abs() <= 0.5 * BOUND;
                    assert!(within, "hop {hop}, frame {at}: {pair:?}");
                }
            }
        }
    }
}
