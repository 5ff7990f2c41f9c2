//! A leak of the ear's cavity as the driver feels it, as one second-order section per ear that may move while it runs.
//!
//! Hs = 1 - Ha (see `acoustics::leak`): what the leak leaves is the sound less its low-pass Ha = 1/(u² + u/Q + 1). The
//! low-pass is a state-variable filter with trapezoidal integrators (A. Simper, "Linear trapezoidal integrated state
//! variable filter", 2013): its states are physical, so it may be turned while it sounds. It is the bilinear transform
//! without prewarping, faithful as a leak's corner (1.3 kHz at most) lies far below half of any rate.

use super::simd::{Machine, Simd, Work};
use super::smoother::Smoother;
use super::{Block, Frame, Linear, SILENCE, TICK, grid::Grid, guard::finite, guard::flush_frame};
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
    /// Those of the two integrators.
    states: [Frame; 2],
    ticks: Grid,
    rate: SampleRate,
    machine: Machine,
}

/// One ear's low-pass.
#[derive(Debug, Clone)]
struct Ear {
    /// Natural logarithms of π f / rate and of 1/Q: an ear hears a corner move in octaves, not in hertz.
    place: [Smoother; 2],
    /// Coefficients at the start of the tick, their change per frame, and at its end.
    now: [f64; 2],
    step: [f64; 2],
}

impl Leak {
    /// Leaks of the left and the right ear; none passes the signal bit for bit. Later movements take `glide_frames`.
    #[must_use]
    pub fn new(corners: [Option<Corner>; 2], glide_frames: usize, rate: SampleRate) -> Self {
        Self::on(Machine::here(), corners, glide_frames, rate)
    }

    /// The same with the instructions of a machine; all of them agree within -200 dB.
    #[must_use]
    pub fn on(machine: Machine, corners: [Option<Corner>; 2], glide_frames: usize, rate: SampleRate) -> Self {
        let ears = corners.map(|corner| corner.map(|corner| Ear::new(corner, glide_frames, rate)));
        Self { ears, states: [SILENCE; 2], ticks: Grid::ticks(), rate, machine }
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
}

/// The sound less its low-pass, both ears side by side: a frame waits for the one before it, but no ear for the other.
struct Pass<'a> {
    ears: [Option<&'a Ear>; 2],
    states: [Frame; 2],
    phase: usize,
    frames: &'a mut [Frame],
}

impl Work for Pass<'_> {
    type Done = [Frame; 2];

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]
    fn on<S: Simd>(self, simd: S) -> [Frame; 2] {
        let Self { ears, states, phase, frames } = self;
        let both = |of: fn(&Ear) -> f64| simd.every(ears.map(|ear| ear.map_or(0.0, of)));
        let [g, k] = [both(|ear| ear.now[0]), both(|ear| ear.now[1])];
        let steps = [both(|ear| ear.step[0]), both(|ear| ear.step[1])];
        let moves = ears.iter().flatten().any(|ear| ear.step.iter().any(|&step| step != 0.0));
        // An ear without a leak has no low-pass: all of its factors are 0.
        let one = simd.every(ears.map(|ear| if ear.is_some() { 1.0 } else { 0.0 }));
        let factors = |g: S::V, k: S::V| {
            let a1 = simd.per(one, simd.mul_add(g, simd.plus(g, k), simd.every([1.0; 2])));
            let a2 = simd.mul(a1, g);
            [a1, a2, simd.mul(a2, g)]
        };
        let whole = simd.every([1.0; 2]);
        let mut now = factors(g, k);
        let [mut s1, mut s2] = states.map(|state| simd.every(state));
        for (n, frame) in frames.iter_mut().enumerate() {
            if moves {
                let at = simd.every([f64::from((phase + n) as u32); 2]);
                let [g, k] = [simd.mul_add(steps[0], at, g), simd.mul_add(steps[1], at, k)];
                now = factors(g, k);
            }
            let ([a1, a2, a3], x) = (now, simd.flush(simd.every(*frame)));
            let high = simd.minus(x, s2);
            let low = simd.mul_add(a3, high, simd.mul_add(a2, s1, s2));
            // Twice the band less s1 and twice the low less s2, of which little waits for the frame before.
            let twice = [simd.plus(a2, a2), simd.plus(a3, a3)];
            let kept = [simd.mul(simd.minus(simd.plus(a1, a1), whole), s1), simd.mul_add(twice[0], s1, s2)];
            (s1, s2) = (simd.mul_add(twice[0], high, kept[0]), simd.mul_add(twice[1], high, kept[1]));
            let y = simd.top(simd.minus(x, low));
            for ((sample, y), ear) in frame.iter_mut().zip(y).zip(ears) {
                *sample = if ear.is_some() { y } else { finite(*sample) };
            }
        }
        [simd.top(s1), simd.top(s2)]
    }
}

impl Block for Leak {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.ticks.cut(rest);
            if cut.phase == 0 {
                self.ears.iter_mut().flatten().for_each(Ear::tick);
            }
            let ears = self.ears.each_ref().map(Option::as_ref);
            let pass = Pass { ears, states: self.states, phase: cut.phase, frames: cut.piece };
            self.states = self.machine.run(pass);
            if cut.completes {
                self.states = self.states.map(flush_frame);
            }
            rest = cut.rest;
        }
    }

    /// Also ends a movement at once.
    fn reset(&mut self) {
        self.states = [SILENCE; 2];
        for ear in self.ears.iter_mut().flatten() {
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

    /// One ear after the other, as the filter is written down, at rest and on the way to other corners.
    fn by_the_book(corners: [Corner; 2], glide_frames: usize, frames: &mut [Frame], rate: SampleRate) {
        let mut ears = corners.map(|corner| Ear::new(corner, glide_frames, rate));
        let mut states = [SILENCE; 2];
        for (t, tick) in frames.chunks_mut(TICK).enumerate() {
            for ((ear, s), n) in ears.iter_mut().zip(&mut states).zip(0..) {
                if t == 10 {
                    ear.place.iter_mut().zip(place(GROSS, rate)).for_each(|(at, to)| at.set(to));
                }
                ear.tick();
                for (at, frame) in tick.iter_mut().enumerate() {
                    let [g, k]: [f64; 2] = [0, 1].map(|i| ear.now[i] + ear.step[i] * at as f64);
                    let band = (s[0] + g * (frame[n] - s[1])) / (1.0 + g * (g + k));
                    let low = s[1] + g * band;
                    *s = [2.0 * band - s[0], 2.0 * low - s[1]];
                    frame[n] -= low;
                }
            }
        }
    }

    #[test]
    fn every_machine_filters_both_ears_as_the_book_does_each_within_200_db_however_calls_are_cut() {
        let rate = SampleRate(48_000);
        let input: Vec<Frame> =
            (0..3_200).map(|n| [f64::from(n % 37) - 18.0, f64::from(n % 53) - 26.0]).collect();
        let mut want = input.clone();
        by_the_book([MEDIUM, TIGHT], 640, &mut want, rate);
        for machine in Machine::all() {
            let run = |length: usize| {
                let mut leak = Leak::on(machine, [Some(MEDIUM), Some(TIGHT)], 640, rate);
                let mut frames = input.clone();
                let (before, after) = frames.split_at_mut(10 * TICK);
                before.chunks_mut(length).for_each(|call| leak.process(call));
                leak.glide([Some(GROSS); 2]);
                after.chunks_mut(length).for_each(|call| leak.process(call));
                frames
            };
            let got = run(TICK);
            assert!([1, 33, 320].into_iter().all(|length| run(length) == got), "{machine:?}");
            let off = got.iter().flatten().zip(want.iter().flatten()).map(|(got, want)| (got - want).abs());
            let off = off.fold(0.0, f64::max);
            assert!(off < 30.0 * 1e-10, "{off:e} on {machine:?}");
        }
    }
}
