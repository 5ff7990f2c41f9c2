//! That the plan stays inside, whatever is placed.
use super::super::super::simd::{Machine, Work};
use super::super::super::true_peak::kernel;
use super::super::interpolator::AHEAD;
use super::*;

/// Frames in a block.
const BLOCK: usize = WIDEST / 2;

struct Place<'a>(&'a mut Plan, &'a [Pair]);

impl Work for Place<'_> {
    type Done = f32;
    #[inline(always)]
    fn on<S: Simd>(self, simd: S) -> f32 {
        self.0.hump_mut().copy_from_slice(self.1.as_flattened());
        self.0.place(simd, [1.0, 0.5])
    }
}

#[test]
fn points_that_are_not_checked_yet_cannot_be_over() {
    for phase in 0..16 {
        let nearest = (AHEAD + 1) as f64 + f64::from(phase) / 16.0;
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
        for (block, Column(points)) in plan.points.iter().enumerate() {
            for (at, pair) in points.as_flattened().as_chunks::<2>().0.iter().enumerate() {
                let within = pair[0].abs() <= BOUND && pair[1].abs() <= 0.5 * BOUND;
                assert!(within, "hop {hop}, block {block}, pair {at}: {pair:?}");
            }
        }
        for (at, largest) in plan.largest.samples().as_chunks::<2>().0.iter().enumerate() {
            let within = largest[0] <= BOUND + 1e-6 && largest[1] <= 0.5 * BOUND + 1e-6;
            assert!(within, "hop {hop}, frame {at}: {largest:?}");
            let Some(at) = at.checked_sub(FAR) else { continue };
            for (point, row) in plan.points[at / BLOCK].0.iter().enumerate() {
                let x = &row.as_chunks::<2>().0[at % BLOCK];
                let within = x[0].abs() <= largest[0] + 1e-6 && x[1].abs() <= largest[1] + 1e-6;
                assert!(within, "hop {hop}, frame {at}, point {point}: {x:?} beyond {largest:?}");
            }
        }
    }
}

/// The ratio of the two is known to within 6 % from the count of the numbers between them.
#[test]
fn the_share_that_is_called_fitting_takes_between_0_7_and_0_85_of_the_room() {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from_bits(state % 0x5000_0000 + 0x0e00_0000)
    };
    for _ in 0..200_000 {
        let (want, room) = (next(), next());
        let steps = want.to_bits().cast_signed() - room.to_bits().cast_signed();
        let share = fitting(steps);
        if want <= room {
            assert!(share >= 1.0, "{want} in {room}: {share}");
        } else {
            let taken = f64::from(share) * f64::from(want) / f64::from(room);
            assert!(taken < 0.85, "{want} in {room}: {share}");
            assert!(taken > 0.7 || share < f32::MIN_POSITIVE, "{want} in {room}: {share}");
        }
    }
    assert!(fitting(i32::MAX) <= 0.0 && fitting(i32::MIN) >= 1.0);
}
