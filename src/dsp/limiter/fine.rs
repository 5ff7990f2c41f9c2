//! The meter's sixteen points behind each frame, from its sample and the point half-way to the next.
//!
//! ```text
//! place        0   1   2   3   4   5   6   7   8   9  10  11  12  13  14  15      sixteenths of a frame
//! given        x                               x
//! quarters                     q                               q                  8 of those to each
//! eighths              e               e               e               e          4 of these and those
//! sixteenths       s       s       s       s       s       s       s       s      4 of all
//! ```
//! Once the rate is doubled there is room for a gentle slope: short filters are enough, fitted so that the whole comes near
//! the meter's kernel. Nothing of it is kept or heard, so whole numbers of 16 bit do: a full scale of [`ONE`] leaves room
//! for the sum of any two points of a plan and a hump, and all their rounding comes to [`ROUNDING`] at most.
use super::super::simd::{MANY, Simd};
use super::super::solve::LeastSquares;
use super::super::true_peak::{PHASES, REACH, kernel};
use super::lanes::Row;

/// Full scale.
pub(super) const ONE: f32 = 4096.0;

/// What a point may be off by rounding, as a share of full scale.
pub(super) const ROUNDING: f32 = 0.0023;

/// Frames to each side of the region that the filters may look at.
pub(super) const LOOK: usize = 8;

/// Frames of a row before the region: it begins a line of the cache.
const MARGIN: usize = MANY / 2;

/// Frames that are worked on at a time.
pub(super) const UNIT: usize = MANY / 2;

/// Both ears of those.
pub(super) type Many = [i16; MANY];

/// Where a unit begins in the window around it, and what that has more.
const HERE: usize = 4;
const AROUND: usize = 10;

/// Where a point's neighbours lie, in sixteenths of a frame. The sixteenths next to a frame have one before it and three
/// behind.
const QUARTER: [f64; 8] = [-28.0, -20.0, -12.0, -4.0, 4.0, 12.0, 20.0, 28.0];
const EIGHTH: [f64; 4] = [-6.0, -2.0, 2.0, 6.0];
const INNER: [f64; 4] = [-3.0, -1.0, 1.0, 3.0];
const OUTER: [f64; 4] = [-1.0, 1.0, 3.0, 5.0];

/// The filters. Those of the first three are symmetric: by distance, the nearest first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taps {
    quarter: [i16; 4],
    eighth: [i16; 2],
    inner: [i16; 2],
    outer: [i16; 4],
}

impl Taps {
    pub(super) fn new() -> Self {
        let [.., a, b, c, d] = fit(QUARTER);
        let ([.., e, f], [.., g, h]) = (fit(EIGHTH), fit(INNER));
        Self { quarter: [a, b, c, d], eighth: [e, f], inner: [g, h], outer: fit(OUTER) }
    }
}

/// All points of a region of frames. All rows hold both ears alternating.
#[derive(Debug, Clone)]
pub(super) struct Fine {
    taps: Taps,
    frames: usize,
    samples: Row<i16>,
    halves: Row<i16>,
    largest: Row<i16>,
}

impl Fine {
    /// `frames`: of the region, a multiple of [`UNIT`].
    pub(super) fn new(frames: usize) -> Self {
        let row = || Row::silent(2 * (frames + 2 * MARGIN));
        Self { taps: Taps::new(), frames, samples: row(), halves: row(), largest: Row::silent(2 * frames) }
    }

    /// Where the samples and the points half-way go, in units of full scale, a [`UNIT`] of frames at a time: those of the
    /// region and of [`LOOK`] frames to each side.
    #[inline(always)]
    pub(super) fn given(&mut self) -> impl Iterator<Item = (&mut Many, &mut Many)> {
        let first = 2 * (MARGIN - LOOK);
        let units = (self.frames + 2 * LOOK) / UNIT;
        let [samples, halves] = [&mut self.samples, &mut self.halves]
            .map(|row| row.samples_mut().split_at_mut(first).1.as_chunks_mut().0.iter_mut());
        samples.zip(halves).take(units)
    }

    /// The largest point of each frame of the region without its sign, once all has been given.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&mut self, simd: S) -> &[Many] {
        for unit in 0..self.frames / UNIT {
            self.fill(simd, unit);
        }
        self.largest.samples().as_chunks().0
    }

    #[inline(always)]
    fn fill<S: Simd>(&mut self, simd: S, unit: usize) {
        let Taps { quarter, eighth: [e0, e1], inner: [i0, i1], outer: [o0, o1, o2, o3] } = self.taps;
        let (eighth, inner) = ([simd.fill(e0), simd.fill(e1)], [simd.fill(i0), simd.fill(i1)]);
        let outer = [simd.fill(o0), simd.fill(o1), simd.fill(o2), simd.fill(o3)];
        let mut quarters = [simd.fill(0); 4];
        for (to, tap) in quarters.iter_mut().zip(quarter) {
            *to = simd.fill(tap);
        }
        let at = 2 * (MARGIN + unit * UNIT) - HERE;
        let (Some(samples), Some(halves)) = (window(&self.samples, at), window(&self.halves, at)) else {
            return;
        };
        let Some(largest) = self.largest.samples_mut().as_chunks_mut::<MANY>().0.get_mut(unit) else {
            return;
        };
        for from in (0..MANY).step_by(2 * S::WIDTH) {
            // Half a frame after the other, from two before the frame to three behind it.
            let mut x = [simd.fill(0); 11];
            for (nth, x) in x.iter_mut().enumerate() {
                *x = simd.fetch(if nth % 2 == 0 { samples } else { halves }, from + nth / 2 * 2);
            }
            // Quarters of a frame, from one before the frame to five behind it.
            let q = [
                between(simd, [x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]], quarters),
                x[4],
                between(simd, [x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8]], quarters),
                x[5],
                between(simd, [x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9]], quarters),
                x[6],
                between(simd, [x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10]], quarters),
            ];
            let e1 = between(simd, [q[0], q[1], q[2], q[3]], eighth);
            let e3 = between(simd, [q[1], q[2], q[3], q[4]], eighth);
            let e5 = between(simd, [q[2], q[3], q[4], q[5]], eighth);
            let e7 = between(simd, [q[3], q[4], q[5], q[6]], eighth);
            let s1 = beside(simd, [q[1], e1, q[2], e3], outer);
            let s3 = between(simd, [q[1], e1, q[2], e3], inner);
            let s5 = between(simd, [e1, q[2], e3, q[3]], inner);
            let s7 = between(simd, [q[2], e3, q[3], e5], inner);
            let s9 = between(simd, [e3, q[3], e5, q[4]], inner);
            let s11 = between(simd, [q[3], e5, q[4], e7], inner);
            let s13 = between(simd, [e5, q[4], e7, q[5]], inner);
            let s15 = beside(simd, [q[5], e7, q[4], e5], outer);
            let all = [q[1], s1, e1, s3, q[2], s5, e3, s7, q[3], s9, e5, s11, q[4], s13, e7, s15];
            let (mut highest, mut lowest) = ([q[1], s1], [q[1], s1]);
            for two in all.as_chunks::<2>().0 {
                for ((highest, lowest), x) in highest.iter_mut().zip(&mut lowest).zip(two) {
                    *highest = simd.greater(*highest, *x);
                    *lowest = simd.lesser(*lowest, *x);
                }
            }
            let highest = simd.greater(highest[0], highest[1]);
            let lowest = simd.lesser(lowest[0], lowest[1]);
            let most = simd.greater(highest, simd.less(simd.fill(0), lowest));
            simd.keep(largest, from, most);
        }
    }
}

/// A unit of a row with the frames that its filters look at.
#[inline(always)]
fn window(row: &Row<i16>, at: usize) -> Option<&[i16; MANY + AROUND]> {
    row.samples().get(at..).and_then(|rest| rest.first_chunk())
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

/// The point next to the first of these.
#[inline(always)]
fn beside<S: Simd>(simd: S, x: [S::H; 4], taps: [S::H; 4]) -> S::H {
    let mut sum = simd.fill(0);
    for (x, tap) in x.into_iter().zip(taps) {
        sum = simd.sum(sum, simd.share(x, tap));
    }
    sum
}

/// The filter that best makes the kernel's points out of those at these distances.
fn fit<const N: usize>(sixteenths: [f64; N]) -> [i16; N] {
    let at = |place: f64| kernel(place / PHASES as f64);
    let mut fit = LeastSquares::<N>::new();
    // Every place that such a point can have: off the grid of its neighbours by the least distance to one.
    let least = sixteenths.iter().fold(f64::INFINITY, |least, away| least.min(away.abs()));
    let reach = (REACH * PHASES) as f64;
    for nth in 0..(reach / least) as usize {
        let place = least * (2 * nth + 1) as f64 - reach;
        fit.observe(&sixteenths.map(|away| at(place + away)), at(place), 1.0);
    }
    fit.solve().map(|tap| (tap * 32_768.0).round() as i16)
}

#[cfg(test)]
pub(super) mod tests;
