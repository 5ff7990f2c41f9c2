//! Teaching a pedal on the screen: the list of what it can do, laid over the screen.

use ratatui::Frame;

use super::figures::fitted;
use super::keys::{Act, DEVICES};
use super::overlay;
use super::panel::{Panel, heard};
use super::view::View;
use crate::control::snapshot::Snapshot;

/// What can be taught besides devices: the words to learn, see [`crate::control::midi::pedals::Pedals::learn`], and
/// what they do.
const LESSONS: [(&str, &str); 12] = [
    ("toggle", "hear the other slot"),
    ("a", "hear slot A"),
    ("b", "hear slot B"),
    ("mute", "silence"),
    ("unmute", "sound again"),
    ("stage off", "stage noise off"),
    ("stage on", "stage noise on"),
    ("knob level", "a fader or wheel: monitor level"),
    ("knob stage-level", "a fader or wheel: level of the stage"),
    ("knob balance", "a fader or wheel: balance of the ears"),
    ("nudge level 1", "monitor mix 1 dB up"),
    ("nudge level -1", "monitor mix 1 dB down"),
];

/// What comes of a key while the list is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lesson {
    /// The list has changed, that is all.
    Turned,
    /// The next press shall mean these words.
    Teach(String),
}

impl Panel {
    /// What a key means while the list is open, or opens it; none where it means what it always does.
    pub(super) fn act_on_lessons(&mut self, act: Act, snapshot: &Snapshot) -> Option<Lesson> {
        let last = LESSONS.len() + DEVICES.len() - 1;
        let row = match (self.learn, act) {
            (None, Act::Learn) => {
                (self.pick, self.strips, self.curves, self.help) = (None, None, false, false);
                0
            }
            (Some(row), Act::Move(rows)) => row.saturating_add_signed(rows).min(last),
            (Some(row), Act::Choose) => return self.teach(row, snapshot),
            (Some(_), Act::Row(row)) => return self.teach(row.min(last), snapshot),
            (Some(_), Act::Learn) => {
                self.learn = None;
                return Some(Lesson::Turned);
            }
            (Some(_), Act::Panic | Act::List | Act::Strips | Act::Curves | Act::Help) => {
                self.learn = None;
                return None;
            }
            _ => return None,
        };
        self.learn = Some(row);
        Some(Lesson::Turned)
    }

    fn teach(&mut self, row: usize, snapshot: &Snapshot) -> Option<Lesson> {
        self.learn = None;
        let (words, _) = lessons(snapshot).nth(row)?;
        Some(Lesson::Teach(words))
    }
}

/// Rows of the list.
#[must_use]
pub fn rows() -> usize {
    LESSONS.len() + DEVICES.len()
}

/// Draws the list with `row` chosen.
pub(super) fn draw(frame: &mut Frame<'_>, view: &View<'_>, row: usize) {
    let title = " TEACH A PEDAL: Up, Down, Enter, then press it; K close ";
    let area = overlay::open(frame, title.into(), rows());
    let width = usize::from(area.width).saturating_sub(2);
    let lines = lessons(view.snapshot).map(|(words, does)| fitted(&format!("{words:34} {does}"), width));
    overlay::choose(frame, area, lines.collect(), row);
}

fn lessons(snapshot: &Snapshot) -> impl Iterator<Item = (String, String)> {
    let letter = ["a", "b"][heard(snapshot) as usize];
    let devices = DEVICES.iter().map(move |id| {
        (format!("load {letter} {id}"), format!("this device into slot {}", letter.to_uppercase()))
    });
    LESSONS.iter().map(|&(words, does)| (words.to_owned(), does.to_owned())).chain(devices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::midi::pedals::Pedals;

    #[test]
    fn everything_on_the_list_can_be_learned() {
        for (words, _) in LESSONS {
            Pedals::default().learn(words).unwrap();
        }
    }
}
