//! Folders: what was accepted, warned and refused, and why; a refused file changes nothing.

use std::fs;

use serde_json::Value;

use crate::program::Room;

fn room() -> Room {
    let room = Room::new();
    let folder = room.path("wild");
    fs::create_dir_all(folder.join("deep")).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    write("good ParametricEQ.txt", b"Preamp: -3 dB\nFilter 1: ON PK Fc 1000 Hz Gain 3 dB Q 1\n");
    write("deep/odd.txt", b"Filter 1: ON PK Fc 1000 Hz Gain 3 dB Q 1\nFilter 2: ON XX Fc 1 Hz\n");
    write("loud.txt", b"Preamp: 90 dB\nFilter 1: ON PK Fc 1000 Hz Gain 3 dB Q 1\n");
    write("archive.txt", b"PK\x03\x04\0\0\0\0");
    write("poem.txt", b"Shall I compare thee to a summer's day?\n");
    write("notes.md", b"not looked at");
    room
}

#[test]
fn a_folder_is_imported_with_a_report_of_every_file() {
    let room = room();
    let said = room.run("presets import wild --kind open-back --out presets --json");
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(said.err.contains("3 of 5 refused"), "{}", said.err);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    let by_file = |name: &str| {
        let mut rows = report.as_array().unwrap().iter();
        rows.find(|row| row["files"][0].as_str().unwrap().ends_with(name)).unwrap()
    };
    assert_eq!(by_file("good ParametricEQ.txt")["outcome"], "accepted");
    assert_eq!(by_file("good ParametricEQ.txt")["is"], "correction");
    assert_eq!(by_file("good ParametricEQ.txt")["id"], "good");
    let odd = by_file("deep/odd.txt");
    assert_eq!((&odd["outcome"], &odd["warnings"][0]["code"]), (&"warned".into(), &"W_TYPE".into()));
    assert_eq!(odd["warnings"][0]["line"], 2);
    for (name, code) in [("loud.txt", "E_GAIN_RANGE"), ("archive.txt", "E_BINARY"), ("poem.txt", "E_UNKNOWN")]
    {
        assert_eq!(by_file(name)["refusal"]["code"], code);
    }
    let mut made: Vec<_> = fs::read_dir(room.path("presets"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    made.sort();
    assert_eq!(made, ["good.toml", "odd.toml"]);
    let table = room.run("presets import wild --kind open-back --out presets").out;
    for row in ["accepted", "warned", "refused", "loud.txt:1: E_GAIN_RANGE: a gain of 90 dB"] {
        assert!(table.contains(row), "{row}: {table}");
    }
}

#[test]
fn a_refused_file_changes_nothing_and_says_file_line_and_reason_in_one_line() {
    let room = room();
    fs::write(room.path("mine.toml"), "precious").unwrap();
    let said = room.run("presets import wild/loud.txt --kind open-back --out mine.toml");
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(said.err.starts_with("foldback: wild/loud.txt:1: E_GAIN_RANGE"), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert_eq!(fs::read_to_string(room.path("mine.toml")).unwrap(), "precious");
    for (words, says) in [
        ("wild/none.txt --kind open-back", "wild/none.txt: cannot be read"),
        ("wild/poem.txt --kind wedgie", "--kind wedgie"),
        ("wild --kind open-back --out one.toml", "give a folder with --out"),
        ("wild/poem.txt --kind open-back --id Not-Plain", "not-plain"),
    ] {
        let said = room.run(&format!("presets import {words}"));
        assert_eq!(said.code, Some(1), "{words}");
        assert!(said.err.contains(says) && said.err.lines().count() == 1, "{words}: {}", said.err);
    }
}
