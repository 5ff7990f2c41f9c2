//! Second-order sections in series, both ears.
//!
//! A single section must wait for its own output before the next frame. Four neighbours therefore run as a wave:
//! while the first works on frame t, the fourth works on frame t - 3. Each does the same sums in the same order as
//! alone, so the sound is the same to the bit; the four chains of waiting overlap.

use super::biquad::{Coeffs, Section};
use super::{Block, Frame, Linear, SILENCE, TICK, grid::Grid, guard::flush_frame, memory};
use crate::units::{Db, Hz, SampleRate};

/// Sections that run as one wave.
const WAVE: usize = 4;

/// Sections in series: the output of each is the input of the next.
#[derive(Clone, Debug)]
pub struct Cascade {
    coeffs: Box<[[Coeffs; 2]]>,
    rate: SampleRate,
    waves: Box<[[Section; WAVE]]>,
    ticks: Grid,
}

impl Cascade {
    /// Sections in signal order, each with its left and right coefficients; `rate` is the one they were designed for.
    /// No section at all passes the signal unchanged.
    #[must_use]
    pub fn new(sections: &[[Coeffs; 2]], rate: SampleRate) -> Self {
        let through = Section::new([Coeffs::IDENTITY; 2]);
        let mut waves = memory::filled([through; WAVE], sections.len().div_ceil(WAVE));
        for (place, &coeffs) in waves.as_flattened_mut().iter_mut().zip(sections) {
            *place = Section::new(coeffs);
        }
        Self { coeffs: sections.into(), rate, waves, ticks: Grid::ticks() }
    }
}

/// `[audio]` Four sections over at most a tick of frames.
fn run(wave: &mut [Section; WAVE], frames: &mut [Frame]) {
    let [mut a, mut b, mut c, mut d] = *wave;
    let mut input = [SILENCE; TICK];
    input.iter_mut().zip(frames.iter()).for_each(|(kept, &frame)| *kept = frame);
    let [x0, x1, x2, later @ ..] = &input;
    if let [body @ .., y0, y1, y2] = frames {
        // The wave fills: one section, two, three.
        let mut from_a = a.next(*x0);
        let mut from_b = b.next(from_a);
        from_a = a.next(*x1);
        let mut from_c = c.next(from_b);
        from_b = b.next(from_a);
        from_a = a.next(*x2);
        for (y, &x) in body.iter_mut().zip(later) {
            *y = d.next(from_c);
            from_c = c.next(from_b);
            from_b = b.next(from_a);
            from_a = a.next(x);
        }
        // It drains: three, two, one.
        *y0 = d.next(from_c);
        from_c = c.next(from_b);
        from_b = b.next(from_a);
        *y1 = d.next(from_c);
        from_c = c.next(from_b);
        *y2 = d.next(from_c);
    } else {
        for frame in frames {
            *frame = d.next(c.next(b.next(a.next(*frame))));
        }
    }
    *wave = [a, b, c, d];
}

impl Block for Cascade {
    fn process(&mut self, frames: &mut [Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let cut = self.ticks.cut(rest);
            cut.piece.iter_mut().for_each(|frame| *frame = flush_frame(*frame));
            for wave in &mut self.waves {
                run(wave, cut.piece);
            }
            if cut.completes {
                self.waves.as_flattened_mut().iter_mut().for_each(Section::flush);
            }
            rest = cut.rest;
        }
    }

    fn reset(&mut self) {
        self.waves.as_flattened_mut().iter_mut().for_each(Section::reset);
        self.ticks.reset();
    }
}

impl Linear for Cascade {
    fn response(&self, frequency: Hz) -> [Db; 2] {
        self.coeffs.iter().fold([Db(0.0); 2], |[left, right], section| {
            let [l, r] = section.map(|c| c.response(frequency, self.rate));
            [Db(left.0 + l.0), Db(right.0 + r.0)]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::biquad::Biquad;

    const RATE: SampleRate = SampleRate(48_000);

    fn six_bells() -> [[Coeffs; 2]; 6] {
        [60.0, 150.0, 700.0, 2_500.0, 6_300.0, 14_000.0].map(|f| {
            let bell = |gain, q| Coeffs::peaking(Hz(f), Db(gain), q, RATE).unwrap();
            [bell(5.0, 1.4), bell(-7.0, 0.6)]
        })
    }

    #[test]
    fn a_wave_of_sections_is_the_same_to_the_bit_as_one_biquad_after_the_other() {
        let mut together = Cascade::new(&six_bells(), RATE);
        let mut apart = six_bells().map(|c| Biquad::new(c, RATE));
        for length in [1, 2, 3, 4, 5, 31, 32, 33, 400] {
            let mut x = memory::silence(length);
            for (n, frame) in x.iter_mut().enumerate() {
                *frame = [(n as f64 * 0.37).sin(), (n as f64 * 1.9).cos()];
            }
            let mut y = x.clone();
            together.process(&mut x);
            for section in &mut apart {
                section.process(&mut y);
            }
            assert_eq!(x, y, "{length} frames");
        }
    }

    #[test]
    fn gains_in_decibels_add() {
        let cascade = Cascade::new(&six_bells(), RATE);
        let want: f64 = six_bells().iter().map(|c| c[0].response(Hz(500.0), RATE).0).sum();
        assert!((cascade.response(Hz(500.0))[0].0 - want).abs() < 1e-12);
        assert_eq!(Cascade::new(&[], RATE).response(Hz(500.0)), [Db(0.0); 2]);
    }
}
