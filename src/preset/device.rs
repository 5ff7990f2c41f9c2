//! A monitoring device, or a pair of them.

use serde::Serialize;

use super::document::{Document, Table};
use super::error::PresetError;
use super::{Driver, FORMAT, Isolation, Latency, Leakage, Occlusion, Response, Seal, bounds};

/// The family a device belongs to, in display order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// No device that exists: flat, sealed, silent outside, without delay. What the others are compared with.
    Reference,
    /// Nothing in or over the ear and no loudspeaker either.
    OpenEar,
    /// Open ear, monitored by a loudspeaker on the floor.
    Wedge,
    /// Circumaural headphone with open cups.
    OpenBack,
    /// Circumaural headphone with closed cups.
    ClosedBack,
    /// Headphone built into an ear muff.
    IsolationHeadphone,
    /// Supra-aural headphone, open or closed.
    OnEar,
    /// Unsealed earphone resting in the concha.
    Earbud,
    /// Wireless in-ear earphone with noise cancelling.
    AncEarbud,
    /// Headphone with noise cancelling.
    AncHeadphone,
    /// In-ear monitor with exchangeable tips.
    IemUniversal,
    /// In-ear monitor with a port that lets the stage in.
    IemAmbient,
    /// In-ear monitor moulded to one ear.
    IemCustom,
    /// Two devices, one for each ear.
    Pair,
}

/// One monitoring device, the same on both ears unless its response says otherwise. Every part says how sure its figures are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Device {
    /// [`FORMAT`].
    pub format: u32,
    /// Kebab-case word that names it on the command line; equal to its file's name.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The family it belongs to; never [`Kind::Pair`].
    pub kind: Kind,
    /// What it is and when one meets it, one to three sentences.
    pub about: String,
    /// How it sounds, relative to the diffuse field.
    pub response: Response,
    /// How much of the stage it keeps out.
    pub isolation: Isolation,
    /// The cavity a leak acts on; `None` where there is nothing to seal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
    /// How much louder it makes the wearer's own body.
    pub occlusion: Occlusion,
    /// What it can deliver; `None` without a driver, or with an ideal one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<Driver>,
    /// Delay of the monitor path.
    pub latency: Latency,
    /// What others hear of it.
    pub leakage: Leakage,
}

/// Two devices, one for each ear, named by their ids.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// [`FORMAT`].
    pub format: u32,
    /// Kebab-case word that names it on the command line; equal to its file's name.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Always [`Kind::Pair`].
    pub kind: Kind,
    /// What it is and when one meets it, one to three sentences.
    pub about: String,
    /// Id of the device on the left ear.
    pub left: String,
    /// Id of the device on the right ear.
    pub right: String,
}

/// What a file in `presets/devices/` describes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "a few dozen exist, and nearly all of them are devices")]
pub enum Preset {
    /// One device for both ears.
    Device(Device),
    /// One device for each ear.
    Pair(Pair),
}

impl Kind {
    /// Every kind with its word in the files, in display order.
    pub const WORDS: [(&'static str, Self); 14] = [
        ("reference", Self::Reference),
        ("open-ear", Self::OpenEar),
        ("wedge", Self::Wedge),
        ("open-back", Self::OpenBack),
        ("closed-back", Self::ClosedBack),
        ("isolation-headphone", Self::IsolationHeadphone),
        ("on-ear", Self::OnEar),
        ("earbud", Self::Earbud),
        ("anc-earbud", Self::AncEarbud),
        ("anc-headphone", Self::AncHeadphone),
        ("iem-universal", Self::IemUniversal),
        ("iem-ambient", Self::IemAmbient),
        ("iem-custom", Self::IemCustom),
        ("pair", Self::Pair),
    ];
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = Self::WORDS.iter().find(|(_, kind)| kind == self).map_or("", |(word, _)| word);
        f.write_str(word)
    }
}

impl Preset {
    /// The word that names it on the command line.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Device(device) => &device.id,
            Self::Pair(pair) => &pair.id,
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Device(device) => &device.name,
            Self::Pair(pair) => &pair.name,
        }
    }

    /// What it is and when one meets it.
    #[must_use]
    pub fn about(&self) -> &str {
        match self {
            Self::Device(device) => &device.about,
            Self::Pair(pair) => &pair.about,
        }
    }

    /// The family it belongs to.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Device(device) => device.kind,
            Self::Pair(_) => Kind::Pair,
        }
    }

    pub(super) fn read(document: &Document<'_>) -> Result<Self, PresetError> {
        let root = document.parse()?;
        let keys = |kind| if kind == Kind::Pair { Pair::KEYS } else { Device::KEYS };
        let variants = Kind::WORDS.map(|(word, kind)| (word, keys(kind), kind));
        let (table, kind) = root.node().variant("kind", &["format", "id", "name", "about"], &variants)?;
        Ok(if kind == Kind::Pair {
            Self::Pair(Pair::read(&table)?)
        } else {
            Self::Device(Device::read(&table, kind)?)
        })
    }
}

impl Device {
    /// The same device with what its right ear gets as its response.
    #[must_use]
    pub fn on_right_ear(mut self) -> Self {
        if let Some(shape) = self.response.shape.of_right_ear() {
            self.response.shape = shape;
        }
        self
    }

    const KEYS: &[&str] = &["response", "isolation", "seal", "occlusion", "driver", "latency", "leakage"];

    fn read(table: &Table<'_>, kind: Kind) -> Result<Self, PresetError> {
        Ok(Self {
            format: FORMAT,
            id: table.key("id")?.id()?,
            name: table.key("name")?.text(bounds::NAME_CHARS)?,
            kind,
            about: table.key("about")?.text(bounds::ABOUT_CHARS)?,
            response: Response::read(&table.key("response")?)?,
            isolation: Isolation::read(&table.key("isolation")?)?,
            seal: table.maybe("seal").map(|n| Seal::read(&n)).transpose()?,
            occlusion: Occlusion::read(&table.key("occlusion")?)?,
            driver: table.maybe("driver").map(|n| Driver::read(&n)).transpose()?,
            latency: Latency::read(&table.key("latency")?)?,
            leakage: Leakage::read(&table.key("leakage")?)?,
        })
    }
}

impl Pair {
    const KEYS: &[&str] = &["left", "right"];

    fn read(table: &Table<'_>) -> Result<Self, PresetError> {
        Ok(Self {
            format: FORMAT,
            id: table.key("id")?.id()?,
            name: table.key("name")?.text(bounds::NAME_CHARS)?,
            kind: Kind::Pair,
            about: table.key("about")?.text(bounds::ABOUT_CHARS)?,
            left: table.key("left")?.id()?,
            right: table.key("right")?.id()?,
        })
    }
}
