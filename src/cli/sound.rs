//! The sound options, shared by `live` and `render`.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::{Args, ValueEnum};

use super::NotBuilt;
use crate::control::setup::Setup;
use crate::engine::knobs::{KnobId, KnobValues};

/// What it sounds like.
#[derive(Debug, Args, Clone)]
pub struct SoundOptions {
    /// Simulated device on both ears: an id of `foldback presets`, or a preset file.
    #[arg(long, value_name = "ID", default_value = "iem-foam")]
    pub device: String,
    /// Simulated device on the left ear.
    #[arg(long, value_name = "ID")]
    pub left: Option<String>,
    /// Simulated device on the right ear.
    #[arg(long, value_name = "ID")]
    pub right: Option<String>,
    /// Seal of every device that seals, percent: 100 sealed, 75 light leak, 50 medium, 25 heavy, 0 half out.
    #[arg(long, value_name = "PCT", allow_negative_numbers = true)]
    pub seal: Option<f64>,
    /// Stage around the performer: an id of `foldback stages`, a preset file, or `none`.
    #[arg(long, value_name = "ID", default_value = "vocal-with-wedges")]
    pub stage: String,
    /// Level of the stage at the open ear, LAeq in dBA, instead of the preset's own.
    #[arg(long, value_name = "DBA", allow_negative_numbers = true)]
    pub stage_level: Option<f64>,
    /// A recording as the stage (not built yet).
    #[arg(long, value_name = "FILE")]
    pub stage_file: Option<PathBuf>,
    /// A capture channel as the stage (not built yet).
    #[arg(long, value_name = "CH")]
    pub ambient_channel: Option<usize>,
    /// Channel of the input (from 1) that is the performer's own voice: it also arrives through the body, and
    /// occlusion makes it boom. For voices other than the listener's: your own body path is there already.
    #[arg(long, value_name = "CH")]
    pub own_voice: Vec<usize>,
    /// Monitor level, the performer's volume knob: dB SPL of a full-scale 1 kHz sine through a flat, sealed
    /// device. Nominal programme (-18 dBFS rms) is 18 dB below.
    #[arg(long, value_name = "DBSPL", default_value_t = 106.0, allow_negative_numbers = true)]
    pub level: f64,
    /// How devices are matched; `equal-drive` is the same monitor level (the others are not built yet).
    #[arg(long, value_enum, default_value_t = LevelRule::EqualDrive)]
    pub level_rule: LevelRule,
    /// Equal-loudness shape of playback (ISO 226), so that the safe level keeps the balance of the true one.
    #[arg(long, value_enum, default_value_t = Switch::On)]
    pub loudness: Switch,
    /// The phones that are really worn (not built yet).
    #[arg(long, value_name = "ID|FILE")]
    pub wearing: Option<String>,
    /// SPL of a full-scale sine through the phones that are really worn, at their loudest frequency. Without it
    /// 120 dB SPL is assumed and playback is called uncalibrated.
    #[arg(long, value_name = "DBSPL", allow_negative_numbers = true)]
    pub full_scale: Option<f64>,
    /// True-peak ceiling of the limiter at the listener's ear, at most 118 dB SPL.
    #[arg(long, value_name = "DBSPL", default_value_t = 105.0, allow_negative_numbers = true)]
    pub ceiling: f64,
    /// Long-term cap of the limiter at the listener's ear: the A-weighted Slow level is held there.
    #[arg(long, value_name = "DBA", default_value_t = 85.0, allow_negative_numbers = true)]
    pub cap: f64,
    /// Seed of everything random.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

/// How devices are matched in level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LevelRule {
    /// The same monitor level.
    EqualDrive,
    /// The same loudness of the monitor part.
    EqualLoudness,
    /// Ten dBA over the residual stage.
    AsTurnedUp,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

impl SoundOptions {
    /// Checks the numbers and refuses what is not built yet.
    ///
    /// # Errors
    /// One line: which option, why, and what would do.
    pub fn setup(&self, against: &str) -> Result<Setup> {
        self.refuse_not_built()?;
        let mut knobs = KnobValues::default();
        turn(&mut knobs, KnobId::Level, self.level)?;
        turn(&mut knobs, KnobId::Ceiling, self.ceiling)?;
        turn(&mut knobs, KnobId::Cap, self.cap)?;
        if let Some(full_scale) = self.full_scale {
            turn(&mut knobs, KnobId::FullScale, full_scale)?;
        }
        if let Some(level) = self.stage_level {
            turn(&mut knobs, KnobId::StageLevel, level)?;
            ensure!(self.stage != "none", "--stage-level with --stage none: choose a stage to have a level");
        }
        if let Some(seal) = self.seal {
            ensure!((0.0..=100.0).contains(&seal), "--seal {seal}: give 0 to 100 percent");
        }
        ensure!(self.own_voice.iter().all(|&channel| channel > 0), "--own-voice 0: channels count from 1");
        let ear = |own: &Option<String>| own.clone().unwrap_or_else(|| self.device.clone());
        Ok(Setup {
            device: [ear(&self.left), ear(&self.right)],
            against: against.to_owned(),
            seal_pct: self.seal,
            stage: self.stage.clone(),
            stage_level_dba: self.stage_level,
            own_voice: self.own_voice.iter().map(|channel| channel - 1).collect(),
            knobs,
            calibrated: self.full_scale.is_some(),
            loudness: self.loudness == Switch::On,
            seed: self.seed,
        })
    }

    fn refuse_not_built(&self) -> Result<()> {
        let missing = [
            ("--stage-file", self.stage_file.is_some()),
            ("--ambient-channel", self.ambient_channel.is_some()),
            ("--wearing", self.wearing.is_some()),
            ("--level-rule equal-loudness", self.level_rule == LevelRule::EqualLoudness),
            ("--level-rule as-turned-up", self.level_rule == LevelRule::AsTurnedUp),
        ];
        if let Some((option, _)) = missing.into_iter().find(|&(_, asked)| asked) {
            bail!(NotBuilt(option.to_owned()));
        }
        Ok(())
    }
}

/// Turns a knob, or says between which values it turns.
///
/// # Errors
/// One line with the range.
pub(super) fn turn(knobs: &mut KnobValues, knob: KnobId, value: f64) -> Result<()> {
    let Some(row) = knob.row() else { return Ok(()) };
    let (low, high) = (row.range.start(), row.range.end());
    ensure!(row.range.contains(&value), "--{} {value}: give {low} to {high} {}", row.id, row.unit);
    knobs.set(knob, value);
    Ok(())
}
