//! Times as people say them.

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

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn seconds_minutes_hours_and_no_limit() {
        let said = [0.005, 0.5, 2.25, 12.0, 30.0].map(|hours| span(hours, 24.0));
        assert_eq!(said, ["18 s", "30 min", "2.2 h", "12 h", "no limit"]);
    }
}
