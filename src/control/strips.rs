//! Meters of the channels of the monitor mix, before their gains.

use std::collections::VecDeque;

use crate::control::mixer::Mixer;
use crate::control::snapshot::StripState;
use crate::engine::meters::{ChannelLevel, Meters};
use crate::units::{Db, SampleRate, Seconds};

/// How fast a peak falls, dB/s: a programme meter's 20 dB in 1.5 s (IEC 60268-10, type I: 1.7 s).
const FALL_DB_PER_S: f64 = 13.3;
/// What a root mean square covers.
const SPAN: Seconds = Seconds(0.6);
/// Spacing of the kept points.
const STEP: Seconds = Seconds(0.05);

/// The recent past of every channel.
pub struct StripMeters {
    rate: SampleRate,
    frame: u64,
    strips: Vec<StripMeter>,
}

#[derive(Default)]
struct StripMeter {
    peak: f64,
    /// Frames and the sum of squares then, oldest first; the first is outside the span, or the start.
    points: VecDeque<(u64, f64)>,
}

impl StripMeters {
    /// Without a past.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        Self { rate, frame: 0, strips: Vec::new() }
    }

    /// Takes what the meters say, and says how the channels are.
    pub fn read(&mut self, meters: &Meters, mixer: &Mixer) -> Vec<StripState> {
        let passed = self.rate.seconds(meters.frame.saturating_sub(self.frame));
        self.frame = meters.frame;
        self.strips.resize_with(mixer.strips().len(), StripMeter::default);
        let rows = mixer.strips().iter().zip(&mut self.strips).zip(&meters.channels).enumerate();
        let state = rows.map(|(channel, ((settings, meter), level))| {
            let mean_square = meter.add(meters.frame, level, passed, self.rate);
            StripState {
                name: settings.name.clone(),
                gain_db: settings.gain.0,
                pan: settings.pan,
                mute: settings.mute,
                solo: settings.solo,
                inverted: settings.inverted,
                voice: settings.voice,
                microphone: mixer.microphone() == Some(channel),
                heard: mixer.is_heard(channel),
                peak_dbfs: Db::from_gain(meter.peak).0,
                // A full-scale sine has a mean square of a half.
                rms_dbfs: Db::from_power(2.0 * mean_square).0,
                max_dbfs: Db::from_gain(level.most).0,
            }
        });
        state.collect()
    }
}

impl StripMeter {
    /// Returns the mean square of the span.
    fn add(&mut self, frame: u64, level: &ChannelLevel, passed: Seconds, rate: SampleRate) -> f64 {
        self.peak = level.peak.max(self.peak * Db(-FALL_DB_PER_S * passed.0).gain());
        if self.points.is_empty() {
            self.points.push_back((0, 0.0));
        }
        let step = STEP.frames(rate) as u64;
        if self.points.back().is_some_and(|&(last, _)| frame >= last + step) {
            self.points.push_back((frame, level.sum));
        }
        let from = frame.saturating_sub(SPAN.frames(rate) as u64);
        while self.points.get(1).is_some_and(|&(second, _)| second <= from) {
            self.points.pop_front();
        }
        let (then, sum) = self.points.front().copied().unwrap_or_default();
        (level.sum - sum).max(0.0) / frame.saturating_sub(then).max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mix::Strip;

    #[test]
    fn a_sine_of_20_db_under_full_scale_reads_so_and_its_peak_falls_13_3_db_a_second() {
        let (rate, mixer) = (SampleRate(48_000), Mixer::from(vec![Strip::CENTRE]));
        let (mut strips, mut meters) = (StripMeters::new(rate), Meters::default());
        let read = |strips: &mut StripMeters, meters: &Meters| strips.read(meters, &mixer).remove(0);
        // Two seconds of a sine of amplitude 0.1, then silence.
        for tenth in 1..=40 {
            meters.frame = 4_800 * tenth;
            let sounds = tenth <= 20;
            meters.channels[0].sum += if sounds { 4_800.0 * 0.005 } else { 0.0 };
            meters.channels[0].peak = if sounds { 0.1 } else { 0.0 };
            meters.channels[0].most = 0.1;
            let state = read(&mut strips, &meters);
            if tenth == 20 {
                assert!(
                    (state.rms_dbfs + 20.0).abs() < 1e-6 && (state.peak_dbfs + 20.0).abs() < 1e-6,
                    "{state:?}"
                );
            }
            if tenth == 30 {
                assert!(
                    (state.peak_dbfs + 33.3).abs() < 1e-6 && state.rms_dbfs == f64::NEG_INFINITY,
                    "{state:?}"
                );
                assert!((state.max_dbfs + 20.0).abs() < 1e-6);
            }
        }
    }
}
