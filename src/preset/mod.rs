//! Device and stage descriptions: TOML in, checked plain numbers out. No sound is made here.
//!
//! A preset is one file in `presets/devices/` or `presets/stages/`; adding the file is all it takes. Every part of it
//! carries [`Evidence`]: what kind of knowledge the figures are, where they come from, how far they may be off.
//! Unknown keys, missing keys and values out of [`bounds`] are refused with file, line, reason and mend.
//!
//! What a listener really wears and plugs into ([`Phones`], [`HeadphoneOutput`]) are lists of their own,
//! `presets/phones.toml` and `presets/outputs.toml`: they serve calibration and are never simulated.
//!
//! Levels are diffuse-field referred. Octave tables follow [`OCTAVES_HZ`] (occlusion: [`OCCLUSION_OCTAVES_HZ`]);
//! those are the nominal names of the bands, their exact centres are `1000 * 10^(3n/10)` Hz (IEC 61260-1).

pub mod bounds;
mod calibration;
mod catalogue;
mod device;
mod document;
mod driver;
mod equaliser;
mod error;
mod evidence;
pub mod export;
mod fit;
pub mod import;
mod interface;
mod isolation;
mod library;
mod midi_map;
mod node;
mod outputs;
mod phones;
#[cfg(test)]
mod refusals;
mod response;
mod session;
mod stage;
mod written;

pub use bounds::Bounds;
pub use calibration::{CalibratedOutput, CalibratedPhones, Calibration, Method};
pub use device::{Device, Kind, Pair, Preset};
pub use driver::{Driver, Latency, Leakage};
pub use equaliser::{Band, BandKind, Equaliser};
pub use error::PresetError;
pub use evidence::{Confidence, Evidence};
pub use fit::{Occlusion, Seal};
pub use interface::{DeviceUse, Interface};
pub use isolation::{Active, Isolation, IsolationShape};
pub use library::{Ears, Entry, Library};
pub use midi_map::{MidiAction, MidiBinding, MidiMap, MidiPlace, MidiTrigger};
pub use node::is_plain_word;
pub use outputs::HeadphoneOutput;
pub use phones::{Per, Phones, Sensitivity};
pub use response::{Filter, Response, ResponseShape};
pub use session::{SavedEnds, SavedPlace, SavedSession, SavedSlot, SavedStage, SavedStrip, SessionWords};
pub use stage::{
    Crowd, Field, Groove, Hum, Kit, Levels, Manner, Modulation, Noise, Notes, Recording, Sound, Source, Stage,
};
pub use written::{id_of, one_line};

/// The format number every preset file of this version carries.
pub const FORMAT: u32 = 1;

/// Nominal octave bands of isolation, leakage and stage tables.
pub const OCTAVES_HZ: [f64; 10] =
    [31.5, 63.0, 125.0, 250.0, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0];

/// Nominal octave bands of the occlusion table.
pub const OCCLUSION_OCTAVES_HZ: [f64; 8] = [63.0, 125.0, 250.0, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0];
