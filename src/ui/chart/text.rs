//! A figure as terminal text: braille dots, two by four a cell; a curve wears its letter, so that no colour is needed.

use super::axis::{name_db, name_hz, named_hz, place_hz};
use super::layout::wrapped;
use super::{Figure, Panel, Series};

/// Cells left of the plot: values and the axis.
const LEFT: usize = 6;

/// Narrowest and lowest plot drawn, in cells; a smaller terminal wraps.
const LEAST: [usize; 2] = [24, 6];

/// Distance of two letters of one curve, in cells.
const LETTER_EVERY: usize = 14;

/// The letters of the looks.
const LETTERS: [char; super::MOST_SERIES] = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/// Bits of a braille cell by row and column (Unicode, block U+2800).
const DOTS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// The figure for a terminal of so many columns and rows; a panel with its axes fits in the rows.
#[must_use]
pub fn lines(figure: &Figure, columns: usize, rows: usize) -> Vec<String> {
    let columns = columns.max(LEAST[0] + LEFT + 1);
    let mut out = wrapped(&figure.title, columns);
    for panel in &figure.panels {
        out.push(String::new());
        self::panel(&mut out, panel, columns, rows);
    }
    out
}

fn panel(out: &mut Vec<String>, panel: &Panel, columns: usize, rows: usize) {
    out.extend(wrapped(&panel.title, columns));
    let width = columns - LEFT - 1;
    // Title, axis, names of frequencies, legend and a prompt take five rows.
    let height = rows.saturating_sub(5).clamp(LEAST[1], 16);
    let mut canvas = Canvas::new(panel, width, height);
    for series in &panel.series {
        canvas.band(series);
    }
    for series in &panel.series {
        canvas.curve(series);
    }
    if panel.series.len() > 1 {
        for (n, series) in panel.series.iter().enumerate() {
            canvas.letters(series, n);
        }
    }
    let labels = canvas.labels();
    for (row, label) in labels.into_iter().enumerate() {
        let tick = if label.is_empty() { '│' } else { '┤' };
        let line = format!("{label:>width$}{tick}{}", canvas.row(row), width = LEFT - 1);
        out.push(line.trim_end().to_owned());
    }
    out.extend(frequencies(panel.hz, width));
    let named = |series: &Series| format!("{} = {}", letter(series), series.name);
    if panel.series.len() > 1 {
        let legend = panel.series.iter().map(named).collect::<Vec<_>>().join(", ");
        out.extend(wrapped(&legend, columns));
    }
    out.extend(panel.notes.iter().flat_map(|note| wrapped(note, columns)));
}

/// The axis and the names below it, as many as there is room for.
fn frequencies(hz: [f64; 2], width: usize) -> [String; 2] {
    let mut axis: Vec<char> = vec!['─'; width];
    let mut names = vec![' '; width + 4];
    let mut free = 0;
    for tick in named_hz(hz) {
        let at = (place_hz(hz, tick) * (width - 1) as f64).round() as usize;
        axis[at] = '┬';
        let name = name_hz(tick);
        let start = at.saturating_sub(name.len() / 2);
        if start >= free && start + name.len() <= width {
            names[start..start + name.len()].iter_mut().zip(name.chars()).for_each(|(to, from)| *to = from);
            free = start + name.len() + 1;
        }
    }
    if free < width {
        names[width - 1..=width].copy_from_slice(&['H', 'z']);
    }
    let [axis, names] = [axis, names].map(|cells| cells.into_iter().collect::<String>());
    [format!("{:>LEFT$}{axis}", '└'), format!("{:LEFT$}{names}", "").trim_end().to_owned()]
}

fn letter(series: &Series) -> char {
    series.letter.unwrap_or(LETTERS[series.look % LETTERS.len()])
}

struct Canvas<'a> {
    panel: &'a Panel,
    width: usize,
    height: usize,
    dots: Vec<u8>,
    letters: Vec<Option<char>>,
}

impl<'a> Canvas<'a> {
    fn new(panel: &'a Panel, width: usize, height: usize) -> Self {
        let cells = width * height;
        Self { panel, width, height, dots: vec![0; cells], letters: vec![None; cells] }
    }

    /// Place in dots, from the top left.
    fn place(&self, [hz, db]: [f64; 2]) -> [f64; 2] {
        let x = place_hz(self.panel.hz, hz) * (2 * self.width - 1) as f64;
        let y = (1.0 - self.panel.range().place(db)) * (4 * self.height - 1) as f64;
        [x, y]
    }

    fn dot(&mut self, x: f64, y: f64) {
        let (x, y) = (x.round() as usize, y.round() as usize);
        let cell = (y / 4) * self.width + x / 2;
        if let Some(cell) = self.dots.get_mut(cell) {
            *cell |= DOTS[y % 4][x % 2];
        }
    }

    fn curve(&mut self, series: &Series) {
        for piece in series.pieces() {
            let places: Vec<_> = piece.iter().map(|&point| self.place(point)).collect();
            for pair in places.windows(2) {
                let [[x0, y0], [x1, y1]] = [pair[0], pair[1]];
                let steps = (x1 - x0).abs().max((y1 - y0).abs()).ceil().max(1.0);
                for i in 0..=steps as usize {
                    let way = i as f64 / steps;
                    self.dot(x0 + (x1 - x0) * way, y0 + (y1 - y0) * way);
                }
            }
        }
    }

    /// Both edges of a band, as every sixth dot.
    fn band(&mut self, series: &Series) {
        let mut free = f64::NEG_INFINITY;
        for &[hz, low, high] in &series.band {
            let [x, below] = self.place([hz, low]);
            let [_, above] = self.place([hz, high]);
            if x >= free {
                self.dot(x, below);
                self.dot(x, above);
                free = x + 6.0;
            }
        }
    }

    /// A letter on its curve every so often, each curve in columns of its own.
    fn letters(&mut self, series: &Series, n: usize) {
        let letter = letter(series);
        let mut next = 2 + n * LETTER_EVERY / self.panel.series.len();
        for piece in series.pieces() {
            for &point in piece {
                let [x, y] = self.place(point);
                let (column, row) = ((x / 2.0) as usize, (y.round() as usize) / 4);
                if column >= next {
                    if let Some(cell) = self.letters.get_mut(row * self.width + column) {
                        *cell = Some(letter);
                    }
                    next = column + LETTER_EVERY;
                }
            }
        }
    }

    /// The value beside each row, or nothing.
    fn labels(&self) -> Vec<String> {
        let range = self.panel.range();
        let mut labels = vec![String::new(); self.height];
        for db in range.ticks() {
            let row = ((1.0 - range.place(db)) * (self.height - 1) as f64).round() as usize;
            if labels[row].is_empty() {
                labels[row] = name_db(db);
            }
        }
        labels
    }

    fn row(&self, row: usize) -> String {
        let cell = |column: usize| {
            let cell = row * self.width + column;
            let dots = self.dots[cell];
            let braille =
                if dots == 0 { ' ' } else { char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' ') };
            self.letters[cell].unwrap_or(braille)
        };
        (0..self.width).map(cell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::chart::tests::figure;

    fn drawn(columns: usize, rows: usize) -> Vec<String> {
        lines(&figure(), columns, rows)
    }

    #[test]
    fn nothing_is_wider_than_the_terminal() {
        for columns in [40, 80, 200] {
            for line in drawn(columns, 24) {
                assert!(line.chars().count() <= columns, "{columns}: {line}");
            }
        }
        assert!(drawn(1, 1).len() > 6, "a terminal of nothing still gets a picture");
    }

    #[test]
    fn curves_wear_their_letters_and_a_legend_names_them() {
        let text = drawn(80, 24).join("\n");
        for letter in ['a', 'b', 'c'] {
            let plot = text.lines().filter(|line| line.contains(['│', '┤']));
            assert!(plot.map(|line| line.matches(letter).count()).sum::<usize>() > 0, "{letter}\n{text}");
        }
        assert!(text.contains("a = rising, b = falling, c = steps"), "{text}");
    }

    #[test]
    fn a_rising_line_goes_from_the_bottom_left_to_the_top_right() {
        let mut figure = figure();
        figure.panels[0].series.truncate(1);
        let text = lines(&figure, 80, 24);
        let plot: Vec<_> = text.iter().filter(|line| line.contains(['│', '┤'])).collect();
        let first = |line: &str| line.chars().skip(LEFT).position(|c| c != ' ');
        let inked: Vec<_> = plot.iter().filter_map(|line| first(line)).collect();
        assert!(inked.len() > 4 && inked.windows(2).all(|two| two[0] > two[1]), "{inked:?}");
        assert!(text.iter().any(|line| line.contains("1k") && line.contains("16k")), "{text:?}");
    }
}
