//! What goes wrong, as the audio systems were seen to do it.

use super::{Dice, Script, System};
use crate::io::faults::{Fatal, Faults};

/// What an opening runs into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nothing.
    None,
    /// It is refused.
    Refused,
    /// It works, and the device is gone before its first callback.
    LostAtOnce,
}

impl Trouble {
    pub(super) fn on_opening(dice: &mut Dice, script: &Script) -> Self {
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
pub(super) fn note(faults: &Faults, fatal: Fatal) {
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
        match self.dice.below(9) {
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
            _ => {
                self.faults += 1;
                let kind = [K::Xrun, K::DeviceChanged, K::RealtimeDenied][self.dice.below(3)];
                for side in self.open.iter().flat_map(|open| &open.sides) {
                    side.faults.note(kind);
                }
            }
        }
    }

    fn storm(&mut self) {
        self.faults += 1;
        if let Some(open) = &mut self.open {
            open.storm = true;
        }
    }
}
