//! Chance by a seed: the same on every machine.

use crate::dsp::noise::seed_stream;

/// Stream of the scripted system among those of one seed.
const SCRIPT: u64 = 0x5c_217;

/// Independent draws.
#[derive(Debug, Clone)]
pub struct Dice {
    seed: u64,
    drawn: u64,
}

impl Dice {
    /// Equal seeds and streams give equal draws.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        Self { seed: seed_stream(seed_stream(seed, SCRIPT), stream), drawn: 0 }
    }

    /// At least 0, below 1.
    pub fn unit(&mut self) -> f64 {
        self.drawn += 1;
        (seed_stream(self.seed, self.drawn) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Between two numbers, each as likely.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `count`, which is at least 1.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// True with this probability.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// Time to the next of events that do not know of each other, `mean` apart.
    pub fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }
}
