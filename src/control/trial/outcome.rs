//! What a blind test found: every trial, the statistics, and all that is needed to judge or repeat it.

use serde::{Serialize, Serializer};

use crate::control::statistics::design::Design;
use crate::control::statistics::ranking::Standing;
use crate::engine::slot::Place;

/// Format of the file.
pub const FORMAT: u32 = 1;

/// The result of one listener.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of the program.
    pub version: &'static str,
    /// Day of the test, `2026-11-21`.
    pub date: String,
    /// Who listened, if it was said.
    pub listener: Option<String>,
    /// Whether every trial was voted on; a test that was given up proves nothing.
    pub complete: bool,
    /// Whether each answer was told at once.
    pub feedback: bool,
    /// Seed of the order, to repeat it.
    pub seed: u64,
    /// What was compared, in the order of the command line.
    pub devices: Vec<Compared>,
    /// Under which circumstances.
    pub scene: Scene,
    /// What came of it.
    pub result: Finding,
    /// Trial by trial.
    pub trials: Vec<Trial>,
}

/// A device of the test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The word that loads it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How sure its figures are: the least sure part, both ears.
    pub evidence: String,
    /// What the level rule added to the monitor level; none where it had nothing to say, or it was never loaded.
    pub drive_db: Option<f64>,
}

/// Circumstances, constant over the test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scene {
    /// Where the sound came from.
    pub input: String,
    /// Stage preset.
    pub stage: String,
    /// Its level at the open ear, dBA; none without a stage.
    pub stage_dba: Option<f64>,
    /// Monitor level, dB SPL of a full-scale 1 kHz sine through a flat, sealed device.
    pub level_db_spl: f64,
    /// How the devices were matched in level.
    pub level_rule: &'static str,
    /// Playback scale: how far below the truth it was played, dB.
    pub scale_db: f64,
    /// Full scale of the phones that were worn, dB SPL, and whether that was calibrated.
    pub full_scale_db_spl: f64,
    /// Whether it was calibrated.
    pub calibrated: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "test", rename_all = "kebab-case")]
pub enum Finding {
    /// Telling two devices apart.
    Abx {
        /// Number of trials, criterion, power.
        #[serde(flatten)]
        design: Design,
        /// Trials voted on.
        done: usize,
        /// Right answers.
        right: usize,
        /// Share of guessers who get so many right or more; none for a test that was given up.
        p_value: Option<f64>,
        /// Whether the difference counts as heard; none for a test that was given up.
        heard: Option<bool>,
    },
    /// Preference over several devices.
    Preference {
        /// Trials planned.
        planned: usize,
        /// Trials voted on.
        done: usize,
        /// `wins[i][j]`: how often device `i` was preferred to device `j`.
        wins: Vec<Vec<u32>>,
        /// Where each device stands, in the order of the devices.
        standings: Vec<Standing>,
    },
}

/// One trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Trial {
    /// How often the listener went from one sample to another.
    pub switches: usize,
    /// What was asked and said.
    #[serde(flatten)]
    pub answer: Answer,
}

/// The answer of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// What X was.
    Abx {
        /// The truth.
        #[serde(serialize_with = "letter")]
        x: Place,
        /// What was said.
        #[serde(serialize_with = "letter")]
        vote: Place,
        /// Whether they agree.
        right: bool,
    },
    /// Which of two was preferred; devices count from 0.
    Preference {
        /// Heard as 1.
        first: usize,
        /// Heard as 2.
        second: usize,
        /// The preferred one.
        #[serde(serialize_with = "ordinal")]
        vote: Place,
    },
}

impl Trial {
    /// Whether the vote was right; nothing is, where preference is asked for.
    #[must_use]
    pub fn is_right(&self) -> bool {
        matches!(self.answer, Answer::Abx { right: true, .. })
    }
}

impl Answer {
    /// The preferred device and the other one.
    #[must_use]
    pub fn preferred(self) -> Option<[usize; 2]> {
        match self {
            Self::Abx { .. } => None,
            Self::Preference { first, second, vote: Place::A } => Some([first, second]),
            Self::Preference { first, second, vote: Place::B } => Some([second, first]),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn letter<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(["a", "b"][*place as usize])
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn ordinal<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(*place as u8 + 1)
}
