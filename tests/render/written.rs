//! What is written beside the sound: the report, and the line that warns of pascals.

use serde_json::Value;

use crate::program::Room;
use crate::report::{self, number};
use crate::sound::{noise, write};

const EAR: &str = "laeq_db lceq_db lcpeak_db lafmax_db monitor_laeq_db ambience_laeq_db";
const RULES: &str = "niosh osha eu who";
const OCTAVES_HZ: [f64; 10] = [31.5, 63.0, 125.0, 250.0, 500.0, 1e3, 2e3, 4e3, 8e3, 16e3];

fn rendered(words: &str) -> Value {
    let room = Room::new();
    write(&room.path("in.wav"), 48_000, &[noise(1, 96_000, 0.2)]);
    room.fine(&format!("render in.wav --out out.wav --report r.json {words}"));
    assert_eq!(room.names(), ["in.wav", "out.wav", "r.json"]);
    report::read(&room.path("r.json"))
}

#[test]
fn the_report_has_every_field_of_the_contract() {
    let report = rendered("--device one-ear-out --seed 42 --ceiling 100 --full-scale 115");
    for side in ["left", "right"] {
        for field in EAR.split_whitespace() {
            let pointer = format!("/ear/{side}/{field}");
            // The open ear has no driver: no level at all, which is what `null` says.
            if side == "right" && field == "monitor_laeq_db" {
                assert_eq!(report.pointer(&pointer), Some(&Value::Null), "{pointer}");
                continue;
            }
            let level = number(&report, &pointer);
            assert!((20.0..150.0).contains(&level), "{pointer} is {level}");
        }
        for (n, hz) in OCTAVES_HZ.into_iter().enumerate() {
            assert!((number(&report, &format!("/ear/{side}/octaves/{n}/band_hz")) - hz).abs() < 1e-9);
            assert!((0.0..140.0).contains(&number(&report, &format!("/ear/{side}/octaves/{n}/leq_db"))));
        }
        for rule in RULES.split_whitespace() {
            let dose = format!("/ear/{side}/dose/{rule}");
            assert!(number(&report, &format!("{dose}/percent")) >= 0.0);
            assert!(report.pointer(&format!("{dose}/allowed_minutes")).is_some(), "{dose}");
        }
        let device = &report["devices"][side];
        assert_eq!(device["id"], if side == "left" { "iem-foam" } else { "open-ear" });
        for part in ["response", "isolation", "occlusion", "latency", "leakage"] {
            let evidence = &device[part]["evidence"];
            assert!(evidence["kind"].is_string() && evidence["source"].is_string(), "{side} {part}");
        }
    }
    assert_eq!(report["stage"]["id"], "vocal-with-wedges");
    assert!(report["stage"]["levels"]["evidence"]["kind"].is_string());
    for field in ["max_reduction_db", "true_peak_db_spl", "ceiling_db_spl", "ceiling_dbfs"] {
        number(&report, &format!("/limiter/{field}"));
    }
    assert!((number(&report, "/limiter/ceiling_db_spl") - 100.0).abs() < 1e-9);
    // A sample of 1.0 is 3.01 dB over full scale: 100 - 115 - 3.01.
    assert!((number(&report, "/limiter/ceiling_dbfs") + 18.01).abs() < 0.001);
    // 75 dBA less the louder of 104 dBA on the stage and 106 - 18 dB SPL of programme.
    assert!((number(&report, "/playback/scale_db") + 29.0).abs() < 0.1, "{}", report["playback"]);
    assert_eq!(report["playback"]["calibrated"], true);
    assert!(number(&report, "/latency_frames") > 0.0);
    // A file has no buffers: what is left is the look-ahead and the device, the later ear.
    let ms = ["left", "right"].map(|ear| number(&report, &format!("/devices/{ear}/latency/ms")));
    let frames = number(&report, "/latency_frames") + 48.0 * ms[0].max(ms[1]);
    assert_eq!(report["latency"]["parts"][0]["part"], "look-ahead");
    assert!((number(&report, "/latency/frames") - frames).abs() < 1e-6, "{}", report["latency"]);
    assert_eq!((&report["rate_hz"], &report["seed"]), (&48_000.into(), &42.into()));
    assert!((number(&report, "/seconds") - 2.0).abs() < 1e-9);
    assert_eq!(report["faults"], 0);
}

/// NIOSH 98-126: 85 dBA for 8 h, halved every 3 dB. 94 dBA is allowed for 1 h, of which 15 s use 1/240.
#[test]
fn the_dose_of_a_tone_is_that_of_niosh_98_126() {
    let room = Room::new();
    let tone = crate::sound::sine(1000.0, 44_100, 15.0);
    write(&room.path("tone.wav"), 44_100, &[tone]);
    room.fine("render tone.wav --out o.wav --device reference --stage none --level 94 --report r.json");
    let report = report::read(&room.path("r.json"));
    let niosh = |field: &str| number(&report, &format!("/ear/left/dose/niosh/{field}"));
    assert!((niosh("allowed_minutes") - 60.0).abs() < 0.2, "{}", niosh("allowed_minutes"));
    assert!((niosh("percent") - 100.0 / 240.0).abs() < 0.002, "{}", niosh("percent"));
}

#[test]
fn only_what_may_be_played_comes_without_a_warning() {
    let room = Room::new();
    write(&room.path("in.wav"), 48_000, &[noise(1, 4_800, 0.2)]);
    assert_eq!(room.fine("render in.wav --out out.wav").err, "");
    for tap in ["ear", "monitor", "ambience", "voice"] {
        let said = room.fine(&format!("render in.wav --out out.wav --tap {tap}"));
        assert!(said.err.contains("out.wav") && said.err.contains("pascals"), "{tap}: {}", said.err);
        assert_eq!(said.err.lines().count(), 1, "{tap}: {}", said.err);
    }
}

/// Samples that are no numbers are silence, and counted.
#[test]
fn nan_and_infinity_are_silence_and_are_counted() {
    let room = Room::new();
    let mut broken = noise(1, 48_000, 0.2);
    let mut mended = broken.clone();
    for (n, bad) in [(100, f64::NAN), (20_000, f64::INFINITY), (20_001, f64::NEG_INFINITY)] {
        (broken[n], mended[n]) = (bad, 0.0);
    }
    write(&room.path("broken.wav"), 48_000, &[broken]);
    write(&room.path("mended.wav"), 48_000, &[mended]);
    let faults = ["broken", "mended"].map(|name| {
        room.fine(&format!("render {name}.wav --out {name}-out.wav --report r.json"));
        report::read(&room.path("r.json"))["faults"].as_u64()
    });
    assert_eq!(faults, [Some(3), Some(0)]);
    let [broken, mended] =
        ["broken", "mended"].map(|name| crate::sound::Sound::read(&room.path(&format!("{name}-out.wav"))));
    assert!(broken.frames == mended.frames, "a hole in a file is a hole, nothing more");
}
