//! What a device delivers, how late, and how much of it others hear.

use serde::Serialize;

use super::error::PresetError;
use super::node::Node;
use super::{Evidence, bounds};

/// Limits and electrical figures of the driver.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// Level at the eardrum for 1 mW at 1 kHz (not diffuse-field referred), where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitivity_db_per_mw: Option<f64>,
    /// Nominal impedance, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impedance_ohm: Option<f64>,
    /// Highest level (rms, diffuse-field referred) that it reaches at all, which a sine tends to the harder it is
    /// driven; asked for just this level it has about 14 % of harmonics.
    pub max_level_db_spl: f64,
    /// Level of a sine (rms, diffuse-field referred) from which distortion is heard; at most `max_level_db_spl`.
    pub distortion_onset_db_spl: f64,
    /// Where the figures come from.
    pub evidence: Evidence,
}

/// Delay of the monitor path: radio link, codec, or the way from the loudspeaker.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Latency {
    /// Delay in milliseconds.
    pub ms: f64,
    /// Where it comes from.
    pub evidence: Evidence,
}

/// What escapes towards a microphone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leakage {
    /// Level 10 cm from the ear relative to the level in the ear, per octave of [`super::OCTAVES_HZ`].
    pub at_10_cm_db: [f64; 10],
    /// Where it comes from.
    pub evidence: Evidence,
}

impl Driver {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&[
            "sensitivity_db_per_mw",
            "impedance_ohm",
            "max_level_db_spl",
            "distortion_onset_db_spl",
            "evidence",
        ])?;
        let max_level_db_spl = table.key("max_level_db_spl")?.number(&bounds::DRIVER_DB_SPL)?;
        let onset = table.key("distortion_onset_db_spl")?;
        let distortion_onset_db_spl = onset.number(&bounds::DRIVER_DB_SPL)?;
        if distortion_onset_db_spl > max_level_db_spl {
            return Err(onset.refuse(
                format!("distortion begins at {distortion_onset_db_spl} dB SPL, above the highest level"),
                format!("use {max_level_db_spl} (max_level_db_spl) or less"),
            ));
        }
        let optional = |key, range| table.maybe(key).map(|n| n.number(range)).transpose();
        Ok(Self {
            sensitivity_db_per_mw: optional("sensitivity_db_per_mw", &bounds::SENSITIVITY_DB_PER_MW)?,
            impedance_ohm: optional("impedance_ohm", &bounds::IMPEDANCE_OHM)?,
            max_level_db_spl,
            distortion_onset_db_spl,
            evidence: Evidence::of(&table)?,
        })
    }
}

impl Latency {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["ms", "evidence"])?;
        Ok(Self { ms: table.key("ms")?.number(&bounds::LATENCY_MS)?, evidence: Evidence::of(&table)? })
    }
}

impl Leakage {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["at_10_cm_db", "evidence"])?;
        Ok(Self {
            at_10_cm_db: table.key("at_10_cm_db")?.octaves(&bounds::LEAKAGE_DB)?,
            evidence: Evidence::of(&table)?,
        })
    }
}
