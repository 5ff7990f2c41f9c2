//! What is wrong with a preset and how to mend it, in one line.

use std::fmt;

use serde::Serialize;

/// Why a preset was refused. Its `Display` is one line: `file:line: what: mend`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresetError {
    /// The file as the user named it, or its path inside the shipped presets; `None` for an unknown id.
    pub file: Option<String>,
    /// Line in that file, counted from 1; `None` where the file as a whole is meant.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub mend: String,
}

impl PresetError {
    pub(super) fn at(
        file: &str,
        line: Option<usize>,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self { file: Some(file.to_owned()), line, what: what.into(), mend: mend.into() }
    }

    /// An id that nobody has; offers the nearest of the known ones.
    pub(super) fn unknown(noun: &str, id: &str, known: &[&str], list: &str) -> Self {
        let near = nearest(id, known);
        let mend = if near.is_empty() {
            format!("`foldback {list}` lists them")
        } else {
            format!("did you mean {}?", near.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", "))
        };
        Self { file: None, line: None, what: format!("there is no {noun} `{id}`"), mend }
    }
}

/// Up to three names that look like `word`, best first (Jaro-Winkler similarity, or one holds the other).
pub(super) fn nearest<'a>(word: &str, names: &[&'a str]) -> Vec<&'a str> {
    const ALIKE: f64 = 0.8;
    let word = word.to_lowercase();
    let score = |name: &str| {
        let held = word.len() >= 3 && (name.contains(&word) || word.contains(name));
        strsim::jaro_winkler(&word, name).max(if held { 0.9 } else { 0.0 })
    };
    let mut scored: Vec<_> =
        names.iter().map(|&n| (score(n), n)).filter(|&(likeness, _)| likeness >= ALIKE).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(3).map(|(_, n)| n).collect()
}

impl fmt::Display for PresetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = self.file.as_ref().map(|file| format!("{file}{line}: ")).unwrap_or_default();
        // Names come from outside: whatever they hold, the message stays one line and moves no cursor.
        for c in format!("{place}{}: {}", self.what, self.mend).chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        Ok(())
    }
}

impl std::error::Error for PresetError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_whatever_the_file_is_called() {
        let error = PresetError::at("a\nb\u{1b}[2J.toml", Some(3), "q -1 is out of range", "use 0.05 to 50");
        assert_eq!(error.to_string(), "a\\nb\\u{1b}[2J.toml:3: q -1 is out of range: use 0.05 to 50");
    }

    #[test]
    fn a_slip_of_the_finger_is_offered_the_id_it_meant() {
        let ids = ["iem-foam", "iem-silicone", "earbud", "wedge"];
        assert_eq!(nearest("iem-foma", &ids).first(), Some(&"iem-foam"));
        assert_eq!(nearest("foam", &ids).first(), Some(&"iem-foam"));
        assert!(nearest("theremin", &ids).is_empty());
    }
}
