//! One pair at a time, with what every machine has.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::machine::{Plain, section};
use super::{LANES, Line, Simd};
use crate::dsp::guard::{flush_frame, single};
use crate::dsp::{Frame, SILENCE, frame};

impl Simd for Plain {
    type V = Frame;
    type M = u8;
    const PAIRS: usize = 1;
    const DEPTH: usize = 4;
    const ROWS: bool = false;

    #[inline(always)]
    fn load(self, line: &Line) -> Frame {
        let [left, right, ..] = line.0;
        [left, right]
    }
    #[inline(always)]
    fn store(self, line: &mut Line, x: Frame) {
        let [left, right, ..] = &mut line.0;
        [*left, *right] = x;
    }
    #[inline(always)]
    fn zero(self) -> Frame {
        SILENCE
    }
    #[inline(always)]
    fn mul(self, a: Frame, b: Frame) -> Frame {
        frame::mul(a, b)
    }
    #[inline(always)]
    fn mul_add(self, a: Frame, b: Frame, c: Frame) -> Frame {
        frame::add(frame::mul(a, b), c)
    }
    #[inline(always)]
    fn mul_sub(self, a: Frame, b: Frame, c: Frame) -> Frame {
        frame::sub(c, frame::mul(a, b))
    }
    #[inline(always)]
    fn enter(self, _: Frame, first: Frame) -> Frame {
        first
    }
    #[inline(always)]
    fn follow(self, _: Frame, before: Frame) -> Frame {
        before
    }
    #[inline(always)]
    fn section(self, k: &[Line; 4], x: Frame, s: [Frame; 2]) -> (Frame, [Frame; 2]) {
        section::loose(self, k, x, s)
    }
    #[inline(always)]
    fn top(self, x: Frame) -> Frame {
        x
    }
    #[inline(always)]
    fn mask(self, bits: u8) -> u8 {
        bits
    }
    #[inline(always)]
    fn select(self, mask: u8, old: Frame, new: Frame) -> Frame {
        if mask == 0 { old } else { new }
    }
    #[inline(always)]
    fn plus(self, a: Frame, b: Frame) -> Frame {
        frame::add(a, b)
    }
    #[inline(always)]
    fn minus(self, a: Frame, b: Frame) -> Frame {
        frame::sub(a, b)
    }
    #[inline(always)]
    fn per(self, a: Frame, b: Frame) -> Frame {
        [a[0] / b[0], a[1] / b[1]]
    }
    #[inline(always)]
    fn larger(self, a: Frame, b: Frame) -> Frame {
        [if a[0] > b[0] { a[0] } else { b[0] }, if a[1] > b[1] { a[1] } else { b[1] }]
    }
    #[inline(always)]
    fn smaller(self, a: Frame, b: Frame) -> Frame {
        [if a[0] < b[0] { a[0] } else { b[0] }, if a[1] < b[1] { a[1] } else { b[1] }]
    }
    #[inline(always)]
    fn unsigned(self, x: Frame) -> Frame {
        x.map(f64::abs)
    }
    #[inline(always)]
    fn signed(self, x: Frame, by: Frame) -> Frame {
        [x[0].copysign(by[0]), x[1].copysign(by[1])]
    }
    #[inline(always)]
    fn flush(self, x: Frame) -> Frame {
        flush_frame(x)
    }
    #[inline(always)]
    fn single(self, [a, b]: Frame, [c, d]: Frame) -> [f32; 4] {
        [a, b, c, d].map(single)
    }
    #[inline(always)]
    fn doubles(self, [a, b, c, d]: [f32; 4]) -> [Frame; 2] {
        [[a, b].map(f64::from), [c, d].map(f64::from)]
    }
    #[inline(always)]
    fn every(self, frame: Frame) -> Frame {
        frame
    }
    #[inline(always)]
    fn part(self, lanes: &[f64; LANES], part: usize) -> Frame {
        lanes.as_chunks::<2>().0.get(part % 4).copied().unwrap_or(SILENCE)
    }
    #[inline(always)]
    fn put_part(self, lanes: &mut [f64; LANES], part: usize, x: Frame) {
        lanes.as_chunks_mut::<2>().0.iter_mut().skip(part % 4).take(1).for_each(|place| *place = x);
    }
    #[inline(always)]
    fn transpose(self, rows: [Frame; 4]) -> [Frame; 4] {
        rows
    }
}
