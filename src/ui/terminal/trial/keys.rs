//! The keys of a blind test.

use ratatui::crossterm::event::KeyCode::{self, Char};
use ratatui::crossterm::event::{KeyEvent, KeyModifiers};

use crate::control::trial::course::Sample;
use crate::control::trial::sitting::Ask;
use crate::engine::slot::Place;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Something for the test.
    Ask(Ask),
    /// Silence at once, then the question whether to end.
    Panic,
    /// Yes, to that question.
    Yes,
    /// Out of the program.
    Leave,
    /// Nothing, but it says no to a question.
    Other,
}

/// The meaning of a key, in an ABX test or in one of preference. Caps Lock makes no difference.
#[must_use]
pub fn meaning(event: KeyEvent, abx: bool) -> Key {
    let code = match event.code {
        Char(letter) => Char(letter.to_ascii_lowercase()),
        other => other,
    };
    if event.modifiers.contains(KeyModifiers::CONTROL) {
        return if code == Char('c') { Key::Leave } else { Key::Other };
    }
    let hear = |sample| Key::Ask(Ask::Hear(sample));
    let choose = |place| Key::Ask(Ask::Choose(place));
    match (code, abx) {
        (Char('a'), _) | (Char('1'), false) => hear(Sample::First),
        (Char('b'), _) | (Char('2'), false) => hear(Sample::Second),
        (Char('x'), true) => hear(Sample::Hidden),
        (Char('q'), _) | (Char('1'), true) => choose(Place::A),
        (Char('w'), _) | (Char('2'), true) => choose(Place::B),
        (KeyCode::Enter, _) => Key::Ask(Ask::Confirm),
        (KeyCode::Esc, _) => Key::Panic,
        (Char('y'), _) => Key::Yes,
        _ => Key::Other,
    }
}

/// What the foot of the screen says of them.
#[must_use]
pub fn foot(abx: bool) -> &'static str {
    if abx {
        " A B X hear    1 (Q)  X is A    2 (W)  X is B   Enter  next   Esc  silence, end"
    } else {
        " 1 2 hear   Q  1 is better   W  2 is better   Enter  next   Esc  silence, end"
    }
}
