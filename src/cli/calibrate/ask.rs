//! Questions on the terminal, for what no option said. Without a terminal the missing option is named.

use std::io::{IsTerminal, Write, stderr, stdin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Result, anyhow, bail, ensure};
use crossbeam_channel::{RecvTimeoutError, bounded};

use crate::cli::render::interrupt_flag;
use crate::preset::Bounds;

/// How often Ctrl-C is looked for while somebody types.
const GLANCE: Duration = Duration::from_millis(50);

/// Somebody to ask, or nobody.
pub struct Ask {
    person: Option<Arc<AtomicBool>>,
}

impl Ask {
    /// Looks whether standard input is a terminal; from then on Ctrl-C ends in order.
    ///
    /// # Errors
    /// The system refuses a signal handler.
    pub fn new() -> Result<Self> {
        let there = stdin().is_terminal() && stderr().is_terminal();
        Ok(Self { person: there.then(interrupt_flag).transpose()? })
    }

    /// Set by Ctrl-C; none where there is nobody.
    #[must_use]
    pub fn stop(&self) -> Option<&AtomicBool> {
        self.person.as_deref()
    }

    /// Says something that is not the result.
    pub fn say(&self, line: &str) {
        if self.person.is_some() {
            eprintln!("{line}");
        }
    }

    /// A line of text, maybe empty.
    ///
    /// # Errors
    /// There is nobody to ask, or they went away.
    pub fn text(&self, option: &str, question: &str) -> Result<String> {
        let stop = self.stop().ok_or_else(|| anyhow!("{option} is missing: {question}"))?;
        eprint!("{question}: ");
        stderr().flush()?;
        let (send, lines) = bounded(1);
        // A thread of its own: a read from a terminal cannot be interrupted.
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = stdin().read_line(&mut line).is_ok_and(|bytes| bytes > 0);
            // Nobody waits any more: nothing to say.
            let _ = send.send(read.then_some(line));
        });
        loop {
            match lines.recv_timeout(GLANCE) {
                Ok(Some(line)) => return Ok(line.trim().to_owned()),
                Err(RecvTimeoutError::Timeout) if !stop.load(Relaxed) => {}
                Ok(None) | Err(_) => bail!("stopped: nothing was stored"),
            }
        }
    }

    /// A number that an option gave or a person gives.
    ///
    /// # Errors
    /// As [`Self::text`]; also an option's number out of bounds. A person is asked again.
    pub fn number(&self, given: Option<f64>, option: &str, question: &str, bounds: &Bounds) -> Result<f64> {
        let range = format!("give {} to {} {}", bounds.from, bounds.to, bounds.unit);
        if let Some(number) = given {
            ensure!(bounds.hold(number), "{option} {number}: {}", range.trim_end());
            return Ok(number);
        }
        loop {
            // A comma is how half of Europe writes a point.
            let text = self.text(option, &format!("{question}, {}", bounds.unit))?.replace(',', ".");
            match text.parse() {
                Ok(number) if bounds.hold(number) => return Ok(number),
                _ => self.say(&range),
            }
        }
    }

    /// One of some words; the first letters suffice.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn word<T: Copy>(&self, option: &str, question: &str, words: &[(&str, T)]) -> Result<T> {
        let names: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let all = names.join(", ");
        loop {
            let text = self.text(option, &format!("{question} ({all})"))?.to_lowercase();
            match words.iter().find(|(word, _)| !text.is_empty() && word.starts_with(&text)) {
                Some(&(_, meaning)) => return Ok(meaning),
                None => self.say(&format!("say one of {all}")),
            }
        }
    }
}
