//! Wide registers: what a machine can do at once, asked when a block is prepared and never again.
//!
//! ```text
//! lane   0 1 | 2 3 | 4 5 | 6 7      f64, in pairs: left and right of one frame
//! pair    0  |  1  |  2  |  3       AVX-512 has four pairs, AVX2 two, NEON and the plain one a single one
//! ```
//! Work is written once over [`Simd`] and compiled for every instruction set. With AVX2, AVX-512 and NEON a product and a
//! sum are one step with one rounding, in all three the same one; the plain one rounds twice.

pub mod fold;
mod machine;
mod plain;
pub mod precision;
mod shorts;
mod singles;
mod spectral;

pub use machine::Machine;
pub use shorts::{MANY, Shorts};
pub use singles::{Singles, WIDEST};
pub use spectral::Spectral;

use super::Frame;

/// Lanes of the widest register.
pub const LANES: usize = 8;

/// Room for a register of any machine; a narrower one uses the first lanes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Line(pub [f64; LANES]);

impl Line {
    /// Zeros.
    pub const ZERO: Self = Self([0.0; LANES]);

    /// The lanes of a pair.
    pub fn pair_mut(&mut self, pair: usize) -> Option<&mut Frame> {
        self.0.as_chunks_mut::<2>().0.get_mut(pair)
    }
}

/// One instruction set. A value of such a type exists only where the machine has it.
pub trait Simd: Shorts + Spectral {
    /// A register.
    type V: Copy;
    /// Which of its pairs are meant.
    type M: Copy;
    /// Pairs in a register.
    const PAIRS: usize;
    /// Registers that a wave of sections may use before its memory no longer fits.
    const DEPTH: usize;
    /// Neighbouring sections of a wave lie in one register; else each is in the same pair of the next register.
    const ROWS: bool;

    /// From memory.
    fn load(self, line: &Line) -> Self::V;
    /// To memory.
    fn store(self, line: &mut Line, x: Self::V);
    /// Silence in every pair.
    fn zero(self) -> Self::V;
    /// `a × b`.
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a × b + c`.
    fn mul_add(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// `c - a × b`.
    fn mul_sub(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// Every pair of `x` moves up by one; the lowest is the frame.
    fn enter(self, x: Self::V, frame: Frame) -> Self::V;
    /// What the sections of a register take in: `before` has been given by the register before it, `own` by themselves.
    fn follow(self, own: Self::V, before: Self::V) -> Self::V;
    /// The highest pair.
    fn top(self, x: Self::V) -> Frame;
    /// One frame of second-order sections H(z) = 1 + (c1/z + c2/z²) / (1 + a1/z + a2/z²), one in every pair: what they
    /// give, and their memory. `k` is c1, c2, a1, a2.
    fn section(self, k: &[Line; 4], x: Self::V, s: [Self::V; 2]) -> (Self::V, [Self::V; 2]);
    /// Two bits for each pair, the lowest pair in the lowest bits.
    fn mask(self, bits: u8) -> Self::M;
    /// `new` in the pairs that are meant, `old` in the others.
    fn select(self, mask: Self::M, old: Self::V, new: Self::V) -> Self::V;
    /// `a + b`.
    fn plus(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a - b`.
    fn minus(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a / b`.
    fn per(self, a: Self::V, b: Self::V) -> Self::V;
    /// The larger one; neither is NaN.
    fn larger(self, a: Self::V, b: Self::V) -> Self::V;
    /// The smaller one; neither is NaN.
    fn smaller(self, a: Self::V, b: Self::V) -> Self::V;
    /// Without its sign.
    fn unsigned(self, x: Self::V) -> Self::V;
    /// `x`, which has no sign, with that of `by`.
    fn signed(self, x: Self::V, by: Self::V) -> Self::V;
    /// [`flush`](crate::dsp::guard::flush) in every lane.
    fn flush(self, x: Self::V) -> Self::V;
    /// [`single`](crate::dsp::guard::single) in every lane of two registers, the lower one first.
    fn single(self, low: Self::V, high: Self::V) -> Self::W;
    /// In double precision, the lower half first.
    fn doubles(self, x: Self::W) -> [Self::V; 2];
    /// The same frame in every pair.
    fn every(self, frame: Frame) -> Self::V;
    /// One of the `4 / PAIRS` registers that four frames fill; a part that is not there wraps round.
    fn part(self, lanes: &[f64; LANES], part: usize) -> Self::V;
    /// Back into the same place.
    fn put_part(self, lanes: &mut [f64; LANES], part: usize, x: Self::V);
    /// Pair p of four registers side by side, for every p in turn: registers `p × 4 / PAIRS` and following.
    fn transpose(self, rows: [Self::V; 4]) -> [Self::V; 4];
}

/// Work that is compiled for every instruction set; [`Machine::run`] picks one.
pub trait Work {
    /// What comes of it.
    type Done;
    /// `[audio]` Does it. To be marked `#[inline(always)]`, or it is not compiled for the set it runs on.
    fn on<S: Simd>(self, simd: S) -> Self::Done;
}
