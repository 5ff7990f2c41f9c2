//! A map as the TOML it is read from.

use std::fmt;

use super::{MidiAction, MidiBinding, MidiMap, MidiTrigger};

impl MidiTrigger {
    /// Its key in a map, and its number.
    #[must_use]
    pub fn key(self) -> (&'static str, u8) {
        match self {
            Self::Note(number) => ("note", number),
            Self::Control(number) => ("control", number),
            Self::Program(number) => ("program", number),
        }
    }
}

impl MidiBinding {
    /// The same in a few words for people.
    #[must_use]
    pub fn brief(&self) -> String {
        let (kind, number) = self.trigger.key();
        let channel = self.channel.map_or(String::new(), |channel| format!(" on channel {channel}"));
        let does = match &self.action {
            MidiAction::Command { line, .. } => line,
            MidiAction::Knob { id, .. } => id,
        };
        format!("{kind} {number}{channel} is `{does}`")
    }
}

impl fmt::Display for MidiMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[midi]")?;
        if let Some(input) = &self.input {
            writeln!(f, "input = {}", quoted(input))?;
        }
        self.bindings.iter().try_for_each(|binding| write!(f, "\n{binding}"))
    }
}

impl fmt::Display for MidiBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, number) = self.trigger.key();
        writeln!(f, "[[midi.binding]]\n{kind} = {number}")?;
        if let Some(channel) = self.channel {
            writeln!(f, "channel = {channel}")?;
        }
        match &self.action {
            MidiAction::Command { line, latching } => {
                writeln!(f, "command = {}", quoted(line))?;
                if *latching { writeln!(f, "latching = true") } else { Ok(()) }
            }
            MidiAction::Knob { id, from, to } => {
                writeln!(f, "knob = {}", quoted(id))?;
                let mut ends = [("from", from), ("to", to)].into_iter();
                ends.try_for_each(|(key, end)| end.map_or(Ok(()), |end| writeln!(f, "{key} = {end}")))
            }
        }
    }
}

/// A TOML string with what must be escaped.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
