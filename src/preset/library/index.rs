//! The index of a folder of presets: one line per file with what a list shows, so that thousands are not parsed to be
//! listed. It is only ever a shortcut: a line counts while its file has the size and time it was read at.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::own::Entry;

/// Name of the index in the folder; hidden, and no preset.
const FILE: &str = ".index";
/// Begins the index of this version.
const HEAD: &str = "foldback index 1";
/// Bytes of an index at most.
const BYTES: u64 = 64 << 20;

/// What is known of a file: its entry, or why it has none.
pub(super) type Row = Result<Entry, String>;

/// The rows that are there, by file name and stamp; none if the index is missing or another version's.
pub(super) fn read(folder: &Path) -> HashMap<(String, String), Row> {
    let path = folder.join(FILE);
    let is_small = fs::metadata(&path).is_ok_and(|metadata| metadata.len() <= BYTES);
    let text = if is_small { fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return HashMap::new();
    }
    lines.filter_map(row).collect()
}

fn row(line: &str) -> Option<((String, String), Row)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let own = |text: &str| text.to_owned();
    let (file, stamp, row) = match *fields.as_slice() {
        [file, stamp, id, kind, isolation, latency, evidence, name] => {
            let [id, kind, isolation, latency, evidence, name] =
                [id, kind, isolation, latency, evidence, name].map(own);
            (file, stamp, Ok(Entry { id, kind, isolation, latency, evidence, name }))
        }
        [file, stamp, fault] => (file, stamp, Err(own(fault))),
        _ => return None,
    };
    Some(((own(file), own(stamp)), row))
}

/// Writes the index whole.
pub(super) fn write(folder: &Path, rows: &[(String, String, Row)]) -> io::Result<()> {
    let mut text = format!("{HEAD}\n");
    for (file, stamp, row) in rows {
        // Names hold no control characters, file names and faults may.
        let plain = |text: &str| text.replace(|c: char| c.is_control(), " ");
        let line = match row {
            Ok(Entry { id, kind, isolation, latency, evidence, name }) => {
                format!("{id}\t{kind}\t{isolation}\t{latency}\t{evidence}\t{name}")
            }
            Err(fault) => plain(fault),
        };
        if file.chars().all(|c| !c.is_control()) {
            let _ = writeln!(text, "{file}\t{stamp}\t{line}");
        }
    }
    let mut whole = tempfile::NamedTempFile::new_in(folder)?;
    whole.write_all(text.as_bytes())?;
    whole.persist(folder.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}
