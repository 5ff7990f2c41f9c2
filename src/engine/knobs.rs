//! Everything a user can turn while it sounds: one row a knob. Front ends and the command line read this table;
//! the audio plane gets [`Targets`], linear numbers worked out here on the control plane.

use std::ops::RangeInclusive;

use crate::acoustics::level;
use crate::units::{Db, DbSpl};

/// One knob: what it is called, in what it counts, how far it turns.
#[derive(Debug, Clone, PartialEq)]
pub struct Knob {
    /// Name on the command line and in the protocol.
    pub id: &'static str,
    /// Unit with its reference.
    pub unit: &'static str,
    /// Lowest and highest value.
    pub range: RangeInclusive<f64>,
    /// Value at the start.
    pub default: f64,
    /// What it does, in a few words.
    pub about: &'static str,
}

/// Threshold of the performer's own limiter at which it is off: no device gets there.
pub const BODYPACK_OFF: f64 = 140.0;

/// The table. A new knob is one row here and the line in [`Targets::new`] that obeys it.
pub const KNOBS: [Knob; 7] = [
    Knob {
        id: "level",
        unit: "dB SPL",
        range: 40.0..=140.0,
        default: 106.0,
        about: "monitor level: what a full-scale 1 kHz sine gives through a flat, sealed device",
    },
    Knob {
        id: "stage-level",
        unit: "dBA",
        range: 30.0..=130.0,
        default: 104.0,
        about: "level of the stage at the open ear, LAeq",
    },
    Knob {
        id: "full-scale",
        unit: "dB SPL",
        range: 80.0..=150.0,
        default: 120.0,
        about: "SPL of a full-scale sine through the phones that are really worn, diffuse-field equivalent",
    },
    Knob {
        id: "ceiling",
        unit: "dB SPL",
        range: 60.0..=118.0,
        default: 105.0,
        about: "true-peak ceiling of the limiter at the listener's ear",
    },
    Knob {
        id: "cap",
        unit: "dBA",
        range: 60.0..=100.0,
        default: 85.0,
        about: "long-term cap of the limiter at the listener's ear, LAS",
    },
    Knob {
        id: "balance",
        unit: "dB",
        range: -20.0..=20.0,
        default: 0.0,
        about: "monitor mix in the right ear over the left one; the softer ear is turned down",
    },
    Knob {
        id: "bodypack",
        unit: "dB SPL",
        range: 80.0..=BODYPACK_OFF,
        default: BODYPACK_OFF,
        about: "simulated limiter of the performer's own receiver: loudest sine that passes it; 140 = off",
    },
];

/// Position of a knob in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnobId {
    /// Monitor level.
    Level,
    /// Stage level.
    StageLevel,
    /// Full scale of the worn phones.
    FullScale,
    /// Limiter ceiling.
    Ceiling,
    /// Long-term cap of the limiter.
    Cap,
    /// Interaural level of the monitor mix.
    Balance,
    /// Threshold of the performer's own limiter.
    Bodypack,
}

/// Values of all knobs in their units, always inside their ranges; and what the ceiling is lowered by because the
/// full scale may be off, which nobody can turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnobValues([f64; KNOBS.len()], Db);

impl Default for KnobValues {
    fn default() -> Self {
        Self(std::array::from_fn(|i| KNOBS.get(i).map_or(0.0, |knob| knob.default)), Db(0.0))
    }
}

impl KnobId {
    /// Finds a knob by its name.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        let all = [
            Self::Level,
            Self::StageLevel,
            Self::FullScale,
            Self::Ceiling,
            Self::Cap,
            Self::Balance,
            Self::Bodypack,
        ];
        all.into_iter().find(|knob| knob.row().is_some_and(|row| row.id == id))
    }

    /// Its row of the table.
    #[must_use]
    pub fn row(self) -> Option<&'static Knob> {
        KNOBS.get(self as usize)
    }
}

impl KnobValues {
    /// The value in the knob's unit.
    #[must_use]
    pub fn get(&self, knob: KnobId) -> f64 {
        self.0.get(knob as usize).copied().unwrap_or_default()
    }

    /// How much the ceiling is lowered: phones that are louder than they are taken for must still not pass it.
    #[must_use]
    pub fn margin(&self) -> Db {
        self.1
    }

    /// Lowers the ceiling by so much, 0 or more; anything else changes nothing.
    pub fn set_margin(&mut self, margin: Db) {
        if margin.0 >= 0.0 && margin.0.is_finite() {
            self.1 = margin;
        }
    }

    /// Turns a knob, clamped to its range; a value that is not a number changes nothing.
    pub fn set(&mut self, knob: KnobId, value: f64) {
        if let (Some(slot), Some(row)) = (self.0.get_mut(knob as usize), knob.row())
            && value.is_finite()
        {
            *slot = value.clamp(*row.range.start(), *row.range.end());
        }
    }
}

/// What the audio plane obeys: linear gains only, nothing left to compute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Targets {
    /// Pascals per full scale of the monitor mix.
    pub monitor: f64,
    /// Gain on the stage sources, 1 = the level of the preset.
    pub stage: f64,
    /// 0 = slot A is heard, 1 = slot B.
    pub position: f64,
    /// Output samples per pascal at the simulated ear: playback scale and calibration in one.
    pub playback: f64,
    /// Ceiling of the limiter as a sample value.
    pub ceiling: f64,
    /// Long-term cap of the limiter as an A-weighted rms sample value.
    pub cap: f64,
    /// Pascals per output sample of 1.0 at the listener's ears.
    pub full_scale: f64,
    /// 1 = sound, 0 = muted.
    pub sound: f64,
    /// Gain of each ear's monitor mix.
    pub balance: [f64; 2],
    /// One over the peak in pascals that the performer's own limiter lets pass, 0 = off.
    pub bodypack: f64,
}

impl Targets {
    /// Works out the linear numbers.
    ///
    /// `stage_laeq` is the preset's own level (None without a stage); `scale_db` the playback scale of
    /// [`level::playback_scale`].
    #[must_use]
    pub fn new(knobs: &KnobValues, stage_laeq: Option<DbSpl>, hears_b: bool, muted: bool) -> Self {
        let full_scale = DbSpl(knobs.get(KnobId::FullScale));
        let per_sample = level::pascals_per_unit(full_scale).0;
        let stage_gain =
            stage_laeq.map_or(0.0, |own| 10f64.powf((knobs.get(KnobId::StageLevel) - own.0) / 20.0));
        Self {
            monitor: level::pascals_per_unit(DbSpl(knobs.get(KnobId::Level))).0,
            stage: stage_gain,
            position: f64::from(u8::from(hears_b)),
            playback: playback_scale(knobs, stage_laeq).gain() / per_sample,
            ceiling: level::sample_at_peak(ceiling(knobs), full_scale),
            cap: DbSpl(knobs.get(KnobId::Cap)).rms().0 / per_sample,
            full_scale: per_sample,
            sound: f64::from(u8::from(!muted)),
            balance: balance(Db(knobs.get(KnobId::Balance))),
            bodypack: bodypack(knobs).map_or(0.0, |threshold| 1.0 / level::pascals_per_unit(threshold).0),
        }
    }
}

/// The playback scale in force, dB: a constant of the settings, never a measurement (75 dBA less the louder of
/// the stage and the nominal programme).
#[must_use]
pub fn playback_scale(knobs: &KnobValues, stage_laeq: Option<DbSpl>) -> Db {
    let stage = stage_laeq.map(|_| DbSpl(knobs.get(KnobId::StageLevel)));
    level::playback_scale(stage, DbSpl(knobs.get(KnobId::Level)))
}

/// Gains of the left and the right ear: the softer one is turned down, so that nothing becomes louder than it was.
fn balance(right_over_left: Db) -> [f64; 2] {
    [Db(-right_over_left.0.max(0.0)).gain(), Db(right_over_left.0.min(0.0)).gain()]
}

/// Threshold of the performer's own limiter, the loudest sine that passes it; none when it is off.
#[must_use]
pub fn bodypack(knobs: &KnobValues) -> Option<DbSpl> {
    let threshold = knobs.get(KnobId::Bodypack);
    (threshold < BODYPACK_OFF).then_some(DbSpl(threshold))
}

/// The true-peak ceiling in force, dB SPL: the knob's less the margin of the calibration, but never more than a sample
/// of 1.0 makes, beyond which the interface would clip.
#[must_use]
pub fn ceiling(knobs: &KnobValues) -> DbSpl {
    let most = level::unit_peak(DbSpl(knobs.get(KnobId::FullScale)));
    DbSpl((knobs.get(KnobId::Ceiling) - knobs.margin().0).min(most.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_knob_starts_inside_its_range_and_is_found_by_its_name() {
        for (i, knob) in KNOBS.iter().enumerate() {
            assert!(knob.range.contains(&knob.default), "{}", knob.id);
            assert_eq!(KnobId::find(knob.id).map(|id| id as usize), Some(i));
        }
    }

    #[test]
    fn the_default_scene_is_played_29_db_down() {
        let scale = playback_scale(&KnobValues::default(), Some(DbSpl(104.0)));
        assert!((scale.0 + 29.0).abs() < 1e-9, "75 dBA - 104 dBA");
        assert!((playback_scale(&KnobValues::default(), None).0 + 13.0).abs() < 1e-9, "75 - (106 - 18)");
    }

    #[test]
    fn the_default_ceiling_of_105_db_spl_is_18_db_under_full_scale() {
        let targets = Targets::new(&KnobValues::default(), None, false, false);
        assert!((20.0 * targets.ceiling.log10() + 18.01).abs() < 0.01, "{}", targets.ceiling);
    }

    #[test]
    fn the_default_cap_is_35_db_under_a_full_scale_sine_of_120_db_spl() {
        let targets = Targets::new(&KnobValues::default(), None, false, false);
        assert!((20.0 * targets.cap.log10() + 38.0103).abs() < 1e-3, "{}", targets.cap);
    }

    #[test]
    fn a_ceiling_above_full_scale_is_full_scale() {
        let mut knobs = KnobValues::default();
        knobs.set(KnobId::FullScale, 80.0);
        assert!((ceiling(&knobs).0 - 83.01).abs() < 0.001, "{}", ceiling(&knobs));
        assert!((Targets::new(&knobs, None, false, false).ceiling - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_margin_of_6_db_lowers_every_ceiling_by_6_db_and_cannot_be_negative() {
        let mut knobs = KnobValues::default();
        knobs.set_margin(Db(6.0));
        knobs.set_margin(Db(-3.0));
        knobs.set_margin(Db(f64::NAN));
        assert!((ceiling(&knobs).0 - 99.0).abs() < 1e-12);
        knobs.set(KnobId::Ceiling, 118.0);
        assert!((ceiling(&knobs).0 - 112.0).abs() < 1e-12);
    }

    #[test]
    fn a_knob_cannot_leave_its_range() {
        let mut knobs = KnobValues::default();
        knobs.set(KnobId::Ceiling, 500.0);
        assert!((knobs.get(KnobId::Ceiling) - 118.0).abs() < 1e-12);
        knobs.set(KnobId::Ceiling, f64::NAN);
        assert!((knobs.get(KnobId::Ceiling) - 118.0).abs() < 1e-12);
    }
}
