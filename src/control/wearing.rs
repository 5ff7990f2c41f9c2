//! What the listener really wears: looked up by a word, corrected for, and what of a room it lets in. Never to be confused
//! with the simulated devices: those are what it sounds like.
//!
//! Phones of the list have no response of their own here: the device preset of their class stands in, and says how far
//! one pair may be from it. The scale of the limiter stays that of the uncorrected phones at their loudest frequency
//! (samples times one scalar): the limiter comes behind the correction, so that whatever is boosted, no sample passes the
//! ceiling, and no frequency comes out louder than its samples say. Level is kept from 500 Hz to 1 kHz, where the phones
//! are softer than at their loudest by [`Correction::rise`]: so much below the figures is what is really played, and the
//! figures err towards loud.

use crate::acoustics::correction::Correction;
use crate::acoustics::level;
use crate::acoustics::room;
use crate::control::error::DeskError;
use crate::engine::knobs::{self, KnobId, KnobValues};
use crate::engine::prepare::declared::Declared;
use crate::preset::{CalibratedPhones, Device, Library, Phones, Preset};
use crate::units::{Db, DbSpl, Hz};

mod state;

pub use state::{Demonstration, Residual, WearingState};

/// The phones, or whatever else is worn.
#[derive(Debug, Clone, PartialEq)]
pub struct Wearing {
    /// The word that named it: an id or a file.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Id of the device preset whose response is undone.
    pub response: String,
    /// Whether that stands in for phones which have no response of their own.
    pub stands_in: bool,
    /// How sure that response is, in the preset's word.
    pub evidence: String,
    /// How far one pair may be from it, dB; none where nobody knows.
    pub spread: Option<Db>,
    /// What undoes it.
    pub correction: Correction,
    /// A room at the ear over the same room without anything worn, A-weighted; -inf where nothing enters.
    entry: Db,
}

impl Wearing {
    /// Phones of the list, a device preset, or the file of one.
    ///
    /// # Errors
    /// Nobody has that id; a file that is refused; a pair; something without a driver.
    pub fn find(library: &Library, word: &str) -> Result<Self, DeskError> {
        let phones = Phones::shipped()?.into_iter().find(|phones| phones.id == word);
        let preset = match &phones {
            Some(phones) => library.device(&phones.response)?,
            None => Self::preset(library, word)?,
        };
        let Preset::Device(device) = preset else {
            return Err(DeskError::Request(format!(
                "--wearing {word}: is a pair: name what is worn on both ears"
            )));
        };
        let stands_in = phones.is_some();
        let name = phones.map_or_else(|| device.name.clone(), |phones| phones.name);
        Self::of(&device, word, name, stands_in)
    }

    /// In one line, for whoever starts it.
    #[must_use]
    pub fn said(&self) -> String {
        let Self { name, response, evidence, .. } = self;
        let [low, high] = self.correction.reach();
        let whose = if self.stands_in {
            format!("`{response}`, the {evidence} that stands in for them")
        } else {
            format!("`{response}`, {evidence}")
        };
        let within = self.spread.map_or("how near yours are is not known".to_owned(), |spread| {
            format!("one pair against another ±{} dB", spread.0)
        });
        format!(
            "you are wearing {name}: their response is undone from {:.0} Hz to {:.1} kHz by {whose}; {within}; boost at most {:.1} dB",
            low.0,
            high.0 / 1000.0,
            self.correction.boost().0
        )
    }

    /// Whether a calibration of these phones is one of what is worn: the same id, or phones of no list by the same name,
    /// or id where a device preset is worn.
    #[must_use]
    pub fn is(&self, phones: &CalibratedPhones) -> bool {
        match &phones.id {
            Some(id) => *id == self.id,
            None => !self.stands_in && (phones.name == self.name || phones.name == self.response),
        }
    }

    /// Level of a room inside what is worn.
    #[must_use]
    pub fn at_ear(&self, room: DbSpl) -> DbSpl {
        DbSpl(room.0 + self.entry.0)
    }

    /// What playback is lowered by, 0 dB or less: as much of the largest boost as is not free below the ceiling over a
    /// full-scale sine of the mix through a flat device, and below the cap over the playback level. So the correction
    /// alone never makes the limiter work. A constant of the settings.
    #[must_use]
    pub fn lowered(&self, knobs: &KnobValues, scale: Db) -> Db {
        let full = level::unit_peak(DbSpl(knobs.get(KnobId::Level) + scale.0));
        let peak_room = knobs::ceiling(knobs).0 - full.0;
        let slow_room = knobs.get(KnobId::Cap) - level::PLAYBACK.0;
        let boost = self.correction.boost().0;
        Db(-(boost - peak_room.min(slow_room).max(0.0)).clamp(0.0, boost))
    }

    fn preset(library: &Library, word: &str) -> Result<Preset, DeskError> {
        library.device(word).map_err(|error| {
            if error.file.is_some() {
                return error.into();
            }
            // Whoever mistypes may have meant either list.
            let ids = Phones::shipped().unwrap_or_default().into_iter().map(|phones| phones.id);
            let ids: Vec<_> = ids.chain(library.devices().map(|preset| preset.id().to_owned())).collect();
            Phones::unknown(word, &ids.iter().map(String::as_str).collect::<Vec<_>>()).into()
        })
    }

    fn of(device: &Device, word: &str, name: String, stands_in: bool) -> Result<Self, DeskError> {
        let worn = Declared::new(device, None)?;
        if !worn.has_driver() {
            return Err(DeskError::Request(format!(
                "--wearing {word}: has no driver to correct: name what plays to you, like sennheiser-hd-600, or leave it out"
            )));
        }
        let evidence = &device.response.evidence;
        Ok(Self {
            id: word.to_owned(),
            name,
            response: device.id.clone(),
            stands_in,
            evidence: evidence.kind.to_string(),
            spread: evidence.spread_db.map(Db),
            correction: Correction::new(|f: Hz| worn.response(f)),
            entry: room::entry(|f| Db(worn.transmission(f).0)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worn(word: &str) -> Wearing {
        Wearing::find(&Library::shipped().unwrap(), word).unwrap()
    }

    #[test]
    fn listed_phones_are_stood_in_for_and_a_device_is_itself() {
        let hd_600 = worn("sennheiser-hd-600");
        assert!(hd_600.stands_in && hd_600.response == "open-back" && hd_600.spread == Some(Db(2.8)));
        assert!(hd_600.said().contains("Sennheiser HD 600") && hd_600.said().contains("class-average"));
        let open = worn("open-back");
        assert!(!open.stands_in && open.correction == hd_600.correction);
    }

    #[test]
    fn open_phones_let_a_room_in_and_sealed_ones_do_not() {
        let [open, sealed] = ["open-back", "iem-foam"].map(|id| worn(id).at_ear(DbSpl(45.0)).0);
        assert!((42.0..45.0).contains(&open), "{open:.1} dBA");
        assert!(sealed < 25.0, "{sealed:.1} dBA");
        assert!(worn("reference").at_ear(DbSpl(45.0)).0.is_infinite());
    }

    #[test]
    fn playback_is_lowered_by_the_boost_that_has_no_room_below_ceiling_and_cap_and_by_no_more() {
        let earbud = worn("earbud");
        assert!((earbud.correction.boost().0 - 6.0).abs() < 1e-9);
        let mut knobs = KnobValues::default();
        let scale = Db(75.0 - 88.0);
        // A full-scale sine comes out at 93 dB SPL, its crest at 96: 9 dB below the ceiling.
        assert!(earbud.lowered(&knobs, scale).0.abs() < 1e-9);
        knobs.set(KnobId::Ceiling, 100.0);
        assert!((earbud.lowered(&knobs, scale).0 + 2.01).abs() < 0.01, "{:?}", earbud.lowered(&knobs, scale));
        knobs.set(KnobId::Ceiling, 60.0);
        assert!((earbud.lowered(&knobs, scale).0 + 6.0).abs() < 1e-9);
        knobs.set(KnobId::Ceiling, 118.0);
        knobs.set(KnobId::Cap, 80.0);
        assert!((earbud.lowered(&knobs, scale).0 + 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_calibration_goes_with_the_phones_that_it_was_made_for_alone() {
        let phones =
            |id: Option<&str>, name: &str| CalibratedPhones { id: id.map(Into::into), name: name.into() };
        let hd_600 = worn("sennheiser-hd-600");
        assert!(hd_600.is(&phones(Some("sennheiser-hd-600"), "HD 600")));
        assert!(
            !hd_600.is(&phones(Some("shure-se215"), "Sennheiser HD 600"))
                && !hd_600.is(&phones(None, "open-back"))
        );
        let own = worn("open-back");
        assert!(own.is(&phones(None, "open-back")) && own.is(&phones(None, "Open-back headphone")));
        assert!(!own.is(&phones(None, "other phones")));
    }

    #[test]
    fn what_cannot_be_worn_says_so() {
        let library = Library::shipped().unwrap();
        let says = |word| Wearing::find(&library, word).unwrap_err().to_string();
        assert!(says("open-ear").contains("has no driver"), "{}", says("open-ear"));
        assert!(says("one-ear-out").contains("is a pair"), "{}", says("one-ear-out"));
        assert!(says("sennheiser-hd-601").contains("`sennheiser-hd-600`"), "{}", says("sennheiser-hd-601"));
        assert!(says("earbudd").contains("`earbud`"), "{}", says("earbudd"));
    }
}
