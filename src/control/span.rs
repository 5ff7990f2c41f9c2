//! Times as people say them.

use std::time::SystemTime;

/// Hours in words: seconds, minutes or hours, whichever reads best; `whole` hours and more are no limit.
#[must_use]
pub fn span(hours: f64, whole: f64) -> String {
    match hours {
        hours if hours >= whole => "no limit".into(),
        hours if hours >= 10.0 => format!("{hours:.0} h"),
        hours if hours >= 1.0 => format!("{hours:.1} h"),
        hours if hours * 60.0 >= 1.0 => format!("{:.0} min", hours * 60.0),
        hours => format!("{:.0} s", hours * 3600.0),
    }
}

/// The day of a moment in Greenwich, ISO 8601 (days to the civil calendar after H. Hinnant, 2013).
#[must_use]
pub fn day(moment: SystemTime) -> String {
    let seconds = moment.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let days = seconds / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (day, month) =
        (of_year - (153 * shifted + 2) / 5 + 1, if shifted < 10 { shifted + 3 } else { shifted - 9 });
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn seconds_minutes_hours_and_no_limit() {
        let said = [0.005, 0.5, 2.25, 12.0, 30.0].map(|hours| span(hours, 24.0));
        assert_eq!(said, ["18 s", "30 min", "2.2 h", "12 h", "no limit"]);
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (days, date) in
            [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_778, "2026-11-21"), (47_541, "2100-03-01")]
        {
            assert_eq!(day(SystemTime::UNIX_EPOCH + Duration::from_secs(86_400 * days + 3600)), date);
        }
    }
}
