//! Control values that move in straight lines from tick to tick.

use super::TICK;

/// The course of a value over one tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp {
    /// Value at the first frame of the tick.
    pub start: f64,
    /// Change per frame; exactly 0 when the value rests.
    pub step: f64,
}

impl Ramp {
    /// A value that rests.
    #[must_use]
    pub fn constant(value: f64) -> Self {
        Self { start: value, step: 0.0 }
    }

    /// `[audio]` Value at a frame of the tick, 0 to [`TICK`] - 1.
    #[inline]
    #[must_use]
    pub fn at(&self, frame: usize) -> f64 {
        // As a small number, which every machine turns into a real one at once.
        self.start + self.step * f64::from(frame as u32)
    }

    /// `[audio]` The value rests over this tick.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.step == 0.0
    }
}

/// A control value on its way to a target. It moves at ticks only, and arrives exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoother {
    from: f64,
    target: f64,
    ticks: usize,
    /// Ticks of the way that lie behind.
    done: usize,
}

impl Smoother {
    /// Rests at `value`; later changes take `ramp_frames`, rounded up to whole ticks (at least one).
    #[must_use]
    pub fn new(value: f64, ramp_frames: usize) -> Self {
        let ticks = ramp_frames.div_ceil(TICK).max(1);
        Self { from: value, target: value, ticks, done: ticks }
    }

    /// `[audio]` Sets out from the present value to a new target. At a tick; a target that is not finite is ignored.
    pub fn set(&mut self, target: f64) {
        if target.is_finite() && target.to_bits() != self.target.to_bits() {
            (self.from, self.target, self.done) = (self.value(), target, 0);
        }
    }

    /// `[audio]` The course over the next tick.
    pub fn next_tick(&mut self) -> Ramp {
        let start = self.value();
        if self.is_settled() {
            return Ramp::constant(start);
        }
        self.done += 1;
        Ramp { start, step: (self.value() - start) / TICK as f64 }
    }

    /// `[audio]` The value at the coming tick.
    #[must_use]
    pub fn value(&self) -> f64 {
        if self.is_settled() {
            self.target
        } else {
            self.from + (self.target - self.from) * (self.done as f64 / self.ticks as f64)
        }
    }

    /// `[audio]` The target is reached, to the bit.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.done >= self.ticks
    }

    /// `[audio]` Jumps to the target.
    pub fn settle(&mut self) {
        self.done = self.ticks;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_of_100_frames_takes_four_ticks_and_arrives_to_the_bit() {
        let mut gain = Smoother::new(0.1, 100);
        gain.set(0.7);
        let (mut last, mut ticks) = (0.1, 0);
        while !gain.is_settled() {
            let ramp = gain.next_tick();
            for i in 0..TICK {
                let value = ramp.at(i);
                assert!(value >= last && value - last < 0.6 / 128.0 * 1.001);
                last = value;
            }
            ticks += 1;
        }
        assert_eq!(ticks, 4);
        assert_eq!(gain.next_tick(), Ramp { start: 0.7, step: 0.0 });
        assert_eq!(gain.next_tick().at(31).to_bits(), 0.7f64.to_bits());
    }

    #[test]
    fn a_new_target_on_the_way_sets_out_from_where_the_value_is() {
        let mut gain = Smoother::new(0.0, 64);
        gain.set(1.0);
        gain.next_tick();
        gain.set(0.0);
        assert_eq!(gain.next_tick(), Ramp { start: 0.5, step: -0.25 / 32.0 });
        gain.set(f64::NAN);
        gain.next_tick();
        assert_eq!(gain.next_tick(), Ramp::constant(0.0));
    }
}
