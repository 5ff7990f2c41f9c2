//! Meters of a pair of ears, as figures.

use crate::control::history::History;
use crate::control::snapshot::{DoseState, MeterState, RuleState};
use crate::engine::meters::{Energy, Levels, RULES, Spent};
use crate::units::{DbSpl, Pascals, SampleRate, Seconds};

/// Spans of equivalent levels.
pub const SHORT: Seconds = Seconds(1.0);
/// Long enough to judge a level by.
pub const LONG: Seconds = Seconds(10.0);
/// Long enough for the swing of music.
const MINUTE: Seconds = Seconds(60.0);

/// The recent past of a pair of ears.
#[derive(Debug, Clone)]
pub struct PairHistory {
    /// A-weighted.
    pub a: History,
    /// Without weighting.
    z: History,
}

impl PairHistory {
    /// An empty past.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        Self { a: History::new(rate), z: History::new(rate) }
    }

    /// Adds what the meters say.
    pub fn add(&mut self, levels: &Levels) {
        self.a.add(levels.frames, levels.a);
        self.z.add(levels.frames, levels.z);
    }
}

/// Left and right as numbers.
#[must_use]
pub fn db(pair: [DbSpl; 2]) -> [f64; 2] {
    pair.map(|level| level.0)
}

/// Time-weighted mean squares as levels.
#[must_use]
pub fn pointer(mean_square: [f64; 2]) -> [f64; 2] {
    mean_square.map(|square| DbSpl::from_mean_square(square).0)
}

/// Peaks as levels.
#[must_use]
pub fn peak(energy: &Energy) -> [f64; 2] {
    energy.peak.map(|peak| DbSpl::from_pascals(Pascals(peak)).0)
}

/// Equivalent level since the start.
#[must_use]
pub fn equivalent(energy: &Energy, frames: u64) -> [f64; 2] {
    pointer(energy.sum.map(|sum| sum / frames.max(1) as f64))
}

/// What a sound level meter reads.
#[must_use]
pub fn meter(levels: &Levels, history: &PairHistory) -> MeterState {
    MeterState {
        las_db: pointer(levels.slow.now),
        lafmax_db: pointer(levels.fast.max),
        lasmax_db: pointer(levels.slow.max),
        laeq_60s_db: db(history.a.equivalent(MINUTE)),
        laeq_session_db: equivalent(&levels.a, levels.frames),
        lceq_session_db: equivalent(&levels.c, levels.frames),
        rms_db_spl: db(history.z.equivalent(SHORT)),
    }
}

/// Dose so far, and how long the level of now is allowed.
#[must_use]
pub fn dose(spent: &Spent, now: [DbSpl; 2]) -> DoseState {
    let worse = DbSpl(now[0].0.max(now[1].0));
    let rule = |i: usize| {
        let percent = spent.map(|ear| ear[i]);
        RuleState {
            percent,
            worst_percent: percent[0].max(percent[1]),
            allowed_minutes: RULES[i].allowed(worse).0 / 60.0,
        }
    };
    DoseState { niosh: rule(0), osha: rule(1), eu: rule(2), who: rule(3) }
}
