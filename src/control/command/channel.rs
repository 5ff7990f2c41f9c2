//! The words of one channel of the monitor mix: `ch N ...`.

use super::Command;
use crate::control::mixer::StripChange;
use crate::units::Db;

/// Reads what follows `ch`.
pub(super) fn parse(channel: &str, change: &[&str]) -> Result<Command, String> {
    let number = channel.parse().ok().filter(|number: &usize| *number > 0);
    let number = number.ok_or_else(|| format!("`{channel}` is no channel: they count from 1"))?;
    let change = match change {
        ["gain", "-inf" | "off"] => StripChange::Gain(Db(f64::NEG_INFINITY)),
        ["gain", db] => StripChange::Gain(Db(finite(db)?)),
        ["pan", pan] => StripChange::Pan(finite(pan)?),
        ["mute"] => StripChange::Mute(true),
        ["unmute"] => StripChange::Mute(false),
        ["solo"] => StripChange::Solo(true),
        ["unsolo"] => StripChange::Solo(false),
        ["polarity", "+"] => StripChange::Invert(false),
        ["polarity", "-"] => StripChange::Invert(true),
        ["voice", "on"] => StripChange::Voice(true),
        ["voice", "off"] => StripChange::Voice(false),
        ["name", name @ ..] if !name.is_empty() => StripChange::Name(name.join(" ")),
        _ => {
            let said = change.join(" ");
            return Err(format!(
                "`ch {channel} {said}` is no command: say gain DB, pan -100..100, mute, unmute, solo, unsolo, \
                 polarity + or -, voice on or off, name TEXT"
            ));
        }
    };
    Ok(Command::Channel(number - 1, change))
}

fn finite(word: &str) -> Result<f64, String> {
    word.parse().ok().filter(|value: &f64| value.is_finite()).ok_or(format!("`{word}` is no number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_changes_a_channel() {
        for (line, change) in [
            ("ch 3 gain -6.5", StripChange::Gain(Db(-6.5))),
            ("ch 3 gain -inf", StripChange::Gain(Db(f64::NEG_INFINITY))),
            ("ch 3 pan -20", StripChange::Pan(-20.0)),
            ("ch 3 mute", StripChange::Mute(true)),
            ("ch 3 unsolo", StripChange::Solo(false)),
            ("ch 3 polarity -", StripChange::Invert(true)),
            ("ch 3 voice on", StripChange::Voice(true)),
            ("ch 3 name Lead  vocal", StripChange::Name("Lead vocal".into())),
        ] {
            assert_eq!(Command::parse(line), Ok(Command::Channel(2, change)), "{line}");
        }
        for (line, says) in [
            ("ch 0 mute", "count from 1"),
            ("ch x mute", "count from 1"),
            ("ch 1 gain nan", "no number"),
            ("ch 1 louder", "polarity + or -"),
            ("ch 1 name", "name TEXT"),
        ] {
            assert!(Command::parse(line).unwrap_err().contains(says), "{line}");
        }
    }
}
