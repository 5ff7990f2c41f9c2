//! A pedal as a switch: when a message is a press, and when only a contact that bounces.

use std::time::{Duration, Instant};

/// From this value on a controller is on (MIDI 1.0, switches: 0 to 63 off, 64 to 127 on).
const ON: u8 = 64;
/// Contacts settle in a few milliseconds and nobody presses twice in so short a time (estimated).
const BOUNCE: Duration = Duration::from_millis(50);

/// What is known of one pedal or key.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Switch {
    down: bool,
    changed: Option<Instant>,
}

impl Switch {
    /// Whether this value is a press. A pedal counts when it goes down, a latching one whenever it changes; neither
    /// while its contact still bounces, which it does when it is let go, too.
    pub(super) fn press(&mut self, on: bool, latching: bool, at: Instant) -> bool {
        if on == self.down {
            return false;
        }
        self.down = on;
        let last = self.changed.replace(at);
        let bounces = last.is_some_and(|last| at.saturating_duration_since(last) < BOUNCE);
        (on || latching) && !bounces
    }

    /// Whether a controller that stands here is on.
    pub(super) fn is_on(value: u8) -> bool {
        value >= ON
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Presses out of (milliseconds, on).
    fn presses(latching: bool, moves: &[(u64, bool)]) -> Vec<u64> {
        let (start, mut switch) = (Instant::now(), Switch::default());
        let at = |ms| start + Duration::from_millis(ms);
        moves.iter().filter(|&&(ms, on)| switch.press(on, latching, at(ms))).map(|&(ms, _)| ms).collect()
    }

    #[test]
    fn a_bouncing_contact_is_one_press() {
        let down = [(0, true), (3, false), (5, true), (9, false), (12, true)];
        let up = [(400, false), (404, true), (406, false)];
        assert_eq!(presses(false, &[&down[..], &up].concat()), [0]);
        assert_eq!(presses(false, &[(0, true), (200, false), (400, true)]), [0, 400]);
    }

    #[test]
    fn a_latching_pedal_counts_both_ways() {
        assert_eq!(
            presses(true, &[(0, true), (4, false), (6, true), (900, false), (905, true), (907, false)]),
            [0, 900]
        );
    }

    #[test]
    fn a_value_that_repeats_is_no_press() {
        assert_eq!(presses(false, &[(0, true), (100, true), (200, true)]), [0]);
    }
}
