//! Messages against the commands they stand for.

use std::time::Duration;

use super::*;
use crate::engine::slot::Place;

/// A pedal board in time: each message comes so many milliseconds after the start.
struct Board {
    pedals: Pedals,
    start: Instant,
}

impl Board {
    fn new(pedals: Pedals) -> Self {
        Self { pedals, start: Instant::now() }
    }

    fn hear(&mut self, ms: u64, bytes: &[u8]) -> Heard {
        let message = Message::parse(bytes).unwrap();
        self.pedals.hear(message, self.start + Duration::from_millis(ms))
    }
}

fn binding(trigger: MidiTrigger, channel: Option<u8>, action: MidiAction) -> MidiBinding {
    let place = MidiPlace { file: "m.toml".into(), line: 7 };
    MidiBinding { place, trigger, channel, action }
}

fn command(line: &str) -> MidiAction {
    MidiAction::Command { line: line.into(), latching: false }
}

fn map(bindings: Vec<MidiBinding>) -> Board {
    Board::new(Pedals::new(&MidiMap { bindings, input: None }).unwrap())
}

#[test]
fn every_kind_of_message_is_its_command() {
    let mut board = map(vec![
        binding(MidiTrigger::Note(60), Some(10), command("a")),
        binding(MidiTrigger::Control(80), None, command("mute")),
        binding(MidiTrigger::Program(3), None, command("load b earbud")),
    ]);
    assert_eq!(board.hear(0, &[0x99, 60, 90]), Heard::Ask(Command::Hear(Place::A)));
    assert_eq!(board.hear(100, &[0x99, 60, 0]), Heard::Nothing, "let go");
    assert_eq!(board.hear(200, &[0x90, 60, 90]), Heard::Nothing, "another channel");
    assert_eq!(board.hear(300, &[0xb4, 80, 63]), Heard::Nothing, "below half");
    assert_eq!(board.hear(400, &[0xb4, 80, 64]), Heard::Ask(Command::Mute(true)));
    let load = Heard::Ask(Command::Load(Place::B, "earbud".into()));
    assert_eq!(board.hear(500, &[0xc0, 3]), load);
    assert_eq!(board.hear(510, &[0xc0, 3]), load, "a program cannot bounce");
    assert_eq!(board.hear(600, &[0xc0, 4]), Heard::Nothing);
}

#[test]
fn a_fader_turns_a_knob_from_one_end_to_the_other() {
    let level = MidiAction::Knob { id: "level".into(), from: Some(80.0), to: Some(112.0) };
    let balance = MidiAction::Knob { id: "balance".into(), from: None, to: None };
    let mut board = map(vec![
        binding(MidiTrigger::Control(7), None, level),
        binding(MidiTrigger::Control(10), None, balance),
    ]);
    let mut at = |controller, value| match board.hear(0, &[0xb0, controller, value]) {
        Heard::Ask(Command::Set(_, db)) => db,
        other => panic!("{other:?}"),
    };
    for (controller, value, want) in
        [(7, 0, 80.0), (7, 127, 112.0), (10, 0, -20.0), (10, 127, 20.0), (7, 64, 80.0 + 32.0 * 64.0 / 127.0)]
    {
        assert!((at(controller, value) - want).abs() < 1e-12, "{controller} {value}");
    }
}

#[test]
fn the_sustain_pedal_switches_without_any_map() {
    let mut board = Board::new(Pedals::usual());
    let heard: Vec<Heard> = [(0, 127), (8, 0), (12, 127), (500, 0), (507, 127), (511, 0), (1_000, 127)]
        .map(|(ms, value)| board.hear(ms, &[0xb0, 64, value]))
        .into();
    let toggles: Vec<usize> = (0..heard.len()).filter(|&i| heard[i] == Heard::Ask(Command::Toggle)).collect();
    assert_eq!(toggles, [0, 6], "the bouncing contact counts once, down and up");
}

#[test]
fn what_is_learned_is_the_next_press_and_replaces_what_it_did() {
    let mut board = Board::new(Pedals::usual());
    board.pedals.learn("load a iem-foam").unwrap();
    assert_eq!(board.hear(0, &[0xb0, 64, 0]), Heard::Nothing, "letting go is no press");
    let Heard::Learned(learned) = board.hear(10, &[0xb0, 64, 127]) else { panic!() };
    let text = "[[midi.binding]]\ncontrol = 64\nchannel = 1\ncommand = \"load a iem-foam\"\n";
    assert_eq!(learned.to_string(), text);
    assert_eq!(board.hear(20, &[0xb0, 64, 127]), Heard::Nothing, "the same press");
    board.hear(500, &[0xb0, 64, 0]);
    assert_eq!(board.hear(900, &[0xb0, 64, 127]), Heard::Ask(Command::Load(Place::A, "iem-foam".into())));
    board.pedals.learn("knob level 90 110").unwrap();
    assert_eq!(board.hear(1_000, &[0x90, 60, 90]), Heard::Nothing, "a key turns no knob");
    let Heard::Learned(learned) = board.hear(1_010, &[0xb0, 1, 12]) else { panic!() };
    let text = "[[midi.binding]]\ncontrol = 1\nchannel = 1\nknob = \"level\"\nfrom = 90\nto = 110\n";
    assert_eq!(learned.to_string(), text);
    assert_eq!(board.hear(1_020, &[0xb0, 1, 127]), Heard::Ask(Command::Set(KnobId::Level, 110.0)));
    assert_eq!(board.pedals.bindings().len(), 2, "the sustain pedal does one thing");
    let again = MidiMap { bindings: board.pedals.bindings(), input: None };
    let mut again = Board::new(Pedals::new(&again).unwrap());
    assert_eq!(again.hear(0, &[0xb0, 1, 0]), Heard::Ask(Command::Set(KnobId::Level, 90.0)));
}

#[test]
fn of_two_bindings_for_one_pedal_the_later_counts() {
    let mut board = map(vec![
        binding(MidiTrigger::Control(64), None, command("a")),
        binding(MidiTrigger::Control(64), Some(1), command("b")),
    ]);
    assert_eq!(board.hear(0, &[0xb0, 64, 127]), Heard::Ask(Command::Hear(Place::B)));
    assert_eq!(board.hear(0, &[0xb1, 64, 127]), Heard::Ask(Command::Hear(Place::A)));
}

#[test]
fn what_cannot_be_bound_is_refused_with_its_line() {
    let knob = |id: &str, from| MidiAction::Knob { id: id.into(), from, to: None };
    for (action, says) in [
        (command("louder"), "m.toml:7: `louder` is no command"),
        (command("quit"), "m.toml:7: `quit` is not for a pedal"),
        (knob("volume", None), "m.toml:7: no knob `volume`: there are level"),
        (knob("level", Some(200.0)), "m.toml:7: level 200 is out of range: use 40 to 140 dB SPL"),
    ] {
        let bindings = vec![binding(MidiTrigger::Control(1), None, action)];
        let map = MidiMap { bindings, input: None };
        let refusal = Pedals::new(&map).unwrap_err().to_string();
        assert!(refusal.starts_with(says), "{refusal}");
    }
    assert!(Pedals::default().learn("louder").is_err() && Pedals::default().learn("knob level 1 x").is_err());
}
