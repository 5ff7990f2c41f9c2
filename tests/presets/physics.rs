//! What the figures must say, whatever their source.

use foldback::preset::{Device, IsolationShape, Kind, OCTAVES_HZ, ResponseShape};

use crate::response::response_db;
use crate::{device, library, singles};

/// A- and C-weights at the exact octave centres, IEC 61672-1:2013 table 3.
const A_DB: [f64; 10] = [-39.4, -26.2, -16.1, -8.6, -3.2, 0.0, 1.2, 1.0, -1.1, -6.6];
const C_DB: [f64; 10] = [-3.0, -0.8, -0.2, 0.0, 0.0, 0.0, -0.2, -0.8, -3.0, -8.5];

#[test]
fn a_sealed_in_ear_keeps_its_bass_and_an_earbud_has_none() {
    let sealed = [Kind::IemUniversal, Kind::IemAmbient, Kind::IemCustom];
    let mut seen = 0;
    for device in singles().iter().filter(|d| sealed.contains(&d.kind)) {
        let fall = response_db(device, 20.0) - response_db(device, 100.0);
        assert!(fall.abs() < 3.0, "{}: {fall:.2} dB from 100 to 20 Hz", device.id);
        seen += 1;
    }
    assert!(seen >= 9, "{seen} in-ears");
    let earbud = device("earbud");
    assert!(response_db(&earbud, 200.0) - response_db(&earbud, 31.5) > 8.0);
}

#[test]
fn the_kinds_of_driver_differ_by_three_db_somewhere() {
    let kinds =
        ["iem-silicone", "iem-silicone-triple-deep", "iem-foam", "iem-hybrid", "ciem-acrylic"].map(device);
    for (i, one) in kinds.iter().enumerate() {
        for other in &kinds[i + 1..] {
            let apart = |hz: &f64| (response_db(one, *hz) - response_db(other, *hz)).abs();
            let most = OCTAVES_HZ[..9].iter().map(apart).fold(0.0, f64::max);
            assert!(most > 3.0, "{} and {} differ by {most:.1} dB at most", one.id, other.id);
        }
    }
}

/// Timbre, not loudness: each curve is levelled over 200 Hz to 4 kHz first. A hybrid differs from armatures in its bass.
#[test]
fn one_dynamic_one_armature_several_and_a_hybrid_differ_by_two_db_a_third_octave_at_equal_level() {
    let kinds = [
        ("iem-silicone", "single dynamic driver"),
        ("iem-silicone-triple-deep", "single balanced armature"),
        ("iem-foam", "multiple balanced armatures"),
        ("iem-hybrid", "dynamic woofer with balanced armatures"),
    ];
    let thirds: Vec<f64> = (15..=40).map(|n| 10f64.powf(f64::from(n) / 10.0)).collect();
    let levelled = kinds.map(|(id, words)| {
        let device = device(id);
        assert!(device.about.contains(words), "{id}: {}", device.about);
        let curve: Vec<f64> = thirds.iter().map(|&hz| response_db(&device, hz)).collect();
        let middle: Vec<f64> = thirds
            .iter()
            .zip(&curve)
            .filter(|(hz, _)| (190.0..4200.0).contains(*hz))
            .map(|(_, db)| *db)
            .collect();
        let mean = middle.iter().sum::<f64>() / middle.len() as f64;
        (id, curve.into_iter().map(|db| db - mean).collect::<Vec<_>>())
    });
    for (i, (one, a)) in levelled.iter().enumerate() {
        for (other, b) in &levelled[i + 1..] {
            let most = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(most > 2.0, "{one} and {other} differ by {most:.1} dB at most");
        }
    }
}

#[test]
fn noise_cancelling_adds_to_its_own_shell_and_stops_above_one_kilohertz() {
    for (off, on, sum) in [
        ("anc-over-ear-off", "anc-over-ear-on", [8, 18, 25, 25, 22, 20, 26, 32, 33, 30]),
        ("anc-earbud-off", "anc-earbud-on", [7, 15, 22, 25, 24, 20, 26, 34, 36, 33]),
    ] {
        let table = |id| match device(id).isolation.shape {
            IsolationShape::Octaves { il_db, active, .. } => (il_db, active),
            other => panic!("{id}: {other:?}"),
        };
        let ((off_db, none), (on_db, active)) = (table(off), table(on));
        let active = active.expect("an active part");
        assert_eq!(none, None);
        assert_eq!((active.overload_from_db_spl, active.overload_to_db_spl), (100.0, 110.0));
        for (band, hz) in OCTAVES_HZ.into_iter().enumerate() {
            assert!((on_db[band] + active.il_db[band] - f64::from(sum[band])).abs() < 1e-9, "{on} at {hz}");
            if hz <= 1_000.0 {
                assert!((on_db[band] - off_db[band]).abs() < 1e-9, "{on} at {hz}");
            } else {
                assert!(active.il_db[band].abs() < 1e-9, "{on} at {hz}");
            }
        }
    }
}

#[test]
fn a_broken_seal_is_the_silicone_tip_at_a_quarter() {
    let (whole, broken) = (device("iem-silicone"), device("iem-broken-seal"));
    assert_eq!(whole.response, broken.response);
    assert_eq!(whole.isolation.shape, broken.isolation.shape);
    assert_eq!(whole.occlusion, broken.occlusion);
    let seal = |d: &Device| d.seal.as_ref().map(|s| (s.volume_cm3, s.default_pct));
    assert_eq!((seal(&whole), seal(&broken)), (Some((1.26, 100.0)), Some((1.26, 25.0))));
}

#[test]
fn only_what_is_open_has_no_seal() {
    let open = [Kind::Reference, Kind::OpenEar, Kind::Wedge, Kind::OpenBack, Kind::Earbud];
    for device in singles() {
        // An on-ear headphone may be either.
        if device.kind != Kind::OnEar {
            assert_eq!(device.seal.is_none(), open.contains(&device.kind), "{}", device.id);
        }
    }
}

#[test]
fn the_reference_has_nothing_in_the_path() {
    let reference = device("reference");
    assert_eq!(reference.response.shape, ResponseShape::Flat);
    assert_eq!(reference.isolation.shape, IsolationShape::Silent);
    assert_eq!((reference.seal, reference.driver, reference.latency.ms), (None, None, 0.0));
    assert!(reference.occlusion.oe_db.iter().all(|db| db.abs() < f64::EPSILON));
}

#[test]
fn one_ear_out_is_a_sealed_ear_and_an_open_one() {
    let ears = library().ears("one-ear-out").unwrap();
    assert_eq!((ears.left.id.as_str(), ears.right.id.as_str()), ("iem-foam", "open-ear"));
    assert_eq!(ears.right.response.shape, ResponseShape::None);
    assert_eq!(ears.right.isolation.shape, IsolationShape::Open);
}

#[test]
fn an_earbud_strains_at_112_db_and_an_in_ear_does_not() {
    let onset = |id| device(id).driver.expect("a driver").distortion_onset_db_spl;
    assert!(onset("earbud") < 112.0 - 6.0);
    for id in ["iem-silicone", "iem-foam", "iem-hybrid", "ciem-acrylic", "ciem-silicone"] {
        assert!(onset(id) > 112.0 + 3.0, "{id}");
    }
}

#[test]
fn a_wedge_is_late_by_its_distance_and_a_cable_is_not() {
    assert!((device("wedge").latency.ms - 1.7 * 2.915).abs() < 0.01);
    assert!((150.0..=200.0).contains(&device("anc-earbud-on").latency.ms));
    assert!(device("iem-foam").latency.ms.abs() < f64::EPSILON);
}

#[test]
fn the_octaves_of_every_stage_add_up_to_its_weighted_levels() {
    for stage in library().stages() {
        let Some(levels) = &stage.levels else { continue };
        let sum = |weights: [f64; 10]| {
            let bands = levels.octaves_db.iter().zip(weights);
            10.0 * bands.map(|(l, w)| 10f64.powf((l + w) / 10.0)).sum::<f64>().log10()
        };
        assert!((sum(A_DB) - levels.laeq_db).abs() < 0.1, "{}: {:.2} dBA", stage.id, sum(A_DB));
        assert!((sum(C_DB) - levels.lceq_db).abs() < 0.15, "{}: {:.2} dBC", stage.id, sum(C_DB));
    }
}
