//! Level meters of up to four signals side by side, in one pass: two lanes are a signal, left and right, and each signal has
//! its own weighting.
//!
//! Sum of squares and largest magnitude, before the weighting and behind it; behind it also the exponential time
//! weightings F and S of the mean square with their maxima (IEC 61672-1:2013, 3.8 and 5.8).
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

#[cfg(test)]
mod tests;

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

/// One section of every signal's weighting: H(z) = 1 + (c1/z + c2/z²) / (1 + a1/z + a2/z²), in transposed direct form II. What
/// comes back is not waited for by what goes on.
#[derive(Clone, Debug)]
struct Section {
    c: [Line; 2],
    a: [Line; 2],
    s: [Line; 2],
}

/// The meters.
#[derive(Clone, Debug)]
pub struct Gauge {
    machine: Machine,
    signals: usize,
    /// What the sections leave to be multiplied by.
    gain: Line,
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
        let through = Section { c: [zero; 2], a: [zero; 2], s: [zero; 2] };
        let (mut gain, mut sections) = (one, [(); SECTIONS].map(|()| through.clone()));
        for (signal, &curve) in curves.iter().take(SIGNALS).enumerate() {
            let weighting = Weighting::new(curve, rate);
            for (section, [b0, b1, b2, a1, a2]) in sections.iter_mut().zip(weighting.sections()) {
                let coeffs = [b1 / b0 - a1, b2 / b0 - a2, a1, a2];
                for (line, x) in section.c.iter_mut().chain(&mut section.a).zip(coeffs) {
                    line.pair_mut(signal).into_iter().for_each(|pair| *pair = [x; 2]);
                }
                gain.pair_mut(signal).into_iter().for_each(|pair| *pair = pair.map(|gain| gain * b0));
            }
        }
        Self {
            machine,
            signals: curves.len().min(SIGNALS),
            gain,
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
        let Gauge { signals, gain, sections, before, behind, shares, pointers, .. } = gauge;
        let [fast_share, slow_share] = shares;
        let [fast_pointer, slow_pointer] = pointers;
        let [fast_share, slow_share] = [simd.every([*fast_share; 2]), simd.every([*slow_share; 2])];
        // All in plain loops: what is left to closures may not be compiled for the machine.
        for part in 0..signals.div_ceil(S::PAIRS) {
            let mut memory = [[simd.zero(); 2]; SECTIONS];
            for (s, section) in memory.iter_mut().zip(&*sections) {
                *s = get(simd, &section.s, part);
            }
            let (mut raw, mut weighted) = (get(simd, before, part), get(simd, behind, part));
            let (mut fast, mut slow) = (get(simd, fast_pointer, part), get(simd, slow_pointer, part));
            for frame in frames {
                let mut x = simd.flush(simd.part(&frame.0, part));
                raw = [simd.mul_add(x, x, raw[0]), simd.larger(simd.unsigned(x), raw[1])];
                x = simd.mul(x, simd.part(&gain.0, part));
                for (Section { c: [c1, c2], a: [a1, a2], .. }, [s1, s2]) in sections.iter().zip(&mut memory) {
                    let (back, late) = (*s1, simd.mul_add(simd.part(&c1.0, part), x, *s2));
                    *s1 = simd.mul_sub(simd.part(&a1.0, part), back, late);
                    *s2 = simd.mul_sub(simd.part(&a2.0, part), back, simd.mul(simd.part(&c2.0, part), x));
                    x = simd.plus(x, back);
                }
                let square = simd.mul(x, x);
                weighted = [simd.plus(weighted[0], square), simd.larger(simd.unsigned(x), weighted[1])];
                fast = follow(simd, fast, fast_share, square);
                slow = follow(simd, slow, slow_share, square);
            }
            if completes {
                for s in memory.as_flattened_mut() {
                    *s = simd.flush(*s);
                }
                (fast[0], slow[0]) = (simd.flush(fast[0]), simd.flush(slow[0]));
            }
            for (section, s) in sections.iter_mut().zip(memory) {
                put(simd, &mut section.s, part, s);
            }
            put(simd, before, part, raw);
            put(simd, behind, part, weighted);
            put(simd, fast_pointer, part, fast);
            put(simd, slow_pointer, part, slow);
        }
    }
}

/// A mean square on its way, and its maximum.
#[inline(always)]
fn follow<S: Simd>(simd: S, [now, max]: [S::V; 2], share: S::V, square: S::V) -> [S::V; 2] {
    let now = simd.mul_add(share, simd.minus(square, now), now);
    [now, simd.larger(now, max)]
}

#[inline(always)]
fn get<S: Simd>(simd: S, [first, second]: &Running, part: usize) -> [S::V; 2] {
    [simd.part(&first.0, part), simd.part(&second.0, part)]
}

#[inline(always)]
fn put<S: Simd>(simd: S, [first, second]: &mut Running, part: usize, [x, y]: [S::V; 2]) {
    simd.put_part(&mut first.0, part, x);
    simd.put_part(&mut second.0, part, y);
}
