//! `[audio]` Files that play beside a live input: their channels follow those of the device, frame by frame.

use ringbuf::traits::Consumer;

use super::driver::{Inlet, MAX_BLOCK};

/// A source of files next to a device.
pub struct Beside {
    inlet: Inlet,
    live: usize,
    read: Box<[f32]>,
    joined: Box<[f32]>,
}

impl Beside {
    /// Files beside a device of `live` channels.
    #[must_use]
    pub fn new(inlet: Inlet, live: usize) -> Self {
        let read = crate::io::silence(MAX_BLOCK * inlet.channels);
        let joined = crate::io::silence(MAX_BLOCK * (inlet.channels + live));
        Self { inlet, live, read, joined }
    }

    /// `[audio]` So many frames of both; what either does not have in time is silence.
    pub fn join(&mut self, captured: &[f32], frames: usize) -> &[f32] {
        let own = self.inlet.channels;
        let (read, _) = self.read.split_at_mut((frames * own).min(self.read.len()));
        let got = self.inlet.ring.pop_slice(read);
        read.iter_mut().skip(got).for_each(|sample| *sample = 0.0);
        let (joined, _) = self.joined.split_at_mut((frames * (own + self.live)).min(self.joined.len()));
        joined.fill(0.0);
        let files = read.chunks_exact(own.max(1));
        for (place, from) in joined.chunks_exact_mut((own + self.live).max(1)).zip(files) {
            place.iter_mut().skip(self.live).zip(from).for_each(|(to, &x)| *to = x);
        }
        let live = captured.chunks_exact(self.live.max(1));
        for (place, from) in joined.chunks_exact_mut((own + self.live).max(1)).zip(live) {
            place.iter_mut().zip(from).for_each(|(to, &x)| *to = x);
        }
        joined
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use ringbuf::HeapRb;
    use ringbuf::traits::{Producer, Split};

    use super::*;
    use crate::io::plane::driver::Pace;

    #[test]
    fn the_files_channels_follow_the_devices_and_what_is_late_is_silence() {
        let (mut ring, out) = HeapRb::<f32>::new(64).split();
        let flag = || Arc::new(AtomicBool::new(false));
        let inlet = Inlet { ring: out, channels: 1, ended: flag(), failed: flag(), pace: Pace::Files };
        let mut beside = Beside::new(inlet, 2);
        ring.push_slice(&[7.0, 8.0]);
        assert_eq!(beside.join(&[1.0, 2.0], 3), [1.0, 2.0, 7.0, 0.0, 0.0, 8.0, 0.0, 0.0, 0.0]);
        assert_eq!(beside.join(&[], 1), [0.0; 3]);
    }
}
