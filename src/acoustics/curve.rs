//! A declared curve: decibels over frequency through given points, without overshoot.
//!
//! Formula: cubic Hermite between points over log2 f, slopes after Fritsch, Carlson and Butland (1980 to 1984). Valid between
//! the first and the last point, held beyond them. Leaves out: what happens between two points, a narrow peak above all.

use std::fmt;

use super::bands::{self, OCTAVES};
use crate::units::{Db, Hz};

/// A monotone cubic through points in dB over log2 of the frequency; both ends are held.
///
/// Slopes by Fritsch & Butland (SIAM J. Sci. Stat. Comput. 5, 1984; the weighted harmonic mean), three-point
/// end slopes limited after Fritsch & Carlson (SIAM J. Numer. Anal. 17, 1980): between two points the curve
/// never leaves their range, so a table cannot grow a resonance it does not state.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    knots: Box<[Knot]>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Knot {
    octave: f64,
    db: f64,
    db_per_octave: f64,
}

/// Why points do not make a curve. `point` counts from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveError {
    /// There is no point at all.
    Empty,
    /// The frequency is not a finite number above 0.
    Frequency {
        /// The offending point.
        point: usize,
    },
    /// The level is not finite.
    Level {
        /// The offending point.
        point: usize,
    },
    /// The frequency is not above the one before it.
    Order {
        /// The offending point.
        point: usize,
    },
}

impl fmt::Display for CurveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a curve needs at least one point"),
            Self::Frequency { point } => {
                write!(f, "point {point}: the frequency must be finite and above 0 Hz")
            }
            Self::Level { point } => write!(f, "point {point}: the level must be finite"),
            Self::Order { point } => write!(f, "point {point}: frequencies must ascend"),
        }
    }
}

impl std::error::Error for CurveError {}

impl Curve {
    /// A curve through points of ascending frequency. One point makes a constant, two a straight line over
    /// log f.
    ///
    /// # Errors
    /// [`CurveError`] names the first point that is not finite, not above 0 Hz, or out of order.
    pub fn new(points: &[(Hz, Db)]) -> Result<Self, CurveError> {
        if points.is_empty() {
            return Err(CurveError::Empty);
        }
        let mut below = 0.0;
        for (point, &(Hz(f), Db(level))) in points.iter().enumerate() {
            if !(f.is_finite() && f > 0.0) {
                return Err(CurveError::Frequency { point });
            }
            if !level.is_finite() {
                return Err(CurveError::Level { point });
            }
            if f <= below {
                return Err(CurveError::Order { point });
            }
            below = f;
        }
        Ok(Self::ascending(points))
    }

    /// A curve through the exact octave centres 31.5 Hz to 16 kHz; values in dB, finite (a NaN stays a NaN).
    #[must_use]
    pub fn octaves(levels_db: [f64; OCTAVES]) -> Self {
        Self::through(bands::octave_centres().map(|f| f.0).into_iter().zip(levels_db))
    }

    /// A curve through points that are known to ascend and to be finite: a table of this crate.
    pub(super) fn ascending(points: &[(Hz, Db)]) -> Self {
        Self::through(points.iter().map(|&(f, db)| (f.0, db.0)))
    }

    /// Value at a frequency; below the first and above the last point that point's value.
    #[must_use]
    pub fn at(&self, frequency: Hz) -> Db {
        let octave = frequency.0.log2();
        let next = self.knots.partition_point(|knot| knot.octave <= octave);
        match (next.checked_sub(1).and_then(|i| self.knots.get(i)), self.knots.get(next)) {
            (Some(a), Some(b)) => Db(hermite(a, b, octave)),
            (Some(end), None) | (None, Some(end)) => Db(end.db),
            (None, None) => Db(f64::NAN),
        }
    }

    /// Where it is highest between two frequencies, and how high. A monotone cubic has its peaks at its points and
    /// at the ends of the range.
    #[must_use]
    pub fn peak(&self, from: Hz, to: Hz) -> (Hz, Db) {
        let (low, high) = (from.0.log2(), to.0.log2());
        let points = self.knots.iter().filter(|knot| knot.octave > low && knot.octave < high);
        let points = points.map(|knot| (Hz(knot.octave.exp2()), Db(knot.db)));
        let higher = |best: (Hz, Db), next: (Hz, Db)| if next.1.0 > best.1.0 { next } else { best };
        points.chain([(to, self.at(to))]).fold((from, self.at(from)), higher)
    }

    fn through(points: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut knots: Box<[Knot]> =
            points.map(|(f, db)| Knot { octave: f.log2(), db, db_per_octave: 0.0 }).collect();
        let steps: Box<[Step]> = knots.windows(2).map(|pair| Step::between(&pair[0], &pair[1])).collect();
        let last = knots.len() - 1;
        for (i, knot) in knots.iter_mut().enumerate() {
            knot.db_per_octave = match (i, steps.as_ref()) {
                (_, []) => 0.0,
                (_, [only]) => only.slope,
                (0, [first, second, ..]) => end_slope(first, second),
                (i, [.., before, end]) if i == last => end_slope(end, before),
                (i, steps) => inner_slope(&steps[i - 1], &steps[i]),
            };
        }
        Self { knots }
    }
}

/// Distance in octaves and secant in dB per octave between two knots.
struct Step {
    width: f64,
    slope: f64,
}

impl Step {
    fn between(a: &Knot, b: &Knot) -> Self {
        let width = b.octave - a.octave;
        Self { width, slope: (b.db - a.db) / width }
    }
}

/// Weighted harmonic mean of the neighbouring secants; 0 at a turning point.
fn inner_slope(a: &Step, b: &Step) -> f64 {
    if a.slope * b.slope <= 0.0 {
        return 0.0;
    }
    let (wa, wb) = (2.0 * b.width + a.width, b.width + 2.0 * a.width);
    (wa + wb) / (wa / a.slope + wb / b.slope)
}

/// Parabola through the three outermost knots, limited so that the end stays monotone.
fn end_slope(outer: &Step, inner: &Step) -> f64 {
    let slope = ((2.0 * outer.width + inner.width) * outer.slope - outer.width * inner.slope)
        / (outer.width + inner.width);
    if slope * outer.slope <= 0.0 {
        0.0
    } else if outer.slope * inner.slope <= 0.0 && slope.abs() > 3.0 * outer.slope.abs() {
        3.0 * outer.slope
    } else {
        slope
    }
}

fn hermite(a: &Knot, b: &Knot, octave: f64) -> f64 {
    let width = b.octave - a.octave;
    let t = (octave - a.octave) / width;
    let rise = t * t * (3.0 - 2.0 * t);
    let bend = t * (1.0 - t) * width * ((1.0 - t) * a.db_per_octave - t * b.db_per_octave);
    a.db + (b.db - a.db) * rise + bend
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn three_points() -> Curve {
        Curve::new(&[(Hz(1000.0), Db(0.0)), (Hz(2000.0), Db(1.0)), (Hz(4000.0), Db(3.0))]).unwrap()
    }

    #[test]
    fn slopes_one_and_two_db_per_octave_give_the_hand_computed_halfway_values() {
        // Slopes 1/2, 4/3, 5/2: 0.5 + (1/2 - 4/3)/8 and 2 + (4/3 - 5/2)/8.
        let curve = three_points();
        assert!((curve.at(Hz(1000.0 * 2f64.sqrt())).0 - 0.395_833_333).abs() < 1e-9);
        assert!((curve.at(Hz(2000.0 * 2f64.sqrt())).0 - 1.854_166_667).abs() < 1e-9);
    }

    #[test]
    fn a_turning_point_is_flat_and_the_end_slope_is_limited() {
        // Secants +1 and -8 dB per octave: parabola end slope (3·1 + 8)/2 = 5.5, limited to 3.
        let curve = Curve::new(&[(Hz(100.0), Db(0.0)), (Hz(200.0), Db(1.0)), (Hz(400.0), Db(-7.0))]).unwrap();
        assert!((curve.at(Hz(100.0 * 2f64.sqrt())).0 - (0.5 + 3.0 / 8.0)).abs() < 1e-9);
        assert!(curve.at(Hz(195.0)).0 < 1.0 && curve.at(Hz(205.0)).0 < 1.0);
    }

    #[test]
    fn ends_are_held_to_zero_and_to_infinity() {
        let curve = three_points();
        for f in [0.0, 1.0, 999.9] {
            assert!(curve.at(Hz(f)).0.abs() < 1e-12);
        }
        for f in [4000.0, 1e6, f64::INFINITY] {
            assert!((curve.at(Hz(f)).0 - 3.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_peak_is_found_at_a_point_or_at_the_end_of_the_range() {
        let hill = Curve::new(&[(Hz(100.0), Db(0.0)), (Hz(200.0), Db(6.0)), (Hz(400.0), Db(1.0))]).unwrap();
        let (at, height) = hill.peak(Hz(20.0), Hz(16_000.0));
        assert!((at.0 - 200.0).abs() < 1e-9 && (height.0 - 6.0).abs() < 1e-12);
        let (at, height) = hill.peak(Hz(20.0), Hz(150.0));
        assert!((at.0 - 150.0).abs() < 1e-9 && (height.0 - hill.at(Hz(150.0)).0).abs() < 1e-12);
    }

    #[test]
    fn one_point_is_a_constant_and_two_are_a_line() {
        let flat = Curve::new(&[(Hz(50.0), Db(-4.0))]).unwrap();
        assert!((flat.at(Hz(9000.0)).0 + 4.0).abs() < 1e-12);
        let line = Curve::new(&[(Hz(100.0), Db(0.0)), (Hz(1600.0), Db(8.0))]).unwrap();
        assert!((line.at(Hz(400.0)).0 - 4.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_a_curve_is_refused_by_its_point() {
        let ok = (Hz(100.0), Db(0.0));
        assert_eq!(Curve::new(&[]), Err(CurveError::Empty));
        assert_eq!(Curve::new(&[ok, ok]), Err(CurveError::Order { point: 1 }));
        for f in [0.0, -5.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Curve::new(&[(Hz(f), Db(0.0))]), Err(CurveError::Frequency { point: 0 }));
        }
        assert_eq!(Curve::new(&[ok, (Hz(200.0), Db(f64::NAN))]), Err(CurveError::Level { point: 1 }));
    }

    proptest! {
        #[test]
        fn any_octave_table_is_met_at_its_centres_and_never_left_between_them(
            levels in prop::array::uniform10(-80.0..80.0f64), place in 0.0..1.0f64,
        ) {
            let curve = Curve::octaves(levels);
            for (centre, level) in bands::octave_centres().iter().zip(levels) {
                prop_assert!((curve.at(*centre).0 - level).abs() < 1e-9);
            }
            for (i, pair) in levels.windows(2).enumerate() {
                let between = curve.at(Hz(bands::octave_centre(i).0 * 10f64.powf(0.3 * place))).0;
                prop_assert!(between > pair[0].min(pair[1]) - 1e-9 && between < pair[0].max(pair[1]) + 1e-9);
            }
        }
    }
}
