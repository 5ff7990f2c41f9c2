//! Where the sound goes: places that cannot be written, disks that fill, a Ctrl-C on the way. Nothing is left behind.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::program::{Room, Said};
use crate::refusal::{refused, refused_by, room};

#[test]
fn a_place_that_cannot_be_written_is_refused_before_the_work() {
    let room = room();
    fs::create_dir(room.path("folder.wav")).unwrap();
    fs::create_dir(room.path("folder.json")).unwrap();
    for (words, says) in [
        ("render good.wav --out none/out.wav", "`none/out.wav`"),
        ("render good.wav --out folder.wav", "folder.wav"),
        ("render good.wav --out good.wav/out.wav", "good.wav/out.wav"),
        ("render good.wav --out out.wav --report none/r.json", "none/r.json"),
        ("render good.wav --out out.wav --report folder.json", "folder.json"),
        ("render good.wav --out out.wav --report out.wav", "out.wav"),
        ("live --input good.wav --ui none --output none/out.wav", "`none/out.wav`"),
        ("live --input good.wav --ui none --output out.wav --log none/l.jsonl", "none/l.jsonl"),
        ("live --input gone.wav --ui none --output out.wav --log l.jsonl", "gone.wav"),
    ] {
        refused(&room, words, 1, &[says]);
    }
}

#[test]
fn an_input_is_never_written_over() {
    let room = room();
    let before = fs::read(room.path("good.wav")).unwrap();
    for words in [
        "render good.wav --out good.wav",
        "render good.wav --out ./good.wav",
        "render demo good.wav --out good.wav",
        "render good.wav --out out.wav --report good.wav",
        "live --input good.wav --output good.wav --ui none",
        "live --input good.wav --output out.wav --log good.wav --ui none",
    ] {
        refused(&room, words, 1, &["good.wav", "input"]);
        assert!(fs::read(room.path("good.wav")).unwrap() == before, "{words}");
    }
}

#[test]
fn a_failure_leaves_the_older_file_as_it_was() {
    let room = room();
    for name in ["out.wav", "r.json"] {
        fs::write(room.path(name), "older").unwrap();
    }
    refused(&room, "render gone.wav --out out.wav --report r.json", 1, &["gone.wav"]);
    refused(&room, "render good.wav --out out.wav --report r.json --device nobody", 1, &["nobody"]);
    refused(&room, "render good.wav --out out.wav --report none/r.json", 1, &["none/r.json"]);
    for name in ["out.wav", "r.json"] {
        assert_eq!(fs::read(room.path(name)).unwrap(), b"older", "{name}");
    }
}

/// Renaming would put a file in the place of a device or a pipe.
#[cfg(unix)]
#[test]
fn only_an_ordinary_file_is_replaced() {
    let room = room();
    assert!(Command::new("mkfifo").arg(room.path("pipe.wav")).status().unwrap().success());
    for words in [
        "render good.wav --out pipe.wav",
        "render good.wav --out out.wav --report pipe.wav",
        "live --input good.wav --output pipe.wav --ui none",
    ] {
        refused(&room, words, 1, &["`pipe.wav` is no ordinary file"]);
    }
}

#[cfg(unix)]
#[test]
fn a_report_may_be_read_by_whom_the_sound_may() {
    use std::os::unix::fs::PermissionsExt;
    let room = room();
    room.fine("render good.wav --out out.wav --report r.json");
    let mode = |name: &str| fs::metadata(room.path(name)).unwrap().permissions().mode();
    assert_eq!(mode("r.json"), mode("out.wav"));
}

/// A limit on the size of files, its signal ignored, is a full disk to whoever writes.
#[cfg(unix)]
#[test]
fn a_full_disk_is_one_line_and_leaves_nothing() {
    let room = room();
    fs::write(room.path("out.wav"), "older").unwrap();
    let limited = |words: &str| {
        let mut command = Command::new("bash");
        command.args([
            "-c",
            "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_foldback"),
        ]);
        command.args(words.split_whitespace()).current_dir(room.path(""));
        command
    };
    for words in [
        "render demo --out out.wav",
        "render good.wav --out out.wav",
        "live --input demo --output out.wav --ui none",
    ] {
        let before = room.names();
        let said = Said::of(&limited(words).output().unwrap());
        assert_eq!(said.code, Some(1), "{words}: {}", said.err);
        assert_eq!(said.err.trim_end().lines().count(), 1, "{words}: {}", said.err);
        assert!(said.err.contains("no room left for `out.wav`"), "{words}: {}", said.err);
        assert_eq!(room.names(), before, "{words}");
        assert_eq!(fs::read(room.path("out.wav")).unwrap(), b"older", "{words}");
    }
    refused_by(&room, limited("render good.wav --out out.wav"), 1, &["no room left"]);
}

/// Ten minutes at 8 kHz, to be rendered at 192 kHz: minutes of work from a small file.
fn long_wav(room: &Room) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(room.path("long.wav"), spec).unwrap();
    for n in 0..600 * 8_000 {
        writer.write_sample((n % 200) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_a_polite_kill_leave_nothing_behind() {
    let room = Room::new();
    long_wav(&room);
    for signal in ["INT", "TERM", "HUP"] {
        let mut command = room.command("render long.wav --rate 192000 --out out.wav --report r.json");
        let program = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
        let started = Instant::now();
        let writes = |name: &String| {
            name.starts_with('.') && fs::metadata(room.path(name)).is_ok_and(|file| file.len() > 100_000)
        };
        while !room.names().iter().any(writes) {
            assert!(started.elapsed() < Duration::from_secs(60), "nothing is written: {:?}", room.names());
            sleep(Duration::from_millis(10));
        }
        let asked =
            Command::new("sh").args(["-c", &format!("kill -{signal} {}", program.id())]).status().unwrap();
        assert!(asked.success());
        let said = Said::of(&program.wait_with_output().unwrap());
        assert_eq!(said.code, Some(1), "{signal}: {}", said.err);
        assert_eq!(said.err.trim(), "foldback: interrupted: nothing was written", "{signal}");
        assert_eq!(room.names(), ["long.wav"], "{signal}");
    }
}

/// `foldback presets | head`: whoever reads has read enough.
#[test]
fn a_closed_pipe_is_no_error() {
    let room = room();
    let preset = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/devices/earbud.toml");
    let check = format!("presets check {preset}");
    for words in [
        "presets",
        "presets --json",
        "presets show iem-foam",
        "presets show one-ear-out",
        "presets show one-ear-out --json",
        &check,
        "stages",
        "stages --json",
        "stages show crowd-roar",
        "devices",
        "devices --json",
        "render --help",
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let said = Said::of(&room.command(words).stdout(writer).output().unwrap());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{words}");
    }
}
