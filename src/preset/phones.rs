//! Phones that a listener really wears: sensitivity and impedance, for calibration. Never simulated devices.

use serde::Serialize;

use super::catalogue::{self, Entry};
use super::error::PresetError;
use super::node::Node;
use super::{Evidence, Kind, bounds};

/// One type of phones.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Phones {
    /// Word that names it on the command line.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The family it belongs to.
    pub kind: Kind,
    /// Nominal impedance.
    pub ohms: f64,
    /// Level for a voltage or a power.
    pub sensitivity: Sensitivity,
    /// Id of the device preset whose response stands in for theirs: a mean over their class.
    pub response: String,
    /// Where the sensitivity comes from; the spread is that of one pair and fit against another.
    pub evidence: Evidence,
}

/// Level at the eardrum (not diffuse-field referred) of a sine.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sensitivity {
    /// dB SPL.
    pub db: f64,
    /// For what.
    pub per: Per,
    /// At which frequency.
    pub hz: f64,
}

/// What a sensitivity is stated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Per {
    /// One volt rms at the driver.
    #[serde(rename = "V")]
    Volt,
    /// One milliwatt into the nominal impedance.
    #[serde(rename = "mW")]
    Milliwatt,
}

impl Phones {
    /// The types that the program knows, in the order of their file.
    ///
    /// # Errors
    /// A shipped file that breaks a rule; no released program has one.
    pub fn shipped() -> Result<Vec<Self>, PresetError> {
        catalogue::shipped()
    }

    /// The type of this id.
    ///
    /// # Errors
    /// An unknown id; the nearest ones are offered.
    pub fn find(id: &str) -> Result<Self, PresetError> {
        catalogue::find(id)
    }
}

impl Entry for Phones {
    const FILE: &str = "phones.toml";
    const LIST: &str = "phones";
    const NOUN: &str = "phones";

    fn id(&self) -> &str {
        &self.id
    }

    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["id", "name", "kind", "ohms", "sensitivity", "response", "evidence"])?;
        Ok(Self {
            id: table.key("id")?.id()?,
            name: table.key("name")?.text(bounds::NAME_CHARS)?,
            kind: table.key("kind")?.word(&Kind::WORDS)?,
            ohms: table.key("ohms")?.number(&bounds::IMPEDANCE_OHM)?,
            sensitivity: Sensitivity::read(&table.key("sensitivity")?)?,
            response: table.key("response")?.id()?,
            evidence: Evidence::of(&table)?,
        })
    }
}

impl Sensitivity {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["db", "per", "hz"])?;
        Ok(Self {
            db: table.key("db")?.number(&bounds::SENSITIVITY_DB)?,
            per: table.key("per")?.word(&[("V", Per::Volt), ("mW", Per::Milliwatt)])?,
            hz: table.key("hz")?.number(&bounds::STATED_HZ)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::Library;

    #[test]
    fn twenty_three_types_have_a_source_a_spread_and_a_device_that_stands_in() {
        let (all, library) = (Phones::shipped().unwrap(), Library::shipped().unwrap());
        assert_eq!(all.len(), 23);
        for phones in &all {
            assert!(
                phones.evidence.source.len() >= 10 && phones.evidence.spread_db >= Some(3.0),
                "{phones:?}"
            );
            assert!(library.device(&phones.response).is_ok(), "{phones:?}");
            assert_eq!(all.iter().filter(|other| other.id == phones.id).count(), 1, "{phones:?}");
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_offered_the_phones_it_meant() {
        let says = Phones::find("shure-se251").unwrap_err().to_string();
        assert!(says.contains("no phones `shure-se251`") && says.contains("`shure-se215`"), "{says}");
        let far = Phones::find("zzz").unwrap_err().to_string();
        assert!(far.contains("`foldback calibrate phones` lists them"), "{far}");
    }
}
