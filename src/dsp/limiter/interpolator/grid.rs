//! Rows of points side by side, and the points between them.
#![expect(
    clippy::indexing_slicing,
    reason = "points are counted by constants and slices are cut to one length"
)]
use super::super::super::simd::{Simd, WIDEST};
use super::super::lanes::{Block, Column, Row};
use super::POINTS;

/// The near points in quarters of a frame, block by block.
pub(in super::super) struct Grid<'a> {
    rows: [&'a [Block]; 7],
    eighth: [f32; 2],
}

impl<'a> Grid<'a> {
    pub(super) const fn new(rows: [&'a [Block]; 7], eighth: [f32; 2]) -> Self {
        Self { rows, eighth }
    }

    /// All points behind the frames of one register, and the first behind the next frame.
    #[inline(always)]
    pub(in super::super) fn points<S: Simd>(&self, simd: S, at: usize, from: usize) -> [S::W; POINTS + 1] {
        let taps = self.eighth.map(|tap| simd.splat(tap));
        let x = loaded(simd, &self.rows, at, from);
        std::array::from_fn(|point| match point % 2 {
            0 => x[point / 2 + 1],
            _ => between(simd, &x[point / 2..], taps),
        })
    }
}

/// The near points by eighths behind each frame: those of the quarters by row, those between them by block.
pub(in super::super) struct Columns<'a> {
    pub(super) rows: [&'a [Block]; 4],
    pub(super) eighths: &'a [Column<4>],
}

impl<'a> Columns<'a> {
    /// All points of a block.
    #[inline(always)]
    pub(in super::super) fn block(&self, at: usize) -> [&'a Block; POINTS] {
        let [a, c, e, g] = self.rows;
        let Column([b, d, f, h]) = &self.eighths[at];
        [&a[at], b, &c[at], d, &e[at], f, &g[at], h]
    }
}

/// The point in the middle of the first `2 N`.
#[inline(always)]
pub(in super::super) fn between<S: Simd, const N: usize>(simd: S, points: &[S::W], taps: [S::W; N]) -> S::W {
    let both = |i: usize| simd.times(taps[i], simd.add(points[N - 1 - i], points[N + i]));
    (1..N).fold(both(0), |sum, i| simd.add(sum, both(i)))
}

/// The registers at one place of many rows.
#[inline(always)]
pub(in super::super) fn loaded<S: Simd, const N: usize>(
    simd: S,
    rows: &[&[Block]; N],
    at: usize,
    from: usize,
) -> [S::W; N] {
    let mut x = [simd.splat(0.0); N];
    for (x, row) in x.iter_mut().zip(rows) {
        *x = simd.get(&row[at], from);
    }
    x
}

/// Blocks of a row from a frame on.
#[inline(always)]
pub(in super::super) fn near(row: &Row, frame: usize, blocks: usize) -> &[Block] {
    let cells = &row.samples()[2 * frame..][..blocks * WIDEST];
    &cells.as_chunks().0[..blocks]
}
