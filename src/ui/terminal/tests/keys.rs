//! Every key against the command it stands for.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::{assert_says, drawn, panel, snapshot};
use crate::control::command::Command;
use crate::control::level_rule::LevelRule;
use crate::control::snapshot::Snapshot;
use crate::engine::knobs::KnobId;
use crate::engine::slot::Place;
use crate::preset::Library;
use crate::ui::terminal::keys::{self, DEVICES, KEYS};
use crate::ui::terminal::panel::Panel;

/// What the session has to do for this key.
fn pressed(panel: &mut Panel, snapshot: &Snapshot, code: KeyCode) -> Vec<Command> {
    panel.act(keys::act(code.into()).unwrap(), snapshot).unwrap()
}

#[test]
fn every_number_key_has_its_preset() {
    let library = Library::shipped().unwrap();
    for id in DEVICES.iter().chain(&["reference"]) {
        assert!(library.device(id).is_ok(), "{id}");
    }
}

#[test]
fn every_key_is_its_command() {
    use KeyCode::Char;
    let load = |id: &str| vec![Command::Load(Place::A, id.into())];
    let nudge = |knob, delta| vec![Command::Nudge(knob, delta)];
    let mut table = vec![
        (Char('a'), vec![Command::Hear(Place::A)]),
        (Char('B'), vec![Command::Hear(Place::B)]),
        (Char('t'), vec![Command::Toggle]),
        (Char(' '), vec![Command::Toggle]),
        (Char('0'), vec![Command::Bypass]),
        (Char('\\'), vec![Command::Bypass]),
        (Char('u'), vec![Command::Undo]),
        (Char('w'), vec![Command::Save(None)]),
        (Char('n'), vec![Command::Ambience(false)]),
        (Char('m'), vec![Command::Mute(true)]),
        (KeyCode::Esc, vec![Command::Mute(true)]),
        (Char('['), nudge(KnobId::StageLevel, -1.0)),
        (Char(']'), nudge(KnobId::StageLevel, 1.0)),
        (Char('-'), nudge(KnobId::Level, -1.0)),
        (Char('_'), nudge(KnobId::Level, -1.0)),
        (Char('='), nudge(KnobId::Level, 1.0)),
        (Char('+'), nudge(KnobId::Level, 1.0)),
        (Char(','), vec![Command::Seal(Place::A, [Some(75.0); 2])]),
        (Char('.'), vec![Command::Seal(Place::A, [Some(100.0); 2])]),
        (Char('s'), vec![Command::Stage("quiet".into())]),
        (Char('l'), vec![Command::Match(LevelRule::EqualLoudness)]),
        (Char('q'), vec![Command::Quit]),
    ];
    table.extend(DEVICES.iter().zip('1'..='9').map(|(id, digit)| (Char(digit), load(id))));
    // These change the screen alone; they have tests of their own.
    let others = [Char('x'), Char('?'), KeyCode::Tab, KeyCode::Enter, KeyCode::Up, KeyCode::Down];
    let others = others.into_iter().chain([KeyCode::PageUp, KeyCode::PageDown, KeyCode::Home, KeyCode::End]);
    let others =
        others.chain([Char('f'), Char('k'), Char('c'), Char('p'), Char('v'), KeyCode::Left, KeyCode::Right]);
    for (code, want) in &table {
        assert_eq!(&pressed(&mut panel(), &snapshot(), *code), want, "{code:?}");
    }
    let known: Vec<_> = table.iter().map(|(code, _)| keys::act((*code).into())).collect();
    let known: Vec<_> = known.into_iter().chain(others.map(|code| keys::act(code.into()))).collect();
    for (code, act) in KEYS.iter().flat_map(|key| key.acts) {
        assert!(known.contains(&Some(*act)), "no test for {code:?}");
    }
}

#[test]
fn mute_and_noise_come_back_and_panic_never_sounds() {
    let mut silent = snapshot();
    silent.muted = true;
    silent.stage.on = false;
    assert_eq!(pressed(&mut panel(), &silent, KeyCode::Char('m')), [Command::Mute(false)]);
    assert_eq!(pressed(&mut panel(), &silent, KeyCode::Char('n')), [Command::Ambience(true)]);
    assert_eq!(pressed(&mut panel(), &silent, KeyCode::Esc), [Command::Mute(true)]);
}

#[test]
fn what_cannot_be_done_is_said_and_not_sent() {
    let mut now = snapshot();
    now.heard = 1;
    let try_key = |code: char| panel().act(keys::act(KeyEvent::from(KeyCode::Char(code))).unwrap(), &now);
    assert!(try_key(',').unwrap_err().contains("`closed-back-isolating` has no seal"));
}

#[test]
fn the_list_opens_for_the_heard_slot_then_for_the_other_and_loads_what_is_chosen() {
    let (mut panel, now) = (panel(), snapshot());
    assert_eq!(pressed(&mut panel, &now, KeyCode::Tab), []);
    assert_says(
        &drawn(&now, &panel, 80, 24),
        &["LOAD INTO A", "▶ 1 A  iem-foam", "3  B closed-back-isolating"],
    );
    pressed(&mut panel, &now, KeyCode::Up);
    pressed(&mut panel, &now, KeyCode::Down);
    assert_eq!(pressed(&mut panel, &now, KeyCode::Enter), [Command::Load(Place::A, "earbud".into())]);
    assert_eq!(panel.pick, None);
    pressed(&mut panel, &now, KeyCode::Tab);
    pressed(&mut panel, &now, KeyCode::Tab);
    assert_says(&drawn(&now, &panel, 80, 24), &["LOAD INTO B"]);
    pressed(&mut panel, &now, KeyCode::End);
    assert_eq!(pressed(&mut panel, &now, KeyCode::Enter), [Command::Load(Place::B, "reference".into())]);
    for open in [true, true, false] {
        pressed(&mut panel, &now, KeyCode::Tab);
        assert_eq!(panel.pick.is_some(), open);
    }
}

#[test]
fn the_help_names_every_key_and_any_key_closes_it() {
    let (mut panel, now) = (panel(), snapshot());
    pressed(&mut panel, &now, KeyCode::Char('?'));
    let screen = drawn(&now, &panel, 80, 24);
    for key in &KEYS {
        assert_says(&screen, &[key.caps, key.about]);
    }
    assert_eq!(pressed(&mut panel, &now, KeyCode::Char('t')), [Command::Toggle], "and does what it does");
    assert!(!panel.help);
}
