//! What the meter may read over what the points are held to: bounds over all signals, by the sum of what each sample
//! does to one and not to the other.
#![expect(clippy::disallowed_macros, reason = "tests collect what came out")]
use super::super::super::simd::{Machine, Work};
use super::super::super::true_peak::{kaiser, sinc};
use super::super::midway::{self, Midway};
use super::super::plan::BOUND;
use super::*;

struct Run<'a>(&'a mut Interpolator, &'a [Pair], &'a mut [Vec<f64>]);

/// Frames to each side of a point that are looked at.
const SPAN: usize = 192;

impl Work for Run<'_> {
    type Done = ();
    /// Every point that a stretch has, those midway among them: by how far its frame lies behind that of the stretch's only
    /// sample, and the place.
    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self(interpolator, stretch, points) = self;
        interpolator.stretch_mut().copy_from_slice(stretch.as_flattened());
        interpolator.run(simd);
        let (grid, eighths) = interpolator.grid();
        for (at, Column(rows)) in eighths.iter_mut().enumerate() {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let points = grid.points(simd, at, from).into_iter().skip(1).step_by(2);
                rows.iter_mut().zip(points).for_each(|(row, x)| simd.put(row, from, x));
            }
        }
        let sample = stretch.iter().position(|x| x[0] != 0.0).unwrap();
        let place = |frame: usize| SPAN + frame - (FAR + BEHIND) - sample;
        let halves = interpolator.halves.samples().as_chunks::<2>().0;
        for (frame, pair) in halves.iter().enumerate() {
            for (point, arc) in ARCS.iter().enumerate() {
                let slope = match frame {
                    _ if frame < FAR => 0.0,
                    _ if frame + 1 >= halves.len() => halves[frame - 1][0],
                    _ => halves[frame - 1][0] - halves[frame + 1][0],
                };
                points[2 * point][place(frame)] = f64::from(arc[0] * pair[0] + arc[1] * slope);
            }
        }
        for block in 0..interpolator.near() {
            for (row, cells) in points.iter_mut().step_by(2).zip(interpolator.columns().block(block)) {
                for (frame, pair) in cells.as_chunks::<2>().0.iter().enumerate() {
                    row[place(FAR + BLOCK * block + frame)] = f64::from(pair[0]);
                }
            }
        }
        let midway = Midway::new();
        for (frame, half) in halves.iter().enumerate() {
            let at = place(frame);
            let mut x = [simd.splat(points[0][at + 1] as f32); POINTS + 1];
            for (x, row) in x.iter_mut().zip(points.iter().step_by(2)) {
                *x = simd.splat(row[at] as f32);
            }
            let mids = midway.between(simd, &x);
            for (mid, made) in mids.into_iter().enumerate() {
                let mut lanes = [0.0; WIDEST];
                simd.put(&mut lanes, 0, made);
                let arc = midway::ARCS[mid.min(POINTS - 1 - mid)] * half[0];
                points[2 * mid + 1][at] = f64::from(if frame < FAR { arc } else { lanes[0] });
            }
        }
    }
}

/// All that comes of a stretch.
struct Whole(usize);

impl Work for Whole {
    type Done = Vec<f32>;
    #[inline(always)]
    fn on<S: Simd>(self, simd: S) -> Vec<f32> {
        let (mut interpolator, mut state) = (Interpolator::new(self.0), 1u32);
        for x in interpolator.stretch_mut() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *x = state as f32 / 2e9 - 1.0;
        }
        interpolator.run(simd);
        let rows = interpolator.quarters.iter().chain([&interpolator.halves]);
        rows.flat_map(|row| row.samples().to_vec()).collect()
    }
}

#[test]
fn every_machine_makes_the_same_points_of_humps_of_all_rates() {
    for length in [32, 64, 128] {
        let points: Vec<_> = Machine::all().map(|machine| machine.run(Whole(length))).collect();
        assert!(points.iter().all(|all| *all == points[0]), "{length} frames");
    }
}

/// For each place between two frames: the sum over all samples of what a kernel does and the points do not, whichever
/// part of a hump a sample may be in, for the humps of all rates. No signal within 1 can read more over.
fn unseen(meter: impl Fn(f64) -> f64) -> [f64; PHASES] {
    let wanted: [Vec<f64>; PHASES] = std::array::from_fn(|point| {
        let away = |place: usize| place as f64 - SPAN as f64 + point as f64 / PHASES as f64;
        (0..2 * SPAN).map(|place| meter(away(place))).collect()
    });
    let mut most = [0.0f64; PHASES];
    for length in [32, 64, 128] {
        let mut worst = vec![vec![0.0f64; 2 * SPAN]; PHASES];
        let mut interpolator = Interpolator::new(length);
        for sample in 0..length {
            let (mut stretch, mut points) = (vec![[0.0; 2]; length], vec![vec![0.0; 2 * SPAN]; PHASES]);
            stretch[sample] = [1.0, 0.0];
            Machine::here().run(Run(&mut interpolator, &stretch, &mut points));
            for ((worst, points), wanted) in worst.iter_mut().zip(&points).zip(&wanted) {
                for ((worst, x), wanted) in worst.iter_mut().zip(points).zip(wanted) {
                    *worst = worst.max((wanted - x).abs());
                }
            }
        }
        most = std::array::from_fn(|point| most[point].max(worst[point].iter().sum()));
    }
    most
}

#[test]
fn no_signal_reads_more_than_unseen_over_what_these_points_hold() {
    for (point, unseen) in unseen(kernel).into_iter().enumerate() {
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
        let most = f64::from(BOUND) * (1.0 + unseen);
        assert!(most < 1.0, "{point} sixteenths: {unseen}, {most} of the ceiling");
    }
}
