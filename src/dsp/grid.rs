//! Where in its period a stream stands: calls are cut at absolute multiples, counted from the last reset.

use super::{Frame, TICK};

/// Cuts calls of any length into pieces that never cross a multiple of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    period: usize,
    phase: usize,
}

/// The first piece of a call, and what follows it.
#[derive(Debug)]
pub struct Cut<T> {
    /// Frames up to the next multiple of the period, or to the end of the call.
    pub piece: T,
    /// The frames after it.
    pub rest: T,
    /// Position of the piece's first frame inside the period.
    pub phase: usize,
    /// The piece ends on a multiple of the period.
    pub completes: bool,
}

impl Grid {
    /// A grid with a multiple every `period` frames; a period of 0 counts as 1.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self { period: period.max(1), phase: 0 }
    }

    /// A grid of ticks.
    #[must_use]
    pub fn ticks() -> Self {
        Self::new(TICK)
    }

    /// `[audio]` Cuts the next piece off a call and moves on by its length.
    pub fn cut<'a>(&mut self, frames: &'a mut [Frame]) -> Cut<&'a mut [Frame]> {
        let (phase, length) = (self.phase, self.next(frames.len()));
        let (piece, rest) = frames.split_at_mut(length);
        Cut { piece, rest, phase, completes: self.phase == 0 }
    }

    /// `[audio]` The same with frames of any kind that are only read.
    pub fn cut_shared<'a, T>(&mut self, frames: &'a [T]) -> Cut<&'a [T]> {
        let (phase, length) = (self.phase, self.next(frames.len()));
        let (piece, rest) = frames.split_at(length);
        Cut { piece, rest, phase, completes: self.phase == 0 }
    }

    /// Length of the next piece of a call that is not empty; the grid stands behind it then.
    fn next(&mut self, frames: usize) -> usize {
        let length = frames.min(self.period - self.phase);
        self.phase = if self.phase + length == self.period { 0 } else { self.phase + length };
        length
    }

    /// `[audio]` Back to frame 0.
    pub fn reset(&mut self) {
        self.phase = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::SILENCE;

    #[test]
    fn pieces_end_on_multiples_of_the_period_however_the_calls_fall() {
        let mut grid = Grid::ticks();
        let mut ends = [0; 3];
        let (mut count, mut seen) = (0, 0);
        for call in [1, 17, 0, 64, 15] {
            let mut frames = [SILENCE; 64];
            let mut rest = &mut frames[..call];
            while !rest.is_empty() {
                let cut = grid.cut(rest);
                count += cut.piece.len();
                if cut.completes {
                    ends[seen] = count;
                    seen += 1;
                }
                rest = cut.rest;
            }
        }
        assert_eq!(ends, [32, 64, 96]);
        assert_eq!(count, 97);
    }
}
