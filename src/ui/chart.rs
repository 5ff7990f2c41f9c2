//! Charts over frequency, as terminal text, SVG and PNG. Pure drawing: numbers and words in, text or bytes out; what
//! the numbers mean is the caller's business.
//!
//! Every curve is told apart by more than its colour: by its dashes and the name at its end in pictures, by its letter
//! in the terminal. Pictures are drawn once, as [`layout::Shape`]s; [`svg`] writes them, [`png`] paints them.

pub mod axis;
pub mod layout;
pub mod letters;
pub mod png;
pub mod svg;
pub mod text;

use axis::Range;

/// Curves in one figure at most: as many as there are looks.
pub const MOST_SERIES: usize = 8;

/// Deepest point drawn below the highest of a panel, in decibels: curves that fall to nothing stay readable.
const DEEPEST: f64 = 70.0;

/// A curve that goes nowhere still gets this much room, in decibels.
const LEAST_SPAN: f64 = 12.0;

/// Panels under each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What is shown.
    pub title: String,
    /// From top to bottom.
    pub panels: Vec<Panel>,
}

/// One pair of axes: decibels over frequency.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What the vertical axis is, with unit and reference.
    pub title: String,
    /// Frequencies shown, hertz.
    pub hz: [f64; 2],
    /// The curves.
    pub series: Vec<Series>,
    /// What is to be known about them: source, confidence, spread.
    pub notes: Vec<String>,
}

/// One curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Name at its end and in the legend.
    pub name: String,
    /// Dashes, colour and letter, 0 to [`MOST_SERIES`]: the same for one thing in every panel.
    pub look: usize,
    /// Its letter in the terminal where the one of its look would be mistaken.
    pub letter: Option<char>,
    /// Hertz and decibels, frequencies ascending; not finite = a gap.
    pub points: Vec<[f64; 2]>,
    /// Hertz, lower and upper decibels: where it may lie. May be empty.
    pub band: Vec<[f64; 3]>,
}

impl Series {
    /// A curve without a band.
    #[must_use]
    pub fn line(name: impl Into<String>, look: usize, points: Vec<[f64; 2]>) -> Self {
        Self { name: name.into(), look, letter: None, points, band: Vec::new() }
    }

    /// Levels of bands as steps: lower edge, upper edge, decibels.
    #[must_use]
    pub fn steps(name: impl Into<String>, look: usize, bands: &[[f64; 3]]) -> Self {
        let corners = bands.iter().flat_map(|&[low, high, db]| [[low, db], [high, db]]);
        Self::line(name, look, corners.collect())
    }

    /// The same with another letter in the terminal.
    #[must_use]
    pub fn lettered(self, letter: char) -> Self {
        Self { letter: Some(letter), ..self }
    }

    /// The same with a band of ± `spread` decibels around every point.
    #[must_use]
    pub fn with_spread(mut self, spread: impl Fn(f64) -> f64) -> Self {
        let band = self.points.iter().map(|&[hz, db]| [hz, db - spread(hz), db + spread(hz)]);
        self.band = band.filter(|row| row.iter().all(|value| value.is_finite())).collect();
        self
    }

    /// Its unbroken pieces.
    fn pieces(&self) -> impl Iterator<Item = &[[f64; 2]]> {
        self.points.split(|[_, db]| !db.is_finite()).filter(|piece| !piece.is_empty())
    }

    /// Its last point that is a number.
    fn end(&self) -> Option<[f64; 2]> {
        self.points.iter().rev().find(|[_, db]| db.is_finite()).copied()
    }
}

impl Panel {
    /// The decibels that the vertical axis shows.
    #[must_use]
    pub fn range(&self) -> Range {
        let points = self.series.iter().flat_map(|series| series.points.iter().map(|[_, db]| *db));
        let bands =
            self.series.iter().flat_map(|series| series.band.iter().flat_map(|[_, low, high]| [*low, *high]));
        let all: Vec<f64> = points.chain(bands).filter(|db| db.is_finite()).collect();
        let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let least = all.iter().copied().fold(f64::INFINITY, f64::min);
        if all.is_empty() {
            return Range::around(-LEAST_SPAN / 2.0, LEAST_SPAN / 2.0);
        }
        let least = least.max(most - DEEPEST);
        let missing = ((LEAST_SPAN - (most - least)) / 2.0).max(0.0);
        Range::around(least - missing, most + missing)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// One panel with a rising line, a falling one with a band, and steps.
    pub(crate) fn figure() -> Figure {
        let grid: Vec<f64> = (0..=60).map(|i| 20.0 * 1000f64.powf(f64::from(i) / 60.0)).collect();
        let line =
            |slope: f64| grid.iter().map(|&hz| [hz, slope * (hz / 1000.0).log10()]).collect::<Vec<_>>();
        Figure {
            title: "Three <curves> & their names".into(),
            panels: vec![Panel {
                title: "Level, dB re nothing".into(),
                hz: [20.0, 20_000.0],
                series: vec![
                    Series::line("rising", 0, line(10.0)),
                    Series::line("falling", 1, line(-10.0)).with_spread(|_| 2.0),
                    Series::steps("steps", 2, &[[100.0, 200.0, 3.0], [200.0, 400.0, -3.0]]),
                ],
                notes: vec!["estimated ±2 dB: made for a test".into()],
            }],
        }
    }

    #[test]
    fn the_axis_holds_all_curves_and_bands_and_ends_at_ticks() {
        let range = figure().panels[0].range();
        // -17 dB - 2 dB of band at 20 Hz, and the same above.
        assert!(range.from <= -17.0 && range.to >= 19.0, "{range:?}");
        assert!(
            (range.from / range.step).fract().abs() < 1e-9 && (range.to / range.step).fract().abs() < 1e-9
        );
    }

    #[test]
    fn what_falls_to_nothing_does_not_flatten_the_rest() {
        let mut panel = figure().panels.remove(0);
        panel.series[0].points[0][1] = -300.0;
        assert!(panel.range().from >= -60.0, "{:?}", panel.range());
        panel.series[0].points.iter_mut().for_each(|point| point[1] = f64::NEG_INFINITY);
        assert!(panel.series[0].pieces().next().is_none() && panel.series[0].end().is_none());
        panel.series.truncate(1);
        assert!(panel.range().to - panel.range().from >= 12.0, "nothing at all still has an axis");
    }

    #[test]
    fn steps_have_two_corners_a_band() {
        let steps = &figure().panels[0].series[2];
        assert_eq!(steps.points, [[100.0, 3.0], [200.0, 3.0], [200.0, -3.0], [400.0, -3.0]]);
    }
}
