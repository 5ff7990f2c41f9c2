//! `GraphicEQ: 20 -0.3; 21 -0.3; ...`: pairs of hertz and decibels, interpolated in between.

use super::band::gain;
use super::measurement::{merge, sorted};
use super::notes::{Notes, Refusal};
use super::number::strict;
use super::{Content, Format, Import};

/// Nodes at most.
const NODES: usize = 65_536;
/// What is quieter, or `-inf`, counts as this.
const FLOOR_DB: f64 = -120.0;

/// Reads the text behind the colon; `preamp_db` is added to every node.
pub(super) fn read(text: &str, line: usize, preamp_db: f64, mut notes: Notes) -> Result<Import, Refusal> {
    let at = Some(line);
    // A decimal comma only where nothing in the line has a point.
    let text = if text.contains('.') { text.to_owned() } else { text.replace(',', ".") };
    let mut nodes = Vec::new();
    let mut floored = 0;
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let &[hz, db] = words.as_slice() else {
            let what = format!("`{part:.40}` is not a frequency and a gain");
            return Err(Refusal::at("E_GEQ_PAIR", at, what, "write two numbers between semicolons"));
        };
        let db = if db.eq_ignore_ascii_case("-inf") { Some(f64::NEG_INFINITY) } else { strict(db) };
        let (Some(hz), Some(db)) = (strict(hz).filter(|hz| *hz > 0.0), db) else {
            let what = format!("`{part:.40}` is not a frequency above 0 and a gain");
            return Err(Refusal::at("E_GEQ_PAIR", at, what, "write two finite numbers"));
        };
        if db < FLOOR_DB {
            floored += 1;
        } else {
            gain(db.max(-60.0), at)?;
        }
        if nodes.len() >= NODES {
            let what = format!("more than {NODES} nodes");
            return Err(Refusal::at("E_TOO_MANY", at, what, "give fewer"));
        }
        nodes.push([hz, db.max(FLOOR_DB) + preamp_db]);
    }
    if floored > 0 {
        notes.warn("W_FLOOR", at, format!("{floored} gains below {FLOOR_DB} dB count as {FLOOR_DB} dB"));
    }
    sorted(&mut nodes, at, &mut notes);
    merge(&mut nodes, at, &mut notes);
    if nodes.len() < 2 {
        return Err(Refusal::at("E_NO_DATA", at, "fewer than two nodes", "give at least two"));
    }
    Ok(Import {
        format: Format::GraphicEq,
        content: Content::Nodes(nodes),
        title: None,
        warnings: notes.finish(),
    })
}
