//! Back to what was before: undo, bypass, and presets whose files have changed.

use std::path::PathBuf;

use super::{Desk, laeq};
use crate::control::error::DeskError;
use crate::control::kept;
use crate::control::loaded::{BOTH, Loaded};
use crate::control::venue::Venue;
use crate::engine::knobs::KnobId;
use crate::engine::link::Parcel;
use crate::engine::prepare;
use crate::engine::slot::Place;

/// Id of the device that changes nothing.
const REFERENCE: &str = "reference";

impl Desk {
    /// Puts a device into a slot, and remembers the one that was there.
    pub(super) fn load(&mut self, place: Place, id: &str) -> Result<(), DeskError> {
        let mut loaded = Loaded::find(&self.library, id, [None; 2])?;
        loaded.drive = self.drive(&loaded, &self.matching)?;
        self.exchange(place, loaded)
    }

    /// What the heard slot held before, with its seal; again: forth.
    pub(super) fn undo(&mut self) -> Result<(), DeskError> {
        let place = self.heard;
        let Some(mut loaded) = self.before[place as usize].clone() else {
            let name = ["A", "B"][place as usize];
            let line = format!("slot {name} held nothing before: load a device with 1-9, Tab or `load`");
            return Err(DeskError::Request(line));
        };
        // Its file may have been edited since; what cannot be read now comes back as it was.
        if let Ok(fresh) = Loaded::find(&self.library, &loaded.id, loaded.seal_pct) {
            loaded = Loaded { seal_pct: loaded.seal_pct, drive: loaded.drive, ..fresh };
        }
        // The rule, the stage and the monitor level may have changed, too. Without a programme its own gain stays.
        if let Ok(drive) = self.drive(&loaded, &self.matching) {
            loaded.drive = drive;
        }
        self.exchange(place, loaded)
    }

    /// The reference into the heard slot, or back to what it replaced.
    pub(super) fn bypass(&mut self) -> Result<(), DeskError> {
        if self.slots[self.heard as usize].id == REFERENCE {
            return self.undo();
        }
        self.load(self.heard, REFERENCE)
    }

    fn exchange(&mut self, place: Place, loaded: Loaded) -> Result<(), DeskError> {
        let old = self.slots[place as usize].clone();
        let same = old.id == loaded.id;
        self.install(place, loaded)?;
        if !same {
            self.before[place as usize] = Some(old);
        }
        Ok(())
    }

    /// Writes the session down, to this file or to the one it came from.
    pub(super) fn save(&mut self, file: Option<&PathBuf>) -> Result<(), DeskError> {
        let path = file.or(self.session_file.as_ref()).cloned().unwrap_or_else(kept::free_name);
        kept::save(&self.saved(), &path)?;
        self.session_file = Some(path);
        Ok(())
    }

    /// Preset files that are in use, each once.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let slots = self.slots.iter().flat_map(|loaded| self.files_of(loaded));
        let mut files: Vec<PathBuf> = slots.chain(self.stage_file().map(PathBuf::from)).collect();
        files.sort();
        files.dedup();
        files
    }

    /// The files that a device, or the sides of a pair, come from.
    fn files_of(&self, loaded: &Loaded) -> Vec<PathBuf> {
        let sides = loaded.ears.iter().map(|device| device.id.as_str());
        loaded.id.split(BOTH).chain(sides).filter_map(|word| self.library.file(word)).collect()
    }

    /// The preset file of the stage.
    fn stage_file(&self) -> Option<&str> {
        let own = self.origin.stage_file.is_none() && !self.origin.microphone;
        let is_file = std::path::Path::new(&self.origin.stage).extension().is_some_and(|e| e == "toml");
        (own && is_file).then_some(&*self.origin.stage)
    }

    /// Reads every preset file in use again and goes over smoothly to what has changed. Returns what was, and what is
    /// wrong with the others, which stay as they were.
    pub fn reload(&mut self) -> (Vec<String>, Vec<DeskError>) {
        let (mut changed, mut refused) = (Vec::new(), Vec::new());
        let mut note = |id: String, result: Result<bool, DeskError>| match result {
            Ok(true) if !changed.contains(&id) => changed.push(id),
            Ok(_) => {}
            Err(error) => refused.push(error),
        };
        for place in [Place::A, Place::B] {
            let loaded = &self.slots[place as usize];
            if !self.files_of(loaded).is_empty() {
                let id = loaded.id.clone();
                note(id.clone(), self.reload_slot(place, &id));
            }
        }
        if let Some(id) = self.stage_file().map(str::to_owned) {
            note(id.clone(), self.reload_stage(&id));
        }
        self.send();
        (changed, refused)
    }

    fn reload_slot(&mut self, place: Place, id: &str) -> Result<bool, DeskError> {
        let old = &self.slots[place as usize];
        let mut fresh = Loaded::find(&self.library, id, old.seal_pct)?;
        fresh.drive = old.drive;
        if (&fresh.ears, &fresh.name) == (&old.ears, &old.name) {
            return Ok(false);
        }
        // Without a programme the gain stays the one that was worked out.
        if let Ok(drive) = self.drive(&fresh, &self.matching) {
            fresh.drive = drive;
        }
        self.install(place, fresh)?;
        Ok(true)
    }

    fn reload_stage(&mut self, id: &str) -> Result<bool, DeskError> {
        let Venue { stage, tapes } = Venue::find(&self.library, id, self.rate)?;
        if stage == self.stage {
            return Ok(false);
        }
        let bed = prepare::scene::stage(&stage, tapes, self.seed, self.rate)?;
        let was = laeq(&self.stage);
        self.stage = stage;
        // A level that was turned by hand stays.
        if let (Some(own), true) = (
            laeq(&self.stage),
            was.is_none_or(|was| was.0.to_bits() == self.knobs.get(KnobId::StageLevel).to_bits()),
        ) {
            self.knobs.set(KnobId::StageLevel, own.0);
        }
        self.link.install(Parcel::Stage(bed));
        Ok(true)
    }
}
