//! A blind test without a screen: command lines in, one JSON object for each out. None of them depends on what X is.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use anyhow::{Error, Result};
use crossbeam_channel::TryRecvError;

use super::{GLANCE, answer, read_lines, say};
use crate::control::session::Session;
use crate::control::trial::course::Sample;
use crate::control::trial::sitting::{Ask, Sitting};
use crate::engine::slot::Place;
use crate::io::host::State;
use crate::ui::Wiring;

/// The lines that are understood.
const GRAMMAR: &str = "a | b | x (or 1 | 2) | vote a | vote b (or vote 1 | vote 2) | mute | unmute | quit";

/// Runs the protocol until the last vote, `quit`, or the end of standard input.
///
/// # Errors
/// A device cannot be loaded, or standard output is gone.
pub fn run(session: &mut Session, wiring: &mut Wiring<'_>, sitting: &mut Sitting) -> Result<()> {
    let lines = read_lines();
    let start = Instant::now();
    sitting.begin(session).map_err(Error::msg)?;
    say(&sitting.state(session))?;
    while session.state() == State::Running
        && !wiring.stop.load(Relaxed)
        && wiring.duration.is_none_or(|most| start.elapsed() < most)
    {
        sitting.step(session).map_err(Error::msg)?;
        loop {
            match lines.try_recv() {
                Ok(line) if line.trim().is_empty() => {}
                Ok(line) => match asked(&line) {
                    Ok(Some(asks)) => match asks.into_iter().try_for_each(|ask| sitting.obey(session, ask)) {
                        Ok(()) if sitting.is_over() => return Ok(()),
                        Ok(()) => say(&sitting.state(session))?,
                        Err(reason) => answer(Err(reason))?,
                    },
                    Ok(None) => return Ok(()),
                    Err(reason) => answer(Err(reason))?,
                },
                Err(TryRecvError::Empty) => break,
                // Nobody is left to vote.
                Err(TryRecvError::Disconnected) => return Ok(()),
            }
        }
        std::thread::sleep(GLANCE);
    }
    Ok(())
}

/// What a line asks for; none to end the test.
fn asked(line: &str) -> Result<Option<Vec<Ask>>, String> {
    let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let vote = |place| Ok(Some(vec![Ask::Choose(place), Ask::Confirm]));
    match words.as_slice() {
        ["a" | "1"] => Ok(Some(vec![Ask::Hear(Sample::First)])),
        ["b" | "2"] => Ok(Some(vec![Ask::Hear(Sample::Second)])),
        ["x"] => Ok(Some(vec![Ask::Hear(Sample::Hidden)])),
        ["vote", "a" | "1"] => vote(Place::A),
        ["vote", "b" | "2"] => vote(Place::B),
        ["mute"] => Ok(Some(vec![Ask::Mute(true)])),
        ["unmute"] => Ok(Some(vec![Ask::Mute(false)])),
        ["quit" | "q"] => Ok(None),
        _ => Err(format!("`{}` is no command of a blind test: say {GRAMMAR}", line.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vote_is_a_choice_and_its_confirmation() {
        assert_eq!(asked(" X "), Ok(Some(vec![Ask::Hear(Sample::Hidden)])));
        assert_eq!(asked("2"), asked("b"));
        assert_eq!(asked("vote B"), Ok(Some(vec![Ask::Choose(Place::B), Ask::Confirm])));
        assert_eq!(asked("quit"), Ok(None));
    }

    #[test]
    fn what_would_change_the_sound_or_give_it_away_is_no_command_here() {
        for line in ["vote", "vote x", "toggle", "load a earbud", "set level 100", "match equal-drive"] {
            assert!(asked(line).unwrap_err().contains("vote a | vote b"), "{line}");
        }
    }
}
