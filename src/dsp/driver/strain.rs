//! How hard a driver is pushed: below its onset nothing is done to the sound at all, above it the bent wave is heard.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use crate::dsp::larger::{larger, smaller};
use crate::dsp::{Frame, SILENCE};
use crate::units::{SampleRate, Seconds};

/// From the onset to this multiple of it (1 dB) the bent wave takes over.
const TAKEN_OVER: f64 = 1.122;
/// One over the way to there.
const PER_WAY: f64 = 1.0 / (TAKEN_OVER - 1.0);
/// A wave that is bent stays so between its crests, down to 20 Hz.
const HOLD: Seconds = Seconds(0.05);
/// Then it is given back over so long.
const RELEASE: Seconds = Seconds(0.05);

/// Makes a step of a difference.
const STEEP: f64 = 1e250;

/// Both ears.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strain {
    per_onset: Frame,
    rise: f64,
    fall: f64,
    /// Frames, whole numbers all: beside the others in a register.
    hold: f64,
    held: Frame,
    wanted: Frame,
    share: Frame,
}

impl Strain {
    /// `late` frames lie between what goes in and what is heard: time enough to take over before a crest comes out.
    pub(super) fn new(onsets: Frame, late: usize, rate: SampleRate) -> Self {
        Self {
            per_onset: onsets.map(|onset| 1.0 / onset),
            rise: 1.0 / late.max(1) as f64,
            fall: 1.0 / RELEASE.frames(rate).max(1) as f64,
            hold: HOLD.frames(rate) as f64,
            held: SILENCE,
            wanted: SILENCE,
            share: SILENCE,
        }
    }

    /// `[audio]` The share of the bent wave in what is heard now, while `x` goes in. Without a branch, which would often be
    /// guessed wrong where a driver is pushed: the cost is the same at every level.
    #[inline(always)]
    pub(super) fn next(&mut self, x: Frame) -> Frame {
        let Self { per_onset, rise, fall, hold, .. } = *self;
        let ears = self.held.iter_mut().zip(&mut self.wanted).zip(&mut self.share);
        for ((x, per_onset), ((held, wanted), share)) in x.iter().zip(per_onset).zip(ears) {
            let over = larger(smaller((x.abs() * per_onset - 1.0) * PER_WAY, 1.0), 0.0);
            // Held frames are whole and more than it falls in one: it falls by all or by nothing.
            let kept = *wanted - larger(fall - *held, 0.0);
            // From what is wanted on it is held anew; under it, by however little, the sum is far below nothing.
            let anew = smaller(hold + (over - *wanted) * STEEP, hold);
            *held = larger(anew, larger(*held - 1.0, 0.0));
            *wanted = larger(kept, over);
            *share = smaller(*share + rise, *wanted);
        }
        self.share
    }

    /// `[audio]` Rested.
    pub(super) fn reset(&mut self) {
        (self.held, self.wanted, self.share) = (SILENCE, SILENCE, SILENCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::memory;
    use crate::dsp::noise::Noise;

    /// Bursts of 0 to 1.7 times the onset, each followed by a rest in which all is given back, or only some of it.
    #[test]
    fn the_share_is_to_the_bit_what_rise_hold_and_fall_say_one_after_the_other() {
        let rate = SampleRate(48_000);
        let mut frames = memory::silence(60_000);
        Noise::new(5).fill(&mut frames);
        for (n, frame) in frames.iter_mut().enumerate() {
            let level = if n % 9_000 < 400 || (20_000..21_000).contains(&n) { 1.0 } else { 0.55 };
            *frame = frame.map(|x| level * x);
        }
        let mut strain = Strain::new([1.0, 0.8], 5, rate);
        let mut ears = [(0usize, 0.0f64, 0.0f64); 2];
        let [mut taken, mut given_back] = [0; 2];
        for &frame in &frames {
            let got = strain.next(frame);
            for (((held, wanted, share), onset), (x, got)) in
                ears.iter_mut().zip([1.0, 0.8]).zip(frame.into_iter().zip(got))
            {
                let over = ((x.abs() * (1.0 / onset) - 1.0) * PER_WAY).clamp(0.0, 1.0);
                if over > 0.0 && over >= *wanted {
                    (*wanted, *held) = (over, 2_400);
                } else if *held > 0 {
                    *held -= 1;
                } else {
                    *wanted = (*wanted - 1.0 / 2_400.0).max(over);
                }
                *share = (*share + 0.2).min(*wanted);
                assert_eq!(got.to_bits(), share.to_bits());
                taken += usize::from(*share >= 1.0);
                given_back += usize::from(*share <= 0.0);
            }
        }
        assert!(taken > 1_000 && given_back > 1_000, "{taken} frames all bent, {given_back} not at all");
    }
}
