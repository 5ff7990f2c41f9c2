//! `--midi` and `--midi-map`: which input, and what its messages do.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;

use crate::control::midi::book;
use crate::control::midi::pedals::Pedals;
use crate::control::session::Session;
use crate::io::midi::MidiInput;
use crate::preset::MidiMap;

/// Foot pedals, keys and faders.
#[derive(Debug, Args, Clone)]
pub struct MidiOptions {
    /// MIDI input with foot pedals, keys or faders, by a part of its name. Until something is learned the sustain
    /// pedal (controller 64) switches between A and B.
    #[arg(long, value_name = "PORT")]
    pub midi: Option<String>,
    /// What its messages do; what is learned is added to it. It may name the input, too.
    #[arg(long, value_name = "FILE.toml")]
    pub midi_map: Option<PathBuf>,
}

/// An open input with its map and the file that learning writes to.
pub struct Board {
    input: MidiInput,
    pedals: Pedals,
    book: Option<PathBuf>,
}

impl Board {
    /// Connects it to a session.
    pub fn join(self, session: &mut Session) {
        session.listen(self.input, self.pedals, self.book);
    }
}

/// Opens the input that a session file names; without its pedals a session goes on, and the line says why.
///
/// # Errors
/// A map that breaks a rule, with its line.
pub fn reopen(kept: Option<&MidiMap>) -> Result<(Option<Board>, Option<String>)> {
    let Some((map, name)) = kept.and_then(|map| Some((map, map.input.as_ref()?))) else {
        return Ok((None, None));
    };
    let pedals = if map.bindings.is_empty() { Pedals::usual() } else { Pedals::new(map)? };
    Ok(match MidiInput::open(name) {
        Ok(input) => (Some(Board { input, pedals, book: book::of_user() }), None),
        Err(error) => (None, Some(format!("without pedals: {error}"))),
    })
}

/// Opens the input that was asked for, if one was. The map is read first: it can be mended without the pedals.
///
/// # Errors
/// A map that breaks a rule, with its line; an input that is not there.
pub fn open(options: &MidiOptions) -> Result<Option<Board>> {
    if options.midi.is_none() && options.midi_map.is_none() {
        return Ok(None);
    }
    let own = || book::of_user().filter(|path| path.is_file());
    let map = options.midi_map.clone().or_else(own).map(|path| MidiMap::load(&path)).transpose()?;
    let pedals = match &map {
        Some(map) if !map.bindings.is_empty() => Pedals::new(map)?,
        _ => Pedals::usual(),
    };
    let Some(name) = options.midi.clone().or(map.and_then(|map| map.input)) else {
        bail!("--midi-map: this map names no input: add --midi PORT, or `input` to its [midi] table");
    };
    let book = options.midi_map.clone().or_else(book::of_user);
    Ok(Some(Board { input: MidiInput::open(&name)?, pedals, book }))
}
