//! How a device sounds.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::document::Table;
use super::error::PresetError;
use super::node::{Node, Variant};
use super::{Band, Equaliser, Evidence, bounds, equaliser};

/// Response of the sealed device at the ear, relative to the diffuse field: 0 dB at every frequency sounds as flat as
/// an open ear in a diffuse field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Response {
    /// The curve in one of its forms.
    #[serde(flatten)]
    pub shape: ResponseShape,
    /// Where it comes from.
    pub evidence: Evidence,
}

/// The forms a response may be written in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "shape", rename_all = "kebab-case")]
pub enum ResponseShape {
    /// No driver: the monitor mix is not heard.
    None,
    /// 0 dB at every frequency, and nothing in the path.
    Flat,
    /// Analogue second- and first-order filters in series.
    Filters {
        /// In the order written; the order does not change the sound.
        filters: Vec<Filter>,
    },
    /// Measured points; between them monotone cubic (PCHIP) in dB over log frequency, ends held.
    Curve {
        /// `[Hz, dB]`, frequencies ascending.
        points: Vec<[f64; 2]>,
        /// One standard deviation in dB at each point, where known.
        #[serde(skip_serializing_if = "Option::is_none")]
        spread_db: Option<Vec<f64>>,
    },
    /// An impulse response in a WAV file beside the preset; its spectrum is the response (0 dB = gain 1).
    Impulse {
        /// File name, without a folder.
        file: String,
        /// The file's bytes, read with the preset; undecoded.
        #[serde(skip)]
        wav: Arc<[u8]>,
        /// The right ear's own file, where the ears differ.
        #[serde(skip_serializing_if = "Option::is_none")]
        right_file: Option<String>,
        /// The bytes of that.
        #[serde(skip)]
        right_wav: Option<Arc<[u8]>>,
    },
    /// An equaliser's own filters, as its program runs them.
    Equaliser {
        /// Gain at every frequency.
        gain_db: f64,
        /// In the order written.
        bands: Vec<Band>,
        /// The right ear's own, where the ears differ.
        #[serde(skip_serializing_if = "Option::is_none")]
        right: Option<Equaliser>,
    },
}

/// One filter, the analogue prototypes of Bristow-Johnson's "Audio EQ Cookbook" (W3C note, 2021).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum Filter {
    /// Peaking.
    #[serde(rename = "PK")]
    Peak {
        /// Centre.
        freq_hz: f64,
        /// Gain at the centre.
        gain_db: f64,
        /// Quality factor.
        q: f64,
    },
    /// Low shelf, corner at half its gain.
    #[serde(rename = "LSC")]
    LowShelf {
        /// Corner.
        freq_hz: f64,
        /// Gain far below the corner.
        gain_db: f64,
        /// Quality factor.
        q: f64,
    },
    /// High shelf, corner at half its gain.
    #[serde(rename = "HSC")]
    HighShelf {
        /// Corner.
        freq_hz: f64,
        /// Gain far above the corner.
        gain_db: f64,
        /// Quality factor.
        q: f64,
    },
    /// First-order high-pass.
    #[serde(rename = "HP1")]
    HighPass1 {
        /// Frequency of -3.01 dB.
        freq_hz: f64,
    },
    /// Second-order high-pass.
    #[serde(rename = "HP2")]
    HighPass2 {
        /// Corner.
        freq_hz: f64,
        /// Quality factor; gain at the corner.
        q: f64,
    },
    /// First-order low-pass.
    #[serde(rename = "LP1")]
    LowPass1 {
        /// Frequency of -3.01 dB.
        freq_hz: f64,
    },
    /// Second-order low-pass.
    #[serde(rename = "LP2")]
    LowPass2 {
        /// Corner.
        freq_hz: f64,
        /// Quality factor; gain at the corner.
        q: f64,
    },
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Peak { freq_hz, gain_db, q } => write!(f, "peak {freq_hz} Hz {gain_db:+} dB Q {q}"),
            Self::LowShelf { freq_hz, gain_db, q } => {
                write!(f, "low shelf {freq_hz} Hz {gain_db:+} dB Q {q}")
            }
            Self::HighShelf { freq_hz, gain_db, q } => {
                write!(f, "high shelf {freq_hz} Hz {gain_db:+} dB Q {q}")
            }
            Self::HighPass1 { freq_hz } => write!(f, "high-pass {freq_hz} Hz, first order"),
            Self::HighPass2 { freq_hz, q } => write!(f, "high-pass {freq_hz} Hz Q {q}"),
            Self::LowPass1 { freq_hz } => write!(f, "low-pass {freq_hz} Hz, first order"),
            Self::LowPass2 { freq_hz, q } => write!(f, "low-pass {freq_hz} Hz Q {q}"),
        }
    }
}

impl ResponseShape {
    /// What the right ear gets where the ears differ; None where it is the same.
    pub(super) fn of_right_ear(&self) -> Option<Self> {
        match self {
            Self::Impulse { right_file: Some(file), right_wav: Some(wav), .. } => Some(Self::Impulse {
                file: file.clone(),
                wav: Arc::clone(wav),
                right_file: None,
                right_wav: None,
            }),
            Self::Equaliser { right: Some(right), .. } => {
                let Equaliser { gain_db, bands } = right.clone();
                Some(Self::Equaliser { gain_db, bands, right: None })
            }
            _ => None,
        }
    }
}

impl Response {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        type Read = fn(&Table<'_>) -> Result<ResponseShape, PresetError>;
        let variants: [Variant<'_, Read>; 6] = [
            ("none", &[], |_| Ok(ResponseShape::None)),
            ("flat", &[], |_| Ok(ResponseShape::Flat)),
            ("filters", &["filters"], filters),
            ("curve", &["points", "spread_db"], curve),
            ("impulse", &["file", "right_file"], impulse),
            ("equaliser", equaliser::KEYS, equaliser::read),
        ];
        let (table, read) = node.variant("shape", &["evidence"], &variants)?;
        Ok(Self { shape: read(&table)?, evidence: Evidence::of(&table)? })
    }
}

fn filters(table: &Table<'_>) -> Result<ResponseShape, PresetError> {
    let list = table.key("filters")?.list(1..=bounds::FILTERS, "filters")?;
    Ok(ResponseShape::Filters { filters: list.iter().map(Filter::read).collect::<Result<_, _>>()? })
}

fn curve(table: &Table<'_>) -> Result<ResponseShape, PresetError> {
    let list = table.key("points")?.list(2..=bounds::CURVE_POINTS, "points")?;
    let mut points: Vec<[f64; 2]> = Vec::with_capacity(list.len());
    for node in &list {
        let pair = node.list(2..=2, "numbers, [Hz, dB]")?;
        let hz = pair[0].number(&bounds::FREQUENCY_HZ)?;
        let db = pair[1].number(&bounds::CURVE_DB)?;
        if let Some(&[before, _]) = points.last()
            && hz <= before
        {
            return Err(node.refuse(
                format!("the curve goes from {before} to {hz} Hz"),
                "put the points in ascending order of frequency, each once",
            ));
        }
        points.push([hz, db]);
    }
    let spread_db = match table.maybe("spread_db") {
        Some(node) => Some(node.numbers(points.len(), "one per point of the curve", &bounds::SPREAD_DB)?),
        None => None,
    };
    Ok(ResponseShape::Curve { points, spread_db })
}

fn impulse(table: &Table<'_>) -> Result<ResponseShape, PresetError> {
    let (file, wav) = table.key("file")?.wav()?;
    let (right_file, right_wav) = table.maybe("right_file").map(|node| node.wav()).transpose()?.unzip();
    Ok(ResponseShape::Impulse { file, wav, right_file, right_wav })
}

impl Filter {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        type Read = fn(&Table<'_>, f64) -> Result<Filter, PresetError>;
        let variants: [Variant<'_, Read>; 7] = [
            ("PK", &["gain_db", "q"], |t, freq_hz| Ok(Self::Peak { freq_hz, gain_db: gain(t)?, q: q(t)? })),
            ("LSC", &["gain_db", "q"], |t, freq_hz| {
                Ok(Self::LowShelf { freq_hz, gain_db: gain(t)?, q: q(t)? })
            }),
            ("HSC", &["gain_db", "q"], |t, freq_hz| {
                Ok(Self::HighShelf { freq_hz, gain_db: gain(t)?, q: q(t)? })
            }),
            ("HP1", &[], |_, freq_hz| Ok(Self::HighPass1 { freq_hz })),
            ("HP2", &["q"], |t, freq_hz| Ok(Self::HighPass2 { freq_hz, q: q(t)? })),
            ("LP1", &[], |_, freq_hz| Ok(Self::LowPass1 { freq_hz })),
            ("LP2", &["q"], |t, freq_hz| Ok(Self::LowPass2 { freq_hz, q: q(t)? })),
        ];
        let (table, read) = node.variant("type", &["freq_hz"], &variants)?;
        read(&table, table.key("freq_hz")?.number(&bounds::FREQUENCY_HZ)?)
    }
}

fn gain(table: &Table<'_>) -> Result<f64, PresetError> {
    table.key("gain_db")?.number(&bounds::FILTER_GAIN_DB)
}

fn q(table: &Table<'_>) -> Result<f64, PresetError> {
    table.key("q")?.number(&bounds::FILTER_Q)
}
