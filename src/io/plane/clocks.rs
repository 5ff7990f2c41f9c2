//! `[audio]` Two clocks: capture and playback on devices of their own drift apart, by up to some hundred millionths.
//!
//! ```text
//! capture callback  ─ frames ──────────────> ring ──> bridge: resampler ──> engine
//!                   ─ stamps (count, time) ─────────> lock ─'ratio
//! playback callback ─ time ─────────────────────────────'
//! ```
//! A delay-locked loop after Adriaensen, "Controlling adaptive resampling" (Linux Audio Conference 2012): the times of
//! the callbacks of each side are smoothed to a line of frames over time ([`mod@line`]), the lines give the delay between
//! the two at any moment, finer than a block, and its error steers the ratio of a resampler ([`lock`]). What is
//! different: a callback is never early, only late, by whatever the machine does, so each line is laid through the least
//! late callbacks instead of through their mean; it begins with half a second of them and ends with sixteen.
//!
//! Where the audio system's times cannot be true, the frames played are taken for the time, and what lies in the ring is
//! looked at there: the delay is then as fine as the callbacks' order lets it be, within a block.

pub mod bridge;
mod epochs;
pub mod line;
pub mod lock;
pub mod stamp;
pub mod status;
#[cfg(test)]
mod tests;
