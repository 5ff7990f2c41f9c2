//! The rows of the comparison.

use serde_json::Value;

use crate::program::Room;
use crate::sound::{noise, write};
use crate::table::{RESIDUAL_DBA, STAGES};

/// The row of a device.
fn row<'a>(comparison: &'a Value, id: &str) -> &'a Value {
    let rows = comparison["rows"].as_array().unwrap();
    rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no row {id}"))
}

fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap_or_else(|| panic!("no {key} in {row:#}"))
}

fn compare(room: &Room, words: &str) -> Value {
    serde_json::from_str(&room.fine(&format!("compare {words} --json")).out).unwrap()
}

#[test]
fn what_is_left_of_the_stage_is_the_octave_arithmetic_within_half_a_db() {
    let room = Room::new();
    write(&room.path("mix.wav"), 48_000, &[noise(1, 48_000, 0.2)]);
    for (n, stage) in STAGES.iter().enumerate() {
        let comparison = compare(&room, &format!("mix.wav --stage {stage}"));
        for (device, levels) in RESIDUAL_DBA {
            let got = number(row(&comparison, device), "residual_dba");
            assert!((got - levels[n]).abs() < 0.5, "{device} on {stage}: {got:.2} for {}", levels[n]);
        }
    }
}

#[test]
fn noise_cancelling_that_the_bass_overloads_counts_as_far_as_it_works() {
    let room = Room::new();
    let left = |stage: &str, level: u32, id: &str| {
        let words =
            format!("demo --stage {stage} --stage-level {level} --devices anc-over-ear-on,anc-over-ear-off");
        number(row(&compare(&room, &words), id), "residual_dba")
    };
    let gain = |level| {
        left("nightclub-dancefloor", level, "anc-over-ear-off")
            - left("nightclub-dancefloor", level, "anc-over-ear-on")
    };
    assert!(gain(80) > 8.0, "it works: {:.1} dB", gain(80));
    assert!(gain(104) < gain(80) - 3.0, "it gives way: {:.1} dB", gain(104));
    assert!(gain(125).abs() < 0.1, "it is gone: {:.1} dB", gain(125));
}

#[test]
fn an_earbud_costs_more_than_an_on_ear_than_a_closed_one_than_an_in_ear_monitor() {
    let comparison = compare(&Room::new(), "demo");
    let total = |id: &str| number(row(&comparison, id), "total_dba");
    let order =
        ["earbud", "on-ear-closed", "closed-back-studio", "iem-silicone", "iem-foam", "iem-foam-deep"];
    for pair in order.windows(2) {
        assert!(total(pair[0]) > total(pair[1]) + 1.0, "{pair:?}: {} and {}", total(pair[0]), total(pair[1]));
    }
    // 104 dBA through an earbud: 102.4 left, 112.4 needed, 112.8 together; NIOSH allows 8 h / 2^((L - 85)/3).
    let earbud = row(&comparison, "earbud");
    let total = number(earbud, "total_dba");
    assert!((total - 112.8).abs() < 0.5, "{total}");
    let minutes = 480.0 / ((total - 85.0) / 3.0).exp2();
    assert!((number(earbud, "niosh_minutes") / minutes - 1.0).abs() < 1e-9);
    let hours = 40.0 / 10f64.powf((total - 80.0) / 10.0);
    assert!((number(earbud, "who_hours_per_week") / hours - 1.0).abs() < 1e-9);
    assert!(earbud["verdict"].as_str().unwrap().starts_with("dangerous"));
    let buried = |id: &str| {
        let thirds = row(&comparison, id)["masking"].as_array().unwrap();
        assert_eq!(thirds.len(), 31);
        let above = thirds.iter().map(|third| third["above_db"].as_f64().unwrap_or(-99.0));
        above.filter(|above| *above < 0.0).count()
    };
    assert!(buried("earbud") > buried("iem-foam"), "{} and {}", buried("earbud"), buried("iem-foam"));
    assert!(row(&comparison, "open-ear")["programme_dba"].is_null());
    let click = |id: &str| number(row(&comparison, id), "click_bleed_db");
    assert!(click("earbud") > click("iem-foam") + 30.0, "louder, and nothing around it");
    // The safest first.
    let totals: Vec<f64> =
        comparison["rows"].as_array().unwrap().iter().map(|row| number(row, "total_dba")).collect();
    assert!(totals.is_sorted(), "{totals:?}");
}

#[test]
fn a_voice_is_buried_under_an_earbud_and_clear_under_a_deep_in_ear_monitor() {
    let room = Room::new();
    // A voice of 0.5 to 4 kHz noise would do; white noise has most of its weight there too.
    write(&room.path("lead vox.wav"), 48_000, &[noise(1, 96_000, 0.2)]);
    let mut command = room.command("compare --devices earbud,iem-foam-deep --json");
    let said = command.arg("lead vox.wav").output().unwrap();
    let comparison: Value = serde_json::from_slice(&said.stdout).unwrap();
    let heard = |id: &str| {
        let channel = &row(&comparison, id)["channels"][0];
        assert_eq!((&channel["channel"], &channel["voice"]), (&"lead vox".into(), &true.into()));
        channel["at_equal_drive"].as_f64().unwrap()
    };
    assert!(heard("earbud") < 0.1, "{}", heard("earbud"));
    assert!(heard("iem-foam-deep") > 0.6, "{}", heard("iem-foam-deep"));
}

#[test]
fn a_silent_stage_needs_nothing_and_a_wrong_word_is_named() {
    let room = Room::new();
    let comparison = compare(&room, "demo --stage none --devices iem-foam,earbud");
    assert!(row(&comparison, "earbud")["needed_level_db_spl"].is_null());
    for (words, says) in [
        ("compare --devices earbut", "earbud"),
        ("compare --devices ,", "--devices"),
        ("compare --stage-level 200", "30 to 130"),
        ("compare --stage none --stage-level 100", "silent"),
        ("compare --level 1", "40 to 140"),
        ("compare --margin 90", "-20 to 40"),
        ("compare --voice 99", "1 to 7"),
        ("compare nowhere.wav", "nowhere.wav"),
    ] {
        let said = room.run(words);
        assert_eq!(said.code, Some(1), "{words}: {}", said.err);
        assert!(said.err.contains(says) && said.err.lines().count() == 1, "{words}: {}", said.err);
    }
}
