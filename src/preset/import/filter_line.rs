//! What follows the colon of a `Filter` line: `ON PK Fc 105 Hz Gain -4.3 dB Q 0.70`, in any order after the type.

use super::super::{Band, BandKind};
use super::band::{Width, admit};
use super::notes::{Notes, Refusal};
use super::number::{frequency, with_decimal_comma};
use super::shelf::{ShelfReading, Steepness, centred};

/// Q of a pass filter that does not say it.
const BUTTERWORTH: f64 = std::f64::consts::FRAC_1_SQRT_2;
/// Q of a notch that does not say it.
const NOTCH: f64 = 30.0;

/// The types and what they are; a shelf also says whether its frequency is the corner.
const TYPES: [(&str, BandKind, bool); 14] = [
    ("PK", BandKind::Peak, false),
    ("PEQ", BandKind::Peak, false),
    ("MODAL", BandKind::Peak, false),
    ("LP", BandKind::LowPass, false),
    ("LPQ", BandKind::LowPass, false),
    ("HP", BandKind::HighPass, false),
    ("HPQ", BandKind::HighPass, false),
    ("BP", BandKind::BandPass, false),
    ("LS", BandKind::LowShelf, true),
    ("LSC", BandKind::LowShelf, false),
    ("HS", BandKind::HighShelf, true),
    ("HSC", BandKind::HighShelf, false),
    ("NO", BandKind::Notch, false),
    ("AP", BandKind::AllPass, false),
];

/// The parameters as written.
#[derive(Default)]
struct Parameters {
    freq_hz: Option<f64>,
    gain_db: Option<f64>,
    q: Option<f64>,
    octaves: Option<f64>,
    /// Decibels per octave, right after the type.
    slope: Option<f64>,
    has_grouped_digits: bool,
}

/// Why a parameter could not be read.
enum Fault {
    Number(String),
    Missing(&'static str),
}

/// Reads a filter; None where it is off, empty, or dropped with a warning.
pub(super) fn read(
    value: &str,
    line: usize,
    shelves: ShelfReading,
    notes: &mut Notes,
) -> Result<Option<Band>, Refusal> {
    let spaced = without_grouping_blanks(value);
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let Some(&switch) = words.first() else {
        notes.warn("W_FILTER_INCOMPLETE", Some(line), "filter dropped: nothing follows the colon");
        return Ok(None);
    };
    if switch.eq_ignore_ascii_case("OFF") {
        return Ok(None);
    }
    if !switch.eq_ignore_ascii_case("ON") {
        notes.warn("W_FILTER_INCOMPLETE", Some(line), "filter dropped: it is neither ON nor OFF");
        return Ok(None);
    }
    let Some(&kind) = words.get(1) else {
        notes.warn("W_FILTER_INCOMPLETE", Some(line), "filter dropped: it ends before its type");
        return Ok(None);
    };
    if kind.eq_ignore_ascii_case("None") {
        return Ok(None);
    }
    let Some(&(_, kind, is_corner)) = TYPES.iter().find(|(word, ..)| kind.eq_ignore_ascii_case(word)) else {
        notes.warn("W_TYPE", Some(line), format!("filter dropped: its type `{kind}` is unknown"));
        return Ok(None);
    };
    let parameters = match Parameters::read(&words[2..]) {
        Ok(parameters) => parameters,
        Err(Fault::Number(word)) => {
            notes.warn("W_NUMBER", Some(line), format!("filter dropped: `{word}` is no finite number"));
            return Ok(None);
        }
        Err(Fault::Missing(what)) => {
            notes.warn("W_FILTER_INCOMPLETE", Some(line), format!("filter dropped: it ends before {what}"));
            return Ok(None);
        }
    };
    parameters.into_band(kind, is_corner, line, shelves, notes)
}

impl Parameters {
    fn read(words: &[&str]) -> Result<Self, Fault> {
        let mut found = Self::default();
        let mut rest = words;
        if let [first, tail @ ..] = rest
            && first.starts_with(|c: char| c.is_ascii_digit())
        {
            let number = first.strip_suffix("dB").unwrap_or(first);
            found.slope = Some(with_decimal_comma(number).ok_or_else(|| Fault::Number((*first).into()))?);
            rest = tail;
        }
        while let [word, tail @ ..] = rest {
            rest = tail;
            match word.to_ascii_lowercase().as_str() {
                "fc" => {
                    let text = measured(tail, "hz", "the frequency")?;
                    let (freq_hz, grouped) = frequency(text).ok_or_else(|| Fault::Number(text.into()))?;
                    (found.freq_hz, found.has_grouped_digits) = (Some(freq_hz), grouped);
                }
                "gain" => found.gain_db = Some(number(measured(tail, "db", "the gain")?)?),
                "q" => found.q = Some(number(tail.first().ok_or(Fault::Missing("the Q"))?)?),
                "bw" => {
                    let [unit, value, ..] = tail else { return Err(Fault::Missing("the bandwidth")) };
                    if unit.eq_ignore_ascii_case("oct") {
                        found.octaves = Some(number(value)?);
                    }
                }
                _ => {}
            }
        }
        Ok(found)
    }

    fn into_band(
        self,
        kind: BandKind,
        is_corner: bool,
        line: usize,
        shelves: ShelfReading,
        notes: &mut Notes,
    ) -> Result<Option<Band>, Refusal> {
        let at = Some(line);
        let Some(mut freq_hz) = self.freq_hz else {
            notes.warn("W_FILTER_INCOMPLETE", at, "filter dropped: it has no frequency");
            return Ok(None);
        };
        if kind.has_gain() && self.gain_db.is_none() {
            notes.warn("W_FILTER_INCOMPLETE", at, "filter dropped: it has no gain");
            return Ok(None);
        }
        if self.has_grouped_digits {
            notes.warn("W_THOUSANDS", at, format!("the frequency's marks are read as {freq_hz} Hz"));
        }
        let gain_db = self.gain_db.unwrap_or_default();
        // As Equalizer APO: a Q or bandwidth of exactly 0 is none.
        let said = |x: &f64| *x != 0.0;
        let (q, octaves) = (self.q.filter(said), self.octaves.filter(said));
        if q.is_some_and(|q| q < 0.0) || octaves.is_some_and(|octaves| octaves < 0.0) {
            notes.warn("W_Q_RANGE", at, "filter dropped: its width is negative");
            return Ok(None);
        }
        if matches!(kind, BandKind::LowShelf | BandKind::HighShelf) {
            super::band::gain(gain_db, at)?;
            let steepness = match (self.slope, q) {
                (Some(slope), _) => Steepness::Slope(slope),
                (None, Some(q)) => Steepness::Q(q),
                (None, None) => Steepness::Unsaid,
            };
            let written = freq_hz;
            let is_corner = is_corner && (self.slope.is_some() || shelves == ShelfReading::Corner);
            let is_low = kind == BandKind::LowShelf;
            let Some((centre, q)) = centred(is_low, is_corner, freq_hz, gain_db, steepness) else {
                notes.warn("W_Q_RANGE", at, "filter dropped: no shelf of this gain is that steep");
                return Ok(None);
            };
            freq_hz = centre;
            match steepness {
                Steepness::Unsaid => {
                    notes.warn(
                        "W_SHELF_DEFAULT",
                        at,
                        "no Q: slope 0.9 around the centre, as Equalizer APO does",
                    );
                }
                Steepness::Q(_) if is_corner => {
                    let what = format!(
                        "{written} Hz is read as the corner of the shelf; its centre is {centre:.1} Hz"
                    );
                    notes.warn("W_LS_CORNER", at, what);
                }
                _ => {}
            }
            return admit(kind, freq_hz, gain_db, Width::Q(q), at, notes);
        }
        let width = match (q, octaves, kind) {
            (Some(q), ..) => Width::Q(q),
            (None, Some(octaves), _) => Width::Octaves(octaves),
            (None, None, BandKind::LowPass | BandKind::HighPass | BandKind::BandPass) => {
                Width::Q(BUTTERWORTH)
            }
            (None, None, BandKind::Notch) => Width::Q(NOTCH),
            (None, None, _) if self.q.is_some() || self.octaves.is_some() => {
                notes.warn("W_Q_RANGE", at, "filter dropped: a width of 0");
                return Ok(None);
            }
            (None, None, _) => {
                notes.warn("W_FILTER_INCOMPLETE", at, "filter dropped: neither Q nor bandwidth");
                return Ok(None);
            }
        };
        admit(kind, freq_hz, gain_db, width, at, notes)
    }
}

/// The number before a unit, which may be its own word or not; the unit must be there: a torn line has none.
fn measured<'a>(words: &[&'a str], unit: &str, what: &'static str) -> Result<&'a str, Fault> {
    let first = words.first().ok_or(Fault::Missing(what))?;
    let split = first.len().saturating_sub(unit.len());
    if let (Some(number), Some(end)) = (first.get(..split), first.get(split..))
        && end.eq_ignore_ascii_case(unit)
        && !number.is_empty()
    {
        return Ok(number);
    }
    let next = words.get(1).ok_or(Fault::Missing(what))?;
    let is_unit = next.get(..1).is_some_and(|c| unit.get(..1).is_some_and(|u| c.eq_ignore_ascii_case(u)));
    if is_unit { Ok(first) } else { Err(Fault::Number((*first).into())) }
}

fn number(word: &str) -> Result<f64, Fault> {
    with_decimal_comma(word).ok_or_else(|| Fault::Number(word.into()))
}

/// No-break spaces inside a number group its digits; others are blanks.
fn without_grouping_blanks(value: &str) -> String {
    let is_blank = |c: char| matches!(c, '\u{a0}' | '\u{202f}');
    let mut text = String::with_capacity(value.len());
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        let inside =
            text.ends_with(|c: char| c.is_ascii_digit()) && rest.peek().is_some_and(char::is_ascii_digit);
        match c {
            c if is_blank(c) && inside => {}
            c if is_blank(c) => text.push(' '),
            c => text.push(c),
        }
    }
    text
}
