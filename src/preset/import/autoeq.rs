//! `AutoEq`'s CSV: columns by name, `raw` is the device. Its `equalization` column has the opposite sign and is never taken.

use super::measurement::{finish, push};
use super::notes::{Notes, Refusal};
use super::number::strict;
use super::text::Line;
use super::{Format, Import};

/// Whether the first line with words names the column of frequencies.
pub(super) fn is_csv(lines: &[Line<'_>]) -> bool {
    let first = lines.iter().find(|(_, line)| !line.trim().is_empty());
    first.is_some_and(|(_, line)| {
        columns(line).first().is_some_and(|name| name == "frequency") && line.contains(',')
    })
}

/// Reads the columns `frequency` and `raw`, or `smoothed` where there is no `raw`.
pub(super) fn read(lines: &[Line<'_>]) -> Result<Import, Refusal> {
    let mut rows = lines.iter().filter(|(_, line)| !line.trim().is_empty());
    let names = rows.next().map(|(_, line)| columns(line)).unwrap_or_default();
    let mut notes = Notes::default();
    let column = |name: &str| names.iter().position(|n| n == name);
    let level = column("raw").or_else(|| {
        let smoothed = column("smoothed")?;
        notes.warn("W_SMOOTHED", Some(1), "no column `raw`: `smoothed` is taken");
        Some(smoothed)
    });
    let Some(level) = level else {
        let what = "neither a column `raw` nor one `smoothed`";
        return Err(Refusal::at("E_NO_RAW", Some(1), what, "name a CSV with the measurement itself"));
    };
    let mut points = Vec::new();
    for &(number, line) in rows {
        let fields: Vec<&str> = line.split(',').map(unquoted).take(names.len() + 1).collect();
        if fields.len() > names.len() {
            let what = format!("more than {} columns", names.len());
            return Err(Refusal::at(
                "E_COLUMN_COUNT",
                Some(number),
                what,
                "write decimal points, not commas",
            ));
        }
        match (fields.first().map(|f| strict(f)), fields.get(level).map(|f| strict(f))) {
            (Some(Some(hz)), Some(Some(db))) if hz > 0.0 => push(&mut points, [hz, db], number)?,
            (Some(Some(_)), Some(Some(_))) => {}
            (Some(Some(_)), Some(None)) if fields.get(level).is_some_and(|f| !f.is_empty()) => {
                let what = format!("`{line:.40}` holds no finite number");
                return Err(Refusal::at("E_NONFINITE", Some(number), what, "export the file again"));
            }
            _ => notes.warn("W_ROW", Some(number), "row left out: frequency or level is missing"),
        }
    }
    finish(points, Format::AutoEqCsv, None, notes)
}

fn columns(line: &str) -> Vec<String> {
    line.split(',').map(|name| unquoted(name).to_ascii_lowercase()).collect()
}

fn unquoted(field: &str) -> &str {
    field.trim().trim_matches('"').trim()
}
