//! What was exported and is imported again is the same within 0.1 dB, from 20 Hz to 16 kHz.

use foldback::engine::prepare::adopt::{Wishes, adopt};
use foldback::engine::prepare::export::{Powers, Wanted};
use foldback::engine::prepare::impulse::to_wav;
use foldback::preset::Device;
use foldback::preset::export::{Sides, camilladsp, easyeffects, graphic_eq, parametric_eq};
use foldback::preset::import::{Meaning, Reading, read};
use foldback::units::Hz;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::devices::any_device;
use crate::program::Room;
use crate::response::levels;

/// A device read back from the bytes of a file.
fn back(bytes: &[u8], meaning: Meaning) -> Device {
    let import = read(bytes, Reading::default()).unwrap_or_else(|e| panic!("{e}"));
    let wishes = Wishes { meaning: Some(meaning), ..Wishes::default() };
    crate::devices::device(adopt(&[import], &["file".into()], &wishes, "mine").unwrap().shape)
}

fn files(wanted: &Wanted) -> Vec<(&'static str, Vec<u8>)> {
    let sides = |powers: &Powers| Sides { left: wanted.equaliser(powers).unwrap().0, right: None };
    vec![
        ("parametric-eq", parametric_eq(&sides(&Powers::APO)).into_bytes()),
        ("camilladsp", camilladsp(&sides(&Powers::CAMILLADSP), "a \"test\"").into_bytes()),
        ("easyeffects", easyeffects(&sides(&Powers::EASYEFFECTS)).into_bytes()),
        ("graphic-eq", graphic_eq(&wanted.nodes()).into_bytes()),
        ("wav", to_wav(&[&wanted.impulse_response()], 48_000)),
    ]
}

/// Largest difference of two devices.
fn apart(a: &Wanted, b: &Wanted) -> f64 {
    let hz = (0..=290).map(|i| Hz(20.0 * 10f64.powf(f64::from(i) / 100.0)));
    hz.map(|f| (a.at(f).0 - b.at(f).0).abs()).fold(0.0, f64::max)
}

fn check(cases: u32) {
    let worst = std::cell::RefCell::new(std::collections::BTreeMap::new());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let outcome = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    )
    .run(&any_device(), |device| {
        let wanted = Wanted::new(&device, None, false).unwrap();
        for (format, bytes) in files(&wanted) {
            let again = Wanted::new(&back(&bytes, Meaning::Response), None, false).unwrap();
            let miss = apart(&wanted, &again);
            let mut worst = worst.borrow_mut();
            let most: &mut f64 = worst.entry(format).or_default();
            *most = most.max(miss);
            prop_assert!(miss < 0.1, "{format}: {miss:.3} dB: {:?}", device.response.shape);
        }
        Ok(())
    });
    eprintln!("largest differences in dB: {:.3?}", worst.borrow());
    if let Err(error) = outcome {
        // The first line says which format and by how much; the device itself fills pages.
        let said = error.to_string();
        panic!("{}", said.lines().next().unwrap_or_default());
    }
}

#[test]
fn random_devices_come_back_from_every_format_within_a_tenth_of_a_db() {
    check(24);
}

#[test]
#[ignore = "long: 1,000 devices through five formats"]
fn a_thousand_random_devices_come_back_from_every_format_within_a_tenth_of_a_db() {
    check(1000);
}

#[test]
fn a_shipped_device_comes_back_through_the_program_and_its_correction_undoes_it() {
    let room = Room::new();
    let hz: Vec<f64> = (0..=29).map(|i| 20.0 * 10f64.powf(f64::from(i) / 10.0)).collect();
    let want = levels(&room, "earbud", 0, 48_000, &hz);
    for (format, file) in [
        ("parametric-eq", "e.txt"),
        ("graphic-eq", "g.txt"),
        ("camilladsp", "c.yml"),
        ("easyeffects", "e.json"),
        ("wav", "w.wav"),
    ] {
        room.fine(&format!("presets export earbud --format {format} --out {file}"));
        room.fine(&format!("presets import {file} --kind earbud --is response --out again.toml"));
        let got = levels(&room, "again.toml", 0, 48_000, &hz);
        for ((hz, got), want) in hz.iter().zip(got).zip(&want) {
            // The earbud is a curve: it runs as a response of 85 ms, which is up to 0.2 dB off below 40 Hz.
            let near = if *hz < 40.0 { 0.3 } else { 0.1 };
            assert!((got - want).abs() < near, "{format}: {hz} Hz: {got:.3} against {want:.3}");
        }
        room.fine(&format!("presets export earbud --as-correction --format {format} --out {file}"));
        room.fine(&format!("presets import {file} --kind earbud --is correction --out undone.toml"));
        let got = levels(&room, "undone.toml", 0, 48_000, &hz);
        let shift = got[15] - want[15];
        for ((hz, got), want) in hz.iter().zip(got).zip(&want) {
            assert!((got - want - shift).abs() < 0.25, "{format}: {hz} Hz: {got:.3} against {want:.3}");
        }
        assert!(shift.abs() < 0.5, "{format}: {shift}");
    }
}

#[test]
fn the_difference_of_two_devices_turns_one_into_the_other() {
    let room = Room::new();
    let hz: Vec<f64> = (0..=29).map(|i| 20.0 * 10f64.powf(f64::from(i) / 10.0)).collect();
    room.fine("presets export iem-foam --minus open-back --format wav --out d.wav");
    room.fine("presets import d.wav --kind open-back --is response --out d.toml");
    let at = |device: &str| levels(&room, device, 0, 48_000, &hz);
    let (foam, open, difference) = (at("iem-foam"), at("open-back"), at("d.toml"));
    for (((hz, foam), open), difference) in hz.iter().zip(foam).zip(open).zip(difference) {
        assert!((foam - open - difference).abs() < 0.3, "{hz} Hz: {foam:.2} - {open:.2} = {difference:.2}");
    }
    let refused = room.run("presets export open-ear --format wav --out o.wav");
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("no driver") && !room.path("o.wav").exists(), "{}", refused.err);
}
