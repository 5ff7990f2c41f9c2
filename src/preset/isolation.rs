//! How much of the stage a device keeps out.

use serde::Serialize;

use super::document::Table;
use super::error::PresetError;
use super::node::{Node, Variant};
use super::{Evidence, bounds};

/// Transmission of ambient sound to the ear, relative to the open ear.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Isolation {
    /// The transmission in one of its forms.
    #[serde(flatten)]
    pub shape: IsolationShape,
    /// Where it comes from.
    pub evidence: Evidence,
}

/// The forms an isolation may be written in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "shape", rename_all = "kebab-case")]
#[expect(clippy::large_enum_variant, reason = "one per device, and nearly all of them are tables")]
pub enum IsolationShape {
    /// Nothing in the way: transmission 1 at every frequency.
    Open,
    /// Nothing gets in, not even through bone. Exists for `reference` only.
    Silent,
    /// Insertion loss per octave of [`super::OCTAVES_HZ`], well sealed. Bone conduction and leaks are not in it.
    Octaves {
        /// Passive insertion loss, positive attenuates.
        il_db: [f64; 10],
        /// One standard deviation over wearers and fits.
        sd_db: [f64; 10],
        /// Noise cancelling that is switched on; adds to `il_db`.
        #[serde(skip_serializing_if = "Option::is_none")]
        active: Option<Active>,
    },
}

/// The active part of a noise-cancelling device.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Active {
    /// Attenuation per octave in addition to the passive one.
    pub il_db: [f64; 10],
    /// Level of low-frequency sound at the ear, behind passive and active part, from which it begins to give way.
    pub overload_from_db_spl: f64,
    /// Level at which it has vanished; above `overload_from_db_spl`.
    pub overload_to_db_spl: f64,
}

impl Isolation {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        type Read = fn(&Table<'_>) -> Result<IsolationShape, PresetError>;
        let variants: [Variant<'_, Read>; 3] = [
            ("open", &[], |_| Ok(IsolationShape::Open)),
            ("silent", &[], |_| Ok(IsolationShape::Silent)),
            ("octaves", &["il_db", "sd_db", "active"], octaves),
        ];
        let (table, read) = node.variant("shape", &["evidence"], &variants)?;
        Ok(Self { shape: read(&table)?, evidence: Evidence::of(&table)? })
    }
}

fn octaves(table: &Table<'_>) -> Result<IsolationShape, PresetError> {
    Ok(IsolationShape::Octaves {
        il_db: table.key("il_db")?.octaves(&bounds::ISOLATION_DB)?,
        sd_db: table.key("sd_db")?.octaves(&bounds::SPREAD_DB)?,
        active: table.maybe("active").map(|n| Active::read(&n)).transpose()?,
    })
}

impl Active {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["il_db", "overload_from_db_spl", "overload_to_db_spl"])?;
        let il_db = table.key("il_db")?.octaves(&bounds::ISOLATION_DB)?;
        let from = table.key("overload_from_db_spl")?.number(&bounds::OVERLOAD_DB_SPL)?;
        let end = table.key("overload_to_db_spl")?;
        let to = end.number(&bounds::OVERLOAD_DB_SPL)?;
        if to <= from {
            return Err(end.refuse(
                format!("the overload ends at {to} dB SPL and begins at {from}"),
                "let overload_to_db_spl be above overload_from_db_spl",
            ));
        }
        Ok(Self { il_db, overload_from_db_spl: from, overload_to_db_spl: to })
    }
}
