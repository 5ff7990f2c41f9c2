//! The screen of a blind test: keys only, the same picture whatever X is.

pub mod keys;
pub mod view;

use std::time::{Instant, SystemTime};

use anyhow::{Error, Result};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use ratatui::crossterm::event::{Event, KeyEventKind};

use super::screen::Screen;
use super::{GLANCE, goes_on, read_events};
use crate::control::command::Command;
use crate::control::level_rule::LevelRule;
use crate::control::session::Session;
use crate::control::span::day;
use crate::control::statistics::design::{Design, POWER, PROPORTION, SIGNIFICANCE};
use crate::control::statistics::draw::system_seed;
use crate::control::trial::sitting::{Ask, Brief, Question, Sitting};
use crate::control::trial::words;
use crate::ui::Wiring;
use keys::Key;
use view::{Scene, draw};

/// Runs a test on a screen of its own.
///
/// # Errors
/// The terminal refuses, or a device cannot be loaded.
pub fn run(session: &mut Session, wiring: &mut Wiring<'_>, sitting: &mut Sitting) -> Result<()> {
    let mut screen = Screen::open()?;
    let events = read_events();
    play(session, wiring, sitting, &mut screen, &events, Instant::now()).map(|_| ())
}

/// Tests slot A against slot B of a session under way, matched in loudness where that can be done, and leaves the
/// session as it was. Returns whether it goes on.
///
/// # Errors
/// The terminal refuses.
pub(super) fn within(
    session: &mut Session,
    wiring: &mut Wiring<'_>,
    screen: &mut Screen,
    events: &Receiver<Event>,
    start: Instant,
) -> Result<bool> {
    let devices = session.desk().slots().each_ref().map(|loaded| loaded.id.clone());
    if devices[0] == devices[1] {
        session.notice("both slots hold the same device: load another one before a blind test".into());
        return Ok(true);
    }
    let (rule, heard) = (session.desk().level_rule(), session.desk().heard());
    if rule == LevelRule::EqualDrive {
        // Refused where the programme was not analysed; the screen names the rule that is in force.
        let _ = session.apply(&Command::Match(LevelRule::EqualLoudness));
    }
    let design = Design::shortest(SIGNIFICANCE, POWER, PROPORTION).map_err(Error::msg)?;
    let mut sitting = Sitting::new(Brief {
        devices: devices.to_vec(),
        question: Question::Abx(design),
        seed: system_seed(),
        listener: None,
        feedback: false,
        date: day(SystemTime::now()),
    });
    let goes_on = play(session, wiring, &mut sitting, screen, events, start)?;
    session.hold_pedals(false);
    let found = words::lines(&sitting.outcome(session)).into_iter().next();
    for command in [Command::Match(rule), Command::Hear(heard)] {
        // Both were so before.
        let _ = session.apply(&command);
    }
    if let Some(line) = found.filter(|_| sitting.done() > 0) {
        session.notice(line);
    }
    Ok(goes_on)
}

/// One test; nothing of it is logged, for a log knows what plays. Returns whether the session goes on.
fn play(
    session: &mut Session,
    wiring: &mut Wiring<'_>,
    sitting: &mut Sitting,
    screen: &mut Screen,
    events: &Receiver<Event>,
    start: Instant,
) -> Result<bool> {
    sitting.begin(session).map_err(Error::msg)?;
    let (mut asking, mut notice, mut found) = (false, None, None);
    while goes_on(session, wiring, start) {
        sitting.step(session).map_err(Error::msg)?;
        let state = sitting.state(session);
        let scene = Scene { state: &state, asking, notice: notice.as_deref(), found: found.as_deref() };
        screen.terminal.draw(|frame| draw(frame, &scene))?;
        let next = Instant::now() + GLANCE;
        loop {
            let event = match events.recv_deadline(next) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Ok(false),
            };
            let Event::Key(key) = event else { continue };
            if key.kind == KeyEventKind::Release {
                continue;
            }
            let key = keys::meaning(key, state.test == "abx");
            if key == Key::Leave {
                return Ok(false);
            }
            if found.is_some() {
                if key == Key::Ask(Ask::Confirm) || key == Key::Panic {
                    return Ok(true);
                }
                continue;
            }
            if asking {
                if key == Key::Yes {
                    return Ok(true);
                }
                asking = false;
                notice = sitting.obey(session, Ask::Mute(false)).err();
                continue;
            }
            notice = match key {
                Key::Panic => {
                    asking = true;
                    sitting.obey(session, Ask::Mute(true)).err()
                }
                Key::Ask(ask) => sitting.obey(session, ask).err(),
                Key::Leave | Key::Yes | Key::Other => continue,
            };
            if sitting.is_over() {
                found = Some(words::lines(&sitting.outcome(session)));
            }
            break;
        }
    }
    Ok(false)
}
