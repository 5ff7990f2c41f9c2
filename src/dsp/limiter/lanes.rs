//! Rows of samples that are worked on a register at a time, both ears alternating.
use super::super::larger::larger;
use super::super::simd::{Simd, WIDEST};

/// One frame in the accuracy of a check.
pub(super) type Pair = [f32; 2];

/// Frames that fill the widest register.
pub(super) type Block = [f32; WIDEST];

/// Blocks of as many rows, side by side, each of them a line of the cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Column<const N: usize>(pub(super) [Block; N]);

impl<const N: usize> Column<N> {
    pub(super) const SILENT: Self = Self([[0.0; WIDEST]; N]);
}

/// Samples in memory whose first begins a line of the cache: registers are then read in one go. There is room for more of
/// them than any rate needs.
#[derive(Debug, Clone)]
pub(super) struct Row {
    cells: Box<Cells>,
    length: usize,
}

#[derive(Debug, Clone)]
#[repr(align(64))]
struct Cells([f32; MOST]);

/// Samples of the longest row.
const MOST: usize = 72 * WIDEST;

impl Row {
    /// `length` zeros, no more than a row can hold.
    #[expect(clippy::disallowed_methods, reason = "control plane: prepared once")]
    pub(super) fn silent(length: usize) -> Self {
        Self { cells: Box::new(Cells([0.0; MOST])), length: length.min(MOST) }
    }

    #[inline(always)]
    pub(super) fn samples(&self) -> &[f32] {
        self.cells.0.get(..self.length).unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn samples_mut(&mut self) -> &mut [f32] {
        self.cells.0.get_mut(..self.length).unwrap_or_default()
    }
}

/// The largest lane of each ear; lanes are 0 or more.
#[inline(always)]
pub(super) fn highest<S: Simd>(simd: S, x: S::W) -> Pair {
    let mut lanes = [0.0; WIDEST];
    simd.put(&mut lanes, 0, x);
    across::<2>(&across::<4>(&across::<8>(&lanes)))
}

/// The largest of every N-th lane: half as many at a time, as the processor does it.
#[inline(always)]
fn across<const N: usize>(lanes: &[f32]) -> [f32; N] {
    let mut most = [0.0; N];
    for lanes in lanes.as_chunks::<N>().0 {
        for (most, x) in most.iter_mut().zip(lanes) {
            *most = larger(*most, *x);
        }
    }
    most
}
