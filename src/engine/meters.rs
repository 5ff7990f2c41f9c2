//! What the engine measures and sends up: energies since the start, so that a reader who misses some loses
//! nothing; levels over any span are differences of two of these.

use super::knobs::Targets;
use super::load::Load;

mod dose;
mod gauge;

pub use dose::{RULES, Spent};
pub use gauge::EarMeters;
pub(crate) use gauge::PlayedMeter;

/// Levels of one signal at both ears since the start, left and right. Energies are sums of squared pascals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Energy {
    /// Sum of squares over all frames.
    pub sum: [f64; 2],
    /// Largest magnitude.
    pub peak: [f64; 2],
}

/// A time-weighted mean square of each ear, Pa².
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pointer {
    /// Now.
    pub now: [f64; 2],
    /// Its maximum.
    pub max: [f64; 2],
}

/// What a pair of ears gets.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Levels {
    /// Frames measured.
    pub frames: u64,
    /// A-weighted.
    pub a: Energy,
    /// C-weighted; its peak is LCpeak.
    pub c: Energy,
    /// Not weighted.
    pub z: Energy,
    /// A-weighted with the Fast time weighting: LAF.
    pub fast: Pointer,
    /// A-weighted with the Slow time weighting: LAS.
    pub slow: Pointer,
    /// Dose of each ear, percent by rule.
    pub dose: Spent,
}

/// What one slot gives the performer's ears.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EarLevels {
    /// Everything.
    pub ear: Levels,
    /// The monitor part alone, A-weighted.
    pub monitor_a: Energy,
    /// The ambience alone, A-weighted.
    pub ambience_a: Energy,
}

/// What is really played, pascals at the listener's ears as far as the calibration is known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PlayedLevels {
    /// Everything.
    pub ear: Levels,
    /// True peak since the start.
    pub true_peak: [f64; 2],
}

/// Capture channels that have a meter; the command line takes no more.
pub const CHANNELS: usize = 256;

/// Level of one capture channel before its gains, full scale = 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ChannelLevel {
    /// Sum of squares since the start.
    pub sum: f64,
    /// Largest magnitude since the last meters.
    pub peak: f64,
    /// Largest magnitude since the start.
    pub most: f64,
}

impl ChannelLevel {
    /// `[audio]` Adds samples, none of them NaN: a comparison is then enough to find the largest.
    pub(crate) fn add(&mut self, samples: &[f64]) {
        let mut largest = 0.0;
        for &x in samples {
            self.sum += x * x;
            largest = if x.abs() > largest { x.abs() } else { largest };
        }
        self.peak = self.peak.max(largest);
        self.most = self.most.max(largest);
    }
}

/// Everything that goes up, a hundred times a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meters {
    /// Frames since the start.
    pub frame: u64,
    /// Slot A and slot B.
    pub slots: [EarLevels; 2],
    /// What is really played.
    pub played: PlayedLevels,
    /// Smallest gain of the limiter's true-peak stage since the last meters, 1 = idle.
    pub limiter_gain: f64,
    /// Smallest gain of the limiter's true-peak stage since the start.
    pub limiter_gain_min: f64,
    /// Smallest gain of the limiter's slow stage since the last meters, 1 = idle.
    pub slow_gain: f64,
    /// Smallest gain of the limiter's slow stage since the start.
    pub slow_gain_min: f64,
    /// Samples that came in as NaN or infinite.
    pub faults: u64,
    /// Frames that the band analysis was not given: nobody took them in time.
    pub unwatched: u64,
    /// Callback times as shares of their deadlines.
    pub load: Load,
    /// Capture channels.
    pub channels: [ChannelLevel; CHANNELS],
    /// The knob values that the audio plane obeys.
    pub obeyed: Option<Targets>,
}

impl Default for Meters {
    /// Before the first frame: nothing measured, the limiter idle.
    fn default() -> Self {
        Self {
            frame: 0,
            slots: [EarLevels::default(); 2],
            played: PlayedLevels::default(),
            limiter_gain: 1.0,
            limiter_gain_min: 1.0,
            slow_gain: 1.0,
            slow_gain_min: 1.0,
            faults: 0,
            unwatched: 0,
            load: Load::default(),
            channels: [ChannelLevel::default(); CHANNELS],
            obeyed: None,
        }
    }
}
