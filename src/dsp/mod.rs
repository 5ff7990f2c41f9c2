//! Signal blocks: slices in, slices out. No threads, files, clocks or logs; no heap in `process`.
//!
//! Design is apart from state: a constructor runs on the control plane, may fail and may allocate; the block
//! it returns cannot fail. One layout everywhere: a block of audio is a slice of [`Frame`], both ears at once.
#![deny(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

pub mod asrc;
pub mod biquad;
pub mod bodypack;
pub mod cascade;
pub mod convolver;
pub mod crossfade;
pub mod delay;
pub mod direct;
pub mod driver;
pub mod elliptic;
pub mod follower;
pub mod fourier;
pub mod frame;
pub mod gauge;
pub mod grid;
pub mod guard;
mod larger;
pub mod leak;
pub mod limiter;
pub mod loudness;
pub mod memory;
pub mod minimum_phase;
pub mod noise;
pub mod overload;
pub mod sequence;
pub mod simd;
pub mod smoother;
mod solve;
pub mod true_peak;
pub mod weighting;

use crate::units::{Db, Hz};

/// One sample per ear: `[left, right]`.
pub type Frame = [f64; 2];

/// Silence in both ears.
pub const SILENCE: Frame = [0.0; 2];

/// Frames in a tick. Ramps, knob reads and modulation happen at absolute multiples of this.
pub const TICK: usize = 32;

/// A stage of the audio plane. Constructors prepare (control plane, may allocate); everything here is `[audio]`.
pub trait Block {
    /// `[audio]` In place, both ears, any number of frames. How a stream is cut into calls never changes the sound.
    fn process(&mut self, frames: &mut [Frame]);
    /// `[audio]` Forgets the past, keeps the settings.
    fn reset(&mut self);
    /// Delay from input to output in frames, constant once prepared.
    fn latency(&self) -> usize {
        0
    }
}

/// A linear, time-invariant block that knows its own magnitude response: design, tests and plots share one truth.
pub trait Linear: Block {
    /// Gain of each ear at a frequency, left and right.
    fn response(&self, frequency: Hz) -> [Db; 2];
}
