//! Slow level changes of a stage source: a seeded sequence, normalised so that every 10 s keep the preset's
//! mean square (a free-running one would scatter the LAeq of 20 s by 0.8 to 2.1 dB).

use crate::dsp::TICK;
use crate::dsp::noise::seed_stream;
use crate::dsp::smoother::Ramp;
use crate::units::{Db, SampleRate, Seconds};

/// Spacing of the sequence's points.
const STEP: Seconds = Seconds(0.1);
/// The sequence is normalised over each of these.
const WINDOW: Seconds = Seconds(10.0);
/// Windows before it repeats: two minutes.
const WINDOWS: usize = 12;

/// A gain sequence, read tick by tick, for ever.
pub struct Modulation {
    /// Gain at the start of every step; one sequence, repeated.
    points: Box<[f64]>,
    step_ticks: usize,
    tick: usize,
}

impl Modulation {
    /// Lognormal level with a standard deviation of `spread` dB and the correlation time `time`.
    #[must_use]
    pub fn new(seed: u64, spread: Db, time: Seconds, rate: SampleRate) -> Self {
        let step_ticks = (STEP.frames(rate) / TICK).max(1);
        let step_seconds = (step_ticks * TICK) as f64 / rate.hz();
        let per_window = (WINDOW.0 / step_seconds).round() as usize;
        let mut state = Normal::new(seed);
        let keep = (-step_seconds / time.0).exp();
        let mut level = state.next();
        let mut points: Box<[f64]> = (0..per_window * WINDOWS)
            .map(|_| {
                level = keep * level + (1.0 - keep * keep).sqrt() * state.next();
                Db(spread.0 * level).gain()
            })
            .collect();
        normalise(&mut points, per_window);
        Self { points, step_ticks, tick: 0 }
    }

    /// `[audio]` The gain during the next tick.
    pub fn next_tick(&mut self) -> Ramp {
        let (index, phase) = (self.tick / self.step_ticks, self.tick % self.step_ticks);
        let here = self.points.get(index).copied().unwrap_or(1.0);
        let next = self.points.get(index + 1).or(self.points.first()).copied().unwrap_or(1.0);
        let slope = (next - here) / self.step_ticks as f64;
        self.tick += 1;
        if self.tick == self.step_ticks * self.points.len() {
            self.tick = 0;
        }
        Ramp { start: here + slope * phase as f64, step: slope / TICK as f64 }
    }

    /// `[audio]` Back to the first point.
    pub fn reset(&mut self) {
        self.tick = 0;
    }
}

/// Makes the mean square of the piecewise linear gain 1 in every window. The segment between two windows
/// belongs to both, so a few rounds are needed.
fn normalise(points: &mut [f64], per_window: usize) {
    for _ in 0..50 {
        let whole: Box<[f64]> = points.into();
        let first = whole.first().copied().unwrap_or(1.0);
        for (w, window) in points.chunks_mut(per_window).enumerate() {
            let here = whole.iter().skip(w * per_window).take(per_window);
            let next = whole.iter().skip(w * per_window + 1).chain([&first]);
            // Mean square of a straight line from a to b is (a² + ab + b²) / 3.
            let sum: f64 = here.zip(next).map(|(a, b)| (a * a + a * b + b * b) / 3.0).sum();
            let scale = (window.len() as f64 / sum).sqrt();
            for point in window {
                *point *= scale;
            }
        }
    }
}

/// Standard normal numbers: the sum of twelve uniform ones, which has no tails beyond 6 and needs no logarithm.
struct Normal {
    seed: u64,
    drawn: u64,
}

impl Normal {
    fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    fn next(&mut self) -> f64 {
        let mut sum = -6.0;
        for _ in 0..12 {
            sum += seed_stream(self.seed, self.drawn) as f64 / u64::MAX as f64;
            self.drawn += 1;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ten_seconds_have_the_mean_square_of_the_preset() {
        let rate = SampleRate(48_000);
        let mut modulation = Modulation::new(7, Db(4.0), Seconds(1.0), rate);
        let ticks = 10 * 48_000 / TICK;
        let mut quietest = f64::MAX;
        let mut loudest = 0.0f64;
        for window in 0..12 {
            let mut sum = 0.0;
            for _ in 0..ticks {
                let ramp = modulation.next_tick();
                for i in 0..TICK {
                    let gain = ramp.at(i);
                    sum += gain * gain;
                    quietest = quietest.min(gain);
                    loudest = loudest.max(gain);
                }
            }
            let level = 10.0 * (sum / (ticks * TICK) as f64).log10();
            assert!(level.abs() < 0.01, "window {window} is {level:.4} dB off");
        }
        assert!(loudest / quietest > 4.0, "it does move: {quietest:.2} to {loudest:.2}");
    }

    #[test]
    fn the_gain_has_no_jump() {
        let mut modulation = Modulation::new(1, Db(4.0), Seconds(0.3), SampleRate(44_100));
        let mut last = None;
        for _ in 0..200_000 {
            let ramp = modulation.next_tick();
            if let Some(end) = last {
                let jump: f64 = ramp.at(0) - end;
                assert!(jump.abs() < 1e-3, "jump of {jump}");
            }
            last = Some(ramp.at(TICK));
        }
    }
}
