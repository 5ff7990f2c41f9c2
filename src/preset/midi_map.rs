//! A mapping of MIDI messages: which note, controller or program change asks for what. A file of its own, or the
//! `[midi]` table of a larger one; both are read here.

mod text;

use std::path::Path;

use super::bounds::{self, Bounds};
use super::error::PresetError;
use super::library::read_file;
use super::node::Node;

/// Most bindings of one map: every note, controller and program of one channel.
const MOST: usize = 384;

/// Most characters of an input's name.
const INPUT_CHARS: usize = 200;

/// A map, in the order of its file. `Display` writes it as the `[midi]` table it is read from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MidiMap {
    /// The MIDI input it is for, by a part of its name.
    pub input: Option<String>,
    /// What asks for what; where two are for the same message the later one counts.
    pub bindings: Vec<MidiBinding>,
}

/// One binding. `Display` writes its `[[midi.binding]]` table.
#[derive(Debug, Clone, PartialEq)]
pub struct MidiBinding {
    /// Where it stands, for whoever has to refuse the words of it.
    pub place: MidiPlace,
    /// What the message is.
    pub trigger: MidiTrigger,
    /// Its channel, 1 to 16; none for any.
    pub channel: Option<u8>,
    /// What it does.
    pub action: MidiAction,
}

/// File and line of a binding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MidiPlace {
    /// The file as the user named it; empty for what was learned.
    pub file: String,
    /// Line in it, counted from 1.
    pub line: usize,
}

/// What kind of message, and its number from 0 to 127.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MidiTrigger {
    /// A key; middle C is 60.
    Note(u8),
    /// A controller; the sustain pedal is 64.
    Control(u8),
    /// A program change.
    Program(u8),
}

/// What a message does.
#[derive(Debug, Clone, PartialEq)]
pub enum MidiAction {
    /// Says a line of the protocol.
    Command {
        /// The line.
        line: String,
        /// Whether the pedal stays where it was put: then every change counts, and not pressing alone.
        latching: bool,
    },
    /// Turns a knob as far as the controller stands.
    Knob {
        /// Its name.
        id: String,
        /// Value at 0; none for the lower end of the knob.
        from: Option<f64>,
        /// Value at 127; none for the upper end of the knob.
        to: Option<f64>,
    },
}

impl MidiMap {
    /// Reads and checks a file: `format = 1` and a `[midi]` table. Commands and knobs are words here; whoever obeys
    /// them judges them.
    ///
    /// # Errors
    /// A file that cannot be read, is not TOML, or breaks a rule: with file, line, reason and mend.
    pub fn load(path: &Path) -> Result<Self, PresetError> {
        read_file(path, |document| {
            let root = document.parse()?;
            Self::read(&root.node().table(&["format", "midi"])?.key("midi")?)
        })
    }

    /// Reads the `[midi]` table of any document.
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["input", "binding"])?;
        let input = table.maybe("input").map(|input| input.text(INPUT_CHARS)).transpose()?;
        let list = table.maybe("binding");
        let list =
            list.map(|list| list.list(1..=MOST, "bindings, each a [[midi.binding]] table")).transpose()?;
        let bindings = list.unwrap_or_default().iter().map(MidiBinding::read).collect::<Result<_, _>>()?;
        Ok(Self { input, bindings })
    }
}

impl MidiBinding {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        const SEVEN_BITS: Bounds = Bounds { from: 0.0, to: 127.0, unit: "" };
        const CHANNELS: Bounds = Bounds { from: 1.0, to: 16.0, unit: "" };
        // Wider than any knob; the knob itself says how far it turns.
        const TURN: Bounds = Bounds { from: -1_000.0, to: 1_000.0, unit: "" };
        let table = node
            .table(&["note", "control", "program", "channel", "command", "latching", "knob", "from", "to"])?;
        let numbers = [
            ("note", MidiTrigger::Note as fn(u8) -> MidiTrigger),
            ("control", MidiTrigger::Control),
            ("program", MidiTrigger::Program),
        ];
        let found: Vec<_> =
            numbers.iter().filter_map(|(key, make)| Some((table.maybe(key)?, make))).collect();
        let [(number, make)] = found.as_slice() else {
            let what = "a binding needs one of `note`, `control` and `program`";
            return Err(node.refuse(what, "write one of them, like control = 64"));
        };
        let trigger = make(whole(number, &SEVEN_BITS)?);
        let channel = table.maybe("channel").map(|channel| whole(&channel, &CHANNELS)).transpose()?;
        let latching = table.maybe("latching").map(|latching| latching.switch()).transpose()?;
        let end = |key| table.maybe(key).map(|end| end.number(&TURN)).transpose();
        let (from, to) = (end("from")?, end("to")?);
        let action = match (table.maybe("command"), table.maybe("knob")) {
            (Some(command), None) if from.is_none() && to.is_none() => MidiAction::Command {
                line: command.text(bounds::NAME_CHARS)?,
                latching: latching.unwrap_or(false),
            },
            (None, Some(knob)) if latching.is_none() => {
                if !matches!(trigger, MidiTrigger::Control(_)) {
                    return Err(knob.refuse("only a controller turns a knob", "write control = its number"));
                }
                MidiAction::Knob { id: knob.id()?, from, to }
            }
            (Some(_), None) => return Err(node.refuse("`from` and `to` are for knobs", "leave them out")),
            (None, Some(_)) => return Err(node.refuse("`latching` is for commands", "leave it out")),
            (Some(_), Some(_)) | (None, None) => {
                let what = "a binding needs either `command` or `knob`";
                return Err(node.refuse(what, "write one of them, like command = \"toggle\""));
            }
        };
        let place = MidiPlace { file: node.document.file.to_owned(), line: node.line() };
        Ok(Self { place, trigger, channel, action })
    }
}

/// A whole number within bounds.
fn whole(node: &Node<'_>, bounds: &Bounds) -> Result<u8, PresetError> {
    let number = node.number(bounds)?;
    if number.fract().abs() > 0.0 {
        return Err(node.refuse(format!("{} {number} is no whole number", node.label), "count in ones"));
    }
    Ok(number as u8)
}

#[cfg(test)]
mod tests;
