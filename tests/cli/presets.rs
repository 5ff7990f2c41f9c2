//! Presets of one's own: used by their file name, checked, refused with file and line.

use std::fs;
use std::path::PathBuf;

use crate::program::Room;
use crate::refusal::{refused, room};

fn shipped(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/presets")).join(path)
}

/// Writes a shipped device as `name`, with one piece replaced; returns the line of that piece.
fn changed(room: &Room, name: &str, preset: &str, old: &str, new: &str) -> usize {
    let text = fs::read_to_string(shipped(preset)).unwrap();
    let at = text.find(old).unwrap_or_else(|| panic!("no `{old}` in {preset}"));
    fs::write(room.path(name), text.replacen(old, new, 1)).unwrap();
    text[..at].matches('\n').count() + 1
}

#[test]
fn a_bad_device_is_refused_with_file_line_reason_and_mend_wherever_it_is_named() {
    let room = room();
    for (old, new, says) in [
        ("q = ", "q = -", "q -"),
        ("gain_db = ", "gain_db = nan, was = ", "`was`"),
        (
            "gain_db = ",
            "gain_db = nan, q = 1 } , { type = \"PK\", freq_hz = 99, gain_db = ",
            "NaN is not a finite",
        ),
        ("gain_db = ", "gian_db = ", "unknown key `gian_db`: did you mean `gain_db`?"),
        ("format = 1", "format = 99", "format 99"),
        ("[latency]", "[latence]", "unknown key `latence`: did you mean `latency`?"),
        ("ms = ", "ms = oops", "not TOML"),
    ] {
        let line = changed(&room, "mine.toml", "devices/drummer-isolation.toml", old, new);
        let place = format!("mine.toml:{line}: ");
        for words in [
            "render good.wav --out out.wav --device mine.toml",
            "live --input good.wav --output out.wav --ui none --left mine.toml",
            "presets show mine.toml",
        ] {
            refused(&room, words, 1, &[&place]);
        }
        let said = room.run("presets check mine.toml");
        assert_eq!(said.code, Some(1));
        assert!(said.err.starts_with(&place) && said.err.contains(says), "{says}: {}", said.err);
    }
}

#[test]
fn a_bad_stage_is_refused_with_file_and_line() {
    let room = room();
    for (old, new) in [("laeq_db = ", "laeq_db = nan #"), ("[levels]", "[levles]"), ("sd_db = ", "sd_db = -")]
    {
        let line = changed(&room, "mine.toml", "stages/orchestra-pit.toml", old, new);
        let place = format!("mine.toml:{line}: ");
        refused(&room, "render good.wav --out out.wav --stage mine.toml", 1, &[&place]);
        refused(&room, "stages show mine.toml", 1, &[&place]);
        assert!(
            room.run("presets check mine.toml").err.contains(&place),
            "{}",
            room.run("presets check mine.toml").err
        );
    }
}

#[test]
fn a_good_file_is_a_device_or_a_stage_under_its_own_name() {
    let room = room();
    fs::copy(shipped("devices/earbud.toml"), room.path("mine.toml")).unwrap();
    fs::copy(shipped("stages/crowd-roar.toml"), room.path("pit.toml")).unwrap();
    for (own, id) in [("mine.toml", "earbud"), ("iem-foam", "iem-foam")] {
        room.fine(&format!("render good.wav --out a.wav --tap ear --device {own} --stage pit.toml"));
        room.fine(&format!("render good.wav --out b.wav --tap ear --device {id} --stage crowd-roar"));
        assert!(fs::read(room.path("a.wav")).unwrap() == fs::read(room.path("b.wav")).unwrap(), "{own}");
    }
}

#[test]
fn a_check_says_what_every_file_is_and_counts_the_bad_ones() {
    let room = Room::new();
    for name in ["earbud", "one-ear-out"] {
        fs::copy(shipped(&format!("devices/{name}.toml")), room.path(&format!("{name}.toml"))).unwrap();
    }
    fs::copy(shipped("stages/crowd-roar.toml"), room.path("pit.toml")).unwrap();
    let good = room.fine("presets check earbud.toml one-ear-out.toml pit.toml");
    assert_eq!(good.out.lines().count(), 3, "{}", good.out);
    for (line, says) in good.out.lines().zip(["device `earbud`", "`one-ear-out`", "stage `crowd-roar`"]) {
        assert!(line.contains(says), "{line}");
    }
    fs::write(room.path("empty.toml"), "").unwrap();
    let mixed = room.run("presets check earbud.toml empty.toml gone.toml");
    assert_eq!((mixed.code, mixed.out.lines().count()), (Some(1), 1), "{}{}", mixed.out, mixed.err);
    let lines: Vec<_> = mixed.err.lines().collect();
    assert!(lines[0].starts_with("empty.toml:1: ") && lines[1].starts_with("gone.toml: "), "{}", mixed.err);
    assert!(lines[2].contains("2 of 3 files refused") && lines.len() == 3, "{}", mixed.err);
}

#[test]
fn every_shipped_file_passes_the_check() {
    let room = Room::new();
    let folder = |name: &str| fs::read_dir(shipped(name)).unwrap().map(|entry| entry.unwrap().path());
    let toml = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "toml");
    let files: Vec<_> = folder("devices").chain(folder("stages")).filter(toml).collect();
    let said = crate::program::Said::of(&room.command("presets check").args(&files).output().unwrap());
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert_eq!(said.out.lines().count(), files.len());
}
