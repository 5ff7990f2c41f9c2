//! The A-weighted mean square of a tick, eight frames at a time.
//!
//! The weighting of a stretch is linear in the frames and in what the filter remembers: eight frames and six memories go
//! in, eight weighted frames and six memories come out. One frame then needs not wait for the one before. The memories are
//! those of the sections mixed such that noise makes all of them alike, independent and as large as itself (input-normal:
//! Mullis and Roberts, 1976): so single precision is enough for poles at 20 Hz.
mod mixture;

use super::super::super::TICK;
use super::super::super::simd::{Simd, WIDEST};
use super::super::super::weighting::{Curve, Weighting};
use super::super::QUIETEST;
use super::super::lanes::Block;
use crate::units::SampleRate;
use mixture::{MEMORIES, Memory, Mixture};

/// Frames at a time.
pub(super) const FRAMES: usize = WIDEST / 2;

/// What one number that goes in makes of all that comes out: the weighted frames, and the memories. Both ears alternate.
type Column = [Block; 2];

/// The frames of a tick in single precision, both ears alternating.
pub(super) type Tick = [Block; TICK / FRAMES];

#[derive(Debug, Clone)]
pub(super) struct Power {
    frames: [Column; FRAMES],
    memories: [Column; MEMORIES],
    /// The memories of both ears, the last places empty.
    state: Block,
}

impl Power {
    pub(super) fn new(rate: SampleRate) -> Self {
        let weighting = Weighting::new(Curve::A, rate);
        let step = |memory: &mut Memory, x: f64| {
            weighting.sections().zip(memory.as_chunks_mut::<2>().0).fold(x, |x, ([b0, b1, b2, a1, a2], s)| {
                let y = b0 * x + s[0];
                *s = [b1 * x - a1 * y + s[1], b2 * x - a2 * y];
                y
            })
        };
        let mixture = Mixture::new(step);
        let column = |mut memory: Memory, frame: Option<usize>| {
            let frames: [f64; FRAMES] =
                std::array::from_fn(|n| step(&mut memory, if frame == Some(n) { 1.0 } else { 0.0 }));
            [both(&frames), both(&mixture.mixed(memory))]
        };
        Self {
            frames: std::array::from_fn(|n| column([0.0; MEMORIES], Some(n))),
            memories: std::array::from_fn(|i| column(mixture.unmixed(i), None)),
            state: [0.0; WIDEST],
        }
    }

    pub(super) fn reset(&mut self) {
        self.state = [0.0; WIDEST];
    }

    /// `[audio]` Takes in a tick of frames; the mean square of each ear.
    #[inline(always)]
    pub(super) fn feed<S: Simd>(&mut self, simd: S, tick: &Tick) -> [f64; 2] {
        let Self { frames, memories, state } = self;
        let mut squares = [0.0; WIDEST];
        for eight in tick {
            let before = *state;
            for from in (0..WIDEST).step_by(S::WIDTH) {
                // What only the frames make waits for nothing, what the memories make for the eight before: in two sums.
                let mut sums = [[simd.splat(0.0); 2]; 3];
                let [fresh, even, odd] = &mut sums;
                for (frame, column) in eight.as_chunks().0.iter().zip(frames.iter()) {
                    add(simd, fresh, *frame, column, from);
                }
                let (pairs, columns) = (before.as_chunks().0.as_chunks::<2>().0, memories.as_chunks::<2>().0);
                for ([a, b], [of_a, of_b]) in pairs.iter().zip(columns) {
                    add(simd, even, *a, of_a, from);
                    add(simd, odd, *b, of_b, from);
                }
                let [[y0, m0], [y1, m1], [y2, m2]] = sums;
                let [weighted, memory] = [simd.add(simd.add(y0, y1), y2), simd.add(simd.add(m0, m1), m2)];
                simd.put(state, from, memory);
                let sum = simd.times_add(weighted, weighted, simd.get(&squares, from));
                simd.put(&mut squares, from, sum);
            }
        }
        for state in state {
            *state = if state.abs() < QUIETEST as f32 { 0.0 } else { *state };
        }
        let mut sums = [0.0; 2];
        for pair in squares.as_chunks::<2>().0 {
            for (sum, x) in sums.iter_mut().zip(pair) {
                *sum += x;
            }
        }
        sums.map(|sum: f32| f64::from(sum) / TICK as f64)
    }
}

/// Adds what one frame, or one memory, of both ears makes.
#[inline(always)]
fn add<S: Simd>(simd: S, sums: &mut [S::W; 2], frame: [f32; 2], column: &Column, from: usize) {
    let x = simd.both(frame);
    for (sum, weights) in sums.iter_mut().zip(column) {
        *sum = simd.times_add(simd.get(weights, from), x, *sum);
    }
}

/// The same number for both ears.
fn both(numbers: &[f64]) -> Block {
    let mut block = [0.0; WIDEST];
    for (pair, x) in block.as_chunks_mut::<2>().0.iter_mut().zip(numbers) {
        *pair = [*x as f32; 2];
    }
    block
}

#[cfg(test)]
mod tests {
    use super::super::super::super::simd::{Machine, Work};
    use super::*;
    use crate::dsp::{Block as _, Frame};

    struct Feed<'a>(&'a mut Power, &'a [Frame; TICK]);

    impl Work for Feed<'_> {
        type Done = [f64; 2];
        #[inline(always)]
        fn on<S: Simd>(self, simd: S) -> [f64; 2] {
            let mut tick = [[0.0; WIDEST]; TICK / FRAMES];
            for (to, x) in tick.as_flattened_mut().iter_mut().zip(self.1.as_flattened()) {
                *to = *x as f32;
            }
            self.0.feed(simd, &tick)
        }
    }

    #[test]
    fn it_is_the_mean_square_of_the_weighting_filter() {
        for rate in [SampleRate(44_100), SampleRate(48_000), SampleRate(192_000)] {
            let (mut power, mut weighting) = (Power::new(rate), Weighting::new(Curve::A, rate));
            let (mut state, mut worst) = (1u32, 0.0f64);
            for _ in 0..3_000 {
                let mut frames = [[0.0; 2]; TICK];
                for x in frames.as_flattened_mut() {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    *x = 0.3 + f64::from(state) / f64::from(u32::MAX);
                }
                let power = Machine::here().run(Feed(&mut power, &frames));
                weighting.process(&mut frames);
                for (ear, power) in power.into_iter().enumerate() {
                    let wanted =
                        frames.iter().map(|frame| frame[ear] * frame[ear]).sum::<f64>() / TICK as f64;
                    worst = worst.max((power / wanted - 1.0).abs());
                }
            }
            assert!(worst < 1e-5, "{rate}: {worst}");
        }
    }

    /// A bass tone whose weighting is 40 dB below it: 0.01 dB is what single precision may cost.
    #[test]
    fn a_loud_bass_note_is_weighted_as_well() {
        for rate in [SampleRate(44_100), SampleRate(48_000), SampleRate(192_000)] {
            let (mut power, mut weighting) = (Power::new(rate), Weighting::new(Curve::A, rate));
            let mut sums = [0.0; 2];
            for tick in 0..rate.0 as usize / 16 {
                let mut frames = std::array::from_fn(|n| {
                    let x = (std::f64::consts::TAU * 30.0 * (tick * TICK + n) as f64 / rate.hz()).sin();
                    [x, 0.5 * x]
                });
                let [left, _] = Machine::here().run(Feed(&mut power, &frames));
                weighting.process(&mut frames);
                if tick * TICK > rate.0 as usize {
                    sums[0] += left;
                    sums[1] += frames.iter().map(|frame| frame[0] * frame[0]).sum::<f64>() / TICK as f64;
                }
            }
            let off = 10.0 * (sums[0] / sums[1]).log10();
            assert!(off.abs() < 0.01, "{rate}: {off} dB");
        }
    }

    #[test]
    fn after_the_sound_it_comes_to_rest_at_zero() {
        let mut power = Power::new(SampleRate(48_000));
        Machine::here().run(Feed(&mut power, &[[1.0, -0.5]; TICK]));
        for _ in 0..3_000 {
            Machine::here().run(Feed(&mut power, &[[0.0; 2]; TICK]));
        }
        assert!(power.state.iter().all(|memory| *memory == 0.0));
    }
}
