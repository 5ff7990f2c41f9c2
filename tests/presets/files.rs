//! The files: all there, sourced, found by name, refused in one line.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use foldback::preset::{Confidence, Device, Evidence, Kind, Preset, Source, Stage, bounds};

use crate::{library, singles};

const DEVICES: &str = "reference open-ear wedge open-back closed-back-studio closed-back-isolating \
    drummer-isolation on-ear-open on-ear-closed earbud anc-earbud-off anc-earbud-on anc-over-ear-off \
    anc-over-ear-on iem-silicone iem-silicone-triple-deep iem-foam iem-foam-deep iem-hybrid iem-broken-seal \
    iem-ambient-port ciem-acrylic ciem-silicone one-ear-out";

const STAGES: &str = "none drummer-at-kit guitarist-club bassist-club vocal-with-wedges keys-side-stage \
    arena-stage-iem club-small-stage festival-foh-audience nightclub-dancefloor orchestra-pit \
    trumpet-brass-row acoustic-worship-stage silent-stage crowd-roar";

fn files(folder: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets").join(folder);
    let paths = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let toml = |p: &PathBuf| p.extension().is_some_and(|e| e == "toml");
    paths.filter(toml).map(|p| p.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_file_is_in_the_library_under_its_own_name() {
    let library = library();
    let devices: BTreeSet<_> = library.devices().map(|p| p.id().to_owned()).collect();
    let stages: BTreeSet<_> = library.stages().map(|s| s.id.clone()).collect();
    assert_eq!(devices, files("devices"));
    assert_eq!(stages, files("stages"));
    for id in DEVICES.split_whitespace() {
        assert!(devices.contains(id), "no device {id}");
    }
    for id in STAGES.split_whitespace() {
        assert!(stages.contains(id), "no stage {id}");
    }
}

#[test]
fn lists_run_from_the_open_ear_to_the_pair_and_from_silence_to_the_loudest() {
    let library = library();
    let kinds: Vec<_> = library.devices().map(Preset::kind).collect();
    assert!(kinds.is_sorted());
    assert_eq!((kinds.first(), kinds.last()), (Some(&Kind::Reference), Some(&Kind::Pair)));
    let loudness = |s: &Stage| s.levels.as_ref().map_or(0.0, |l| l.laeq_db);
    assert!(library.stages().map(loudness).is_sorted());
    assert_eq!(library.stages().next().map(|s| s.id.as_str()), Some("none"));
}

#[test]
fn every_figure_has_a_source() {
    let parts = |d: &Device| {
        let all = [&d.response.evidence, &d.isolation.evidence, &d.occlusion.evidence];
        let all = all.into_iter().chain([&d.latency.evidence, &d.leakage.evidence]);
        let all = all.chain(d.seal.iter().map(|s| &s.evidence)).chain(d.driver.iter().map(|s| &s.evidence));
        all.cloned().collect::<Vec<Evidence>>()
    };
    for device in singles() {
        for evidence in parts(&device) {
            assert!(evidence.source.len() >= 10, "{}: {evidence:?}", device.id);
            let spread = evidence.spread_db.is_some_and(|db| db > 0.0);
            assert!(spread || evidence.kind != Confidence::ClassAverage, "{}: {evidence:?}", device.id);
        }
    }
    for stage in library().stages() {
        let levels = stage.levels.iter().flat_map(|l| [&l.evidence, &l.spectrum_evidence]);
        for evidence in levels.chain(stage.sources.iter().map(Source::evidence)) {
            assert!(evidence.source.len() >= 10, "{}: {evidence:?}", stage.id);
        }
    }
}

#[test]
fn what_is_written_out_reads_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let library = library();
    for preset in library.devices() {
        let path = folder.path().join(format!("{}.toml", preset.id()));
        fs::write(&path, toml::to_string(preset).unwrap()).unwrap();
        assert_eq!(library.device(path.to_str().unwrap()).as_ref(), Ok(preset));
    }
    for stage in library.stages() {
        let path = folder.path().join(format!("{}.toml", stage.id));
        fs::write(&path, toml::to_string(stage).unwrap()).unwrap();
        assert_eq!(library.stage(path.to_str().unwrap()).as_ref(), Ok(stage));
    }
    let json = serde_json::to_value(library.device("iem-foam").unwrap()).unwrap();
    assert_eq!(json["isolation"]["il_db"][5], 26.0);
    assert_eq!(json["response"]["evidence"]["kind"], "class-average");
}

#[test]
fn an_unknown_id_is_offered_the_nearest() {
    let library = library();
    let device = |id| library.device(id).unwrap_err().to_string();
    assert!(device("iem-foma").starts_with("there is no device `iem-foma`: did you mean `iem-foam`"));
    assert_eq!(device("theremin"), "there is no device `theremin`: `foldback presets` lists them");
    let stage = library.stage("vocal-wedges").unwrap_err().to_string();
    assert!(stage.contains("`vocal-with-wedges`"), "{stage}");
}

#[test]
fn a_file_that_cannot_be_a_preset_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let library = library();
    let written = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let error = library.device(path.to_str().unwrap()).unwrap_err().to_string();
        assert!(error.starts_with(path.to_str().unwrap()) && error.lines().count() == 1, "{error}");
        error
    };
    assert!(written("wav.toml", b"RIFF\xff\xfe\x00\x00WAVE").contains("is not UTF-8 text"));
    assert!(written("empty.toml", b"").contains(":1: `format` is missing"));
    let long = vec![b'#'; bounds::FILE_BYTES as usize + 1];
    assert!(written("long.toml", &long).contains("longer than 1048576 bytes"));
    let deep = format!("format = {}1{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(written("deep.toml", deep.as_bytes()).contains(":1: not TOML"));
    let gone = library.device("/nowhere/x.toml").unwrap_err().to_string();
    assert!(gone.starts_with("/nowhere/x.toml: cannot be read: "), "{gone}");
}

#[test]
fn a_pair_of_strangers_or_of_pairs_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let pair = |left: &str| {
        let head = "format = 1\nid = \"mine\"\nname = \"Mine\"\nkind = \"pair\"\nabout = \"Two.\"\n";
        fs::write(&path, format!("{head}left = \"{left}\"\nright = \"earbud\"\n")).unwrap();
        library().ears(path.to_str().unwrap())
    };
    assert_eq!(
        pair("wedge").map(|ears| (ears.left.id, ears.right.id)),
        Ok(("wedge".into(), "earbud".into()))
    );
    let stranger = pair("wedgie").unwrap_err().to_string();
    assert!(stranger.contains(":6: there is no device `wedgie`: did you mean `wedge`"), "{stranger}");
    let twice = pair("one-ear-out").unwrap_err().to_string();
    assert!(twice.contains(":6: `one-ear-out` is a pair itself: name a single device"), "{twice}");
}

#[test]
fn an_impulse_response_comes_with_its_preset() {
    let folder = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets/devices/drummer-isolation.toml");
    let text = fs::read_to_string(source).unwrap();
    let list = text.split("shape = \"filters\"\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let text = text.replace(list, "file = \"ear.wav\"").replace("\"filters\"", "\"impulse\"");
    fs::write(folder.path().join("mine.toml"), text).unwrap();
    fs::write(folder.path().join("ear.wav"), b"RIFF").unwrap();
    let ears = library().ears(folder.path().join("mine.toml").to_str().unwrap()).unwrap();
    match ears.left.response.shape {
        foldback::preset::ResponseShape::Impulse { file, wav, .. } => {
            assert_eq!((file.as_str(), &wav[..]), ("ear.wav", &b"RIFF"[..]));
        }
        other => panic!("{other:?}"),
    }
}
