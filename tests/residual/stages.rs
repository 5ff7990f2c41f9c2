//! Every shipped stage at the open ear: as loud and of the colour that its preset says.

use serde_json::Value;

use crate::program::Room;
use crate::report::{self, number};
use crate::work;

/// LAeq and octave levels that a preset declares.
fn declared(stage: &Value) -> (String, f64, Vec<f64>) {
    let octaves = stage["levels"]["octaves_db"].as_array().unwrap();
    (
        stage["id"].as_str().unwrap().to_owned(),
        number(stage, "/levels/laeq_db"),
        octaves.iter().map(|level| level.as_f64().unwrap()).collect(),
    )
}

#[test]
fn every_stage_at_the_open_ear_has_its_level_within_0_5_db_and_its_octaves_within_1_5_db() {
    let room = Room::new();
    crate::silence(&room, 30);
    let list: Value = serde_json::from_str(&room.fine("stages --json").out).unwrap();
    let sounding = |stage: &&Value| stage["id"] != "none";
    let stages: Vec<_> = list.as_array().unwrap().iter().filter(sounding).map(declared).collect();
    assert_eq!(stages.len(), 14);
    let reports = work::all(&stages, |n, (id, ..)| {
        room.fine(&format!(
            "render silence.wav --out {n}.wav --tap ear --device open-ear --stage {id} --report {n}.json"
        ));
        std::fs::remove_file(room.path(&format!("{n}.wav"))).unwrap();
        report::read(&room.path(&format!("{n}.json")))
    });
    let mut wrong = Vec::new();
    for ((id, laeq, octaves), report) in stages.iter().zip(&reports) {
        for side in ["left", "right"] {
            let mut check = |what: String, got: f64, want: f64, tolerance: f64| {
                if (got - want).abs() > tolerance || got.is_nan() {
                    wrong.push(format!("{id}, {side}, {what}: {got:.2} for {want:.2}"));
                }
            };
            check("LAeq".into(), number(report, &format!("/ear/{side}/laeq_db")), *laeq, 0.5);
            for (n, want) in octaves.iter().enumerate() {
                let pointer = format!("/ear/{side}/octaves/{n}");
                let band = number(report, &format!("{pointer}/band_hz"));
                check(format!("{band} Hz"), number(report, &format!("{pointer}/leq_db")), *want, 1.5);
            }
        }
    }
    assert!(wrong.is_empty(), "{} figures are off:\n{}", wrong.len(), wrong.join("\n"));
}
