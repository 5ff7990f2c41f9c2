//! Broken seals through the program: what the driver loses and what the stage gains. The tables were worked out
//! outside the program from the resistance and mass of five openings in a cavity of 1.26 cm³, Q held to 1.

use crate::ambience::PINK;
use crate::monitor::{QUIET, sweep};
use crate::program::Room;
use crate::sound::{Sound, write};
use crate::spectrum::Spectrum;

const RATE: u32 = 48_000;

/// Nominal octaves of the isolation rows.
const OCTAVES_HZ: [f64; 10] = [31.5, 63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0];

/// Frequencies of the driver rows.
const DRIVER_HZ: [f64; 8] = [20.0, 31.5, 63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0];

/// Seal in percent, and what it leaves of the driver's level, dB re a sealed one.
#[rustfmt::skip]
const DRIVER_DB: [(u32, [f64; 8]); 5] = [
    (100, [ -0.01,  0.00,   0.00,   0.00,   0.00,  0.00, 0.00, 0.00]),
    ( 75, [ -8.44,  -5.30,  -1.95,  -0.47,  0.01,  0.13, 0.14, 0.10]),
    ( 50, [-18.40, -14.52,  -8.80,  -3.85, -0.50,  0.78, 0.71, 0.30]),
    ( 25, [-29.93, -25.97, -19.89, -13.69, -6.74,  1.30, 2.63, 0.81]),
    (  0, [-36.13, -32.18, -26.15, -20.13, -13.87, -6.96, 1.09, 2.70]),
];

/// A device and what is left of its isolation.
type Row = (&'static str, [f64; 10]);

/// Seal in percent, and what is then left of the isolation of each device.
#[rustfmt::skip]
const ISOLATION_DB: [(u32, [Row; 3]); 4] = [
    (75, [
        ("iem-silicone", [0.99, 3.46, 7.50, 11.98, 16.55, 21.46, 27.69, 33.42, 35.74, 33.89]),
        ("iem-foam",     [1.30, 3.90, 8.13, 13.17, 18.38, 23.33, 29.07, 36.68, 39.37, 37.73]),
        ("ciem-acrylic", [1.26, 3.90, 8.22, 13.36, 18.70, 23.33, 28.40, 33.42, 35.74, 33.89]),
    ]),
    (50, [
        ("iem-silicone", [-0.23, 0.12, 1.23, 4.02, 9.19, 16.51, 25.26, 32.75, 35.66, 33.89]),
        ("iem-foam",     [ 0.00, 0.32, 1.37, 4.19, 9.47, 17.03, 25.99, 35.35, 39.20, 37.72]),
        ("ciem-acrylic", [-0.03, 0.32, 1.39, 4.22, 9.51, 17.03, 25.65, 32.75, 35.66, 33.89]),
    ]),
    (25, [
        ("iem-silicone", [-0.34, -0.31, -0.33, -0.71, -1.19, 6.78, 19.20, 29.84, 35.20, 33.87]),
        ("iem-foam",     [-0.12, -0.13, -0.23, -0.66, -1.16, 6.84, 19.37, 30.98, 38.21, 37.67]),
        ("ciem-acrylic", [-0.15, -0.13, -0.22, -0.65, -1.16, 6.84, 19.29, 29.84, 35.20, 33.87]),
    ]),
    (0, [
        ("iem-silicone", [-0.33, -0.28, -0.21, -0.27, -0.65, -1.20, 6.50, 19.20, 30.27, 33.47]),
        ("iem-foam",     [-0.11, -0.10, -0.11, -0.20, -0.62, -1.19, 6.51, 19.29, 31.04, 36.78]),
        ("ciem-acrylic", [-0.14, -0.10, -0.10, -0.20, -0.62, -1.19, 6.51, 19.20, 30.27, 33.47]),
    ]),
];

fn spectrum(room: &Room, words: &str) -> Spectrum {
    room.fine(&format!("render {words} --out out.wav"));
    Spectrum::of(&Sound::read(&room.path("out.wav")).ear(0), RATE)
}

#[test]
fn five_seals_take_from_the_driver_what_the_leak_model_says_within_1_db() {
    let room = Room::new();
    write(&room.path("sweep.wav"), RATE, &[sweep(RATE)]);
    // Through the curve of one device and the filters of another.
    for device in ["iem-silicone", "ciem-acrylic"] {
        let at = |seal: u32| spectrum(&room, &format!("sweep.wav --device {device} --seal {seal} {QUIET}"));
        let sealed = at(100);
        let own = spectrum(&room, &format!("sweep.wav --device {device} {QUIET}"));
        assert!(own.over(&sealed, 20.0).1.abs() < 1e-3, "{device}: as it comes it is sealed");
        for (seal, row) in DRIVER_DB {
            let leaking = at(seal);
            for (hz, want) in DRIVER_HZ.into_iter().zip(row) {
                let (_, got) = leaking.over(&sealed, hz);
                assert!((got - want).abs() < 1.0, "{device} at {seal} %, {hz} Hz: {got:.2} dB for {want}");
            }
        }
    }
}

/// What a sealed device has lost at 20 Hz against one without any leak: `reference` has none.
#[test]
fn a_seal_of_100_loses_less_than_a_tenth_of_a_decibel_at_20_hz() {
    let room = Room::new();
    write(&room.path("sweep.wav"), RATE, &[sweep(RATE)]);
    let flat = spectrum(&room, &format!("sweep.wav --device reference {QUIET}"));
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/presets/devices/ciem-acrylic.toml"));
    let text = text.unwrap();
    let (head, rest) = text.split_once("shape = \"filters\"").unwrap();
    let (_, tail) = rest.split_once("\n]\n").unwrap();
    std::fs::write(room.path("flat.toml"), format!("{head}shape = \"flat\"\n{tail}")).unwrap();
    let sealed = spectrum(&room, &format!("sweep.wav --device flat.toml --seal 100 {QUIET}"));
    for hz in [20.0, 31.5, 100.0, 1000.0] {
        let (_, loss) = sealed.over(&flat, hz);
        assert!(loss.abs() < 0.1, "{hz} Hz: {loss:.3} dB");
    }
    let broken = spectrum(&room, &format!("sweep.wav --device flat.toml --seal 0 {QUIET}"));
    assert!(broken.over(&flat, 20.0).1 < -35.0, "the same device half out");
}

#[test]
fn twelve_broken_seals_let_in_the_stage_band_by_band_within_1_db() {
    let room = Room::new();
    std::fs::write(room.path("pink.toml"), PINK).unwrap();
    write(&room.path("silence.wav"), RATE, &[vec![0.0; 120_000]]);
    let ambience = |words: &str| {
        room.fine(&format!("render silence.wav --out out.wav --tap ambience --stage pink.toml {words}"));
        Spectrum::of_steady(&Sound::read(&room.path("out.wav")).ear(0), RATE)
    };
    let open = ambience("--device open-ear");
    for (seal, rows) in ISOLATION_DB {
        for (device, row) in rows {
            let heard = ambience(&format!("--device {device} --seal {seal}"));
            for (hz, want) in OCTAVES_HZ.into_iter().zip(row) {
                let band = [hz * 0.944, hz * 1.059];
                let got = -10.0 * (heard.power(band, |_| 1.0) / open.power(band, |_| 1.0)).log10();
                assert!((got - want).abs() < 1.0, "{device} at {seal} %, {hz} Hz: {got:.2} dB for {want}");
            }
        }
    }
}
