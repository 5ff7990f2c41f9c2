//! Where descriptions, physics and signal blocks meet: presets in, running chains out. Control plane only; may
//! fail, allocate and take its time.

pub mod adopt;
pub mod around;
pub mod declared;
pub mod ear;
pub mod equaliser;
pub mod export;
pub mod fit;
pub mod impulse;
pub mod outward;
pub mod prototype;
#[expect(
    clippy::indexing_slicing,
    reason = "control plane: transforms and tables whose lengths are set beside them, read line by line"
)]
pub mod scene;
pub mod surround;
pub mod worn;

use std::fmt;

/// Why a preset cannot run.
#[derive(Debug, Clone, PartialEq)]
pub struct PrepareError {
    /// Which preset, and which part of it.
    pub what: String,
    /// Why, and what to do about it.
    pub reason: String,
}

impl fmt::Display for PrepareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.reason)
    }
}

impl std::error::Error for PrepareError {}
