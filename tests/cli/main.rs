//! The command line as a user meets it: what it lists, what it refuses and in which words, and what it leaves behind.

mod abx;
mod broken_sound;
#[cfg(target_os = "linux")]
mod calibrate;
mod contract;
mod ends;
mod limits;
mod lists;
mod midi;
#[path = "../program/names.rs"]
mod names;
mod plot;
mod presets;
#[path = "../program/mod.rs"]
mod program;
mod refusal;
mod screen;
mod selftest;
mod soak;
mod wearing;
