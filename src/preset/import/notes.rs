//! What a reader has to say: warnings with a code and a line, and the refusal of a whole file.

use std::fmt;

use serde::Serialize;

/// Warnings kept of one file; what is more is counted.
const KEPT: usize = 200;

/// A line that was dropped, or a value that was not taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A word for programs, such as `W_Q_RANGE`.
    pub code: &'static str,
    /// Line, counted from 1; None where the file as a whole is meant.
    pub line: Option<usize>,
    /// What was done, and why.
    pub what: String,
}

/// Why a whole file was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// A word for programs, such as `E_BINARY`.
    pub code: &'static str,
    /// Line, counted from 1; None where the file as a whole is meant.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub mend: &'static str,
}

/// The warnings of one file as they come.
#[derive(Debug, Default)]
pub(super) struct Notes {
    kept: Vec<Warning>,
    more: usize,
}

impl Notes {
    pub(super) fn warn(&mut self, code: &'static str, line: Option<usize>, what: impl Into<String>) {
        if self.kept.len() < KEPT {
            self.kept.push(Warning { code, line, what: what.into() });
        } else {
            self.more += 1;
        }
    }

    pub(super) fn finish(mut self) -> Vec<Warning> {
        if self.more > 0 {
            let what = format!("{} more warnings are not listed", self.more);
            self.kept.push(Warning { code: "W_MORE", line: None, what });
        }
        self.kept
    }
}

impl Refusal {
    pub(super) fn at(
        code: &'static str,
        line: Option<usize>,
        what: impl Into<String>,
        mend: &'static str,
    ) -> Self {
        Self { code, line, what: what.into(), mend }
    }

    /// The file as a whole.
    pub(super) fn file(code: &'static str, what: impl Into<String>, mend: &'static str) -> Self {
        Self::at(code, None, what, mend)
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        plain(f, &format!("{}: {}", self.code, self.what))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        plain(f, &format!("{}: {}: {}", self.code, self.what, self.mend))
    }
}

impl std::error::Error for Refusal {}

/// One line that moves no cursor, whatever the file held.
fn plain(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    text.chars()
        .try_for_each(|c| if c.is_control() { write!(f, "{}", c.escape_default()) } else { write!(f, "{c}") })
}
