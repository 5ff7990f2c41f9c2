//! Level rules through `render`.

use foldback::dsp::weighting::{Curve, Weighting};
use foldback::dsp::{Block, Frame};
use foldback::units::SampleRate;

use crate::program::Room;
use crate::report::{self, number};
use crate::sound::{Sound, db_spl, sine, write};

/// K-weighted level of the left ear of a file, dB SPL.
fn loudness(sound: &Sound) -> f64 {
    let mut frames: Vec<Frame> = sound.ear(0).into_iter().map(|x| [x, x]).collect();
    Weighting::new(Curve::K, SampleRate(sound.rate)).process(&mut frames);
    db_spl(&frames.iter().map(|[left, _]| *left).collect::<Vec<_>>())
}

#[test]
fn as_turned_up_puts_the_programme_10_dba_over_what_is_left_of_the_stage() {
    let room = Room::new();
    for device in ["iem-foam", "closed-back-studio", "ciem-acrylic"] {
        room.fine(&format!(
            "render demo --out t.wav --device {device} --level-rule as-turned-up --report r.json"
        ));
        let report = report::read(&room.path("r.json"));
        let over =
            number(&report, "/ear/left/monitor_laeq_db") - number(&report, "/ear/left/ambience_laeq_db");
        assert!((over - 10.0).abs() < 0.5, "{device}: {over:.2}");
        assert_eq!(report["monitor"]["level_rule"], "as-turned-up");
        assert!(number(&report, "/monitor/gain_db").is_finite());
    }
}

#[test]
fn equal_loudness_makes_devices_as_loud_as_a_flat_one() {
    let room = Room::new();
    // Tones, not noise: the drivers are alike to 20 kHz, and white noise has a sixth of its power above.
    let tones = [90.0, 700.0, 2500.0, 9000.0].map(|hz| sine(hz, 48_000, 3.0));
    let mix =
        (0..tones[0].len()).map(|n| tones.iter().map(|tone| 0.05 * tone[n]).sum()).collect::<Vec<f64>>();
    write(&room.path("in.wav"), 48_000, &[mix.clone(), mix]);
    let play = |device: &str| {
        room.fine(&format!(
            "render in.wav --out m.wav --tap monitor --level 90 --stage none --device {device} --level-rule equal-loudness"
        ));
        loudness(&Sound::read(&room.path("m.wav")))
    };
    let flat = play("reference");
    for device in ["iem-foam", "earbud", "open-back", "iem-broken-seal"] {
        let got = play(device);
        assert!((got - flat).abs() < 0.1, "{device}: {got:.3} for {flat:.3}");
    }
}

#[test]
fn a_rule_that_has_nothing_to_say_says_nothing() {
    let room = Room::new();
    room.fine("render demo --out t.wav --device open-ear --level-rule as-turned-up --report r.json");
    assert!(report::read(&room.path("r.json"))["monitor"]["gain_db"].is_null());
    room.fine("render demo --out t.wav --device iem-foam --report r.json");
    let report = report::read(&room.path("r.json"));
    assert!(number(&report, "/monitor/gain_db").abs() < 1e-12, "equal drive adds nothing");
}
