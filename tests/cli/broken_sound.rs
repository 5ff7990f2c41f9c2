//! Input that cannot be played, and input that is broken but can.

use std::fs;

use crate::refusal::{good_wav, refused, room};

/// Both doors to a file.
const DOORS: [&str; 2] =
    ["render {} --out out.wav --report r.json", "live --input {} --output out.wav --ui none"];

#[test]
fn what_cannot_be_played_is_refused_by_name_and_with_a_mend() {
    let room = room();
    fs::create_dir(room.path("folder.wav")).unwrap();
    fs::write(room.path("text.wav"), "Dear diary, today we rehearsed.\n".repeat(100)).unwrap();
    fs::write(room.path("empty.wav"), "").unwrap();
    fs::write(room.path("header.wav"), b"RIFF\x24\0\0\0WAVE").unwrap();
    fs::write(room.path("lone.flac"), b"fLaC\0\0\0\x22").unwrap();
    for (file, says) in [
        ("gone.wav", "no file `gone.wav`"),
        ("folder.wav", "`folder.wav` is a folder"),
        ("text.wav", "`text.wav`"),
        ("empty.wav", "`empty.wav`"),
        ("header.wav", "`header.wav`"),
        ("lone.flac", "`lone.flac`"),
        ("good.wav gone.wav", "no file `gone.wav`"),
        ("good.wav text.wav", "`text.wav`"),
    ] {
        for door in DOORS {
            refused(&room, &door.replace("{}", file), 1, &[says]);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let room = room();
    let path = room.path("secret.wav");
    good_wav(&path);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&path).is_ok() {
        eprintln!("skipped: whoever runs this test may read every file");
        return;
    }
    for door in DOORS {
        refused(&room, &door.replace("{}", "secret.wav"), 1, &["`secret.wav` may not be read"]);
    }
}

/// A recorder that lost power: the header promises more than is there.
#[test]
fn a_torn_file_is_played_as_far_as_it_is_whole() {
    let room = room();
    let whole = fs::read(room.path("good.wav")).unwrap();
    // 1000 frames of two bytes, and half of the next.
    let torn = whole.len() - 2 * 4800 + 2001;
    fs::write(room.path("torn.wav"), &whole[..torn]).unwrap();
    let said = room.fine("render torn.wav --out torn-out.wav --device reference --stage none --tap ear");
    assert!(said.err.contains("torn.wav"), "nobody told that it is torn: {}", said.err);
    room.fine("render good.wav --out good-out.wav --device reference --stage none --tap ear");
    let read = |name: &str| -> Vec<f32> {
        hound::WavReader::open(room.path(name)).unwrap().into_samples().map(Result::unwrap).collect()
    };
    let (torn, good) = (read("torn-out.wav"), read("good-out.wav"));
    assert!(torn.len() >= 2 * 1000, "{} frames of 1000", torn.len() / 2);
    assert!(torn[..2000] == good[..2000]);
    assert!(torn[2000..].iter().all(|&x| x == 0.0), "nothing is invented behind the tear");
}

#[test]
fn garbage_behind_a_good_header_never_panics() {
    let room = room();
    let good = fs::read(room.path("good.wav")).unwrap();
    for place in 4..44 {
        for value in [0u8, 0x7F, 0xFF] {
            let mut bad = good.clone();
            bad[place] = value;
            fs::write(room.path("bad.wav"), &bad).unwrap();
            let said = room.run("render bad.wav --out bad-out.wav --stage none --device reference");
            assert!(matches!(said.code, Some(0 | 1)), "byte {place} = {value}: {:?} {}", said.code, said.err);
            assert!(!said.err.contains("panicked"), "byte {place} = {value}: {}", said.err);
            let left = room.names().iter().any(|name| name == "bad-out.wav");
            assert_eq!(left, said.code == Some(0), "byte {place} = {value}: {}", said.err);
            let _ = fs::remove_file(room.path("bad-out.wav"));
            assert_eq!(room.names(), ["bad.wav", "good.wav"], "byte {place} = {value}");
        }
    }
}
