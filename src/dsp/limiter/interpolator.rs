//! The meter's interpolation of a short stretch of frames, eight-fold, at a fraction of its cost.
//!
//! ```text
//! frames        -44          -12      0        length  +4            +44
//! half-way       |--- far ----|------- near, exact -----|---- far ----|
//! all points                  |-------------------------|
//! ```
//! The points half-way between the samples come from the meter's own kernel; those between them from short symmetric
//! filters, fitted so that the whole comes near the kernel: once the rate is doubled there is room for a gentle slope.
//! Far from the stretch what it adds between two samples is half a period of a sine, and the half-way point says it all.
#![expect(
    clippy::indexing_slicing,
    reason = "points are counted by constants and slices are cut to one length"
)]
mod grid;

use super::super::simd::{Simd, WIDEST};
use super::super::solve::LeastSquares;
use super::super::true_peak::{PHASES, REACH, kernel};
use super::far::Far;
use super::lanes::{Block, Column, Pair, Row};
use grid::Grid;
pub(super) use grid::{Columns, between, loaded, near};

/// Points per frame, the sample itself among them.
pub(super) const POINTS: usize = 8;

/// Frames before a stretch, and behind it, of which all points are known.
pub(super) const BEHIND: usize = 12;
pub(super) const AHEAD: usize = 4;

/// Frames before and behind those of which the half-way point is known; of all that the kernel does, 0.3 % lies beyond.
pub(super) const FAR: usize = 32;
pub(super) const BEYOND: usize = 40;

/// What the meter may read over what the points of a signal are held to, as a share: the worst case over all signals
/// whose samples are within the same bound.
pub(super) const UNSEEN: f32 = 0.0096;

/// Registers of the half-way row that are summed at once.
const WIDE: usize = 6;

/// Farther from a sample than this the near half-way points leave it out; registers of any width leave out the same.
const NEAR: usize = 48;

/// Frames of silence before the middle of the half-way kernel's table, so that a register may begin anywhere.
const QUIET: usize = 108;

/// Frames of the table: behind the middle as far as the last register of the farthest frame.
const TABLE: usize = QUIET + NEAR + WIDE * WIDEST / 2 + 2 * BLOCK;

/// Frames in a block, which are also the places where a register can begin in it.
const BLOCK: usize = WIDEST / 2;

/// Frames to each side of a row for the short filters to look at.
const MARGIN: usize = BLOCK;

/// Interpolates a stretch of frames. All rows hold both ears alternating.
#[derive(Debug, Clone)]
pub(super) struct Interpolator {
    /// Blocks of frames of which all points are known.
    near: usize,
    /// The half-way kernel for both ears, the latest sample first, moved on by 0 to 7 frames: reads are then aligned.
    kernel: [Row; BLOCK],
    far: Far,
    quarter: [f32; 4],
    eighth: [f32; 2],
    /// The stretch with silence around it, the points half-way, those of the quarters, those of the eighths by block.
    samples: Row,
    halves: Row,
    quarters: [Row; 2],
    eighths: Box<[Column<4>]>,
}

impl Interpolator {
    /// `length`: frames of the stretch, a multiple of 32.
    pub(super) fn new(length: usize) -> Self {
        let near = (BEHIND + length + AHEAD) / BLOCK;
        let behind = (0..FAR / BLOCK).map(|block| BLOCK * block);
        let beyond = (0..BEYOND / BLOCK).map(|block| BLOCK * (block + near) + FAR);
        let row = || Row::silent(near * WIDEST + 4 * MARGIN);
        Self {
            near,
            kernel: std::array::from_fn(table),
            far: Far::new(&behind.chain(beyond).collect::<Box<_>>(), FAR + BEHIND, length),
            quarter: fit(4),
            eighth: fit(2),
            samples: row(),
            halves: Row::silent(near * WIDEST + 2 * (FAR + BEYOND)),
            quarters: [row(), row()],
            eighths: std::iter::repeat_n(Column::SILENT, near).collect(),
        }
    }

    /// Blocks of frames of which all points are known.
    pub(super) const fn near(&self) -> usize {
        self.near
    }

    /// The near samples.
    #[inline(always)]
    pub(super) fn samples(&self) -> &[Block] {
        near(&self.samples, MARGIN, self.near)
    }

    /// The points half-way from [`FAR`] frames before the near ones to [`BEYOND`] behind them.
    #[inline(always)]
    pub(super) fn halves(&self) -> &[Block] {
        self.halves.samples().as_chunks().0
    }

    /// The near points.
    #[inline(always)]
    pub(super) fn columns(&self) -> Columns<'_> {
        Columns {
            rows: [
                near(&self.samples, MARGIN, self.near),
                near(&self.quarters[0], MARGIN, self.near),
                near(&self.halves, FAR, self.near),
                near(&self.quarters[1], MARGIN, self.near),
            ],
            eighths: &self.eighths,
        }
    }

    /// The stretch, to be filled.
    #[inline(always)]
    pub(super) fn stretch_mut(&mut self) -> &mut [f32] {
        let (first, last) = (2 * (MARGIN + BEHIND), 2 * (MARGIN + BLOCK * self.near - AHEAD));
        &mut self.samples.samples_mut()[first..last]
    }

    /// Interpolates the stretch but for its eighths.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&mut self, simd: S) {
        let (behind, rest) = self.halves.samples_mut().as_chunks_mut().0.split_at_mut(FAR / BLOCK);
        let (near, beyond) = rest.split_at_mut(self.near);
        let stretch =
            &self.samples.samples()[2 * (MARGIN + BEHIND)..2 * (MARGIN + BLOCK * self.near - AHEAD)];
        let stretch = stretch.as_chunks().0;
        fill_halves(simd, &self.kernel, stretch, near.as_flattened_mut());
        // In between, so that what was written has arrived when it is read a frame to the side.
        self.far.fill(simd, stretch, [behind, beyond]);
        self.fill_quarters(simd);
    }

    /// The points a quarter and three quarters behind each frame, from the samples and the points half-way.
    #[inline(always)]
    fn fill_quarters<S: Simd>(&mut self, simd: S) {
        let (blocks, taps) = (self.near, self.quarter.map(|tap| simd.splat(tap)));
        // Half frames from 1.5 before a frame to 2.5 behind it, in turn from both rows.
        let grid: [&[Block]; 9] = std::array::from_fn(|i| match i % 2 {
            0 => near(&self.halves, FAR - 2 + i / 2, blocks),
            _ => near(&self.samples, MARGIN - 1 + i / 2, blocks),
        });
        let [one, three] = &mut self.quarters;
        let rows = [one, three].map(|row| &mut row.samples_mut()[2 * MARGIN..][..blocks * WIDEST]);
        let mut rows = rows.map(|row| &mut row.as_chunks_mut::<WIDEST>().0[..blocks]);
        for at in 0..blocks {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let x = loaded(simd, &grid, at, from);
                for (j, row) in rows.iter_mut().enumerate() {
                    simd.put(&mut row[at], from, between(simd, &x[j..], taps));
                }
            }
        }
        self.fill_edges();
    }

    /// The points of the quarters next to the near ones, as far from the stretch as to be part of a sine.
    #[inline(always)]
    fn fill_edges(&mut self) {
        let [one, three] = &mut self.quarters;
        let behind = 2 * (FAR + BLOCK * self.near);
        for ear in 0..2 {
            let arc = |at: usize, point: usize| {
                let [before, x, after] = [at - 2, at, at + 2].map(|at| self.halves.samples()[at + ear]);
                let [height, slope] = ARCS[point];
                height * x + slope * (before - after)
            };
            three.samples_mut()[2 * MARGIN - 2 + ear] = arc(2 * FAR - 2, 6);
            one.samples_mut()[2 * MARGIN + self.near * WIDEST + ear] = arc(behind, 2);
        }
    }

    /// What the eighths are made from, and where they belong.
    #[inline(always)]
    pub(super) fn grid(&mut self) -> (Grid<'_>, &mut [Column<4>]) {
        let blocks = self.near;
        let [one, three] = &self.quarters;
        // Quarters of a frame from one before a frame to five behind it.
        let rows = [
            near(three, MARGIN - 1, blocks),
            near(&self.samples, MARGIN, blocks),
            near(one, MARGIN, blocks),
            near(&self.halves, FAR, blocks),
            near(three, MARGIN, blocks),
            near(&self.samples, MARGIN + 1, blocks),
            near(one, MARGIN + 1, blocks),
        ];
        (Grid::new(rows, self.eighth), &mut self.eighths)
    }
}

/// The points half-way between samples, near the stretch.
#[inline(always)]
fn fill_halves<S: Simd>(simd: S, kernel: &[Row; BLOCK], stretch: &[Pair], near: &mut [f32]) {
    let rows: [&[f32]; BLOCK] = std::array::from_fn(|i| kernel[i].samples());
    let eights = stretch.as_chunks::<BLOCK>().0;
    let frames = WIDE * S::WIDTH / 2;
    for first in (0..near.len() / 2).step_by(frames) {
        // Eights of frames that reach these registers, whose first frame is `first` - BEHIND.
        let begin = (first.saturating_sub(BEHIND + NEAR) / BLOCK).min(eights.len());
        let end = (first + frames + NEAR - BEHIND).div_ceil(BLOCK).min(eights.len());
        let mut sums = [simd.splat(0.0); WIDE];
        for (eight, frames) in eights[begin..end].iter().enumerate() {
            let from = 2 * (QUIET - BEHIND + first) - 2 * BLOCK * (begin + eight);
            for (row, x) in rows.iter().zip(frames) {
                let Some(taps) = row[from..].first_chunk::<{ WIDE * WIDEST }>() else { continue };
                let x = simd.both(*x);
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum = simd.add(*sum, simd.times(simd.get(taps, i * S::WIDTH), x));
                }
            }
        }
        for (i, sum) in sums.into_iter().enumerate() {
            simd.put(near, 2 * first + i * S::WIDTH, sum);
        }
    }
}

/// Far from a stretch: the weight of the half-way point in each point, and that of the difference between the half-way
/// point before and the one behind. What the sine is multiplied with is a straight line there.
pub(super) const ARCS: [[f32; 2]; POINTS] = {
    const ROOT: f32 = std::f32::consts::FRAC_1_SQRT_2;
    /// The sine and cosine of an eighth of a half turn.
    const SIN: f32 = 0.382_683_43;
    const COS: f32 = 0.923_879_5;
    [
        [0.0, 0.0],
        [SIN, -0.1875 * SIN],
        [ROOT, -0.125 * ROOT],
        [COS, -0.0625 * COS],
        [1.0, 0.0],
        [COS, 0.0625 * COS],
        [ROOT, 0.125 * ROOT],
        [SIN, 0.1875 * SIN],
    ]
};

/// The half-way kernel, moved on by some frames.
fn table(moved: usize) -> Row {
    let mut row = Row::silent(2 * TABLE);
    for (entry, pair) in row.samples_mut().as_chunks_mut::<2>().0.iter_mut().enumerate() {
        let away = entry as f64 - (QUIET + moved) as f64 + 0.5;
        *pair = [if away.abs() > NEAR as f64 { 0.0 } else { kernel(away) as f32 }; 2];
    }
    row
}

/// The symmetric filter that best makes the kernel's points out of those at odd multiples of `step` sixteenths.
pub(super) fn fit<const N: usize>(step: u16) -> [f32; N] {
    let at = |place: f64| kernel(place / PHASES as f64);
    let (reach, step) = ((REACH * PHASES) as f64, f64::from(step));
    let mut fit = LeastSquares::<N>::new();
    let mut place = step - reach;
    while place < reach {
        let row = std::array::from_fn(|i| {
            let away = (2 * i + 1) as f64 * step;
            at(place - away) + at(place + away)
        });
        fit.observe(&row, at(place), 1.0);
        place += 2.0 * step;
    }
    fit.solve().map(|tap| tap as f32)
}

#[cfg(test)]
mod tests;
