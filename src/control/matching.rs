//! The level rule of a session and what it is worked out from.

use std::sync::Arc;

use crate::acoustics::spectrum::Spectrum;
use crate::control::error::DeskError;
use crate::control::forecast::{Forecast, StageSpectrum};
use crate::control::level_rule::LevelRule;
use crate::control::loaded::Loaded;
use crate::control::programme::Programme;
use crate::engine::prepare::PrepareError;
use crate::engine::prepare::declared::Declared;
use crate::preset::Stage;
use crate::units::{Db, DbSpl};

/// A rule, and the programme it was or will be evaluated on.
#[derive(Debug, Clone)]
pub struct Matching {
    /// How the devices are matched.
    pub rule: LevelRule,
    /// The mix; none until one was analysed.
    pub programme: Option<Arc<Programme>>,
}

impl Matching {
    /// Gain on the monitor level `level` for what is loaded, on a stage turned to `stage_level`. None where the rule
    /// has nothing to say about it: no driver, silence.
    ///
    /// # Errors
    /// A rule other than equal drive without a programme; a device whose files cannot be read.
    pub fn drive(
        &self,
        loaded: &Loaded,
        stage: Option<&StageSpectrum>,
        level: DbSpl,
    ) -> Result<Option<Db>, DeskError> {
        let [left, right] = &loaded.ears;
        let [seal_left, seal_right] = loaded.seal_pct;
        let curves = [Declared::new(left, seal_left)?, Declared::new(right, seal_right)?];
        if self.rule == LevelRule::EqualDrive {
            return Ok(curves.iter().any(Declared::has_driver).then_some(Db(0.0)));
        }
        let programme = self.programme.as_ref().ok_or_else(|| {
            DeskError::Request(format!("{}: there is no programme to work it out from yet", self.rule.id()))
        })?;
        let [l, r] = &curves;
        let device = Forecast::new(programme, stage, [l, r], level);
        let flat = Declared::flat();
        let flat = Forecast::new(programme, None, [&flat, &flat], level);
        Ok(self.rule.gain(&device, &flat, level))
    }
}

impl StageSpectrum {
    /// The declared spectrum of a stage turned to `level` dBA; none for silence.
    ///
    /// # Errors
    /// A spectrum that no sound has.
    pub fn of(stage: &Stage, level: DbSpl) -> Result<Option<Self>, PrepareError> {
        let Some(levels) = &stage.levels else { return Ok(None) };
        let spectrum = Spectrum::new(levels.octaves_db).map_err(|reason| PrepareError {
            what: format!("stage `{}`", stage.id),
            reason: reason.to_string(),
        })?;
        Ok(Some(Self { spectrum, gain: Db(level.0 - levels.laeq_db) }))
    }
}
