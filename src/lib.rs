//! Foldback.
pub mod acoustics;
pub mod control;
pub mod dsp;
pub mod engine;
pub mod io;
pub mod preset;
pub mod ui;
pub mod units;
