//! How loud the phones are: what the numbers come to, what is kept, and what is never taken for another output.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::program::{Room, Said};
use crate::refusal::{refused_by, room};

/// A home with two sound devices of ALSA's own that play to nowhere, and a config folder.
pub(crate) fn home() -> Room {
    let room = room();
    let device = |id: &str, name: &str| {
        format!("pcm.{id} {{ type null hint {{ show on description \"{name}\" }} }}\n")
    };
    fs::write(room.path(".asoundrc"), device("phones", "Test phones") + &device("other", "Other")).unwrap();
    room
}

fn command(room: &Room, words: &str) -> Command {
    let mut command = room.command(words);
    command.env("HOME", room.path("")).env("XDG_CONFIG_HOME", room.path("config"));
    command
}

fn run(room: &Room, words: &str) -> Said {
    Said::of(&command(room, words).output().unwrap())
}

pub(crate) fn fine(room: &Room, words: &str) -> Said {
    let said = run(room, words);
    assert_eq!(said.code, Some(0), "foldback {words}\n{}{}", said.out, said.err);
    said
}

fn json(room: &Room, words: &str) -> Value {
    serde_json::from_str(&fine(room, &format!("{words} --json")).out).unwrap()
}

pub(crate) fn refused(room: &Room, words: &str, says: &[&str]) {
    refused_by(room, command(room, words), 1, says);
}

pub(crate) const SHEET: &str = "calibrate sheet --phones sennheiser-hd-600 --interface interface-good";
const STORED: &str = "config/foldback/calibrations/sennheiser-hd-600-on-alsa-phones.toml";

/// The last snapshot of a short session, and what was said beside it.
pub(crate) fn session(room: &Room, options: &str) -> (Value, String) {
    let said = fine(room, &format!("live --input good.wav --ui none --duration 0.3 {options}"));
    (serde_json::from_str(said.out.lines().last().unwrap()).unwrap(), said.err)
}

#[test]
fn data_sheets_come_to_the_levels_of_the_oracle() {
    let room = home();
    for (db_per_v, ohms, volts, source, eardrum, dbu) in [
        (124.7, 17.0, 1.0, 0.9, 124.25, 1.77),
        (124.7, 17.0, 5.0, 120.0, 120.55, -1.93),
        (134.5, 9.0, 1.6, 10.0, 132.09, -0.19),
        (116.0, 45.0, 1.0, 0.9, 115.83, 2.05),
        (102.2, 300.0, 5.0, 1.0, 116.15, 16.17),
        (113.0, 64.0, 1.6, 10.0, 115.82, 5.04),
        (102.0, 250.0, 1.6, 10.0, 105.74, 5.96),
        (124.7, 17.0, 0.15, 0.0, 108.22, -14.26),
    ] {
        let words = format!(
            "calibrate sheet --sensitivity {db_per_v} --per v --at-hz 1000 --ohms {ohms} --volts {volts} \
             --source-ohms {source} --like reference"
        );
        let found = json(&room, &words);
        let number = |key: &str| found[key].as_f64().unwrap();
        assert!((number("eardrum_db_spl") - eardrum).abs() < 0.05, "{words}: {found:#}");
        assert!((number("dbu") - dbu).abs() < 0.05, "{words}: {found:#}");
        // A flat response in the diffuse field: 4.1 dB of ear at 1 kHz and nothing else.
        assert!((number("full_scale_db_spl") - (number("eardrum_db_spl") - 4.1)).abs() < 1e-9, "{found:#}");
        assert!((number("uncertainty_db") - 4.0).abs() < 0.01 && (number("margin_db") - 6.0).abs() < 0.01);
        let table = fine(&room, &words).out;
        assert!(table.contains(&format!("{:.2} dB SPL at 0 dBFS", number("eardrum_db_spl"))), "{table}");
        assert!(table.contains("99 dB SPL") || table.contains("less 6 dB"), "{table}");
    }
}

#[test]
fn a_reading_needs_no_terminal() {
    let room = home();
    let volts = "calibrate voltmeter --phones sennheiser-hd-600 --reading 0.4983 --like reference";
    let found = json(&room, volts);
    // 4.983 V at full scale, 102.23 dB/V, 4.1 dB of ear.
    assert!((found["full_scale_db_spl"].as_f64().unwrap() - 112.08).abs() < 0.01, "{found:#}");
    assert!((found["uncertainty_db"].as_f64().unwrap() - 3.0).abs() < 0.01, "{found:#}");
    let matched = "calibrate phone --coupling match --reading 75 --level -40 --like reference";
    assert!((json(&room, matched)["full_scale_db_spl"].as_f64().unwrap() - 115.0).abs() < 0.01);
    let tube = "calibrate phone --coupling tube --reading 75 --level -40 --like reference";
    let found = json(&room, tube);
    assert!((found["full_scale_db_spl"].as_f64().unwrap() - 112.9).abs() < 0.01, "2.1 dB of ear: {found:#}");
    assert!((found["uncertainty_db"].as_f64().unwrap() - 5.0).abs() < 0.01, "{found:#}");
    assert!(!room.path("config").exists(), "nothing is stored without an output");
}

#[test]
fn numbers_that_make_no_sense_are_refused_with_the_range() {
    let room = home();
    let other = "calibrate sheet --sensitivity 100 --per v --ohms 32 --volts 1";
    for (words, says) in [
        (format!("{other} --source-ohms nan"), ["--source-ohms NaN", "0 to 1000 ohm"]),
        (format!("{other} --source-ohms -1"), ["--source-ohms -1", "0 to 1000 ohm"]),
        (
            "calibrate sheet --sensitivity 100 --per v --ohms 0 --volts 1".into(),
            ["--ohms 0", "1 to 2000 ohm"],
        ),
        ("calibrate sheet --sensitivity inf --per v".into(), ["--sensitivity inf", "50 to 160 dB SPL"]),
        (format!("{SHEET} --volts 0").replace("--interface interface-good ", ""), ["--volts 0", "50 V"]),
        ("calibrate voltmeter --phones apple-earpods --reading -1".into(), ["--reading -1", "50 V"]),
        (
            "calibrate phone --coupling cup --reading 500 --level -20".into(),
            ["--reading 500", "30 to 120 dB SPL"],
        ),
        ("calibrate phone --coupling cup --reading 70 --level 3".into(), ["--level 3", "-90 to 0 dBFS"]),
        (
            "calibrate voltmeter --phones shure-se535 --reading 50".into(),
            ["full scale comes to", "outside 80 to 150"],
        ),
        ("calibrate sheet --phones shure-se251".into(), ["no phones `shure-se251`", "`shure-se215`"]),
        (format!("{SHEET}r"), ["no interface `interface-goodr`", "`interface-good`"]),
        (format!("{SHEET} --output quadraphonic"), ["quadraphonic", "foldback"]),
        (format!("{SHEET} --output alsa:phones --name My/Name"), ["`My/Name`", "a-z"]),
    ] {
        refused(&room, words.trim(), &says);
    }
}

#[test]
fn what_is_missing_is_named_where_there_is_nobody_to_ask() {
    let room = home();
    for (words, says) in [
        ("calibrate", "calibrate voltmeter"),
        ("calibrate sheet", "--phones or --sensitivity is missing"),
        ("calibrate sheet --sensitivity 100", "--per is missing"),
        ("calibrate sheet --sensitivity 100 --per v", "--ohms is missing"),
        ("calibrate sheet --phones akg-k701", "--interface or --volts is missing"),
        ("calibrate sheet --phones akg-k701 --volts 1", "--source-ohms is missing"),
        ("calibrate voltmeter --phones akg-k701", "--reading is missing"),
        ("calibrate phone", "--coupling is missing"),
        ("calibrate phone --coupling cup", "--reading is missing"),
        ("calibrate phone --coupling cup --reading 70", "--level is missing"),
    ] {
        refused(&room, words, &[says]);
    }
}

#[test]
fn a_calibration_is_kept_listed_and_forgotten() {
    let room = home();
    assert!(fine(&room, "calibrate list").out.contains("no calibration yet"));
    let said = fine(&room, &format!("{SHEET} --output alsa:phones"));
    assert!(said.out.contains("as `sennheiser-hd-600-on-alsa-phones`"), "{}", said.out);
    let text = fs::read_to_string(room.path(STORED)).unwrap();
    for line in ["method = \"sheet\"", "id = \"alsa:phones\"", "channels = [1, 2]", "uncertainty_db = 4.0"] {
        assert!(text.contains(line), "no {line} in\n{text}");
    }
    let list = json(&room, "calibrate list");
    assert_eq!(list[0]["name"], "sennheiser-hd-600-on-alsa-phones");
    // 116.18 dB SPL at the eardrum at 1 kHz, less 4.1, and 2.5 dB more at 80 Hz for the class.
    assert!((list[0]["full_scale_db_spl"].as_f64().unwrap() - 114.58).abs() < 0.02, "{list:#}");
    assert!(fine(&room, "calibrate list").out.contains("114.6 dB SPL"));
    // Made again, it is replaced; for another output it is not.
    fine(&room, &format!("{SHEET} --output alsa:phones"));
    let name = "--name sennheiser-hd-600-on-alsa-phones";
    refused(&room, &format!("{SHEET} --output alsa:other {name}"), &["another output", "--name"]);
    assert_eq!(fs::read_to_string(room.path(STORED)).unwrap(), text);
    refused(
        &room,
        "calibrate remove nobody",
        &["no calibration `nobody`", "sennheiser-hd-600-on-alsa-phones"],
    );
    fine(&room, "calibrate remove sennheiser-hd-600-on-alsa-phones");
    assert!(!room.path(STORED).exists());
}

#[test]
fn live_takes_the_calibration_of_its_own_output_and_says_so() {
    let room = home();
    fine(&room, &format!("{SHEET} --output alsa:phones"));
    let (snapshot, err) = session(&room, "--output alsa:phones");
    let played = &snapshot["played"];
    assert_eq!(played["calibrated"], true, "{played:#}");
    assert!((played["full_scale_db_spl"].as_f64().unwrap() - 114.58).abs() < 0.02, "{played:#}");
    assert!((played["ceiling_db_spl"].as_f64().unwrap() - 99.0).abs() < 1e-9, "105 less 6: {played:#}");
    let text = played["calibration"].as_str().unwrap();
    assert!(text.starts_with("Sennheiser HD 600 on Test phones, 20") && text.ends_with("±4 dB"), "{text}");
    assert!(err.contains(&format!("calibrated: {text}")), "{err}");
    // A full scale that is given overrides it.
    let (snapshot, _) = session(&room, "--output alsa:phones --full-scale 110");
    assert_eq!(snapshot["played"]["full_scale_db_spl"], 110.0);
    assert_eq!(snapshot["played"]["calibration"], Value::Null);
    assert_eq!(snapshot["played"]["ceiling_db_spl"], 105.0);
}

#[test]
fn a_calibration_is_never_taken_for_another_output() {
    let room = home();
    fine(&room, &format!("{SHEET} --output alsa:phones --name mine"));
    for output in ["alsa:other", "alsa:phones --out-channels 3,4", "null"] {
        let (snapshot, err) = session(&room, &format!("--output {output}"));
        assert_eq!(snapshot["played"]["calibrated"], false, "{output}");
        assert_eq!(snapshot["played"]["full_scale_db_spl"], 120.0, "{output}");
        assert!(!err.contains("calibrated:"), "{err}");
        let words = format!("live --input good.wav --ui none --output {output} --calibration mine");
        refused(&room, &words, &["--calibration mine"]);
    }
    let (snapshot, _) = session(&room, "--output alsa:phones --calibration mine");
    assert_eq!(snapshot["played"]["calibrated"], true);
    let words = "live --input good.wav --ui none --output alsa:phones --calibration nobody";
    refused(&room, words, &["no calibration `nobody`", "mine"]);
}

#[test]
fn of_several_none_is_taken_unless_it_is_named() {
    let room = home();
    fine(&room, &format!("{SHEET} --output alsa:phones --name one"));
    fine(&room, &format!("{SHEET} --output alsa:phones --name two"));
    let (snapshot, err) = session(&room, "--output alsa:phones");
    assert_eq!(snapshot["played"]["calibrated"], false);
    assert!(err.contains("several calibrations") && err.contains("one, two"), "{err}");
    assert!(snapshot["notice"].as_str().unwrap().contains("--calibration NAME"), "{snapshot:#}");
    let (snapshot, _) = session(&room, "--output alsa:phones --calibration two");
    assert_eq!(snapshot["played"]["calibrated"], true);
}

#[test]
fn a_broken_calibration_is_named_with_its_line_and_stands_in_nobodys_way() {
    let room = home();
    fine(&room, &format!("{SHEET} --output alsa:phones"));
    let text = fs::read_to_string(room.path(STORED)).unwrap();
    let line = 1 + text.lines().position(|line| line.starts_with("full_scale_db_spl")).unwrap();
    fs::write(room.path(STORED), text.replace("full_scale_db_spl = ", "full_scale_db_spl = 9")).unwrap();
    let wrong =
        format!("sennheiser-hd-600-on-alsa-phones.toml:{line}: full_scale_db_spl 9114.58 is out of range");
    let (snapshot, err) = session(&room, "--output alsa:phones");
    assert_eq!(snapshot["played"]["calibrated"], false);
    assert!(err.contains(&wrong), "{err}");
    assert!(fine(&room, "calibrate list").err.contains(&wrong));
    let words =
        "live --input good.wav --ui none --output alsa:phones --calibration sennheiser-hd-600-on-alsa-phones";
    refused(&room, words, &[&wrong]);
    fine(&room, "calibrate remove sennheiser-hd-600-on-alsa-phones");
}
