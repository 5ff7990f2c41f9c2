//! How many trials a test needs, and how many must be right.

use serde::Serialize;

use super::binomial::{tail, tails};

/// Right answers of somebody who hears nothing.
const CHANCE: f64 = 0.5;
/// Usual share of guessers who may pass.
pub const SIGNIFICANCE: f64 = 0.05;
/// Usual share of able listeners who shall pass.
pub const POWER: f64 = 0.8;
/// Usual share of right answers of an able listener.
pub const PROPORTION: f64 = 0.8;
/// No listener lasts longer.
pub const MOST_TRIALS: u32 = 1_000;

/// A forced choice between two answers, one of them right: `trials` times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Design {
    /// Trials, fixed before the first.
    pub trials: u32,
    /// Right answers from which on the difference counts as heard; none where even all of them would not do.
    pub criterion: Option<u32>,
    /// Largest share of guessers who may pass.
    pub significance: f64,
    /// Share of right answers of the listener that the test shall find.
    pub proportion: f64,
    /// Share of such listeners who pass.
    pub power: f64,
}

impl Design {
    /// The shortest test that at most `significance` of guessers and at least `power` of those who are right in
    /// `proportion` of trials pass (exact binomial; L. Leventhal, J. Audio Eng. Soc. 34, 1986, on why 16 are few).
    ///
    /// # Errors
    /// One line: a share out of its range, or no test of up to [`MOST_TRIALS`].
    pub fn shortest(significance: f64, power: f64, proportion: f64) -> Result<Self, String> {
        check(significance, proportion)?;
        if !(power > 0.0 && power < 1.0) {
            return Err(format!("--power {power}: give a share between 0 and 1, like 0.8"));
        }
        let mut designs = (1..=MOST_TRIALS).map(|trials| Self::exact(trials, significance, proportion));
        designs.find(|design| design.power >= power).ok_or_else(|| {
            format!(
                "no test of up to {MOST_TRIALS} trials finds a listener who is right {proportion} of the time: \
                 ask for less power or a larger proportion"
            )
        })
    }

    /// A test of so many trials.
    ///
    /// # Errors
    /// One line: a number out of its range.
    pub fn of(trials: u32, significance: f64, proportion: f64) -> Result<Self, String> {
        check(significance, proportion)?;
        if trials == 0 || trials > MOST_TRIALS {
            return Err(format!("--trials {trials}: give 1 to {MOST_TRIALS}"));
        }
        Ok(Self::exact(trials, significance, proportion))
    }

    /// Share of guessers who get so many right or more: the exact one-sided p-value.
    #[must_use]
    pub fn p_value(&self, right: u32) -> f64 {
        tail(self.trials, right, CHANCE)
    }

    /// Whether so many right answers pass.
    #[must_use]
    pub fn passes(&self, right: u32) -> bool {
        self.criterion.is_some_and(|least| right >= least)
    }

    fn exact(trials: u32, significance: f64, proportion: f64) -> Self {
        let rare = tails(trials, CHANCE).take_while(|(_, share)| *share <= significance);
        let criterion = rare.last().map(|(right, _)| right);
        let power = criterion.map_or(0.0, |least| tail(trials, least, proportion));
        Self { trials, criterion, significance, proportion, power }
    }
}

fn check(significance: f64, proportion: f64) -> Result<(), String> {
    if !(significance > 0.0 && significance < 0.5) {
        return Err(format!("--significance {significance}: give a share above 0 and below 0.5, like 0.05"));
    }
    if !(proportion > CHANCE && proportion <= 1.0) {
        return Err(format!("--proportion {proportion}: give a share above 0.5 and up to 1, like 0.8"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Least numbers of right answers at 5 %, as printed for paired tests with one expected answer (ISO 5495:2005,
    /// table A.1, agrees from 10 trials on).
    #[test]
    fn the_criterion_is_that_of_the_exact_table() {
        let table = [
            (5, 5),
            (6, 6),
            (7, 7),
            (8, 7),
            (9, 8),
            (10, 9),
            (11, 9),
            (12, 10),
            (13, 10),
            (14, 11),
            (15, 12),
            (16, 12),
            (17, 13),
            (18, 13),
            (19, 14),
            (20, 15),
            (24, 17),
            (25, 18),
            (30, 20),
            (40, 26),
            (50, 32),
            (60, 37),
            (100, 59),
        ];
        for (trials, least) in table {
            assert_eq!(Design::of(trials, 0.05, 0.8).unwrap().criterion, Some(least), "{trials}");
        }
        assert_eq!(Design::of(4, 0.05, 0.8).unwrap().criterion, None, "four of four is 6.25 %");
    }

    /// Worked out in fractions: power of each design and of the one before it.
    #[test]
    fn the_number_of_trials_follows_from_significance_power_and_proportion() {
        for (significance, power, proportion, trials, least, reached) in [
            (0.05, 0.8, 0.8, 18, 13, 0.867_083_665_757_176),
            (0.05, 0.9, 0.8, 23, 16, 0.928_494_164_808_048),
            (0.01, 0.8, 0.8, 27, 20, 0.844_440_292_811_017),
            (0.05, 0.8, 0.7, 37, 24, 0.807_095_691_652_788),
            (0.05, 0.8, 0.9, 8, 7, 0.813_104_73),
            (0.01, 0.9, 0.9, 17, 14, 0.917_359_377_443_936),
        ] {
            let design = Design::shortest(significance, power, proportion).unwrap();
            assert_eq!((design.trials, design.criterion), (trials, Some(least)));
            assert!((design.power - reached).abs() < 1e-12, "{design:?}");
        }
        let sixteen = Design::of(16, 0.05, 0.8).unwrap();
        assert!((sixteen.power - 0.798_245_441_765_376).abs() < 1e-12, "just short of 80 %");
    }

    #[test]
    fn no_number_of_trials_lets_more_than_5_percent_of_guessers_pass() {
        for trials in 5..=MOST_TRIALS {
            let design = Design::of(trials, 0.05, 0.8).unwrap();
            let least = design.criterion.unwrap();
            assert!(design.p_value(least) <= 0.05 && design.p_value(least - 1) > 0.05, "{trials}");
            assert!(design.passes(least) && !design.passes(least - 1));
        }
    }

    #[test]
    fn a_share_that_is_none_is_refused_with_what_would_be() {
        for (wrong, says) in [
            (Design::shortest(0.05, 1.0, 0.8), "power 1"),
            (Design::shortest(0.0, 0.8, 0.8), "significance 0"),
            (Design::shortest(0.05, 0.8, 0.5), "proportion 0.5"),
            (Design::shortest(0.05, 0.8, f64::NAN), "proportion NaN"),
            (Design::shortest(0.001, 0.999, 0.51), "no test of up to 1000"),
            (Design::of(0, 0.05, 0.8), "trials 0"),
        ] {
            assert!(wrong.as_ref().unwrap_err().contains(says), "{wrong:?}");
        }
    }
}
