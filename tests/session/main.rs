//! Sessions: the monitor mix, what is kept of them, what happens while they run.

mod mix;
#[expect(dead_code, reason = "a session is talked to while it runs, not run to its end")]
#[path = "../program/mod.rs"]
mod program;
mod running;
