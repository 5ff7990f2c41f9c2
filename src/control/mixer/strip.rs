//! One channel of the monitor mix, and what can be changed of it.

use super::SIDE;
use crate::preset::bounds::NAME_CHARS;
use crate::units::Db;

/// One capture channel.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "four switches that do not depend on each other")]
pub struct StripSettings {
    /// Its name for people.
    pub name: String,
    /// Fader, dB, up to [`super::HIGHEST`]; -inf is closed.
    pub gain: Db,
    /// -100 left ear alone, 0 both at full level, 100 right ear alone.
    pub pan: f64,
    /// Out of the monitor mix.
    pub mute: bool,
    /// As long as any channel has this, those without are out of the monitor mix.
    pub solo: bool,
    /// Turned over in the monitor mix.
    pub inverted: bool,
    /// The performer's own voice, which also reaches the ear through head and air.
    pub voice: bool,
}

/// What can be changed of a channel.
#[derive(Debug, Clone, PartialEq)]
pub enum StripChange {
    /// Fader, dB; beyond the top it stays at the top.
    Gain(Db),
    /// Pan, percent, held within -100 to 100.
    Pan(f64),
    /// Mute on or off.
    Mute(bool),
    /// Solo on or off.
    Solo(bool),
    /// Polarity: true is turned over.
    Invert(bool),
    /// Own voice or not.
    Voice(bool),
    /// A name of 1 to 60 characters.
    Name(String),
}

impl StripSettings {
    /// A channel at 0 dB. Whatever the name is, it becomes one that can be written and read again.
    #[must_use]
    pub fn new(name: &str, pan: f64) -> Self {
        let plain = name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(NAME_CHARS);
        let name = plain.collect::<String>().trim().to_owned();
        let name = if name.is_empty() { "channel".into() } else { name };
        Self { name, gain: Db(0.0), pan, mute: false, solo: false, inverted: false, voice: false }
    }

    /// Gains to the left and the right ear when it is heard. Balance law: both at full level in the centre; on the way
    /// to a side the other ear falls linearly to nothing (-6 dB half-way).
    #[must_use]
    pub fn ears(&self) -> [f64; 2] {
        let gain = if self.inverted { -self.gain.gain() } else { self.gain.gain() };
        let pan = (self.pan / SIDE).clamp(-1.0, 1.0);
        [gain * (1.0 - pan.max(0.0)), gain * (1.0 + pan.min(0.0))]
    }
}
