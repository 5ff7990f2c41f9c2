//! Eight points behind each frame, from its sample and the point half-way to the next.
//!
//! ```text
//! place        0   1   2   3   4   5   6   7      eighths of a frame
//! given        x               x
//! quarters             q               q          8 of those to each
//! eighths          e       e       e       e      4 of those and quarters
//! ```
//! Once the rate is doubled there is room for a gentle slope: short filters are enough, fitted so that the whole comes near
//! the meter's kernel. Nothing of it is kept or heard, so whole numbers of 16 bit do: a full scale of [`ONE`] leaves room
//! for the sum of any two points of a plan and a hump, and all their rounding comes to [`ROUNDING`] at most.
use super::super::simd::{MANY, Simd};
use super::super::solve::LeastSquares;
use super::super::true_peak::{REACH, kernel};
use super::lanes::Row;

/// Full scale.
pub(super) const ONE: f32 = 4096.0;

/// What a point may be off by rounding, as a share of full scale.
pub(super) const ROUNDING: f32 = 0.00135;

/// Points behind each frame.
pub(super) const POINTS: usize = 8;

/// Frames to each side of the region that the filters look at.
pub(super) const LOOK: usize = 2;

/// Both ears of as many frames as are worked on at a time.
pub(super) type Many = [i16; MANY];

/// Lanes of a unit and of what its filters look at to each side.
const WINDOW: usize = MANY + 4 * LOOK;

/// Where a point's neighbours lie, in eighths of a frame. The eighth next to a frame goes by the point half-way before it,
/// or there would be a quarter more to be made.
const QUARTER: [f64; 8] = [-14.0, -10.0, -6.0, -2.0, 2.0, 6.0, 10.0, 14.0];
const INNER: [f64; 4] = [-3.0, -1.0, 1.0, 3.0];
const OUTER: [f64; 4] = [-5.0, -1.0, 1.0, 3.0];

/// The filters. The first two are symmetric: by distance, the nearest first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taps {
    quarter: [i16; 4],
    inner: [i16; 2],
    outer: [i16; 4],
}

impl Taps {
    pub(super) fn new() -> Self {
        // A point half-way between two samples and a quarter from one; between two quarters; next to a sample.
        let ([.., a, b, c, d], [.., e, f]) = (fit(QUARTER, 2.0, 4.0), fit(INNER, 3.0, 2.0));
        Self { quarter: [a, b, c, d], inner: [e, f], outer: fit(OUTER, 1.0, 8.0) }
    }
}

/// The filters in all lanes.
#[derive(Clone, Copy)]
struct Spread<S: Simd> {
    quarter: [S::H; 4],
    inner: [S::H; 2],
    outer: [S::H; 4],
}

/// All points of a region of frames. All rows hold both ears alternating.
#[derive(Debug, Clone)]
pub(super) struct Fine {
    taps: Taps,
    largest: Row<i16>,
}

impl Fine {
    /// `frames`: of the region, a multiple of 16.
    pub(super) fn new(frames: usize) -> Self {
        Self { taps: Taps::new(), largest: Row::silent(2 * frames) }
    }

    /// The largest point of each frame of the region without its sign, from the samples and the points half-way behind them
    /// in units of full scale: from [`LOOK`] frames before the region to as many behind it.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&mut self, simd: S, samples: &[i16], halves: &[i16]) -> &[Many] {
        let Taps { quarter: [a, b, c, d], inner: [e, f], outer: [g, h, i, k] } = self.taps;
        let taps = Spread {
            quarter: [simd.fill(a), simd.fill(b), simd.fill(c), simd.fill(d)],
            inner: [simd.fill(e), simd.fill(f)],
            outer: [simd.fill(g), simd.fill(h), simd.fill(i), simd.fill(k)],
        };
        for (unit, largest) in self.largest.samples_mut().as_chunks_mut().0.iter_mut().enumerate() {
            let [samples, halves] =
                [samples, halves].map(|row| row.get(unit * MANY..).and_then(|row| row.first_chunk()));
            if let (Some(samples), Some(halves)) = (samples, halves) {
                fill(simd, taps, [samples, halves], largest);
            }
        }
        self.largest.samples().as_chunks().0
    }
}

/// The largest points of a unit.
#[inline(always)]
fn fill<S: Simd>(simd: S, taps: Spread<S>, [samples, halves]: [&[i16; WINDOW]; 2], largest: &mut Many) {
    let Spread { quarter: quarters, inner, outer } = taps;
    for from in (0..MANY).step_by(2 * S::WIDTH) {
        // Half a frame after the other, from the point half-way two frames before to that two frames behind.
        let mut x = [simd.fill(0); 9];
        for (nth, x) in x.iter_mut().enumerate() {
            *x = simd.fetch(if nth % 2 == 0 { halves } else { samples }, from + nth.div_ceil(2) * 2);
        }
        let [_, _, before, x0, x4, x8, behind, ..] = x;
        let x2 = between(simd, [x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]], quarters);
        let x6 = between(simd, [x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8]], quarters);
        let x1 = beside(simd, [before, x0, x2, x4], outer);
        let x3 = between(simd, [x0, x2, x4, x6], inner);
        let x5 = between(simd, [x2, x4, x6, x8], inner);
        let x7 = beside(simd, [behind, x8, x6, x4], outer);
        let (mut highest, mut lowest) = ([x0, x1], [x0, x1]);
        for two in [[x2, x3], [x4, x5], [x6, x7]] {
            for ((highest, lowest), x) in highest.iter_mut().zip(&mut lowest).zip(two) {
                *highest = simd.greater(*highest, x);
                *lowest = simd.lesser(*lowest, x);
            }
        }
        let highest = simd.greater(highest[0], highest[1]);
        let lowest = simd.lesser(lowest[0], lowest[1]);
        let most = simd.greater(highest, simd.less(simd.fill(0), lowest));
        simd.keep(largest, from, most);
    }
}

/// The point in the middle of these.
#[inline(always)]
fn between<S: Simd, const N: usize, const HALF: usize>(simd: S, x: [S::H; N], taps: [S::H; HALF]) -> S::H {
    let mut sum = simd.fill(0);
    for (i, tap) in taps.into_iter().enumerate() {
        if let (Some(before), Some(behind)) = (x.get(HALF - 1 - i), x.get(HALF + i)) {
            sum = simd.sum(sum, simd.share(simd.sum(*before, *behind), tap));
        }
    }
    sum
}

/// The point beside the second of these.
#[inline(always)]
fn beside<S: Simd>(simd: S, x: [S::H; 4], taps: [S::H; 4]) -> S::H {
    let mut sum = simd.fill(0);
    for (x, tap) in x.into_iter().zip(taps) {
        sum = simd.sum(sum, simd.share(x, tap));
    }
    sum
}

/// The filter that best makes the kernel's points out of those at these distances; in eighths of a frame, as is `first`, a
/// place that such a point can have behind a sample, and `step` on to the next place.
fn fit<const N: usize>(eighths: [f64; N], first: f64, step: f64) -> [i16; N] {
    let at = |place: f64| kernel(place / POINTS as f64);
    let mut fit = LeastSquares::<N>::new();
    let reach = (REACH * POINTS) as f64;
    for nth in 0..(2.0 * reach / step) as usize {
        let place = first + step * nth as f64 - reach;
        fit.observe(&eighths.map(|away| at(place + away)), at(place), 1.0);
    }
    fit.solve().map(|tap| (tap * 32_768.0).round() as i16)
}

#[cfg(test)]
pub(super) mod tests;
