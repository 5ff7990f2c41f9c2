//! What escapes a device towards a microphone, as the report has it.

use serde_json::Value;

use crate::program::Room;
use crate::report::{self, number};
use crate::sound::{sine, write};

fn render(room: &Room, words: &str) -> Value {
    room.fine(&format!("render tone.wav --out o.wav --report r.json {words}"));
    report::read(&room.path("r.json"))
}

fn room() -> Room {
    let room = Room::new();
    write(&room.path("tone.wav"), 48_000, &[sine(1000.0, 48_000, 1.0)]);
    room
}

/// The preset of `open-back`: +0.3 dB at 1 kHz, 36 dB less 10 cm away. The stage has no part in it.
#[test]
fn a_tone_of_90_db_in_an_open_headphone_is_54_dba_ten_centimetres_away() {
    let room = room();
    for stage in ["none", "vocal-with-wedges"] {
        let report = render(&room, &format!("--device open-back --level 90 --stage {stage}"));
        for side in ["left", "right"] {
            let got = number(&report, &format!("/ear/{side}/leakage_at_10_cm_dba"));
            assert!((got - 54.3).abs() < 0.3, "{side}, {stage}: {got:.2} dBA");
        }
    }
}

#[test]
fn leakage_and_click_follow_the_level_and_a_moulded_monitor_gives_less_away() {
    let room = room();
    let at = |words: &str, name: &str| number(&render(&room, words), &format!("/ear/left/{name}"));
    for name in ["leakage_at_10_cm_dba", "click_bleed_db"] {
        let [loud, soft] =
            [100, 80].map(|level| at(&format!("--device open-back --stage none --level {level}"), name));
        assert!((loud - soft - 20.0).abs() < 0.05, "{name}: {loud:.2}, {soft:.2}");
        let moulded = at("--device ciem-acrylic --stage none --level 100", name);
        assert!(moulded < loud - 15.0, "{name}: {moulded:.2} for {loud:.2}");
    }
    let click = at("--device iem-foam --stage none", "click_bleed_db");
    assert!((-75.0..-40.0).contains(&click), "an in-ear's click is not heard over a voice: {click:.1}");
}

#[test]
fn a_tip_half_out_gives_its_bass_away_and_nothing_without_a_driver() {
    let room = Room::new();
    // Faded in and out: the splash of a sudden start is treble, of which 60 dB more escapes.
    let fade = |n: usize| (std::f64::consts::PI * n as f64 / 48_000.0).sin().powi(2);
    let tone = sine(125.0, 48_000, 1.0).into_iter().enumerate().map(|(n, x)| fade(n) * x).collect();
    write(&room.path("tone.wav"), 48_000, &[tone]);
    let at = |words: &str| render(&room, &format!("{words} --stage none"));
    let sealed = at("--device iem-foam --seal 100");
    let [sealed, half_out] = [&sealed, &at("--device iem-foam --seal 0")].map(|report| {
        number(report, "/ear/left/leakage_at_10_cm_dba") - number(report, "/ear/left/octaves/2/leq_db")
    });
    // A cavity of 1.26 cm³ at 125 Hz: 116 dB down sealed, 85 through a hole of 3 mm; A-weighting is the same for both.
    assert!((half_out - sealed - 30.0).abs() < 2.0, "{half_out:.1} for {sealed:.1}");
    let open = at("--left open-ear --right wedge");
    assert!(open["ear"]["left"]["leakage_at_10_cm_dba"].is_null());
    assert!(open["ear"]["left"]["click_bleed_db"].is_null());
    assert!(number(&open, "/ear/right/click_bleed_db") > -15.0, "a wedge is heard by its microphone");
}
