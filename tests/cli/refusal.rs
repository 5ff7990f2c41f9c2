//! What every refusal has in common.

use std::path::Path;
use std::process::Command;

use crate::program::{Room, Said};

/// A tenth of a second of a soft tone, 16 bits, mono, 48 kHz: `good.wav`.
pub(crate) fn good_wav(path: &Path) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for n in 0..4800 {
        writer.write_sample(((f64::from(n) * 0.05).sin() * 3000.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

/// A folder with `good.wav` in it.
pub(crate) fn room() -> Room {
    let room = Room::new();
    good_wav(&room.path("good.wav"));
    room
}

/// Runs the command in the room; it must fail with this status, in one line that holds all these words, with
/// nothing on standard output and nothing left behind.
pub(crate) fn refused_by(room: &Room, mut command: Command, status: i32, says: &[&str]) {
    let before = room.names();
    let said = Said::of(&command.output().unwrap());
    let what = format!("{command:?}\n{}{}", said.out, said.err);
    assert_eq!(said.code, Some(status), "{what}");
    assert_eq!(said.out, "", "{what}");
    assert_eq!(said.err.lines().count(), 1, "not one line: {what}");
    assert!(said.err.starts_with("foldback: "), "{what}");
    for word in ["panicked", "backtrace", "RUST_", "Error {", "Os {"] {
        assert!(!said.err.contains(word), "{what}");
    }
    for word in says {
        assert!(said.err.contains(word), "no `{word}` in: {what}");
    }
    assert_eq!(room.names(), before, "{what}");
}

/// The same for the program with these words.
pub(crate) fn refused(room: &Room, words: &str, status: i32, says: &[&str]) {
    refused_by(room, room.command(words), status, says);
}
