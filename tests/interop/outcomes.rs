//! Every sample with the outcome that its index says.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::Room;
use crate::{rows, samples};

/// Imports into a folder of the room; the JSON report, whatever the outcome.
fn import(room: &Room, files: &[&Path]) -> Vec<Value> {
    let mut command = room.command("presets import --kind open-back --out presets --json");
    let out = command.args(files).output().unwrap();
    serde_json::from_slice(&out.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stderr)))
}

#[test]
fn bad_files_are_warned_or_refused_with_the_codes_and_lines_of_their_index() {
    let Some(folder) = samples() else { return };
    let bad = folder.join("visible/bad");
    let index = rows(&fs::read_to_string(bad.join("index.csv")).unwrap());
    assert!(index.len() >= 10);
    for row in index {
        let room = Room::new();
        let (file, outcome, codes) = (&row[0], row[2].as_str(), &row[3]);
        let report = import(&room, &[&bad.join(file)]);
        assert_eq!(report.len(), 1, "{file}");
        let report = &report[0];
        let want = match outcome {
            "accept" => "accepted",
            "accept_warn" => "warned",
            "reject" => "refused",
            other => panic!("{other}"),
        };
        assert_eq!(report["outcome"], want, "{file}: {report:#}");
        assert_eq!(
            room.path("presets").exists(),
            outcome != "reject",
            "{file}: a refused file changes nothing"
        );
        let lines: Vec<u64> = codes
            .split_once(" line ")
            .map(|(_, lines)| {
                lines.split(' ').next().unwrap().split(',').map(|n| n.parse().unwrap()).collect()
            })
            .unwrap_or_default();
        let words = codes.split([',', ' ']).filter(|word| word.starts_with("W_") || word.starts_with("E_"));
        for code in words {
            if code.starts_with("E_") {
                assert_eq!(report["refusal"]["code"], code, "{file}: {report:#}");
                continue;
            }
            let found = report["warnings"].as_array().unwrap().iter().filter(|w| w["code"] == code);
            let found: Vec<u64> = found.filter_map(|w| w["line"].as_u64()).collect();
            assert!(lines.is_empty() || found == lines, "{file}: {code} at {found:?}, not {lines:?}");
        }
    }
}

#[test]
fn every_device_of_the_index_is_accepted_and_every_measurement_fitted_within_half_a_db() {
    let Some(folder) = samples() else { return };
    let visible = folder.join("visible");
    let room = Room::new();
    let names = |path: &Path| -> Vec<std::path::PathBuf> {
        fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()).collect()
    };
    let is_index = |path: &Path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        matches!(name, "index.csv" | "LICENCE.txt")
    };
    let mut files = names(&visible);
    files.extend(names(&visible.join("odd")));
    files.extend(names(&visible.join("crossformat")));
    files.retain(|path| !is_index(path));
    files.sort();
    let report = import(&room, &files.iter().map(std::path::PathBuf::as_path).collect::<Vec<_>>());
    let mut fitted = 0;
    for row in &report {
        assert_ne!(row["outcome"], "refused", "{row:#}");
        if let Some(worst) = row["worst_db"].as_f64() {
            assert!(worst <= 0.5, "{row:#}");
            fitted += 1;
        }
    }
    assert!(fitted > 30, "{fitted}");
    let presets =
        names(&room.path("presets")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let out = room.command("presets check").args(presets).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn an_equaliser_that_lies_where_a_measurement_belongs_is_known_by_its_content() {
    let Some(folder) = samples() else { return };
    let odd = folder.join("visible/odd");
    for (file, format) in [
        ("finalE500_apo_in_measurement_dir.txt", "parametric-eq"),
        ("audiotools_title_line.txt", "measurement"),
        ("nonutf8_header.txt", "measurement"),
        ("space_header_phase.txt", "measurement"),
        ("JBL_Tune_720BT.autoeq11col.csv", "auto-eq-csv"),
        ("JBL_Tune_720BT GraphicEQ.txt", "graphic-eq"),
        ("JBL_Tune_720BT.minphase48k.wav", "impulse"),
    ] {
        let report = import(&Room::new(), &[&odd.join(file)]);
        assert_eq!(report[0]["format"], format, "{file}: {report:#?}");
    }
    let legacy = import(&Room::new(), &[&odd.join("JBL_Tune_720BT.legacyLSHS ParametricEQ.txt")]);
    let codes: Vec<_> =
        legacy[0]["warnings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["W_LS_CORNER", "W_LS_CORNER", "W_LS_LEGACY"]);
}
