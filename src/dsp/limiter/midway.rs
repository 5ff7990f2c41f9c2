//! The meter's points midway between those of the plan: they are not kept, but made of their neighbours when looked at.
#![expect(clippy::indexing_slicing, reason = "points are counted by constants")]
use super::super::simd::Simd;
use super::super::solve::LeastSquares;
use super::super::true_peak::{PHASES, REACH, kernel};
use super::interpolator::{POINTS, between};

/// Far from a stretch: the height of the sine between two frames midway between its points, up to the crest.
#[cfg(test)]
pub(super) const ARCS: [f32; POINTS / 2] = [0.195_090_32, 0.555_570_23, 0.831_469_6, 0.980_785_3];

/// Where the neighbours of such a point lie, in sixteenths of a frame: two to each side; next to a frame one before it
/// and three behind.
const INNER: [f64; 4] = [-3.0, -1.0, 1.0, 3.0];
const OUTER: [f64; 4] = [-1.0, 1.0, 3.0, 5.0];

#[derive(Debug, Clone, Copy)]
pub(super) struct Midway {
    inner: [f32; 2],
    outer: [f32; 4],
    /// How far over its neighbours such a point can be, as a factor.
    pub(super) gain: f32,
}

impl Midway {
    pub(super) fn new() -> Self {
        let [_, _, near, wide] = fit(INNER);
        let outer = fit(OUTER);
        let sum = |taps: &[f32]| taps.iter().map(|tap| tap.abs()).sum::<f32>();
        Self { inner: [near, wide], outer, gain: sum(&outer).max(2.0 * sum(&[near, wide])) }
    }

    /// The largest of the points of a frame and of these, without their signs.
    #[inline(always)]
    pub(super) fn largest<S: Simd>(&self, simd: S, x: &[S::W; POINTS + 1]) -> S::W {
        let mids = self.between(simd, x);
        let both = |n: usize| simd.higher(simd.magnitude(x[n]), simd.magnitude(mids[n]));
        let two = |n: usize| simd.higher(both(n), both(n + 4));
        simd.higher(simd.higher(two(0), two(1)), simd.higher(two(2), two(3)))
    }

    /// All of them behind the frames of one register, from the points there and the first behind the next frame.
    #[inline(always)]
    pub(super) fn between<S: Simd>(&self, simd: S, x: &[S::W; POINTS + 1]) -> [S::W; POINTS] {
        let inner = self.inner.map(|tap| simd.splat(tap));
        let outer = |x: [S::W; 4]| {
            let taps = self.outer.map(|tap| simd.splat(tap));
            let [a, b] =
                [0, 2].map(|i| simd.add(simd.times(taps[i], x[i]), simd.times(taps[i + 1], x[i + 1])));
            simd.add(a, b)
        };
        let mut mids = [outer([x[0], x[1], x[2], x[3]]); POINTS];
        mids[POINTS - 1] = outer([x[POINTS], x[POINTS - 1], x[POINTS - 2], x[POINTS - 3]]);
        for mid in 1..POINTS - 1 {
            mids[mid] = between(simd, &x[mid - 1..], inner);
        }
        mids
    }
}

/// The filter that best makes the kernel's points out of those at these distances.
fn fit(sixteenths: [f64; 4]) -> [f32; 4] {
    let at = |place: f64| kernel(place / PHASES as f64);
    let mut fit = LeastSquares::<4>::new();
    for place in (1..2 * REACH * PHASES).step_by(2) {
        let place = place as f64 - (REACH * PHASES) as f64;
        fit.observe(&sixteenths.map(|away| at(place + away)), at(place), 1.0);
    }
    fit.solve().map(|tap| tap as f32)
}
