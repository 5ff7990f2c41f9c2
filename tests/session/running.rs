//! The program as a script drives it: command lines in, JSON lines out.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::Room;

/// Whoever takes longer to answer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// `foldback live --ui none` while it runs.
pub(crate) struct Headless {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Headless {
    /// Starts it with further words.
    pub(crate) fn start(room: &Room, words: &str) -> Self {
        let mut command = room.command(&format!("live --ui none {words}"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (send, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
        Self { input: child.stdin.take(), child, lines }
    }

    /// Says a line and does not wait.
    pub(crate) fn write(&mut self, line: &str) {
        // Whoever has left is found out by what he does not answer.
        let _ = writeln!(self.input.as_mut().unwrap(), "{line}");
    }

    /// The next line that it says.
    pub(crate) fn next(&self) -> Value {
        let line = self.lines.recv_timeout(PATIENCE).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"))
    }

    fn answer(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let value = self.next();
            if wanted(&value) {
                return value;
            }
        }
        panic!("no answer in {PATIENCE:?}")
    }

    /// Says a line; the refusal, if it is refused.
    pub(crate) fn say(&mut self, line: &str) -> Result<(), String> {
        self.write(line);
        let answer = self.answer(|value| value.get("ok").is_some());
        if answer["ok"] == true { Ok(()) } else { Err(answer["error"].as_str().unwrap().to_owned()) }
    }

    /// How things are now.
    pub(crate) fn snapshot(&mut self) -> Value {
        self.write("snapshot");
        self.answer(|value| value.get("seconds").is_some())
    }

    /// The first snapshot of which this is true.
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let now = self.snapshot();
            if holds(&now) {
                return now;
            }
            assert!(begun.elapsed() < PATIENCE, "never {what}: {now:#}");
            sleep(Duration::from_millis(20));
        }
    }

    /// Asks it to leave, and waits for it.
    pub(crate) fn quit(self) {
        let status = self.leave();
        assert!(status.success(), "{status}");
    }

    /// The same; how it left.
    pub(crate) fn leave(mut self) -> ExitStatus {
        self.write("quit");
        self.child.wait().unwrap()
    }
}

impl Drop for Headless {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
