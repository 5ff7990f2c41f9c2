//! A curve becomes a few filters: bells and shelves added where the curve is missed most, all of them then moved
//! together until the largest miss is small (damped least squares after Levenberg 1944 and Marquardt 1963, weights
//! shifted towards the worst frequencies after Lawson 1961). The same curve gives the same filters on every machine.

pub mod measured;
mod optimise;
mod section;

pub use section::{Axis, Section, Shape};

use crate::units::{Db, Hz};
use optimise::Fitter;

/// Points per octave at which a curve is met.
const PER_OCTAVE: f64 = 24.0;

/// What a fit may use and what it must reach.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Lowest and highest frequency that count.
    pub range: [Hz; 2],
    /// Sections at most.
    pub sections: usize,
    /// No further section once the largest miss is below this.
    pub aim: Db,
    /// How the filters draw their curves.
    pub axis: Axis,
}

/// The terms of an imported measurement: 20 sections, 20 Hz to 16 kHz.
pub const MEASURED: Terms =
    Terms { range: [Hz(20.0), Hz(16_000.0)], sections: 20, aim: Db(0.3), axis: Axis::Analogue };

/// Filters, and how well they do.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// In series.
    pub sections: Vec<Section>,
    /// Largest miss over the range.
    pub worst: Db,
}

/// Fits sections to a curve, beginning with those given.
#[must_use]
pub fn fit(wanted: &dyn Fn(Hz) -> Db, start: &[Section], terms: &Terms) -> Fit {
    let [low, high] = terms.range;
    let count = ((high.0 / low.0).log2() * PER_OCTAVE).ceil() as usize;
    let at = |i: usize| low.0 * (high.0 / low.0).powf(i as f64 / count as f64);
    let grid: Vec<f64> = (0..=count).map(at).collect();
    let target: Vec<f64> = grid.iter().map(|&hz| wanted(Hz(hz)).0).collect();
    let mut fitter = Fitter::new(grid, target, terms.axis, start);
    if !start.is_empty() {
        fitter.settle(20, terms.aim.0);
    }
    while fitter.worst() > terms.aim.0 && fitter.sections() < terms.sections {
        fitter.add();
        fitter.settle(6, terms.aim.0);
    }
    fitter.sharpen(terms.aim.0);
    fitter.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::SampleRate;

    fn bell(shape: Shape, freq_hz: f64, gain_db: f64, q: f64) -> Section {
        Section { shape, freq_hz, gain_db, q }
    }

    #[test]
    fn a_device_made_of_filters_is_found_again_within_a_tenth_of_a_db() {
        let made = [
            bell(Shape::LowShelf, 105.0, 6.5, 0.7),
            bell(Shape::Peak, 200.0, -3.0, 0.8),
            bell(Shape::Peak, 2800.0, 9.0, 1.4),
            bell(Shape::Peak, 5600.0, -6.0, 3.0),
            bell(Shape::HighShelf, 9000.0, -4.0, 0.7),
        ];
        for axis in [Axis::Analogue, Axis::Bilinear(SampleRate(48_000))] {
            let wanted = |f: Hz| Db(made.iter().map(|section| section.gain_db_at(f, axis)).sum());
            let terms = Terms { aim: Db(0.1), axis, ..MEASURED };
            let fit = fit(&wanted, &[], &terms);
            assert!(fit.worst.0 <= 0.1 && fit.sections.len() <= 12, "{axis:?}: {fit:?}");
        }
    }

    #[test]
    fn a_flat_curve_needs_no_filter() {
        assert_eq!(fit(&|_| Db(0.0), &[], &MEASURED), Fit { sections: Vec::new(), worst: Db(0.0) });
    }

    #[test]
    fn the_same_curve_gives_the_same_filters() {
        let wanted = |f: Hz| Db(5.0 * (f.0.log2() * 2.0).sin());
        assert_eq!(fit(&wanted, &[], &MEASURED), fit(&wanted, &[], &MEASURED));
    }
}
