//! Maps read, refused, written and read again.

use super::*;
use crate::preset::document::Document;

fn read(text: &str) -> Result<MidiMap, String> {
    let sibling = |_: &str, _| Err(std::io::ErrorKind::NotFound.into());
    let document = Document { file: "m.toml", text, sibling: &sibling, folder: None };
    let root = document.parse().map_err(|error| error.to_string())?;
    let midi = root.node().entries().and_then(|table| table.key("midi"));
    midi.and_then(|node| MidiMap::read(&node)).map_err(|error| error.to_string())
}

const MAP: &str = "format = 1

[midi]
input = \"FCB1010\"

[[midi.binding]]
control = 64
command = \"toggle\"
latching = true

[[midi.binding]]
note = 60
channel = 10
command = \"ch 1 name a \\\"b\\\" é\"

[[midi.binding]]
control = 7
knob = \"level\"
from = 80
to = 112.5
";

#[test]
fn pedals_keys_programs_and_faders_are_read_with_their_lines() {
    let map = read(MAP).unwrap();
    assert_eq!(map.input.as_deref(), Some("FCB1010"));
    let [pedal, key, fader] = &map.bindings[..] else { panic!("{map:?}") };
    assert_eq!((pedal.trigger, pedal.channel, pedal.place.line), (MidiTrigger::Control(64), None, 6));
    assert_eq!(pedal.action, MidiAction::Command { line: "toggle".into(), latching: true });
    assert_eq!((key.trigger, key.channel, key.place.line), (MidiTrigger::Note(60), Some(10), 11));
    let level = MidiAction::Knob { id: "level".into(), from: Some(80.0), to: Some(112.5) };
    assert_eq!((fader.trigger, &fader.action), (MidiTrigger::Control(7), &level));
}

#[test]
fn a_map_that_is_written_reads_as_the_same() {
    let map = read(MAP).unwrap();
    let again = read(&format!("format = 1\n{map}")).unwrap();
    let said = |map: &MidiMap| -> Vec<_> {
        map.bindings.iter().map(|b| (b.trigger, b.channel, b.action.clone())).collect()
    };
    assert_eq!((said(&again), again.input), (said(&map), map.input));
    assert_eq!(read("format = 1\n[midi]\n").unwrap(), MidiMap::default());
}

#[test]
fn a_bad_binding_is_refused_with_line_reason_and_mend() {
    for (lines, says) in [
        ("control = 128\ncommand = \"a\"", "m.toml:3: control 128 is out of range: use 0 to 127"),
        ("control = 6.5\ncommand = \"a\"", "m.toml:3: control 6.5 is no whole number"),
        ("note = 1\ncontrol = 2\ncommand = \"a\"", "m.toml:2: a binding needs one of `note`, `control`"),
        ("channel = 1\ncommand = \"a\"", "m.toml:2: a binding needs one of `note`, `control`"),
        ("note = 1\nchannel = 0\ncommand = \"a\"", "m.toml:4: channel 0 is out of range: use 1 to 16"),
        ("note = 1", "m.toml:2: a binding needs either `command` or `knob`"),
        ("note = 1\nknob = \"level\"", "m.toml:4: only a controller turns a knob"),
        ("control = 1\nknob = \"level\"\nlatching = true", "m.toml:2: `latching` is for commands"),
        ("control = 1\ncommand = \"a\"\nto = 3", "m.toml:2: `from` and `to` are for knobs"),
        ("control = 1\ncommand = \"a\"\nlatching = 1", "m.toml:5: latching is not true or false"),
        ("contrl = 1\ncommand = \"a\"", "m.toml:3: unknown key `contrl`: did you mean `control`?"),
    ] {
        let refusal = read(&format!("format = 1\n[[midi.binding]]\n{lines}\n")).unwrap_err();
        assert!(refusal.starts_with(says), "{refusal}");
    }
    assert!(read("format = 1\n").unwrap_err().contains("`midi` is missing"));
    assert!(read("format = 1\n[midi]\nport = 3\n").unwrap_err().starts_with("m.toml:3: unknown key `port`"));
}
