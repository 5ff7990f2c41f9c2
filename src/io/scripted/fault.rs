//! What goes wrong, as the audio systems were seen to do it.

use super::stream::{Shape, Side};
use super::{CAPTURE, Dice, Script, System};
use crate::io::error::IoError;
use crate::io::faults::{Fatal, Faults};

/// What an opening runs into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// Nothing.
    None,
    /// It is refused.
    Refused,
    /// It works, and the device is gone before its first callback.
    LostAtOnce,
}

impl Trouble {
    fn on_opening(dice: &mut Dice, script: &Script) -> Self {
        if script.faults_every.is_none() {
            return Self::None;
        }
        match dice.below(10) {
            0 => Self::Refused,
            1 => Self::LostAtOnce,
            _ => Self::None,
        }
    }
}

/// As the error callback of that fault does.
fn note(faults: &Faults, fatal: Fatal) {
    use cpal::ErrorKind as K;
    faults.note(match fatal {
        Fatal::DeviceVanished => K::DeviceNotAvailable,
        Fatal::StreamInvalidated => K::StreamInvalidated,
        Fatal::HostUnavailable => K::HostUnavailable,
        Fatal::PermissionDenied => K::PermissionDenied,
        Fatal::Backend => K::BackendError,
    });
}

impl System {
    /// One fault, of any kind.
    pub(super) fn trouble(&mut self) {
        use cpal::ErrorKind as K;
        let seconds = self.dice.between(0.0, 3.0);
        match self.dice.below(10) {
            0 => self.lose(seconds, Fatal::DeviceVanished),
            1 => self.lose(seconds, Fatal::HostUnavailable),
            2 => self.lose(seconds, Fatal::PermissionDenied),
            // Open again at once, with other blocks, channels and format.
            3 => self.lose(0.0, Fatal::StreamInvalidated),
            4 => self.lose(seconds, Fatal::Backend),
            // A server that was stopped, and one that never goes on.
            5 => self.stall(seconds),
            6 => self.stall(f64::INFINITY),
            // A hot loop of errors while callbacks come.
            7 => self.storm(),
            8 => self.lose_input(seconds, Fatal::DeviceVanished),
            _ => {
                self.faults += 1;
                let kind = [K::Xrun, K::DeviceChanged, K::RealtimeDenied][self.dice.below(3)];
                self.sides().for_each(|side| side.faults.note(kind));
            }
        }
    }

    /// A device that is there and can be opened: how it is this time.
    pub(super) fn admit(&mut self, place: usize) -> Result<Shape, IoError> {
        let trouble =
            if self.calm { Trouble::None } else { Trouble::on_opening(&mut self.dice, &self.script) };
        let (until, fatal) = self.absent[place];
        if self.now < until || trouble == Trouble::Refused {
            return Err(fatal.error("scripted"));
        }
        self.opened += 1;
        Ok(Shape::draw(&mut self.dice, &self.script, trouble == Trouble::LostAtOnce))
    }

    pub(super) fn lose(&mut self, seconds: f64, fatal: Fatal) {
        self.faults += 1;
        self.absent = [(self.now + seconds, fatal); 2];
        for side in self.sides() {
            side.still_until = f64::INFINITY;
            note(&side.faults, fatal);
        }
    }

    pub(super) fn lose_input(&mut self, seconds: f64, fatal: Fatal) {
        self.faults += 1;
        self.absent[CAPTURE] = (self.now + seconds, fatal);
        if let Some((_, side)) = &mut self.open[CAPTURE] {
            side.still_until = f64::INFINITY;
            note(&side.faults, fatal);
        }
    }

    pub(super) fn stall(&mut self, seconds: f64) {
        self.faults += 1;
        let until = self.now + seconds;
        self.sides().for_each(|side| side.still_until = side.still_until.max(until));
    }

    fn storm(&mut self) {
        self.faults += 1;
        self.sides().for_each(|side| side.storm = true);
    }

    fn sides(&mut self) -> impl Iterator<Item = &mut Side> {
        self.open.iter_mut().flatten().map(|(_, side)| side)
    }
}
