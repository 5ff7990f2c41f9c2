//! What became of every file.

use serde::Serialize;

use crate::preset::import::{Format, Meaning, Refusal, Warning};

/// What became of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    Accepted,
    Warned,
    Refused,
}

/// One device of a batch.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) files: Vec<String>,
    pub(super) outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) format: Option<Format>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is: Option<Meaning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) preset: Option<String>,
    /// Largest miss of fitted filters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) worst_db: Option<f64>,
    pub(super) said: Vec<String>,
    pub(super) warnings: Vec<FileWarning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refusal: Option<Refusal>,
    /// A fault of the disk, not of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<String>,
}

/// A warning and its file.
#[derive(Debug, Serialize)]
pub(super) struct FileWarning {
    pub(super) file: String,
    #[serde(flatten)]
    pub(super) warning: Warning,
}

impl Row {
    pub(super) fn new(files: Vec<String>) -> Self {
        Self {
            files,
            outcome: Outcome::Accepted,
            format: None,
            is: None,
            id: None,
            preset: None,
            worst_db: None,
            said: Vec::new(),
            warnings: Vec::new(),
            refusal: None,
            fault: None,
        }
    }

    /// The same, refused.
    pub(super) fn refused(mut self, refusal: Refusal) -> Self {
        (self.outcome, self.refusal) = (Outcome::Refused, Some(refusal));
        self
    }

    /// The same, stopped by the disk.
    pub(super) fn failed(mut self, fault: String) -> Self {
        (self.outcome, self.fault) = (Outcome::Refused, Some(fault));
        self
    }

    pub(super) fn warn(&mut self, file: &str, warnings: Vec<Warning>) {
        self.warnings
            .extend(warnings.into_iter().map(|warning| FileWarning { file: file.to_owned(), warning }));
        if !self.warnings.is_empty() && self.outcome == Outcome::Accepted {
            self.outcome = Outcome::Warned;
        }
    }

    /// Why it was refused, with file and line.
    pub(super) fn why(&self) -> String {
        let file = self.files.join(" + ");
        match (&self.refusal, &self.fault) {
            (Some(refusal), _) => place(&file, refusal.line, refusal),
            (None, Some(fault)) => fault.clone(),
            (None, None) => String::new(),
        }
    }

    /// Everything there is to say, on standard error.
    pub(super) fn speak(&self, is_guessed: bool) {
        let file = self.files.join(" + ");
        for warning in &self.warnings {
            eprintln!("{}", place(&warning.file, warning.warning.line, &warning.warning));
        }
        if let (Some(format), false) = (self.format, self.said.is_empty()) {
            let preset = self.preset.as_ref().map(|preset| format!(" -> {preset}")).unwrap_or_default();
            let other = match self.is {
                Some(Meaning::Correction) if is_guessed => {
                    " (guessed by the format; else say `--is response`)"
                }
                Some(Meaning::Response) if is_guessed => {
                    " (guessed by the format; else say `--is correction`)"
                }
                _ => "",
            };
            let said = printable(&self.said.join("; "));
            eprintln!("{}{preset}: {}; {said}{other}", printable(&file), format.name());
        }
    }
}

/// A batch as a table.
pub(super) fn table(rows: &[Row]) -> Vec<Vec<String>> {
    let mut lines = vec![["FILE", "OUTCOME", "PRESET", "WHY"].map(String::from).to_vec()];
    for row in rows {
        let outcome = match row.outcome {
            Outcome::Accepted => "accepted",
            Outcome::Warned => "warned",
            Outcome::Refused => "refused",
        };
        let why = if row.outcome == Outcome::Refused {
            row.why()
        } else {
            let mut codes: Vec<_> = row.warnings.iter().map(|warning| warning.warning.code).collect();
            codes.dedup();
            codes.join(" ")
        };
        let preset = row.preset.clone().unwrap_or_else(|| "-".into());
        lines.push(vec![
            printable(&row.files.join(" + ")),
            outcome.into(),
            printable(&preset),
            printable(&why),
        ]);
    }
    lines
}

fn place(file: &str, line: Option<usize>, what: &impl std::fmt::Display) -> String {
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line}: {what}", printable(file))
}

/// Names come from outside: they move no cursor.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}
