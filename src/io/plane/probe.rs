//! A measurement at the driver: plays a known signal in place of what is captured, and hands out what was captured in
//! the very same frames. From one to the other it is the whole way round: engine, output, cable, input, ring.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};

/// Periods of the signal that may wait to be looked at.
const PERIODS: usize = 4;

/// The end on the audio plane; for a source of one channel.
pub struct Probe {
    signal: Box<[f32]>,
    at: usize,
    heard: HeapProd<f32>,
    broken: Arc<AtomicBool>,
}

/// The end on the control plane.
pub struct Heard {
    ring: HeapCons<f32>,
    period: usize,
    broken: Arc<AtomicBool>,
}

impl Probe {
    /// Goes round and round in `signal`, full scale = 1.0.
    #[must_use]
    pub fn new(signal: Box<[f32]>) -> (Self, Heard) {
        let period = signal.len().max(1);
        let (heard, ring) = HeapRb::new(PERIODS * period).split();
        let broken = Arc::new(AtomicBool::new(false));
        let far = Heard { ring, period, broken: Arc::clone(&broken) };
        (Self { signal, at: 0, heard, broken }, far)
    }

    /// `[audio]` Takes what was captured out of `samples`, one a frame, and puts the signal there. Frames from
    /// `captured` on were not there in time: silence was heard.
    pub fn exchange(&mut self, samples: &mut [f32], captured: usize) {
        if let Some(missing) = samples.get_mut(captured..) {
            missing.fill(0.0);
        }
        if self.heard.vacant_len() >= samples.len() {
            self.heard.push_slice(samples);
        } else {
            // Whoever listens is too slow: from here on frames no longer match.
            self.broken.store(true, Relaxed);
        }
        for sample in samples {
            *sample = self.signal.get(self.at).copied().unwrap_or(0.0);
            self.at = (self.at + 1) % self.signal.len().max(1);
        }
    }
}

impl Heard {
    /// What was captured during one whole period of the signal, in the order of its frames; none before it is there.
    pub fn period(&mut self) -> Option<Vec<f32>> {
        (self.ring.occupied_len() >= self.period).then(|| self.ring.pop_iter().take(self.period).collect())
    }

    /// True when frames were lost on the way here, not on the way round.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken.load(Relaxed)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, clippy::disallowed_macros, reason = "samples are passed on, not computed")]
mod tests {
    use super::*;

    #[test]
    fn what_was_captured_comes_out_in_step_with_the_signal_that_goes_in() {
        let (mut probe, mut heard) = Probe::new([1.0, 2.0, 3.0].into());
        let mut block = [7.0, 8.0];
        probe.exchange(&mut block, 2);
        assert_eq!((block, heard.period()), ([1.0, 2.0], None));
        let mut block = [9.0; 4];
        probe.exchange(&mut block, 1);
        assert_eq!(block, [3.0, 1.0, 2.0, 3.0]);
        assert_eq!((heard.period(), heard.period()), (Some(vec![7.0, 8.0, 9.0]), Some(vec![0.0; 3])));
        for _ in 0..4 {
            assert!(!heard.is_broken());
            probe.exchange(&mut [0.0; 4], 4);
        }
        assert!(heard.is_broken());
    }
}
