//! What a render measured: `--report`. Every figure names its reference; every preset says how sure it is.

use serde::Serialize;

use crate::acoustics::level;
use crate::control::bands::octaves;
use crate::control::desk::Desk;
use crate::control::latency::{LatencyState, Ways};
use crate::control::spectra::EarBands;
use crate::control::wearing::{Demonstration, WearingState};
use crate::engine::knobs::{self, KnobId};
use crate::engine::meters::Meters;
use crate::engine::prepare::outward::Outward;
use crate::preset::{Device, Stage};
use crate::units::{Db, DbSpl, Pascals};

mod ear;

use ear::Escapes;
pub use ear::{Dose, DoseLine, EarReport, OctaveLevel, PlayedReport, ThirdLevel};

/// The whole report.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Per ear.
    pub ear: Ears,
    /// What was really played, per ear of the listener.
    pub played: Pair<PlayedReport>,
    /// How loud the performer's monitor was set.
    pub monitor: MonitorReport,
    /// What the limiter did.
    pub limiter: LimiterReport,
    /// How far playback was turned down from the simulated truth.
    pub playback: PlaybackReport,
    /// What the listener really wears and what it cannot show; null where nobody said. Not what is simulated.
    pub wearing: Option<WearingState>,
    /// Look-ahead, which a file is trimmed of.
    pub latency_frames: usize,
    /// What the engine and the device take, part by part; a file has no buffers.
    pub latency: LatencyState,
    /// Frames per second.
    pub rate_hz: u32,
    /// Length of the file.
    pub seconds: f64,
    /// Seed of the stage.
    pub seed: u64,
    /// Samples of the input that were no numbers and became silence.
    pub faults: u64,
    /// The device on each ear, with its evidence.
    pub devices: Pair<Device>,
    /// The stage, with its evidence.
    pub stage: Stage,
}

/// Left and right.
#[derive(Debug, Serialize)]
pub struct Pair<T> {
    /// Left ear.
    pub left: T,
    /// Right ear.
    pub right: T,
}

/// Left and right.
pub type Ears = Pair<EarReport>;

/// What the limiter did.
#[derive(Debug, Serialize)]
pub struct LimiterReport {
    /// Largest reduction by the true-peak stage.
    pub max_reduction_db: f64,
    /// Largest reduction by the slow stage, which holds the cap.
    pub slow_reduction_db: f64,
    /// The long-term cap, LAS.
    pub cap_dba: f64,
    /// True peak at the listener's ear, louder ear.
    pub true_peak_db_spl: f64,
    /// The ceiling.
    pub ceiling_db_spl: f64,
    /// The same re a sample of 1.0.
    pub ceiling_dbfs: f64,
}

/// How loud the performer's monitor was set.
#[derive(Debug, Serialize)]
pub struct MonitorReport {
    /// SPL of a full-scale 1 kHz sine through a flat, sealed device.
    pub level_db_spl: f64,
    /// How devices are matched in level.
    pub level_rule: &'static str,
    /// What that rule added to the level for this device; null where it has nothing to say.
    pub gain_db: Option<f64>,
}

/// How far playback was turned down.
#[derive(Debug, Serialize)]
pub struct PlaybackReport {
    /// Gain from the simulated ear to the listener's, dB.
    pub scale_db: f64,
    /// What a full-scale sine is taken for, dB SPL.
    pub full_scale_db_spl: f64,
    /// Whether that was calibrated.
    pub calibrated: bool,
}

impl Report {
    /// Puts together what the meters and the band analysis say of slot A.
    #[must_use]
    pub fn new(desk: &Desk, meters: &Meters, bands: &EarBands) -> Self {
        let rate = desk.rate();
        let [levels, _] = &meters.slots;
        let ear = |side: usize| EarReport::new(levels, side, bands, escapes(desk, side, bands));
        let ceiling = knobs::ceiling(desk.knobs());
        let full_scale = DbSpl(desk.knobs().get(KnobId::FullScale));
        let ceiling_sample = level::sample_at_peak(ceiling, full_scale);
        let played = |side: usize| PlayedReport::new(&meters.played, side, full_scale);
        let [peak_left, peak_right] = meters.played.true_peak;
        let [left, right] = desk.slots()[0].ears.clone();
        Self {
            ear: Pair { left: ear(0), right: ear(1) },
            played: Pair { left: played(0), right: played(1) },
            monitor: MonitorReport {
                level_db_spl: desk.knobs().get(KnobId::Level),
                level_rule: desk.level_rule().id(),
                gain_db: desk.slots()[0].drive.map(|gain| gain.0),
            },
            limiter: LimiterReport {
                max_reduction_db: Db::from_gain(meters.limiter_gain_min).0.abs(),
                slow_reduction_db: Db::from_gain(meters.slow_gain_min).0.abs(),
                cap_dba: desk.knobs().get(KnobId::Cap),
                true_peak_db_spl: DbSpl::from_pascals(Pascals(peak_left.max(peak_right))).0,
                ceiling_db_spl: ceiling.0,
                ceiling_dbfs: Db::from_gain(ceiling_sample).0,
            },
            playback: PlaybackReport {
                scale_db: desk.scale().0 + desk.lowered().0,
                full_scale_db_spl: full_scale.0,
                calibrated: desk.calibrated(),
            },
            wearing: Demonstration::default().state(desk),
            latency_frames: desk.latency(),
            latency: LatencyState::new(&Ways::default(), desk.latency(), desk.device_delay(), rate),
            rate_hz: rate.0,
            seconds: rate.seconds(levels.ear.frames).0,
            seed: desk.seed(),
            faults: meters.faults,
            devices: Pair { left, right },
            stage: desk.stage().clone(),
        }
    }
}

/// What one ear of slot A gives away: its monitor part, and a click at this monitor level.
fn escapes(desk: &Desk, side: usize, bands: &EarBands) -> Escapes {
    let [slot, _] = desk.slots();
    let monitor = octaves(&bands.monitor[side]).map(|level| level.0);
    let drive = slot.drive.map_or(0.0, |drive| drive.0);
    let full_scale = DbSpl(desk.knobs().get(KnobId::Level) + drive);
    // A device whose description cannot be read would not have been loaded.
    Outward::new(&slot.ears[side], slot.seal_pct[side])
        .map_or(Escapes { monitor: DbSpl(f64::NEG_INFINITY), click: Db(f64::NEG_INFINITY) }, |outward| {
            Escapes { monitor: outward.at_microphone(monitor), click: outward.click_bleed(full_scale) }
        })
}
