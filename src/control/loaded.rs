//! What sits in a slot.

use crate::control::error::DeskError;
use crate::preset::{Device, Ears, Library};

/// What sits in a slot.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The word on the command line.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Left and right ear.
    pub ears: [Device; 2],
    /// Seal in percent where it seals; None = the preset's own.
    pub seal_pct: Option<f64>,
}

impl Loaded {
    /// Looks up a device or a pair.
    ///
    /// # Errors
    /// An unknown id, with the nearest ones, or a faulty file.
    pub fn find(library: &Library, id: &str, seal_pct: Option<f64>) -> Result<Self, DeskError> {
        let preset = library.device(id)?;
        let Ears { left, right } = library.ears(id)?;
        Ok(Self { id: preset.id().to_owned(), name: preset.name().to_owned(), ears: [left, right], seal_pct })
    }

    /// One device on the left ear, another on the right.
    #[must_use]
    pub fn two(left: Self, right: Self) -> Self {
        let ([device_left, _], [_, device_right]) = (left.ears, right.ears);
        Self {
            id: format!("{} + {}", left.id, right.id),
            name: format!("left {}, right {}", left.name, right.name),
            ears: [device_left, device_right],
            seal_pct: left.seal_pct,
        }
    }
}
