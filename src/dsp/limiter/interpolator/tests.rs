//! What the meter may read over what the points are held to: bounds over all signals, by the sum of what each sample
//! does to one and not to the other.
use super::super::super::simd::{Machine, Work};
use super::super::super::true_peak::{kaiser, sinc};
use super::super::plan::BOUND;
use super::*;

struct Run<'a>(&'a mut Interpolator, &'a [Pair], &'a mut [Vec<f64>]);

/// Frames to each side of a point that are looked at.
const SPAN: usize = 192;

impl Work for Run<'_> {
    type Done = ();
    /// Every point that a stretch has: by how far its frame lies behind that of the stretch's only sample, and the place.
    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self(interpolator, stretch, points) = self;
        interpolator.run(simd, stretch);
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
                points[point][place(frame)] = f64::from(arc[0] * pair[0] + arc[1] * slope);
            }
        }
        for (block, column) in interpolator.columns().enumerate() {
            for (row, cells) in points.iter_mut().zip(column) {
                for (frame, pair) in cells.as_chunks::<2>().0.iter().enumerate() {
                    row[place(FAR + BLOCK * block + frame)] = f64::from(pair[0]);
                }
            }
        }
    }
}

/// For each place between two frames: the sum over all samples of what a kernel does and the points do not, whichever
/// part of a hump a sample may be in, for the humps of all rates. No signal within 1 can read more over.
fn unseen(meter: impl Fn(f64) -> f64) -> [f64; POINTS] {
    let wanted: [Vec<f64>; POINTS] = std::array::from_fn(|point| {
        let away = |place: usize| place as f64 - SPAN as f64 + point as f64 / POINTS as f64;
        (0..2 * SPAN).map(|place| meter(away(place))).collect()
    });
    let mut most = [0.0f64; POINTS];
    for length in [32, 64, 128] {
        let mut worst = vec![vec![0.0f64; 2 * SPAN]; POINTS];
        let mut interpolator = Interpolator::new(length);
        for sample in 0..length {
            let (mut stretch, mut points) = (vec![[0.0; 2]; length], vec![vec![0.0; 2 * SPAN]; POINTS]);
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
        assert!(unseen < f64::from(UNSEEN), "{point} eighths: {unseen}");
    }
}

fn longer(t: f64) -> f64 {
    sinc(t) * kaiser((t / 64.5).clamp(-1.0, 1.0), 14.0)
}

/// "129 taps" can also be read as a window that ends half a frame later.
#[test]
fn a_meter_with_a_slightly_longer_window_is_covered_too() {
    for (point, unseen) in unseen(longer).into_iter().enumerate() {
        let most = f64::from(BOUND) * (1.0 + unseen) * f64::from(MIDWAY);
        assert!(most < 1.0, "{point} eighths: {unseen}, {most} of the ceiling");
    }
}

/// A function without frequencies above Nyquist is, between two eighths, a sum over the neighbours of both at whole frames:
/// `(-1)^k sin^2(pi t) / (2 pi^2 cos(pi t) (k + t)^2)`, t = 1/16 (the formula of M. Riesz 1914, moved), and all weights
/// together are 1 / cos(pi t). Cut off smoothly, and with the kernel's gentle end above Nyquist, something is left over.
#[test]
fn between_two_points_no_meter_reads_more_than_2_percent_over_both() {
    const FRAMES: i32 = 8;
    let angle = std::f64::consts::PI / 16.0;
    let weight = |k: i32| {
        let fade = (std::f64::consts::FRAC_PI_2 * f64::from(k) / f64::from(FRAMES + 1)).cos().powi(2);
        let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
        let away = std::f64::consts::PI * (f64::from(k) + 1.0 / 16.0);
        fade * sign * angle.sin().powi(2) / (2.0 * angle.cos() * away.powi(2))
    };
    let weights: f64 = (-FRAMES..=FRAMES).map(|k| 2.0 * weight(k).abs()).sum();
    for meter in [kernel, longer] {
        for between in 0..8 {
            let left_over = |frame: i32| {
                let t = f64::from(frame) + (2.0 * f64::from(between) + 1.0) / 16.0;
                let sum = |k: i32| {
                    let away = f64::from(k) + 1.0 / 16.0;
                    weight(k) * (meter(t + away) + meter(t - away))
                };
                (meter(t) - (-FRAMES..=FRAMES).map(sum).sum::<f64>()).abs()
            };
            let most = weights + (-90..90).map(left_over).sum::<f64>();
            assert!(most < f64::from(MIDWAY), "{} sixteenths: {most}", 2 * between + 1);
        }
    }
}
