//! The asking itself: opens the inputs, draws, obeys keys. Nothing here waits for a device.

use std::time::{Duration, Instant};

use anyhow::Result;
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use ratatui::crossterm::event::{
    Event, KeyCode, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::{Position, Rect};

use super::{Act, Finder, draw, row_at};
use crate::io::audition::{self, Audition, Candidate, candidates};
use crate::io::device::Direction;
use crate::ui::terminal::screen::Screen;
use crate::ui::terminal::{GLANCE, read_events};

/// How long the list of devices may take before the start goes on without asking.
const LISTING: Duration = Duration::from_secs(5);
/// How long inputs may take to close before they are left behind.
const CLOSING: Duration = Duration::from_millis(2_500);
/// Inputs listened to at once.
const MOST: usize = 16;

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Input and output as the command line takes them.
    Ends([String; 2]),
    /// There is nothing to choose from.
    Nothing,
    /// The person left.
    Left,
}

/// Asks for both ends on a screen of its own.
///
/// # Errors
/// The terminal refuses.
pub fn ask(host: Option<&str>) -> Result<Answer> {
    let Some([inputs, outputs]) = devices(host) else { return Ok(Answer::Nothing) };
    if inputs.is_empty() && outputs.is_empty() {
        return Ok(Answer::Nothing);
    }
    let mut finder = Finder::new(&inputs, &outputs);
    let auditions: Vec<_> =
        inputs.into_iter().take(MOST).map(|candidate| Audition::begin(candidate.id)).collect();
    let mut screen = Screen::open()?;
    let taken = choose(&mut finder, &auditions, &mut screen, &read_events());
    drop(screen);
    audition::close(auditions, CLOSING);
    Ok(if taken? { Answer::Ends(finder.words()) } else { Answer::Left })
}

/// Inputs and outputs; none where the system does not say in time.
fn devices(host: Option<&str>) -> Option<[Vec<Candidate>; 2]> {
    let (send, found) = bounded(1);
    let host = host.map(str::to_owned);
    std::thread::spawn(move || {
        let list = |direction| candidates(host.as_deref(), direction);
        let both = list(Direction::Capture).and_then(|inputs| Ok([inputs, list(Direction::Playback)?]));
        let _ = send.send(both);
    });
    // An audio system that is not there is the business of whoever opens it.
    found.recv_timeout(LISTING).ok()?.ok()
}

fn choose(
    finder: &mut Finder,
    auditions: &[Audition],
    screen: &mut Screen,
    events: &Receiver<Event>,
) -> Result<bool> {
    loop {
        for (n, audition) in auditions.iter().enumerate() {
            // The demo band stands first.
            finder.hear(n + 1, audition.heard());
        }
        let area = screen.terminal.draw(|frame| draw(frame, finder))?.area;
        let next = Instant::now() + GLANCE;
        loop {
            let event = match events.recv_deadline(next) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Ok(false),
            };
            match meaning(&event, area, finder) {
                Some(Act::Leave) => return Ok(false),
                Some(act) if finder.act(act) => return Ok(true),
                _ => {}
            }
        }
    }
}

pub(super) fn meaning(event: &Event, area: Rect, finder: &Finder) -> Option<Act> {
    match *event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            let control = key.modifiers.contains(KeyModifiers::CONTROL);
            match key.code {
                KeyCode::Char('c') if control => Some(Act::Leave),
                KeyCode::Char('q' | 'Q') | KeyCode::Esc => Some(Act::Leave),
                KeyCode::Char(digit @ '1'..='9') => Some(Act::Row(digit as usize - '1' as usize)),
                KeyCode::Up => Some(Act::Move(-1)),
                KeyCode::Down => Some(Act::Move(1)),
                KeyCode::Enter | KeyCode::Right => Some(Act::Take),
                KeyCode::Left | KeyCode::Backspace => Some(Act::Back),
                _ => None,
            }
        }
        Event::Mouse(MouseEvent { kind, column, row, .. }) => match kind {
            MouseEventKind::ScrollUp => Some(Act::Move(-1)),
            MouseEventKind::ScrollDown => Some(Act::Move(1)),
            // The first click shows what would be taken, the second takes it.
            MouseEventKind::Down(MouseButton::Left) => {
                let clicked = row_at(area, finder, Position::new(column, row))?;
                let again = clicked == finder.chosen[finder.step];
                Some(if again { Act::Take } else { Act::Row(clicked) })
            }
            _ => None,
        },
        _ => None,
    }
}
