//! Plots: drawn for people, listed for programs, written whole or not at all.

use std::fs;

use serde_json::Value;

use crate::program::Room;
use crate::refusal::{refused, room};

fn json(room: &Room, words: &str) -> Value {
    serde_json::from_str(&room.fine(words).out).unwrap()
}

/// The value of a list at the frequency nearest to this.
fn at(listing: &Value, list: &Value, hz: f64) -> f64 {
    let all = listing["hz"].as_array().unwrap().iter().map(|f| f.as_f64().unwrap());
    let apart = |f: f64| (f / hz).ln().abs();
    let (nearest, _) = all.enumerate().min_by(|(_, a), (_, b)| apart(*a).total_cmp(&apart(*b))).unwrap();
    list[nearest].as_f64().unwrap()
}

#[test]
fn a_terminal_of_80_columns_gets_three_panels_a_legend_and_the_evidence() {
    let text = Room::new().fine("presets plot iem-foam earbud").out;
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    for panel in ["Response: dB re diffuse field", "What is left of the stage: dB re", "Occlusion: "] {
        assert_eq!(text.matches(panel).count(), 1, "{panel}\n{text}");
    }
    assert_eq!(text.matches("a = iem-foam, b = earbud").count(), 3, "{text}");
    for says in ["iem-foam: class-average ±3.5 dB: ", "earbud: estimated ±6 dB: ", "31.5", "16k", "Hz"] {
        assert!(text.contains(says), "{says}\n{text}");
    }
    assert!(text.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)), "{text}");
}

#[test]
fn every_device_and_stage_can_be_plotted() {
    let room = Room::new();
    for (word, list) in [("presets", json(&room, "presets --json")), ("stages", json(&room, "stages --json"))]
    {
        for id in list.as_array().unwrap().iter().map(|preset| preset["id"].as_str().unwrap()) {
            if id == "none" {
                refused(&room, "stages plot none", 1, &["`none` is silent"]);
                continue;
            }
            let text = room.fine(&format!("{word} plot {id}")).out;
            assert!(
                text.contains("±") || text.contains("spread") || text.contains("by definition"),
                "{text}"
            );
            let broken = ["NaN", "inf", "-inf", "\u{2212}inf"];
            assert!(!text.split([' ', '┤', '\n']).any(|word| broken.contains(&word)), "{text}");
        }
    }
}

#[test]
fn numbers_are_those_of_the_preset_and_the_leak() {
    let room = Room::new();
    let tight = json(&room, "presets plot iem-silicone --json");
    let device = &tight["devices"][0];
    assert_eq!((device["id"].as_str(), device["seal_pct"].as_f64()), (Some("iem-silicone"), Some(100.0)));
    assert_eq!(device["transmission"]["evidence"]["kind"], "estimated");
    // Preset: +8.8 dB at 100 Hz, 16 dB of isolation at 250 Hz, 21 dB of occlusion there.
    assert!((at(&tight, &device["response"]["db"], 100.0) - 8.8).abs() < 0.2);
    assert!((at(&tight, &device["transmission"]["db"], 251.2) + 16.0).abs() < 0.2);
    assert!((at(&tight, &device["occlusion"]["db"], 251.2) - 21.0).abs() < 0.3);
    assert!((at(&tight, &device["transmission"]["spread_db"], 1000.0) - 5.5).abs() < 0.1);
    // A heavy leak: Hs -13.7 dB at 125 Hz, isolation -0.3 dB there.
    let loose = json(&room, "presets plot iem-silicone --seal 25 --json");
    let leaking = &loose["devices"][0];
    assert_eq!(leaking["seal_pct"], 25.0);
    let fall =
        |hz: f64| at(&tight, &device["response"]["db"], hz) - at(&loose, &leaking["response"]["db"], hz);
    assert!((fall(125.0) - 13.7).abs() < 0.5, "{}", fall(125.0));
    assert!((at(&loose, &leaking["transmission"]["db"], 125.0) - 0.33).abs() < 0.1);
    let open = json(&room, "presets plot one-ear-out --json");
    assert_eq!(open["devices"][1]["name"], "right: open-ear");
    assert!(open["devices"][1]["response"]["db"][0].is_null(), "no driver");
    let stage = json(&room, "stages plot vocal-with-wedges --json");
    assert_eq!((stage["laeq_db"].as_f64(), stage["leq_db"][5].as_f64()), (Some(104.0), Some(99.5)));
    assert!((stage["a_weighted_db"][0].as_f64().unwrap() - (87.5 - 39.4)).abs() < 0.1);
}

#[test]
fn pictures_are_written_by_their_ending_and_whole() {
    let room = Room::new();
    let said = room.fine("presets plot iem-foam earbud one-ear-out --seal 50 --out a.svg");
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", ""));
    let svg = fs::read_to_string(room.path("a.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    for name in [">iem-foam<", ">earbud<", ">left: iem-foam<", ">right: open-ear<"] {
        assert!(svg.contains(name), "{name}");
    }
    assert!(!svg.contains("<polygon"), "bands would cover each other");
    room.fine("presets plot iem-foam --out one.svg");
    assert_eq!(fs::read_to_string(room.path("one.svg")).unwrap().matches("<polygon").count(), 3);
    room.fine("stages plot crowd-roar --out b.PNG");
    room.fine("presets plot wedge --out c.png --json");
    for name in ["b.PNG", "c.png"] {
        assert!(fs::read(room.path(name)).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"), "{name}");
    }
    assert_eq!(room.names(), ["a.svg", "b.PNG", "c.png", "one.svg"]);
}

#[test]
fn what_cannot_be_plotted_is_refused_in_one_line_and_leaves_nothing_behind() {
    let room = room();
    for (words, says) in [
        ("presets plot iem-foma --out a.svg", "did you mean `iem-foam`"),
        ("stages plot crowd-rore --out a.svg", "did you mean `crowd-roar`"),
        ("presets plot iem-foam --seal 101", "--seal 101: give 0 to 100 percent"),
        ("presets plot iem-foam --seal -1", "--seal -1: give 0 to 100 percent"),
        ("presets plot iem-foam --out a.gif", "end it in .svg or .png"),
        ("stages plot crowd-roar --out plot", "end it in .svg or .png"),
        ("presets plot iem-foam --out gone/a.svg", "gone/a.svg"),
        ("stages plot crowd-roar --out gone/a.png", "gone/a.png"),
        ("presets plot mine.toml", "mine.toml"),
        ("presets plot earbud earbud earbud earbud earbud earbud earbud one-ear-out", "9 curves: 8 at most"),
    ] {
        refused(&room, words, 1, &[says]);
    }
    refused_usage(&room, "presets plot");
}

/// A wrong call: status 2, and how it is called.
fn refused_usage(room: &Room, words: &str) {
    let said = room.run(words);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.err);
    assert!(said.err.contains("Usage: foldback presets plot"), "{}", said.err);
}
