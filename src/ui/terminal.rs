//! The screen: both slots at a glance, everything by one key. Where there is no terminal, one line a second.
//!
//! [`view`] draws a value and changes nothing; [`keys`] is the table of keys; [`panel`] knows what they mean now.

pub mod bar;
pub mod big;
pub mod curves;
pub mod deck;
pub mod figures;
pub mod finder;
pub mod keys;
pub mod learn;
pub mod overlay;
pub mod panel;
pub mod plain;
pub mod screen;
pub mod slot;
pub mod strips;
pub mod trial;
pub mod view;
pub mod wearing;

#[cfg(test)]
mod tests;

use std::io::{IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use anyhow::Result;
use crossbeam_channel::{Receiver, RecvTimeoutError, unbounded};
use ratatui::crossterm::event::{self, Event, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::Wiring;
use crate::control::command::Command;
use crate::control::session::Session;
use crate::control::snapshot::Snapshot;
use crate::io::host::State;
use curves::Responses;
use keys::Act;
use learn::Lesson;
use panel::{Entry, Panel};
use screen::Screen;
use view::{Rooms, View, draw};

/// From one picture to the next; also how often the pipes are served.
const GLANCE: Duration = Duration::from_millis(40);
/// How often a line is written where there is no terminal.
const SAY_EVERY: Duration = Duration::from_secs(1);

/// Runs the screen.
///
/// # Errors
/// The terminal refuses, or standard output is gone.
pub fn run(session: &mut Session, wiring: &mut Wiring<'_>) -> Result<()> {
    if std::io::stdout().is_terminal() { run_screen(session, wiring) } else { run_plain(session, wiring) }
}

fn run_screen(session: &mut Session, wiring: &mut Wiring<'_>) -> Result<()> {
    let library = session.desk().library();
    let devices = library.entries().0.iter().map(|device| entry(&device.id, &device.name)).collect();
    let stages = library.stages().map(|stage| entry(&stage.id, &stage.name)).collect();
    let mut panel = Panel::new(devices, stages);
    let mut responses = Responses::default();
    let mut screen = Screen::open()?;
    let events = read_events();
    let start = Instant::now();
    while goes_on(session, wiring, start) {
        let mut snapshot = session.step();
        (wiring.log)(&snapshot);
        panel.see(&snapshot);
        for binding in session.learned() {
            session.notice(format!("learned: {}", binding.brief()));
        }
        responses.see(session.desk());
        let evidence = evidence(session);
        let view = View { snapshot: &snapshot, evidence: &evidence, responses: &responses, panel: &panel };
        let area = screen.terminal.draw(|frame| draw(frame, &view))?.area;
        let next = Instant::now() + GLANCE;
        loop {
            let event = match events.recv_deadline(next) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => break,
                // The terminal is gone.
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            let Some(act) = meaning(&event, area, &panel, snapshot.strips.len()) else { continue };
            if act == Act::Trial {
                if !trial::within(session, wiring, &mut screen, &events, start)? {
                    return Ok(());
                }
                break;
            }
            if !obey(session, &mut panel, act, &snapshot) {
                return Ok(());
            }
            // The next key of a fast hand must see what this one did.
            snapshot = session.step();
            panel.see(&snapshot);
        }
    }
    Ok(())
}

/// What the person does, read on a thread of its own: a terminal that is closed can hold its reader for ever, and the
/// session must still end. There is one reader for all screens: a second one would lose keys to the first.
fn read_events() -> Receiver<Event> {
    static EVENTS: OnceLock<Receiver<Event>> = OnceLock::new();
    let read = || {
        let (send, events) = unbounded();
        std::thread::spawn(move || {
            while let Ok(event) = event::read() {
                if send.send(event).is_err() {
                    break;
                }
            }
        });
        events
    };
    EVENTS.get_or_init(read).clone()
}

fn run_plain(session: &mut Session, wiring: &mut Wiring<'_>) -> Result<()> {
    let start = Instant::now();
    let mut said = start;
    while goes_on(session, wiring, start) {
        let snapshot = session.step();
        (wiring.log)(&snapshot);
        if said.elapsed() >= SAY_EVERY {
            said += SAY_EVERY;
            say(&snapshot)?;
        }
        std::thread::sleep(GLANCE);
    }
    say(&session.step())
}

fn say(snapshot: &Snapshot) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", plain::line(snapshot))?;
    Ok(out.flush()?)
}

fn goes_on(session: &Session, wiring: &Wiring<'_>, start: Instant) -> bool {
    session.state() == State::Running
        && !wiring.stop.load(Relaxed)
        && wiring.duration.is_none_or(|most| start.elapsed() < most)
}

/// What the person wants with this.
fn meaning(event: &Event, area: Rect, panel: &Panel, channels: usize) -> Option<Act> {
    match *event {
        Event::Key(key) if key.kind != KeyEventKind::Release => keys::act(key),
        Event::Mouse(MouseEvent { kind, column, row, .. }) => match kind {
            MouseEventKind::ScrollUp => Some(Act::Move(-1)),
            MouseEventKind::ScrollDown => Some(Act::Move(1)),
            MouseEventKind::Down(MouseButton::Left) if panel.is_closed() => {
                let rooms = Rooms::of(area)?;
                let number = rooms.number_at(Position::new(column, row)).map(Act::Device);
                rooms.slot_at(column, row).map(Act::Hear).or(number)
            }
            MouseEventKind::Down(MouseButton::Left) => {
                overlay::row_at(area, panel, channels, Position::new(column, row)).map(Act::Row)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether it still goes on.
fn obey(session: &mut Session, panel: &mut Panel, act: Act, snapshot: &Snapshot) -> bool {
    match panel.act_on_lessons(act, snapshot) {
        Some(Lesson::Turned) => return true,
        Some(Lesson::Teach(words)) => {
            let taught =
                session.learn(&words).map(|()| format!("now press the pedal that shall mean `{words}`"));
            session.notice(taught.unwrap_or_else(|refusal| refusal));
            return true;
        }
        None => {}
    }
    match panel.act(act, snapshot) {
        Ok(commands) if commands.contains(&Command::Quit) => return false,
        // A refusal is the notice of the next snapshot; what builds on it is left undone.
        Ok(commands) => _ = commands.iter().try_for_each(|command| session.apply(command)),
        Err(line) => session.notice(line),
    }
    true
}

/// The least sure word of what is in each slot.
fn evidence(session: &Session) -> [String; 2] {
    session.desk().slots().each_ref().map(|loaded| {
        let kinds =
            loaded.ears.iter().flat_map(|ear| [ear.response.evidence.kind, ear.isolation.evidence.kind]);
        kinds.max().map_or(String::new(), |kind| kind.to_string())
    })
}

fn entry(id: &str, name: &str) -> Entry {
    Entry { id: id.to_owned(), name: name.to_owned() }
}
