//! Dose that adds up second by second: rules whose exchange rate is not that of energy (OSHA's 5 dB, NIOSH's 3 dB), and
//! those with a threshold, cannot be had from the equivalent level of a whole evening.

use crate::acoustics::dose::{EU, NIOSH, OSHA, Standard, WHO};
use crate::dsp::TICK;
use crate::units::{DbSpl, SampleRate, Seconds};

/// The rules that are counted, in this order.
pub const RULES: [Standard; 4] = [NIOSH, OSHA, EU, WHO];

/// Percent used up, by ear and rule of [`RULES`].
pub type Spent = [[f64; RULES.len()]; 2];

/// Adds up the dose of LAeq,1s.
pub(super) struct DoseMeter {
    rate: SampleRate,
    /// Frames of a second, in whole ticks: its end does not depend on how calls are cut.
    second: u64,
    /// Frame and energies at the start of the running second.
    from: u64,
    energy: [f64; 2],
    done: Spent,
}

impl DoseMeter {
    pub(super) fn new(rate: SampleRate) -> Self {
        let second = u64::from(rate.0).next_multiple_of(TICK as u64);
        Self { rate, second, from: 0, energy: [0.0; 2], done: Spent::default() }
    }

    /// `[audio]` The A-weighted energy after `frames` frames. Once a second this costs a few powers more.
    pub(super) fn add(&mut self, frames: u64, energy: [f64; 2]) {
        if frames - self.from >= self.second {
            self.done = self.spent(frames, energy);
            (self.from, self.energy) = (frames, energy);
        }
    }

    /// `[audio]` Percent used up, the running second included.
    pub(super) fn spent(&self, frames: u64, energy: [f64; 2]) -> Spent {
        let running = frames - self.from;
        let time: Seconds = self.rate.seconds(running);
        let mut spent = self.done;
        for ((ear, now), before) in spent.iter_mut().zip(energy).zip(self.energy) {
            let level = DbSpl::from_mean_square((now - before).max(0.0) / running.max(1) as f64);
            for (percent, rule) in ear.iter_mut().zip(RULES) {
                *percent += rule.percent(level, time);
            }
        }
        spent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);

    /// The doses after seconds of constant level, left; the right ear hears nothing.
    fn after(levels_and_seconds: &[(f64, u64)]) -> [f64; RULES.len()] {
        let mut meter = DoseMeter::new(RATE);
        let (mut frames, mut energy) = (0, 0.0);
        for &(dba, seconds) in levels_and_seconds {
            let mean_square = DbSpl(dba).rms().0.powi(2);
            for _ in 0..seconds * 1_500 {
                frames += TICK as u64;
                energy += mean_square * TICK as f64;
                meter.add(frames, [energy, 0.0]);
            }
        }
        let [left, right] = meter.spent(frames, [energy, 0.0]);
        assert!(right.iter().all(|percent| percent.abs() <= 0.0), "silence costs nothing: {right:?}");
        left
    }

    fn within(got: f64, want: f64, what: &str) {
        assert!((got / want - 1.0).abs() < 1e-3, "{what}: {got} %, not {want} %");
    }

    /// MODELS of the rules: percent of one hour at a level, from the allowed times of 29 CFR 1910.95 and NIOSH 98-126.
    #[test]
    fn a_minute_of_one_level_costs_its_share_of_the_allowed_time() {
        for (dba, niosh_s, osha_s, who_h) in [
            (85.0, 28_800.0, 57_600.0, 12.649_11),
            (94.0, 3_600.0, 16_541.256, 1.592_43),
            (100.0, 900.0, 7_200.0, 0.4),
            (115.0, 28.125, 900.0, 0.012_65),
        ] {
            let [niosh, osha, eu, who] = after(&[(dba, 60)]);
            within(niosh, 6_000.0 / niosh_s, "NIOSH");
            within(osha, 6_000.0 / osha_s, "OSHA");
            within(who, 100.0 / 60.0 / who_h, "WHO");
            within(eu, 6_000.0 / 28_800.0 * 10f64.powf((dba - 87.0) / 10.0), "EU");
        }
    }

    #[test]
    fn osha_forgets_what_is_under_80_dba_and_halves_by_5_db() {
        let [niosh, osha, ..] = after(&[(79.0, 40), (95.0, 20)]);
        // 4 h are allowed at 95 dBA, for NIOSH 8 h / 2^(10/3).
        within(osha, 100.0 * 20.0 / 14_400.0, "OSHA");
        within(niosh, 100.0 * (20.0 * (10.0f64 / 3.0).exp2() + 40.0 * (-2.0f64).exp2()) / 28_800.0, "NIOSH");
        let leq = 10.0 * ((10f64.powf(7.9) * 40.0 + 10f64.powf(9.5) * 20.0) / 60.0).log10();
        let by_leq = OSHA.percent(DbSpl(leq), Seconds(60.0));
        assert!(by_leq > 1.4 * osha, "the level of the whole minute would say {by_leq} %");
    }

    #[test]
    fn a_running_second_counts_at_once() {
        let mut meter = DoseMeter::new(RATE);
        let energy = DbSpl(85.0).rms().0.powi(2) * 24_000.0;
        meter.add(24_000, [energy; 2]);
        within(meter.spent(24_000, [energy; 2])[1][0], 50.0 / 28_800.0, "half a second at 85 dBA");
    }
}
