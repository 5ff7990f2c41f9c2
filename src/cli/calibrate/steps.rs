//! A tone that a person makes louder step by step, each by a key, and stops with another.

use std::io::{Write, stderr};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use crate::control::tone::TonePlayer;
use crate::io::host::{Host, State};
use crate::io::tone::{START, Signal};
use crate::units::Db;

/// How often the pipes are served and Ctrl-C is looked for.
const GLANCE: Duration = Duration::from_millis(30);

/// How the level climbs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ladder {
    /// One step.
    pub step: Db,
    /// The loudest, dBFS.
    pub top: Db,
    /// Whether only the top will do: else any level that the person is content with.
    pub only_top: bool,
}

/// What a key wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Louder,
    Quieter,
    Done,
    Stop,
}

/// The terminal key by key, until dropped.
struct Keys;

impl Keys {
    fn take() -> Result<Self> {
        enable_raw_mode()?;
        Ok(Self)
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // Failing that there is nobody left to tell.
        let _ = disable_raw_mode();
    }
}

/// Plays until the person is content; returns the level then. It starts at -60 dBFS.
///
/// # Errors
/// Stopped by the person, or the device refuses or vanishes.
pub fn climb(host: Box<dyn Host>, signal: Signal, ladder: Ladder, stop: &AtomicBool) -> Result<Db> {
    let keys = Keys::take()?;
    let mut player = TonePlayer::start(host, signal)?;
    let mut level = START;
    // The next step waits until this one has been heard: a key that is held down is no consent.
    let mut ready = Instant::now() + Duration::from_secs(1);
    let content = loop {
        show(level, ladder)?;
        if player.step() != State::Running || stop.load(Relaxed) {
            break false;
        }
        if !event::poll(GLANCE)? {
            continue;
        }
        let Event::Key(key) = event::read()? else { continue };
        match act(key) {
            Some(Act::Louder) if Instant::now() < ready => {}
            Some(Act::Louder) if ladder.only_top && level.0 >= ladder.top.0 => break true,
            Some(Act::Louder) => {
                level = Db((level.0 + ladder.step.0).min(ladder.top.0));
                ready = Instant::now() + Duration::from_secs_f64(ladder.step.0 / 12.0);
            }
            Some(Act::Quieter) => level = Db((level.0 - ladder.step.0).max(START.0)),
            Some(Act::Done) if !ladder.only_top => break true,
            Some(Act::Stop) => break false,
            Some(Act::Done) | None => {}
        }
        player.set_level(level);
    };
    let ended = player.end();
    drop(keys);
    eprintln!();
    ended?;
    if !content {
        bail!("stopped: nothing was stored");
    }
    Ok(level)
}

fn act(key: KeyEvent) -> Option<Act> {
    if key.kind != KeyEventKind::Press {
        return None;
    }
    match key.code {
        KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Some(Act::Stop),
        KeyCode::Esc | KeyCode::Char('q' | 'Q') => Some(Act::Stop),
        KeyCode::Enter | KeyCode::Up | KeyCode::Char('+' | '=') => Some(Act::Louder),
        KeyCode::Down | KeyCode::Char('-') => Some(Act::Quieter),
        KeyCode::Char(' ') => Some(Act::Done),
        _ => None,
    }
}

/// One line that is written over itself.
fn show(level: Db, ladder: Ladder) -> Result<()> {
    let keys = match (ladder.only_top, level.0 >= ladder.top.0) {
        (true, true) => "read the meter, then Enter",
        (true, false) => "Enter louder",
        (false, true) => "as loud as it goes; Space: as loud as it should be",
        (false, false) => "Enter louder, - quieter, Space: as loud as it should be",
    };
    let mut out = stderr();
    write!(out, "\r  {:>5.0} dBFS   {keys}, Esc stops\x1b[K", level.0)?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn esc_q_and_ctrl_c_stop_and_a_released_key_does_nothing() {
        let key = |code| act(KeyEvent::new(code, KeyModifiers::NONE));
        assert_eq!([KeyCode::Esc, KeyCode::Char('q')].map(key), [Some(Act::Stop); 2]);
        assert_eq!(act(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)), Some(Act::Stop));
        assert_eq!(key(KeyCode::Enter), Some(Act::Louder));
        let mut released = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
        released.kind = KeyEventKind::Release;
        assert_eq!(act(released), None);
    }
}
