//! How devices are matched in level before they are compared. A rule is worked out once, over the whole programme (files)
//! or its last ten seconds (live, on a key); a constant gain of the monitor level follows. It is always shown, and never
//! follows the sound.

use crate::control::forecast::Forecast;
use crate::engine::knobs::KnobId;
use crate::units::{Db, DbSpl};

/// How far above the residual stage a performer turns the programme up, dBA (estimated; Airo et al. 1996 found about 13
/// over noise, Federman & Ricketts 2008 a minimum about 6 below the preferred level).
pub const MARGIN: Db = Db(10.0);

/// How devices are matched in level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LevelRule {
    /// The same monitor level.
    EqualDrive,
    /// The same K-weighted loudness of the monitor part as a flat, sealed device at that monitor level.
    EqualLoudness,
    /// As a performer does: until the programme stands so many dBA over the residual stage.
    AsTurnedUp(Db),
}

impl LevelRule {
    /// Name in options, commands and reports.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::EqualDrive => "equal-drive",
            Self::EqualLoudness => "equal-loudness",
            Self::AsTurnedUp(_) => "as-turned-up",
        }
    }

    /// Every rule's name.
    pub const IDS: [&'static str; 3] = ["equal-drive", "equal-loudness", "as-turned-up"];

    /// How far it puts the programme over the residual stage; the usual margin where it does not ask.
    #[must_use]
    pub fn margin(self) -> Db {
        if let Self::AsTurnedUp(margin) = self { margin } else { MARGIN }
    }

    /// The rule after this one, for a key that goes round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::EqualDrive => Self::EqualLoudness,
            Self::EqualLoudness => Self::AsTurnedUp(MARGIN),
            Self::AsTurnedUp(_) => Self::EqualDrive,
        }
    }

    /// The rule of this name, with the usual margin.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        [Self::EqualDrive, Self::EqualLoudness, Self::AsTurnedUp(MARGIN)]
            .into_iter()
            .find(|rule| rule.id() == id)
    }

    /// Gain on the monitor level for a device. `flat` is the same programme through a flat, sealed device at the same
    /// `level`. None where the rule says nothing: no driver, a silent programme, no stage to stand over. The monitor
    /// level stays within the range of its knob.
    #[must_use]
    pub fn gain(self, device: &Forecast, flat: &Forecast, level: DbSpl) -> Option<Db> {
        let wanted = match self {
            Self::EqualDrive => Some(Db(0.0)),
            Self::EqualLoudness => {
                Some(Db(flat.loudness().0 - device.loudness().0)).filter(|gain| gain.0.is_finite())
            }
            Self::AsTurnedUp(margin) => device.turn_up(margin),
        }?;
        let row = KnobId::Level.row()?;
        Some(Db((level.0 + wanted.0).clamp(*row.range.start(), *row.range.end()) - level.0))
    }
}
