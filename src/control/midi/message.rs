//! MIDI messages that somebody plays or presses (MIDI 1.0 Detailed Specification, 1996, table 1).

use crate::preset::MidiTrigger;

/// A message that can be bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Channel, 1 to 16.
    pub channel: u8,
    /// Kind and number.
    pub trigger: MidiTrigger,
    /// Velocity, 0 for a key that is let go; where the controller stands; 127 for a program change.
    pub value: u8,
}

impl Message {
    /// Reads the bytes of one message; none for what nobody presses: clocks, bends, exclusive and broken ones.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (&status, data) = bytes.split_first()?;
        if data.iter().any(|byte| *byte > 127) {
            return None;
        }
        let (trigger, value) = match (status & 0xf0, data) {
            (0x80, [key, _]) => (MidiTrigger::Note(*key), 0),
            (0x90, [key, velocity]) => (MidiTrigger::Note(*key), *velocity),
            // From 120 on they are channel modes.
            (0xb0, [number @ 0..=119, value]) => (MidiTrigger::Control(*number), *value),
            (0xc0, [number]) => (MidiTrigger::Program(*number), 127),
            _ => return None,
        };
        Some(Self { channel: (status & 0x0f) + 1, trigger, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_controllers_and_programs_are_read_and_the_rest_is_not() {
        let message = |channel, trigger, value| Some(Message { channel, trigger, value });
        for (bytes, want) in [
            (&[0x90, 60, 100][..], message(1, MidiTrigger::Note(60), 100)),
            (&[0x90, 60, 0], message(1, MidiTrigger::Note(60), 0)),
            (&[0x8f, 60, 64], message(16, MidiTrigger::Note(60), 0)),
            (&[0xb2, 64, 127], message(3, MidiTrigger::Control(64), 127)),
            (&[0xc0, 5], message(1, MidiTrigger::Program(5), 127)),
            (&[0xb0, 123, 0], None),
            (&[0xe0, 0, 64], None),
            (&[0xf8], None),
            (&[0xf0, 0x7e, 0xf7], None),
            (&[0x90, 60], None),
            (&[0x90, 200, 100], None),
            (&[], None),
        ] {
            assert_eq!(Message::parse(bytes), want, "{bytes:x?}");
        }
    }
}
