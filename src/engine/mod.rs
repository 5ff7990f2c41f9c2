//! The audio plane: one chain, one doorway, three pipes. Prepared on the control plane, infallible here.
//!
//! ```text
//! capture -> Processor::process (doorway.rs) -> Chain::run (chain.rs), part by part inside a tick:
//!     mix.rs        channels -> monitor mix, own voice          dBFS, x monitor level -> Pa
//!     stage.rs      sources -> sound of the stage, open ear     Pa (some hear the mix or a microphone channel)
//!     slot.rs       A and B: monitor path (response, leak, bodypack, driver), meters
//!     entry.rs      what comes in around the device: transmission, occluded voice; moves with the seal
//!     swap.rs       a new chain warms up silently, then fades in; the old one goes home to be freed
//!     playback.rs   safe scale, equal-loudness shape, limiter => Limited
//! ```
//! Both slots hear the same mix and the same noise, so an A/B compares devices and nothing else.
#![deny(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

pub mod chain;
pub mod doorway;
pub mod entry;
pub mod knobs;
pub mod link;
pub mod load;
pub mod meters;
pub mod mix;
pub mod modulation;
pub mod path;
pub mod playback;
#[expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "control plane: it prepares what runs, and never runs itself"
)]
pub mod prepare;
pub mod slot;
pub mod stage;
pub mod swap;

use crate::dsp::{Frame, SILENCE, TICK};

/// Room for one tick of both ears, filled part by part.
#[derive(Debug, Clone)]
pub(crate) struct Scratch([Frame; TICK]);

impl Scratch {
    pub(crate) fn new() -> Self {
        Self([SILENCE; TICK])
    }

    /// `[audio]` The first `frames` of it, at most a tick.
    pub(crate) fn part(&mut self, frames: usize) -> &mut [Frame] {
        self.0.split_at_mut(frames.min(TICK)).0
    }

    /// `[audio]` Read-only view of the same frames.
    pub(crate) fn view(&self, frames: usize) -> &[Frame] {
        self.0.split_at(frames.min(TICK)).0
    }
}
