//! One device on one stage in a few plain words. The thresholds are ours, the figures behind them are the rules'.

use serde::Serialize;

use crate::acoustics::{dose, latency};
use crate::preset::Device;
use crate::units::{DbSpl, Seconds};

/// What a driver makes of the peaks that are asked of it, the mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strain {
    /// There is no driver, or its limits are not known.
    None,
    /// All peaks stay under the onset of distortion.
    Clean,
    /// Peaks pass the onset of distortion.
    Strained,
    /// Peaks pass the most that it can give: it will not get that loud.
    Overdriven,
}

/// From how many hours of this level a day onwards, how it is called; the longest first. A show is two hours, a set
/// three quarters of one, a song four minutes.
const SAFETY: [(f64, &str); 5] = [
    (8.0, "safe all day"),
    (2.0, "safe for a show"),
    (0.75, "safe for one set"),
    (0.2, "a few songs, no more"),
    (0.0, "dangerous"),
];

impl Strain {
    /// Peaks as the level of a sine with that peak.
    #[must_use]
    pub fn of(device: &Device, peaks: DbSpl) -> Self {
        match &device.driver {
            None => Self::None,
            Some(driver) if peaks.0 > driver.max_level_db_spl => Self::Overdriven,
            Some(driver) if peaks.0 > driver.distortion_onset_db_spl => Self::Strained,
            Some(_) => Self::Clean,
        }
    }
}

/// All of it in a few words: safety by NIOSH first, then what else stands against it.
#[must_use]
pub fn verdict(total: DbSpl, driver: Strain, delay: Seconds, has_driver: bool) -> String {
    let hours = dose::NIOSH.allowed(total).0 / 3600.0;
    let (_, safety) = SAFETY.into_iter().find(|(least, _)| hours >= *least).unwrap_or((0.0, "dangerous"));
    let mut words = vec![safety.to_owned()];
    if !has_driver {
        words.push("no monitor at all".into());
    }
    match driver {
        Strain::Overdriven => words.push("cannot get that loud".into()),
        Strain::Strained => words.push("distorts".into()),
        Strain::None | Strain::Clean => {}
    }
    if latency::accepted_by(delay).next().is_none() {
        words.push("too late to play with".into());
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighty_five_dba_is_safe_all_day_and_112_is_dangerous() {
        let say = |dba: f64| verdict(DbSpl(dba), Strain::Clean, Seconds(0.0), true);
        assert_eq!(say(85.0), "safe all day");
        assert_eq!(say(88.0), "safe for a show");
        assert_eq!(say(94.0), "safe for one set");
        assert_eq!(say(100.0), "a few songs, no more");
        assert_eq!(say(112.0), "dangerous");
    }

    #[test]
    fn what_stands_against_a_device_is_added() {
        let words = verdict(DbSpl(112.0), Strain::Overdriven, Seconds(0.2), true);
        assert_eq!(words, "dangerous, cannot get that loud, too late to play with");
        assert!(verdict(DbSpl(80.0), Strain::None, Seconds(0.0), false).contains("no monitor"));
    }
}
