//! Delay per ear, in frames and fractions of frames.
//!
//! Whole delays are exact to the bit. A fraction is made by a windowed sinc of 32 taps (Kaiser window, beta 7), flat
//! within 0.01 dB to 16 kHz at 44.1 kHz. The sinc looks at 15 frames ahead: a fractional delay shorter than
//! that cannot be had alone, so then both ears are later by 15 frames, which [`Block::latency`] tells.

use std::f64::consts::PI;

use super::{Block, Frame, Linear, direct::Direct, guard::finite, memory};
use crate::units::{Db, Hz, SampleRate};

/// Taps of the sinc.
const SINC: usize = 32;

/// Frames of the future it needs.
const AHEAD: usize = SINC / 2 - 1;

/// Shape of the Kaiser window.
const BETA: f64 = 7.0;

/// Whole frames of delay for one ear: a ring whose oldest value makes way for the newest.
#[derive(Clone, Debug)]
struct Line {
    ring: Box<[f64]>,
    place: usize,
}

impl Line {
    fn new(frames: usize) -> Self {
        Self { ring: memory::zeros(frames), place: 0 }
    }

    fn process<'a>(&mut self, samples: impl Iterator<Item = &'a mut f64>) {
        for sample in samples {
            *sample = finite(*sample);
            if let Some(kept) = self.ring.get_mut(self.place) {
                std::mem::swap(kept, sample);
                self.place = if self.place + 1 == self.ring.len() { 0 } else { self.place + 1 };
            }
        }
    }

    fn reset(&mut self) {
        self.ring.fill(0.0);
        self.place = 0;
    }
}

/// A constant delay, left and right.
#[derive(Clone, Debug)]
pub struct Delay {
    lines: [Line; 2],
    fraction: Option<Direct>,
    kernels: [[f64; SINC]; 2],
    bulk: usize,
    rate: SampleRate,
}

impl Delay {
    /// Delays in frames at `rate`; a negative or non-finite one counts as 0. Takes memory for every whole frame.
    #[must_use]
    pub fn new(frames: [f64; 2], rate: SampleRate) -> Self {
        let frames = frames.map(|d| if d.is_finite() { d.max(0.0) } else { 0.0 });
        if frames.iter().all(|d| d.fract() == 0.0) {
            let lines = frames.map(|d| Line::new(d as usize));
            return Self { lines, fraction: None, kernels: [whole_kernel(0); 2], bulk: 0, rate };
        }
        let bulk = if frames.iter().all(|&d| d.floor() >= AHEAD as f64) { 0 } else { AHEAD };
        let lines = frames.map(|d| Line::new(d.floor() as usize + bulk - AHEAD));
        let kernels =
            frames.map(|d| if d.fract() == 0.0 { whole_kernel(AHEAD) } else { sinc_kernel(d.fract()) });
        let [left, right] = &kernels;
        Self { lines, fraction: Some(Direct::new(left, right)), kernels, bulk, rate }
    }
}

/// A delay of whole frames as taps.
fn whole_kernel(frames: usize) -> [f64; SINC] {
    let mut taps = [0.0; SINC];
    taps.iter_mut().skip(frames).take(1).for_each(|tap| *tap = 1.0);
    taps
}

/// A delay of `AHEAD + fraction` frames as taps.
fn sinc_kernel(fraction: f64) -> [f64; SINC] {
    let mut taps = whole_kernel(0);
    for (n, tap) in taps.iter_mut().enumerate() {
        let t = n as f64 - AHEAD as f64 - fraction;
        let edge = t / (SINC as f64 / 2.0);
        *tap = (PI * t).sin() / (PI * t) * bessel(BETA * (1.0 - edge * edge).max(0.0).sqrt()) / bessel(BETA);
    }
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| tap / sum)
}

/// Modified Bessel function I0 by its power series (M. Abramowitz and I. A. Stegun, 9.6.12).
fn bessel(x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..40 {
        term *= (x / 2.0 / f64::from(k)).powi(2);
        sum += term;
    }
    sum
}

impl Block for Delay {
    fn process(&mut self, frames: &mut [Frame]) {
        let [left, right] = &mut self.lines;
        left.process(frames.iter_mut().map(|frame| &mut frame[0]));
        right.process(frames.iter_mut().map(|frame| &mut frame[1]));
        if let Some(fraction) = &mut self.fraction {
            fraction.process(frames);
        }
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(Line::reset);
        self.fraction.iter_mut().for_each(Direct::reset);
    }

    /// Frames later than asked: 0, or 15 in both ears when one of them asks for a fraction below 15 frames.
    fn latency(&self) -> usize {
        self.bulk
    }
}

impl Linear for Delay {
    fn response(&self, frequency: Hz) -> [Db; 2] {
        let w = std::f64::consts::TAU * frequency.0 / self.rate.hz();
        self.kernels.map(|taps| {
            let sum = |part: fn(f64) -> f64| {
                taps.iter().enumerate().map(|(n, h)| h * part(w * n as f64)).sum::<f64>()
            };
            Db::from_power(sum(f64::cos).powi(2) + sum(f64::sin).powi(2))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(44_100);

    #[test]
    fn whole_delays_and_none_keep_every_bit() {
        let input: Vec<Frame> = (0..200).map(|n| [(f64::from(n) * 0.7).sin(), -0.0 + f64::from(n)]).collect();
        for frames in [[0.0, 0.0], [3.0, 150.0], [1.0, 0.0]] {
            let mut delay = Delay::new(frames, RATE);
            assert_eq!(delay.latency(), 0);
            let mut x = input.clone();
            delay.process(&mut x);
            for (n, frame) in x.iter().enumerate() {
                for ear in [0, 1] {
                    let want = n.checked_sub(frames[ear] as usize).map_or(0.0, |m| input[m][ear]);
                    assert_eq!(frame[ear].to_bits(), want.to_bits());
                }
            }
        }
    }

    #[test]
    fn a_fractional_delay_is_flat_and_late_by_what_was_asked_to_16_khz() {
        for asked in [[0.5, 0.0], [7.25, 2.0], [20.0, 100.9]] {
            let mut delay = Delay::new(asked, RATE);
            let bulk = if asked[0] < 15.0 { 15 } else { 0 };
            assert_eq!(delay.latency(), bulk);
            for hz in [100.0, 1_000.0, 8_000.0, 16_000.0] {
                delay.reset();
                assert!(delay.response(Hz(hz)).iter().all(|g| g.0.abs() < 0.01));
                let w = std::f64::consts::TAU * hz / RATE.hz();
                let mut x: Vec<Frame> = (0..400).map(|n| [(w * f64::from(n)).sin(); 2]).collect();
                delay.process(&mut x);
                for (n, frame) in x.iter().enumerate().skip(200) {
                    for ear in [0, 1] {
                        let want = (w * (n as f64 - asked[ear] - bulk as f64)).sin();
                        assert!((frame[ear] - want).abs() < 0.001, "{asked:?} at {hz} Hz");
                    }
                }
            }
        }
    }
}
