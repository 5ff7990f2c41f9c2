//! That the plan stays inside, whatever is placed, and that the meter does not see what the plan's points do not.
#![expect(clippy::disallowed_macros, reason = "tests collect what came out")]
#![expect(clippy::cast_possible_wrap, reason = "places are below a thousand")]
use super::super::super::simd::{Machine, Work};
use super::super::super::true_peak::{PHASES, kaiser, kernel, sinc};
use super::super::fine::{POINTS, Taps, tests::points};
use super::super::halves::tests::Run;
use super::*;
use std::f64::consts::PI;

struct Place<'a>(&'a mut Plan, &'a [Pair]);

impl Work for Place<'_> {
    type Done = f32;
    #[inline(always)]
    fn on<S: Simd>(self, simd: S) -> f32 {
        self.0.advance(simd);
        self.0.shape(simd, self.1.as_flattened(), &vec![[1.0; 2]; self.1.len()]);
        self.0.place(simd, 1.0, [1.0, 0.5])
    }
}

/// Frames to each side of a sample that are looked at, and the first frame of a stretch among those that are counted.
const SPAN: usize = 192;

#[test]
fn points_that_are_not_checked_yet_cannot_be_over() {
    for phase in 0..16 {
        let nearest = (NEAR + 1) as f64 + f64::from(phase) / 16.0;
        let most: f64 = (0..64).map(|k| kernel(nearest + f64::from(k)).abs()).sum();
        assert!(most < 0.5, "phase {phase}: {most} of the ceiling");
    }
}

/// Steps of both signs at the ceiling, as humps that ask for all of it at once: what they come to, measured by the kernel
/// itself, lies under what is kept of each frame.
#[test]
fn whatever_is_placed_the_points_stay_within_the_bound() {
    for (length, hop) in [(32, 16), (64, 32), (128, 64)] {
        let mut plan = Plan::new(length, hop);
        let mut state = 1u32;
        let mut placed = vec![[0.0f64; 2]; 4_000 + 2 * SPAN];
        for start in (SPAN..4_000).step_by(hop) {
            let mut hump = vec![[0.0; 2]; length];
            for (x, scale) in hump.as_flattened_mut().iter_mut().zip([1.0, 0.5].into_iter().cycle()) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *x = if state >> 31 == 0 { scale } else { -scale };
            }
            let share = Machine::here().run(Place(&mut plan, &hump));
            assert!((0.0..=1.0).contains(&share));
            for (placed, x) in placed[start..].iter_mut().zip(&hump) {
                *placed = [0, 1].map(|ear| placed[ear] + f64::from(share) * f64::from(x[ear]));
            }
            if start / hop % 7 != 0 {
                continue;
            }
            for (at, largest) in plan.largest.samples().as_chunks::<2>().0.iter().enumerate() {
                let within = largest[0] <= BOUND + 1e-4 && largest[1] <= 0.5 * BOUND + 1e-4;
                assert!(within, "{length} frames, hump at {start}, frame {at}: {largest:?}");
                let Some(frame) = (start + at).checked_sub(NEAR + FAR + 64) else { continue };
                if at >= BLOCK * (BEFORE + plan.near) {
                    continue;
                }
                for (ear, scale) in [1.0, 0.5].into_iter().enumerate() {
                    for phase in 0..PHASES {
                        let t = 64.0 + phase as f64 / PHASES as f64;
                        let window = placed[frame..].iter().take(130).enumerate();
                        let point: f64 = window.map(|(n, x)| x[ear] * kernel(t - n as f64)).sum();
                        let (point, kept) = (point.abs() / scale, f64::from(largest[ear]) / scale);
                        let most = f64::from(BOUND * (1.0 + UNSEEN + ROUNDING));
                        assert!(
                            point < most,
                            "{length} frames, hump at {start}, frame {at}.{phase}: {point}"
                        );
                        // A point that is looked at lies under what is kept of its own frame.
                        let over = if phase % 2 == 0 { point - kept } else { 0.0 };
                        assert!(over < 0.01, "{length} frames, hump at {start}, frame {at}.{phase}: {over}");
                    }
                }
            }
        }
    }
}

/// What a point at an odd sixteenth of a frame can be told by: the points a sixteenth to each side of it, and those a frame
/// less a sixteenth away. By linear programming, the combination that leaves the least to chance.
const BESIDE: [(i32, f64); 4] = [(-15, -0.0042), (-1, 0.5035), (1, 0.5035), (15, -0.0042)];

/// For each place between two frames: the sum over all samples of what a kernel does and the points do not, whichever
/// part of a hump a sample may be in, for the humps of all rates, and by how much the weights of the points that it is told
/// by exceed 1. No signal within 1 can read more over.
fn unseen(meter: impl Fn(f64) -> f64) -> [f64; PHASES] {
    let (taps, mut most) = (Taps::new(), [0.0f64; PHASES]);
    for length in [32, 64, 128] {
        let (mut halves, hop) = (Halves::new(length), length as i32 / 2);
        let mut worst = vec![[0.0f64; PHASES]; 2 * SPAN];
        for sample in 0..length {
            let mut stretch = vec![[0.0; 2]; length];
            stretch[sample] = [1.0, 0.0];
            let made = Machine::here().run(Run(&mut halves, &stretch));
            let half = |frame: i32| {
                let at = frame + (NEAR + FAR) as i32;
                usize::try_from(at).ok().and_then(|at| made.get(at)).map_or(0.0, |pair| f64::from(pair[0]))
            };
            let given = |frame: i32| if frame == sample as i32 { 1.0 } else { 0.0 };
            let places = sample as i32 - SPAN as i32..sample as i32 + SPAN as i32;
            let seen: Vec<_> = places.clone().map(|frame| points(&taps, &given, &half, frame)).collect();
            for (frame, worst) in places.zip(&mut worst) {
                let at = |sixteenth: i32| {
                    let place = sixteenth + PHASES as i32 * (frame - sample as i32 + SPAN as i32);
                    let step = (PHASES / POINTS) as i32;
                    let points =
                        usize::try_from(place.div_euclid(PHASES as i32)).ok().and_then(|at| seen.get(at));
                    points.map_or(0.0, |points| points[(place.rem_euclid(PHASES as i32) / step) as usize])
                };
                for (phase, worst) in worst.iter_mut().enumerate() {
                    let seen = match phase as i32 {
                        phase if phase % 2 == 0 => at(phase),
                        phase => BESIDE.iter().map(|(away, weight)| weight * at(phase + away)).sum(),
                    };
                    let phase = phase as f64 / PHASES as f64;
                    let wanted = meter(f64::from(frame - sample as i32) + phase);
                    let (crest, v) = ((PI * phase).sin(), phase - 0.5);
                    let slope = 0.5 * (half(frame - 1) - half(frame + 1));
                    let ahead = length as i32 + NEAR as i32;
                    let seen = match frame {
                        // Only the crest is added to what is kept.
                        _ if frame < -(NEAR as i32) => crest * half(frame),
                        // When a hump comes near for the first time, and from then on.
                        _ if (ahead..ahead + hop).contains(&frame) => {
                            let arc = crest * (half(frame) + v * slope);
                            if (arc - wanted).abs() > (seen - wanted).abs() { arc } else { seen }
                        }
                        _ => seen,
                    };
                    *worst = worst.max((wanted - seen).abs());
                }
            }
        }
        let beyond = BESIDE.iter().map(|(_, weight)| weight.abs()).sum::<f64>() - 1.0;
        for (phase, most) in most.iter_mut().enumerate() {
            let beyond = if phase % 2 == 0 { 0.0 } else { beyond };
            *most = most.max(beyond + worst.iter().map(|place| place[phase]).sum::<f64>());
        }
    }
    most
}

#[test]
fn no_signal_reads_more_than_unseen_over_what_these_points_hold() {
    for (point, unseen) in unseen(kernel).into_iter().enumerate() {
        println!("{point} {unseen}");
        assert!(unseen < f64::from(UNSEEN), "{point} sixteenths: {unseen}");
    }
}

fn longer(t: f64) -> f64 {
    sinc(t) * kaiser((t / 64.5).clamp(-1.0, 1.0), 14.0)
}

/// "129 taps" can also be read as a window that ends half a frame later.
#[test]
fn a_meter_with_a_slightly_longer_window_is_covered_too() {
    for (point, unseen) in unseen(longer).into_iter().enumerate() {
        let most = f64::from(BOUND) * (1.0 + unseen + f64::from(ROUNDING));
        assert!(most < 1.0, "{point} sixteenths: {unseen}, {most} of the ceiling");
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
