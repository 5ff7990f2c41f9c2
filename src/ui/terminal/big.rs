//! Block letters that can be read from two metres: 3 by 5 points each, in three sizes.

/// Rows of a letter, three points each.
type Glyph = [u8; 5];

const GLYPHS: [(char, Glyph); 39] = [
    ('0', [0b111, 0b101, 0b101, 0b101, 0b111]),
    ('1', [0b010, 0b110, 0b010, 0b010, 0b111]),
    ('2', [0b111, 0b001, 0b111, 0b100, 0b111]),
    ('3', [0b111, 0b001, 0b111, 0b001, 0b111]),
    ('4', [0b101, 0b101, 0b111, 0b001, 0b001]),
    ('5', [0b111, 0b100, 0b111, 0b001, 0b111]),
    ('6', [0b111, 0b100, 0b111, 0b101, 0b111]),
    ('7', [0b111, 0b001, 0b010, 0b010, 0b010]),
    ('8', [0b111, 0b101, 0b111, 0b101, 0b111]),
    ('9', [0b111, 0b101, 0b111, 0b001, 0b111]),
    ('a', [0b010, 0b101, 0b111, 0b101, 0b101]),
    ('b', [0b110, 0b101, 0b110, 0b101, 0b110]),
    ('c', [0b011, 0b100, 0b100, 0b100, 0b011]),
    ('d', [0b110, 0b101, 0b101, 0b101, 0b110]),
    ('e', [0b111, 0b100, 0b110, 0b100, 0b111]),
    ('f', [0b111, 0b100, 0b110, 0b100, 0b100]),
    ('g', [0b011, 0b100, 0b101, 0b101, 0b011]),
    ('h', [0b101, 0b101, 0b111, 0b101, 0b101]),
    ('i', [0b111, 0b010, 0b010, 0b010, 0b111]),
    ('j', [0b001, 0b001, 0b001, 0b101, 0b010]),
    ('k', [0b101, 0b101, 0b110, 0b101, 0b101]),
    ('l', [0b100, 0b100, 0b100, 0b100, 0b111]),
    ('m', [0b101, 0b111, 0b111, 0b101, 0b101]),
    ('n', [0b110, 0b101, 0b101, 0b101, 0b101]),
    ('o', [0b010, 0b101, 0b101, 0b101, 0b010]),
    ('p', [0b110, 0b101, 0b110, 0b100, 0b100]),
    ('q', [0b010, 0b101, 0b101, 0b110, 0b011]),
    ('r', [0b110, 0b101, 0b110, 0b101, 0b101]),
    ('s', [0b011, 0b100, 0b010, 0b001, 0b110]),
    ('t', [0b111, 0b010, 0b010, 0b010, 0b010]),
    ('u', [0b101, 0b101, 0b101, 0b101, 0b111]),
    ('v', [0b101, 0b101, 0b101, 0b101, 0b010]),
    ('w', [0b101, 0b101, 0b111, 0b111, 0b101]),
    ('x', [0b101, 0b101, 0b010, 0b101, 0b101]),
    ('y', [0b101, 0b101, 0b010, 0b010, 0b010]),
    ('z', [0b111, 0b001, 0b010, 0b100, 0b111]),
    ('-', [0b000, 0b000, 0b111, 0b000, 0b000]),
    ('.', [0b000, 0b000, 0b000, 0b000, 0b010]),
    ('+', [0b000, 0b010, 0b111, 0b010, 0b000]),
];

/// How large a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// One column by half a row: a letter is 3 by 3 cells.
    Half,
    /// Two columns by one row: 6 by 5 cells.
    Full,
    /// Four columns by two rows: 12 by 10 cells.
    Double,
}

impl Size {
    /// From the largest down.
    const ALL: [Self; 3] = [Self::Double, Self::Full, Self::Half];

    /// Cells of one letter with the gap to the next one.
    fn pitch(self) -> usize {
        4 * self.point()
    }

    /// Rows of one line of letters.
    #[must_use]
    pub fn rows(self) -> usize {
        match self {
            Self::Half => 3,
            Self::Full => 5,
            Self::Double => 10,
        }
    }

    /// Columns of one point.
    fn point(self) -> usize {
        match self {
            Self::Half => 1,
            Self::Full => 2,
            Self::Double => 4,
        }
    }
}

/// One line of letters as rows of text. What is no letter, digit, `-`, `.` or `+` is a gap.
#[must_use]
pub fn line(text: &str, size: Size) -> Vec<String> {
    let glyphs: Vec<Glyph> = text.chars().map(glyph).collect();
    let lit = |row: usize, column: usize| {
        glyphs
            .get(column / 4)
            .and_then(|glyph| glyph.get(row))
            .is_some_and(|bits| bits << (column % 4) & 4 != 0)
    };
    let columns = (glyphs.len() * 4).saturating_sub(1);
    let row = |y: usize| {
        let cell = |x: usize| match size {
            Size::Half => match (lit(2 * y, x), lit(2 * y + 1, x)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            },
            Size::Full | Size::Double => {
                let tall = size.rows() / 5;
                if lit(y / tall, x) { '█' } else { ' ' }
            }
        };
        (0..columns).flat_map(|x| std::iter::repeat_n(cell(x), size.point())).collect()
    };
    (0..size.rows()).map(row).collect()
}

/// The text in the largest size that fits, broken after hyphens; none if even the smallest does not.
#[must_use]
pub fn fit(text: &str, width: usize, height: usize) -> Option<Vec<String>> {
    Size::ALL.into_iter().find_map(|size| {
        // The last letter needs no gap after it; between two lines there is one row.
        let broken = broken(text, (width + size.point()) / size.pitch())?;
        let rows = broken.len() * (size.rows() + 1) - 1;
        let lines =
            broken.iter().flat_map(|part| line(part, size).into_iter().chain(std::iter::once(String::new())));
        (rows <= height).then(|| lines.take(rows).collect())
    })
}

/// Cuts the text after hyphens into lines of at most `most` letters; none if a piece is longer.
fn broken(text: &str, most: usize) -> Option<Vec<String>> {
    let mut lines = vec![String::new()];
    for piece in text.split_inclusive(['-', ' ']) {
        let length = piece.chars().count();
        match lines.last_mut() {
            _ if length > most => return None,
            Some(last) if last.chars().count() + length <= most => last.push_str(piece),
            _ => lines.push(piece.to_owned()),
        }
    }
    Some(lines)
}

fn glyph(letter: char) -> Glyph {
    let letter = letter.to_ascii_lowercase();
    GLYPHS.iter().find(|(each, _)| *each == letter).map_or([0; 5], |(_, glyph)| *glyph)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_a_looks_like_an_a() {
        assert_eq!(line("A", Size::Half), ["▄▀▄", "█▀█", "▀ ▀"]);
        assert_eq!(line("A", Size::Full), ["  ██  ", "██  ██", "██████", "██  ██", "██  ██"]);
    }

    #[test]
    fn no_two_letters_look_alike_but_b_and_8_and_d_and_0_differ_too() {
        for (i, (one, glyph)) in GLYPHS.iter().enumerate() {
            for (other, same) in GLYPHS.iter().skip(i + 1) {
                assert_ne!(glyph, same, "{one} {other}");
            }
        }
    }

    #[test]
    fn a_long_name_is_broken_after_a_hyphen_or_made_smaller() {
        let lines = fit("closed-back-isolating", 50, 7).unwrap();
        assert_eq!(lines.len(), 7, "two lines of three rows and one between");
        assert_eq!(fit("earbud", 47, 7).unwrap().len(), 5, "six letters of eight columns less one gap");
        assert_eq!(fit("earbud", 45, 7).unwrap().len(), 3);
        assert_eq!(fit("earbud", 20, 7), None);
    }
}
