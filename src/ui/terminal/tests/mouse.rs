//! Clicks on slots, lists and strips; the list of what a pedal can be taught.

use ratatui::crossterm::event::KeyCode::{self, Char};
use ratatui::crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;

use super::{assert_says, drawn, panel, snapshot};
use crate::control::command::Command;
use crate::control::mixer::StripChange;
use crate::engine::slot::Place;
use crate::ui::terminal::keys::{self, Act};
use crate::ui::terminal::learn::Lesson;
use crate::ui::terminal::meaning;
use crate::ui::terminal::panel::Panel;

/// What a click on the first cell of these words means.
fn click(panel: &Panel, words: &str, height: u16) -> Option<Act> {
    let now = snapshot();
    let screen = drawn(&now, panel, 80, height);
    // The backend puts every row in quotation marks.
    let mut places =
        screen.lines().enumerate().filter_map(|(y, line)| Some((line.split(words).next()?, y, line)));
    let (before, row, _) =
        places.find(|(.., line)| line.contains(words)).unwrap_or_else(|| panic!("{words}\n{screen}"));
    let kind = MouseEventKind::Down(MouseButton::Left);
    let column = before.chars().count() as u16 - 1;
    let event = Event::Mouse(MouseEvent { kind, column, row: row as u16, modifiers: KeyModifiers::empty() });
    meaning(&event, Rect::new(0, 0, 80, height), panel, now.strips.len())
}

fn press(panel: &mut Panel, code: KeyCode) {
    panel.act(keys::act(code.into()).unwrap(), &snapshot()).unwrap();
}

#[test]
fn a_click_hears_a_slot_and_loads_a_numbered_device() {
    assert_eq!(click(&panel(), "no seal · data", 24), Some(Act::Hear(Place::B)));
    assert_eq!(click(&panel(), "9 wedge", 30), Some(Act::Device(8)));
    assert_eq!(click(&panel(), "5 on-ear", 30), Some(Act::Device(4)));
    assert_eq!(click(&panel(), "ceiling 105", 30), None);
}

#[test]
fn a_click_in_the_device_list_loads_what_is_under_it() {
    let mut panel = panel();
    press(&mut panel, KeyCode::Tab);
    let act = click(&panel, "closed-back-isolating     The", 24).unwrap();
    assert_eq!(
        panel.act(act, &snapshot()),
        Ok(vec![Command::Load(Place::A, "closed-back-isolating".into())])
    );
    assert!(panel.is_closed());
    press(&mut panel, KeyCode::Tab);
    assert_eq!(click(&panel, "FOLDBACK", 24), None, "outside nothing happens");
    // In a low window the list is scrolled to what is chosen.
    press(&mut panel, KeyCode::End);
    let act = click(&panel, "reference                 The", 24).unwrap();
    assert_eq!(panel.act(act, &snapshot()), Ok(vec![Command::Load(Place::A, "reference".into())]));
}

#[test]
fn a_click_chooses_a_strip_and_another_one_mutes_it() {
    let mut panel = panel();
    press(&mut panel, Char('c'));
    let act = click(&panel, "3 room", 24).unwrap();
    assert_eq!(panel.act(act, &snapshot()), Ok(vec![]));
    assert_says(&drawn(&snapshot(), &panel, 80, 24), &["▶   3 room"]);
    let act = click(&panel, "3 room", 24).unwrap();
    assert_eq!(panel.act(act, &snapshot()), Ok(vec![Command::Channel(2, StripChange::Mute(true))]));
}

#[test]
fn a_pedal_is_taught_by_choosing_what_it_shall_do() {
    let (mut panel, now) = (panel(), snapshot());
    let lesson =
        |panel: &mut Panel, code: KeyCode| panel.act_on_lessons(keys::act(code.into()).unwrap(), &now);
    assert_eq!(lesson(&mut panel, KeyCode::Enter), None, "closed, Enter is as ever");
    assert_eq!(lesson(&mut panel, Char('k')), Some(Lesson::Turned));
    assert_says(
        &drawn(&now, &panel, 80, 24),
        &["TEACH A PEDAL", "▶ toggle", "hear the other slot", "knob level"],
    );
    assert_eq!(lesson(&mut panel, KeyCode::Down), Some(Lesson::Turned));
    assert_eq!(lesson(&mut panel, KeyCode::Enter), Some(Lesson::Teach("a".into())));
    assert!(panel.is_closed());
    lesson(&mut panel, Char('k'));
    let act = click(&panel, "load a earbud", 24).unwrap();
    assert_eq!(panel.act_on_lessons(act, &now), Some(Lesson::Teach("load a earbud".into())));
    lesson(&mut panel, Char('k'));
    assert_eq!(lesson(&mut panel, KeyCode::Esc), None, "panic goes on to mute");
    assert!(panel.is_closed());
}
