//! `[audio]` How much of a live input lies in the ring for no reason.
#![deny(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

/// Frames after the start in which a live input finds its place, and those at the end of them that are looked at.
const SETTLING_FRAMES: usize = 9600;
const WATCHED_FRAMES: usize = 4800;

/// The first fifth of a second of a live input, under the fade-in: a sound server may call its clients in one order at
/// first and in another when the last of them has come, and a block would lie in the ring for ever.
pub(super) struct Settling {
    left: usize,
    /// Fewest frames that were left over after a block.
    least: usize,
}

impl Default for Settling {
    fn default() -> Self {
        Self { left: SETTLING_FRAMES, least: usize::MAX }
    }
}

impl Settling {
    /// `[audio]` After each block: how many of the frames left over were never needed. Once, at the end.
    pub(super) fn surplus(&mut self, over: usize, frames: usize, margin: usize) -> usize {
        if self.left == 0 {
            return 0;
        }
        if self.left <= WATCHED_FRAMES {
            self.least = self.least.min(over);
        }
        self.left = self.left.saturating_sub(frames);
        if self.left == 0 { self.least.saturating_sub(margin) } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_over_after_every_block_is_surplus_once_however_it_began_and_the_margin_is_not() {
        for (over, margin, surplus) in [(64, 0, 64), (0, 0, 0), (300, 256, 44), (200, 256, 0)] {
            let mut settling = Settling::default();
            let blocks = SETTLING_FRAMES / 64;
            let found: Vec<usize> = (0..2 * blocks)
                .map(|n| if n < 9 { 0 } else { over + 64 * (n % 2) })
                .map(|over| settling.surplus(over, 64, margin))
                .collect();
            assert_eq!(found.iter().sum::<usize>(), surplus, "{over} over {margin}");
            assert_eq!(found.iter().position(|&n| n > 0), (surplus > 0).then_some(blocks - 1));
        }
    }
}
