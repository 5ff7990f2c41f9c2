//! That the filters make the points, and round them no worse than they say.
#![expect(clippy::cast_possible_wrap, reason = "places are below a thousand")]
use super::super::super::simd::{Machine, Work};
use super::super::MARGIN_DB;
use super::*;
use crate::units::Db;

/// The points behind a frame, from the samples and the points half-way by frame, as the filters make them but for rounding.
pub(in super::super) fn points(
    taps: &Taps,
    samples: &dyn Fn(i32) -> f64,
    halves: &dyn Fn(i32) -> f64,
    frame: i32,
) -> [f64; POINTS] {
    let tap = |tap: i16| f64::from(tap) / 32_768.0;
    let half = |at: i32| {
        let at = at + 2 * frame;
        if at.rem_euclid(2) == 0 { samples(at.div_euclid(2)) } else { halves(at.div_euclid(2)) }
    };
    // The one behind so many half frames.
    let quarter = |at: i32| -> f64 {
        (0..4).map(|i| tap(taps.quarter[i as usize]) * (half(at - i) + half(at + 1 + i))).sum()
    };
    let between = |[a, b, c, d]: [f64; 4]| tap(taps.inner[0]) * (b + c) + tap(taps.inner[1]) * (a + d);
    let beside = |x: [f64; 4]| x.into_iter().zip(taps.outer).map(|(x, of)| x * tap(of)).sum();
    let (x0, x2, x4, x6, x8) = (half(0), quarter(0), half(1), quarter(1), half(2));
    let (x1, x7) = (beside([half(-1), x0, x2, x4]), beside([half(3), x8, x6, x4]));
    [x0, x1, x2, between([x0, x2, x4, x6]), x4, between([x2, x4, x6, x8]), x6, x7]
}

struct Run<'a>(&'a mut Fine, &'a [f32], &'a [f32]);

impl Work for Run<'_> {
    type Done = Vec<i16>;
    #[inline(always)]
    fn on<S: Simd>(self, simd: S) -> Vec<i16> {
        let [samples, halves] =
            [self.1, self.2].map(|row| row.iter().map(|x| x.round() as i16).collect::<Vec<_>>());
        self.0.run(simd, &samples, &halves).iter().flatten().copied().collect()
    }
}

#[test]
fn every_machine_makes_the_same_points_and_they_are_off_by_no_more_than_said() {
    let taps = Taps::new();
    for frames in [16, 48, 144] {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ONE * 1.3 * (state as f32 / 2e9 - 1.0)
        };
        let lanes = 2 * (frames + 2 * LOOK);
        let samples: Vec<f32> = (0..lanes).map(|_| next()).collect();
        let halves: Vec<f32> = (0..lanes).map(|_| next()).collect();
        let made: Vec<_> = Machine::all()
            .map(|machine| machine.run(Run(&mut Fine::new(frames), &samples, &halves)))
            .collect();
        assert!(made.iter().all(|all| *all == made[0]), "{frames} frames");
        for (at, largest) in made[0].iter().enumerate() {
            let (frame, ear) = (at / 2, at % 2);
            let from = |row: &[f32], frame: i32| {
                let at = 2 * (frame + LOOK as i32) + ear as i32;
                usize::try_from(at).ok().and_then(|at| row.get(at)).map_or(0.0, |x| f64::from(*x))
            };
            let all =
                points(&taps, &|frame| from(&samples, frame), &|frame| from(&halves, frame), frame as i32);
            let most = all.into_iter().fold(0.0f64, |most, x| most.max(x.abs()));
            let off = (most - f64::from(*largest)).abs();
            assert!(off <= f64::from(ROUNDING * ONE), "{frames} frames, lane {at}: {largest} for {most}");
        }
    }
}

/// Half a step for what is given and for each product, through one filter after the other.
#[test]
fn the_rounding_of_all_steps_together_is_no_more_than_said() {
    let taps = Taps::new();
    let sum = |taps: &[i16], times: f64| {
        times * taps.iter().map(|tap| f64::from(tap.abs()) / 32_768.0).sum::<f64>()
    };
    let quarters = 0.5 * sum(&taps.quarter, 2.0) + 0.5 * 4.0;
    let inner = quarters * sum(&taps.inner, 2.0) + 0.5 * 2.0;
    let outer = quarters * sum(&taps.outer, 1.0) + 0.5 * 4.0;
    let all = inner.max(outer) / f64::from(ONE);
    assert!(all < f64::from(ROUNDING), "{all} of full scale");
}

/// A plan within 1 and the points of a whole hump, whose samples are aimed at and within its weights: of any two points the
/// sum is in range.
#[test]
fn no_sum_of_two_points_wraps_round() {
    for hop in [16, 32, 64] {
        let weights = super::super::hump::hump(hop);
        for at in (0..64).map(|at| hop as f64 - 2.0 + f64::from(at) / 16.0) {
            let hump: f64 =
                weights.iter().enumerate().map(|(n, weight)| weight * kernel(at - n as f64).abs()).sum();
            let two = 2.0 * (1.0 + Db(-MARGIN_DB).gain() * hump) * f64::from(ONE);
            assert!(two < 32_767.0, "hop of {hop}: {two} at {at}");
        }
    }
}
