//! What was made before it is played: a take that goes round without a seam.

use super::{Feeds, Sounding};
use crate::dsp::Frame;

/// One period of sound at both ears, in pascals. f32 keeps 24 bits: its rounding lies 140 dB below the peaks.
pub struct Take {
    period: Box<[[f32; 2]]>,
    next: usize,
}

impl Take {
    /// A period of any length; an empty one is silence.
    #[must_use]
    pub fn new(period: Box<[[f32; 2]]>) -> Self {
        Self { period, next: 0 }
    }
}

impl Sounding for Take {
    fn add_to(&mut self, _: usize, _: Feeds<'_>, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() && !self.period.is_empty() {
            let ahead = self.period.split_at(self.next.min(self.period.len())).1;
            let (now, later) = rest.split_at_mut(rest.len().min(ahead.len()));
            for (frame, &[left, right]) in now.iter_mut().zip(ahead) {
                frame[0] += f64::from(left);
                frame[1] += f64::from(right);
            }
            self.next = if now.len() == ahead.len() { 0 } else { self.next + now.len() };
            rest = later;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::{SILENCE, memory};

    #[test]
    fn a_take_goes_round_however_the_calls_fall() {
        let mut take = Take::new(memory::filled([0.0; 2], 5));
        for (n, frame) in take.period.iter_mut().enumerate() {
            *frame = [n as f32, -(n as f32)];
        }
        let nothing = [SILENCE; 32];
        let mut count = 0;
        for call in [1, 3, 0, 11, 5, 2] {
            let mut frames = [[100.0, 0.0]; 32];
            let feeds = Feeds { programme: &nothing[..call], microphone: &nothing[..call] };
            take.add_to(0, feeds, &mut frames[..call]);
            for frame in &frames[..call] {
                let want = f64::from(count % 5);
                assert!((frame[0] - 100.0 - want).abs() + (frame[1] + want).abs() < 1e-12);
                count += 1;
            }
        }
    }

    #[test]
    fn a_take_of_nothing_is_silence() {
        let mut frames = [[1.0, 2.0]; 3];
        Take::new(memory::filled([0.0; 2], 0)).add_to(
            0,
            Feeds { programme: &[], microphone: &[] },
            &mut frames,
        );
        assert!(frames.iter().flatten().sum::<f64>() > 8.99);
    }
}
