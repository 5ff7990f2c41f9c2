//! `--log`: one snapshot a second, a JSON object a line.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::control::snapshot::Snapshot;

/// How often a line is written.
const EVERY: Duration = Duration::from_secs(1);

/// A log that is being written. Whole lines only, flushed one by one: a log is kept whatever happens later.
pub struct Log {
    file: BufWriter<File>,
    path: PathBuf,
    due: Instant,
    error: Option<std::io::Error>,
}

impl Log {
    /// Creates the file.
    ///
    /// # Errors
    /// It cannot be created.
    pub fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(Self {
            file: BufWriter::new(file),
            path: path.to_owned(),
            due: Instant::now() + EVERY,
            error: None,
        })
    }

    /// Adds a line if one is due. An error is kept and told at the end: the sound goes on.
    pub fn add(&mut self, snapshot: &Snapshot) {
        if Instant::now() < self.due || self.error.is_some() {
            return;
        }
        self.due += EVERY;
        let line = serde_json::to_string(snapshot).unwrap_or_default();
        self.error = writeln!(self.file, "{line}").and_then(|()| self.file.flush()).err();
    }

    /// Ends the log.
    ///
    /// # Errors
    /// What went wrong while writing, if anything did.
    pub fn finish(self) -> Result<()> {
        let Some(error) = self.error else { return Ok(()) };
        Err(error).with_context(|| format!("{}: the log breaks off", self.path.display()))
    }
}
