//! A loud place: its levels and the sources that make them.

use serde::Serialize;

use super::document::{Document, Table};
use super::error::PresetError;
use super::node::{Node, Variant};
use super::{Evidence, FORMAT, OCTAVES_HZ, bounds};

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
    /// What makes the sound; their power sum is `levels.octaves_db`. Empty for silence.
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

/// One source of ambient sound. A new kind is a variant here and a row in `KINDS`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Source {
    /// Steady noise of a given spectrum with slow level modulation.
    Noise(Noise),
}

type ReadSource = fn(&Table<'_>) -> Result<Source, PresetError>;

/// The words of the source kinds, each with its keys and its reader.
const KINDS: [Variant<'_, ReadSource>; 1] =
    [("noise", &["octaves_db", "field", "modulation"], |table| Ok(Source::Noise(Noise::read(table)?)))];

/// Gaussian noise shaped to octave levels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Noise {
    /// Unweighted equivalent level per octave of [`OCTAVES_HZ`].
    pub octaves_db: [f64; 10],
    /// From where it reaches the head.
    pub field: Field,
    /// How its level moves.
    pub modulation: Modulation,
    /// Where its spectrum and its dynamics come from.
    pub evidence: Evidence,
}

/// From where a source reaches the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// From everywhere alike.
    Diffuse,
}

/// Slow level modulation: lognormal, seeded, its mean square held to the preset's level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Modulation {
    /// Standard deviation of the level; 0 is steady.
    pub sd_db: f64,
    /// Shortest and longest time constant of the movement.
    pub time_s: [f64; 2],
}

impl Source {
    /// Unweighted equivalent level per octave of [`OCTAVES_HZ`].
    #[must_use]
    pub fn octaves_db(&self) -> &[f64; 10] {
        match self {
            Self::Noise(noise) => &noise.octaves_db,
        }
    }

    /// Where its figures come from.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        match self {
            Self::Noise(noise) => &noise.evidence,
        }
    }

    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let (table, read) = node.variant("kind", &["evidence"], &KINDS)?;
        read(&table)
    }
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
            let sum_db = power_sum_db(sources.iter().map(|s| s.octaves_db()[band]));
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

impl Noise {
    fn read(table: &Table<'_>) -> Result<Self, PresetError> {
        Ok(Self {
            octaves_db: table.key("octaves_db")?.octaves(&bounds::STAGE_DB_SPL)?,
            field: table.key("field")?.word(&[("diffuse", Field::Diffuse)])?,
            modulation: Modulation::read(&table.key("modulation")?)?,
            evidence: Evidence::of(table)?,
        })
    }
}

impl Modulation {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["sd_db", "time_s"])?;
        let sd_db = table.key("sd_db")?.number(&bounds::MODULATION_SD_DB)?;
        let time = table.key("time_s")?;
        let time_s: [f64; 2] = time.array("the shortest and the longest", &bounds::MODULATION_TIME_S)?;
        if time_s[0] > time_s[1] {
            return Err(time.refuse(
                format!("the shortest time, {} s, is above the longest, {} s", time_s[0], time_s[1]),
                "write the shortest first",
            ));
        }
        Ok(Self { sd_db, time_s })
    }
}
