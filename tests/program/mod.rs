//! The program as a user starts it, in a folder of its own.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder to work in; it is gone with its owner.
pub(crate) struct Room(TempDir);

/// What the program said and how it left.
pub(crate) struct Said {
    /// Exit status; none if a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A file in this folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program with these words, in this folder.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foldback"));
        command.args(words.split_whitespace()).current_dir(self.0.path()).stdin(Stdio::null());
        // What the person at this machine has calibrated is no business of a test.
        command.env("XDG_CONFIG_HOME", self.path("config"));
        command.env("XDG_STATE_HOME", self.path("state"));
        command
    }

    /// Runs the program with these words to its end.
    pub(crate) fn run(&self, words: &str) -> Said {
        Said::of(&self.command(words).output().unwrap())
    }

    /// Runs it and insists that all went well.
    pub(crate) fn fine(&self, words: &str) -> Said {
        let said = self.run(words);
        assert_eq!(said.code, Some(0), "foldback {words}\n{}{}", said.out, said.err);
        said
    }
}

impl Said {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}
