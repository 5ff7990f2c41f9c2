//! Level meters of up to four signals side by side, in one pass: two lanes are a signal, left and right, and each signal has
//! its own weighting.
//!
//! Sum of squares and largest magnitude, before the weighting and behind it; behind it also the exponential time
//! weightings F and S of the mean square with their maxima (IEC 61672-1:2013, 3.8 and 5.8).
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::follower::{FAST, SLOW, share};
use super::grid::Grid;
use super::simd::{LANES, Line, Machine, Simd, Work};
use super::weighting::{Curve, Weighting};
use super::{Frame, SILENCE};
use crate::units::SampleRate;

/// Signals at most.
pub const SIGNALS: usize = LANES / 2;

/// Sections of the longest weighting.
const SECTIONS: usize = 3;

/// Frames after which dying tails in a memory become silence.
const FLUSH: usize = 256;

/// One frame of every signal.
pub type Signals = Line;

/// Energy of one signal since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// Sum of squares over all frames.
    pub sum: Frame,
    /// Largest magnitude.
    pub peak: Frame,
}

/// A time-weighted mean square of one signal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weighted {
    /// Now.
    pub now: Frame,
    /// Its maximum since the start.
    pub max: Frame,
}

/// Two running numbers of every signal: sum and peak, or now and maximum.
type Running = [Line; 2];

/// One section of every signal's weighting, in transposed direct form II.
#[derive(Clone, Debug)]
struct Section {
    b: [Line; 3],
    a: [Line; 2],
    s: [Line; 2],
}

/// The meters.
#[derive(Clone, Debug)]
pub struct Gauge {
    machine: Machine,
    signals: usize,
    sections: [Section; SECTIONS],
    before: Running,
    behind: Running,
    /// F and S.
    shares: [f64; 2],
    pointers: [Running; 2],
    grid: Grid,
}

impl Gauge {
    /// One signal for each curve, [`SIGNALS`] at most; further ones are not read.
    #[must_use]
    pub fn new(curves: &[Curve], rate: SampleRate) -> Self {
        Self::on(Machine::here(), curves, rate)
    }

    /// The same with the instructions of a machine; all of them agree within -200 dB.
    #[must_use]
    pub fn on(machine: Machine, curves: &[Curve], rate: SampleRate) -> Self {
        let [zero, one] = [Line::ZERO, Line([1.0; LANES])];
        let through = Section { b: [one, zero, zero], a: [zero; 2], s: [zero; 2] };
        let mut sections = [(); SECTIONS].map(|()| through.clone());
        for (signal, &curve) in curves.iter().take(SIGNALS).enumerate() {
            let weighting = Weighting::new(curve, rate);
            for (section, coeffs) in sections.iter_mut().zip(weighting.sections()) {
                for (line, x) in section.b.iter_mut().chain(&mut section.a).zip(coeffs) {
                    line.pair_mut(signal).into_iter().for_each(|pair| *pair = [x; 2]);
                }
            }
        }
        Self {
            machine,
            signals: curves.len().min(SIGNALS),
            sections,
            before: [zero; 2],
            behind: [zero; 2],
            shares: [FAST, SLOW].map(|time| share(time, rate)),
            pointers: [[zero; 2]; 2],
            grid: Grid::new(FLUSH),
        }
    }

    /// `[audio]` Reads frames of all signals. How they are cut into calls changes no bit.
    pub fn read(&mut self, frames: &[Signals]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.grid.cut_shared(rest);
            self.machine.run(Pass { gauge: self, frames: cut.piece, completes: cut.completes });
            rest = cut.rest;
        }
    }

    /// `[audio]` A signal before its weighting.
    #[must_use]
    pub fn before(&self, signal: usize) -> Reading {
        let [sum, peak] = pair(&self.before, signal);
        Reading { sum, peak }
    }

    /// `[audio]` A signal behind its weighting.
    #[must_use]
    pub fn behind(&self, signal: usize) -> Reading {
        let [sum, peak] = pair(&self.behind, signal);
        Reading { sum, peak }
    }

    /// `[audio]` The time weightings F and S of a signal behind its weighting.
    #[must_use]
    pub fn pointers(&self, signal: usize) -> [Weighted; 2] {
        self.pointers.each_ref().map(|running| {
            let [now, max] = pair(running, signal);
            Weighted { now, max }
        })
    }
}

fn pair(running: &Running, signal: usize) -> [Frame; 2] {
    running.each_ref().map(|line| line.0.as_chunks().0.get(signal).copied().unwrap_or(SILENCE))
}

struct Pass<'a> {
    gauge: &'a mut Gauge,
    frames: &'a [Signals],
    completes: bool,
}

impl Work for Pass<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self { gauge, frames, completes } = self;
        let Gauge { signals, sections, before, behind, shares, pointers, .. } = gauge;
        for part in 0..signals.div_ceil(S::PAIRS) {
            let get = |lines: &Running| lines.each_ref().map(|line| simd.part(&line.0, part));
            let put = |lines: &mut Running, values: [S::V; 2]| {
                lines.iter_mut().zip(values).for_each(|(line, x)| simd.put_part(&mut line.0, part, x));
            };
            let mut memory = sections.each_ref().map(|section| get(&section.s));
            let (mut raw, mut weighted) = (get(before), get(behind));
            let [mut fast, mut slow] = pointers.each_ref().map(get);
            let [fast_share, slow_share] = shares.map(|share| simd.every([share; 2]));
            for frame in frames {
                let mut x = simd.flush(simd.part(&frame.0, part));
                raw = [simd.mul_add(x, x, raw[0]), simd.larger(simd.unsigned(x), raw[1])];
                for (Section { b, a, .. }, [s1, s2]) in sections.iter().zip(&mut memory) {
                    let [b0, b1, b2] = b.each_ref().map(|line| simd.part(&line.0, part));
                    let [a1, a2] = a.each_ref().map(|line| simd.part(&line.0, part));
                    let y = simd.mul_add(b0, x, *s1);
                    *s1 = simd.mul_sub(a1, y, simd.mul_add(b1, x, *s2));
                    *s2 = simd.mul_sub(a2, y, simd.mul(b2, x));
                    x = y;
                }
                let square = simd.mul(x, x);
                weighted = [simd.plus(weighted[0], square), simd.larger(simd.unsigned(x), weighted[1])];
                for ([now, max], share) in [(&mut fast, fast_share), (&mut slow, slow_share)] {
                    *now = simd.mul_add(share, simd.minus(square, *now), *now);
                    *max = simd.larger(*now, *max);
                }
            }
            if completes {
                memory = memory.map(|s| s.map(|x| simd.flush(x)));
                (fast[0], slow[0]) = (simd.flush(fast[0]), simd.flush(slow[0]));
            }
            sections.iter_mut().zip(memory).for_each(|(section, s)| put(&mut section.s, s));
            put(before, raw);
            put(behind, weighted);
            pointers.iter_mut().zip([fast, slow]).for_each(|(running, values)| put(running, values));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Block;
    use super::super::follower::Follower;
    use super::super::memory;
    use super::super::noise::Noise;
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);
    const CURVES: [Curve; SIGNALS] = [Curve::A, Curve::A, Curve::C, Curve::Z];

    /// Two seconds of four signals of very different levels.
    fn signals() -> [Vec<Frame>; SIGNALS] {
        [1e-3, 1.0, 30.0, 1e-6].map(|level: f64| {
            let mut frames = memory::silence(96_000);
            Noise::new(level.to_bits()).fill(&mut frames);
            frames.iter().map(|frame| frame.map(|x| level * x)).collect()
        })
    }

    fn lines(signals: &[Vec<Frame>; SIGNALS]) -> Vec<Signals> {
        (0..signals[0].len())
            .map(|n| {
                let mut line = Line::ZERO;
                signals.iter().enumerate().for_each(|(i, signal)| *line.pair_mut(i).unwrap() = signal[n]);
                line
            })
            .collect()
    }

    fn near(got: Frame, want: Frame, signal: usize, machine: Machine) {
        for (got, want) in got.into_iter().zip(want) {
            assert!((got / want - 1.0).abs() < 1e-10, "signal {signal} on {machine:?}: {got}, not {want}");
        }
    }

    /// The long way: weighting, sums and followers one after the other.
    #[test]
    fn four_signals_at_once_read_on_every_machine_as_each_of_them_alone_does() {
        let signals = signals();
        for machine in Machine::all() {
            let mut gauge = Gauge::on(machine, &CURVES, RATE);
            gauge.read(&lines(&signals));
            for (i, (signal, curve)) in signals.iter().zip(CURVES).enumerate() {
                let sum = |x: &[Frame]| [0, 1].map(|ear| x.iter().map(|frame| frame[ear].powi(2)).sum());
                let most =
                    |x: &[Frame]| [0, 1].map(|ear| x.iter().fold(0.0, |m: f64, f| m.max(f[ear].abs())));
                let mut weighted = signal.clone();
                Weighting::new(curve, RATE).process(&mut weighted);
                near(gauge.before(i).sum, sum(signal), i, machine);
                near(gauge.before(i).peak, most(signal), i, machine);
                near(gauge.behind(i).sum, sum(&weighted), i, machine);
                near(gauge.behind(i).peak, most(&weighted), i, machine);
                for (pointer, time) in gauge.pointers(i).into_iter().zip([FAST, SLOW]) {
                    let mut follower = Follower::new(time, RATE);
                    follower.feed(&weighted);
                    near(pointer.now, follower.mean_square(), i, machine);
                    near(pointer.max, follower.take_highest(), i, machine);
                }
            }
        }
    }

    #[test]
    fn how_the_calls_are_cut_changes_no_bit_and_a_dying_tail_becomes_zero() {
        let mut frames = lines(&signals());
        frames[70_000..].fill(Line::ZERO);
        for machine in Machine::all() {
            let read = |length: usize| {
                let mut gauge = Gauge::on(machine, &CURVES, RATE);
                frames.chunks(length).for_each(|call| gauge.read(call));
                (0..SIGNALS)
                    .map(|i| (gauge.before(i), gauge.behind(i), gauge.pointers(i)))
                    .collect::<Vec<_>>()
            };
            let whole = read(96_000);
            assert!([1, 7, 32, 333].into_iter().all(|length| read(length) == whole), "{machine:?}");
            let mut gauge = Gauge::on(machine, &CURVES, RATE);
            gauge.read(&frames);
            (0..10 * 480).for_each(|_| gauge.read(&[Line::ZERO; 100]));
            let [fast, _] = gauge.pointers(1);
            assert!(fast.now.into_iter().all(|m| m.to_bits() == 0), "{fast:?}");
        }
    }

    #[test]
    fn what_is_no_number_counts_as_silence() {
        let mut gauge = Gauge::new(&[Curve::A], RATE);
        gauge.read(&[Line([f64::NAN; LANES]), Line([f64::INFINITY; LANES]), Line([1.0; LANES])]);
        near(gauge.before(0).sum, [1.0; 2], 0, Machine::here());
        assert!(gauge.behind(0).sum[0] > 0.0 && gauge.behind(0).sum[0] < 2.0);
    }
}
