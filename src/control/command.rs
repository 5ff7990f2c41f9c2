//! What a front end can ask of the desk: one command set for keys, lines on standard input and later pedals.

use std::path::PathBuf;

use crate::control::level_rule::LevelRule;
use crate::control::mixer::StripChange;
use crate::engine::knobs::KnobId;
use crate::engine::slot::Place;

mod channel;

/// One request.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Hear this slot.
    Hear(Place),
    /// Hear the other slot.
    Toggle,
    /// Put a device (an id, part of one, or a file) into a slot.
    Load(Place, String),
    /// Go back to what the heard slot held before; again: forth.
    Undo,
    /// The reference into the heard slot; again: back to what was there.
    Bypass,
    /// Write the session to this file, or to the one it came from.
    Save(Option<PathBuf>),
    /// Match both slots in level by this rule, now.
    Match(LevelRule),
    /// Set the seal of a slot's device, left and right ear, in percent, 100 = as it should be; None leaves an ear alone.
    Seal(Place, [Option<f64>; 2]),
    /// Go to another stage.
    Stage(String),
    /// The stage's sound on or off, its settings kept.
    Ambience(bool),
    /// Turn a knob to a value in its unit.
    Set(KnobId, f64),
    /// Turn a knob by so much.
    Nudge(KnobId, f64),
    /// Change a channel of the monitor mix, counted from 0.
    Channel(usize, StripChange),
    /// Silence the output, or let it sound again.
    Mute(bool),
    /// End the session: fade out and stop.
    Quit,
}

/// The lines that [`Command::parse`] understands, for help texts.
pub const GRAMMAR: &str = "a | b | toggle | load a|b ID | undo | bypass | seal a|b [left|right] PCT | \
    seal a|b PCT PCT | stage ID | stage on|off | \
    match equal-drive|equal-loudness|as-turned-up | set KNOB VALUE | nudge KNOB DELTA | \
    ch N gain DB|-inf | ch N pan -100..100 | ch N mute|unmute | ch N solo|unsolo | ch N polarity +|- | \
    ch N voice on|off | ch N name TEXT | mute | unmute | \
    save [FILE] | snapshot | help | quit";

impl Command {
    /// Reads one line of the protocol.
    ///
    /// # Errors
    /// One line that says what was not understood and what would be.
    pub fn parse(line: &str) -> Result<Self, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let place = |word: &str| match word {
            "a" | "A" => Ok(Place::A),
            "b" | "B" => Ok(Place::B),
            _ => Err(format!("`{word}` is no slot: say a or b")),
        };
        let number = |word: &str| {
            word.parse().ok().filter(|value: &f64| value.is_finite()).ok_or(format!("`{word}` is no number"))
        };
        let knob = |word: &str| {
            KnobId::find(word).ok_or_else(|| {
                let names: Vec<_> = crate::engine::knobs::KNOBS.iter().map(|knob| knob.id).collect();
                format!("no knob `{word}`: there are {}", names.join(", "))
            })
        };
        match words.as_slice() {
            ["a" | "A"] => Ok(Self::Hear(Place::A)),
            ["b" | "B"] => Ok(Self::Hear(Place::B)),
            ["toggle" | "t"] => Ok(Self::Toggle),
            ["load", slot, id @ ..] if !id.is_empty() => Ok(Self::Load(place(slot)?, id.join(" "))),
            ["undo"] => Ok(Self::Undo),
            ["bypass"] => Ok(Self::Bypass),
            ["save"] => Ok(Self::Save(None)),
            ["save", file @ ..] => Ok(Self::Save(Some(file.join(" ").into()))),
            ["seal", slot, percent] => Ok(Self::Seal(place(slot)?, [Some(number(percent)?); 2])),
            ["seal", slot, "left", percent] => Ok(Self::Seal(place(slot)?, [Some(number(percent)?), None])),
            ["seal", slot, "right", percent] => Ok(Self::Seal(place(slot)?, [None, Some(number(percent)?)])),
            ["seal", slot, left, right] => {
                Ok(Self::Seal(place(slot)?, [Some(number(left)?), Some(number(right)?)]))
            }
            ["match", rule] => LevelRule::find(rule).map(Self::Match).ok_or_else(|| {
                format!("no level rule `{rule}`: say equal-drive, equal-loudness or as-turned-up")
            }),
            ["stage", "on"] => Ok(Self::Ambience(true)),
            ["stage", "off"] => Ok(Self::Ambience(false)),
            ["stage", id @ ..] if !id.is_empty() => Ok(Self::Stage(id.join(" "))),
            ["set", id, value] => Ok(Self::Set(knob(id)?, number(value)?)),
            ["nudge", id, delta] => Ok(Self::Nudge(knob(id)?, number(delta)?)),
            ["ch", channel, change @ ..] => channel::parse(channel, change),
            ["mute"] => Ok(Self::Mute(true)),
            ["unmute"] => Ok(Self::Mute(false)),
            ["quit" | "q"] => Ok(Self::Quit),
            _ => Err(format!("`{}` is no command: say {GRAMMAR}", line.trim())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_command() {
        assert_eq!(Command::parse(" b "), Ok(Command::Hear(Place::B)));
        assert_eq!(Command::parse("load a earbud"), Ok(Command::Load(Place::A, "earbud".into())));
        for (line, ears) in [
            ("seal b 25", [Some(25.0); 2]),
            ("seal b 25 80", [Some(25.0), Some(80.0)]),
            ("seal b left 0", [Some(0.0), None]),
            ("seal b right 7.5", [None, Some(7.5)]),
        ] {
            assert_eq!(Command::parse(line), Ok(Command::Seal(Place::B, ears)));
        }
        assert_eq!(Command::parse("set level 100"), Ok(Command::Set(KnobId::Level, 100.0)));
        assert_eq!(Command::parse("nudge stage-level -1"), Ok(Command::Nudge(KnobId::StageLevel, -1.0)));
    }

    #[test]
    fn what_is_no_command_is_said_with_what_would_be() {
        assert!(Command::parse("louder").unwrap_err().contains("toggle"));
        assert!(Command::parse("set volume 3").unwrap_err().contains("stage-level"));
        assert!(Command::parse("set level nan").unwrap_err().contains("no number"));
        assert!(Command::parse("load c earbud").unwrap_err().contains("no slot"));
    }
}
