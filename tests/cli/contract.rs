//! The contract: which words there are.

use crate::refusal::room;

const SOUND: &str = "--device --left --right --seal --stage --stage-level --stage-file --ambient-channel --own-voice \
    --level --level-rule --loudness --wearing --room --full-scale --calibration --ceiling --seed";

#[test]
fn the_help_of_every_command_names_every_option_of_the_contract() {
    let room = room();
    let live = format!(
        "--host --input --in-channels --output --out-channels --rate --buffer --against --ui --duration --log {SOUND}"
    );
    let render = format!("--out --rate --block --tap --report {SOUND}");
    for (command, options) in [
        ("", "live render compare presets stages devices calibrate selftest doctor soak abx"),
        ("live", live.as_str()),
        ("render", &render),
        ("compare", "--stage --stage-level --devices --wearing --room --out --json"),
        (
            "abx",
            "--trials --significance --power --proportion --feedback --listener --out --seed --level-rule --input --output --ui",
        ),
        ("presets", "show plot check import export add remove where --json"),
        ("presets show", "--json"),
        ("presets plot", "--seal --out --json"),
        ("presets import", "--kind --out --is --as --name --id --shelves --reference --target --json"),
        ("presets export", "--minus --as-correction --format --out"),
        ("doctor", "--host --input --in-channels --output --out-channels --rate --buffer --seconds --json"),
        ("stages", "show plot --json"),
        ("stages show", "--json"),
        ("stages plot", "--out --json"),
        ("devices", "--json"),
        ("soak", "--hours --seed --rate --json"),
        (
            "calibrate",
            "list remove phones outputs sheet voltmeter phone --host --output --out-channels --name",
        ),
        (
            "calibrate sheet",
            "--phones --sensitivity --per --at-hz --ohms --like --interface --volts --source-ohms --json",
        ),
        ("calibrate voltmeter", "--reading --phones --output --json"),
        ("calibrate phone", "--coupling match cup tube --reading --level --like --json"),
    ] {
        let said = room.fine(&format!("{command} --help"));
        assert_eq!(said.err, "", "{command}");
        let words: Vec<_> = said.out.split(|c: char| !(c.is_alphanumeric() || c == '-')).collect();
        for option in options.split_whitespace() {
            assert!(words.contains(&option), "{command} --help has no {option}:\n{}", said.out);
        }
    }
}

#[test]
fn the_help_names_the_values_that_an_option_takes() {
    let help = room().fine("render --help").out;
    for word in
        "output ear monitor ambience voice equal-drive equal-loudness as-turned-up on off".split_whitespace()
    {
        assert!(help.contains(word), "no {word}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(room().fine("--version").out.trim(), concat!("foldback ", env!("CARGO_PKG_VERSION")));
}
