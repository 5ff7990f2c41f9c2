//! Frequency weightings A, C and Z (IEC 61672-1:2013, annex E) and K (ITU-R BS.1770-5), at any rate.
//!
//! A plain bilinear design of A or C under-reads 2.7 dB at 12.5 kHz and 48 kHz; see `design` for the way out.
mod design;

use super::{Block, Frame, Linear, SILENCE};
use crate::units::{Db, Hz, SampleRate};
use design::Section;

/// A frequency weighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// A: what noise rules and hearing dose are stated in.
    A,
    /// C: nearly flat; peaks of impulses.
    C,
    /// K: loudness, ITU-R BS.1770.
    K,
    /// Z: no weighting.
    Z,
}

impl Curve {
    /// The exact weighting at a frequency; K has no analogue definition and is that of the rate.
    #[must_use]
    pub fn exact(self, frequency: Hz, rate: SampleRate) -> Db {
        match self {
            Self::A => Db::from_power(design::power(&design::A_POLES_HZ, frequency.0)),
            Self::C => Db::from_power(design::power(&design::C_POLES_HZ, frequency.0)),
            Self::K => Weighting::new(self, rate).response(frequency)[0],
            Self::Z => Db(0.0),
        }
    }
}

/// State below this is silence: keeps denormal numbers out.
const SILENT: f64 = 1e-200;

/// A weighting filter for both ears: second-order sections in transposed direct form II.
#[derive(Debug, Clone)]
pub struct Weighting {
    rate: SampleRate,
    /// Coefficients with both ears' two state numbers.
    cascade: Box<[(Section, [Frame; 2])]>,
}

impl Weighting {
    /// Designs the filter for a rate.
    #[must_use]
    pub fn new(curve: Curve, rate: SampleRate) -> Self {
        let sections: &[Section] = match curve {
            Curve::A => &design::a_weighting(rate),
            Curve::C => &design::c_weighting(rate),
            Curve::K => &design::k_weighting(rate),
            Curve::Z => &[],
        };
        Self { rate, cascade: sections.iter().map(|section| (*section, [SILENCE; 2])).collect() }
    }

    /// Coefficients of the sections, `[b0, b1, b2, a1, a2]` each, a0 = 1.
    pub fn sections(&self) -> impl Iterator<Item = [f64; 5]> + '_ {
        self.cascade.iter().map(|(section, _)| *section)
    }
}

impl Block for Weighting {
    fn process(&mut self, frames: &mut [Frame]) {
        for frame in &mut *frames {
            if !frame.iter().all(|x| x.is_finite()) {
                *frame = SILENCE;
            }
        }
        for ([b0, b1, b2, a1, a2], state) in &mut self.cascade {
            let [mut s1, mut s2] = *state;
            for frame in &mut *frames {
                let [l, r] = *frame;
                let (yl, yr) = (*b0 * l + s1[0], *b0 * r + s1[1]);
                s1 = [*b1 * l - *a1 * yl + s2[0], *b1 * r - *a1 * yr + s2[1]].map(flush);
                s2 = [*b2 * l - *a2 * yl, *b2 * r - *a2 * yr].map(flush);
                *frame = [yl, yr];
            }
            *state = [s1, s2];
        }
    }

    fn reset(&mut self) {
        for (_, state) in &mut self.cascade {
            *state = [SILENCE; 2];
        }
    }
}

impl Linear for Weighting {
    fn response(&self, frequency: Hz) -> [Db; 2] {
        let angle = std::f64::consts::TAU * frequency.0 / self.rate.hz();
        [Db::from_power(self.sections().map(|section| design::section_power(section, angle)).product()); 2]
    }
}

fn flush(state: f64) -> f64 {
    if state.abs() < SILENT { 0.0 } else { state }
}

#[cfg(test)]
mod tests;
