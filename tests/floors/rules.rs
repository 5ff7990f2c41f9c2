//! The rules of the house: what a file of each layer may name.

use crate::paths::{Named, paths};

/// The layers from the ground up. A layer names itself and those of a lower floor; neighbours on one floor never
/// name each other.
const FLOORS: [(&str, u8); 11] = [
    ("units", 0),
    ("dsp", 1),
    ("acoustics", 1),
    ("preset", 1),
    ("engine", 2),
    ("io", 3),
    ("control", 4),
    ("ui", 5),
    ("cli", 6),
    ("lib", 7),
    ("main", 7),
];

/// Crates and names that belong to certain rooms: the name, the path prefixes that may use it, and why.
const ROOMS: [(&str, &[&str], &str); 11] = [
    ("cpal", &["io"], "sound devices hide behind io's own trait"),
    ("midir", &["io"], "MIDI ports hide behind io"),
    ("dasp", &["io"], "sample formats exist only at the devices"),
    ("ringbuf", &["engine/link.rs", "io"], "the rings are engine's link and io's streams"),
    ("crossbeam_channel", &["io", "control", "ui", "cli", "main.rs"], "channels stay above the audio plane"),
    ("toml", &["preset"], "presets alone are parsed from TOML"),
    ("Deserialize", &["preset"], "presets alone are parsed"),
    ("DeserializeOwned", &["preset"], "presets alone are parsed"),
    ("anyhow", &["main.rs", "cli", "ui"], "errors below the program's edge are typed"),
    (
        "Instant",
        &["engine/doorway.rs", "io", "control", "ui", "cli", "main.rs"],
        "the doorway alone reads the clock",
    ),
    ("SystemTime", &["io", "control", "ui", "cli", "main.rs"], "the audio plane knows no wall clock"),
];

/// Module names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 10] =
    ["util", "utils", "common", "commons", "helper", "helpers", "manager", "managers", "misc", "shared"];

/// Lines of the longest file, tests included.
const MAX_LINES: usize = 300;

/// What is wrong with the imports of a source; `file` is its path below `src/`, such as `dsp/biquad.rs`.
pub(crate) fn imports(file: &str, source: &str) -> Vec<String> {
    let named = paths(source);
    let upward = named.iter().filter_map(|n| floor(file, n).map(|reason| (n, reason)));
    let rooms = named.iter().filter_map(|n| room(file, n).map(move |reason| (n, reason)));
    upward
        .chain(rooms)
        .map(|(n, why)| format!("{file}:{}: {}: {why}", n.line, n.segments.join("::")))
        .collect()
}

/// What is wrong with a file's length or name; `file` is any path.
pub(crate) fn shape(file: &str, source: &str) -> Vec<String> {
    let lines = source.lines().count();
    let long =
        (lines > MAX_LINES).then(|| format!("{file}: {lines} lines, {MAX_LINES} at most: split it by noun"));
    let empty = file
        .trim_end_matches(".rs")
        .split('/')
        .find(|part| EMPTY_NAMES.contains(part))
        .map(|part| format!("{file}: `{part}` names nothing: name the file for its subject"));
    long.into_iter().chain(empty).collect()
}

/// The layer of a file: its first folder, or its own name at the top.
fn layer(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn height(layer: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == layer).map(|(_, height)| *height)
}

/// Why a path leads to a floor it may not reach, if it does.
fn floor(file: &str, named: &Named) -> Option<String> {
    let (own, target) = (layer(file), target(file, named)?);
    let Some(mine) = height(own) else {
        return Some(format!("`{own}` is on no floor: give it one in FLOORS"));
    };
    match height(target) {
        None if target == ROOT => Some("the whole crate is no layer: name the layer".to_owned()),
        None => Some(format!("`{target}` is on no floor: name the layer that owns it")),
        Some(theirs) if target != own && theirs >= mine => {
            Some(format!("`{own}` may not name `{target}`: imports go downwards only"))
        }
        Some(_) => None,
    }
}

/// What a path names when it stops at the crate's root.
const ROOT: &str = "*";

/// The layer that a path enters from the crate's root; none if it does not come from there.
fn target<'a>(file: &str, named: &'a Named) -> Option<&'a str> {
    let is_visibility = matches!(named.after.as_str(), "(" | "extern") && named.segments.len() == 1;
    let up = named.segments.iter().take_while(|s| *s == "super").count();
    let start = match named.segments.first()?.as_str() {
        _ if is_visibility => return None,
        "crate" => 1,
        "foldback" if named.segments.len() > 1 || named.after == "use" => 1,
        "super" if up >= depth(file) + named.inline_depth => up,
        _ => return None,
    };
    Some(named.segments.get(start).map_or(ROOT, |s| if s == "self" { ROOT } else { s }))
}

/// Steps from a file's module to the crate's root: `dsp/mod.rs` and `units.rs` 1, `dsp/biquad.rs` 2.
fn depth(file: &str) -> usize {
    let steps = file.split('/').count();
    let is_own_folder = file.ends_with("/mod.rs") || matches!(file, "lib.rs" | "main.rs");
    steps - usize::from(is_own_folder)
}

/// Why a path names something that another room keeps, once per rule.
fn room(file: &str, named: &Named) -> Option<String> {
    ROOMS
        .iter()
        .find(|(name, rooms, _)| names(named, name) && !rooms.iter().any(|r| within(file, r)))
        .map(|(name, rooms, why)| format!("`{name}` is for {} only: {why}", rooms.join(", ")))
}

/// A crate (lower case) is named by a path's head, a type by any part of it.
fn names(named: &Named, name: &str) -> bool {
    if name.starts_with(char::is_uppercase) {
        return named.segments.iter().any(|s| s == name);
    }
    let is_import = matches!(named.after.as_str(), "use" | "crate");
    named.segments.first().is_some_and(|s| s == name) && (is_import || named.segments.len() > 1)
}

fn within(file: &str, room: &str) -> bool {
    file == room
        || file.strip_suffix(".rs") == Some(room)
        || file.strip_prefix(room).is_some_and(|r| r.starts_with('/'))
}
