//! How hard a driver is pushed: below its onset nothing is done to the sound at all, above it the bent wave is heard.

use crate::units::{SampleRate, Seconds};

/// From the onset to this multiple of it (1 dB) the bent wave takes over.
const TAKEN_OVER: f64 = 1.122;
/// One over the way to there.
const PER_WAY: f64 = 1.0 / (TAKEN_OVER - 1.0);
/// A wave that is bent stays so between its crests, down to 20 Hz.
const HOLD: Seconds = Seconds(0.05);
/// Then it is given back over so long.
const RELEASE: Seconds = Seconds(0.05);

/// One ear.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strain {
    per_onset: f64,
    rise: f64,
    fall: f64,
    hold: usize,
    held: usize,
    wanted: f64,
    share: f64,
}

impl Strain {
    /// `late` frames lie between what goes in and what is heard: time enough to take over before a crest comes out.
    pub(super) fn new(onset: f64, late: usize, rate: SampleRate) -> Self {
        Self {
            per_onset: 1.0 / onset,
            rise: 1.0 / late.max(1) as f64,
            fall: 1.0 / RELEASE.frames(rate).max(1) as f64,
            hold: HOLD.frames(rate),
            held: 0,
            wanted: 0.0,
            share: 0.0,
        }
    }

    /// `[audio]` The share of the bent wave in what is heard now, while `x` goes in.
    #[inline]
    pub(super) fn next(&mut self, x: f64) -> f64 {
        let over = ((x.abs() * self.per_onset - 1.0) * PER_WAY).clamp(0.0, 1.0);
        if over > 0.0 && over >= self.wanted {
            (self.wanted, self.held) = (over, self.hold);
        } else if self.held > 0 {
            self.held -= 1;
        } else {
            self.wanted = (self.wanted - self.fall).max(over);
        }
        self.share = (self.share + self.rise).min(self.wanted);
        self.share
    }

    /// `[audio]` Rested.
    pub(super) fn reset(&mut self) {
        (self.held, self.wanted, self.share) = (0, 0.0, 0.0);
    }
}
