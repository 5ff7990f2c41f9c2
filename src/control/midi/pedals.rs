//! Which message asks for what, and how one learns it.

use std::time::Instant;

use super::message::Message;
use super::switch::Switch;
use crate::control::command::Command;
use crate::engine::knobs::{KNOBS, KnobId};
use crate::preset::{MidiAction, MidiBinding, MidiMap, MidiPlace, MidiTrigger, PresetError};

/// The sustain pedal, which every keyboard has a socket for: what is bound where no map was given.
const SUSTAIN: MidiTrigger = MidiTrigger::Control(64);

/// A map at work.
#[derive(Debug, Clone, Default)]
pub struct Pedals {
    bindings: Vec<Bound>,
    learning: Option<(MidiAction, Does)>,
}

/// What came of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// Nothing is bound to it, or it was no press.
    Nothing,
    /// This is asked for.
    Ask(Command),
    /// It was bound; this is what a map has to say of it.
    Learned(MidiBinding),
}

#[derive(Debug, Clone)]
struct Bound {
    binding: MidiBinding,
    does: Does,
    switch: Switch,
}

#[derive(Debug, Clone, PartialEq)]
enum Does {
    Ask { command: Command, latching: bool },
    Turn { knob: KnobId, ends: [f64; 2] },
}

impl Pedals {
    /// Hearing the other slot on the sustain pedal.
    #[must_use]
    pub fn usual() -> Self {
        let action = MidiAction::Command { line: "toggle".into(), latching: false };
        let binding = MidiBinding { place: MidiPlace::default(), trigger: SUSTAIN, channel: None, action };
        let does = Does::Ask { command: Command::Toggle, latching: false };
        Self { bindings: vec![Bound { binding, does, switch: Switch::default() }], learning: None }
    }

    /// The map of a file.
    ///
    /// # Errors
    /// A command or knob that there is none of, with file and line.
    pub fn new(map: &MidiMap) -> Result<Self, PresetError> {
        let bind = |binding: &MidiBinding| {
            let does = Does::new(&binding.action).map_err(|what| refuse(&binding.place, what))?;
            Ok(Bound { binding: binding.clone(), does, switch: Switch::default() })
        };
        Ok(Self { bindings: map.bindings.iter().map(bind).collect::<Result<_, _>>()?, learning: None })
    }

    /// What is bound now, with all that was learned.
    #[must_use]
    pub fn bindings(&self) -> Vec<MidiBinding> {
        self.bindings.iter().map(|bound| bound.binding.clone()).collect()
    }

    /// Binds the next press, or the next controller where it says `knob ID` or `knob ID FROM TO`; anything else is a
    /// line of the protocol.
    ///
    /// # Errors
    /// One line: no such command or knob.
    pub fn learn(&mut self, words: &str) -> Result<(), String> {
        let split: Vec<&str> = words.split_whitespace().collect();
        let end = |word: &str| word.parse().map(Some).map_err(|_| format!("`{word}` is no number"));
        let knob = |id: &str, from, to| MidiAction::Knob { id: id.to_owned(), from, to };
        let action = match split.as_slice() {
            ["knob", id] => knob(id, None, None),
            ["knob", id, from, to] => knob(id, end(from)?, end(to)?),
            _ => MidiAction::Command { line: split.join(" "), latching: false },
        };
        let does = Does::new(&action)?;
        self.learning = Some((action, does));
        Ok(())
    }

    /// What a message asks for. A learned binding takes the place of what the same message did before.
    pub fn hear(&mut self, message: Message, at: Instant) -> Heard {
        let Message { channel, trigger, value } = message;
        let on = match trigger {
            MidiTrigger::Note(_) => value > 0,
            MidiTrigger::Control(_) => Switch::is_on(value),
            MidiTrigger::Program(_) => true,
        };
        let turns = matches!(trigger, MidiTrigger::Control(_));
        let fits = |does: &Does| if matches!(does, Does::Turn { .. }) { turns } else { on };
        let is_meant = |bound: &Bound| {
            bound.binding.trigger == trigger && bound.binding.channel.is_none_or(|own| own == channel)
        };
        if let Some((action, does)) = self.learning.take_if(|(_, does)| fits(does)) {
            self.bindings.retain(|bound| !is_meant(bound));
            let place = MidiPlace::default();
            let binding = MidiBinding { place, trigger, channel: Some(channel), action };
            let mut bound = Bound { binding: binding.clone(), does, switch: Switch::default() };
            // The press that taught it is not one more.
            bound.switch.press(on, false, at);
            self.bindings.push(bound);
            return Heard::Learned(binding);
        }
        // What was learned last stands last in a file.
        let Some(bound) = self.bindings.iter_mut().rev().find(|bound| is_meant(bound)) else {
            return Heard::Nothing;
        };
        match &bound.does {
            Does::Turn { knob, ends: [from, to] } => {
                Heard::Ask(Command::Set(*knob, from + (to - from) * f64::from(value) / 127.0))
            }
            // A program stays changed: choosing it again is a press again.
            Does::Ask { command, .. } if matches!(trigger, MidiTrigger::Program(_)) => {
                Heard::Ask(command.clone())
            }
            Does::Ask { command, latching } if bound.switch.press(on, *latching, at) => {
                Heard::Ask(command.clone())
            }
            Does::Ask { .. } => Heard::Nothing,
        }
    }
}

impl Does {
    fn new(action: &MidiAction) -> Result<Self, String> {
        match action {
            MidiAction::Command { line, latching } => match Command::parse(line)? {
                Command::Quit => Err("`quit` is not for a pedal: one step too far would end the show".into()),
                command => Ok(Self::Ask { command, latching: *latching }),
            },
            MidiAction::Knob { id, from, to } => {
                let found = KnobId::find(id).and_then(|knob| Some((knob, knob.row()?)));
                let Some((knob, row)) = found else {
                    let names: Vec<_> = KNOBS.iter().map(|knob| knob.id).collect();
                    return Err(format!("no knob `{id}`: there are {}", names.join(", ")));
                };
                let (low, high) = (*row.range.start(), *row.range.end());
                let ends = [from.unwrap_or(low), to.unwrap_or(high)];
                if let Some(end) = ends.iter().find(|end| !row.range.contains(end)) {
                    return Err(format!("{id} {end} is out of range: use {low} to {high} {}", row.unit));
                }
                Ok(Self::Turn { knob, ends })
            }
        }
    }
}

fn refuse(place: &MidiPlace, what: String) -> PresetError {
    PresetError {
        file: Some(place.file.clone()),
        line: Some(place.line),
        what,
        mend: "mend this binding".into(),
    }
}

#[cfg(test)]
mod tests;
