//! A few frames on their way up, bent and down again: what `wide` prepares, in registers.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::PAIRS;
use super::wide::{FOUR, Numbers, Step};
use crate::dsp::Frame;
use crate::dsp::simd::{Line, Simd};

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

/// The way up and down, in registers.
pub(super) struct Moving<'a, S: Simd, const N: usize> {
    pub(super) simd: S,
    pub(super) steps: &'a [Step],
    pub(super) turn: Numbers<S, N>,
    pub(super) heard: Numbers<S, N>,
    pub(super) first: f64,
    pub(super) curve: [S::V; 3],
    pub(super) up: Numbers<S, N>,
    pub(super) down: Numbers<S, N>,
}

impl<S: Simd, const N: usize> Moving<'_, S, N> {
    /// `[audio]` Up to four frames. All in plain loops: what is left to closures may not be compiled for the machine.
    #[inline(always)]
    pub(super) fn run<const COUNT: usize>(&mut self, frames: &[Frame; COUNT]) -> [Frame; COUNT] {
        let Self { simd, steps, turn, heard, .. } = *self;
        let registers = FOUR / S::PAIRS;
        let zero = simd.zero();
        let mut input = Line::ZERO;
        let mut stepped = [[[zero; FOUR]; 2]; N];
        for (k, (place, &x)) in input.0.as_chunks_mut().0.iter_mut().zip(frames).enumerate() {
            *place = x;
            let x = [simd.every(x), zero];
            for ((s, p), number) in self.up.iter_mut().zip(turn).zip(&mut stepped) {
                *s = turned(simd, p, *s, x);
                for (row, &x) in number.iter_mut().zip(&*s) {
                    row.iter_mut().skip(k).take(1).for_each(|place| *place = x);
                }
            }
        }
        transpose_all(simd, &mut stepped);
        let (mut lowest, mut taken) = ([zero; FOUR], [[[zero; FOUR]; 2]; N]);
        for (part, lowest) in lowest.iter_mut().take(registers).enumerate() {
            let input = simd.part(&input.0, part);
            // Those of one resonance lie side by side now.
            let mut given = [[zero; 2]; PAIRS];
            for (mode, given) in given.iter_mut().enumerate() {
                let Some(number) = stepped.get(mode / S::PAIRS) else { continue };
                for (place, row) in given.iter_mut().zip(number) {
                    *place = row.get(mode % S::PAIRS * registers + part).copied().unwrap_or(zero);
                }
            }
            let mut sums = [[zero; 2]; PAIRS];
            for (j, step) in steps.iter().enumerate() {
                let u = bend(simd, self.curve, raised(simd, step, input, &given));
                if j == 0 {
                    *lowest = u;
                }
                for (&[a, b], [re, im]) in step.down.iter().zip(&mut sums) {
                    *re = simd.mul_add(simd.every([a; 2]), u, *re);
                    *im = simd.mul_add(simd.every([b; 2]), u, *im);
                }
            }
            for (mode, sum) in sums.iter().enumerate() {
                let Some(number) = taken.get_mut(mode / S::PAIRS) else { continue };
                for (row, &x) in number.iter_mut().zip(sum) {
                    let place = part * S::PAIRS + mode % S::PAIRS;
                    row.iter_mut().skip(place).take(1).for_each(|place| *place = x);
                }
            }
        }
        transpose_all(simd, &mut taken);
        let mut sums = [zero; FOUR];
        for (k, all) in sums.iter_mut().take(COUNT).enumerate() {
            let place = k % S::PAIRS * registers + k / S::PAIRS;
            let mut sum = [zero; 2];
            for ((q, p), ([re, im], number)) in self.down.iter_mut().zip(turn).zip(heard.iter().zip(&taken)) {
                sum = [simd.mul_add(*re, q[0], sum[0]), simd.mul_add(*im, q[1], sum[1])];
                let [re, im] = number;
                let x = [re.get(place).copied().unwrap_or(zero), im.get(place).copied().unwrap_or(zero)];
                *q = turned(simd, p, *q, x);
            }
            *all = simd.plus(sum[0], sum[1]);
        }
        // The sums over all resonances of a register, four frames at once.
        let sums = simd.transpose(sums);
        let mut output = Line::ZERO;
        for (part, &lowest) in lowest.iter().take(registers).enumerate() {
            let mut all = simd.mul(simd.every([self.first; 2]), lowest);
            for &x in sums.iter().skip(part).step_by(registers) {
                all = simd.plus(all, x);
            }
            simd.put_part(&mut output.0, part, all);
        }
        output.0.as_chunks().0.first_chunk().copied().unwrap_or([[0.0; 2]; COUNT])
    }
}

/// One wide frame of each of four frames.
#[inline(always)]
fn raised<S: Simd>(simd: S, step: &Step, input: S::V, given: &[[S::V; 2]; PAIRS]) -> S::V {
    // Sums of their own, each half as long to wait for.
    let (mut even, mut odd) = ([simd.mul(simd.every([step.input; 2]), input), simd.zero()], [simd.zero(); 2]);
    for (i, (&[a, b], &[re, im])) in step.up.iter().zip(given).enumerate() {
        let sum = if i % 2 == 0 { &mut even } else { &mut odd };
        *sum = [simd.mul_add(simd.every([a; 2]), re, sum[0]), simd.mul_add(simd.every([b; 2]), im, sum[1])];
    }
    let ([a, b], [c, d]) = (even, odd);
    simd.plus(simd.plus(a, b), simd.plus(c, d))
}

/// Of every number, from frames with resonances side by side to resonances with frames side by side, and back.
#[inline(always)]
fn transpose_all<S: Simd, const N: usize>(simd: S, numbers: &mut [[[S::V; FOUR]; 2]; N]) {
    for number in numbers {
        for row in number {
            *row = simd.transpose(*row);
        }
    }
}
