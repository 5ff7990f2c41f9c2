//! How a device sits: the cavity it closes and what that does to the wearer's own sounds.

use serde::Serialize;

use super::error::PresetError;
use super::node::Node;
use super::{Evidence, bounds};

/// The air enclosed between device and eardrum, on which a leak acts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seal {
    /// Enclosed volume.
    pub volume_cm3: f64,
    /// Seal as worn unless the user says otherwise: 100 good, 0 gross leak.
    pub default_pct: f64,
    /// Where the volume comes from.
    pub evidence: Evidence,
}

/// Rise of body-conducted sound (own voice, steps, jaw) in the ear canal over the open ear, device well sealed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Occlusion {
    /// Per octave of [`super::OCCLUSION_OCTAVES_HZ`].
    pub oe_db: [f64; 8],
    /// Where it comes from.
    pub evidence: Evidence,
}

impl Seal {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["volume_cm3", "default_pct", "evidence"])?;
        Ok(Self {
            volume_cm3: table.key("volume_cm3")?.number(&bounds::CAVITY_CM3)?,
            default_pct: table.key("default_pct")?.number(&bounds::SEAL_PCT)?,
            evidence: Evidence::of(&table)?,
        })
    }
}

impl Occlusion {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["oe_db", "evidence"])?;
        Ok(Self {
            oe_db: table.key("oe_db")?.array("one per octave from 63 Hz to 8 kHz", &bounds::OCCLUSION_DB)?,
            evidence: Evidence::of(&table)?,
        })
    }
}
