//! MIDI inputs through the program: a pedal on a virtual port where the system has MIDI, refusals everywhere.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::refusal::{refused, room};

#[test]
fn a_map_with_a_slip_is_refused_with_its_line_before_any_pedal_is_asked_for() {
    let room = room();
    let live = "live --input good.wav --output out.wav --ui none --midi pedals";
    for (binding, says) in [
        ("control = 64\ncommand = \"louder\"", "map.toml:2: `louder` is no command"),
        ("control = 7\nknob = \"volume\"", "map.toml:2: no knob `volume`"),
        ("control = 200\ncommand = \"a\"", "map.toml:3: control 200 is out of range"),
    ] {
        let map = format!("format = 1\n[[midi.binding]]\n{binding}\n");
        fs::write(room.path("map.toml"), map).unwrap();
        refused(&room, &format!("{live} --midi-map map.toml"), 1, &[says]);
    }
    refused(&room, &format!("{live} --midi-map gone.toml"), 1, &["gone.toml", "cannot be read"]);
    // ALSA's library may leave a folder of PulseAudio's among the settings.
    let said = room.run(live);
    assert!(
        said.code == Some(1) && said.err.contains("MIDI") && said.err.lines().count() == 1,
        "{}",
        said.err
    );
    fs::write(room.path("map.toml"), "format = 1\n[[midi.binding]]\ncontrol = 1\ncommand = \"a\"\n").unwrap();
    let nameless = "live --input good.wav --output out.wav --ui none --midi-map map.toml";
    refused(&room, nameless, 1, &["names no input: add --midi PORT"]);
}

#[test]
fn the_devices_end_with_the_midi_inputs_or_why_there_are_none() {
    let room = room();
    let list: Value = serde_json::from_str(&room.fine("devices --json").out).unwrap();
    let midi = list.as_array().unwrap().last().unwrap();
    assert_eq!(midi["host"], "midi");
    assert!(midi["devices"].as_array().unwrap().is_empty() == midi["problem"].is_string(), "{midi}");
    let said = room.fine("devices");
    assert!(said.out.contains("midi:"), "{}", said.out);
    assert_eq!(said.err, "", "ALSA speaks into the terminal");
}

#[test]
fn without_an_input_nothing_is_learned_and_the_line_says_how_to_get_one() {
    let room = room();
    let mut command = room.command("live --ui none --output null --duration 60");
    let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    program.stdin.take().unwrap().write_all(b"midi learn toggle\nhelp\nquit\n").unwrap();
    let said = program.wait_with_output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(
        said.contains(r#"{"error":"there is no MIDI input: start with --midi PORT","ok":false}"#),
        "{said}"
    );
    assert!(said.contains("midi learn knob KNOB [FROM TO]"), "{said}");
}

/// The pedal of a board that exists in this test alone.
#[cfg(target_os = "linux")]
#[test]
fn a_pedal_on_a_virtual_port_switches_and_is_learned() {
    use midir::os::unix::VirtualOutput;
    if !Path::new("/dev/snd/seq").exists() {
        println!("skipped: this machine has no /dev/snd/seq");
        return;
    }
    let board = midir::MidiOutput::new("foldback test").unwrap();
    let mut board = board.create_virtual("pedals of this test").unwrap();
    let room = room();
    let words = "live --ui none --output null --duration 60 --midi";
    let mut command = room.command(words);
    command.arg("pedals of this test");
    let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut ask = program.stdin.take().unwrap();
    let mut answers = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut next = |wanted: &dyn Fn(&Value) -> bool| {
        let values = (&mut answers).map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
        values.take(20).find(wanted).expect("no such line")
    };
    next(&|value| value["heard"] == 0);
    for value in [127, 0] {
        board.send(&[0xb0, 64, value]).unwrap();
    }
    next(&|value| value["heard"] == 1);
    writeln!(ask, "midi learn load a open-back").unwrap();
    next(&|value| value["ok"] == true);
    board.send(&[0xc2, 9]).unwrap();
    let learned = next(&|value| value["learned"].is_string());
    assert_eq!(
        learned["learned"],
        "[[midi.binding]]\nprogram = 9\nchannel = 3\ncommand = \"load a open-back\"\n"
    );
    board.send(&[0xc2, 9]).unwrap();
    next(&|value| value["slots"][0]["device"] == "open-back");
    writeln!(ask, "quit").unwrap();
    assert!(program.wait().unwrap().success());
}
