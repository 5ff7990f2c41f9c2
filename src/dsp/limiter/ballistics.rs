//! How the gain moves: down at once, held, then up, quickly after a short peak and slowly out of sustained limiting.
use crate::units::Seconds;

use super::Settings;

/// Slowest rise per step near the goal, so that the gain arrives at exactly 1 in finite time.
const LAST_STEPS: f64 = 2e-6;

/// Gain of the next knot from the largest gain that the signal allows there.
#[derive(Debug, Clone)]
pub(super) struct Ballistics {
    fast: Hold,
    /// The lowest gain of the last while; what the slow stage follows.
    trough: Hold,
    slow: f64,
    engage: f64,
    recover: f64,
}

impl Ballistics {
    pub(super) fn new(settings: &Settings, step: Seconds) -> Self {
        let rate = |time: Seconds| -(-step.0 / time.0.max(1e-3)).exp_m1();
        let steps = |time: Seconds| (time.0.max(0.0) / step.0).ceil() as u32;
        Self {
            fast: Hold::new(steps(settings.hold), rate(settings.release)),
            trough: Hold::new(steps(settings.slow_hold), 1.0),
            slow: 1.0,
            engage: rate(settings.engage),
            recover: rate(settings.slow_release),
        }
    }

    pub(super) fn reset(&mut self) {
        self.fast.reset();
        self.trough.reset();
        self.slow = 1.0;
    }

    /// `allowed`: largest gain that keeps the signal at its aim, 0..=1. Never returns more.
    pub(super) fn next(&mut self, allowed: f64) -> f64 {
        let fast = self.fast.next(allowed);
        let trough = self.trough.next(allowed);
        self.slow = if trough < self.slow {
            self.slow + (trough - self.slow) * self.engage
        } else {
            rise(self.slow, trough, self.recover)
        };
        fast.min(self.slow)
    }

    /// The strict stage allowed only `gain`: recover from there.
    pub(super) fn yield_to(&mut self, gain: f64) {
        self.fast.press(gain);
    }
}

/// Falls at once, waits, rises.
#[derive(Debug, Clone)]
struct Hold {
    gain: f64,
    wait: u32,
    left: u32,
    rise: f64,
}

impl Hold {
    const fn new(wait: u32, rise: f64) -> Self {
        Self { gain: 1.0, wait, left: 0, rise }
    }

    fn reset(&mut self) {
        (self.gain, self.left) = (1.0, 0);
    }

    fn press(&mut self, gain: f64) {
        if gain <= self.gain {
            (self.gain, self.left) = (gain, self.wait);
        }
    }

    fn next(&mut self, allowed: f64) -> f64 {
        if allowed <= self.gain {
            (self.gain, self.left) = (allowed, self.wait);
        } else if self.left > 0 {
            self.left -= 1;
        } else {
            self.gain = rise(self.gain, allowed, self.rise);
        }
        self.gain
    }
}

/// One exponential step upwards that does arrive.
fn rise(from: f64, to: f64, rate: f64) -> f64 {
    let step = ((to - from) * rate).max(LAST_STEPS);
    if from + step >= to { to } else { from + step }
}
