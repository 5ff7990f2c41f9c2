//! What is wrong with the ends of a session and does not stop it: an input that stays silent, two clocks.

use crate::control::snapshot::StripState;
use crate::io::plane::clocks::status::LockState;

/// Below this on every channel an input is taken for silent, dBFS rms: what a microphone amplifier makes by itself is
/// more (estimated; 16 bits end at -98 dBFS).
const SILENT_BELOW_DBFS: f64 = -90.0;
/// For so long, seconds: longer than a band rests within a song (estimated); also a pause between songs may be said.
const SILENT_FOR_S: f64 = 5.0;

/// An input is silent.
pub const SILENT: &str = "input is silent";
/// A system gives zeros to whom it does not trust.
pub const FORBIDDEN: &str = "no permission for the microphone";
/// Its frames do not come at its rate, so that none of them can be played: some are lost before they are here.
pub const OFF_RATE: &str = "input loses frames: try a longer --buffer";
/// Two devices drift apart.
pub const TWO_CLOCKS: &str = "input and output are different clocks";

/// Watches a live input.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    live: bool,
    two_clocks: bool,
    /// Seconds of the session at which sound was last there.
    sounded: f64,
    /// And at which the loop between two clocks last let it through.
    passed: f64,
}

impl Flags {
    /// Of a session with a live input.
    #[must_use]
    pub fn live(two_clocks: bool) -> Self {
        Self { live: true, two_clocks, ..Self::default() }
    }

    /// What is wrong after so many seconds, with the loop between two clocks in the state of that name.
    pub fn raise(&mut self, seconds: f64, strips: &[StripState], lock: Option<&str>) -> Vec<&'static str> {
        if !self.live {
            return Vec::new();
        }
        let rms = strips.iter().map(|strip| strip.rms_dbfs).fold(f64::NEG_INFINITY, f64::max);
        if rms >= SILENT_BELOW_DBFS {
            self.sounded = seconds;
        }
        let waits = |state: LockState| lock == Some(state.id());
        if !waits(LockState::Starting) && !waits(LockState::Resync) {
            self.passed = seconds;
        }
        let off_rate = seconds - self.passed >= SILENT_FOR_S;
        let silent = (seconds - self.sounded >= SILENT_FOR_S).then_some(());
        let most = strips.iter().map(|strip| strip.max_dbfs).fold(f64::NEG_INFINITY, f64::max);
        // macOS opens the stream and delivers zeros, and nothing else, until the person allows it.
        let forbidden = cfg!(target_os = "macos") && most == f64::NEG_INFINITY;
        let silent = silent.map(|()| match (forbidden, off_rate) {
            (true, _) => FORBIDDEN,
            (_, true) => OFF_RATE,
            _ => SILENT,
        });
        silent.into_iter().chain(self.two_clocks.then_some(TWO_CLOCKS)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(rms_dbfs: f64) -> StripState {
        StripState {
            name: "in 1".into(),
            gain_db: 0.0,
            pan: 0.0,
            mute: false,
            solo: false,
            inverted: false,
            voice: false,
            microphone: false,
            heard: true,
            peak_dbfs: rms_dbfs + 3.0,
            rms_dbfs,
            max_dbfs: -20.0,
        }
    }

    #[test]
    fn five_seconds_of_silence_are_said_and_sound_takes_it_back() {
        let mut flags = Flags::live(false);
        let quiet = [strip(-95.0), strip(f64::NEG_INFINITY)];
        assert!(flags.raise(0.0, &[strip(-95.0), strip(-60.0)], None).is_empty());
        assert!(flags.raise(4.9, &quiet, None).is_empty());
        assert_eq!(flags.raise(5.1, &quiet, None), [SILENT]);
        assert!(
            flags.raise(5.2, &[strip(-95.0), strip(-80.0)], None).is_empty(),
            "the noise of an open microphone"
        );
        assert!(flags.raise(10.1, &quiet, None).is_empty());
        assert_eq!(flags.raise(10.3, &quiet, None), [SILENT]);
    }

    #[test]
    fn an_input_that_never_comes_at_its_rate_is_not_called_silent() {
        let mut flags = Flags::live(false);
        let quiet = [strip(f64::NEG_INFINITY)];
        assert!(flags.raise(4.9, &quiet, Some("starting")).is_empty());
        assert_eq!(flags.raise(5.1, &quiet, Some("starting")), [OFF_RATE]);
        assert_eq!(flags.raise(6.0, &quiet, Some("locking")), [SILENT]);
        assert!(flags.raise(7.0, &[strip(-20.0)], Some("locked")).is_empty());
        assert_eq!(flags.raise(12.1, &quiet, Some("resync")), [OFF_RATE]);
    }

    #[test]
    fn two_clocks_are_said_from_the_start_and_files_have_none() {
        assert_eq!(Flags::live(true).raise(0.0, &[strip(-20.0)], None), [TWO_CLOCKS]);
        assert!(Flags::default().raise(100.0, &[strip(f64::NEG_INFINITY)], None).is_empty());
    }
}
