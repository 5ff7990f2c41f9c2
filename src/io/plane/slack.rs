//! `[audio]` How much live input lies in the ring where both sides run by one clock.

use std::sync::Arc;

use super::clocks::stamp::Moment;
use crate::units::SampleRate;

/// What may pile up beyond the margin before it counts as old sound, frames.
const PILE: usize = 2048;

/// How much live input may lie in the ring, in frames beyond one block.
#[derive(Debug, Clone)]
pub struct Slack {
    margin: usize,
    captured: Arc<Moment>,
    played: Arc<Moment>,
}

impl Slack {
    /// `margin` is what lies there in the steady state: room for two callbacks that do not take turns exactly. None for a
    /// server that calls both in every cycle, now one first, now the other: the callbacks' times tell which, and when the
    /// input came first, a block is kept for the cycle in which it does not.
    #[must_use]
    pub fn new(margin: usize) -> Self {
        Self { margin, captured: Arc::default(), played: Arc::default() }
    }

    /// Where capture callbacks leave their time, once their frames are in the ring.
    #[must_use]
    pub fn captured(&self) -> Arc<Moment> {
        Arc::clone(&self.captured)
    }

    /// Where playback callbacks leave theirs.
    #[must_use]
    pub fn played(&self) -> Arc<Moment> {
        Arc::clone(&self.played)
    }

    /// `[audio]` Frames that should lie there before a block of so many is taken.
    #[must_use]
    pub fn wanted(&self, frames: usize, rate: SampleRate) -> usize {
        let early = if self.margin == 0 && self.capture_came_first(frames, rate) { frames } else { 0 };
        frames + self.margin + early
    }

    /// `[audio]` More than this is old sound, of which only what is wanted is kept.
    #[must_use]
    pub fn most(&self, frames: usize) -> usize {
        frames + self.margin + PILE
    }

    /// A capture callback of this cycle was a moment ago, one of the last cycle a block.
    fn capture_came_first(&self, frames: usize, rate: SampleRate) -> bool {
        let (captured, played) = (self.captured.nanos(), self.played.nanos());
        let half = 0.5e9 * frames as f64 / rate.hz();
        captured != 0 && played != 0 && (played.abs_diff(captured) as f64) < half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: usize = 64;
    const PERIOD: u64 = 1_333_333;

    /// Cycles of a server that calls the input first where told so; how much lay in the ring after the last, and how often
    /// there was too little once it had begun.
    fn cycles(slack: &Slack, input_first: impl Fn(u64) -> bool) -> (usize, usize) {
        let (mut ring, mut begun, mut short) = (0, false, 0);
        for n in 1..1_000 {
            let capture = |ring: &mut usize, late| {
                slack.captured().set(n * PERIOD + late);
                *ring += BLOCK;
            };
            let early = input_first(n);
            if early {
                capture(&mut ring, 30_000);
            }
            slack.played().set(n * PERIOD + 90_000);
            begun |= ring >= slack.wanted(BLOCK, SampleRate(48_000));
            if begun {
                short += usize::from(ring < BLOCK);
                ring = ring.saturating_sub(BLOCK);
            }
            if !early {
                capture(&mut ring, 150_000);
            }
        }
        (ring, short)
    }

    #[test]
    fn a_cycle_in_whatever_order_never_finds_too_little_and_keeps_one_block() {
        for begins_early in [false, true] {
            let turns = |n: u64| if n < 500 { begins_early } else { n.is_multiple_of(3) };
            assert_eq!(cycles(&Slack::new(0), turns), (BLOCK, 0), "the input first: {begins_early}");
        }
    }

    #[test]
    fn where_no_times_are_told_a_block_is_enough() {
        let slack = Slack::new(0);
        assert_eq!(slack.wanted(BLOCK, SampleRate(48_000)), BLOCK);
        assert_eq!(Slack::new(256).wanted(BLOCK, SampleRate(48_000)), 256 + BLOCK);
    }
}
