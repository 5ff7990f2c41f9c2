//! Axes: where a value lies, and which values are written beside.

/// Steps between ticks, decibels, finest first.
const STEPS: [f64; 6] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0];

/// Intervals of the vertical axis at most.
const INTERVALS: f64 = 7.0;

/// Frequencies that are written on a wide axis.
const NAMED_HZ: [f64; 13] =
    [20.0, 31.5, 63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0, 20_000.0, 31_500.0];

/// A stretch of decibels that begins and ends at a tick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Lowest value.
    pub from: f64,
    /// Highest value.
    pub to: f64,
    /// Distance of ticks.
    pub step: f64,
}

impl Range {
    /// The narrowest range of round values that holds both.
    #[must_use]
    pub fn around(low: f64, high: f64) -> Self {
        let fits = |step: &&f64| (high - low) / **step <= INTERVALS - 1.0;
        let step = STEPS.iter().find(fits).copied().unwrap_or(100.0);
        Self { from: (low / step).floor() * step, to: (high / step).ceil() * step, step }
    }

    /// Place of a value, 0 at the bottom to 1 at the top; what is beyond lies at the edge.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// Values that are written, upwards.
    pub fn ticks(&self) -> impl Iterator<Item = f64> + use<> {
        let Self { from, to, step } = *self;
        (0..=((to - from) / step).round() as usize).map(move |i| from + i as f64 * step)
    }
}

/// Place of a frequency between two, over its logarithm: 0 at the left to 1 at the right.
#[must_use]
pub fn place_hz([from, to]: [f64; 2], hz: f64) -> f64 {
    ((hz / from).ln() / (to / from).ln()).clamp(0.0, 1.0)
}

/// Octave centres that are written beside the axis: the names of the bands that tables are in.
pub fn named_hz([from, to]: [f64; 2]) -> impl Iterator<Item = f64> {
    let inside = move |hz: &f64| (from * 0.999..=to * 1.001).contains(hz);
    // 20 Hz and 20 kHz end an axis; next to 16 kHz there is no room for the latter.
    NAMED_HZ.into_iter().filter(|hz| ![20.0, 20_000.0].contains(hz)).filter(inside)
}

/// `63`, `2k`.
#[must_use]
pub fn name_hz(hz: f64) -> String {
    if hz >= 1000.0 { format!("{}k", hz / 1000.0) } else { format!("{hz}") }
}

/// `+3`, `0`, `-12`: a difference; a level of 80 and more has no sign.
#[must_use]
pub fn name_db(db: f64) -> String {
    let rounded = (db * 10.0).round() / 10.0 + 0.0;
    format!("{rounded}").replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_round_and_has_at_most_seven_intervals() {
        for (low, high) in [(-17.0, 19.0), (0.0, 1.0), (-55.3, 0.4), (57.0, 103.7), (-3.0, -2.0)] {
            let range = Range::around(low, high);
            assert!(range.from <= low && range.to >= high, "{range:?}");
            assert!((2..=9).contains(&range.ticks().count()), "{range:?}");
            assert!(range.place(low) >= 0.0 && range.place(high) <= 1.0);
            assert!(range.place(-1e9).abs() < 1e-12 && (range.place(1e9) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_thousand_hertz_lies_logarithmically_between_20_and_20_000() {
        let place = place_hz([20.0, 20_000.0], 1000.0);
        assert!((place - 50f64.ln() / 1000f64.ln()).abs() < 1e-12);
        let names: Vec<_> = named_hz([20.0, 20_000.0]).map(name_hz).collect();
        assert_eq!(names.join(" "), "31.5 63 125 250 500 1k 2k 4k 8k 16k");
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!([-0.0, -12.0, 2.5].map(name_db), ["0", "\u{2212}12", "2.5"]);
    }
}
