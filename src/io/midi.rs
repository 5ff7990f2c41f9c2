//! MIDI inputs: what there is, and messages as they come, on a channel. The thread of the port is the system's; it
//! shares nothing with the sound.

use std::time::Instant;

use crossbeam_channel::{Receiver, TryIter, bounded};
use midir::{Ignore, MidiInputConnection};

use super::error::{IoError, IoErrorKind};
use super::listing::{DeviceInfo, HostInfo};
use super::quiet::quiet;

/// Name under which the program shows up.
const CLIENT: &str = "foldback";
/// Messages that may wait; who plays faster than they are read has not a pedal in front of him.
const WAITING: usize = 1_024;
/// Longest message that can be bound.
const BYTES: usize = 3;

/// One message and when it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MidiEvent {
    /// When.
    pub at: Instant,
    bytes: [u8; BYTES],
    length: usize,
}

/// An open input; closed when dropped.
pub struct MidiInput {
    // Held for as long as messages shall come.
    _connection: MidiInputConnection<()>,
    events: Receiver<MidiEvent>,
    name: String,
}

impl MidiEvent {
    /// Its bytes, the status first.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&[])
    }

    /// None for a message that is too long to be bound.
    fn new(bytes: &[u8]) -> Option<Self> {
        let mut kept = [0; BYTES];
        kept.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self { at: Instant::now(), bytes: kept, length: bytes.len() })
    }
}

impl MidiInput {
    /// Opens the input of this name, or the only one that has it as a part; capitals make no difference.
    ///
    /// # Errors
    /// MIDI does not answer; no input or several are called so; the input refuses.
    pub fn open(name: &str) -> Result<Self, IoError> {
        let client = client()?;
        let ports: Vec<_> = client
            .ports()
            .into_iter()
            .filter_map(|port| Some((client.port_name(&port).ok()?, port)))
            .collect();
        let all: Vec<&str> = ports.iter().map(|(each, _)| each.as_str()).collect();
        let index = choose(name, &all)?;
        let Some((found, port)) = ports.into_iter().nth(index) else { return Err(missing(name, &[])) };
        let (send, events) = bounded(WAITING);
        let hear = move |_: u64, bytes: &[u8], (): &mut ()| {
            if let Some(event) = MidiEvent::new(bytes) {
                // A full channel loses the newest: nobody reads any more.
                let _ = send.try_send(event);
            }
        };
        let connection = client.connect(&port, CLIENT, hear, ()).map_err(|error| {
            IoError::new(
                IoErrorKind::StreamRefused,
                format!("MIDI input `{found}` cannot be opened ({error})"),
                "plug it in again, or close the program that holds it",
            )
        })?;
        Ok(Self { _connection: connection, events, name: found })
    }

    /// Its full name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What came since the last call.
    #[must_use]
    pub fn events(&self) -> TryIter<'_, MidiEvent> {
        self.events.try_iter()
    }
}

/// The MIDI inputs of this machine, as another sound system whose devices neither record nor play.
#[must_use]
pub fn listing() -> HostInfo {
    let mut info = HostInfo { host: "midi".to_owned(), devices: Vec::new(), problem: None };
    match client() {
        Ok(client) => {
            let names = client.ports().into_iter().filter_map(|port| client.port_name(&port).ok());
            info.devices = names
                .map(|name| DeviceInfo {
                    id: format!("midi:{name}"),
                    name,
                    clock: None,
                    input: None,
                    output: None,
                })
                .collect();
            if info.devices.is_empty() {
                info.problem = Some("no inputs: is a pedal or keyboard plugged in?".to_owned());
            }
        }
        Err(error) => info.problem = Some(error.to_string()),
    }
    info
}

fn client() -> Result<midir::MidiInput, IoError> {
    let mut client = quiet(|| midir::MidiInput::new(CLIENT)).map_err(|error| {
        IoError::new(
            IoErrorKind::HostUnavailable,
            format!("MIDI does not answer ({error})"),
            "on Linux load `snd-seq`, which makes /dev/snd/seq",
        )
    })?;
    // Clocks and exclusive messages are nobody's foot.
    client.ignore(Ignore::All);
    Ok(client)
}

/// The index of the one that is meant.
fn choose(name: &str, all: &[&str]) -> Result<usize, IoError> {
    let wanted = name.strip_prefix("midi:").unwrap_or(name).to_lowercase();
    if let Some(index) = all.iter().position(|each| each.to_lowercase() == wanted) {
        return Ok(index);
    }
    let fitting: Vec<usize> = (0..all.len())
        .filter(|&i| all.get(i).is_some_and(|each| each.to_lowercase().contains(&wanted)))
        .collect();
    match fitting[..] {
        [index] => Ok(index),
        [] => Err(missing(name, all)),
        _ => {
            let names: Vec<String> =
                fitting.iter().filter_map(|&i| all.get(i)).map(|each| format!("`{each}`")).collect();
            Err(IoError::new(
                IoErrorKind::DeviceAmbiguous,
                format!("`{name}` is a part of several MIDI inputs: {}", names.join(", ")),
                "give more of the name",
            ))
        }
    }
}

fn missing(name: &str, all: &[&str]) -> IoError {
    let there = match all {
        [] => "there is none at all".to_owned(),
        all => {
            format!("there is {}", all.iter().map(|each| format!("`{each}`")).collect::<Vec<_>>().join(", "))
        }
    };
    IoError::new(
        IoErrorKind::DeviceNotFound,
        format!("no MIDI input `{name}`: {there}"),
        "`foldback devices` lists them",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 3] =
        ["Midi Through:Midi Through Port-0 14:0", "FCB1010:FCB1010 MIDI 1 20:0", "nanoKONTROL2 24:0"];

    #[test]
    fn a_part_of_the_name_is_enough_where_it_is_of_one_input_only() {
        assert_eq!(choose("fcb", &ALL).unwrap(), 1);
        assert_eq!(choose("midi:nanoKONTROL2 24:0", &ALL).unwrap(), 2);
        let several = choose("midi ", &ALL).unwrap_err();
        assert_eq!(several.kind(), IoErrorKind::DeviceAmbiguous);
        assert!(
            several.to_string().contains("FCB1010") && !several.to_string().contains("nano"),
            "{several}"
        );
        let none = choose("roland", &ALL).unwrap_err().to_string();
        assert!(none.contains("no MIDI input `roland`") && none.contains("`nanoKONTROL2 24:0`"), "{none}");
        assert!(choose("x", &[]).unwrap_err().to_string().contains("none at all"));
    }

    #[test]
    fn a_message_keeps_its_bytes_and_a_long_one_is_dropped() {
        assert_eq!(MidiEvent::new(&[0xc0, 5]).unwrap().bytes(), [0xc0, 5]);
        assert!(MidiEvent::new(&[0xf0, 1, 2, 3, 0xf7]).is_none());
    }
}
