//! From a sound at the input to the listener's ears: every part in frames and milliseconds, and how it is known.

use serde::Serialize;

use crate::acoustics::latency::{ROLES, verdict};
use crate::io::plane::clocks::status::Reading;
use crate::io::stream::Opened;
use crate::units::{SampleRate, Seconds};

/// What the two ends say, as far as there are devices.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ways {
    /// The capture device.
    pub capture: Option<Opened>,
    /// The playback device.
    pub playback: Option<Opened>,
    /// Frames of input that wait between two callbacks, on one clock.
    pub waiting: u64,
    /// The loop between two clocks.
    pub between: Option<Reading>,
    /// Frames of the capture side that the resampler is late by.
    pub resampler: usize,
}

/// The whole delay and its parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LatencyState {
    /// Sum of the parts, frames at the session's rate.
    pub frames: f64,
    /// The same in milliseconds.
    pub ms: f64,
    /// For whom that is short enough, in words.
    pub verdict: String,
    /// For each role, most sensitive first.
    pub roles: Vec<RoleState>,
    /// In the order in which sound passes; those that there are.
    pub parts: Vec<LatencyPart>,
}

/// One part of the way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LatencyPart {
    /// What it is.
    pub part: &'static str,
    /// Frames at the session's rate.
    pub frames: f64,
    /// The same in milliseconds.
    pub ms: f64,
    /// How it is known: `configured` (asked for), `reported` (by the audio system), `measured` (by counting frames),
    /// `by design` (of the engine itself), `simulated` (of the device that is heard).
    pub known: &'static str,
}

/// Whether a performer's role bears it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleState {
    /// The role.
    pub role: &'static str,
    /// The delay that is accepted in it, milliseconds.
    pub accepts_ms: f64,
    /// Whether this one is no longer.
    pub fits: bool,
}

/// How the clocks of input and output are to each other.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ClockState {
    /// `files`, `one clock` or `two clocks`.
    pub relation: &'static str,
    /// Of two clocks: `starting`, `locking`, `locked` or `resync`.
    pub state: Option<&'static str>,
    /// Of two clocks: the delay is known by the `times` of the callbacks, or by the `ring` and only within a block.
    pub by: Option<&'static str>,
    /// How much faster the input runs than the output, millionths.
    pub drift_ppm: Option<f64>,
    /// How often frames ran out or piled up between two clocks.
    pub resyncs: u64,
    /// Rate of the capture device.
    pub capture_rate_hz: Option<u32>,
}

impl LatencyState {
    /// Adds up: the ends, the look-ahead of the engine in frames, and the delay of the device that is heard.
    #[must_use]
    pub fn new(ways: &Ways, look_ahead: usize, device: Seconds, rate: SampleRate) -> Self {
        let buffer = |opened: Opened| {
            let frames = f64::from(opened.buffer_frames?);
            Some((frames, opened.rate, if opened.announced { "reported" } else { "configured" }))
        };
        let input = ways.capture.and_then(buffer);
        let from = ways.capture.map_or(rate, |opened| opened.rate);
        let late = ways.resampler as f64;
        let ring = match ways.between {
            Some(told) => (told.delay_frames - late - input.map_or(0.0, |(frames, ..)| frames)).max(0.0),
            None => ways.waiting as f64,
        };
        let live = ways.capture.is_some();
        let all = [
            input.map(|(frames, rate, known)| ("input buffer", frames, rate, known)),
            live.then_some(("ring", ring, from, "measured")),
            ways.between.is_some().then_some(("resampler", late, from, "by design")),
            Some(("look-ahead", look_ahead as f64, rate, "by design")),
            (device.0 > 0.0).then_some(("device", device.0 * rate.hz(), rate, "simulated")),
            ways.playback
                .and_then(buffer)
                .map(|(frames, rate, known)| ("output buffer", frames, rate, known)),
        ];
        let part = |(part, frames, own, known): (_, f64, SampleRate, _)| {
            let seconds = frames / own.hz();
            LatencyPart { part, frames: seconds * rate.hz(), ms: 1000.0 * seconds, known }
        };
        let parts: Vec<_> = all.into_iter().flatten().map(part).collect();
        let ms: f64 = parts.iter().map(|part| part.ms).sum();
        let roles = ROLES.map(|role| RoleState {
            role: role.name,
            accepts_ms: 1000.0 * role.accepts.0,
            fits: ms <= 1000.0 * role.accepts.0,
        });
        Self {
            frames: ms / 1000.0 * rate.hz(),
            ms,
            verdict: verdict(Seconds(ms / 1000.0)),
            roles: roles.to_vec(),
            parts,
        }
    }
}

impl ClockState {
    /// What the loop says, if there is one.
    #[must_use]
    pub fn new(ways: &Ways) -> Self {
        Self {
            relation: match (ways.capture, ways.between) {
                (None, _) => "files",
                (Some(_), None) => "one clock",
                (Some(_), Some(_)) => "two clocks",
            },
            state: ways.between.map(|told| told.state.id()),
            by: ways.between.map(|told| if told.timed { "times" } else { "ring" }),
            drift_ppm: ways.between.map(|told| told.drift_ppm),
            resyncs: ways.between.map_or(0, |told| told.resyncs),
            capture_rate_hz: ways.capture.map(|opened| opened.rate.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::plane::clocks::status::LockState;

    const RATE: SampleRate = SampleRate(48_000);

    fn opened(rate: u32, frames: u32, announced: bool) -> Opened {
        Opened::stereo(SampleRate(rate), frames, announced)
    }

    fn known(state: &LatencyState) -> Vec<(&'static str, f64, &'static str)> {
        state.parts.iter().map(|part| (part.part, (part.ms * 100.0).round() / 100.0, part.known)).collect()
    }

    #[test]
    fn in_one_cycle_a_wire_takes_two_buffers_and_the_look_ahead() {
        let ways = Ways {
            capture: Some(opened(48_000, 64, true)),
            playback: Some(opened(48_000, 64, false)),
            ..Ways::default()
        };
        let state = LatencyState::new(&ways, 48, Seconds(0.0), RATE);
        let want = [
            ("input buffer", 1.33, "reported"),
            ("ring", 0.0, "measured"),
            ("look-ahead", 1.0, "by design"),
            ("output buffer", 1.33, "configured"),
        ];
        assert_eq!(known(&state), want);
        assert!((state.frames - 176.0).abs() < 1e-9 && state.verdict == "from drums on", "{state:?}");
        assert_eq!(state.roles.iter().filter(|role| role.fits).count(), 4);
        assert_eq!(ClockState::new(&ways).relation, "one clock");
    }

    #[test]
    fn between_two_clocks_and_rates_the_parts_are_what_the_betweenmeasures() {
        let told =
            Reading { state: LockState::Locked, timed: true, delay_frames: 441.0, ..Reading::default() };
        let ways = Ways {
            capture: Some(opened(44_100, 256, false)),
            playback: Some(opened(48_000, 480, false)),
            between: Some(told),
            resampler: 48,
            waiting: 0,
        };
        let state = LatencyState::new(&ways, 48, Seconds(0.2), RATE);
        // 441 frames of the input are 10 ms, whoever counts them.
        let before: f64 = state.parts.iter().take(3).map(|part| part.ms).sum();
        assert!((before - 10.0).abs() < 1e-9, "{state:?}");
        assert!((state.ms - 221.0).abs() < 1e-9 && state.verdict == "unusable live", "{state:?}");
        let clocks = ClockState::new(&ways);
        assert_eq!((clocks.relation, clocks.state, clocks.by), ("two clocks", Some("locked"), Some("times")));
        assert_eq!(clocks.capture_rate_hz, Some(44_100));
    }
}
