//! Every key of the screen, one row each: what is on the cap, what it does, what the help says of it.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::engine::knobs::KnobId;
use crate::engine::slot::Place;

/// What the number keys load, 1 to 9: the demonstration from the best seal to none at all.
pub const DEVICES: [&str; 9] = [
    "iem-foam",
    "earbud",
    "closed-back-isolating",
    "open-back",
    "on-ear-closed",
    "ciem-acrylic",
    "iem-broken-seal",
    "one-ear-out",
    "wedge",
];

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Act {
    /// Hear this slot.
    Hear(Place),
    /// Hear the other slot.
    Toggle,
    /// Load one of [`DEVICES`] into the slot that is heard.
    Device(usize),
    /// Reference into the slot that is heard, or back to what was there before.
    Bypass,
    /// Back to what was in the heard slot before; again: forth.
    Undo,
    /// Stage noise on or off.
    Ambience,
    /// Go to the next stage of the library.
    NextStage,
    /// Match the slots by the next level rule, now.
    Match,
    /// Blind test of slot A against slot B.
    Trial,
    /// Silence the output, or let it sound again.
    Mute,
    /// Silence the output, whatever it was; close what lies over the screen.
    Panic,
    /// Turn a knob by so much.
    Nudge(KnobId, f64),
    /// Change the seal of the heard slot by so many percent.
    Seal(f64),
    /// Show the device list for the heard slot, then for the other, then close it.
    List,
    /// Move in the list.
    Move(isize),
    /// Load what is chosen in the list.
    Choose,
    /// Show or close the channel strips.
    Strips,
    /// Pan the chosen channel by so many percent.
    Pan(f64),
    /// Turn the chosen channel over.
    Polarity,
    /// Make the chosen channel the own voice, or no more.
    Voice,
    /// What a row of the open list means, counted from 0, by a click.
    Row(usize),
    /// Show or close the curves.
    Curves,
    /// Show or close the list of what a pedal can be taught.
    Learn,
    /// Show or close the help.
    Help,
    /// Write the session to its file.
    Save,
    /// End the session.
    Quit,
}

/// One row of the table.
pub struct Key {
    /// What is printed on the keys.
    pub caps: &'static str,
    /// What they do.
    pub about: &'static str,
    /// The same in a word or two for the foot of the screen; empty for what the help alone tells.
    pub short: &'static str,
    /// Each key with its act.
    pub acts: &'static [(KeyCode, Act)],
}

use KeyCode::Char;

/// The table. A new key is one row here.
pub const KEYS: [Key; 22] = [
    key(
        "A B",
        "hear slot A, hear slot B (or click on it)",
        "hear",
        &[(Char('a'), Act::Hear(Place::A)), (Char('b'), Act::Hear(Place::B))],
    ),
    key("T Space", "hear the other slot", "toggle", &[(Char('t'), Act::Toggle), (Char(' '), Act::Toggle)]),
    key(
        "1-9",
        "load a device into the heard slot; the other stays to compare",
        "device",
        &[
            (Char('1'), Act::Device(0)),
            (Char('2'), Act::Device(1)),
            (Char('3'), Act::Device(2)),
            (Char('4'), Act::Device(3)),
            (Char('5'), Act::Device(4)),
            (Char('6'), Act::Device(5)),
            (Char('7'), Act::Device(6)),
            (Char('8'), Act::Device(7)),
            (Char('9'), Act::Device(8)),
        ],
    ),
    key(
        "0 \\",
        "reference into the heard slot; again: back to what was there",
        "ref",
        &[(Char('0'), Act::Bypass), (Char('\\'), Act::Bypass)],
    ),
    key("U", "undo: the heard slot's device before this one", "", &[(Char('u'), Act::Undo)]),
    key(
        "Tab",
        "all devices for the heard slot; again: for the other; again: close",
        "list",
        &[(KeyCode::Tab, Act::List)],
    ),
    key(
        "Up Down",
        "choose (also PgUp, PgDn, Home, End, wheel); Enter or click: take",
        "",
        &[
            (KeyCode::Up, Act::Move(-1)),
            (KeyCode::Down, Act::Move(1)),
            (KeyCode::PageUp, Act::Move(-8)),
            (KeyCode::PageDown, Act::Move(8)),
            (KeyCode::Home, Act::Move(isize::MIN)),
            (KeyCode::End, Act::Move(isize::MAX)),
            (KeyCode::Enter, Act::Choose),
        ],
    ),
    key("N", "stage noise on or off", "noise", &[(Char('n'), Act::Ambience)]),
    key("S", "next stage", "stage", &[(Char('s'), Act::NextStage)]),
    key(
        "[ ]",
        "stage 1 dB down, up",
        "stage dB",
        &[
            (Char('['), Act::Nudge(KnobId::StageLevel, -1.0)),
            (Char(']'), Act::Nudge(KnobId::StageLevel, 1.0)),
        ],
    ),
    key(
        "- =",
        "monitor mix 1 dB down, up",
        "mix",
        &[
            (Char('-'), Act::Nudge(KnobId::Level, -1.0)),
            (Char('_'), Act::Nudge(KnobId::Level, -1.0)),
            (Char('='), Act::Nudge(KnobId::Level, 1.0)),
            (Char('+'), Act::Nudge(KnobId::Level, 1.0)),
        ],
    ),
    key(
        ", .",
        "seal of the heard slot 25 % looser, tighter",
        "seal",
        &[(Char(','), Act::Seal(-25.0)), (Char('.'), Act::Seal(25.0))],
    ),
    key("L", "match levels now: equal drive, equal loudness, as turned up", "", &[(Char('l'), Act::Match)]),
    key(
        "C",
        "channel strips: arrows, - =, M S mute, solo, P V polarity, voice",
        "strips",
        &[
            (Char('c'), Act::Strips),
            (KeyCode::Left, Act::Pan(-10.0)),
            (KeyCode::Right, Act::Pan(10.0)),
            (Char('p'), Act::Polarity),
            (Char('v'), Act::Voice),
        ],
    ),
    key("F", "frequencies: what masks what, response curves", "", &[(Char('f'), Act::Curves)]),
    key("K", "teach a foot pedal (with --midi)", "", &[(Char('k'), Act::Learn)]),
    key("X", "blind test: can you tell slot A from slot B?", "", &[(Char('x'), Act::Trial)]),
    key("M", "mute; again: sound", "mute", &[(Char('m'), Act::Mute)]),
    key(
        "Esc",
        "panic: mute at once, close list and help (M sounds again)",
        "PANIC",
        &[(KeyCode::Esc, Act::Panic)],
    ),
    key("W", "write the session to its file, or to a new one", "", &[(Char('w'), Act::Save)]),
    key("?", "this help", "help", &[(Char('?'), Act::Help)]),
    key("Q", "quit: fade out and stop (also Ctrl-C)", "quit", &[(Char('q'), Act::Quit)]),
];

/// What this key asks for. Caps Lock makes no difference: it cannot be seen in the dark.
#[must_use]
pub fn act(event: KeyEvent) -> Option<Act> {
    let code = match event.code {
        Char(letter) => Char(letter.to_ascii_lowercase()),
        other => other,
    };
    let modifiers = event.modifiers.difference(KeyModifiers::SHIFT);
    if modifiers == KeyModifiers::CONTROL && code == Char('c') {
        return Some(Act::Quit);
    }
    // AltGr arrives as Ctrl+Alt on some systems, and `[ ] \` need it on some keyboards.
    let typed = modifiers.is_empty() || modifiers == KeyModifiers::CONTROL | KeyModifiers::ALT;
    let mut all = KEYS.iter().flat_map(|key| key.acts);
    all.find(|(each, _)| typed && *each == code).map(|(_, act)| *act)
}

const fn key(
    caps: &'static str,
    about: &'static str,
    short: &'static str,
    acts: &'static [(KeyCode, Act)],
) -> Key {
    Key { caps, about, short, acts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings_and_none_is_hidden_behind_a_capital() {
        let codes: Vec<_> = KEYS.iter().flat_map(|key| key.acts).map(|(code, _)| *code).collect();
        for (i, code) in codes.iter().enumerate() {
            assert!(!codes[..i].contains(code), "{code:?} twice");
            assert!(act(KeyEvent::from(*code)).is_some(), "{code:?} is never found");
            if let Char(letter) = code {
                assert_eq!(
                    act(KeyEvent::from(Char(letter.to_ascii_uppercase()))),
                    act(KeyEvent::from(*code))
                );
            }
        }
    }

    #[test]
    fn every_key_on_a_cap_is_in_its_own_row() {
        for key in &KEYS {
            for cap in key.caps.split(' ').filter(|cap| cap.chars().count() == 1) {
                let letter = cap.chars().next().unwrap().to_ascii_lowercase();
                assert!(key.acts.iter().any(|(code, _)| *code == Char(letter)), "{cap} in `{}`", key.caps);
            }
        }
    }

    #[test]
    fn ctrl_c_quits_and_other_chords_do_nothing() {
        let chord = |letter, modifiers| act(KeyEvent::new(Char(letter), modifiers));
        assert_eq!(chord('c', KeyModifiers::CONTROL), Some(Act::Quit));
        assert_eq!(chord('q', KeyModifiers::CONTROL), None);
        assert_eq!(chord('a', KeyModifiers::ALT), None);
        assert_eq!(chord('?', KeyModifiers::SHIFT), Some(Act::Help));
        assert_eq!(chord('[', KeyModifiers::CONTROL | KeyModifiers::ALT), act(KeyEvent::from(Char('['))));
    }
}
