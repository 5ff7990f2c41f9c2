//! What went wrong on a running stream, told by the audio system's threads without waiting: atomics only.

use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::time::Duration;

use super::error::{IoError, IoErrorKind};

/// Fatal reports of one stream after which each further one waits: ALSA over a dead PulseAudio makes a million in 3 s,
/// for as long as closing it hangs, and would take a whole processor.
const PATIENT: u32 = 64;
/// How long it waits; the stream makes no sound any more.
const BRAKE: Duration = Duration::from_millis(2);

/// A fault after which a stream delivers nothing more: drop it and the host, pause, open anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Fatal {
    /// Unplugged, or its server is gone.
    DeviceVanished = 1,
    /// The device runs on with another configuration.
    StreamInvalidated = 2,
    /// The audio system itself went away.
    HostUnavailable = 3,
    /// The permission to record or play was withdrawn.
    PermissionDenied = 4,
    /// Anything else the audio system calls an error.
    Backend = 5,
}

/// Faults of one stream. A fatal one is latched: the first stays, however often the audio system repeats itself.
#[derive(Debug, Default)]
pub struct Faults {
    beats: AtomicU32,
    fatal: AtomicU8,
    repeats: AtomicU32,
    xruns: AtomicU32,
    rerouted: AtomicU32,
    realtime_denied: AtomicU32,
}

impl Faults {
    /// `[audio]` A callback came: the stream lives.
    pub(super) fn beat(&self) {
        count(&self.beats);
    }

    /// Callbacks so far, modulo 2^32: one that stands still is a stalled stream.
    #[must_use]
    pub fn beats(&self) -> u32 {
        self.beats.load(Ordering::Relaxed)
    }

    /// `[audio]` Notes an error; never waits while the stream may still sound.
    pub(super) fn note(&self, kind: cpal::ErrorKind) {
        use cpal::ErrorKind as K;
        let fatal = match kind {
            K::Xrun => return count(&self.xruns),
            K::DeviceChanged => return count(&self.rerouted),
            K::RealtimeDenied => return count(&self.realtime_denied),
            K::DeviceNotAvailable => Fatal::DeviceVanished,
            K::StreamInvalidated | K::UnsupportedConfig => Fatal::StreamInvalidated,
            K::HostUnavailable => Fatal::HostUnavailable,
            K::PermissionDenied => Fatal::PermissionDenied,
            _ => Fatal::Backend,
        };
        // Lost against an earlier fault: that one stays.
        let _ = self.fatal.compare_exchange(0, fatal as u8, Ordering::AcqRel, Ordering::Acquire);
        if self.repeats.fetch_add(1, Ordering::Relaxed) >= PATIENT {
            std::thread::sleep(BRAKE);
        }
    }

    /// The first fatal fault, if there was one.
    #[must_use]
    pub fn fatal(&self) -> Option<Fatal> {
        match self.fatal.load(Ordering::Acquire) {
            0 => None,
            1 => Some(Fatal::DeviceVanished),
            2 => Some(Fatal::StreamInvalidated),
            3 => Some(Fatal::HostUnavailable),
            4 => Some(Fatal::PermissionDenied),
            _ => Some(Fatal::Backend),
        }
    }

    /// Blocks the audio system reports as late or lost. JACK reports cycles that lost nothing, PipeWire and
    /// PulseAudio lose blocks that they do not report.
    #[must_use]
    pub fn xruns(&self) -> u32 {
        self.xruns.load(Ordering::Relaxed)
    }

    /// How often the audio system moved the stream to another device: what plays may come back as input.
    #[must_use]
    pub fn rerouted(&self) -> u32 {
        self.rerouted.load(Ordering::Relaxed)
    }

    /// How often real-time priority was refused: playback goes on and may glitch under load.
    #[must_use]
    pub fn realtime_denied(&self) -> u32 {
        self.realtime_denied.load(Ordering::Relaxed)
    }
}

impl Fatal {
    /// The fault as an error that names the device.
    #[must_use]
    pub fn error(self, device: &str) -> IoError {
        let (kind, what, mend) = match self {
            Self::DeviceVanished => {
                (IoErrorKind::DeviceVanished, "went away", "plug it in again or start its server")
            }
            Self::StreamInvalidated => {
                (IoErrorKind::DeviceVanished, "changed its configuration", "open it again")
            }
            Self::HostUnavailable => {
                (IoErrorKind::HostUnavailable, "lost its audio system", "start the sound server again")
            }
            Self::PermissionDenied => {
                (IoErrorKind::StreamRefused, "may no longer be used", "grant access to it again")
            }
            Self::Backend => (IoErrorKind::DeviceVanished, "stopped with an error", "open it again"),
        };
        IoError::new(kind, format!("`{device}` {what}"), mend)
    }
}

fn count(counter: &AtomicU32) {
    counter.fetch_add(1, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use cpal::ErrorKind as K;

    use super::*;

    #[test]
    fn the_first_fatal_fault_stays_and_the_others_are_counted() {
        let faults = Faults::default();
        for kind in [K::Xrun, K::Xrun, K::DeviceChanged, K::RealtimeDenied] {
            faults.note(kind);
        }
        assert_eq!((faults.xruns(), faults.rerouted(), faults.realtime_denied()), (2, 1, 1));
        assert_eq!(faults.fatal(), None);
        faults.note(K::DeviceNotAvailable);
        faults.note(K::BackendError);
        assert_eq!(faults.fatal(), Some(Fatal::DeviceVanished));
        assert_eq!(faults.xruns(), 2);
    }

    #[test]
    fn a_hot_loop_of_errors_is_braked_and_says_the_same() {
        let faults = Faults::default();
        let start = std::time::Instant::now();
        for _ in 0..PATIENT + 50 {
            faults.note(K::BackendError);
        }
        assert!(start.elapsed() >= 50 * BRAKE, "{:?}", start.elapsed());
        assert_eq!(faults.fatal(), Some(Fatal::Backend));
        assert!(
            (0..1000).all(|_| (faults.note(K::Xrun), faults.fatal().is_some()).1),
            "not fatal, not braked"
        );
    }

    #[test]
    fn every_fatal_kind_survives_the_latch_and_names_the_device() {
        for (kind, fatal) in [
            (K::DeviceNotAvailable, Fatal::DeviceVanished),
            (K::StreamInvalidated, Fatal::StreamInvalidated),
            (K::HostUnavailable, Fatal::HostUnavailable),
            (K::PermissionDenied, Fatal::PermissionDenied),
            (K::BackendError, Fatal::Backend),
            (K::Other, Fatal::Backend),
        ] {
            let faults = Faults::default();
            faults.note(kind);
            assert_eq!(faults.fatal(), Some(fatal));
            assert!(fatal.error("phones").to_string().starts_with("`phones` "));
        }
    }
}
