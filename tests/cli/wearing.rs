//! What is worn, and never what is simulated: its words, its calibration, its refusals.

use crate::calibrate::{SHEET, fine, home, refused, session};

const HD_600: &str = "--wearing sennheiser-hd-600";

#[test]
fn a_session_says_what_is_worn_and_stays_uncalibrated() {
    let room = home();
    let (last, said) = session(&room, &format!("--output null {HD_600} --room 50 --device earbud"));
    let worn = &last["wearing"];
    assert_eq!((&worn["name"], &last["slots"][0]["device"]), (&"Sennheiser HD 600".into(), &"earbud".into()));
    assert_eq!((&worn["stands_in"], &last["played"]["calibrated"]), (&true.into(), &false.into()));
    assert!((worn["room_dba"].as_f64().unwrap() - 50.0).abs() < 1e-9, "{worn:#}");
    assert_eq!(worn["residuals"].as_array().unwrap().len(), 2);
    assert!(said.contains("you are wearing Sennheiser HD 600") && said.contains("`open-back`"), "{said}");
    assert!(session(&room, "--output null").0["wearing"].is_null());
}

#[test]
fn a_calibration_goes_with_the_phones_that_are_worn_and_with_no_others() {
    let room = home();
    fine(&room, &format!("{SHEET} --output alsa:phones"));
    let output = "--output alsa:phones";
    let (last, said) = session(&room, &format!("{output} {HD_600}"));
    assert_eq!(last["played"]["calibrated"], true, "{said}");
    assert!(said.contains("calibrated: Sennheiser HD 600 on"), "{said}");
    let (last, said) = session(&room, &format!("{output} --wearing shure-se215"));
    assert_eq!(last["played"]["calibrated"], false, "{said}");
    assert!(said.contains("is calibrated for Sennheiser HD 600, not for your Shure SE215"), "{said}");
    assert!(last["notice"].as_str().unwrap().contains("UNCALIBRATED"), "{last:#}");
    let named = "--calibration sennheiser-hd-600-on-alsa-phones";
    let render = "render good.wav --out out.wav";
    refused(
        &room,
        &format!("{render} {named} --wearing shure-se215"),
        &["is for Sennheiser HD 600", "you wear"],
    );
    fine(&room, &format!("{render} {named} {HD_600}"));
    // Of two calibrations of an output the worn pair's own is taken.
    fine(&room, "calibrate sheet --phones shure-se215 --interface apple-dongle --output alsa:phones");
    let (last, said) = session(&room, &format!("{output} --wearing shure-se215"));
    assert!(last["played"]["calibration"].as_str().unwrap().starts_with("Shure SE215 on"), "{said}");
}

#[test]
fn what_cannot_be_worn_is_refused_in_one_line() {
    let room = home();
    for door in [
        "render good.wav --out out.wav",
        "live --input good.wav --output out.wav --ui none",
        "compare good.wav",
    ] {
        for (words, says) in [
            ("--wearing open-ear", ["open-ear", "no driver"]),
            ("--wearing one-ear-out", ["one-ear-out", "is a pair"]),
            ("--wearing sennheiser-hd-6000", ["`sennheiser-hd-6000`", "did you mean `sennheiser-hd-600`"]),
            ("--wearing open-bakc", ["`open-bakc`", "`open-back`"]),
            ("--wearing gone.toml", ["gone.toml", "cannot be read"]),
            ("--wearing open-back --room 5", ["--room 5", "20 to 100 dBA"]),
            ("--wearing open-back --room nan", ["--room NaN", "20 to 100 dBA"]),
        ] {
            refused(&room, &format!("{door} {words}"), &says);
        }
    }
}

#[test]
fn compare_says_which_residuals_the_room_of_the_listener_covers() {
    let room = home();
    let words = "compare good.wav --devices open-ear,iem-foam --wearing sennheiser-hd-600 --room 70";
    let said = fine(&room, words).out;
    assert!(said.contains("your Sennheiser HD 600 (by `open-back`, which stands in) let 70 dBA"), "{said}");
    assert!(said.contains("cannot be heard: iem-foam"), "{said}");
    let json: serde_json::Value = serde_json::from_str(&fine(&room, &format!("{words} --json")).out).unwrap();
    assert_eq!(json["wearing"]["under_room"], serde_json::json!(["iem-foam"]));
    let sealed = words.replace("sennheiser-hd-600", "iem-foam-deep").replace("70", "30");
    assert!(fine(&room, &sealed).out.contains("is played above that"));
    let json: serde_json::Value =
        serde_json::from_str(&fine(&room, "compare good.wav --devices open-ear --json").out).unwrap();
    assert!(json["wearing"].is_null());
}
