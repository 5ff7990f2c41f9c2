//! A loud place: its levels and the sources that make them.

mod kinds;
mod source;

use serde::Serialize;

use super::document::Document;
use super::error::PresetError;
use super::node::Node;
use super::{Evidence, FORMAT, OCTAVES_HZ, bounds};

pub use kinds::{Crowd, Groove, Hum, Kit, Manner, Modulation, Noise, Notes, Recording};
pub use source::{Field, Sound, Source};

/// Ambient sound at the performer's place, at the open ear, diffuse-field referred.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stage {
    /// [`FORMAT`].
    pub format: u32,
    /// Kebab-case word that names it on the command line; equal to its file's name.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it is, one to three sentences.
    pub about: String,
    /// Overall and octave levels; `None` exactly where there are no sources: silence has no level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<Levels>,
    /// What makes the sound; the power sum of those that sound by themselves is `levels.octaves_db`. Empty for
    /// silence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// The levels of a stage, equivalent levels (Leq) over its length.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Levels {
    /// A-weighted equivalent level.
    pub laeq_db: f64,
    /// C-weighted equivalent level.
    pub lceq_db: f64,
    /// C-weighted peak level.
    pub lcpeak_db: f64,
    /// Unweighted equivalent level per octave of [`OCTAVES_HZ`].
    pub octaves_db: [f64; 10],
    /// Where the overall levels come from.
    pub evidence: Evidence,
    /// Where the shape of the spectrum comes from.
    pub spectrum_evidence: Evidence,
}

impl Stage {
    pub(super) fn read(document: &Document<'_>) -> Result<Self, PresetError> {
        let root = document.parse()?;
        let table = root.node().table(&["format", "id", "name", "about", "levels", "sources"])?;
        let (id, name, about) = (
            table.key("id")?.id()?,
            table.key("name")?.text(bounds::NAME_CHARS)?,
            table.key("about")?.text(bounds::ABOUT_CHARS)?,
        );
        let sources = match table.maybe("sources") {
            Some(node) => {
                let list = node.list(1..=bounds::STAGE_SOURCES, "sources")?;
                list.iter().map(Source::read).collect::<Result<_, _>>()?
            }
            None => Vec::new(),
        };
        let levels = match (table.maybe("levels"), sources.is_empty()) {
            (Some(node), false) => Some(Levels::read(&node, &sources)?),
            (None, true) => None,
            (Some(node), true) => {
                return Err(node.refuse("the stage has levels but no sources", "add a [[sources]] table"));
            }
            (None, false) => return Err(table.missing("levels")),
        };
        Ok(Self { format: FORMAT, id, name, about, levels, sources })
    }
}

impl Levels {
    fn read(node: &Node<'_>, sources: &[Source]) -> Result<Self, PresetError> {
        let table =
            node.table(&["laeq_db", "lceq_db", "lcpeak_db", "octaves_db", "evidence", "spectrum_evidence"])?;
        let laeq_db = table.key("laeq_db")?.number(&bounds::STAGE_DB_SPL)?;
        let lceq_db = table.key("lceq_db")?.number(&bounds::STAGE_DB_SPL)?;
        let peak = table.key("lcpeak_db")?;
        let lcpeak_db = peak.number(&bounds::STAGE_DB_SPL)?;
        if lcpeak_db <= lceq_db {
            return Err(peak.refuse(
                format!(
                    "the C-weighted peak, {lcpeak_db} dB, is not above the C-weighted mean, {lceq_db} dB"
                ),
                "a peak stands 12 to 25 dB above the mean",
            ));
        }
        let octaves = table.key("octaves_db")?;
        let octaves_db = octaves.octaves(&bounds::STAGE_DB_SPL)?;
        for (band, (&hz, &stated)) in OCTAVES_HZ.iter().zip(&octaves_db).enumerate() {
            let alone = sources.iter().filter(|source| source.sounds_alone());
            let sum_db = power_sum_db(alone.map(|source| source.octaves_db[band]));
            if (sum_db - stated).abs() > bounds::STAGE_SUM_DB {
                return Err(octaves.refuse(
                    format!("at {hz} Hz the stage says {stated} dB and its sources add up to {sum_db:.1} dB"),
                    "let octaves_db be the power sum of the sources",
                ));
            }
        }
        let evidence = Evidence::of(&table)?;
        let spectrum_evidence = Evidence::read(&table.key("spectrum_evidence")?)?;
        Ok(Self { laeq_db, lceq_db, lcpeak_db, octaves_db, evidence, spectrum_evidence })
    }
}

fn power_sum_db(levels_db: impl Iterator<Item = f64>) -> f64 {
    10.0 * levels_db.map(|l| 10f64.powf(l / 10.0)).sum::<f64>().log10()
}
