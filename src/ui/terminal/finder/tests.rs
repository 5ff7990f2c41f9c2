//! The questions of the first start, as they are drawn and answered.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::*;

fn finder() -> Finder {
    let candidate = |id: &str, name: &str, default| Candidate { id: id.into(), name: name.into(), default };
    let mut finder = Finder::new(
        &[
            candidate("alsa:default", "Default input", true),
            candidate("alsa:hw:CARD=USB,DEV=0", "Scarlett 2i2 USB, USB Audio", false),
            candidate("alsa:hw:CARD=PCH,DEV=0", "HDA Intel PCH", false),
        ],
        &[candidate("alsa:default", "Default output", true)],
    );
    finder.hear(1, Heard::Peak(f64::NEG_INFINITY));
    finder.hear(2, Heard::Peak(-30.0));
    finder.hear(3, Heard::Refused("`HDA Intel PCH` is in use: close the program that holds it".into()));
    finder
}

fn drawn(finder: &Finder, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, finder)).unwrap();
    terminal.backend().to_string()
}

#[test]
fn every_input_has_its_level_or_the_reason_why_not() {
    let screen = drawn(&finder(), 80, 24);
    for words in [
        "WHERE DOES THE SOUND COME FROM?",
        "▶ 1 demo band, no input needed",
        "  2 Default input (default)                ···················· silent",
        "  3 Scarlett 2i2 USB, USB Audio            ██████████·········· -30.0 dBFS",
        "  4 HDA Intel PCH                          `HDA Intel PCH` is in use",
        "Enter take",
        "--ask",
    ] {
        assert!(screen.contains(words), "`{words}` is not on\n{screen}");
    }
    for size in [(1, 1), (20, 5), (200, 60)] {
        drawn(&finder(), size.0, size.1);
    }
}

#[test]
fn a_level_falls_slowly_and_rises_at_once() {
    let mut finder = finder();
    finder.hear(2, Heard::Peak(-60.0));
    assert_eq!(finder.lists[0][2].heard, Some(Heard::Peak(-30.8)));
    finder.hear(2, Heard::Peak(-6.0));
    assert_eq!(finder.lists[0][2].heard, Some(Heard::Peak(-6.0)));
}

#[test]
fn enter_takes_the_input_and_then_the_output_and_one_can_go_back() {
    let mut finder = finder();
    let area = Rect::new(0, 0, 80, 24);
    let key = |code| Event::Key(KeyEvent::from(code));
    let mut press = |event: &Event| finder.act(ask::meaning(event, area, &finder.clone()).unwrap());
    assert!(!press(&key(KeyCode::Char('3'))));
    assert!(!press(&key(KeyCode::Char('9'))), "there is no ninth");
    assert!(!press(&key(KeyCode::Enter)));
    assert!(!press(&key(KeyCode::Down)));
    assert!(!press(&key(KeyCode::Left)));
    assert!(!press(&key(KeyCode::Enter)));
    let click = |row| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        Event::Mouse(MouseEvent { kind, column: 10, row, modifiers: KeyModifiers::empty() })
    };
    assert!(!press(&click(2)), "the first click shows");
    assert!(press(&click(2)), "the second takes");
    assert_eq!(finder.words(), ["alsa:hw:CARD=USB,DEV=0", "alsa:default"]);
    let leave = Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL));
    assert_eq!(ask::meaning(&leave, area, &finder), Some(Act::Leave));
}
