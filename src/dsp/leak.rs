//! A leak of the ear's cavity as the driver feels it, as one second-order section per ear that may move while it runs.
//!
//! Hs = 1 - Ha (see `acoustics::leak`): what the leak leaves is the sound less its low-pass Ha = 1/(u² + u/Q + 1). The
//! low-pass is a state-variable filter with trapezoidal integrators (A. Simper, "Linear trapezoidal integrated state
//! variable filter", 2013): its states are physical, so it may be turned while it sounds. It is the bilinear transform
//! without prewarping, faithful as a leak's corner (1.3 kHz at most) lies far below half of any rate.

use super::smoother::Smoother;
use super::{Block, Frame, Linear, SILENCE, TICK, grid::Grid, guard::finite, guard::flush};
use crate::units::{Db, Hz, SampleRate};

/// Corners are held between this and half the rate; a seal that leaks less is tight.
const LOWEST: Hz = Hz(1e-3);

/// Corner and Q of a leak.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corner {
    /// Where Hs and Ha meet.
    pub corner: Hz,
    /// Quality factor, above 0.
    pub q: f64,
}

/// Driver loss Hs of both ears.
#[derive(Debug, Clone)]
pub struct Leak {
    ears: [Option<Ear>; 2],
    ticks: Grid,
    rate: SampleRate,
}

/// One ear's low-pass.
#[derive(Debug, Clone)]
struct Ear {
    /// Natural logarithms of π f / rate and of 1/Q: an ear hears a corner move in octaves, not in hertz.
    place: [Smoother; 2],
    /// Coefficients at the start of the tick, their change per frame, and at its end.
    now: [f64; 2],
    step: [f64; 2],
    states: [f64; 2],
}

impl Leak {
    /// Leaks of the left and the right ear; none passes the signal bit for bit. Later movements take `glide_frames`.
    #[must_use]
    pub fn new(corners: [Option<Corner>; 2], glide_frames: usize, rate: SampleRate) -> Self {
        let ears = corners.map(|corner| corner.map(|corner| Ear::new(corner, glide_frames, rate)));
        Self { ears, ticks: Grid::ticks(), rate }
    }

    /// `[audio]` Sets out to new corners, at the next tick. An ear without a leak stays without, and keeps its own if
    /// none is given.
    pub fn glide(&mut self, corners: [Option<Corner>; 2]) {
        for (ear, corner) in self.ears.iter_mut().zip(corners) {
            if let (Some(ear), Some(corner)) = (ear, corner) {
                for (smoother, place) in ear.place.iter_mut().zip(place(corner, self.rate)) {
                    smoother.set(place);
                }
            }
        }
    }
}

fn place(Corner { corner, q }: Corner, rate: SampleRate) -> [f64; 2] {
    let corner = corner.0.clamp(LOWEST.0, rate.nyquist().0);
    [(std::f64::consts::PI * corner / rate.hz()).ln(), -q.ln()]
}

impl Ear {
    fn new(corner: Corner, glide_frames: usize, rate: SampleRate) -> Self {
        let place = place(corner, rate);
        Self {
            place: place.map(|value| Smoother::new(value, glide_frames)),
            now: place.map(f64::exp),
            step: [0.0; 2],
            states: [0.0; 2],
        }
    }

    /// `[audio]` The coefficients' way through the coming tick.
    fn tick(&mut self) {
        for ((smoother, now), step) in self.place.iter_mut().zip(&mut self.now).zip(&mut self.step) {
            let rested = smoother.is_settled();
            let from = smoother.next_tick();
            *now = from.start.exp();
            *step = if rested { 0.0 } else { (smoother.value().exp() - *now) / TICK as f64 };
        }
    }

    /// `[audio]` The sound less its low-pass.
    fn run<'a>(&mut self, phase: usize, samples: impl Iterator<Item = &'a mut f64>) {
        let ([g0, k0], [dg, dk]) = (self.now, self.step);
        let ([mut s1, mut s2], still) = (self.states, dg == 0.0 && dk == 0.0);
        let rest = 1.0 / (1.0 + g0 * (g0 + k0));
        for (n, sample) in samples.enumerate() {
            let at = (phase + n) as f64;
            let (g, k) = (g0 + dg * at, k0 + dk * at);
            let a1 = if still { rest } else { 1.0 / (1.0 + g * (g + k)) };
            let x = flush(*sample);
            let v3 = x - s2;
            let band = a1 * (s1 + g * v3);
            let low = s2 + g * band;
            (s1, s2) = (2.0 * band - s1, 2.0 * low - s2);
            *sample = x - low;
        }
        self.states = [s1, s2];
    }
}

impl Block for Leak {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.ticks.cut(rest);
            for (n, ear) in self.ears.iter_mut().enumerate() {
                let samples = cut.piece.iter_mut().filter_map(|frame| frame.get_mut(n));
                let Some(ear) = ear else {
                    samples.for_each(|sample| *sample = finite(*sample));
                    continue;
                };
                if cut.phase == 0 {
                    ear.tick();
                }
                ear.run(cut.phase, samples);
                if cut.completes {
                    ear.states = ear.states.map(flush);
                }
            }
            rest = cut.rest;
        }
    }

    /// Also ends a movement at once.
    fn reset(&mut self) {
        for ear in self.ears.iter_mut().flatten() {
            ear.states = SILENCE;
            ear.place.iter_mut().for_each(Smoother::settle);
        }
        self.ticks.reset();
    }
}

impl Linear for Leak {
    /// At rest, where the last movement ends.
    fn response(&self, frequency: Hz) -> [Db; 2] {
        let tangent = (std::f64::consts::PI * frequency.0 / self.rate.hz()).tan();
        [0, 1].map(|n: usize| {
            let Some(ear) = self.ears.get(n).and_then(Option::as_ref) else { return Db(0.0) };
            let [g, k] = ear.place.clone().map(|mut smoother| {
                smoother.settle();
                smoother.value().exp()
            });
            let u = tangent / g;
            let above = u.powi(4) + (u * k).powi(2);
            Db::from_power(above / ((1.0 - u * u).powi(2) + (u * k).powi(2)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEDIUM: Corner = Corner { corner: Hz(421.4), q: 0.393 };
    const GROSS: Corner = Corner { corner: Hz(1282.0), q: 1.0 };
    const TIGHT: Corner = Corner { corner: Hz(30.0), q: 0.01 };

    /// MODELS.md, 3: a medium leak leaves -14.5/-8.8/-3.9/-0.5 dB at 31.5/63/125/250 Hz.
    #[test]
    fn a_medium_leak_takes_the_bass_as_its_impedance_says() {
        for rate in [44_100, 48_000, 192_000].map(SampleRate) {
            let mut leak = Leak::new([Some(MEDIUM), None], 0, rate);
            for (f, want) in [(31.5, -14.5), (63.0, -8.8), (125.0, -3.9), (250.0, -0.5)] {
                assert!((leak.response(Hz(f))[0].0 - want).abs() < 0.1, "{f} Hz at {rate}");
                leak.reset();
                let w = std::f64::consts::TAU * f / rate.hz();
                let mut sound: Vec<Frame> = (0..rate.0).map(|n| [(w * f64::from(n)).sin(); 2]).collect();
                leak.process(&mut sound);
                let half = &sound[sound.len() / 2..];
                let square = half.iter().map(|x| x[0] * x[0]).sum::<f64>() / half.len() as f64;
                assert!((10.0 * (2.0 * square).log10() - want).abs() < 0.1, "{f} Hz at {rate}");
                assert!(
                    (half[7][1] - (w * (half.len() + 7) as f64).sin()).abs() < 1e-9,
                    "no leak, no change"
                );
            }
        }
    }

    #[test]
    fn a_movement_makes_no_step_and_arrives_at_its_end() {
        let rate = SampleRate(48_000);
        let mut leak = Leak::new([Some(TIGHT), Some(GROSS)], 2_400, rate);
        let w = std::f64::consts::TAU * 50.0 / rate.hz();
        let mut frames: Vec<Frame> = (0..96_000).map(|n| [(w * f64::from(n)).sin(); 2]).collect();
        let mut moving = Leak::new([Some(TIGHT), Some(TIGHT)], 2_400, rate);
        for (i, part) in frames.chunks_mut(2_400).enumerate() {
            moving.glide([Some(if i % 2 == 0 { GROSS } else { TIGHT }); 2]);
            moving.process(part);
        }
        let bend = frames.windows(3).map(|f| (f[0][0] - 2.0 * f[1][0] + f[2][0]).abs()).fold(0.0, f64::max);
        assert!(bend < 5.0 * w * w, "a bend of {:.1} times the sine's own", bend / (w * w));
        moving.glide([Some(GROSS), Some(GROSS)]);
        moving.process(&mut frames[..4_800]);
        leak.glide([Some(GROSS), None]);
        for (ear, want) in moving.response(Hz(50.0)).iter().zip(leak.response(Hz(50.0))) {
            assert!((ear.0 - want.0).abs() < 1e-12);
        }
    }
}
