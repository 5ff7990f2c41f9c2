//! To simulate a device its own response is applied, never its correction.

use std::fs;

use crate::program::Room;
use crate::response::levels;

const EQ: &str = "Preamp: -5.0 dB\nFilter 1: ON PK Fc 1000 Hz Gain 6.0 dB Q 1.00\nFilter 2: ON LSC Fc 105 Hz Gain -4.0 dB Q 0.70\n";

/// A measurement with 6 dB more at 3 kHz and above than at 700 Hz, at a level of 94 dB.
fn measurement(shift: f64) -> String {
    (0..=300)
        .map(|i| 20.0 * 10f64.powf(f64::from(i) / 100.0))
        .map(|hz| format!("{hz:.3}\t{:.3}\t0.0", 94.0 + shift + 6.0 / (1.0 + (2000.0 / hz).powi(8))))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn an_equaliser_is_taken_for_a_correction_and_the_device_does_the_inverse_without_its_headroom() {
    let room = Room::new();
    fs::write(room.path("HD 1 ParametricEQ.txt"), EQ).unwrap();
    let import = |more: &str| {
        let mut command = room.command(&format!("presets import --kind open-back {more}"));
        let out = command.arg("HD 1 ParametricEQ.txt").output().unwrap();
        assert!(out.status.success());
        String::from_utf8(out.stderr).unwrap()
    };
    let guessed = import("--out guessed.toml");
    assert!(
        guessed.contains("a correction: the device does the inverse")
            && guessed.contains("guessed by the format"),
        "{guessed}"
    );
    let said = import("--is response --out said.toml");
    assert!(said.contains("the device's own response") && !said.contains("guessed"), "{said}");
    let hz = [40.0, 300.0, 1000.0, 5000.0];
    let (inverse, own) =
        (levels(&room, "guessed.toml", 0, 48_000, &hz), levels(&room, "said.toml", 0, 48_000, &hz));
    for (inverse, own) in inverse.iter().zip(&own) {
        assert!((inverse + own + 5.0).abs() < 0.001, "{inverse} {own}");
    }
    assert!((own[2] - 1.0).abs() < 0.05, "{own:?}");
    let text = fs::read_to_string(room.path("guessed.toml")).unwrap();
    assert!(text.contains("name = \"HD 1\"") && text.contains("HD 1 ParametricEQ.txt"), "{text}");
}

#[test]
fn left_and_right_are_averaged_levelled_and_brought_to_the_diffuse_field() {
    let room = Room::new();
    fs::write(room.path("X L.txt"), measurement(0.0)).unwrap();
    fs::write(room.path("X R.txt"), measurement(-20.0)).unwrap();
    for (reference, ear_at_5_khz) in [("diffuse-field", 0.0), ("eardrum", 10.6 - 2.9)] {
        let mut command = room
            .command(&format!("presets import --kind iem-universal --reference {reference} --out x.toml"));
        let out = command.args(["X L.txt", "X R.txt"]).output().unwrap();
        let said = String::from_utf8(out.stderr).unwrap();
        assert!(said.contains("mean of 2 files") && said.contains("filters within"), "{said}");
        // The class has a seal; its leak is gone above 20 Hz.
        let got = levels(&room, "x.toml", 0, 48_000, &[100.0, 700.0, 5000.0]);
        let rise = got[2] - got[1];
        assert!((rise - (6.0 - ear_at_5_khz)).abs() < 0.9, "{reference}: {got:?}");
        assert!(got[1].abs() < 1.0, "{reference}: {got:?}");
    }
    let shown = room.fine("presets show x.toml").out;
    assert!(
        shown.contains("measured") && shown.contains("X L.txt + X R.txt") && shown.contains("ISO 11904-2"),
        "{shown}"
    );
    assert!(shown.contains("class-average") || shown.contains("estimated"), "{shown}");
}

#[test]
fn a_fir_follows_what_the_filters_follow() {
    let room = Room::new();
    fs::write(room.path("m.txt"), measurement(0.0)).unwrap();
    let hz: Vec<f64> = (0..29).map(|i| 20.0 * 10f64.powf(f64::from(i) / 10.0)).collect();
    let as_form = |form: &str| {
        room.fine(&format!(
            "presets import m.txt --kind open-back --reference diffuse-field --as {form} --out {form}.toml"
        ));
        levels(&room, &format!("{form}.toml"), 0, 48_000, &hz)
    };
    let [cascade, fir, curve] = ["cascade", "fir", "curve"].map(as_form);
    assert!(room.path("fir.wav").is_file());
    for (((hz, a), b), c) in hz.iter().zip(cascade).zip(fir).zip(curve) {
        assert!((a - b).abs() < 0.6 && (b - c).abs() < 0.15, "{hz} Hz: {a} {b} {c}");
    }
}

#[test]
fn an_impulse_response_of_two_ears_keeps_them_apart_and_is_inverted_only_when_it_is_a_correction() {
    let room = Room::new();
    // (1 + 0.5/z) left, half of it right.
    let pad = |x: [f64; 2]| x.into_iter().chain([0.0; 62]).collect::<Vec<_>>();
    crate::sound::write(&room.path("ears.wav"), 48_000, &[pad([1.0, 0.5]), pad([0.5, 0.25])]);
    room.fine("presets import ears.wav --kind open-back --is response --out r.toml");
    room.fine("presets import ears.wav --kind open-back --out c.toml");
    let hz = [100.0, 4000.0, 12_000.0];
    for (ear, gain) in [(0, 1.0f64), (1, 0.5)] {
        let want: Vec<f64> = hz
            .iter()
            .map(|f| {
                let w = std::f64::consts::TAU * f / 48_000.0;
                20.0 * (gain * (1.25 + w.cos()).sqrt()).log10()
            })
            .collect();
        for (got, want) in levels(&room, "r.toml", ear, 48_000, &hz).iter().zip(&want) {
            assert!((got - want).abs() < 0.05, "ear {ear}: {got} {want}");
        }
        let inverse = levels(&room, "c.toml", ear, 48_000, &hz);
        let level = 20.0 * (1.5 * gain).log10();
        for (got, want) in inverse.iter().zip(&want) {
            assert!((got + want - level).abs() < 0.1, "ear {ear}: {got} {want}");
        }
    }
}
