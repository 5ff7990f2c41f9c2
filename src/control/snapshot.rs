//! What a front end can show: one plain value, the same for screen, protocol and log.

use serde::Serialize;

use crate::acoustics::bands::THIRDS;
use crate::control::latency::{ClockState, LatencyState};
use crate::control::wearing::WearingState;

/// The state of a session at one moment. Pairs are left and right ear. Every figure names its reference.
#[derive(Debug, Clone, Serialize)]
pub struct Snapshot {
    /// Seconds since the start.
    pub seconds: f64,
    /// Frames per second.
    pub rate_hz: u32,
    /// Slot A and slot B.
    pub slots: [SlotState; 2],
    /// 0 = A is heard, 1 = B.
    pub heard: usize,
    /// Output silenced.
    pub muted: bool,
    /// The stage.
    pub stage: StageState,
    /// Monitor level, dB SPL of a full-scale 1 kHz sine through a flat, sealed device.
    pub level_db_spl: f64,
    /// The channels of the monitor mix.
    pub strips: Vec<StripState>,
    /// How the slots are matched in level.
    pub level_rule: &'static str,
    /// How far `as-turned-up` goes over the residual stage, dBA.
    pub level_rule_margin_db: f64,
    /// Monitor mix in the right ear over the left one, dB.
    pub balance_db: f64,
    /// Simulated limiter of the performer's receiver: the loudest sine that passes it, dB SPL; none when it is off.
    pub bodypack_db_spl: Option<f64>,
    /// What is really played.
    pub played: PlayedState,
    /// What the listener really wears and what it cannot show; none where nobody said. Not what is simulated.
    pub wearing: Option<WearingState>,
    /// One-third-octave levels of the last seconds; none before anybody analyses them.
    pub bands: Option<BandState>,
    /// What the machine says.
    pub engine: EngineState,
    /// Seed of everything random.
    pub seed: u64,
    /// Equal-loudness shape of playback.
    pub loudness: bool,
    /// The session file that `save` writes to.
    pub session_file: Option<String>,
    /// Whether the audio plane obeys every knob as it is shown; false for a moment after each turn.
    pub obeyed: bool,
    /// What was done last, in one line: a session was saved, an edited preset was read.
    pub news: Option<String>,
    /// What went wrong last, in one line.
    pub notice: Option<String>,
}

/// One channel of the monitor mix. Levels are before its gains, dBFS: a full-scale sine is 0.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "five switches that do not depend on each other")]
pub struct StripState {
    /// Its name.
    pub name: String,
    /// Fader, dB; null = -inf, closed.
    pub gain_db: f64,
    /// -100 left ear alone to 100 right ear alone.
    pub pan: f64,
    /// Muted.
    pub mute: bool,
    /// Soloed.
    pub solo: bool,
    /// Turned over.
    pub inverted: bool,
    /// The performer's own voice.
    pub voice: bool,
    /// The ambient microphone, which is never in the mix.
    pub microphone: bool,
    /// Whether mutes and solos leave it in the mix.
    pub heard: bool,
    /// Peak, which rises at once and falls 13.3 dB a second.
    pub peak_dbfs: f64,
    /// Root mean square of the last 0.6 s.
    pub rms_dbfs: f64,
    /// Peak since the start.
    pub max_dbfs: f64,
}

/// One slot: what it simulates and what that gives a performer.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SlotState {
    /// Preset id, or `left + right`.
    pub device: String,
    /// Its full name.
    pub name: String,
    /// Seal of each ear in percent; none for a device that does not seal.
    pub seal_pct: [Option<f64>; 2],
    /// What the level rule adds to the monitor level for this device; none where it has nothing to say.
    pub drive_db: Option<f64>,
    /// Fast A-weighted level now, dBA.
    pub laf_db: [f64; 2],
    /// Equivalent level of the last second, dBA.
    pub laeq_1s_db: [f64; 2],
    /// Equivalent level of the last ten seconds, dBA.
    pub laeq_10s_db: [f64; 2],
    /// Equivalent level of the last ten seconds, the monitor part alone, dBA.
    pub monitor_laeq_db: [f64; 2],
    /// The same of the ambience.
    pub ambience_laeq_db: [f64; 2],
    /// The rest of what a sound level meter at these ears reads.
    pub meter: MeterState,
    /// C-weighted peak since the device was loaded, dBC.
    pub lcpeak_db: [f64; 2],
    /// How long the level of the last ten seconds is allowed per day, NIOSH, minutes, the worse ear.
    pub niosh_minutes: f64,
    /// Dose of the performer since the device was loaded.
    pub dose: DoseState,
    /// The device that `undo` brings back.
    pub before: Option<String>,
}

/// What a sound level meter at a pair of ears reads. The session begins when the device is loaded, for what is played
/// with the program.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct MeterState {
    /// Slow A-weighted level now, dBA.
    pub las_db: [f64; 2],
    /// Largest Fast level of the session, dBA.
    pub lafmax_db: [f64; 2],
    /// Largest Slow level of the session, dBA.
    pub lasmax_db: [f64; 2],
    /// Equivalent level of the last minute, dBA.
    pub laeq_60s_db: [f64; 2],
    /// Equivalent level of the session, dBA.
    pub laeq_session_db: [f64; 2],
    /// The same C-weighted, dBC.
    pub lceq_session_db: [f64; 2],
    /// Root mean square of the last second, dB SPL without weighting.
    pub rms_db_spl: [f64; 2],
}

/// Dose by rule.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct DoseState {
    /// NIOSH 98-126.
    pub niosh: RuleState,
    /// OSHA 29 CFR 1910.95, hearing conservation.
    pub osha: RuleState,
    /// EU 2003/10/EC, exposure limit.
    pub eu: RuleState,
    /// WHO-ITU H.870, adults, per week.
    pub who: RuleState,
}

/// Dose by one rule.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct RuleState {
    /// Used up so far, percent, left and right.
    pub percent: [f64; 2],
    /// The worse ear's.
    pub worst_percent: f64,
    /// How long the level of the last ten seconds is allowed, the worse ear; null = without end.
    pub allowed_minutes: f64,
}

/// One-third-octave levels of the last seconds, dB SPL without weighting, 20 Hz to 20 kHz, left and right.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct BandState {
    /// The monitor part at the ears of the slot that is heard.
    pub monitor: [[f64; THIRDS]; 2],
    /// The ambience there.
    pub ambience: [[f64; THIRDS]; 2],
    /// Everything there.
    pub ear: [[f64; THIRDS]; 2],
    /// What is really played.
    pub played: [[f64; THIRDS]; 2],
    /// True peak at the ears of the slot that is heard, since the start, dB SPL.
    pub true_peak_db_spl: [f64; 2],
}

/// The stage.
#[derive(Debug, Clone, Serialize)]
pub struct StageState {
    /// Preset id.
    pub id: String,
    /// Its full name.
    pub name: String,
    /// Level at the open ear, dBA; none without a stage.
    pub laeq_db: Option<f64>,
    /// Whether it sounds.
    pub on: bool,
}

/// What reaches the listener in front of the laptop.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PlayedState {
    /// Equivalent level of the last second, dBA, as far as the calibration is known.
    pub laeq_1s_db: [f64; 2],
    /// Fast A-weighted level now, dBA.
    pub laf_db: [f64; 2],
    /// The rest of what a sound level meter at the listener's ears reads.
    pub meter: MeterState,
    /// C-weighted peak since the start, dBC.
    pub lcpeak_db: [f64; 2],
    /// Root mean square of the last second, dBFS: a full-scale sine is 0.
    pub rms_dbfs: [f64; 2],
    /// Dose of the listener since the start.
    pub dose: DoseState,
    /// True peak since the start, dB SPL, the louder ear.
    pub true_peak_db_spl: f64,
    /// True peak of each ear.
    pub true_peaks_db_spl: [f64; 2],
    /// Playback scale: what the simulated truth was turned down by, dB.
    pub scale_db: f64,
    /// Reduction by the limiter's true-peak stage since the last snapshot, dB.
    pub limiter_reduction_db: f64,
    /// Its largest reduction since the start, dB.
    pub limiter_max_reduction_db: f64,
    /// Reduction by the limiter's slow stage, which holds the cap, since the last snapshot, dB.
    pub slow_reduction_db: f64,
    /// Its largest reduction since the start, dB.
    pub slow_max_reduction_db: f64,
    /// Long-term cap, dBA (LAS).
    pub cap_dba: f64,
    /// Ceiling, dB SPL true peak.
    pub ceiling_db_spl: f64,
    /// The same, dB re a sample of 1.0.
    pub ceiling_dbfs: f64,
    /// SPL of a full-scale sine through the worn phones.
    pub full_scale_db_spl: f64,
    /// Whether that was calibrated or is the assumed 120 dB SPL.
    pub calibrated: bool,
    /// The stored calibration in force: phones, output, day, uncertainty.
    pub calibration: Option<String>,
    /// How far that may be off, one way, dB.
    pub uncertainty_db: Option<f64>,
}

/// What the machine says.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EngineState {
    /// Where the sound comes from.
    pub input: String,
    /// Where it goes.
    pub output: String,
    /// Look-ahead of the engine, frames.
    pub latency_frames: usize,
    /// From input to output, part by part.
    pub latency: LatencyState,
    /// How the clocks of input and output are to each other.
    pub clocks: ClockState,
    /// Worst callback time as a share of its deadline, in the last five to ten seconds, without the first of all.
    pub worst_load: f64,
    /// 99 of 100 take less than this.
    pub p99_load: f64,
    /// Mean of the same.
    pub mean_load: f64,
    /// The worst since the last snapshot.
    pub last_load: f64,
    /// How often frames went missing or were dropped, since the start: counted from frames, not told by a driver.
    pub xruns: u64,
    /// How the devices are: `running`, `stalled`, `waiting for input`, `waiting for device` or `reopening`.
    pub devices: &'static str,
    /// How often sound came back after devices were lost.
    pub recoveries: u64,
    /// Frames of input that were not there in time, since the start.
    pub missed_frames: u64,
    /// Frames of input that came too late, since the start.
    pub dropped_frames: u64,
    /// Samples of the input that were no numbers, since the start.
    pub faults: u64,
    /// What is wrong with the ends and does not stop the session, in plain words.
    pub flags: Vec<&'static str>,
    /// Frames that the band levels do not know of, since the start: nobody took them in time.
    pub unwatched_frames: u64,
}
