//! Rows of samples that are worked on a register at a time, both ears alternating.
use super::super::larger::larger;
use super::super::simd::{MANY, Simd, WIDEST};
use super::TURN;

/// One frame in the accuracy of a check.
pub(super) type Pair = [f32; 2];

/// Frames that fill the widest register of singles.
pub(super) const BLOCK: usize = WIDEST / 2;

/// Those frames.
pub(super) type Block = [f32; WIDEST];

/// Numbers in memory whose first begins a line of the cache. There is room for more of them than any rate needs.
#[derive(Debug, Clone)]
pub(super) struct Row<T = f32> {
    cells: Box<Cells<T>>,
    length: usize,
}

#[derive(Debug, Clone)]
#[repr(align(64))]
struct Cells<T>([T; MOST]);

/// Numbers in the longest row.
const MOST: usize = 117 * WIDEST;

impl<T: Copy + Default> Row<T> {
    /// `length` zeros, no more than a row can hold.
    #[expect(clippy::disallowed_methods, reason = "control plane: prepared once")]
    pub(super) fn silent(length: usize) -> Self {
        Self { cells: Box::new(Cells([T::default(); MOST])), length: length.min(MOST) }
    }

    #[inline(always)]
    pub(super) fn samples(&self) -> &[T] {
        self.cells.0.get(..self.length).unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn samples_mut(&mut self) -> &mut [T] {
        self.cells.0.get_mut(..self.length).unwrap_or_default()
    }
}

impl Row {
    /// In blocks of [`BLOCK`] frames.
    #[inline(always)]
    pub(super) fn blocks(&self) -> &[Block] {
        self.samples().as_chunks().0
    }

    /// The same, to be written.
    #[inline(always)]
    pub(super) fn blocks_mut(&mut self) -> &mut [Block] {
        self.samples_mut().as_chunks_mut().0
    }
}

/// A stretch of a row that moves on with every hop. What it keeps is brought to the front once in [`TURN`] hops.
#[derive(Debug, Clone)]
pub(super) struct Belt {
    row: Row,
    length: usize,
    step: usize,
    from: usize,
}

impl Belt {
    /// `length` zeros; they move on by `step`; `turn`: hops that the first turn comes earlier, so that not all belts turn in
    /// the same hop.
    pub(super) fn silent(length: usize, step: usize, turn: usize) -> Self {
        Self { row: Row::silent(length + TURN * step), length, step, from: turn.min(TURN) * step }
    }

    pub(super) fn silence(&mut self) {
        self.row.samples_mut().fill(0.0);
    }

    #[inline(always)]
    pub(super) fn samples(&self) -> &[f32] {
        let (_, samples) = self.row.samples().split_at(self.from);
        samples.get(..self.length).unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn samples_mut(&mut self) -> &mut [f32] {
        let (_, samples) = self.row.samples_mut().split_at_mut(self.from);
        samples.get_mut(..self.length).unwrap_or_default()
    }

    /// In blocks of [`BLOCK`] frames.
    #[inline(always)]
    pub(super) fn blocks(&self) -> &[Block] {
        self.samples().as_chunks().0
    }

    /// Moves on; what comes in at the end is whatever has been there, to be written.
    #[inline(always)]
    pub(super) fn advance(&mut self) {
        if self.from == TURN * self.step {
            self.row.samples_mut().copy_within(self.from + self.step.., 0);
            self.from = 0;
        } else {
            self.from += self.step;
        }
    }

    /// Moves on; what comes in at the end is silence.
    #[inline(always)]
    pub(super) fn advance_silent(&mut self) {
        self.advance();
        let (step, samples) = (self.step, self.samples_mut());
        let (_, end) = samples.split_at_mut(samples.len() - step.min(samples.len()));
        end.fill(0.0);
    }
}

/// The largest lane of each ear; lanes are 0 or more.
#[inline(always)]
pub(super) fn highest<S: Simd>(simd: S, x: S::W) -> Pair {
    let mut lanes = [0.0; WIDEST];
    simd.put(&mut lanes, 0, x);
    across::<2, _>(&across::<4, _>(&across::<8, _>(&lanes)))
}

/// The same of whole numbers.
#[inline(always)]
pub(super) fn greatest<S: Simd>(simd: S, x: S::H) -> [i16; 2] {
    let mut lanes = [0; MANY];
    simd.keep(&mut lanes, 0, x);
    across::<2, _>(&across::<4, _>(&across::<8, _>(&across::<16, _>(&lanes))))
}

/// The largest of every N-th lane: half as many at a time, as the processor does it.
#[inline(always)]
fn across<const N: usize, T: Copy + Default + PartialOrd>(lanes: &[T]) -> [T; N] {
    let mut most = [T::default(); N];
    for lanes in lanes.as_chunks::<N>().0 {
        for (most, x) in most.iter_mut().zip(lanes) {
            *most = larger(*most, *x);
        }
    }
    most
}
