//! Pedals of a session: what they ask for is done at every step, or kept for who holds them.

use std::path::PathBuf;

use super::Session;
use crate::control::command::Command;
use crate::control::midi::book;
use crate::control::midi::message::Message;
use crate::control::midi::pedals::{Heard, Pedals};
use crate::io::midi::MidiInput;
use crate::preset::{MidiBinding, MidiMap};

/// A MIDI input and what its messages mean.
pub(super) struct Board {
    input: MidiInput,
    pedals: Pedals,
    book: Option<PathBuf>,
    held: bool,
    asked: Vec<Command>,
    learned: Vec<MidiBinding>,
}

impl Session {
    /// Obeys this input from now on; what is learned is written at the end of the map file `book`.
    pub fn listen(&mut self, input: MidiInput, pedals: Pedals, book: Option<PathBuf>) {
        let board = Board { input, pedals, book, held: false, asked: Vec::new(), learned: Vec::new() };
        self.board = Some(board);
        self.desk.keep_midi(self.midi_map());
    }

    /// The input and what is bound now, for a session file; none without an input.
    #[must_use]
    pub fn midi_map(&self) -> Option<MidiMap> {
        let board = self.board.as_ref()?;
        Some(MidiMap { input: Some(board.input.name().to_owned()), bindings: board.pedals.bindings() })
    }

    /// Binds the next message to these words, see [`Pedals::learn`].
    ///
    /// # Errors
    /// One line: there is no MIDI input, or no such command.
    pub fn learn(&mut self, words: &str) -> Result<(), String> {
        let board = self.board.as_mut();
        board.ok_or("there is no MIDI input: start with --midi PORT")?.pedals.learn(words)
    }

    /// What was learned since the last call.
    pub fn learned(&mut self) -> Vec<MidiBinding> {
        self.board.as_mut().map(|board| std::mem::take(&mut board.learned)).unwrap_or_default()
    }

    /// From now on pedals change nothing: what they ask for waits for [`Self::asked`]. A blind test decides itself.
    pub fn hold_pedals(&mut self, held: bool) {
        if let Some(board) = &mut self.board {
            board.held = held;
            board.asked.clear();
        }
    }

    /// What held pedals asked for since the last call.
    pub fn asked(&mut self) -> Vec<Command> {
        self.board.as_mut().map(|board| std::mem::take(&mut board.asked)).unwrap_or_default()
    }

    /// Hears what came in and does it.
    pub(super) fn obey_pedals(&mut self) {
        let Some(board) = &mut self.board else { return };
        if let Err(line) = board.hear() {
            self.around.notice = Some(line);
        }
        let learned = !board.learned.is_empty();
        let held = board.held;
        if learned {
            self.desk.keep_midi(self.midi_map());
        }
        if !held {
            for command in self.asked() {
                // A refusal is the notice of the next snapshot.
                let _ = self.apply(&command);
            }
        }
    }
}

impl Board {
    /// Errors: one line, a binding that was learned and could not be kept.
    fn hear(&mut self) -> Result<(), String> {
        let mut kept = Ok(());
        for event in self.input.events() {
            let Some(message) = Message::parse(event.bytes()) else { continue };
            match self.pedals.hear(message, event.at) {
                Heard::Nothing => {}
                // Of a fader that moves only the last place counts.
                Heard::Ask(Command::Set(knob, value)) => {
                    self.asked.retain(|asked| !matches!(asked, Command::Set(other, _) if *other == knob));
                    self.asked.push(Command::Set(knob, value));
                }
                Heard::Ask(command) => self.asked.push(command),
                Heard::Learned(binding) => {
                    if let Some(book) = &self.book {
                        kept = book::add(book, &binding).map_err(|error| error.to_string());
                    }
                    self.learned.push(binding);
                }
            }
        }
        kept
    }
}
