//! The strict stage: what is played and what is planned never read over the ceiling.
//!
//! The gain is a sum of overlapping humps, one per hop, each scaled by its knot. What was emitted, with the humps
//! already placed and silence after them, is the *plan*; its points under the meter are kept here. A new hump adds a
//! known set of points in proportion to its knot, so the largest knot that keeps all points inside has a closed form, and
//! 0 always does: if the plan was inside before, it is inside after, whatever the signal. The first plan is silence.
use super::super::true_peak::PHASES;
use super::interpolator::{Interpolator, Pair, SPREAD};

/// The ceiling that the points are held to, of the true one: covers what the points do not see (see `interpolator`).
const BOUND: f32 = 0.9912;

/// What a hump must leave of the bound for later ones ahead of it; freed as the points pass into the past.
const RESERVE: f32 = 0.012;

#[derive(Debug, Clone)]
pub(super) struct Plan {
    hop: usize,
    interpolator: Interpolator,
    /// The plan's points by phase, from `SPREAD` frames before the newest hump to `SPREAD` behind it.
    points: [Box<[Pair]>; PHASES],
    /// The share of the ceiling open to the points at each frame.
    open: Box<[f32]>,
    /// Largest point that went into the past, in ceilings.
    peak: f32,
}

impl Plan {
    /// `length`: frames in a hump; `hop`: frames between humps.
    pub(super) fn new(length: usize, hop: usize) -> Self {
        let frames = length + 2 * SPREAD;
        let open = |t: usize| {
            let age = (SPREAD.saturating_sub(t) as f32 / SPREAD as f32).min(1.0);
            BOUND * (1.0 - RESERVE * (1.0 - age))
        };
        Self {
            hop,
            interpolator: Interpolator::new(length),
            points: std::array::from_fn(|_| std::iter::repeat_n([0.0; 2], frames).collect()),
            open: (0..frames).map(open).collect(),
            peak: 0.0,
        }
    }

    pub(super) fn reset(&mut self) {
        for row in &mut self.points {
            row.fill([0.0; 2]);
        }
        self.peak = 0.0;
    }

    /// Largest point since last asked, in ceilings.
    pub(super) fn take_peak(&mut self) -> f32 {
        std::mem::take(&mut self.peak)
    }

    /// Places the next hump, already scaled by the knot that is wanted. Returns the share of it, 0..=1, that fits.
    pub(super) fn place(&mut self, hump: &[Pair], ceiling: [f32; 2]) -> f32 {
        self.advance(ceiling);
        self.interpolator.run(hump);
        let mut tightest = 1.0f32;
        for (phase, row) in self.points.iter().enumerate() {
            tightest = tightest.max(tightness(row, self.interpolator.row(phase), &self.open, ceiling));
        }
        // Rounding to f32 must not round the share up.
        let share = if tightest > 1.0 { (1.0 - 1e-6) / tightest } else { 1.0 };
        for (phase, row) in self.points.iter_mut().enumerate() {
            let new = self.interpolator.row(phase);
            for (sum, x) in row.as_flattened_mut().iter_mut().zip(new.as_flattened()) {
                *sum += share * x;
            }
        }
        share
    }

    /// One hop on: the oldest points are final and leave.
    fn advance(&mut self, ceiling: [f32; 2]) {
        for row in &mut self.points {
            for point in row.iter().take(self.hop) {
                self.peak = self.peak.max(point[0].abs() / ceiling[0]).max(point[1].abs() / ceiling[1]);
            }
            row.copy_within(self.hop.., 0);
            for point in row.iter_mut().rev().take(self.hop) {
                *point = [0.0; 2];
            }
        }
    }
}

/// The largest ratio of what a hump wants at a point to the room there.
fn tightness(plan: &[Pair], hump: &[Pair], open: &[f32], ceiling: [f32; 2]) -> f32 {
    let mut worst = [0.0f32; 2];
    for ((have, want), open) in plan.iter().zip(hump).zip(open) {
        for ear in 0..2 {
            let (Some(have), Some(want), Some(c), Some(worst)) =
                (have.get(ear), want.get(ear), ceiling.get(ear), worst.get_mut(ear))
            else {
                continue;
            };
            let room = (open * c - have * want.signum()).max(1e-6 * c);
            let ratio = want.abs() / room;
            *worst = if ratio > *worst { ratio } else { *worst };
        }
    }
    worst[0].max(worst[1])
}
