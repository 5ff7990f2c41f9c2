//! The sound options, shared by `live` and `render`.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};

use crate::acoustics::room;
use crate::control::level_rule::{LevelRule, MARGIN};
use crate::control::setup::Setup;
use crate::control::wearing::Wearing;
use crate::engine::knobs::{KnobId, KnobValues};
use crate::preset::Library;
use crate::units::{Db, DbSpl};

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
    /// Seal of the left ear alone, percent.
    #[arg(long, value_name = "PCT", allow_negative_numbers = true)]
    pub seal_left: Option<f64>,
    /// Seal of the right ear alone, percent.
    #[arg(long, value_name = "PCT", allow_negative_numbers = true)]
    pub seal_right: Option<f64>,
    /// Stage around the performer: an id of `foldback stages`, a preset file, or `none`.
    #[arg(long, value_name = "ID", default_value = "vocal-with-wedges")]
    pub stage: String,
    /// Level of the stage at the open ear, LAeq in dBA, instead of the preset's own.
    #[arg(long, value_name = "DBA", allow_negative_numbers = true)]
    pub stage_level: Option<f64>,
    /// A recording (mono or stereo, up to 10 minutes, it goes round) in place of what sounds on the stage. It is
    /// brought to --stage-level, or without it to the level of --stage.
    #[arg(long, value_name = "FILE")]
    pub stage_file: Option<PathBuf>,
    /// Channel of the input (from 1) with an ambient microphone, in place of what sounds on the stage. It is not heard in
    /// the mix. Nominal programme (-18 dBFS rms) on it is --stage-level, or without it the level of --stage.
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
    /// Monitor mix in the right ear over the left one, dB, -20 to 20; the softer ear is turned down.
    #[arg(long, value_name = "DB", default_value_t = 0.0, allow_negative_numbers = true)]
    pub balance: f64,
    /// Simulated limiter of the performer's own receiver: the loudest sine that passes it at the ear, dB SPL, 80 to
    /// 140 (140 = off). Without it there is none.
    #[arg(long, value_name = "DBSPL", allow_negative_numbers = true)]
    pub bodypack: Option<f64>,
    /// How devices are matched: `equal-drive` is the same monitor level, `equal-loudness` the loudness of a flat device
    /// at that level, `as-turned-up` what a performer does: the programme 10 dBA over what is left of the stage.
    #[arg(long, value_enum, default_value_t = LevelRuleName::EqualDrive)]
    pub level_rule: LevelRuleName,
    /// How far `as-turned-up` puts the programme over the residual stage.
    #[arg(long, value_name = "DBA", default_value_t = MARGIN.0, allow_negative_numbers = true)]
    pub margin: f64,
    /// Equal-loudness shape of playback (ISO 226), so that the safe level keeps the balance of the true one.
    #[arg(long, value_enum, default_value_t = Switch::On)]
    pub loudness: Switch,
    /// What you really wear, not what it sounds like (that is --device): an id of `foldback calibrate phones` or
    /// `foldback presets`, or a preset file. Its response is undone within 6 dB of boost, and it is said what of the stage
    /// your own room hides. Without it nothing is corrected.
    #[arg(long, value_name = "ID|FILE")]
    pub wearing: Option<String>,
    /// Level of the room you sit in, 20 to 100 dBA; 45 is taken for it (estimated, the spectrum too).
    #[arg(long, value_name = "DBA", requires = "wearing", allow_negative_numbers = true)]
    pub room: Option<f64>,
    /// SPL of a full-scale sine through the phones that are really worn, at their loudest frequency. Without it
    /// 120 dB SPL is assumed and playback is called uncalibrated.
    #[arg(long, value_name = "DBSPL", allow_negative_numbers = true)]
    pub full_scale: Option<f64>,
    /// Calibration of the phones that are really worn, by its name in `foldback calibrate list`. `live` takes the only
    /// one of its output by itself.
    #[arg(long, value_name = "NAME", conflicts_with = "full_scale")]
    pub calibration: Option<String>,
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
pub enum LevelRuleName {
    /// The same monitor level.
    EqualDrive,
    /// The same loudness of the monitor part.
    EqualLoudness,
    /// Ten dBA over the residual stage.
    AsTurnedUp,
}

impl LevelRuleName {
    /// The rule of this name; equal drive for any other.
    #[must_use]
    pub fn find(id: &str) -> Self {
        Self::value_variants().iter().copied().find(|rule| rule.id() == id).unwrap_or(Self::EqualDrive)
    }

    fn id(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn rule(self, margin: f64) -> Result<LevelRule> {
        ensure!(
            (-20.0..=40.0).contains(&margin),
            "--margin {margin}: give -20 to 40 dBA over the residual stage"
        );
        Ok(match self {
            Self::EqualDrive => LevelRule::EqualDrive,
            Self::EqualLoudness => LevelRule::EqualLoudness,
            Self::AsTurnedUp => LevelRule::AsTurnedUp(Db(margin)),
        })
    }
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
    /// Checks the numbers, and looks up what is worn.
    ///
    /// # Errors
    /// One line: which option, why, and what would do.
    pub fn setup(&self, against: &str) -> Result<Setup> {
        let mut knobs = KnobValues::default();
        turn(&mut knobs, KnobId::Level, self.level)?;
        turn(&mut knobs, KnobId::Ceiling, self.ceiling)?;
        turn(&mut knobs, KnobId::Cap, self.cap)?;
        turn(&mut knobs, KnobId::Balance, self.balance)?;
        if let Some(threshold) = self.bodypack {
            turn(&mut knobs, KnobId::Bodypack, threshold)?;
        }
        if let Some(full_scale) = self.full_scale {
            turn(&mut knobs, KnobId::FullScale, full_scale)?;
        }
        if let Some(level) = self.stage_level {
            turn(&mut knobs, KnobId::StageLevel, level)?;
            let sounds = self.stage != "none" || self.stage_file.is_some() || self.ambient_channel.is_some();
            ensure!(sounds, "--stage-level with --stage none: choose a stage to have a level");
        }
        let seals = [("seal", self.seal), ("seal-left", self.seal_left), ("seal-right", self.seal_right)];
        for (option, seal) in seals.into_iter().filter_map(|(option, seal)| Some((option, seal?))) {
            ensure!((0.0..=100.0).contains(&seal), "--{option} {seal}: give 0 to 100 percent");
        }
        ensure!(self.own_voice.iter().all(|&channel| channel > 0), "--own-voice 0: channels count from 1");
        self.check_ambience()?;
        let ear = |own: &Option<String>| own.clone().unwrap_or_else(|| self.device.clone());
        Ok(Setup {
            device: [ear(&self.left), ear(&self.right)],
            against: against.to_owned(),
            seal_pct: [self.seal_left.or(self.seal), self.seal_right.or(self.seal)],
            stage: self.stage.clone(),
            stage_level_dba: self.stage_level,
            stage_file: self.stage_file.clone(),
            ambient_channel: self.ambient_channel.map(|channel| channel - 1),
            own_voice: self.own_voice.iter().map(|channel| channel - 1).collect(),
            knobs,
            level_rule: self.level_rule.rule(self.margin)?,
            programme: None,
            calibrated: self.full_scale.is_some(),
            calibration: None,
            loudness: self.loudness == Switch::On,
            wearing: self.wearing.as_deref().map(worn).transpose()?,
            room: room_of(self.room)?,
            seed: self.seed,
            ..Setup::default()
        })
    }

    /// All files that are read: the inputs, and what the stage is made of.
    #[must_use]
    pub fn read_with(&self, inputs: &[String]) -> Vec<String> {
        let stage_file = self.stage_file.as_ref().map(|file| file.display().to_string());
        inputs.iter().cloned().chain(stage_file).collect()
    }

    fn check_ambience(&self) -> Result<()> {
        ensure!(self.ambient_channel != Some(0), "--ambient-channel 0: channels count from 1");
        for (option, asked) in [
            ("--stage-file", self.stage_file.is_some()),
            ("--ambient-channel", self.ambient_channel.is_some()),
        ] {
            ensure!(
                !asked || self.stage != "none" || self.stage_level.is_some(),
                "{option} with --stage none: say how loud it is with --stage-level"
            );
        }
        ensure!(
            self.stage_file.is_none() || self.ambient_channel.is_none(),
            "--stage-file and --ambient-channel: give one of them"
        );
        let voiced = self.ambient_channel.filter(|channel| self.own_voice.contains(channel));
        ensure!(
            voiced.is_none(),
            "--ambient-channel and --own-voice name the same channel: give each its own"
        );
        Ok(())
    }
}

/// What is really worn.
///
/// # Errors
/// One line: nobody has that id, or it cannot be worn.
pub(super) fn worn(word: &str) -> Result<Wearing> {
    Ok(Wearing::find(&Library::shipped()?, word)?)
}

/// The room of `--room`.
///
/// # Errors
/// One line with the range.
pub(super) fn room_of(dba: Option<f64>) -> Result<DbSpl> {
    let dba = dba.unwrap_or(room::USUAL.0);
    ensure!((20.0..=100.0).contains(&dba), "--room {dba}: give 20 to 100 dBA");
    Ok(DbSpl(dba))
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
