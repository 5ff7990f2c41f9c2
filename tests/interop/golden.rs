//! The golden responses: every row within 0.05 dB, through the program.

use std::fs;

use crate::program::Room;
use crate::response::levels;
use crate::{rows, samples};

#[test]
fn every_golden_row_is_met_within_0_05_db_at_its_rate() {
    let Some(folder) = samples() else { return };
    let room = Room::new();
    let text = fs::read_to_string(folder.join("golden_visible.csv")).unwrap();
    let hz: Vec<f64> = text.lines().next().unwrap().split(',').skip(2).map(|f| f.parse().unwrap()).collect();
    let rows = rows(&text);
    assert!(rows.len() > 50, "{} rows", rows.len());
    let mut worst: f64 = 0.0;
    for row in rows {
        let rate: u32 = row[1].parse().unwrap();
        let mut command = room.command("presets import --kind open-back --is response --out golden.toml");
        let out = command.arg(folder.join(&row[0])).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let got = levels(&room, "golden.toml", 0, rate, &hz);
        for ((hz, got), want) in hz.iter().zip(got).zip(&row[2..]) {
            let off = (got - want.parse::<f64>().unwrap()).abs();
            assert!(off < 0.05, "{} at {rate}: {hz} Hz: {got:.4} against {want}", row[0]);
            worst = worst.max(off);
        }
    }
    eprintln!("largest difference {worst:.4} dB");
}

/// The same equaliser in five formats; REW's has no preamp, the one by channels is another.
#[test]
fn the_same_filters_sound_the_same_from_every_format() {
    let Some(folder) = samples() else { return };
    let room = Room::new();
    let hz: Vec<f64> = (0..60).map(|i| 20.0 * 10f64.powf(f64::from(i) / 20.0)).collect();
    let through = |file: &str| {
        let mut command = room.command("presets import --kind open-back --is response --out one.toml");
        let out = command.arg(folder.join("visible").join(file)).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        levels(&room, "one.toml", 1, 48_000, &hz)
    };
    let text = through("Sennheiser_HD_650.autoeq-verbatim ParametricEQ.txt");
    for (file, shift) in
        [("camilladsp.yml", 0.0), ("easyeffects.json", 0.0), ("rew_generic_filters.txt", -6.1)]
    {
        for (a, b) in text.iter().zip(through(&format!("crossformat/{file}"))) {
            assert!((a - b - shift).abs() < 0.01, "{file}: {a} {b}");
        }
    }
}

#[test]
fn channels_of_equalizer_apo_reach_their_own_ear() {
    let Some(folder) = samples() else { return };
    let room = Room::new();
    let mut command = room.command("presets import --kind open-back --is response --out ears.toml");
    let out = command.arg(folder.join("visible/crossformat/apo_channels.txt")).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let at = |ear| levels(&room, "ears.toml", ear, 48_000, &[100.0, 1000.0, 2000.0]);
    let (left, right) = (at(0), at(1));
    // Left: +3 dB at 1 kHz and another -1 dB of preamp; right: +2 dB, an octave wide, at 2 kHz.
    assert!((left[0] - right[0] + 1.0).abs() < 0.05, "{left:?} {right:?}");
    assert!(left[1] - right[1] > 1.0 && left[1] - right[1] < 2.1, "{left:?} {right:?}");
    assert!(right[2] - left[2] > 2.0 && right[2] - left[2] < 3.1, "{left:?} {right:?}");
}
