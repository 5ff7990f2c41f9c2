//! The transform of a block of both ears, in passes that a schedule may cut anywhere.
//!
//! A real signal x of 2 N frames has, at the odd frequencies (k + 1/4)/N, N complex values that say everything:
//! X\[k\] = Σ (x\[n\] - i x\[n+N\]) e^(-πi n/2N) e^(-2πi nk/N), a transform of N values after a twist. This is every other
//! value of the odd transform of x (J. L. Vernet, Proc. IEEE 59, 1971); the rest are their conjugates. A product is a
//! circular convolution over 2 N whose wrapped part is negated, and no bin is special. N is a power of eight: every pass
//! is one of radix eight that sorts as it goes (T. G. Stockham 1966).
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::f64::consts::PI;
use std::ops::Range;
use std::sync::LazyLock;

use super::butterfly::eight;
use super::lane::{FOUR, Lane, mul};
use crate::dsp::memory;
use crate::dsp::simd::{LANES, Simd};

/// Values that a butterfly takes.
const EIGHT: usize = 8;

/// Twiddle factors of one pass.
#[derive(Clone, Debug)]
struct Pass {
    /// Distance of neighbouring values of one transform, in frames: 1, 8, 64 ...
    stride: usize,
    /// For each group of columns those of outputs 1 to 7; the last pass has none.
    twiddles: Box<[[Lane; EIGHT - 1]]>,
}

/// Twist and passes for blocks of one size.
#[derive(Clone, Debug)]
pub(super) struct Transform {
    twist: Box<[Lane]>,
    passes: Box<[Pass]>,
}

fn turn(numerator: usize, denominator: usize) -> [f64; 2] {
    let (sin, cos) = (-2.0 * PI * (numerator % denominator) as f64 / denominator as f64).sin_cos();
    [cos, sin]
}

fn set(lane: &mut Lane, place: usize, [re, im]: [f64; 2]) {
    for (line, value) in [(&mut lane.re, re), (&mut lane.im, im)] {
        if let Some(pair) = line.pair_mut(place) {
            *pair = [value; 2];
        }
    }
}

/// One for all convolvers: what is shared stays in the nearest memory.
static TRANSFORMS: [LazyLock<Transform>; 3] = [
    LazyLock::new(|| Transform::new(EIGHT.pow(2))),
    LazyLock::new(|| Transform::new(EIGHT.pow(3))),
    LazyLock::new(|| Transform::new(EIGHT.pow(4))),
];

impl Transform {
    /// For blocks of `size` frames: 64, 512, 4096. Control plane: it is worked out at the first need.
    pub(super) fn of(size: usize) -> &'static Self {
        let [small, middle, large] = &TRANSFORMS;
        match size.ilog(EIGHT) {
            0..=2 => small,
            3 => middle,
            _ => large,
        }
    }

    fn new(size: usize) -> Self {
        let mut twist = memory::filled(Lane::ZERO, size / FOUR);
        for (n, lane) in twist.iter_mut().enumerate() {
            (0..FOUR).for_each(|place| set(lane, place, turn(FOUR * n + place, 4 * size)));
        }
        let count = size.ilog(EIGHT);
        let passes = (0..count).map(|pass| {
            let stride = EIGHT.pow(pass);
            let length = size / stride;
            // Frames of the first pass lie side by side in a lane; later on a lane has but one factor.
            let (rows, step) = if pass == 0 { (length / EIGHT / FOUR, 1) } else { (length / EIGHT, 0) };
            let rows = if pass + 1 == count { 0 } else { rows };
            let mut twiddles = memory::filled([Lane::ZERO; EIGHT - 1], rows);
            for (row, lanes) in twiddles.iter_mut().enumerate() {
                for (k, lane) in (1..).zip(lanes) {
                    for place in 0..FOUR {
                        let p = if step == 1 { FOUR * row + place } else { row };
                        set(lane, place, turn(p * k, length));
                    }
                }
            }
            Pass { stride, twiddles }
        });
        Self { passes: passes.collect(), twist }
    }

    /// Passes of one transform.
    pub(super) fn passes(&self) -> usize {
        self.passes.len()
    }

    /// Columns of one pass: units of work that are all alike.
    pub(super) fn columns(&self) -> usize {
        self.twist.len() / EIGHT
    }

    /// `[audio]` Twists a lane of input: the second half of the signal is silence.
    #[inline(always)]
    pub(super) fn twist<S: Simd>(
        &self,
        simd: S,
        input: &[[f64; LANES]],
        lane: usize,
        part: usize,
    ) -> [S::V; 2] {
        match (input.get(lane), self.twist.get(lane)) {
            (Some(x), Some(turn)) => {
                let (x, [cos, sin]) = (simd.part(x, part), turn.part(simd, part));
                [simd.mul(x, cos), simd.mul(x, sin)]
            }
            _ => [simd.zero(); 2],
        }
    }

    /// `[audio]` Writes a lane of output, the second half of the signal, from an inverse transform whose real and
    /// imaginary parts have changed places.
    #[inline(always)]
    pub(super) fn untwist<S: Simd>(
        &self,
        simd: S,
        out: &mut [[f64; LANES]],
        lane: usize,
        part: usize,
        y: [S::V; 2],
    ) {
        if let (Some(out), Some(turn)) = (out.get_mut(lane), self.twist.get(lane)) {
            let ([im, re], [cos, sin]) = (y, turn.part(simd, part));
            simd.put_part(out, part, simd.mul_sub(im, cos, simd.mul(re, sin)));
        }
    }

    /// `[audio]` Some columns of a pass: `load` gives a register of a lane, `store` takes one.
    #[inline(always)]
    pub(super) fn run<S: Simd>(
        &self,
        simd: S,
        pass: usize,
        columns: Range<usize>,
        load: impl Fn(usize, usize) -> [S::V; 2],
        mut store: impl FnMut(usize, usize, [S::V; 2]),
    ) {
        let Some(Pass { stride, twiddles }) = self.passes.get(pass) else { return };
        let (apart, lanes) = (self.columns(), (stride / FOUR).max(1));
        let registers = FOUR / S::PAIRS;
        for column in columns {
            let (row, place) = (column / lanes, column % lanes);
            for part in 0..registers {
                let mut x = [[simd.zero(); 2]; EIGHT];
                for (j, x) in x.iter_mut().enumerate() {
                    *x = load(column + j * apart, part);
                }
                let mut y = eight(simd, x);
                if let Some(twiddles) = twiddles.get(row) {
                    for (y, w) in y.iter_mut().skip(1).zip(twiddles) {
                        *y = mul(simd, *y, w.part(simd, part));
                    }
                }
                if *stride > 1 {
                    for (k, y) in y.into_iter().enumerate() {
                        store(place + lanes * (EIGHT * row + k), part, y);
                    }
                    continue;
                }
                // The values of one transform now lie across registers and have to lie side by side.
                for (half, y) in y.as_chunks::<4>().0.iter().enumerate() {
                    let &[[ar, ai], [br, bi], [cr, ci], [dr, di]] = y;
                    let (re, im) = (simd.transpose([ar, br, cr, dr]), simd.transpose([ai, bi, ci, di]));
                    for (index, (re, im)) in re.into_iter().zip(im).enumerate() {
                        let frame = FOUR * column + S::PAIRS * part + index / registers;
                        store(2 * frame + half, index % registers, [re, im]);
                    }
                }
            }
        }
    }
}
