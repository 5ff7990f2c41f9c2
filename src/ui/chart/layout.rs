//! A figure as shapes on a page, in pixels from the top left: drawn once, written by `svg`, painted by `png`.

use super::axis::{name_db, name_hz, named_hz, place_hz};
use super::{Figure, MOST_SERIES, Panel, Series};

/// Width of a page.
pub const WIDTH: f64 = 940.0;

/// Room left and right of the axes: for values, and for the names at the curves' ends.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 198.0;
const MARGIN: f64 = 16.0;
const TITLE: f64 = 40.0;
const PANEL: f64 = 210.0;
const NOTE: f64 = 14.0;
/// Least distance of two names.
const NAME_GAP: f64 = 14.0;
/// Sizes of letters.
const LARGE: f64 = 17.0;
const MIDDLE: f64 = 13.0;
const SMALL: f64 = 11.0;
/// Width of a letter of size 1, generously.
const LETTER: f64 = 0.54;

/// What something is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// The page.
    Paper,
    /// Lines of the grid.
    Grid,
    /// Axes and the line of 0 dB.
    Axis,
    /// What is read.
    Words,
    /// What is read second.
    Faint,
    /// A curve, by its look.
    Series(usize),
}

/// Where a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its left end.
    Start,
    /// In its middle.
    Middle,
    /// At its right end.
    End,
}

/// Something drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A stroke.
    Line {
        /// Its corners.
        points: Vec<[f64; 2]>,
        /// Colour.
        ink: Ink,
        /// Width.
        width: f64,
        /// Lengths of dashes and gaps; none is unbroken.
        dashes: &'static [f64],
    },
    /// A filled outline, a fifth as strong as the ink.
    Area {
        /// Its corners.
        points: Vec<[f64; 2]>,
        /// Colour.
        ink: Ink,
    },
    /// A line of text; `at` is on its baseline.
    Text {
        /// Where it is anchored.
        at: [f64; 2],
        /// What it says.
        text: String,
        /// Height of a line.
        size: f64,
        /// Which of its ends is there.
        anchor: Anchor,
        /// Colour.
        ink: Ink,
    },
}

/// A page of shapes, drawn in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Height; the width is [`WIDTH`].
    pub height: f64,
    /// From the lowest to the highest.
    pub shapes: Vec<Shape>,
}

/// Dashes of the looks, in pixels.
pub const DASHES: [&[f64]; MOST_SERIES] = [
    &[],
    &[9.0, 4.0],
    &[2.0, 3.0],
    &[12.0, 3.0, 2.0, 3.0],
    &[5.0, 2.0],
    &[16.0, 4.0, 4.0, 4.0],
    &[12.0, 3.0, 2.0, 3.0, 2.0, 3.0],
    &[1.0, 5.0],
];

impl Page {
    /// Lays a figure out.
    #[must_use]
    pub fn of(figure: &Figure) -> Self {
        let mut page = Self { height: 0.0, shapes: Vec::new() };
        let most = ((WIDTH - 2.0 * MARGIN) / (LETTER * LARGE)) as usize;
        let mut top = TITLE - 2.0 * NOTE;
        for line in wrapped(&figure.title, most) {
            page.words([MARGIN, top + 16.0], line, LARGE, Anchor::Start, Ink::Words);
            top += 2.0 * NOTE;
        }
        for panel in &figure.panels {
            top = page.panel(panel, top) + 10.0;
        }
        page.height = top + 4.0;
        page
    }

    /// Draws a panel from `top` down; returns where it ends.
    fn panel(&mut self, panel: &Panel, top: f64) -> f64 {
        self.words([MARGIN, top + 15.0], panel.title.clone(), MIDDLE, Anchor::Start, Ink::Words);
        let (left, right, high) = (LEFT, WIDTH - RIGHT, top + 26.0);
        let low = high + PANEL;
        let range = panel.range();
        let x = |hz: f64| left + (right - left) * place_hz(panel.hz, hz);
        let y = |db: f64| low - (low - high) * range.place(db);
        for db in range.ticks() {
            let ink = if db == 0.0 { Ink::Axis } else { Ink::Grid };
            self.line(vec![[left, y(db)], [right, y(db)]], ink, 1.0, &[]);
            self.words([left - 7.0, y(db) + 4.0], name_db(db), SMALL, Anchor::End, Ink::Faint);
        }
        for hz in named_hz(panel.hz) {
            self.line(vec![[x(hz), high], [x(hz), low]], Ink::Grid, 1.0, &[]);
            self.words([x(hz), low + 15.0], name_hz(hz), SMALL, Anchor::Middle, Ink::Faint);
        }
        self.words([right + 8.0, low + 15.0], "Hz".into(), SMALL, Anchor::Start, Ink::Faint);
        for series in &panel.series {
            let ink = Ink::Series(series.look);
            if !series.band.is_empty() {
                let above = series.band.iter().map(|&[hz, _, db]| [x(hz), y(db)]);
                let below = series.band.iter().rev().map(|&[hz, db, _]| [x(hz), y(db)]);
                self.shapes.push(Shape::Area { points: above.chain(below).collect(), ink });
            }
        }
        for series in &panel.series {
            for piece in series.pieces() {
                let points = piece.iter().map(|&[hz, db]| [x(hz), y(db)]).collect();
                self.line(points, Ink::Series(series.look), 2.0, DASHES[series.look % MOST_SERIES]);
            }
        }
        self.names(&panel.series, [high, low], &|[hz, db]| [x(hz), y(db)], right);
        let mut bottom = low + 20.0;
        for note in &panel.notes {
            let columns = ((WIDTH - 2.0 * MARGIN) / (LETTER * SMALL)) as usize;
            for line in wrapped(note, columns) {
                bottom += NOTE;
                self.words([MARGIN, bottom], line, SMALL, Anchor::Start, Ink::Faint);
            }
        }
        bottom + 8.0
    }

    /// Names at the curves' ends, pushed apart where they would cover each other.
    fn names(
        &mut self,
        series: &[Series],
        [high, low]: [f64; 2],
        at: &dyn Fn([f64; 2]) -> [f64; 2],
        right: f64,
    ) {
        let ends = series.iter().filter_map(|series| Some((series, at(series.end()?))));
        let mut ends: Vec<_> = ends.collect();
        ends.sort_by(|(_, a), (_, b)| a[1].total_cmp(&b[1]));
        let heights = spread(ends.iter().map(|(_, end)| end[1]).collect(), [high + 4.0, low - 2.0]);
        for ((series, end), height) in ends.into_iter().zip(heights) {
            let ink = Ink::Series(series.look);
            // A piece of the curve's own dashes leads to its name.
            let path = vec![end, [right + 6.0, height], [right + 30.0, height]];
            self.line(path, ink, 1.5, DASHES[series.look % MOST_SERIES]);
            let most = ((RIGHT - 40.0) / (LETTER * SMALL)) as usize;
            self.words(
                [right + 35.0, height + 4.0],
                fitted(&series.name, most),
                SMALL,
                Anchor::Start,
                Ink::Words,
            );
        }
    }

    fn line(&mut self, points: Vec<[f64; 2]>, ink: Ink, width: f64, dashes: &'static [f64]) {
        self.shapes.push(Shape::Line { points, ink, width, dashes });
    }

    fn words(&mut self, at: [f64; 2], text: String, size: f64, anchor: Anchor, ink: Ink) {
        self.shapes.push(Shape::Text { at, text, size, anchor, ink });
    }
}

/// Ascending heights moved as little as keeps them [`NAME_GAP`] apart and inside.
fn spread(mut heights: Vec<f64>, [high, low]: [f64; 2]) -> Vec<f64> {
    let mut least = high;
    for height in &mut heights {
        *height = height.max(least);
        least = *height + NAME_GAP;
    }
    let mut most = low;
    for height in heights.iter_mut().rev() {
        *height = height.min(most);
        most = *height - NAME_GAP;
    }
    heights
}

/// A name that is too long ends in dots.
fn fitted(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain(['…']).collect()
}

/// Lines of at most `columns` letters, broken between words; further lines are indented.
#[must_use]
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().map_or(0, |line| line.chars().count());
        if line > 2 && line + 1 + word.chars().count() > columns {
            lines.push("  ".to_owned());
        }
        if let Some(line) = lines.last_mut() {
            if !line.trim().is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
