//! Numbers and ids outside what there is.

use crate::refusal::{refused, room};

const RENDER: &str = "render good.wav --out out.wav --report r.json";
const LIVE: &str = "live --input good.wav --output out.wav --ui none";

#[test]
fn a_number_out_of_its_range_is_refused_with_the_range() {
    let room = room();
    for (option, says) in [
        ("--rate 8000", ["8000", "44"]),
        ("--rate 44099", ["44099", "44"]),
        ("--rate 384000", ["384000", "192"]),
        ("--seal 200", ["--seal 200", "0 to 100"]),
        ("--seal=-1", ["--seal -1", "0 to 100"]),
        ("--seal nan", ["--seal NaN", "0 to 100"]),
        ("--level 500", ["--level 500", "40 to 140 dB SPL"]),
        ("--level nan", ["--level NaN", "40 to 140 dB SPL"]),
        ("--level -5", ["--level -5", "40 to 140 dB SPL"]),
        ("--ceiling 130", ["--ceiling 130", "60 to 118 dB SPL"]),
        ("--ceiling inf", ["--ceiling inf", "60 to 118 dB SPL"]),
        ("--cap 101", ["--cap 101", "60 to 100 dBA"]),
        ("--cap nan", ["--cap NaN", "60 to 100 dBA"]),
        ("--full-scale 20", ["--full-scale 20", "80 to 150 dB SPL"]),
        ("--stage-level 200", ["--stage-level 200", "30 to 130 dBA"]),
        ("--stage none --stage-level 90", ["--stage-level", "none"]),
        ("--own-voice 0", ["--own-voice 0", "from 1"]),
        ("--own-voice 2", ["channel 2", "has 1"]),
    ] {
        for door in [RENDER, LIVE] {
            refused(&room, &format!("{door} {option}"), 1, &says);
        }
    }
    for (option, says) in [
        ("--buffer 0", "--buffer 0"),
        ("--duration 0", "--duration 0"),
        ("--duration -3", "--duration -3"),
        ("--duration nan", "--duration NaN"),
        ("--in-channels 1", "--in-channels"),
        ("--out-channels 1", "--out-channels 1"),
        ("--out-channels 0,1", "from 1"),
    ] {
        refused(&room, &format!("{LIVE} {option}"), 1, &[says]);
    }
    refused(&room, "live --input good.wav --output out.wav --ui web", 1, &["--ui web", "`none`"]);
}

#[test]
fn an_unknown_id_is_refused_and_the_nearest_are_offered() {
    let room = room();
    for (option, says) in [
        ("--device iem-foma", ["no device `iem-foma`", "did you mean `iem-foam`"]),
        ("--left ear-bud", ["no device `ear-bud`", "`earbud`"]),
        ("--right theremin", ["no device `theremin`", "`foldback presets` lists them"]),
        ("--stage vocal-wedges", ["no stage `vocal-wedges`", "`vocal-with-wedges`"]),
        ("--stage moon", ["no stage `moon`", "`foldback stages` lists them"]),
        ("--device gone.toml", ["gone.toml", "cannot be read"]),
    ] {
        for door in [RENDER, LIVE] {
            refused(&room, &format!("{door} {option}"), 1, &says);
        }
    }
    refused(&room, &format!("{LIVE} --against erbud"), 1, &["did you mean `earbud`"]);
    refused(&room, "presets show iem-foma", 1, &["did you mean `iem-foam`"]);
    refused(&room, "stages show drumer-at-kit", 1, &["did you mean `drummer-at-kit`"]);
}

#[test]
fn a_device_that_is_not_there_is_refused() {
    let room = room();
    refused(
        &room,
        "live --input good.wav --host quadraphonic --output speakers --ui none",
        1,
        &["`quadraphonic`"],
    );
    refused(&room, "live --input no-such-microphone --output out.wav --ui none", 1, &["no-such-microphone"]);
}

/// Usage errors are the parser's: status 2, on stderr, pointing at the option.
#[test]
fn a_word_that_nobody_knows_is_a_usage_error() {
    let room = room();
    for (words, says) in [
        ("sing", "sing"),
        ("render", "INPUT"),
        ("render good.wav", "--out"),
        ("render good.wav --out out.wav --loudness maybe", "maybe"),
        ("render good.wav --out out.wav --tap nose", "nose"),
        ("render good.wav --out out.wav --block 0", "--block"),
        ("render good.wav --out out.wav --level loud", "loud"),
        ("render good.wav --out out.wav --seed -1", "-1"),
        ("live --wobble", "--wobble"),
        ("presets show", "ID"),
        ("presets check", "FILES"),
    ] {
        let said = room.run(words);
        assert_eq!(said.code, Some(2), "{words}: {}", said.err);
        assert!(said.out.is_empty() && said.err.contains(says), "{words}: {}", said.err);
        assert_eq!(room.names(), ["good.wav"], "{words}");
    }
}
