//! Letters as strokes, for pictures that must look the same on a machine without fonts.
//!
//! A letter is drawn on a grid five wide and nine high, the baseline at row 2; each pair of digits is a column and a
//! row, a space lifts the pen.

/// The grid's height of a capital letter, in rows.
const CAPITAL: f64 = 6.0;

/// Row of the baseline.
const BASELINE: f64 = 2.0;

/// Room behind a letter and width of a space, in columns.
const GAP: f64 = 1.7;
const SPACE: f64 = 2.2;

/// Height of a capital re the size of a font.
const CAPITAL_OF_SIZE: f64 = 0.72;

/// Width re height: as narrow as the letters that pictures are laid out for.
const NARROW: f64 = 0.86;

/// Shape of what is not in the table.
const UNKNOWN: &str = "0208484202";

#[rustfmt::skip]
const STROKES: [(char, &str); 92] = [
    ('A', "022842 1434"), ('B', "02083847463505 3544433202"), ('C', "4738180703123243"),
    ('D', "02082846442202"), ('E', "48080242 0535"), ('F', "480802 0535"), ('G', "47381807031232434525"),
    ('H', "0208 4248 0545"), ('I', "1232 2822 1838"), ('J', "3833221203"), ('K', "0208 4805 1642"),
    ('L', "080242"), ('M', "0208254842"), ('N', "02084248"), ('O', "120307183847433212"),
    ('P', "02083847463505"), ('Q', "120307183847433212 2442"), ('R', "02083847463505 2542"),
    ('S', "473818070615354443321203"), ('T', "0848 2822"), ('U', "080312324348"), ('V', "082248"),
    ('W', "0812253248"), ('X', "0248 0842"), ('Y', "082548 2522"), ('Z', "08480242"),
    ('a', "16364542 441403123243"), ('b', "0802 0516364543321203"), ('c', "4536160503123243"),
    ('d', "4842 4536160503123243"), ('e', "04444536160503123243"), ('f', "38281712 0636"),
    ('g', "4536160503123243 4641301001"), ('h', "0802 0516364542"), ('i', "2622 2827"),
    ('j', "26211000 2827"), ('k', "0802 3604 1532"), ('l', "2822"), ('m', "0602 05162522 25364542"),
    ('n', "0602 0516364542"), ('o', "120305163645433212"), ('p', "0600 0516364543321203"),
    ('q', "4640 4536160503123243"), ('r', "0602 051636"), ('s', "45361605143443321203"),
    ('t', "18132232 0636"), ('u', "0603123243 4642"), ('v', "062246"), ('w', "0612243246"),
    ('x', "0246 0642"), ('y', "0622 462210"), ('z', "06460242"),
    ('0', "120307183847433212"), ('1', "172822 1232"), ('2', "07183847460242"),
    ('3', "07183847463515 354443321203"), ('4', "32380444"), ('5', "480805354443321203"),
    ('6', "473818070312324344351504"), ('7', "084812"), ('8', "15060718384746351504031232434435"),
    ('9', "031232434738180706153546"),
    ('.', "2223"), (',', "2311"), ('-', "1535"), ('+', "0545 2723"), (':', "2223 2526"), (';', "2311 2526"),
    ('/', "0248"), ('(', "38272332"), (')', "18272312"), ('%', "0248 0717180807 3343423233"),
    ('±', "0646 2824 0242"), ('°', "1718282717"), ('=', "0444 0646"), ('\'', "2826"), ('"', "1816 3836"),
    ('&', "421728370403122244"), ('?', "07183847462524 2223"), ('!', "2824 2223"), ('³', "1838273615"),
    ('·', "2425"), ('–', "0545"), ('\u{2212}', "0545"), ('|', "2820"), ('_', "0141"), ('*', "2327 0446 0644"),
    ('<', "460442"), ('>', "064402"), ('…', "0203 2223 4243"), ('[', "38181232"), (']', "18383212"),
];

/// A text as strokes, its baseline beginning at the origin, up being negative.
#[must_use]
pub fn strokes(text: &str, size: f64) -> Vec<Vec<[f64; 2]>> {
    let scale = size * CAPITAL_OF_SIZE / CAPITAL;
    let mut pen = 0.0;
    let mut all = Vec::new();
    for letter in text.chars() {
        let shape = shape(letter);
        let left = columns(shape).fold(f64::INFINITY, f64::min).min(4.0);
        for stroke in shape.split_whitespace() {
            let point = |pair: &[u8]| {
                let [column, row] = [digit(pair[0]), digit(pair[1])];
                [(pen + column - left) * scale * NARROW, (BASELINE - row) * scale]
            };
            all.push(stroke.as_bytes().chunks_exact(2).map(point).collect());
        }
        pen += advance(letter);
    }
    all
}

/// Width of a text.
#[must_use]
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size * CAPITAL_OF_SIZE / CAPITAL * NARROW
}

fn advance(letter: char) -> f64 {
    let shape = shape(letter);
    if shape.is_empty() {
        return SPACE;
    }
    let (least, most) = columns(shape).fold((4.0, 0.0), |(l, m): (f64, f64), x| (l.min(x), m.max(x)));
    most - least + GAP
}

fn columns(shape: &str) -> impl Iterator<Item = f64> {
    shape.split_whitespace().flat_map(|stroke| stroke.as_bytes().chunks_exact(2).map(|pair| digit(pair[0])))
}

fn digit(byte: u8) -> f64 {
    f64::from(byte.saturating_sub(b'0'))
}

/// Accents are dropped before a letter is given up.
fn shape(letter: char) -> &'static str {
    let plain = match letter {
        ' ' | '\u{a0}' => return "",
        'ä' | 'á' | 'à' | 'â' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'î' | 'ï' => 'i',
        'ö' | 'ó' | 'ô' | 'ø' => 'o',
        'ü' | 'ú' | 'û' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'Ä' | 'Å' => 'A',
        'Ö' | 'Ø' => 'O',
        'Ü' => 'U',
        '’' | '‘' | '`' => '\'',
        '—' => '–',
        other => other,
    };
    STROKES.iter().find(|(known, _)| *known == plain).map_or(UNKNOWN, |(_, shape)| shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_shipped_words_is_known_and_inside_the_grid() {
        for (letter, shape) in STROKES {
            for stroke in shape.split_whitespace() {
                assert!(stroke.len() >= 4 && stroke.len() % 2 == 0, "{letter}: {stroke}");
                let inside =
                    |pair: &[u8]| (b'0'..=b'4').contains(&pair[0]) && (b'0'..=b'8').contains(&pair[1]);
                assert!(stroke.as_bytes().chunks_exact(2).all(inside), "{letter}: {stroke}");
            }
        }
        let plain = (b'a'..=b'z').chain(b'A'..=b'Z').chain(b'0'..=b'9').map(char::from);
        for letter in plain.chain(".,-+:;/()%±'".chars()) {
            assert_ne!(shape(letter), UNKNOWN, "{letter}");
        }
        assert_eq!(shape('é'), shape('e'));
        assert_eq!(shape('\u{4e00}'), UNKNOWN);
    }

    #[test]
    fn a_capital_is_as_high_as_it_should_be_and_stands_on_the_line() {
        let points: Vec<_> = strokes("H", 100.0).into_iter().flatten().collect();
        let (low, high) = points.iter().fold((0.0, 0.0), |(l, h): (f64, f64), p| (l.max(p[1]), h.min(p[1])));
        assert!(low.abs() < 1e-9 && (high + 72.0).abs() < 1e-9, "{low} {high}");
    }

    #[test]
    fn a_text_is_as_wide_as_its_letters() {
        assert!((width("ab", 10.0) - width("a", 10.0) - width("b", 10.0)).abs() < 1e-9);
        assert!(width("i", 10.0) < width("m", 10.0) && width(" ", 10.0) > 0.0);
    }
}
