//! What sits in a slot.

use crate::control::error::DeskError;
use crate::engine::prepare::ear::Ear;
use crate::preset::{Device, Ears, Library};
use crate::units::Db;

/// Stands between the left and the right ear's device where they differ.
pub const BOTH: &str = " + ";

/// What sits in a slot.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The word that loads it again: an id, a file, or two of them joined by [`BOTH`].
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Left and right ear.
    pub ears: [Device; 2],
    /// Seal of each ear in percent where it seals; None = the preset's own.
    pub seal_pct: [Option<f64>; 2],
    /// What the level rule adds to the monitor level; None where it has nothing to say (no driver).
    pub drive: Option<Db>,
}

impl Loaded {
    /// Looks up a device, a pair, or two devices joined by [`BOTH`].
    ///
    /// # Errors
    /// An unknown id, with the nearest ones, or a faulty file.
    pub fn find(library: &Library, id: &str, seal_pct: [Option<f64>; 2]) -> Result<Self, DeskError> {
        if let Some((left, right)) = id.split_once(BOTH) {
            let find = |id| Self::find(library, id, seal_pct);
            return Ok(Self::two(find(left)?, find(right)?));
        }
        let preset = library.device(id)?;
        let Ears { left, right } = library.ears(id)?;
        Ok(Self {
            id: id.to_owned(),
            name: preset.name().to_owned(),
            ears: [left, right],
            seal_pct,
            drive: None,
        })
    }

    /// One device on the left ear, another on the right.
    #[must_use]
    pub fn two(left: Self, right: Self) -> Self {
        let ([device_left, _], [_, device_right]) = (left.ears, right.ears);
        Self {
            id: [left.id, right.id].join(BOTH),
            name: format!("left {}, right {}", left.name, right.name),
            ears: [device_left, device_right],
            seal_pct: [left.seal_pct[0], right.seal_pct[1]],
            drive: None,
        }
    }

    /// Left and right ear with their seals.
    #[must_use]
    pub fn worn(&self) -> [Ear<'_>; 2] {
        let ([left, right], [left_pct, right_pct]) = (&self.ears, self.seal_pct);
        [(left, left_pct), (right, right_pct)].map(|(device, seal_pct)| Ear { device, seal_pct })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_what_is_loaded_loads_it_again() {
        let library = Library::shipped().unwrap();
        let find = |id: &str| Loaded::find(&library, id, [Some(50.0), None]).unwrap();
        for loaded in [find("earbud"), find("one-ear-out"), Loaded::two(find("iem-foam"), find("open-ear"))] {
            let again = find(&loaded.id);
            assert_eq!((&again.ears, &again.name), (&loaded.ears, &loaded.name));
        }
    }
}
