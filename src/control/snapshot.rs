//! What a front end can show: one plain value, the same for screen, protocol and log.

use serde::Serialize;

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
    /// Monitor mix in the right ear over the left one, dB.
    pub balance_db: f64,
    /// Simulated limiter of the performer's receiver: the loudest sine that passes it, dB SPL; none when it is off.
    pub bodypack_db_spl: Option<f64>,
    /// What is really played.
    pub played: PlayedState,
    /// What the machine says.
    pub engine: EngineState,
    /// What went wrong last, in one line.
    pub notice: Option<String>,
}

/// One slot: what it simulates and what that gives a performer.
#[derive(Debug, Clone, Serialize)]
pub struct SlotState {
    /// Preset id, or `left + right`.
    pub device: String,
    /// Its full name.
    pub name: String,
    /// Seal of each ear in percent; none for a device that does not seal.
    pub seal_pct: [Option<f64>; 2],
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
    /// C-weighted peak since the start, dBC.
    pub lcpeak_db: [f64; 2],
    /// How long the level of the last ten seconds is allowed per day, NIOSH, minutes, the worse ear.
    pub niosh_minutes: f64,
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
#[derive(Debug, Clone, Serialize)]
pub struct PlayedState {
    /// Equivalent level of the last second, dBA, as far as the calibration is known.
    pub laeq_1s_db: [f64; 2],
    /// True peak since the start, dB SPL, the louder ear.
    pub true_peak_db_spl: f64,
    /// Playback scale: what the simulated truth was turned down by, dB.
    pub scale_db: f64,
    /// Reduction by the limiter since the last snapshot, dB.
    pub limiter_reduction_db: f64,
    /// Largest reduction since the start, dB.
    pub limiter_max_reduction_db: f64,
    /// Ceiling, dB SPL true peak.
    pub ceiling_db_spl: f64,
    /// The same, dB re a sample of 1.0.
    pub ceiling_dbfs: f64,
    /// SPL of a full-scale sine through the worn phones.
    pub full_scale_db_spl: f64,
    /// Whether that was calibrated or is the assumed 120 dB SPL.
    pub calibrated: bool,
}

/// What the machine says.
#[derive(Debug, Clone, Serialize)]
pub struct EngineState {
    /// Where the sound comes from.
    pub input: String,
    /// Where it goes.
    pub output: String,
    /// Frames from capture to playback inside the engine.
    pub latency_frames: usize,
    /// Worst callback time as a share of its deadline, since the start.
    pub worst_load: f64,
    /// Mean of the same.
    pub mean_load: f64,
    /// Frames of input that were not there in time, since the start.
    pub missed_frames: u64,
    /// Frames of input that came too late, since the start.
    pub dropped_frames: u64,
    /// Samples of the input that were no numbers, since the start.
    pub faults: u64,
}
