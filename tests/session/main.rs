//! Sessions: the monitor mix, what is kept of them, what happens while they run.

mod mix;
#[path = "../program/mod.rs"]
mod program;
mod running;
