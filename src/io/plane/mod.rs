//! What runs in the callbacks of a sound device, between its samples and the engine.
//!
//! ```text
//! samples of the device ─[callback: pcm]─> ring ─[slack on one clock, clocks on two; beside: files]─> driver ─> engine
//!                       <─[callback: pcm]──────────────────────────────[berth: lent for a block]───── driver <─
//! ```
#![deny(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod atomics;
pub mod berth;
pub mod beside;
pub(super) mod callback;
pub mod clocks;
pub mod driver;
pub mod pcm;
pub mod probe;
pub mod slack;
