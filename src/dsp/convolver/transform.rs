//! The transform of a block of both ears, in passes that a schedule may cut anywhere.
//!
//! A real signal x of 2 N frames has, at the odd frequencies (k + 1/4)/N, N complex values that say everything:
//! X\[k\] = Σ (x\[n\] - i x\[n+N\]) e^(-πi n/2N) e^(-2πi nk/N), a transform of N values after a twist. This is every other
//! value of the odd transform of x (J. L. Vernet, Proc. IEEE 59, 1971); the rest are their conjugates. A product is a
//! circular convolution over 2 N whose wrapped part is negated, and no bin is special. N is a power of eight: every pass
//! is one of radix eight that sorts as it goes (T. G. Stockham 1966).
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::f64::consts::PI;
use std::sync::LazyLock;

use super::butterfly::eight;
use super::flow::{Sink, Source};
use super::lane::{EIGHT, Lane, mul};
use crate::dsp::memory;
use crate::dsp::simd::{Simd, WIDEST};

/// Factors of outputs 1 to 7 of a butterfly, for the frames that lie side by side in a lane, or for them all.
type Frames = [Lane; EIGHT - 1];
type All = [[f32; 2]; EIGHT - 1];

/// Twist and factors for blocks of one size.
#[derive(Clone, Debug)]
pub(super) struct Transform {
    pub(super) twist: Box<[Lane]>,
    /// Of the first pass, for each column.
    first: Box<[Frames]>,
    /// Of the others, for each group of as many columns as there are lanes between neighbouring values of one transform:
    /// 1, 8, 64 ... The last pass has none.
    later: Box<[Box<[All]>]>,
}

/// e^(-2πi numerator / denominator).
pub(super) fn turn(numerator: usize, denominator: usize) -> [f64; 2] {
    let (sin, cos) = (-2.0 * PI * (numerator % denominator) as f64 / denominator as f64).sin_cos();
    [cos, sin]
}

fn set(lane: &mut Lane, place: usize, value: [f64; 2]) {
    lane.set(place, 0, value);
    lane.set(place, 1, value);
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
        let mut twist = memory::filled(Lane::ZERO, size / EIGHT);
        for (n, lane) in twist.iter_mut().enumerate() {
            (0..EIGHT).for_each(|place| set(lane, place, turn(EIGHT * n + place, 4 * size)));
        }
        let mut first = memory::filled([Lane::ZERO; EIGHT - 1], size / EIGHT / EIGHT);
        for (column, lanes) in first.iter_mut().enumerate() {
            for (k, lane) in (1..).zip(lanes) {
                (0..EIGHT).for_each(|place| set(lane, place, turn((EIGHT * column + place) * k, size)));
            }
        }
        let later = (1..size.ilog(EIGHT)).map(|pass| {
            let length = size / EIGHT.pow(pass);
            let rows = if length == EIGHT { 0 } else { length / EIGHT };
            let mut factors = memory::filled([[0.0; 2]; EIGHT - 1], rows);
            for (row, factors) in factors.iter_mut().enumerate() {
                for (k, factor) in (1..).zip(factors) {
                    *factor = turn(row * k, length).map(|value| value as f32);
                }
            }
            factors
        });
        Self { twist, first, later: later.collect() }
    }

    /// Passes of one transform.
    pub(super) fn passes(&self) -> usize {
        1 + self.later.len()
    }

    /// Columns of one pass: units of work that are all alike.
    pub(super) fn columns(&self) -> usize {
        self.first.len()
    }

    /// `[audio]` A column of the first pass.
    #[inline(always)]
    pub(super) fn first<S: Simd>(
        &self,
        simd: S,
        column: usize,
        source: &(impl Source + ?Sized),
        sink: &mut (impl Sink + ?Sized),
    ) {
        if let Some(factors) = self.first.get(column) {
            first(simd, factors, [column, self.columns()], source, sink);
        }
    }

    /// `[audio]` A column of a later pass.
    #[inline(always)]
    pub(super) fn later<S: Simd>(
        &self,
        simd: S,
        pass: usize,
        column: usize,
        source: &(impl Source + ?Sized),
        sink: &mut (impl Sink + ?Sized),
    ) {
        let Some(factors) = pass.checked_sub(1).and_then(|pass| self.later.get(pass)) else { return };
        // Lanes between neighbouring values: 8^(pass - 1).
        let shift = 3 * (pass - 1);
        let (row, place) = (column >> shift, column & ((1 << shift) - 1));
        later(
            simd,
            factors.get(row),
            [column, self.columns()],
            [((EIGHT * row) << shift) + place, 1 << shift],
            source,
            sink,
        );
    }

    /// `[audio]` All of the smallest transform, of one column; nothing of the others.
    #[inline(always)]
    pub(super) fn whole<S: Simd>(
        &self,
        simd: S,
        source: &(impl Source + ?Sized),
        sink: &mut (impl Sink + ?Sized),
    ) {
        if let [factors] = &*self.first {
            let mut between = [Lane::ZERO; EIGHT];
            first(simd, factors, [0, 1], source, between.as_mut_slice());
            later(simd, None, [0, 1], [0, 1], between.as_slice(), sink);
        }
    }
}

/// The values of a butterfly are as many lanes apart as there are columns.
#[inline(always)]
fn load<S: Simd>(
    simd: S,
    [column, apart]: [usize; 2],
    part: usize,
    source: &(impl Source + ?Sized),
) -> [[S::W; 2]; EIGHT] {
    let mut x = [[simd.splat(0.0); 2]; EIGHT];
    for (j, x) in x.iter_mut().enumerate() {
        *x = source.load(simd, column + j * apart, part);
    }
    eight(simd, x)
}

#[inline(always)]
fn first<S: Simd>(
    simd: S,
    factors: &Frames,
    [column, apart]: [usize; 2],
    source: &(impl Source + ?Sized),
    sink: &mut (impl Sink + ?Sized),
) {
    let registers = WIDEST / S::WIDTH;
    for part in 0..registers {
        let mut y = load(simd, [column, apart], part, source);
        for (y, w) in y.iter_mut().skip(1).zip(factors) {
            *y = mul(simd, *y, w.part(simd, part));
        }
        // The values of one transform now lie across registers and have to lie side by side.
        let [[r0, i0], [r1, i1], [r2, i2], [r3, i3], [r4, i4], [r5, i5], [r6, i6], [r7, i7]] = y;
        let re = simd.cross([r0, r1, r2, r3, r4, r5, r6, r7]);
        let im = simd.cross([i0, i1, i2, i3, i4, i5, i6, i7]);
        for (index, (re, im)) in re.into_iter().zip(im).enumerate() {
            let frame = EIGHT * column + part * S::WIDTH / 2 + index / registers;
            sink.store(simd, frame, index % registers, [re, im]);
        }
    }
}

#[inline(always)]
fn later<S: Simd>(
    simd: S,
    factors: Option<&All>,
    from: [usize; 2],
    [to, apart]: [usize; 2],
    source: &(impl Source + ?Sized),
    sink: &mut (impl Sink + ?Sized),
) {
    for part in 0..WIDEST / S::WIDTH {
        let mut y = load(simd, from, part, source);
        if let Some(factors) = factors {
            for (y, &[cos, sin]) in y.iter_mut().skip(1).zip(factors) {
                *y = mul(simd, *y, [simd.splat(cos), simd.splat(sin)]);
            }
        }
        for (k, y) in y.into_iter().enumerate() {
            sink.store(simd, to + k * apart, part, y);
        }
    }
}
