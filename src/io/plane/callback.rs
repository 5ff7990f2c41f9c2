//! `[audio]` What runs inside a device's callback: conversion, channel choice, one call of the owner's closure.
//!
//! A callback may be of any length, also zero: it is worked through in pieces of the scratch prepared on opening.

use super::pcm::{Dither, Pcm};

/// Most frames handed over in one call.
pub const MAX_FRAMES: usize = 1024;

/// From a device's frames to the chosen channels.
pub(in crate::io) struct Capture<P> {
    width: usize,
    chosen: Box<[usize]>,
    scratch: Box<[f32]>,
    push: P,
}

impl<P: FnMut(&[f32])> Capture<P> {
    /// `width` channels come from the device, `chosen` of them (0-based) go to `push`, interleaved in that order.
    pub(in crate::io) fn new(width: usize, chosen: &[usize], push: P) -> Self {
        let scratch = std::iter::repeat_n(0.0, chosen.len() * MAX_FRAMES).collect();
        Self { width: width.max(1), chosen: chosen.into(), scratch, push }
    }

    /// `[audio]` One callback.
    #[cfg_attr(feature = "rtsan", rtsan_standalone::nonblocking)]
    pub(in crate::io) fn run<S: Pcm>(&mut self, data: &[S]) {
        for piece in data.chunks(self.width * MAX_FRAMES) {
            let mut filled = 0;
            let frames = piece.chunks_exact(self.width);
            for (to, from) in self.scratch.chunks_exact_mut(self.chosen.len()).zip(frames) {
                for (sample, &channel) in to.iter_mut().zip(&self.chosen) {
                    *sample = from.get(channel).map_or(0.0, |s| s.to_f32());
                }
                filled += to.len();
            }
            if let Some(block) = self.scratch.get(..filled).filter(|block| !block.is_empty()) {
                (self.push)(block);
            }
        }
    }
}

/// From stereo to the chosen pair of a device's channels, silence in the others.
pub(in crate::io) struct Playback<R> {
    width: usize,
    pair: [usize; 2],
    scratch: Box<[f32]>,
    dither: Dither,
    render: R,
}

impl<R: FnMut(&mut [f32])> Playback<R> {
    /// The device has `width` channels; left and right go to `pair` (0-based). The same channel twice gets the mean.
    pub(in crate::io) fn new(width: usize, pair: [usize; 2], seed: u64, render: R) -> Self {
        let scratch = std::iter::repeat_n(0.0, 2 * MAX_FRAMES).collect();
        Self { width: width.max(1), pair, scratch, dither: Dither::new(seed), render }
    }

    /// `[audio]` One callback.
    #[cfg_attr(feature = "rtsan", rtsan_standalone::nonblocking)]
    pub(in crate::io) fn run<S: Pcm>(&mut self, data: &mut [S]) {
        let [left, right] = self.pair;
        for piece in data.chunks_mut(self.width * MAX_FRAMES) {
            piece.fill(S::EQUILIBRIUM);
            let frames = piece.len() / self.width;
            let Some(block) = self.scratch.get_mut(..2 * frames).filter(|block| !block.is_empty()) else {
                continue;
            };
            block.fill(0.0);
            (self.render)(block);
            for (to, from) in piece.chunks_exact_mut(self.width).zip(block.chunks_exact(2)) {
                let &[l, r] = from else { continue };
                let (l, r) = if left == right { (0.5 * (l + r), 0.5 * (l + r)) } else { (l, r) };
                if let Some(sample) = to.get_mut(left) {
                    *sample = S::from_f32(l, &mut self.dither);
                }
                if let Some(sample) = to.get_mut(right).filter(|_| left != right) {
                    *sample = S::from_f32(r, &mut self.dither);
                }
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests collect what came out")]
mod tests {
    use super::*;

    #[test]
    fn capture_hands_over_the_chosen_channels_in_any_cut() {
        let device: Vec<i16> = (0..3 * 5000).map(|n| n as i16).collect();
        for lengths in [vec![5000], vec![0, 1, 17, 1024, 1025, 2933], vec![1; 5000]] {
            let (mut got, mut most) = (Vec::new(), 0);
            let mut capture = Capture::new(3, &[2, 0], |block: &[f32]| {
                most = most.max(block.len() / 2);
                got.extend_from_slice(block);
            });
            let mut rest = &device[..];
            for frames in lengths {
                let (now, later) = rest.split_at(3 * frames);
                capture.run(now);
                rest = later;
            }
            assert!(rest.is_empty() && most <= MAX_FRAMES);
            let want: Vec<f32> =
                device.chunks(3).flat_map(|f| [f[2], f[0]].map(|s| f32::from(s) / 32_768.0)).collect();
            assert_eq!(got, want);
        }
    }

    #[test]
    fn playback_fills_the_chosen_pair_in_any_cut_and_silences_the_rest() {
        for lengths in [vec![5000], vec![0, 1, 17, 1024, 1025, 2933], vec![1; 5000]] {
            let mut clock = 0;
            let mut playback = Playback::new(4, [3, 1], 1, |block: &mut [f32]| {
                assert!(!block.is_empty() && block.len() <= 2 * MAX_FRAMES);
                for frame in block.chunks_mut(2) {
                    clock += 1;
                    frame[0] = clock as f32;
                    frame[1] = -(clock as f32);
                }
            });
            let mut out = Vec::new();
            for frames in lengths {
                let mut data = vec![99.0f32; 4 * frames];
                playback.run(&mut data);
                out.extend(data);
            }
            for (n, frame) in out.chunks(4).enumerate() {
                let x = (n + 1) as f32;
                assert_eq!(frame, [0.0, -x, 0.0, x], "frame {n}");
            }
        }
    }

    #[test]
    fn one_speaker_gets_the_mean_and_silence_is_the_middle_of_the_range() {
        let mut playback = Playback::new(2, [1, 1], 1, |block: &mut [f32]| block.fill(0.5));
        let mut data = [cpal::U24::new_unchecked(7); 4];
        playback.run(&mut data);
        assert_eq!(data.map(cpal::U24::inner), [1 << 23, 3 << 22, 1 << 23, 3 << 22]);
    }

    #[test]
    fn a_torn_frame_at_the_end_is_silence() {
        let mut playback = Playback::new(2, [0, 1], 1, |block: &mut [f32]| block.fill(0.5));
        let mut data = [9.0f32; 5];
        playback.run(&mut data);
        assert_eq!(data[..], [0.5, 0.5, 0.5, 0.5, 0.0]);
    }
}
