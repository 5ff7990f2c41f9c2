//! Levels over a span from meters that only ever count up.

use std::collections::VecDeque;

use crate::engine::meters::Energy;
use crate::units::{DbSpl, SampleRate, Seconds};

/// Spacing of the kept points.
const STEP: Seconds = Seconds(0.1);
/// Longest span that can be asked for.
const SPAN: Seconds = Seconds(60.0);

/// One signal's energies in the recent past.
#[derive(Debug, Clone)]
pub struct History {
    rate: SampleRate,
    points: VecDeque<(u64, Energy)>,
}

impl History {
    /// An empty past.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        Self { rate, points: VecDeque::new() }
    }

    /// Adds what the meter says after `frames` frames. A meter that starts anew starts the history anew.
    pub fn add(&mut self, frames: u64, energy: Energy) {
        if self.points.back().is_some_and(|&(last, _)| frames < last) {
            self.points.clear();
        }
        let step = STEP.frames(self.rate) as u64;
        // The newest point moves along until it is a step away from the one before it.
        if let Some(&(before, _)) = self.points.iter().nth_back(1)
            && frames - before < step
        {
            self.points.pop_back();
        }
        self.points.push_back((frames, energy));
        let oldest = frames.saturating_sub((SPAN.frames(self.rate) + 2 * STEP.frames(self.rate)) as u64);
        while self.points.front().is_some_and(|&(at, _)| at < oldest) {
            self.points.pop_front();
        }
    }

    /// Equivalent level of the last `span` (to a tenth of a second, or of as much as there is), left and right; -inf
    /// without sound.
    #[must_use]
    pub fn equivalent(&self, span: Seconds) -> [DbSpl; 2] {
        let Some(&(now, end)) = self.points.back() else { return [DbSpl(f64::NEG_INFINITY); 2] };
        let from = now.saturating_sub(span.frames(self.rate) as u64);
        // The oldest point inside the span: what was before it must not count.
        let inside = self.points.iter().find(|&&(at, _)| at >= from && at < now);
        let (then, begin) =
            if from == 0 { (0, Energy::default()) } else { inside.copied().unwrap_or_default() };
        let frames = (now - then).max(1) as f64;
        [0, 1].map(|ear| DbSpl::from_mean_square(((end.sum[ear] - begin.sum[ear]) / frames).max(0.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_second_forgets_what_was_before() {
        let mut history = History::new(SampleRate(48_000));
        let mut sum = 0.0;
        for i in 1..=300u64 {
            // Two seconds of 1 Pa, then one second of 0.1 Pa, 10 ms at a time.
            let pascals: f64 = if i <= 200 { 1.0 } else { 0.1 };
            sum += 480.0 * pascals * pascals;
            history.add(480 * i, Energy { sum: [sum, 0.0], peak: [0.0; 2] });
        }
        let [left, right] = history.equivalent(Seconds(1.0));
        assert!((left.0 - 73.98).abs() < 0.5, "0.1 Pa is 74 dB SPL: {left}");
        assert!(right.0.is_infinite(), "silence has no level: {right}");
        let [long, _] = history.equivalent(Seconds(10.0));
        assert!((long.0 - 92.24).abs() < 0.3, "mean of 3 s: {long}");
    }

    #[test]
    fn the_last_minute_is_a_minute_and_no_more() {
        let mut history = History::new(SampleRate(48_000));
        let mut sum = 0.0;
        for i in 1..=18_000u64 {
            // Two minutes of 1 Pa, then one of 0.1 Pa.
            let pascals: f64 = if i <= 12_000 { 1.0 } else { 0.1 };
            sum += 480.0 * pascals * pascals;
            history.add(480 * i, Energy { sum: [sum; 2], peak: [0.0; 2] });
        }
        let [minute, _] = history.equivalent(Seconds(60.0));
        assert!((minute.0 - 73.98).abs() < 0.01, "{minute}");
    }
}
