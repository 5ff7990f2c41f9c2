//! Foot pedals, keys and faders over MIDI: messages become the same commands that keys and lines are.
//!
//! ```text
//! port (its own thread) ──channel──> session.step ─ message ─ pedals ──> commands ──> desk
//! ```
//! Nothing here reaches the audio plane by another way than any other command does.

pub mod book;
pub mod message;
pub mod pedals;
mod switch;
