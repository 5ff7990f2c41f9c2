//! No screen: command lines on standard input, one JSON object a second on standard output; `snapshot` brings one at
//! once, `help` the list of commands.

pub mod trial;

use std::io::{BufRead, Write};
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use anyhow::Result;
use crossbeam_channel::{Receiver, unbounded};

use super::Wiring;
use crate::control::command::{Command, GRAMMAR};
use crate::control::session::Session;
use crate::io::host::State;

/// How often the pipes are served.
const GLANCE: Duration = Duration::from_millis(20);
/// How often a snapshot is printed.
const SAY_EVERY: Duration = Duration::from_secs(1);

/// Lines that teach a pedal.
const TEACHING: [&str; 2] = ["midi learn COMMAND", "midi learn knob KNOB [FROM TO]"];

/// Runs the protocol.
///
/// # Errors
/// Standard output is gone.
pub fn run(session: &mut Session, wiring: &mut Wiring<'_>) -> Result<()> {
    let lines = read_lines();
    let start = Instant::now();
    let mut said = start;
    while session.state() == State::Running
        && !wiring.stop.load(Relaxed)
        && wiring.duration.is_none_or(|most| start.elapsed() < most)
    {
        let snapshot = session.step();
        (wiring.log)(&snapshot);
        for binding in session.learned() {
            say(&serde_json::json!({ "learned": binding.to_string() }))?;
        }
        for line in lines.try_iter().filter(|line| !line.trim().is_empty()) {
            if let Some(words) = line.trim().strip_prefix("midi learn ") {
                answer(session.learn(words))?;
                continue;
            }
            match line.trim() {
                "snapshot" => {
                    say(&session.step())?;
                    continue;
                }
                "help" => {
                    let all: Vec<_> = GRAMMAR.split(" | ").chain(TEACHING).collect();
                    say(&serde_json::json!({ "help": all }))?;
                    continue;
                }
                _ => {}
            }
            match Command::parse(&line) {
                Ok(Command::Quit) => return Ok(()),
                Ok(command) => answer(session.apply(&command).map_err(|error| error.to_string()))?,
                Err(reason) => answer(Err(reason))?,
            }
        }
        if said.elapsed() >= SAY_EVERY {
            said += SAY_EVERY;
            // After the commands above, which the one before them does not know.
            say(&session.step())?;
        }
        std::thread::sleep(GLANCE);
    }
    say(&session.step())
}

/// Lines of standard input as they come. The thread ends with the program: a read cannot be interrupted.
fn read_lines() -> Receiver<String> {
    let (send, lines) = unbounded();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if send.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

fn answer(result: Result<(), String>) -> Result<()> {
    match result {
        Ok(()) => say(&serde_json::json!({ "ok": true })),
        Err(reason) => say(&serde_json::json!({ "ok": false, "error": reason })),
    }
}

fn say(value: &impl serde::Serialize) -> Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}
