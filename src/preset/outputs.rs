//! Headphone outputs that a listener really plugs into: voltage and source impedance, for calibration.

use serde::Serialize;

use super::catalogue::{self, Entry};
use super::error::PresetError;
use super::node::Node;
use super::{Evidence, bounds};

/// One kind of headphone output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadphoneOutput {
    /// Word that names it on the command line.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// RMS voltage of a full-scale sine (0 dBFS rms by AES17), nothing plugged in, volume at its end.
    pub volts: f64,
    /// Source impedance.
    pub ohms: f64,
    /// Where the figures come from; the spread is of the level in dB.
    pub evidence: Evidence,
}

impl HeadphoneOutput {
    /// The outputs that the program knows, in the order of their file.
    ///
    /// # Errors
    /// A shipped file that breaks a rule; no released program has one.
    pub fn shipped() -> Result<Vec<Self>, PresetError> {
        catalogue::shipped()
    }

    /// The output of this id.
    ///
    /// # Errors
    /// An unknown id; the nearest ones are offered.
    pub fn find(id: &str) -> Result<Self, PresetError> {
        catalogue::find(id)
    }
}

impl Entry for HeadphoneOutput {
    const FILE: &str = "outputs.toml";
    const LIST: &str = "outputs";
    const NOUN: &str = "interface";

    fn id(&self) -> &str {
        &self.id
    }

    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["id", "name", "volts", "ohms", "evidence"])?;
        Ok(Self {
            id: table.key("id")?.id()?,
            name: table.key("name")?.text(bounds::NAME_CHARS)?,
            volts: table.key("volts")?.number(&bounds::OUTPUT_VOLTS)?,
            ohms: table.key("ohms")?.number(&bounds::SOURCE_OHM)?,
            evidence: Evidence::of(&table)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_outputs_have_a_source_and_an_id_of_their_own() {
        let all = HeadphoneOutput::shipped().unwrap();
        assert_eq!(all.len(), 9);
        for output in &all {
            assert!(output.evidence.source.len() >= 10, "{output:?}");
            assert_eq!(all.iter().filter(|other| other.id == output.id).count(), 1, "{output:?}");
        }
        let says = HeadphoneOutput::find("interface-god").unwrap_err().to_string();
        assert!(says.contains("did you mean `interface-good`"), "{says}");
    }
}
