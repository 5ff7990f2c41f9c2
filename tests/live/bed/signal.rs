//! Test signals: the same at every run.

/// A sample per ear.
pub(crate) type Stereo = [f32; 2];

/// Uniform white noise, its ears unrelated, between -`peak` and +`peak` (rms = peak / sqrt 3).
pub(crate) fn noise(frames: usize, peak: f32) -> Vec<Stereo> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        // xorshift64* (Vigna, 2016): the upper 24 bits fill a float's mantissa.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let bits = state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40;
        (bits as f32 / 8_388_608.0 - 1.0) * peak
    };
    (0..frames).map(|_| [next(), next()]).collect()
}

/// One ear of a stereo signal.
pub(crate) fn ear(signal: &[Stereo], ear: usize) -> Vec<f64> {
    signal.iter().map(|frame| f64::from(frame[ear])).collect()
}
