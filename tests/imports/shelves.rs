//! Every way to write a shelf, against the cookbook's arithmetic done here once more.

use std::fs;

use crate::program::Room;
use crate::response::levels;

/// The cookbook's digital shelf: `alpha` from its width, at a rate of 48 kHz.
fn shelf(is_low: bool, freq: f64, gain: f64, alpha_over_sin: f64, hz: f64) -> f64 {
    let a = 10f64.powf(gain / 40.0);
    let w0 = std::f64::consts::TAU * freq / 48_000.0;
    let beta = 2.0 * a.sqrt() * w0.sin() * alpha_over_sin;
    let (up, down, c) = (a + 1.0, a - 1.0, if is_low { w0.cos() } else { -w0.cos() });
    let b = [a * (up - down * c + beta), 2.0 * a * (down - up * c), a * (up - down * c - beta)];
    let d = [up + down * c + beta, -2.0 * (down + up * c), up + down * c - beta];
    // A high shelf is the low one with z turned into -z.
    let z = std::f64::consts::TAU * hz / 48_000.0 + if is_low { 0.0 } else { std::f64::consts::PI };
    let power = |p: [f64; 3]| {
        let (re, im) =
            (p[0] + p[1] * z.cos() + p[2] * (2.0 * z).cos(), p[1] * z.sin() + p[2] * (2.0 * z).sin());
        re * re + im * im
    };
    10.0 * (power(b) / power(d)).log10()
}

/// sqrt((A + 1/A)(1/S - 1) + 2) / 2, the cookbook's alpha over the sine for a slope.
fn of_slope(gain: f64, s: f64) -> f64 {
    let a = 10f64.powf(gain / 40.0);
    ((a + 1.0 / a) * (1.0 / s - 1.0) + 2.0).sqrt() / 2.0
}

#[test]
fn every_spelling_of_a_shelf_is_exact() {
    let room = Room::new();
    let hz = [30.0, 60.0, 105.0, 150.0, 250.0, 500.0, 2000.0, 6000.0, 9000.0, 12_000.0];
    let q: f64 = 0.7;
    let slope_of_q = |gain: f64| {
        let a = 10f64.powf(gain / 40.0);
        1.0 / ((1.0 / (q * q) - 2.0) / (a + 1.0 / a) + 1.0)
    };
    let shift = |gain: f64, s: f64| 10f64.powf(gain.abs() / 80.0 / s);
    for (line, is_low, freq, gain, width) in [
        ("LSC Fc 105 Hz Gain 7.5 dB Q 0.70", true, 105.0, 7.5, 0.5 / q),
        ("HSC Fc 6000 Hz Gain -6.4 dB Q 0.70", false, 6000.0, -6.4, 0.5 / q),
        ("LS Fc 105 Hz Gain 7.5 dB Q 0.70", true, 105.0 * shift(7.5, slope_of_q(7.5)), 7.5, 0.5 / q),
        ("HS Fc 6000 Hz Gain -6.4 dB Q 0.70", false, 6000.0 / shift(6.4, slope_of_q(6.4)), -6.4, 0.5 / q),
        ("LSC 6 dB Fc 105 Hz Gain 7.5 dB", true, 105.0, 7.5, of_slope(7.5, 0.5)),
        ("LS 6dB Fc 105 Hz Gain 7.5 dB", true, 105.0 * shift(7.5, 0.5), 7.5, of_slope(7.5, 0.5)),
        ("HS 12dB Fc 6000 Hz Gain 5 dB", false, 6000.0 / shift(5.0, 1.0), 5.0, of_slope(5.0, 1.0)),
        ("HSC 9.6 dB Fc 6000 Hz Gain 5 dB", false, 6000.0, 5.0, of_slope(5.0, 0.8)),
        ("LS Fc 105 Hz Gain 4 dB", true, 105.0, 4.0, of_slope(4.0, 0.9)),
        ("HSC Fc 6000 Hz Gain 4 dB", false, 6000.0, 4.0, of_slope(4.0, 0.9)),
        ("LSC Fc 105 Hz Gain 4 dB Q 0", true, 105.0, 4.0, of_slope(4.0, 0.9)),
        ("lsc Gain 4,0 dB Q 0,7 Fc 105,00 Hz", true, 105.0, 4.0, 0.5 / q),
    ] {
        fs::write(room.path("eq.txt"), format!("Filter 1: ON {line}\n")).unwrap();
        room.fine("presets import eq.txt --kind open-back --is response --out mine.toml");
        let got = levels(&room, "mine.toml", 0, 48_000, &hz);
        for (hz, got) in hz.iter().zip(got) {
            let want = shelf(is_low, freq, gain, width, *hz);
            assert!((got - want).abs() < 0.002, "{line}: {hz} Hz: {got:.4} against {want:.4}");
        }
    }
}

#[test]
fn old_shelves_of_autoeq_are_recognised_said_and_read_as_meant_when_asked() {
    let room = Room::new();
    let text = "Preamp: -6.2 dB\nFilter 1: ON PK Fc 72 Hz Gain -8.2 dB Q 0.70\nFilter 2: ON LS Fc 105 Hz Gain 7.5 dB Q 0.70\n";
    fs::write(room.path("old.txt"), text).unwrap();
    let corner = room.fine("presets import old.txt --kind open-back --is response --out corner.toml");
    assert!(
        corner.err.contains("old.txt:3: W_LS_CORNER") && corner.err.contains("W_LS_LEGACY"),
        "{}",
        corner.err
    );
    let centre =
        room.fine("presets import old.txt --kind open-back --is response --shelves centre --out centre.toml");
    assert!(!centre.err.contains("W_LS"), "{}", centre.err);
    let at = |preset: &str| levels(&room, preset, 0, 48_000, &[100.0, 15_000.0]);
    let (corner, centre) = (at("corner.toml"), at("centre.toml"));
    // The shelf alone: 5.48 dB at 100 Hz as a corner, 4.09 dB as a centre.
    assert!((corner[0] - centre[0] - (5.48 - 4.09)).abs() < 0.01, "{corner:?} {centre:?}");
    assert!((corner[1] - centre[1]).abs() < 0.001);
}
