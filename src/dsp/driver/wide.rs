//! Up, bent and down again, all of it at the frames that are there: of the wide frames that go up only every `factor`-th is
//! no silence, and of those that come down only every `factor`-th is wanted.
//!
//! A low-pass is a sum of resonances, h\[n\] = d δ\[n\] + Σ 2 Re(r pⁿ), its partial fractions. On the way up each resonance
//! steps from frame to frame, S ← p^F S + x, and the F wide frames that follow are Σ 2 Re(r pʲ S). On the way down
//! it takes in all of them at once, Q ← p^F Q + Σ p^(F-j) u\[j\], and is heard once a frame. The cost is the
//! same with every signal.
//!
//! Frame waits for frame only in the two steps, which have all resonances side by side in a register. What lies between
//! them is most of the work, and has four frames side by side: a number of a resonance is then one number for all of
//! them, and no register has to be put together from single ones.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use rustfft::num_complex::Complex;

use super::moving::Moving;
use super::strain::Strain;
use super::{Bend, PAIRS};
use crate::dsp::biquad::Coeffs;
use crate::dsp::simd::{LANES, Machine, Simd, Work};
use crate::dsp::{Frame, SILENCE, memory};

/// Frames in a line.
pub(super) const FOUR: usize = LANES / 2;
/// Lines that a number of every resonance fills.
const ROWS: usize = PAIRS.div_ceil(FOUR);

/// A number of every resonance, for both ears.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row([[f64; LANES]; ROWS]);

/// A complex number of every resonance: real parts and imaginary parts.
type Rows = [Row; 2];

/// What one wide frame has to do with the resonances.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    /// What the input itself gives it.
    pub(super) input: f64,
    /// What the real and the imaginary part of each resonance give it.
    pub(super) up: [[f64; 2]; PAIRS],
    /// What it gives them.
    pub(super) down: [[f64; 2]; PAIRS],
}

/// The way up and down of both ears.
#[derive(Clone, Debug)]
pub(super) struct Wide {
    machine: Machine,
    steps: Box<[Step]>,
    /// p^F: what becomes of a resonance in a frame.
    turn: Rows,
    /// What a resonance is heard as, and what the first wide frame is.
    heard: Rows,
    first: f64,
    /// S and Q.
    states: [Rows; 2],
    bends: [Bend; 2],
    strain: Strain,
}

impl Row {
    const ZERO: Self = Self([[0.0; LANES]; ROWS]);
}

fn put(rows: &mut Rows, mode: usize, value: Complex<f64>) {
    for (row, part) in rows.iter_mut().zip([value.re, value.im]) {
        let pairs = row.0.as_flattened_mut().as_chunks_mut().0;
        pairs.iter_mut().skip(mode).take(1).for_each(|pair| *pair = [part; 2]);
    }
}

/// Partial fractions of sections in series: the constant, and pole and residue of each pair of poles.
fn resonances(sections: &[Coeffs; PAIRS]) -> (f64, [[Complex<f64>; 2]; PAIRS]) {
    let constant = sections.iter().map(|section| section.b[2] / section.a[1]).product();
    let modes = sections.each_ref().map(|own| {
        let half = Complex { re: -0.5 * own.a[0], im: 0.0 };
        let pole = half + (half * half - own.a[1]).sqrt();
        let w = 1.0 / pole;
        let factors = sections.iter().map(|section| {
            let Coeffs { b: [b0, b1, b2], a: [a1, a2] } = *section;
            let below =
                if std::ptr::eq(section, own) { 1.0 - pole.conj() * w } else { 1.0 + w * (a1 + w * a2) };
            (b0 + w * (b1 + w * b2)) / below
        });
        [pole, factors.product()]
    });
    (constant, modes)
}

impl Wide {
    /// Up to `factor` times the rate through `sections`, designed for that rate, and down through the same.
    pub(super) fn new(
        machine: Machine,
        sections: &[Coeffs; PAIRS],
        factor: usize,
        bends: [Bend; 2],
        strain: Strain,
    ) -> Self {
        let zero = [Row::ZERO; 2];
        let (constant, modes) = resonances(sections);
        let gain = factor as f64;
        let mut wide = Self {
            machine,
            steps: memory::filled(Step::default(), factor),
            turn: zero,
            heard: zero,
            first: constant,
            states: [zero; 2],
            bends,
            strain,
        };
        wide.steps.iter_mut().take(1).for_each(|step| step.input = gain * constant);
        for (mode, [pole, residue]) in modes.into_iter().enumerate() {
            wide.first += 2.0 * residue.re;
            put(&mut wide.turn, mode, pole.powu(factor as u32));
            put(&mut wide.heard, mode, 2.0 * residue.conj());
        }
        for (j, Step { up, down, .. }) in (0..).zip(&mut wide.steps) {
            for ([pole, residue], (up, down)) in modes.into_iter().zip(up.iter_mut().zip(down)) {
                let (given, taken) = (2.0 * gain * residue * pole.powu(j), pole.powu(factor as u32 - j));
                (*up, *down) = ([given.re, -given.im], [taken.re, taken.im]);
            }
        }
        wide
    }

    /// `[audio]` The bent wave of `frames` and its share in what is heard, as many; at the end of a tick what dies away
    /// becomes silence.
    pub(super) fn run(&mut self, frames: &[Frame], made: [&mut [Frame]; 2], completes: bool) {
        macro_rules! registers {
            ($($pairs:literal => $registers:literal)+) => {
                match self.machine.size().0 {
                    $($pairs => self.machine.run(Pass::<$registers> { wide: self, frames, made, completes }),)+
                    _ => {}
                }
            };
        }
        registers!(1 => 6 2 => 3 4 => 2);
    }

    /// `[audio]` Rested.
    pub(super) fn reset(&mut self) {
        self.states = [[Row::ZERO; 2]; 2];
        self.strain.reset();
    }
}

/// Some frames, the numbers of all resonances in so many registers.
struct Pass<'a, const REGISTERS: usize> {
    wide: &'a mut Wide,
    frames: &'a [Frame],
    made: [&'a mut [Frame]; 2],
    completes: bool,
}

/// A complex number of every resonance in registers.
pub(super) type Numbers<S, const N: usize> = [[<S as Simd>::V; 2]; N];

#[inline(always)]
fn load<S: Simd, const N: usize>(simd: S, rows: &Rows) -> Numbers<S, N> {
    let parts = FOUR / S::PAIRS;
    let mut numbers = [[simd.zero(); 2]; N];
    for (i, number) in numbers.iter_mut().enumerate() {
        for (x, row) in number.iter_mut().zip(rows) {
            if let Some(line) = row.0.get(i / parts) {
                *x = simd.part(line, i % parts);
            }
        }
    }
    numbers
}

#[inline(always)]
fn store<S: Simd, const N: usize>(simd: S, rows: &mut Rows, numbers: &Numbers<S, N>) {
    let parts = FOUR / S::PAIRS;
    for (i, number) in numbers.iter().enumerate() {
        for (row, &x) in rows.iter_mut().zip(number) {
            row.0.iter_mut().skip(i / parts).take(1).for_each(|line| simd.put_part(line, i % parts, x));
        }
    }
}

impl<const N: usize> Work for Pass<'_, N> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self {
            wide: Wide { steps, turn, heard, first, states, bends: [left, right], strain, .. }, ..
        } = self;
        let [onset, span] = [simd.every([left.onset, right.onset]), simd.every([left.span, right.span])];
        let curve = [onset, span, simd.every([left.per_span, right.per_span])];
        let [turn, heard] = [load(simd, turn), load(simd, heard)];
        let [up, down] = states;
        let [up, down] = [load(simd, up), load(simd, down)];
        let mut strained = *strain;
        let mut moving: Moving<'_, S, N> =
            Moving { simd, steps, turn, heard, first: *first, curve, up, down };
        let [bent, shares] = self.made;
        let ((bent, bent_last), (shares, shares_last)) = (bent.as_chunks_mut(), shares.as_chunks_mut());
        let (frames, last) = self.frames.as_chunks::<FOUR>();
        // The share is one long wait, which the bent wave fills.
        for ((y, share), x) in bent.iter_mut().zip(shares).zip(frames) {
            *y = moving.run(x);
            *share = shares_of(&mut strained, x);
        }
        // A frame alone is one of four: what it comes to does not depend on its place, nor on the others.
        for ((y, share), &x) in bent_last.iter_mut().zip(shares_last).zip(last) {
            ([*y], [*share]) = (moving.run(&[x]), shares_of(&mut strained, &[x]));
        }
        *strain = strained;
        for (rows, numbers) in states.iter_mut().zip([&mut moving.up, &mut moving.down]) {
            if self.completes {
                for x in numbers.as_flattened_mut() {
                    *x = simd.flush(*x);
                }
            }
            store(simd, rows, numbers);
        }
    }
}

#[inline(always)]
fn shares_of<const COUNT: usize>(strain: &mut Strain, frames: &[Frame; COUNT]) -> [Frame; COUNT] {
    let mut shares = [SILENCE; COUNT];
    for (share, &x) in shares.iter_mut().zip(frames) {
        *share = strain.next(x);
    }
    shares
}
