//! What stands around the performer: every shipped stage has the figures of its preset, and every kind of source does
//! what it says. On the built program, at the open ear.

mod field;
mod kinds;
mod levels;
mod live;
#[path = "../program/mod.rs"]
mod program;
mod recording;
#[path = "../program/report.rs"]
mod report;
#[path = "../program/sound.rs"]
mod sound;
mod spectrum;
#[path = "../residual/work.rs"]
mod work;

use program::Room;
use sound::{Sound, write};

/// Writes `silence.wav`, so many seconds of it.
fn silence(room: &Room, seconds: usize) {
    write(&room.path("silence.wav"), 48_000, &[vec![0.0; seconds * 48_000]]);
}

/// A stage file of sources, each with the octaves that it has and the rest of its keys.
fn stage(room: &Room, name: &str, sources: &[([f64; 10], &str)]) {
    use std::fmt::Write as _;
    let alone = sources.iter().filter(|(_, keys)| !keys.contains("spill"));
    let powers = alone.fold([0.0; 10], |sum: [f64; 10], (octaves, _)| {
        std::array::from_fn(|i| sum[i] + 10f64.powf(octaves[i] / 10.0))
    });
    let octaves = powers.map(|power| 10.0 * power.log10());
    let evidence = "evidence = { kind = \"estimated\", source = \"a test of the program\" }";
    let mut text = format!(
        "format = 1\nid = \"{name}\"\nname = \"Test\"\nabout = \"For a test.\"\n[levels]\nlaeq_db = 90\nlceq_db = 95\n\
         lcpeak_db = 120\noctaves_db = {octaves:?}\n{evidence}\nspectrum_{evidence}\n"
    );
    for (octaves, keys) in sources {
        write!(text, "[[sources]]\n{keys}\noctaves_db = {octaves:?}\n{evidence}\n").unwrap();
    }
    std::fs::write(room.path(&format!("{name}.toml")), text).unwrap();
}

/// The stage of this file at the open ear for as long as `silence.wav`, at the levels that it states.
fn hear(room: &Room, name: &str) -> Sound {
    room.fine(&format!(
        "render silence.wav --out {name}.wav --tap ambience --device open-ear --stage {name}.toml --report {name}.json"
    ));
    Sound::read(&room.path(&format!("{name}.wav")))
}
