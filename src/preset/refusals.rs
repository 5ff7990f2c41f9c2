//! Every kind of bad file, with the line and the words of its refusal.

use std::io;

use super::document::Document;
use super::{Preset, PresetError, Stage};

const DEVICE: &str = r#"format = 1
id = "cup"
name = "Cup"
kind = "closed-back"
about = "A cup for tests."
latency = { ms = 0, evidence = { kind = "published", source = "cable" } }
leakage = { at_10_cm_db = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], evidence = { kind = "published", source = "none" } }
occlusion = { oe_db = [0, 0, 0, 0, 0, 0, 0, 0], evidence = { kind = "published", source = "none" } }

[response]
shape = "filters"
filters = [
    { type = "PK", freq_hz = 1000, gain_db = 3, q = 1 },
    { type = "HP1", freq_hz = 20 },
]
evidence = { kind = "estimated", source = "a guess", spread_db = 3 }

[isolation]
shape = "octaves"
il_db = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
sd_db = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
[isolation.evidence]
kind = "estimated"
source = "a guess"
[isolation.active]
il_db = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
overload_from_db_spl = 100
overload_to_db_spl = 110

[driver]
max_level_db_spl = 120
distortion_onset_db_spl = 110
evidence = { kind = "estimated", source = "a guess" }
"#;

const STAGE: &str = r#"format = 1
id = "attic"
name = "Attic"
about = "A stage for tests."
[levels]
laeq_db = 90
lceq_db = 95
lcpeak_db = 115
octaves_db = [90, 90, 90, 90, 80, 80, 80, 80, 70, 70]
evidence = { kind = "estimated", source = "a guess" }
spectrum_evidence = { kind = "estimated", source = "a guess" }
[[sources]]
kind = "noise"
field = "diffuse"
octaves_db = [90, 90, 90, 90, 80, 80, 80, 80, 70, 70]
modulation = { sd_db = 4, time_s = [0.3, 3] }
evidence = { kind = "estimated", source = "a guess" }
"#;

fn read<T>(text: &str, read: fn(&Document<'_>) -> Result<T, PresetError>) -> Result<T, PresetError> {
    let sibling = |_: &str, _| Err(io::ErrorKind::NotFound.into());
    read(&Document { file: "x.toml", text, sibling: &sibling, folder: None })
}

/// Replaces one piece of a good file and compares the refusal with the whole line expected.
fn refused<T>(good: &str, parse: fn(&Document<'_>) -> Result<T, PresetError>, cases: &[(&str, &str, &str)]) {
    assert!(read(good, parse).is_ok(), "the file is good before it is broken: {:?}", read(good, parse).err());
    for (old, new, message) in cases {
        assert_eq!(good.matches(old).count(), 1, "`{old}` names one place");
        let error = read(&good.replace(old, new), parse).err().map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some(format!("x.toml:{message}").as_str()), "{old} -> {new}");
    }
}

#[test]
fn a_bad_device_is_refused_with_line_reason_and_mend() {
    refused(
        DEVICE,
        Preset::read,
        &[
            ("q = 1 ", "q = -1 ", "13: q -1 is out of range: use 0.05 to 50"),
            ("q = 1 ", "q = nan ", "13: q NaN is not a finite number: use 0.05 to 50"),
            ("gain_db = 3", "gain_db = inf", "13: gain_db inf is not a finite number: use -40 to 40 dB"),
            ("gain_db = 3", "gain_db = -9e999", "13: gain_db -inf is not a finite number: use -40 to 40 dB"),
            (
                "gain_db = 3",
                "gain_db = \"3\"",
                "13: gain_db is not a number but of type string: write a number",
            ),
            ("gain_db = 3", "gian_db = 3", "13: unknown key `gian_db`: did you mean `gain_db`?"),
            (", gain_db = 3", "", "13: `gain_db` is missing: add `gain_db` here"),
            ("freq_hz = 20 ", "freq_hz = 20, q = 1 ", "14: unknown key `q`: use `type` or `freq_hz`"),
            ("freq_hz = 20 ", "freq_hz = 0 ", "14: freq_hz 0 is out of range: use 5 to 24000 Hz"),
            (
                "\"HP1\"",
                "\"HP3\"",
                "14: type `HP3` is unknown: use `PK`, `LSC`, `HSC`, `HP1`, `HP2`, `LP1` or `LP2`",
            ),
            ("spread_db = 3", "spread_db = -3", "16: spread_db -3 is out of range: use 0 to 30 dB"),
            (
                "il_db = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nsd",
                "il_db = [1, 2, 3]\nsd",
                "20: il_db has 3 values: write 10 numbers, one per octave from 31.5 Hz to 16 kHz",
            ),
            (
                "sd_db = [1, 1, 1, 1",
                "sd_db = [1,\n 1,\n -1, 1",
                "23: sd_db[2] -1 is out of range: use 0 to 30 dB",
            ),
            (
                "source = \"a guess\"\n[isolation.active]",
                "source = \" \"\n[isolation.active]",
                "24: source is empty: say it in a few words",
            ),
            (
                "source = \"a guess\"\n[isolation.active]",
                "[isolation.active]",
                "22: `source` is missing: add `source` here",
            ),
            (
                "overload_to_db_spl = 110",
                "overload_to_db_spl = 90",
                "28: the overload ends at 90 dB SPL and begins at 100: let overload_to_db_spl be above overload_from_db_spl",
            ),
            (
                "distortion_onset_db_spl = 110",
                "distortion_onset_db_spl = 121",
                "32: distortion begins at 121 dB SPL, above the highest level: use 120 (max_level_db_spl) or less",
            ),
            (
                "id = \"cup\"",
                "id = \"My Cup\"",
                "2: id `My Cup` is not a plain word: use a-z and 0-9 with single hyphens between, like `iem-foam`",
            ),
            ("\nabout =", "\nabuot =", "5: unknown key `abuot`: did you mean `about`?"),
            ("about = \"A cup for tests.\"\n", "", "1: `about` is missing: add `about` here"),
            (
                "format = 1",
                "format = 2",
                "1: format 2 is not known to this version: write format = 1, or use a newer foldback",
            ),
            ("[driver]", "[drivr]", "30: unknown key `drivr`: did you mean `driver`?"),
            (
                "max_level_db_spl = 120",
                "max_level_db_spl = ",
                "31: not TOML: string values must be quoted, expected literal string: mend the line",
            ),
        ],
    );
}

#[test]
fn a_bad_curve_is_refused_at_its_point() {
    let filters = DEVICE.split("shape = \"filters\"").nth(1).unwrap().split("evidence").next().unwrap();
    let curve = "\npoints = [\n  [20, 0], [100, 1],\n  [1000, 2],\n]\nspread_db = [1, 1, 1]\n";
    let device = DEVICE.replace("shape = \"filters\"", "shape = \"curve\"").replace(filters, curve);
    refused(
        &device,
        Preset::read,
        &[
            (
                "[1000, 2]",
                "[90, 2]",
                "14: the curve goes from 100 to 90 Hz: put the points in ascending order of frequency, each once",
            ),
            ("[1000, 2]", "[1000]", "14: points[2] has 1 values: write 2 numbers, [Hz, dB]"),
            ("[1000, 2]", "[1000, nan]", "14: points[2][1] NaN is not a finite number: use -80 to 40 dB"),
            (
                "[1, 1, 1]\nev",
                "[1, 1]\nev",
                "16: spread_db has 2 values: write 3 numbers, one per point of the curve",
            ),
        ],
    );
    let impulse = device.replace("shape = \"curve\"", "shape = \"impulse\"");
    let named = |file: &str| impulse.replace(curve, &format!("\nfile = \"{file}\"\n"));
    for (file, message) in [
        ("../secret.wav", "x.toml:12: `../secret.wav` is not the plain name of a WAV file: put"),
        ("gone.wav", "x.toml:12: cannot read `gone.wav`: entity not found: put it beside the preset"),
    ] {
        let error = read(&named(file), Preset::read).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn a_bad_stage_is_refused_with_line_reason_and_mend() {
    refused(
        STAGE,
        Stage::read,
        &[
            (
                "octaves_db = [90, 90, 90, 90, 80, 80, 80, 80, 70, 70]\nmod",
                "octaves_db = [90, 90, 90, 87, 80, 80, 80, 80, 70, 70]\nmod",
                "9: at 250 Hz the stage says 90 dB and its sources add up to 87.0 dB: let octaves_db be the power sum of the sources",
            ),
            (
                "lcpeak_db = 115",
                "lcpeak_db = 95",
                "8: the C-weighted peak, 95 dB, is not above the C-weighted mean, 95 dB: a peak stands 12 to 25 dB above the mean",
            ),
            (
                "time_s = [0.3, 3]",
                "time_s = [3, 0.3]",
                "16: the shortest time, 3 s, is above the longest, 0.3 s: write the shortest first",
            ),
            (
                "\"noise\"",
                "\"noize\"",
                "13: kind `noize` is unknown: use `noise`, `kit`, `crowd`, `notes`, `hum`, `spill` or `recording`",
            ),
            ("\"diffuse\"", "\"sideways\"", "14: field `sideways` is unknown: use `diffuse`"),
            (
                "[levels]",
                "[sound]",
                "5: unknown key `sound`: use `format`, `id`, `name`, `about`, `levels` or `sources`",
            ),
        ],
    );
    let silent = STAGE.split("[levels]").next().unwrap();
    assert_eq!(read(silent, Stage::read).map(|s| (s.levels, s.sources)), Ok((None, vec![])));
    let hollow = STAGE.split("[[sources]]").next().unwrap();
    let error = read(hollow, Stage::read).unwrap_err().to_string();
    assert_eq!(error, "x.toml:5: the stage has levels but no sources: add a [[sources]] table");
}

#[test]
fn a_pair_takes_two_ids_and_nothing_else() {
    let pair = "format = 1\nid = \"p\"\nname = \"P\"\nkind = \"pair\"\nabout = \"Two.\"\nleft = \"a\"\nright = \"b\"\n";
    refused(
        pair,
        Preset::read,
        &[
            ("right = \"b\"\n", "", "1: `right` is missing: add `right` here"),
            (
                "right",
                "driver = 3\nright",
                "7: unknown key `driver`: use `kind`, `left`, `right`, `format`, `id`, `name` or `about`",
            ),
        ],
    );
}
