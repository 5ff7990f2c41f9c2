//! Kept sessions: there and back again, and what is refused.

use super::*;
use crate::preset::{MidiAction, MidiBinding, MidiPlace, MidiTrigger};

const KNOBS: [(&str, Bounds); 2] = [
    ("level", Bounds { from: 40.0, to: 140.0, unit: "dB SPL" }),
    ("stage-level", Bounds { from: 30.0, to: 130.0, unit: "dBA" }),
];
const WORDS: SessionWords<'_> = SessionWords {
    knobs: &KNOBS,
    rules: &["equal-drive", "as-turned-up"],
    device: &|word: &str| if word == "earbut" { Err(unknown(word)) } else { Ok(()) },
    stage: &|_: &str| Ok(()),
};

fn unknown(word: &str) -> PresetError {
    PresetError::unknown("device", word, &["earbud"], "presets")
}

fn sample() -> SavedSession {
    let strip = |name: &str, gain_db| {
        let (name, pan) = (name.to_owned(), -20.0);
        SavedStrip { name, gain_db, pan, mute: false, solo: true, inverted: false, voice: true }
    };
    let slot = |device: &str, seal| SavedSlot {
        device: device.into(),
        seal_left_pct: seal,
        seal_right_pct: None,
        drive_db: Some(-3.25),
    };
    SavedSession {
        format: FORMAT,
        heard: SavedPlace::B,
        muted: true,
        loudness: true,
        seed: u64::MAX.to_string(),
        level_rule: "as-turned-up".into(),
        margin_db: 10.0,
        full_scale_given: false,
        ceiling_margin_db: 3.0,
        ends: SavedEnds { input: vec!["demo".into(), "a b.wav".into()], ..SavedEnds::default() },
        a: slot("iem-foam + earbud", Some(12.5)),
        b: slot("open-ear", None),
        stage: SavedStage { id: "none".into(), on: false, file: None, ambient_channel: Some(3) },
        knobs: [("level".into(), 100.0), ("stage-level".into(), 99.5)].into(),
        strips: vec![strip("kick \"in\"", f64::NEG_INFINITY), strip("voix", 12.0)],
        midi: Some(MidiMap {
            input: Some("pedal".into()),
            bindings: vec![MidiBinding {
                place: MidiPlace { file: "s.toml".into(), line: 53 },
                trigger: MidiTrigger::Note(60),
                channel: None,
                action: MidiAction::Command { line: "toggle".into(), latching: false },
            }],
        }),
    }
}

fn reread(text: &str) -> Result<SavedSession, String> {
    let sibling = |_: &str, _| Err(std::io::ErrorKind::NotFound.into());
    let document = Document { file: "s.toml", text, sibling: &sibling, folder: None };
    SavedSession::read(&document, &WORDS).map_err(|e| e.to_string())
}

#[test]
fn what_is_written_reads_back_the_same() {
    let text = sample().text(&WORDS).unwrap();
    assert_eq!(reread(&text), Ok(sample()), "{text}");
}

#[test]
fn what_could_not_be_read_is_not_written() {
    let mut wrong = sample();
    wrong.strips[0].gain_db = 13.0;
    let refusal = wrong.text(&WORDS).unwrap_err().to_string();
    assert!(refusal.contains("gain_db 13 is out of range"), "{refusal}");
}

#[test]
fn a_bad_file_is_refused_with_line_reason_and_mend() {
    let good = sample().text(&WORDS).unwrap();
    for (old, new, says) in [
        ("format = 1", "format = 2", ":1: format 2 is not known"),
        ("heard = \"b\"", "heard = \"c\"", ":2: heard `c` is unknown: use `a` or `b`"),
        ("muted = true", "muted = 1", ":3: muted is not true or false but of type integer"),
        ("stage-level = 99.5", "stage-level = 999", "stage-level 999 is out of range: use 30 to 130 dBA"),
        ("stage-level = 99.5", "stag-level = 99.5", "unknown key `stag-level`: did you mean `stage-level`?"),
        ("gain_db = -inf", "gain_db = nan", "gain_db NaN is not a finite number"),
        ("ambient_channel = 3", "ambient_channel = 2.5", "ambient_channel 2.5 is no whole number"),
        ("iem-foam + earbud", "earbut", ":15: there is no device `earbut`: did you mean `earbud`?"),
        ("as-turned-up", "as-you-like", "level_rule `as-you-like` is unknown"),
        ("[midi]", "[[midi]]", "midi is not a table but of type array"),
        ("[stage]", "[stag]", "unknown key `stag`: did you mean `stage`?"),
    ] {
        assert!(good.contains(old), "{old} in\n{good}");
        let refusal = reread(&good.replacen(old, new, 1)).unwrap_err();
        assert!(refusal.starts_with("s.toml:") && refusal.contains(says), "{refusal}");
    }
}
