//! Exponential time weighting of the mean square (IEC 61672-1:2013, 3.8 and 5.8): what "fast" and "slow" mean.
use super::{Frame, SILENCE};
use crate::units::{SampleRate, Seconds};

/// Time constant of time weighting F.
pub const FAST: Seconds = Seconds(0.125);

/// Time constant of time weighting S.
pub const SLOW: Seconds = Seconds(1.0);

/// Below this a mean square (-300 dB) is silence; keeps denormal numbers out.
const SILENT: f64 = 1e-30;

/// Follower of the mean square of each ear, with its maximum.
#[derive(Debug, Clone)]
pub struct Follower {
    share: f64,
    mean_square: [f64; 2],
    highest: [f64; 2],
}

impl Follower {
    /// Prepares a follower with a time constant, [`FAST`] or [`SLOW`].
    #[must_use]
    pub fn new(time: Seconds, rate: SampleRate) -> Self {
        Self { share: share(time, rate), mean_square: [0.0; 2], highest: [0.0; 2] }
    }

    /// `[audio]` Takes frames in, already frequency-weighted.
    pub fn feed(&mut self, frames: &[Frame]) {
        let [mut left, mut right] = self.mean_square;
        let [mut left_high, mut right_high] = self.highest;
        for frame in frames {
            let [l, r] = if frame.iter().all(|x| x.is_finite()) { *frame } else { SILENCE };
            left = quiet(left + self.share * (l * l - left));
            right = quiet(right + self.share * (r * r - right));
            left_high = left_high.max(left);
            right_high = right_high.max(right);
        }
        (self.mean_square, self.highest) = ([left, right], [left_high, right_high]);
    }

    /// `[audio]` Time-weighted mean square of each ear, in the square of the signal's unit.
    #[must_use]
    pub const fn mean_square(&self) -> [f64; 2] {
        self.mean_square
    }

    /// `[audio]` Largest time-weighted mean square since last asked (the maximum fast or slow level).
    pub fn take_highest(&mut self) -> [f64; 2] {
        std::mem::replace(&mut self.highest, self.mean_square)
    }

    /// `[audio]` Forgets the past.
    pub fn reset(&mut self) {
        (self.mean_square, self.highest) = ([0.0; 2], [0.0; 2]);
    }
}

/// Share of the newest frame in a mean with a time constant.
#[must_use]
pub fn share(time: Seconds, rate: SampleRate) -> f64 {
    -(-1.0 / (rate.hz() * time.0)).exp_m1()
}

fn quiet(mean_square: f64) -> f64 {
    if mean_square < SILENT { 0.0 } else { mean_square }
}

#[cfg(test)]
mod tests {
    use super::super::Block;
    use super::super::weighting::{Curve, Weighting};
    use super::*;
    use crate::units::Db;

    const FS: SampleRate = SampleRate(48_000);

    fn burst(seconds: f64) -> Vec<Frame> {
        let tone = |n: usize| (std::f64::consts::TAU * 4_000.0 * n as f64 / FS.hz()).sin();
        let on = Seconds(seconds).frames(FS);
        (0..on + 9_600).map(|n| [if n < on { tone(n) } else { 0.0 }; 2]).collect()
    }

    fn hold(follower: &mut Follower, frame: Frame, frames: usize) {
        for _ in 0..frames {
            follower.feed(&[frame]);
        }
    }

    /// Level of the highest reading, dB re the steady tone.
    fn reading(curve: Curve, time: Seconds, seconds: f64) -> f64 {
        let mut weighting = Weighting::new(curve, FS);
        let mut steady = burst(4.0);
        weighting.process(&mut steady);
        let middle = &steady[48_000..96_000];
        let reference = middle.iter().map(|f| f[0] * f[0]).sum::<f64>() / middle.len() as f64;
        let (mut follower, mut frames) = (Follower::new(time, FS), burst(seconds));
        weighting.reset();
        weighting.process(&mut frames);
        follower.feed(&frames);
        Db::from_power(follower.take_highest()[1] / reference).0
    }

    /// IEC 61672-1:2013, table 4: 4 kHz tone bursts, ms, F and S in dB re the steady level.
    #[test]
    fn tone_bursts_of_4_khz_read_as_in_the_standard() {
        for (ms, fast_db, slow_db) in [
            (1_000.0, 0.0, -2.0),
            (500.0, -0.1, -4.1),
            (200.0, -1.0, -7.4),
            (100.0, -2.6, -10.2),
            (50.0, -4.8, -13.1),
            (20.0, -8.3, -17.0),
            (10.0, -11.1, -20.0),
            (5.0, -14.1, -23.0),
            (2.0, -18.0, -27.0),
        ] {
            for curve in [Curve::A, Curve::C, Curve::Z] {
                let (fast, slow) = (reading(curve, FAST, ms / 1e3), reading(curve, SLOW, ms / 1e3));
                assert!((fast - fast_db).abs() < 0.1, "{curve:?} F, {ms} ms: {fast}, not {fast_db}");
                assert!((slow - slow_db).abs() < 0.1, "{curve:?} S, {ms} ms: {slow}, not {slow_db}");
            }
        }
        for (ms, fast_db) in [(1.0, -21.0), (0.5, -24.0), (0.25, -27.0)] {
            let fast = reading(Curve::Z, FAST, ms / 1e3);
            assert!((fast - fast_db).abs() < 0.1, "F, {ms} ms: {fast}, not {fast_db}");
        }
    }

    #[test]
    fn after_switching_off_the_level_falls_34_7_db_per_second_fast_and_4_34_slow() {
        for (time, rate_db) in [(FAST, 34.74), (SLOW, 4.343)] {
            let mut follower = Follower::new(time, FS);
            follower.feed(&burst(1.0)[..48_000]);
            let before = follower.mean_square()[0];
            hold(&mut follower, SILENCE, 24_000);
            let fall = -2.0 * Db::from_power(follower.mean_square()[0] / before).0;
            assert!((fall - rate_db).abs() < 0.01, "{fall} dB/s");
        }
    }

    #[test]
    fn the_maximum_is_held_until_it_is_asked_for() {
        let mut follower = Follower::new(FAST, FS);
        hold(&mut follower, [1.0, 0.0], 48_000);
        hold(&mut follower, SILENCE, 48_000);
        let (now, highest) = (follower.mean_square()[0], follower.take_highest());
        assert!((highest[0] - 1.0).abs() < 4e-4 && now < 4e-4, "{highest:?} {now}");
        assert!((follower.take_highest()[0] - now).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_number_counts_as_silence_and_a_dying_tail_becomes_zero() {
        let mut follower = Follower::new(FAST, FS);
        follower.feed(&[[f64::NAN, f64::INFINITY], [1.0, 1.0]]);
        assert!(follower.mean_square().iter().all(|m| *m > 0.0 && *m < 1e-3));
        hold(&mut follower, SILENCE, 9 * 48_000);
        assert!(follower.mean_square().iter().all(|m| m.to_bits() == 0));
    }
}
