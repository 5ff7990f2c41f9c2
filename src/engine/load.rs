//! `[audio]` How long callbacks take against their deadlines, over the last seconds: a hiccup is forgotten again.

use crate::units::{SampleRate, Seconds};

/// Not counted at the start: caches are cold, the machine has just opened devices.
const START: Seconds = Seconds(1.0);
/// Half of what is looked back on.
const HALF: Seconds = Seconds(5.0);
/// Steps of the distribution: four to a doubling, from a thousandth of the deadline on.
const STEPS: usize = 64;
const STEPS_PER_OCTAVE: f64 = 4.0;
const LEAST: f64 = 1e-3;
/// The share of callbacks that are below [`Load::p99`].
const USUAL: f64 = 0.99;

/// Callback times as shares of their deadlines, in the last five to ten seconds; 0 before the first.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Load {
    /// The longest since the last meters.
    pub last: f64,
    /// All time spent of all time there was.
    pub mean: f64,
    /// 99 of 100 take less, to within a fifth.
    pub p99: f64,
    /// The longest.
    pub worst: f64,
}

#[derive(Debug, Clone, Copy)]
struct Half {
    steps: [u32; STEPS],
    busy: f64,
    made: f64,
    worst: f64,
}

const EMPTY: Half = Half { steps: [0; STEPS], busy: 0.0, made: 0.0, worst: 0.0 };

/// Counts.
#[derive(Debug, Clone)]
pub(super) struct LoadMeter {
    rate: SampleRate,
    /// The half that is filled, and the one before.
    halves: [Half; 2],
    /// Seconds of sound still to be left out.
    start: f64,
    last: f64,
}

impl LoadMeter {
    pub(super) fn new(rate: SampleRate) -> Self {
        Self { rate, halves: [EMPTY; 2], start: START.0, last: 0.0 }
    }

    /// `[audio]` A callback of `frames` frames took so many seconds.
    pub(super) fn add(&mut self, busy: f64, frames: usize) {
        let deadline = frames as f64 / self.rate.hz();
        if self.start > 0.0 || deadline <= 0.0 {
            self.start -= deadline;
            return;
        }
        let [now, before] = &mut self.halves;
        if now.made >= HALF.0 {
            (*before, *now) = (*now, EMPTY);
        }
        let load = busy / deadline;
        let step = ((load / LEAST).max(1.0).log2() * STEPS_PER_OCTAVE) as usize;
        if let Some(count) = now.steps.get_mut(step.min(STEPS - 1)) {
            *count = count.saturating_add(1);
        }
        (now.busy, now.made, now.worst) = (now.busy + busy, now.made + deadline, now.worst.max(load));
        self.last = self.last.max(load);
    }

    /// `[audio]` What it comes to.
    pub(super) fn read(&self) -> Load {
        let [now, before] = &self.halves;
        let (busy, made) = (now.busy + before.busy, now.made + before.made);
        let counts = || now.steps.iter().zip(&before.steps).map(|(a, b)| u64::from(*a) + u64::from(*b));
        let usual = (counts().sum::<u64>() as f64 * USUAL).ceil();
        let mut seen = 0;
        let below = counts().take_while(|count| {
            seen += count;
            (seen as f64) < usual
        });
        let top = LEAST * ((below.count() + 1) as f64 / STEPS_PER_OCTAVE).exp2();
        let worst = now.worst.max(before.worst);
        let mean = if made > 0.0 { busy / made } else { 0.0 };
        Load { last: self.last, mean, p99: top.min(worst), worst }
    }

    /// `[audio]` The meters have gone up.
    pub(super) fn restart_last(&mut self) {
        self.last = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);

    /// Seconds of callbacks of 64 frames at a load.
    fn run(meter: &mut LoadMeter, seconds: f64, load: f64) {
        for _ in 0..(seconds * 750.0) as usize {
            meter.add(load * 64.0 / 48_000.0, 64);
        }
    }

    #[test]
    fn the_start_is_left_out_and_a_hiccup_is_forgotten_after_ten_seconds() {
        let mut meter = LoadMeter::new(RATE);
        meter.add(0.5, 64);
        run(&mut meter, 1.0, 3.0);
        assert_eq!(meter.read(), Load::default());
        run(&mut meter, 2.0, 0.1);
        meter.add(0.002, 64);
        run(&mut meter, 3.5, 0.1);
        let load = meter.read();
        assert!((load.worst - 1.5).abs() < 1e-9 && (load.last - 1.5).abs() < 1e-9, "{load:?}");
        assert!((load.mean - 0.1).abs() < 0.001 && (0.1..0.12).contains(&load.p99), "{load:?}");
        meter.restart_last();
        run(&mut meter, 10.0, 0.1);
        let load = meter.read();
        assert!((load.worst - 0.1).abs() < 1e-9 && (load.last - 0.1).abs() < 1e-9, "{load:?}");
    }

    #[test]
    fn one_callback_in_a_hundred_is_above_the_99th_percentile() {
        let mut meter = LoadMeter::new(RATE);
        run(&mut meter, 1.1, 0.2);
        for n in 0..2000 {
            meter.add(if n % 50 == 0 { 0.8 } else { 0.2 } * 64.0 / 48_000.0, 64);
        }
        let load = meter.read();
        assert!((load.p99 - 0.8).abs() < 1e-9, "two in a hundred take 0.8: {load:?}");
        for n in 0..4000 {
            meter.add(if n % 500 == 0 { 0.8 } else { 0.2 } * 64.0 / 48_000.0, 64);
        }
        assert!((0.2..0.24).contains(&meter.read().p99), "one in 120 does: {:?}", meter.read());
    }
}
