//! Seals that change while it plays: many commands a second, one movement.

use crate::control::desk::Desk;
use crate::control::error::DeskError;
use crate::engine::link::Parcel;
use crate::engine::prepare;
use crate::engine::slot::Place;

impl Desk {
    /// Takes note of a new seal; an ear that was not named keeps its own, and so does one that cannot seal.
    pub(super) fn seal(&mut self, place: Place, percent: [Option<f64>; 2]) -> Result<(), DeskError> {
        let loaded = &mut self.slots[place as usize];
        let named = loaded.ears.iter().zip(percent);
        if named.clone().all(|(device, percent)| device.seal.is_none() || percent.is_none()) {
            return Err(DeskError::Request(format!("`{}` has no seal to change", loaded.id)));
        }
        for (ear, percent) in loaded.seal_pct.iter_mut().zip(percent) {
            *ear = percent.map(|percent| percent.clamp(0.0, 100.0)).or(*ear);
        }
        self.reseal[place as usize] = true;
        self.send_seals();
        Ok(())
    }

    /// Prepares the newest seals as soon as they can be used: those that were overtaken meanwhile are never prepared.
    pub(super) fn send_seals(&mut self) {
        for place in [Place::A, Place::B] {
            if self.reseal[place as usize] && self.link.is_near() {
                let worn = self.slots[place as usize].worn();
                let entry = prepare::around::entry(worn, self.own_voice, self.rate);
                self.reseal[place as usize] = false;
                self.link.install(Parcel::Seal(place, entry));
            }
        }
    }
}
