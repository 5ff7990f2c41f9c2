//! Draws for the order of trials: from a seed that can be given again, or from one that nobody knew before.

use std::hash::{BuildHasher, Hasher, RandomState};

use crate::dsp::noise::seed_stream;

/// Stream of trial orders: the noise of the stage uses the low ones of the same seed.
const TRIALS: u64 = 0xab5;

/// A sequence of independent draws.
#[derive(Debug, Clone)]
pub struct Draw {
    seed: u64,
    drawn: u64,
}

impl Draw {
    /// Equal seeds give equal draws, on every machine.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed: seed_stream(seed, TRIALS), drawn: 0 }
    }

    /// Heads or tails.
    pub fn coin(&mut self) -> bool {
        self.next() >> 63 == 1
    }

    /// A whole number below `count`, each as likely as the others; 0 for a count of 0.
    pub fn below(&mut self, count: usize) -> usize {
        let count = count.max(1) as u64;
        // The incomplete last turn of the range is drawn again: a remainder alone would favour small numbers.
        let turns = u64::MAX - u64::MAX % count;
        loop {
            let drawn = self.next();
            if drawn < turns {
                return (drawn % count) as usize;
            }
        }
    }

    /// Brings the list into one of its orders, each as likely as the others (Fisher and Yates 1938; R. Durstenfeld,
    /// Comm. ACM 7, 1964).
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }

    fn next(&mut self) -> u64 {
        self.drawn += 1;
        seed_stream(self.seed, self.drawn)
    }
}

/// A seed that nobody can know: the system's own, which the standard library keys its hash tables with. Never 0.
#[must_use]
pub fn system_seed() -> u64 {
    RandomState::new().build_hasher().finish().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_of_three_gives_all_six_orders_alike() {
        let mut draw = Draw::new(7);
        let mut count = std::collections::BTreeMap::new();
        for _ in 0..60_000 {
            let mut list = [0, 1, 2];
            draw.shuffle(&mut list);
            *count.entry(list).or_insert(0) += 1;
        }
        assert_eq!(count.len(), 6);
        // 10 000 each; five standard deviations of 91.
        assert!(count.values().all(|&n: &i32| (n - 10_000).abs() < 457), "{count:?}");
    }

    #[test]
    fn the_same_seed_draws_the_same_and_the_systems_own_never_does() {
        let coins = |seed| {
            let mut draw = Draw::new(seed);
            (0..64).map(|_| draw.coin()).collect::<Vec<_>>()
        };
        assert_eq!(coins(3), coins(3));
        assert_ne!(coins(3), coins(4));
        assert_ne!(system_seed(), system_seed());
        assert_eq!(Draw::new(1).below(0), 0);
    }
}
