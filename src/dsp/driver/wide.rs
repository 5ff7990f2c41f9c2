//! Up, bent and down again, all of it at the frames that are there: of the wide frames that go up only every `factor`-th is
//! no silence, and of those that come down only every `factor`-th is wanted.
//!
//! A low-pass is a sum of resonances, h\[n\] = d δ\[n\] + Σ 2 Re(r pⁿ), its partial fractions. On the way up each resonance
//! steps from frame to frame, S ← p^F S + x, and the F wide frames that follow are Σ 2 Re(r pʲ S). On the way down
//! it takes in all of them at once, Q ← p^F Q + Σ p^(F-j) u\[j\], and is heard once a frame. The cost is the
//! same with every signal.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use rustfft::num_complex::Complex;

use super::{Bend, PAIRS};
use crate::dsp::biquad::Coeffs;
use crate::dsp::simd::{LANES, Line, Machine, Simd, Work};
use crate::dsp::{Frame, SILENCE, frame, memory};

/// Wide frames in a line.
const FOUR: usize = LANES / 2;
/// Lines that a number of every resonance fills.
const ROWS: usize = PAIRS.div_ceil(FOUR);

/// A number of every resonance, for both ears.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row([[f64; LANES]; ROWS]);

/// A complex number of every resonance: real parts and imaginary parts.
type Rows = [Row; 2];

/// What four wide frames have to do with the resonances.
#[derive(Clone, Debug)]
struct Quad {
    /// What the input itself gives them.
    input: Line,
    /// What the real and the imaginary part of each resonance give them.
    up: [[Line; 2]; PAIRS],
    /// What each of them gives every resonance.
    down: [Rows; FOUR],
}

/// The way up and down of both ears.
#[derive(Clone, Debug)]
pub(super) struct Wide {
    machine: Machine,
    quads: Box<[Quad]>,
    /// p^F: what becomes of a resonance in a frame.
    turn: Rows,
    /// What a resonance is heard as, and what the first wide frame is.
    heard: Rows,
    first: f64,
    /// S and Q.
    states: [Rows; 2],
    bends: [Bend; 2],
}

impl Row {
    const ZERO: Self = Self([[0.0; LANES]; ROWS]);

    /// Both ears of one resonance after the other.
    #[inline(always)]
    fn pairs(&self) -> &[Frame] {
        self.0.as_flattened().as_chunks().0
    }
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
    pub(super) fn new(machine: Machine, sections: &[Coeffs; PAIRS], factor: usize, bends: [Bend; 2]) -> Self {
        let zero = [Row::ZERO; 2];
        let quad = Quad { input: Line::ZERO, up: [[Line::ZERO; 2]; PAIRS], down: [zero; FOUR] };
        let mut wide = Self {
            machine,
            quads: memory::filled(quad, factor.div_ceil(FOUR)),
            turn: zero,
            heard: zero,
            first: 0.0,
            states: [zero; 2],
            bends,
        };
        let (constant, modes) = resonances(sections);
        let gain = factor as f64;
        wide.first = constant;
        for (mode, [pole, residue]) in modes.into_iter().enumerate() {
            wide.first += 2.0 * residue.re;
            put(&mut wide.turn, mode, pole.powu(factor as u32));
            put(&mut wide.heard, mode, 2.0 * residue.conj());
        }
        for j in 0..factor {
            let Some(quad) = wide.quads.get_mut(j / FOUR) else { continue };
            let set =
                |line: &mut Line, x: f64| line.pair_mut(j % FOUR).into_iter().for_each(|pair| *pair = [x; 2]);
            if j == 0 {
                set(&mut quad.input, gain * constant);
            }
            for (mode, ([pole, residue], [re, im])) in modes.into_iter().zip(&mut quad.up).enumerate() {
                let given = 2.0 * gain * residue * pole.powu(j as u32);
                set(re, given.re);
                set(im, -given.im);
                quad.down.iter_mut().skip(j % FOUR).take(1).for_each(|rows| {
                    put(rows, mode, pole.powu((factor - j) as u32));
                });
            }
        }
        wide
    }

    /// `[audio]` The bent wave of `frames` into `bent`, as many; at the end of a tick what dies away becomes silence.
    pub(super) fn run(&mut self, frames: &[Frame], bent: &mut [Frame], completes: bool) {
        macro_rules! registers {
            ($($pairs:literal => $registers:literal)+) => {
                match self.machine.size().0 {
                    $($pairs => self.machine.run(Pass::<$registers> { wide: self, frames, bent, completes }),)+
                    _ => {}
                }
            };
        }
        registers!(1 => 6 2 => 3 4 => 2);
    }

    /// `[audio]` Rested.
    pub(super) fn reset(&mut self) {
        self.states = [[Row::ZERO; 2]; 2];
    }
}

/// Some frames, the numbers of all resonances in so many registers.
struct Pass<'a, const REGISTERS: usize> {
    wide: &'a mut Wide,
    frames: &'a [Frame],
    bent: &'a mut [Frame],
    completes: bool,
}

/// A complex number of every resonance in registers.
type Numbers<S, const N: usize> = [[<S as Simd>::V; 2]; N];

#[inline(always)]
fn load<S: Simd, const N: usize>(simd: S, rows: &Rows) -> Numbers<S, N> {
    let parts = FOUR / S::PAIRS;
    std::array::from_fn(|i| {
        rows.each_ref().map(|row| row.0.get(i / parts).map_or(simd.zero(), |line| simd.part(line, i % parts)))
    })
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

/// a b + c, complex.
#[inline(always)]
fn turned<S: Simd>(simd: S, [ar, ai]: [S::V; 2], [br, bi]: [S::V; 2], [cr, ci]: [S::V; 2]) -> [S::V; 2] {
    [simd.mul_sub(ai, bi, simd.mul_add(ar, br, cr)), simd.mul_add(ai, br, simd.mul_add(ar, bi, ci))]
}

/// `[audio]` The curve, see the module above: |x| up to the onset and s q / (1 + q), q = v + v², above it.
#[inline(always)]
fn bend<S: Simd>(simd: S, [onset, span, per_span]: [S::V; 3], x: S::V) -> S::V {
    let (zero, one) = (simd.zero(), simd.every([1.0; 2]));
    let size = simd.unsigned(x);
    let v = simd.mul(simd.larger(simd.minus(size, onset), zero), per_span);
    let q = simd.mul_add(v, v, v);
    let above = simd.per(simd.mul(span, q), simd.plus(one, q));
    let below = simd.larger(simd.minus(zero, size), simd.minus(zero, onset));
    simd.signed(simd.minus(above, below), x)
}

impl<const N: usize> Work for Pass<'_, N> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self { wide, frames, bent, completes } = self;
        let Wide { quads, turn, heard, first, states, bends: [left, right], .. } = wide;
        let curve = [[left.onset, right.onset], [left.span, right.span], [left.per_span, right.per_span]]
            .map(|ears| simd.every(ears));
        let [turn, heard]: [Numbers<S, N>; 2] = [load(simd, turn), load(simd, heard)];
        let [mut up, mut down]: [Numbers<S, N>; 2] = states.each_ref().map(|rows| load(simd, rows));
        let mut stepped = [Row::ZERO; 2];
        for (y, &x) in bent.iter_mut().zip(frames) {
            let input = simd.every(x);
            up.iter_mut().zip(turn).for_each(|(s, p)| *s = turned(simd, p, *s, [input, simd.zero()]));
            store(simd, &mut stepped, &up);
            let mut taken: Numbers<S, N> = [[simd.zero(); 2]; N];
            let mut lowest = SILENCE;
            for (place, quad) in quads.iter().enumerate() {
                let room = raised(simd, quad, input, &stepped, curve);
                let room = room.0.as_chunks::<2>().0;
                if place == 0 {
                    lowest = room.first().copied().unwrap_or(SILENCE);
                }
                for (rows, &u) in quad.down.iter().zip(room) {
                    let (given, u): (Numbers<S, N>, _) = (load(simd, rows), simd.every(u));
                    for ([sr, si], [re, im]) in taken.iter_mut().zip(given) {
                        (*sr, *si) = (simd.mul_add(re, u, *sr), simd.mul_add(im, u, *si));
                    }
                }
            }
            let mut all = [simd.zero(); 2];
            for ((q, p), ([re, im], sum)) in down.iter_mut().zip(turn).zip(heard.into_iter().zip(taken)) {
                all = [simd.mul_add(re, q[0], all[0]), simd.mul_add(im, q[1], all[1])];
                *q = turned(simd, p, *q, sum);
            }
            let mut line = Line::ZERO;
            simd.put_part(&mut line.0, 0, simd.plus(all[0], all[1]));
            let pairs = line.0.as_chunks::<2>().0.iter().take(S::PAIRS);
            *y = pairs.fold(lowest.map(|x| *first * x), |sum, &pair| frame::add(sum, pair));
        }
        for (rows, mut numbers) in states.iter_mut().zip([up, down]) {
            if completes {
                numbers = numbers.map(|number| number.map(|x| simd.flush(x)));
            }
            store(simd, rows, &numbers);
        }
    }
}

/// Four wide frames, bent.
#[inline(always)]
fn raised<S: Simd>(simd: S, quad: &Quad, input: S::V, [re, im]: &Rows, curve: [S::V; 3]) -> Line {
    let mut room = Line::ZERO;
    for part in 0..FOUR / S::PAIRS {
        let mut sum = [simd.mul(simd.part(&quad.input.0, part), input), simd.zero()];
        for ([a, b], (&re, &im)) in quad.up.iter().zip(re.pairs().iter().zip(im.pairs())) {
            sum[0] = simd.mul_add(simd.part(&a.0, part), simd.every(re), sum[0]);
            sum[1] = simd.mul_add(simd.part(&b.0, part), simd.every(im), sum[1]);
        }
        simd.put_part(&mut room.0, part, bend(simd, curve, simd.plus(sum[0], sum[1])));
    }
    room
}
