//! The channel strips over the screen, and their keys.

use ratatui::crossterm::event::KeyCode::{self, Char};

use super::{assert_says, drawn, panel, snapshot};
use crate::control::command::Command;
use crate::control::mixer::StripChange;
use crate::engine::slot::Place;
use crate::ui::terminal::keys;
use crate::units::Db;

#[test]
fn the_strips_show_every_channel_with_level_gain_pan_and_flags() {
    let (mut panel, now) = (panel(), snapshot());
    assert_eq!(panel.act(keys::act(Char('c').into()).unwrap(), &now).unwrap(), []);
    let screen = drawn(&now, &panel, 80, 24);
    assert_says(&screen, &["CHANNELS", "M mute", "V voice, C close", "dBFS"]);
    assert_says(&screen, &["▶   1 kick", " -12.0 █████████  ", "+0.0     C"]);
    assert_says(&screen, &["  2 a vocal with a l…", "-inf   L30 solo ø voice"]);
    assert_says(&screen, &["  3 room", "--", "-6.5  R100 (out)"]);
}

#[test]
fn keys_work_on_the_chosen_channel_while_the_strips_are_open_and_as_ever_when_closed() {
    let (mut panel, now) = (panel(), snapshot());
    let mut press = |code: KeyCode| panel.act(keys::act(code.into()).unwrap(), &now);
    assert!(press(KeyCode::Left).unwrap_err().contains("press C"));
    assert!(press(Char('v')).unwrap_err().contains("press C"));
    press(Char('C')).unwrap();
    let on = |channel, change| Ok(vec![Command::Channel(channel, change)]);
    assert_eq!(press(Char('=')), on(0, StripChange::Gain(Db(1.0))));
    assert_eq!(press(Char('m')), on(0, StripChange::Mute(true)));
    assert_eq!(press(KeyCode::Up), Ok(vec![]));
    assert_eq!(press(KeyCode::Down), Ok(vec![]));
    assert_eq!(press(KeyCode::Right), on(1, StripChange::Pan(-20.0)));
    assert_eq!(press(Char('=')), on(1, StripChange::Gain(Db(-60.0))), "a closed fader opens at -60 dB");
    assert_eq!(press(Char('-')), on(1, StripChange::Gain(Db(f64::NEG_INFINITY))));
    assert_eq!(press(Char('s')), on(1, StripChange::Solo(false)));
    assert_eq!(press(Char('p')), on(1, StripChange::Invert(false)));
    assert_eq!(press(Char('v')), on(1, StripChange::Voice(false)));
    assert_eq!(press(KeyCode::End), Ok(vec![]));
    assert_eq!(press(KeyCode::Left), on(2, StripChange::Pan(90.0)));
    assert_eq!(press(Char('b')), Ok(vec![Command::Hear(Place::B)]), "the rest is as ever");
    assert_eq!(press(KeyCode::Esc), Ok(vec![Command::Mute(true)]), "Esc is panic, and closes them");
    assert_eq!(press(Char('m')), Ok(vec![Command::Mute(true)]));
}
