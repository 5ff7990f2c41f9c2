//! The A-weighted mean square of a tick, eight frames at a time.
//!
//! The weighting of a stretch is linear in the frames and in what the filter remembers: eight frames and six memories go
//! in, eight weighted frames and six memories come out. One frame then needs not wait for the one before. No product is
//! rounded together with a sum, so every machine comes to the same result, to the bit.
use super::super::super::simd::{LANES, Machine, Simd, Work};
use super::super::super::weighting::{Curve, Weighting};
use super::super::super::{Frame, TICK};
use crate::units::SampleRate;

/// Sections of the weighting, and what they remember.
const SECTIONS: usize = 3;
const MEMORIES: usize = 2 * SECTIONS;

/// Smaller memories are silence.
const SILENT: f64 = 1e-40;

/// What one number that goes in makes of all that comes out: the weighted frames, and the memories.
type Column = [[f64; LANES]; 2];

#[derive(Debug, Clone)]
pub(super) struct Power {
    frames: [Column; LANES],
    memories: [Column; MEMORIES],
    /// By ear: the memories, the last places empty.
    state: [[f64; LANES]; 2],
}

impl Power {
    pub(super) fn new(rate: SampleRate) -> Self {
        let weighting = Weighting::new(Curve::A, rate);
        let column = |mut memory: [f64; MEMORIES], frame: Option<usize>| {
            let frames = std::array::from_fn(|n| {
                let mut x = if frame == Some(n) { 1.0 } else { 0.0 };
                for ([b0, b1, b2, a1, a2], s) in weighting.sections().zip(memory.as_chunks_mut::<2>().0) {
                    let y = b0 * x + s[0];
                    *s = [b1 * x - a1 * y + s[1], b2 * x - a2 * y];
                    x = y;
                }
                x
            });
            [frames, std::array::from_fn(|i| memory.get(i).copied().unwrap_or(0.0))]
        };
        let unit = |i: usize| std::array::from_fn(|k| if k == i { 1.0 } else { 0.0 });
        Self {
            frames: std::array::from_fn(|n| column([0.0; MEMORIES], Some(n))),
            memories: std::array::from_fn(|i| column(unit(i), None)),
            state: [[0.0; LANES]; 2],
        }
    }

    pub(super) fn reset(&mut self) {
        self.state = [[0.0; LANES]; 2];
    }

    /// `[audio]` Takes in a tick of frames; the mean square of each ear.
    pub(super) fn feed(&mut self, machine: Machine, tick: &[Frame; TICK]) -> [f64; 2] {
        machine.run(Feed(self, tick))
    }
}

struct Feed<'a>(&'a mut Power, &'a [Frame; TICK]);

impl Work for Feed<'_> {
    type Done = [f64; 2];

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) -> [f64; 2] {
        let Self(power, tick) = self;
        let mut squares = [[0.0; LANES]; 2];
        for eight in tick.as_chunks::<LANES>().0 {
            for (ear, (state, squares)) in power.state.iter_mut().zip(&mut squares).enumerate() {
                let before = *state;
                for part in 0..4 / S::PAIRS {
                    let mut sums = [[simd.zero(); 2]; 2];
                    let mut add = |turn: usize, x: f64, column: &Column| {
                        let x = simd.every([x; 2]);
                        for (sums, lanes) in sums.iter_mut().zip(column) {
                            if let Some(sum) = sums.get_mut(turn % 2) {
                                *sum = simd.plus(*sum, simd.mul(x, simd.part(lanes, part)));
                            }
                        }
                    };
                    for (n, (frame, column)) in eight.iter().zip(&power.frames).enumerate() {
                        let [left, right] = *frame;
                        add(n, if ear == 0 { left } else { right }, column);
                    }
                    for (i, (memory, column)) in before.iter().zip(&power.memories).enumerate() {
                        add(i, *memory, column);
                    }
                    let [weighted, memory] = sums.map(|[even, odd]| simd.plus(even, odd));
                    simd.put_part(state, part, memory);
                    let sum = simd.plus(simd.part(squares, part), simd.mul(weighted, weighted));
                    simd.put_part(squares, part, sum);
                }
            }
        }
        for state in power.state.as_flattened_mut() {
            *state = if state.abs() < SILENT { 0.0 } else { *state };
        }
        squares.map(|lanes| lanes.iter().sum::<f64>() / TICK as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::Block;

    #[test]
    fn it_is_the_mean_square_of_the_weighting_filter() {
        for rate in [SampleRate(44_100), SampleRate(48_000), SampleRate(192_000)] {
            let (mut power, mut weighting) = (Power::new(rate), Weighting::new(Curve::A, rate));
            let mut state = 1u32;
            for tick in 0..3_000 {
                let mut frames = [[0.0; 2]; TICK];
                for x in frames.as_flattened_mut() {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    *x = 0.3 + f64::from(state) / f64::from(u32::MAX);
                }
                let power = power.feed(Machine::here(), &frames);
                weighting.process(&mut frames);
                for (ear, power) in power.into_iter().enumerate() {
                    let wanted =
                        frames.iter().map(|frame| frame[ear] * frame[ear]).sum::<f64>() / TICK as f64;
                    assert!((power / wanted - 1.0).abs() < 1e-9, "{rate}, tick {tick}: {power} for {wanted}");
                }
            }
        }
    }

    #[test]
    fn after_the_sound_it_comes_to_rest_at_zero() {
        let mut power = Power::new(SampleRate(48_000));
        power.feed(Machine::here(), &[[1.0, -0.5]; TICK]);
        for _ in 0..3_000 {
            power.feed(Machine::here(), &[[0.0; 2]; TICK]);
        }
        assert_eq!(power.state, [[0.0; LANES]; 2]);
    }
}
