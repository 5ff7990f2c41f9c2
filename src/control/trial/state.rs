//! What a front end may show of a blind test: the same whatever the answer is.

use serde::Serialize;

/// A blind test at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrialState {
    /// `abx` or `preference`.
    pub test: &'static str,
    /// Devices of the test. Those of a preference trial are among them, without a word which.
    pub devices: Vec<String>,
    /// Stage preset.
    pub stage: String,
    /// How the devices are matched in level.
    pub level_rule: &'static str,
    /// This trial, counted from 1; one more than `trials` when all are done.
    pub trial: usize,
    /// Number of trials.
    pub trials: usize,
    /// What plays: `a`, `b`, `x`, or `1`, `2`.
    pub playing: &'static str,
    /// The vote that is not confirmed yet: `a`, `b`, or `1`, `2`.
    pub vote: Option<&'static str>,
    /// Output silenced.
    pub muted: bool,
    /// With feedback: whether the vote before was right.
    pub right: Option<bool>,
}
