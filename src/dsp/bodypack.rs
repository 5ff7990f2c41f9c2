//! The limiter in a performer's receiver: feed-forward, at once, without looking ahead.
//!
//! Ratio infinite, attack 0 (published guidance: "very fast", from 0.01 ms), release 200 ms (estimated), both ears
//! linked. It follows peaks: a sine at the threshold passes untouched. Without look-ahead it cuts the first
//! quarter-wave off flat, as the real ones do; it is part of what is simulated and protects nobody here. It leaves out
//! the multiband stages and adjustable knees of the better ones.

use super::smoother::Ramp;
use super::{Frame, guard::finite_frame};
use crate::units::{SampleRate, Seconds};

/// From limiting back to nothing: time constant.
const RELEASE: Seconds = Seconds(0.2);

/// The limiter of one receiver.
#[derive(Debug, Clone)]
pub struct Bodypack {
    keep: f64,
    envelope: f64,
}

impl Bodypack {
    /// Prepares one that is idle.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        Self { keep: (-1.0 / (RELEASE.0 * rate.hz())).exp(), envelope: 0.0 }
    }

    /// `[audio]` Holds the peaks of both ears at the threshold. `inverse` is one over it, 0 = off: then every bit is
    /// kept. The frames lie inside one tick; the first of them is number `offset` of it.
    pub fn process(&mut self, frames: &mut [Frame], inverse: Ramp, offset: usize) {
        if inverse.is_constant() && inverse.start <= 0.0 {
            self.envelope = 0.0;
            return;
        }
        let mut envelope = self.envelope;
        for (n, frame) in frames.iter_mut().enumerate() {
            let [l, r] = finite_frame(*frame);
            envelope = (envelope * self.keep).max(l.abs()).max(r.abs());
            let gain = 1.0 / (envelope * inverse.at(offset + n)).max(1.0);
            *frame = [l * gain, r * gain];
        }
        self.envelope = if envelope < super::guard::TINY { 0.0 } else { envelope };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::TICK;

    const RATE: SampleRate = SampleRate(48_000);

    fn run(level: f64, threshold: f64) -> Vec<Frame> {
        let w = std::f64::consts::TAU * 1_000.0 / RATE.hz();
        let mut frames: Vec<Frame> = (0..9_600).map(|n| [level * (w * f64::from(n)).sin(), 0.1]).collect();
        let mut limiter = Bodypack::new(RATE);
        frames.chunks_mut(TICK).for_each(|tick| limiter.process(tick, Ramp::constant(1.0 / threshold), 0));
        frames
    }

    #[test]
    fn no_peak_passes_the_threshold_from_the_first_frame_and_both_ears_are_turned_down() {
        let frames = run(4.0, 1.0);
        assert!(frames.iter().all(|f| f[0].abs() <= 1.0 + 1e-12));
        let late = &frames[4_800..];
        let peak = late.iter().map(|f| f[0].abs()).fold(0.0, f64::max);
        assert!(peak > 0.99, "{peak}");
        assert!(late.iter().all(|f| (f[1] - 0.025).abs() < 1e-3), "12 dB down on both sides");
    }

    #[test]
    fn below_the_threshold_and_switched_off_every_bit_is_kept() {
        let w = std::f64::consts::TAU * 1_000.0 / RATE.hz();
        for (n, frame) in run(0.999, 1.0).iter().enumerate() {
            assert_eq!(frame[0].to_bits(), (0.999 * (w * n as f64).sin()).to_bits());
        }
        let mut frames = [[5.0, -7.0]; 40];
        Bodypack::new(RATE).process(&mut frames, Ramp::constant(0.0), 0);
        assert_eq!(frames, [[5.0, -7.0]; 40]);
    }
}
