//! How the page looks: on a bright and on a dark screen, and on paper.

use crate::control::comparison::Row;

/// The class of a row by its safe time; words say the same, colour is never the only cue.
pub(super) fn class(row: &Row) -> &'static str {
    match row.niosh_minutes {
        None => "fine",
        Some(minutes) if minutes >= 120.0 => "fine",
        Some(minutes) if minutes >= 12.0 => "short",
        Some(_) => "danger",
    }
}

/// The sheet.
pub(super) const SHEET: &str = "
:root { color-scheme: light dark; --paper: #fff; --words: #16181b; --faint: #555b64; --grid: #e2e4e8;
  --fine: #00745a; --short: #8a5a00; --danger: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --words: #f0f1f3; --faint: #aab0b9; --grid: #33373d;
  --fine: #4fd8ab; --short: #e6c94f; --danger: #ff928c; } }
body { margin: 1.5rem auto; max-width: 72rem; padding: 0 1rem; background: var(--paper); color: var(--words);
  font: 15px/1.45 system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; }
.scene, .notes { color: var(--faint); max-width: 60rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .92em; }
th, td { text-align: right; padding: .22rem .45rem; border-bottom: 1px solid var(--grid); white-space: nowrap; }
thead th:first-child { text-align: left; } thead th { color: var(--faint); font-weight: 500; vertical-align: bottom; white-space: normal; }
tbody th { text-align: left; font-weight: 600; white-space: normal; } th:last-child, td:last-child { text-align: left; white-space: normal; }
tbody th a { color: inherit; }
.bars path { stroke: var(--words); stroke-dasharray: 2 2; } .bars .left { fill: var(--faint); }
.fine .total { fill: var(--fine); } .short .total { fill: var(--short); } .danger .total { fill: var(--danger); }
.fine td:last-child, .fine em { color: var(--fine); } .short td:last-child, .short em { color: var(--short); }
.danger td:last-child, .danger em { color: var(--danger); font-weight: 600; }
svg { max-width: 100%; height: auto; } .bars { max-width: none; vertical-align: middle; }
details { border-top: 1px solid var(--grid); padding: .4rem 0; } summary { cursor: pointer; font-weight: 600; }
summary em { font-style: normal; font-weight: 400; margin-left: .6rem; }
audio { vertical-align: middle; height: 2rem; } .channels { columns: 2; } .evidence { color: var(--faint); font-size: .9em; }
@media print { @page { size: A4 landscape; margin: 12mm; } body { margin: 0; max-width: none; font-size: 10px; } h1, h2, .notes ul { margin: .2rem 0; }
  details { display: none; } .overview { break-before: page; } .overview svg { max-height: 130mm; } th, td { padding: .1rem .35rem; } }
";
