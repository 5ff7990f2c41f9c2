//! What each command does.

use super::{Desk, laeq};
use crate::control::command::Command;
use crate::control::error::DeskError;
use crate::control::forecast::StageSpectrum;
use crate::control::level_rule::LevelRule;
use crate::control::loaded::Loaded;
use crate::control::matching::Matching;
use crate::control::mixer::StripChange;
use crate::control::venue::Venue;
use crate::engine::knobs::KnobId;
use crate::engine::link::Parcel;
use crate::engine::prepare;
use crate::engine::slot::{Place, Slot};
use crate::units::{Db, DbSpl};

impl Desk {
    /// Obeys.
    ///
    /// # Errors
    /// One line; nothing has changed then.
    pub fn apply(&mut self, command: &Command) -> Result<(), DeskError> {
        match command {
            Command::Hear(place) => self.heard = *place,
            Command::Toggle => self.heard = if self.heard == Place::A { Place::B } else { Place::A },
            Command::Load(place, id) => self.load(*place, id)?,
            Command::Undo => self.undo()?,
            Command::Bypass => self.bypass()?,
            Command::Save(file) => self.save(file.as_ref())?,
            Command::Seal(place, percent) => self.seal(*place, *percent)?,
            Command::Match(rule) => self.match_levels(*rule)?,
            Command::Stage(id) => {
                let Venue { stage, tapes } = Venue::find(&self.library, id, self.rate)?;
                let bed = prepare::scene::stage(&stage, tapes, self.seed, self.rate)?;
                self.stage = stage;
                (self.origin.stage, self.origin.stage_file) = (id.clone(), None);
                self.origin.microphone = false;
                if let Some(own) = laeq(&self.stage) {
                    self.knobs.set(KnobId::StageLevel, own.0);
                }
                self.link.install(Parcel::Stage(bed));
            }
            Command::Ambience(on) => self.ambience = *on,
            Command::Set(knob, value) => self.knobs.set(*knob, *value),
            Command::Nudge(knob, delta) => self.knobs.set(*knob, self.knobs.get(*knob) + delta),
            Command::Channel(channel, change) => self.change_channel(*channel, change)?,
            Command::Mute(muted) => self.muted = *muted,
            Command::Quit => self.muted = true,
        }
        if matches!(command, Command::Set(KnobId::FullScale, _) | Command::Nudge(KnobId::FullScale, _)) {
            // What is turned by hand is no longer what was measured.
            self.calibration = None;
        }
        self.send();
        Ok(())
    }

    /// Hands the knobs to the audio plane, and the loudness shape where the scene is louder or softer than it was.
    pub(super) fn send(&mut self) {
        if let Some(shaped) = self.shaped
            && shaped != self.scene()
        {
            self.shaped = Some(self.scene());
            let shape = prepare::scene::shape(self.shaped, self.correction(), self.rate);
            self.link.install(Parcel::Shape(shape));
        }
        self.link.set(self.targets());
    }

    pub(super) fn install(&mut self, place: Place, loaded: Loaded) -> Result<(), DeskError> {
        let slot = self.prepare(&loaded)?;
        self.reseal[place as usize] = false;
        self.slots[place as usize] = loaded;
        self.link.install(Parcel::Slot(place, slot));
        Ok(())
    }

    /// A new own voice, or none any more, needs its way around both devices.
    fn change_channel(&mut self, channel: usize, change: &StripChange) -> Result<(), DeskError> {
        let voiced = self.mixer.has_voice();
        self.mixer.change(channel, change)?;
        if self.mixer.has_voice() != voiced {
            self.reseal = [true; 2];
            self.send_seals();
        }
        self.link.install(Parcel::Mix(Box::new(self.mixer.table())));
        Ok(())
    }

    /// Works the rule out anew for both slots, on the stage and the monitor level as they are now.
    fn match_levels(&mut self, rule: LevelRule) -> Result<(), DeskError> {
        let matching = Matching { rule, ..self.matching.clone() };
        let mut matched = self.slots.clone();
        for loaded in &mut matched {
            loaded.drive = self.drive(loaded, &matching)?;
        }
        self.matching = matching;
        for (place, loaded) in [Place::A, Place::B].into_iter().zip(matched) {
            if loaded.drive != self.slots[place as usize].drive {
                self.install(place, loaded)?;
            }
        }
        Ok(())
    }

    pub(super) fn drive(&self, loaded: &Loaded, matching: &Matching) -> Result<Option<Db>, DeskError> {
        let knob = |id| DbSpl(self.knobs.get(id));
        let stage =
            if self.ambience { StageSpectrum::of(&self.stage, knob(KnobId::StageLevel))? } else { None };
        matching.drive(loaded, stage.as_ref(), knob(KnobId::Level))
    }

    pub(super) fn prepare(&self, loaded: &Loaded) -> Result<Box<Slot>, DeskError> {
        Ok(prepare::ear::slot(
            loaded.worn(),
            loaded.drive.unwrap_or(Db(0.0)),
            self.mixer.has_voice(),
            self.rate,
        )?)
    }
}
