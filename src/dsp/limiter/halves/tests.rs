//! That the points half-way are the meter's.
#![expect(clippy::disallowed_macros, reason = "tests collect what came out")]
use super::super::super::simd::{Machine, Work};
use super::*;

pub(in super::super) struct Run<'a>(pub(in super::super) &'a mut Halves, pub(in super::super) &'a [Pair]);

impl Work for Run<'_> {
    type Done = Vec<Pair>;
    #[inline(always)]
    fn on<S: Simd>(self, simd: S) -> Vec<Pair> {
        self.0.run(simd, self.1);
        self.0.points().as_flattened().as_chunks().0.to_vec()
    }
}

#[test]
fn every_machine_makes_the_same_points() {
    for length in [32, 64, 128] {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state as f32 / 2e9 - 1.0
        };
        let stretch: Vec<Pair> = (0..length).map(|_| [next(), next()]).collect();
        let made: Vec<_> =
            Machine::all().map(|machine| machine.run(Run(&mut Halves::new(length), &stretch))).collect();
        assert!(made[1..].iter().all(|all| *all == made[1]), "{length} frames");
        let plain = made[0].as_flattened().iter().zip(made[made.len() - 1].as_flattened());
        let off = plain.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(off < 2e-6, "{length} frames: the plain one is {off} off");
    }
}

/// Near a sample to the accuracy of the registers, far from its piece to 3e-5 of it.
#[test]
fn the_points_half_way_of_a_single_sample_are_the_meters_kernel() {
    for length in [32, 64, 128] {
        let mut halves = Halves::new(length);
        for sample in 0..length {
            let mut stretch = vec![[0.0; 2]; length];
            stretch[sample] = [1.0, -0.5];
            let points = Machine::here().run(Run(&mut halves, &stretch));
            let begin = sample / PIECE * PIECE;
            for (at, pair) in points.into_iter().enumerate() {
                let frame = at as f64 - (NEAR + FAR) as f64;
                let away = frame + 0.5 - sample as f64;
                let near = frame >= begin as f64 - NEAR as f64 && frame < (begin + PIECE + NEAR) as f64;
                let off = (f64::from(pair[0]) - kernel(away)).abs();
                let most = if near { 1e-6 } else { 3e-5 };
                assert!(off < most, "{length} frames, sample {sample}, {away} away: off by {off}");
                assert!((pair[1] + 0.5 * pair[0]).abs() < 1e-6, "{length} frames: the ears are apart");
            }
        }
    }
}
