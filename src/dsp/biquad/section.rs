//! State of second-order sections, both ears side by side.

use super::Coeffs;
use crate::dsp::{Block, Frame, Linear, SILENCE, frame, grid::Grid, guard::flush_frame};
use crate::units::{Db, Hz, SampleRate};

/// One section for both ears: transposed direct form II in f64 (in f32 a 20 Hz filter would be at -57 dB of its aim).
#[derive(Clone, Copy, Debug)]
struct Section {
    b: [Frame; 3],
    a: [Frame; 2],
    s1: Frame,
    s2: Frame,
}

impl Section {
    fn new([left, right]: [Coeffs; 2]) -> Self {
        let ([lb0, lb1, lb2], [la1, la2]) = (left.b, left.a);
        let ([rb0, rb1, rb2], [ra1, ra2]) = (right.b, right.a);
        Self {
            b: [[lb0, rb0], [lb1, rb1], [lb2, rb2]],
            a: [[la1, ra1], [la2, ra2]],
            s1: SILENCE,
            s2: SILENCE,
        }
    }

    /// `[audio]` One frame.
    #[inline]
    fn next(&mut self, x: Frame) -> Frame {
        let ([b0, b1, b2], [a1, a2]) = (self.b, self.a);
        let y = frame::add(frame::mul(b0, x), self.s1);
        self.s1 = frame::sub(frame::add(frame::mul(b1, x), self.s2), frame::mul(a1, y));
        self.s2 = frame::sub(frame::mul(b2, x), frame::mul(a2, y));
        y
    }

    /// `[audio]` Silences a dying tail or a fault. At ticks only, so that the sound does not depend on the calls.
    fn flush(&mut self) {
        (self.s1, self.s2) = (flush_frame(self.s1), flush_frame(self.s2));
    }

    /// `[audio]` Forgets the past.
    fn reset(&mut self) {
        (self.s1, self.s2) = (SILENCE, SILENCE);
    }
}

/// One second-order section per ear.
#[derive(Clone, Debug)]
pub struct Biquad {
    coeffs: [Coeffs; 2],
    rate: SampleRate,
    section: Section,
    ticks: Grid,
}

impl Biquad {
    /// Left and right coefficients, and the rate they were designed for.
    #[must_use]
    pub fn new(coeffs: [Coeffs; 2], rate: SampleRate) -> Self {
        Self { coeffs, rate, section: Section::new(coeffs), ticks: Grid::ticks() }
    }
}

impl Block for Biquad {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.ticks.cut(rest);
            let mut section = self.section;
            for frame in cut.piece {
                *frame = section.next(flush_frame(*frame));
            }
            if cut.completes {
                section.flush();
            }
            self.section = section;
            rest = cut.rest;
        }
    }

    fn reset(&mut self) {
        self.section.reset();
        self.ticks.reset();
    }
}

impl Linear for Biquad {
    fn response(&self, frequency: Hz) -> [Db; 2] {
        self.coeffs.map(|c| c.response(frequency, self.rate))
    }
}
