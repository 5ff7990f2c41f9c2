//! Conversion of a stream to another rate, fixed ratio, by FFT.
//!
//! A windowed-sinc low-pass (squared Blackman-Harris) of at least 1024 frames of the slower rate: flat to 20 kHz and
//! below -120 dB from half the slower rate on, between any two rates of 44.1 kHz and up (computed in f64; measured
//! error beside a full-scale tone -153 dB, the rounding to f32). The delay is taken out,
//! so output frame 0 is input frame 0, and n frames become exactly `round(n * to / from)`.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _, WindowFunction};

use super::error::{IoError, IoErrorKind};
use crate::units::SampleRate;

/// Length of the filter in frames of the slower rate, at least. Twice as many would sharpen what is sharp enough.
const FILTER_FRAMES: u64 = 1024;

/// A streaming converter; memory is a few filter lengths.
pub struct Resampler {
    from: u64,
    to: u64,
    channels: usize,
    /// `None` between equal rates: the samples pass untouched.
    fft: Option<Converter>,
    taken: u64,
    given: u64,
}

struct Converter {
    fft: Fft<f64>,
    block_in: usize,
    /// Input samples short of a block.
    waiting: Vec<f64>,
    produced: Vec<f64>,
    /// Output frames of the filter's delay still to be dropped.
    delay: usize,
}

impl Resampler {
    /// A converter for interleaved streams of `channels` samples per frame.
    ///
    /// # Errors
    /// A rate or channel count of zero.
    pub fn new(from: SampleRate, to: SampleRate, channels: usize) -> Result<Self, IoError> {
        let refused = |why: String| {
            IoError::new(
                IoErrorKind::RateUnsupported,
                format!("cannot convert {from} to {to}: {why}"),
                "choose a common sample rate such as 48000",
            )
        };
        if channels == 0 || from.0 == 0 || to.0 == 0 {
            return Err(refused("nothing to convert".to_owned()));
        }
        let fft = if from == to {
            None
        } else {
            Some(Converter::new(from, to, channels).map_err(|e| refused(e.to_string()))?)
        };
        Ok(Self { from: u64::from(from.0), to: u64::from(to.0), channels, fft, taken: 0, given: 0 })
    }

    /// Frames that `frames` input frames become: `round(frames * to / from)`.
    #[must_use]
    pub fn converted(&self, frames: u64) -> u64 {
        let exact = u128::from(frames) * u128::from(self.to);
        ((exact + u128::from(self.from / 2)) / u128::from(self.from)) as u64
    }

    /// Takes interleaved samples, whole frames, and appends what is ready to `out`.
    pub fn push(&mut self, input: &[f32], out: &mut Vec<f32>) {
        self.taken += (input.len() / self.channels) as u64;
        let Some(converter) = &mut self.fft else {
            out.extend_from_slice(input);
            self.given = self.taken;
            return;
        };
        let before = out.len();
        converter.push(input.iter().map(|&x| f64::from(x)), out);
        self.given += ((out.len() - before) / self.channels) as u64;
    }

    /// The input has ended: appends the rest, so that all frames together are `converted(frames pushed)`, and makes
    /// the converter ready for another stream.
    pub fn finish(&mut self, out: &mut Vec<f32>) {
        let due = self.converted(self.taken).saturating_sub(self.given) as usize;
        if let Some(converter) = &mut self.fft {
            let end = out.len() + due * self.channels;
            let silence = converter.block_in * self.channels;
            for _ in 0..(due + converter.delay).div_ceil(converter.block_out()) {
                converter.push(std::iter::repeat_n(0.0, silence), out);
            }
            out.resize(end, 0.0);
            converter.reset();
        }
        (self.taken, self.given) = (0, 0);
    }
}

impl Converter {
    fn new(
        from: SampleRate,
        to: SampleRate,
        channels: usize,
    ) -> Result<Self, rubato::ResamplerConstructionError> {
        let (from, to) = (u64::from(from.0), u64::from(to.0));
        let gcd = gcd(from, to);
        // An even number of smallest blocks: half a filter is then a whole number of frames on both sides.
        let blocks = FILTER_FRAMES.div_ceil(from.min(to) / gcd).next_multiple_of(2);
        let block_in = (blocks * from / gcd) as usize;
        let (from, to) = (from as usize, to as usize);
        let window = WindowFunction::BlackmanHarris2;
        let fft = Fft::new_custom(from, to, block_in, 1, channels, window, FixedSync::Both)?;
        let produced = vec![0.0; fft.output_frames_max() * channels];
        Ok(Self { block_in, waiting: Vec::new(), produced, delay: fft.output_delay(), fft })
    }

    fn block_out(&self) -> usize {
        self.fft.output_frames_next()
    }

    fn push(&mut self, input: impl Iterator<Item = f64>, out: &mut Vec<f32>) {
        self.waiting.extend(input);
        let channels = self.fft.nbr_channels();
        let block = self.block_in * channels;
        let mut used = 0;
        while let Some(input) = self.waiting.get(used..used + block) {
            used += block;
            let frames = self.block_out();
            let source = InterleavedSlice::new(input, channels, self.block_in);
            let sink = InterleavedSlice::new_mut(&mut self.produced, channels, frames);
            // Both slices are cut to the sizes the converter asked for, so there is nothing to refuse.
            let made = match (source, sink) {
                (Ok(source), Ok(mut sink)) => {
                    self.fft.process_into_buffer(&source, &mut sink, None).map_or(0, |(_, made)| made)
                }
                _ => 0,
            };
            let late = self.delay.min(made);
            self.delay -= late;
            let ready = self.produced.iter().take(made * channels).skip(late * channels);
            out.extend(ready.map(|&x| x as f32));
        }
        self.waiting.drain(..used);
    }

    fn reset(&mut self) {
        self.fft.reset();
        self.waiting.clear();
        self.delay = self.fft.output_delay();
    }
}

/// Greatest common divisor (Euclid, Elements VII.2).
fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    fn convert(from: u32, to: u32, channels: usize, input: &[f32], pieces: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(SampleRate(from), SampleRate(to), channels).unwrap();
        let mut out = Vec::new();
        for piece in input.chunks(pieces * channels) {
            resampler.push(piece, &mut out);
        }
        resampler.finish(&mut out);
        out
    }

    fn sine(frequency: f64, rate: u32, frames: usize) -> Vec<f32> {
        (0..frames).map(|n| (TAU * frequency * n as f64 / f64::from(rate)).sin() as f32).collect()
    }

    /// Level of the sine of a frequency and phase 0 in `x`, and the rms of what is not it, in dB re full scale.
    fn fit(x: &[f32], frequency: f64, rate: u32) -> (f64, f64) {
        // The ends of the tone are clicks of their own: leave them out, and fade the window.
        let (skip, len) = (4096, x.len() - 8192);
        let hann = |n: usize| 0.5 - 0.5 * (TAU * ((n - skip) as f64 + 0.5) / len as f64).cos();
        let tone = |n: usize| (TAU * frequency * n as f64 / f64::from(rate)).sin();
        let rows =
            || x.iter().enumerate().skip(skip).take(len).map(|(n, &v)| (hann(n), tone(n), f64::from(v)));
        let (dot, own) = rows().fold((0.0, 0.0), |(d, o), (w, t, v)| (d + w * t * v, o + w * t * t));
        let (gain, weight) = (dot / own, rows().map(|(w, _, _)| w).sum::<f64>());
        let rest = rows().map(|(w, t, v)| w * (v - gain * t).powi(2)).sum::<f64>() / weight;
        (20.0 * gain.log10(), 10.0 * rest.log10())
    }

    const PAIRS: [(u32, u32); 6] = [
        (44_100, 48_000),
        (48_000, 44_100),
        (96_000, 44_100),
        (44_100, 192_000),
        (192_000, 48_000),
        (48_000, 47_952),
    ];

    #[test]
    fn the_passband_is_flat_and_in_phase_to_20_khz_and_nothing_else_comes_out() {
        for (from, to) in PAIRS {
            for frequency in [20.0, 997.0, 15_000.0, 20_000.0] {
                let out = convert(from, to, 1, &sine(frequency, from, from as usize), 4096);
                let (level, rest) = fit(&out, frequency, to);
                assert!(level.abs() < 1e-5, "{from} to {to}: {frequency} Hz at {level} dB");
                assert!(rest < -150.0, "{from} to {to}: beside {frequency} Hz {rest} dB remain");
            }
        }
    }

    #[test]
    fn what_the_slower_rate_cannot_carry_is_gone() {
        for (from, to, frequency) in
            [(48_000, 44_100, 22_051.0), (96_000, 44_100, 23_000.0), (192_000, 48_000, 60_000.0)]
        {
            let out = convert(from, to, 1, &sine(frequency, from, from as usize), 4096);
            let middle = &out[4096..out.len() - 4096];
            let power = middle.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / middle.len() as f64;
            assert!(10.0 * power.log10() < -120.0, "{frequency} Hz leaves {} dB", 10.0 * power.log10());
        }
    }

    #[test]
    fn a_click_stays_in_its_place() {
        for (from, to, at) in
            [(44_100u32, 48_000u32, 1470usize), (96_000, 48_000, 2000), (48_000, 96_000, 999)]
        {
            let mut input = vec![0.0; 4000];
            input[at] = 1.0;
            let out = convert(from, to, 1, &input, 333);
            let peak = (0..out.len()).max_by(|&a, &b| out[a].abs().total_cmp(&out[b].abs())).unwrap();
            assert_eq!(peak * from as usize, at * to as usize);
            for n in 1..500 {
                assert!((out[peak - n] - out[peak + n]).abs() < 1e-7, "symmetric about it");
            }
        }
    }

    #[test]
    fn lengths_are_exact_and_pieces_do_not_matter() {
        for (from, to) in PAIRS.into_iter().chain([(48_000, 48_001)]) {
            for frames in [0u64, 1, 2, 147, 1000, 12_345] {
                let input: Vec<f32> = (0..frames * 2).map(|n| (n as f32 * 0.37).sin()).collect();
                let whole = convert(from, to, 2, &input, 100_000);
                let want = (frames as f64 * f64::from(to) / f64::from(from)).round() as usize;
                assert_eq!(whole.len(), 2 * want, "{frames} frames from {from} to {to}");
                assert_eq!(whole, convert(from, to, 2, &input, 61));
            }
        }
    }

    #[test]
    fn equal_rates_pass_every_bit_and_a_finished_converter_starts_afresh() {
        let odd = [f32::NAN, -0.0, 1.0e-42, f32::INFINITY];
        let same = convert(48_000, 48_000, 2, &odd, 1);
        assert!(same.iter().zip(odd).all(|(a, b)| a.to_bits() == b.to_bits()));
        let mut resampler = Resampler::new(SampleRate(44_100), SampleRate(48_000), 1).unwrap();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for out in [&mut first, &mut second] {
            resampler.push(&sine(440.0, 44_100, 5000), out);
            resampler.finish(out);
        }
        assert_eq!(first, second);
        assert!(Resampler::new(SampleRate(0), SampleRate(48_000), 1).is_err());
    }
}
