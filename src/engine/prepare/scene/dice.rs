//! Seeded chance for what is made before it sounds: the same on every machine, at every rate.

/// `SplitMix64` (G. L. Steele et al. 2014), one sequence.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly between two numbers.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Evenly between the logarithms of two numbers above 0.
    pub(super) fn ratio(&mut self, low: f64, high: f64) -> f64 {
        self.between(low.ln(), high.ln()).exp()
    }

    /// White noise of unit variance, uniform.
    pub(super) fn noise(&mut self) -> f64 {
        const STEP: f64 = 1.732_050_807_568_877_2 / (1u64 << 52) as f64;
        ((self.next() >> 11) as f64 - (1u64 << 52) as f64) * STEP
    }

    /// Whole numbers below `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }
}
