//! Rows of samples that are worked on a register at a time, both ears alternating.
use super::super::simd::{Simd, WIDEST};

/// One frame in the accuracy of a check.
pub(super) type Pair = [f32; 2];

/// Frames that fill the widest register.
pub(super) type Block = [f32; WIDEST];

/// Samples in memory so that a chosen one begins a line of the cache: registers are then read in one go.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    cells: Box<[f32]>,
    from: usize,
    length: usize,
}

impl Row {
    /// `length` zeros; the one at `aligned` begins the line.
    pub(super) fn silent(length: usize, aligned: usize) -> Self {
        let cells: Box<[f32]> = std::iter::repeat_n(0.0, length + WIDEST).collect();
        let line = cells.as_ptr().align_offset(WIDEST * size_of::<f32>()).min(WIDEST);
        let from = (line + WIDEST - aligned % WIDEST) % WIDEST;
        Self { cells, from, length }
    }

    #[inline(always)]
    pub(super) fn samples(&self) -> &[f32] {
        self.cells.get(self.from..self.from + self.length).unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn samples_mut(&mut self) -> &mut [f32] {
        self.cells.get_mut(self.from..self.from + self.length).unwrap_or_default()
    }
}

/// The larger one, as one instruction: neither is NaN.
#[inline(always)]
pub(super) fn higher(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// The largest lane of each ear; lanes are 0 or more.
#[inline(always)]
pub(super) fn highest<S: Simd>(simd: S, x: S::W) -> Pair {
    let mut lanes = [0.0; WIDEST];
    simd.put(&mut lanes, 0, x);
    lanes.as_chunks::<2>().0.iter().fold([0.0; 2], |a, b| [higher(a[0], b[0]), higher(a[1], b[1])])
}
