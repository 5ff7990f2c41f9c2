//! What came out, and what must never come out.

/// The ear at the output: every sample of every callback.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// Frames in all callbacks.
    pub frames: u64,
    /// Callbacks.
    pub blocks: u64,
    /// Largest sample that is allowed now.
    pub ceiling: f64,
    /// Samples above it.
    pub over: u64,
    /// Largest sample.
    pub most: f64,
    /// Largest sample since somebody last asked.
    pub recent: f64,
    /// Samples that were no numbers.
    pub wild: u64,
    /// Samples on channels that were not asked for, or from streams that were closed.
    pub astray: u64,
    /// Frames in which both ears are silent.
    pub silent: u64,
    /// A fingerprint of every sample in order (FNV-1a, 64 bits).
    pub digest: u64,
}

impl Default for Heard {
    fn default() -> Self {
        Self {
            frames: 0,
            blocks: 0,
            ceiling: f64::INFINITY,
            over: 0,
            most: 0.0,
            recent: 0.0,
            wild: 0,
            astray: 0,
            silent: 0,
            digest: 0xcbf2_9ce4_8422_2325,
        }
    }
}

impl Heard {
    /// One sample of an ear; `step` is how far its format may round and dither it.
    pub(super) fn sample(&mut self, x: f32, step: f64) {
        let size = f64::from(x.abs());
        self.wild += u64::from(!x.is_finite());
        self.over += u64::from(size > self.ceiling + step);
        self.most = self.most.max(size);
        self.recent = self.recent.max(size);
        for byte in x.to_bits().to_le_bytes() {
            self.digest = (self.digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_over_the_ceiling_and_one_that_is_no_number_are_counted_and_change_the_fingerprint() {
        let mut heard = Heard { ceiling: 0.5, ..Heard::default() };
        for x in [0.5, -0.5, 0.504] {
            heard.sample(x, 0.01);
        }
        assert_eq!((heard.over, heard.wild), (0, 0));
        let before = heard.digest;
        heard.sample(-0.52, 0.01);
        heard.sample(f32::NAN, 0.01);
        heard.sample(f32::INFINITY, 0.01);
        assert_eq!((heard.over, heard.wild), (2, 2), "infinity is both");
        assert_ne!(heard.digest, before);
    }
}
