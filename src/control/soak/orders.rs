//! Random command lines, as a person in a hurry would type them.

use crate::engine::knobs::KNOBS;
use crate::io::scripted::Dice;
use crate::preset::Library;

/// Everything that can be said.
pub(super) struct Orders {
    devices: Vec<String>,
    stages: Vec<String>,
}

/// Lines without a choice in them.
const PLAIN: [&str; 17] = [
    "a",
    "b",
    "toggle",
    "stage on",
    "stage off",
    "mute",
    "unmute",
    "match equal-drive",
    "match equal-loudness",
    "match as-turned-up",
    "ch 1 mute",
    "ch 1 unmute",
    "ch 2 solo",
    "ch 2 unsolo",
    "ch 1 polarity -",
    "ch 2 voice on",
    "ch 2 voice off",
];

impl Orders {
    pub(super) fn new(library: &Library) -> Self {
        let mut stages: Vec<String> = library.stages().map(|stage| stage.id.clone()).collect();
        stages.push("none".into());
        Self { devices: library.devices().map(|device| device.id().to_owned()).collect(), stages }
    }

    /// One line; a stage is seldom, for its sources take a second to prepare.
    pub(super) fn draw(&self, dice: &mut Dice) -> String {
        let slot = ["a", "b"][dice.below(2)];
        match dice.below(60) {
            0 => format!("stage {}", self.stages[dice.below(self.stages.len())]),
            1..=9 => format!("load {slot} {}", self.devices[dice.below(self.devices.len())]),
            10..=17 => format!("seal {slot} {:.0} {:.0}", dice.between(0.0, 100.0), dice.between(0.0, 100.0)),
            18..=30 => {
                let knob = &KNOBS[dice.below(KNOBS.len())];
                format!("set {} {:.1}", knob.id, dice.between(*knob.range.start(), *knob.range.end()))
            }
            31..=36 => format!("nudge {} {:.1}", KNOBS[dice.below(KNOBS.len())].id, dice.between(-6.0, 6.0)),
            37..=40 => format!("ch {} gain {:.1}", 1 + dice.below(2), dice.between(-40.0, 6.0)),
            41..=43 => format!("ch {} pan {:.0}", 1 + dice.below(2), dice.between(-100.0, 100.0)),
            _ => PLAIN[dice.below(PLAIN.len())].to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::command::Command;

    #[test]
    fn every_order_is_understood_and_every_kind_of_order_is_given() {
        let orders = Orders::new(&Library::shipped().unwrap());
        let mut dice = Dice::new(7, 0);
        let lines: Vec<String> = (0..2_000).map(|_| orders.draw(&mut dice)).collect();
        for line in &lines {
            assert!(Command::parse(line).is_ok(), "{line}");
        }
        for start in ["stage ", "load ", "seal ", "set ", "nudge ", "ch ", "match ", "mute", "toggle"] {
            assert!(lines.iter().any(|line| line.starts_with(start)), "no {start}");
        }
    }
}
