//! Every shipped stage over 30 s: mean levels, peak, octaves, and that no ten seconds are louder than others.

use serde_json::Value;

use crate::program::Room;
use crate::report::{self, number};
use crate::sound::{Sound, db_spl};
use crate::work;

/// What was measured of a stage: the mean power of both ears, the louder ear's peak.
struct Measured {
    laeq: f64,
    lceq: f64,
    lcpeak: f64,
    octaves: Vec<f64>,
    /// Level of every ten seconds, dB.
    tens: Vec<f64>,
}

fn mean(report: &Value, field: &str) -> f64 {
    let power = |side| 10f64.powf(number(report, &format!("/ear/{side}/{field}")) / 10.0);
    10.0 * f64::midpoint(power("left"), power("right")).log10()
}

fn measure(room: &Room, id: &str) -> Measured {
    room.fine(&format!(
        "render silence.wav --out {id}.wav --tap ambience --device open-ear --stage {id} --report {id}.json"
    ));
    let sound = Sound::read(&room.path(&format!("{id}.wav")));
    let both: Vec<f64> = sound.frames.iter().flatten().map(|&x| f64::from(x)).collect();
    std::fs::remove_file(room.path(&format!("{id}.wav"))).unwrap();
    let report = report::read(&room.path(&format!("{id}.json")));
    let peak = |side| number(&report, &format!("/ear/{side}/lcpeak_db"));
    Measured {
        laeq: mean(&report, "laeq_db"),
        lceq: mean(&report, "lceq_db"),
        lcpeak: peak("left").max(peak("right")),
        octaves: (0..10).map(|n| mean(&report, &format!("octaves/{n}/leq_db"))).collect(),
        tens: both.chunks(960_000).map(db_spl).collect(),
    }
}

#[test]
fn every_stage_has_the_levels_the_octaves_and_the_peak_of_its_preset_over_30_s() {
    let room = Room::new();
    crate::silence(&room, 30);
    let list: Value = serde_json::from_str(&room.fine("stages --json").out).unwrap();
    let stages: Vec<&Value> = list.as_array().unwrap().iter().filter(|stage| stage["id"] != "none").collect();
    assert_eq!(stages.len(), 14);
    let measured = work::all(&stages, |_, stage| measure(&room, stage["id"].as_str().unwrap()));
    let mut wrong = Vec::new();
    for (stage, got) in stages.iter().zip(&measured) {
        let levels = |field: &str| number(stage, &format!("/levels/{field}"));
        let mut check = |what: &str, got: f64, want: f64, tolerance: f64| {
            println!("{}, {what}: {got:.2} for {want:.2}", stage["id"]);
            if got.is_nan() || (got - want).abs() > tolerance {
                wrong.push(format!("{}, {what}: {got:.2} for {want:.2}", stage["id"]));
            }
        };
        check("LAeq", got.laeq, levels("laeq_db"), 0.5);
        check("LCeq", got.lceq, levels("lceq_db"), 1.0);
        check("LCpeak", got.lcpeak, levels("lcpeak_db"), 2.0);
        for (n, band) in got.octaves.iter().enumerate() {
            check(&format!("octave {n}"), *band, levels(&format!("octaves_db/{n}")), 1.5);
        }
        let all = 10.0 * got.tens.iter().map(|db| 10f64.powf(db / 10.0) / 3.0).sum::<f64>().log10();
        for ten in &got.tens {
            check("ten seconds", *ten, all, 0.3);
        }
    }
    assert!(wrong.is_empty(), "{} figures are off:\n{}", wrong.len(), wrong.join("\n"));
}

/// C-weighted peak over C-weighted mean of a kit at its player's ears.
#[test]
fn a_drum_kit_has_a_crest_of_20_db_or_more() {
    let room = Room::new();
    crate::silence(&room, 20);
    let got = measure(&room, "drummer-at-kit");
    assert!(got.lcpeak - got.lceq > 20.0, "{:.1} dB", got.lcpeak - got.lceq);
    // Low frequencies are there: the kick's octave is among the loudest.
    assert!(got.octaves[1] > got.octaves[4], "{:?}", got.octaves);
}
