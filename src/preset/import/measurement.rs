//! Columns of hertz and decibels, as REW, squig.link and `CrinGraph` sites, `AudioTools` and FRD files have them. A third
//! column, the phase, is not read: responses run minimum-phase.

use super::notes::{Notes, Refusal};
use super::number::{strict, with_decimal_comma};
use super::text::Line;
use super::{Content, Format, Import};

/// Rows at most.
const ROWS: usize = 1_000_000;
/// A device is known from here to there, or it is warned.
const COVERED_HZ: [f64; 2] = [100.0, 8_000.0];

/// Reads every row that begins with a number.
pub(super) fn read(lines: &[Line<'_>]) -> Result<Import, Refusal> {
    let mut notes = Notes::default();
    let mut points: Vec<[f64; 2]> = Vec::new();
    let mut title = None;
    for &(number, line) in lines {
        let line = line.trim_start();
        if line.is_empty() || line.starts_with(['*', '#', '"', ';']) || line.starts_with(char::is_alphabetic)
        {
            title = title.or_else(|| line.trim_start_matches(['*', ' ']).strip_prefix("Measurement: "));
            continue;
        }
        let (fields, has_decimal_comma) = fields(line, number)?;
        let read = |text: &str| if has_decimal_comma { with_decimal_comma(text) } else { strict(text) };
        let &[hz, db, ..] = fields.as_slice() else {
            notes.warn("W_ROW", Some(number), "row left out: it has not two columns");
            continue;
        };
        let (Some(hz), Some(db)) = (read(hz), read(db)) else {
            if read(hz).is_some() && is_unbounded(db) || is_unbounded(hz) {
                let what = format!("`{line:.40}` holds no finite number");
                return Err(Refusal::at("E_NONFINITE", Some(number), what, "export the measurement again"));
            }
            if !points.is_empty() {
                notes.warn("W_ROW", Some(number), format!("row left out: `{line:.40}` is not two numbers"));
            }
            continue;
        };
        // The direct-current bin of an FFT has no place on a logarithmic axis.
        if hz > 0.0 {
            push(&mut points, [hz, db], number)?;
        }
    }
    if points.is_empty() && !lines.iter().any(|(_, line)| line.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(Refusal::file(
            "E_UNKNOWN",
            "no format that is known",
            "name an equaliser file, a measurement with hertz and decibels, or an impulse response",
        ));
    }
    finish(points, Format::Measurement, title.map(str::to_owned), notes)
}

/// Adds a row, counting.
pub(super) fn push(points: &mut Vec<[f64; 2]>, point: [f64; 2], line: usize) -> Result<(), Refusal> {
    if points.len() >= ROWS {
        return Err(Refusal::at("E_TOO_MANY", Some(line), format!("more than {ROWS} rows"), "export fewer"));
    }
    points.push(point);
    Ok(())
}

/// Sorts, merges, and checks what the points cover.
pub(super) fn finish(
    mut points: Vec<[f64; 2]>,
    format: Format,
    title: Option<String>,
    mut notes: Notes,
) -> Result<Import, Refusal> {
    if points.is_empty() {
        return Err(Refusal::file("E_NO_DATA", "no row of numbers", "export the measurement with its data"));
    }
    sorted(&mut points, None, &mut notes);
    merge(&mut points, None, &mut notes);
    let [[low, _], .., [high, _]] = points[..] else {
        return Err(Refusal::file("E_NO_DATA", "fewer than two frequencies", "export the whole measurement"));
    };
    if low > COVERED_HZ[0] || high < COVERED_HZ[1] {
        let what = format!("covers {low} to {high} Hz only; beyond that its ends are held");
        notes.warn("W_COVERAGE", None, what);
    }
    Ok(Import { format, content: Content::Points(points), title, warnings: notes.finish() })
}

/// Brings the points into ascending order, and says so.
pub(super) fn sorted(points: &mut [[f64; 2]], line: Option<usize>, notes: &mut Notes) {
    if !points.is_sorted_by(|a, b| a[0] <= b[0]) {
        notes.warn("W_UNSORTED", line, "frequencies do not ascend: sorted");
        points.sort_by(|a, b| a[0].total_cmp(&b[0]));
    }
}

/// Replaces rows of one frequency by their mean, and says so.
pub(super) fn merge(points: &mut Vec<[f64; 2]>, line: Option<usize>, notes: &mut Notes) {
    let before = points.len();
    let groups = points.chunk_by(|a, b| a[0].to_bits() == b[0].to_bits());
    let merged: Vec<[f64; 2]> = groups
        .map(|group| [group[0][0], group.iter().map(|point| point[1]).sum::<f64>() / group.len() as f64])
        .collect();
    *points = merged;
    if points.len() < before {
        let what = format!("{} rows repeat a frequency: averaged", before - points.len());
        notes.warn("W_DUPLICATE", line, what);
    }
}

/// The columns of a row, and whether a comma in them is the decimal mark.
fn fields(line: &str, number: usize) -> Result<(Vec<&str>, bool), Refusal> {
    let has_blank = line.contains(char::is_whitespace);
    if line.contains(';') {
        return Ok((words(line, |c| c == ';' || c.is_whitespace()), true));
    }
    let commas_separate = line.contains(',') && (!has_blank || line.contains(", ") || line.contains(",\t"));
    if !commas_separate {
        return Ok((words(line, char::is_whitespace), line.contains(',')));
    }
    let fields = words(line, |c| c == ',' || c.is_whitespace());
    // Hertz, decibels, phase: a fourth column means that commas are decimal marks too, and nobody can tell which.
    if fields.len() > 3 {
        let what = format!("{} columns between commas", fields.len());
        return Err(Refusal::at(
            "E_COLUMN_COUNT",
            Some(number),
            what,
            "write decimal points, or other separators",
        ));
    }
    Ok((fields, false))
}

fn words(line: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    line.split(is_separator).filter(|word| !word.is_empty()).take(64).collect()
}

/// `nan`, `inf` and what overflows.
fn is_unbounded(word: &str) -> bool {
    word.replace(',', ".").parse::<f64>().is_ok_and(|x| !x.is_finite())
}
