//! Numbers as words: what is no number is `--`, and a level comes with a verdict.

use ratatui::style::{Color, Modifier, Style};

use crate::control::snapshot::SlotState;

/// Below this the day is long enough: 85 dBA for 8 h (NIOSH 98-126, 1998, section 1.1).
pub const LIMITED_FROM_DBA: f64 = 85.0;
/// From here a day's dose is used up in 15 minutes, which is shorter than a short set (same rule).
pub const DANGER_FROM_DBA: f64 = 100.0;

/// What a level means for the ear that gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to judge yet.
    Silent,
    /// All day.
    Ok,
    /// For a part of the day.
    Limited,
    /// For minutes.
    Danger,
}

impl Verdict {
    /// Judges an equivalent level in dBA.
    #[must_use]
    pub fn of(dba: f64) -> Self {
        match dba {
            _ if !dba.is_finite() => Self::Silent,
            _ if dba < LIMITED_FROM_DBA => Self::Ok,
            _ if dba < DANGER_FROM_DBA => Self::Limited,
            _ => Self::Danger,
        }
    }

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Silent => "--",
            Self::Ok => "OK",
            Self::Limited => "LIMITED",
            Self::Danger => "DANGER",
        }
    }

    /// The colour, which only repeats the word.
    #[must_use]
    pub fn color(self) -> Color {
        match self {
            Self::Silent => Color::Reset,
            Self::Ok => Color::Green,
            Self::Limited => Color::Yellow,
            Self::Danger => Color::Red,
        }
    }

    /// Ink on a ground of that colour, legible on light and dark terminals alike.
    #[must_use]
    pub fn badge(self) -> Style {
        let style = Style::new().add_modifier(Modifier::BOLD);
        match self {
            Self::Silent => style,
            Self::Ok | Self::Limited => style.fg(Color::Black).bg(self.color()),
            Self::Danger => style.fg(Color::White).bg(self.color()),
        }
    }
}

/// The louder ear's equivalent level of the last ten seconds, dBA.
#[must_use]
pub fn louder(slot: &SlotState) -> f64 {
    let [left, right] = slot.laeq_10s_db;
    left.max(right)
}

/// A level or level difference with one decimal; `--` for what is none.
#[must_use]
pub fn level(value: f64) -> String {
    if !value.is_finite() || value < -200.0 {
        return "--".into();
    }
    // No "-0.0".
    format!("{:.1}", (value * 10.0).round() / 10.0 + 0.0)
}

/// Left and right ear, each [`level`] in a column of its own.
#[must_use]
pub fn pair([left, right]: [f64; 2]) -> String {
    format!("L {:>5}  R {:>5}", level(left), level(right))
}

/// How long a level may last, from minutes a day.
#[must_use]
pub fn safe_for(minutes: f64, verdict: Verdict) -> String {
    let seconds = (minutes * 60.0).floor();
    let (hours, rest) = ((seconds / 3600.0).floor(), (seconds % 3600.0 / 60.0).floor());
    match verdict {
        Verdict::Silent => "no sound yet".into(),
        _ if seconds.is_nan() => "--".into(),
        _ if hours >= 24.0 => "safe all day".into(),
        _ if hours >= 1.0 && rest > 0.0 => format!("safe for {hours} h {rest} min"),
        _ if hours >= 1.0 => format!("safe for {hours} h"),
        _ if seconds >= 60.0 => format!("safe for {rest} min"),
        _ => format!("safe for {seconds} s"),
    }
}

/// A share in percent.
#[must_use]
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.0} %", share * 100.0) } else { "--".into() }
}

/// A dose in percent, as many digits as it takes to see it grow.
#[must_use]
pub fn share(percent: f64) -> String {
    match percent {
        _ if !percent.is_finite() => "--".into(),
        _ if percent < 10.0 => format!("{percent:.2} %"),
        _ => format!("{percent:.0} %"),
    }
}

/// Hours, minutes and seconds since the start.
#[must_use]
pub fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
}

/// The seal of both ears in words.
#[must_use]
pub fn seal(seal_pct: [Option<f64>; 2]) -> String {
    let one = |ear: Option<f64>| ear.map_or("none".into(), |percent| format!("{percent:.0} %"));
    match seal_pct {
        [None, None] => "no seal".into(),
        [left, right] if left == right => format!("seal {}", one(left)),
        [left, right] => format!("seal L {} R {}", one(left), one(right)),
    }
}

/// The text, or as much of it as fits with a mark that more was there.
#[must_use]
pub fn fitted(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.into();
    }
    text.chars().take(width.saturating_sub(1)).chain((width > 0).then_some('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_two_dashes() {
        for none in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(level(none), "--");
            assert_eq!(Verdict::of(none), Verdict::Silent);
            assert_eq!(percent(none), "--");
        }
        assert_eq!(level(-0.04), "0.0");
        assert_eq!(pair([97.25, f64::NEG_INFINITY]), "L  97.3  R    --");
        assert_eq!(clock(f64::NAN), "0:00:00");
        assert_eq!([0.034, 9.5, 120.4, f64::NAN].map(share), ["0.03 %", "9.50 %", "120 %", "--"]);
    }

    #[test]
    fn safe_time_is_rounded_down_and_never_up() {
        let say = |minutes| safe_for(minutes, Verdict::Limited);
        assert_eq!(say(480.0), "safe for 8 h");
        assert_eq!(say(130.9), "safe for 2 h 10 min");
        assert_eq!(say(4.99), "safe for 4 min");
        assert_eq!(say(0.755), "safe for 45 s");
        assert_eq!(say(f64::INFINITY), "safe all day");
        assert_eq!(safe_for(f64::INFINITY, Verdict::Silent), "no sound yet");
    }

    #[test]
    fn the_verdict_changes_at_85_and_100_dba() {
        assert_eq!(
            [84.9, 85.0, 99.9, 100.0].map(Verdict::of),
            [Verdict::Ok, Verdict::Limited, Verdict::Limited, Verdict::Danger]
        );
    }

    #[test]
    fn a_seal_is_said_once_where_both_ears_agree() {
        assert_eq!(seal([Some(75.0), Some(75.0)]), "seal 75 %");
        assert_eq!(seal([Some(100.0), None]), "seal L 100 % R none");
        assert_eq!(seal([None, None]), "no seal");
        assert_eq!(fitted("closed-back", 7), "closed…");
    }
}
