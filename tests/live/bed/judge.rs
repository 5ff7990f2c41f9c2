//! Bit comparison without end: what is heard is what was played, one delay later, for as long as one likes.

use super::signal::Stereo;

/// Frames among which a delay is found: 24 bits each, so that two places never look alike.
const WINDOW: usize = 256;
/// How far the path may delay, frames.
const FARTHEST: i64 = 16_384;
/// So many wrong frames in a row are another delay.
const SLIPPED: u64 = 1_024;

/// Frame `n` of white noise between -0.25 and 0.25, its ears unrelated, each a multiple of 2^-25: nothing but the same
/// bits is the same sound. By its place alone (`SplitMix64`: Steele, Lea and Flood, OOPSLA 2014), so that who listens need
/// not remember what was played.
pub(crate) fn noise_at(n: u64) -> Stereo {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    [z >> 40, (z >> 8) & 0xFF_FFFF].map(|bits| (bits as f32 / 8_388_608.0 - 1.0) / 4.0)
}

/// What the comparison says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Frames that were compared.
    pub(crate) compared: u64,
    /// Frames from playing to hearing.
    pub(crate) delay: Option<i64>,
    /// Frames that were not the same bits, and the first of them.
    pub(crate) wrong: u64,
    pub(crate) first_wrong: Option<u64>,
    /// How often the delay became another one: something was lost or repeated.
    pub(crate) slips: u64,
}

/// Listens.
pub(crate) struct Judge {
    verdict: Verdict,
    window: Vec<Stereo>,
    in_a_row: u64,
}

impl Judge {
    pub(crate) fn new() -> Self {
        Self { verdict: Verdict::default(), window: Vec::with_capacity(WINDOW), in_a_row: 0 }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Hears frame `n`.
    pub(crate) fn hear(&mut self, n: u64, heard: Stereo) {
        let Some(delay) = self.verdict.delay else { return self.seek(n, heard) };
        self.verdict.compared += 1;
        if is(heard, n, delay) {
            self.in_a_row = 0;
            return;
        }
        self.verdict.wrong += 1;
        self.verdict.first_wrong.get_or_insert(n);
        self.in_a_row += 1;
        if self.in_a_row == SLIPPED {
            (self.verdict.delay, self.in_a_row) = (None, 0);
            self.verdict.slips += 1;
        }
    }

    /// Nothing was found yet, or the delay slipped.
    fn seek(&mut self, n: u64, heard: Stereo) {
        self.window.push(heard);
        if self.window.len() == WINDOW {
            let first = n + 1 - WINDOW as u64;
            let fits = |delay: &i64| (first..).zip(&self.window).all(|(n, &heard)| is(heard, n, *delay));
            self.verdict.delay = (0..=FARTHEST).find(fits);
            self.window.clear();
        }
    }
}

fn is(heard: Stereo, n: u64, delay: i64) -> bool {
    noise_at(n.wrapping_add_signed(-delay)).map(f32::to_bits) == heard.map(f32::to_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(heard: impl Fn(u64) -> Stereo) -> Verdict {
        let mut judge = Judge::new();
        (200_000..300_000).for_each(|n| judge.hear(n, heard(n)));
        judge.verdict()
    }

    #[test]
    fn the_same_bits_later_are_the_same() {
        for delay in [0, 64, 16_000i64] {
            let verdict = judged(|n| noise_at(n.wrapping_add_signed(-delay)));
            assert_eq!((verdict.delay, verdict.wrong, verdict.slips), (Some(delay), 0, 0));
            assert_eq!(verdict.compared, 100_000 - WINDOW as u64);
        }
    }

    #[test]
    fn a_last_bit_a_lost_frame_and_another_gain_are_heard() {
        let bit = |x: f32| f32::from_bits(x.to_bits() ^ 1);
        let verdict = judged(|n| if n == 250_000 { noise_at(n - 64).map(bit) } else { noise_at(n - 64) });
        assert_eq!((verdict.wrong, verdict.first_wrong, verdict.slips), (1, Some(250_000), 0));
        let verdict = judged(|n| noise_at(n - 64 + u64::from(n >= 250_000)));
        assert_eq!((verdict.wrong, verdict.delay, verdict.slips), (SLIPPED, Some(63), 1));
        assert_eq!(judged(|n| noise_at(n - 64).map(|x| 0.5 * x)).delay, None);
    }
}
