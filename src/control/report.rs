//! What a render measured: `--report`. Every figure names its reference; every preset says how sure it is.

use serde::Serialize;

use crate::acoustics::bands::{NOMINAL_HZ, OCTAVES};
use crate::acoustics::dose;
use crate::acoustics::level;
use crate::control::desk::Desk;
use crate::engine::knobs::{self, KnobId};
use crate::engine::meters::{EarLevels, Energy, Meters};
use crate::engine::prepare::outward::Outward;
use crate::preset::{Device, Stage};
use crate::units::{Db, DbSpl, SampleRate, Seconds};

/// The whole report.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Per ear.
    pub ear: Ears,
    /// What the limiter did.
    pub limiter: LimiterReport,
    /// How far playback was turned down from the simulated truth.
    pub playback: PlaybackReport,
    /// Look-ahead, which a file is trimmed of.
    pub latency_frames: usize,
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

/// One ear of the simulated performer, diffuse-field equivalent. A level of nothing is null.
#[derive(Debug, Serialize)]
pub struct EarReport {
    /// Equivalent level, dBA.
    pub laeq_db: f64,
    /// Equivalent level, dBC.
    pub lceq_db: f64,
    /// Peak, dBC.
    pub lcpeak_db: f64,
    /// Largest Fast level, dBA.
    pub lafmax_db: f64,
    /// Equivalent level of the octaves, dB SPL without weighting.
    pub octaves: Vec<OctaveLevel>,
    /// The monitor mix alone, dBA.
    pub monitor_laeq_db: f64,
    /// The stage alone, dBA.
    pub ambience_laeq_db: f64,
    /// The monitor mix as it escapes to a microphone 10 cm from this ear, dBA.
    pub leakage_at_10_cm_dba: f64,
    /// A click track at this monitor level, as it escapes, re a singer's voice at that microphone.
    pub click_bleed_db: f64,
    /// What it costs in hearing.
    pub dose: Dose,
}

/// One octave.
#[derive(Debug, Serialize)]
pub struct OctaveLevel {
    /// Nominal centre.
    pub band_hz: f64,
    /// Equivalent level, dB SPL.
    pub leq_db: f64,
}

/// By rule.
#[derive(Debug, Serialize)]
pub struct Dose {
    /// NIOSH 98-126.
    pub niosh: DoseLine,
    /// OSHA 29 CFR 1910.95.
    pub osha: DoseLine,
    /// EU 2003/10/EC.
    pub eu: DoseLine,
    /// WHO-ITU H.870, adults.
    pub who: DoseLine,
}

/// One rule.
#[derive(Debug, Serialize)]
pub struct DoseLine {
    /// Share of what is allowed that the length of this file used up.
    pub percent: f64,
    /// How long this level is allowed; null = without end.
    pub allowed_minutes: f64,
}

/// What the limiter did.
#[derive(Debug, Serialize)]
pub struct LimiterReport {
    /// Largest reduction.
    pub max_reduction_db: f64,
    /// True peak at the listener's ear, louder ear.
    pub true_peak_db_spl: f64,
    /// The ceiling.
    pub ceiling_db_spl: f64,
    /// The same re a sample of 1.0.
    pub ceiling_dbfs: f64,
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
    /// Puts together what the meters and the octave analyses, of everything and of the monitor part, say of slot A.
    #[must_use]
    pub fn new(
        desk: &Desk,
        meters: &Meters,
        octaves: [[DbSpl; OCTAVES]; 2],
        monitor: [[DbSpl; OCTAVES]; 2],
    ) -> Self {
        let rate = desk.rate();
        let [levels, _] = &meters.slots;
        let ear = |side: usize| {
            let escapes = escapes(desk, side, monitor[side]);
            EarReport::new(levels, side, octaves[side], escapes, rate)
        };
        let ceiling = knobs::ceiling(desk.knobs());
        let full_scale = DbSpl(desk.knobs().get(KnobId::FullScale));
        let ceiling_sample = level::sample_at_peak(ceiling, full_scale);
        let [left, right] = desk.slots()[0].ears.clone();
        Self {
            ear: Pair { left: ear(0), right: ear(1) },
            limiter: LimiterReport {
                max_reduction_db: Db::from_gain(meters.limiter_gain_min).0.abs(),
                true_peak_db_spl: ceiling.0 + Db::from_gain(meters.true_peak).0,
                ceiling_db_spl: ceiling.0,
                ceiling_dbfs: Db::from_gain(ceiling_sample).0,
            },
            playback: PlaybackReport {
                scale_db: desk.scale().0,
                full_scale_db_spl: full_scale.0,
                calibrated: desk.calibrated(),
            },
            latency_frames: desk.latency(),
            rate_hz: rate.0,
            seconds: rate.seconds(levels.frames).0,
            seed: desk.seed(),
            faults: meters.faults,
            devices: Pair { left, right },
            stage: desk.stage().clone(),
        }
    }
}

impl EarReport {
    fn new(
        levels: &EarLevels,
        side: usize,
        octaves: [DbSpl; OCTAVES],
        (leakage, click): (DbSpl, Db),
        rate: SampleRate,
    ) -> Self {
        let frames = levels.frames.max(1) as f64;
        let equivalent = |energy: &Energy| DbSpl::from_mean_square(energy.sum[side] / frames);
        let laeq = equivalent(&levels.a);
        let length = rate.seconds(levels.frames);
        Self {
            laeq_db: laeq.0,
            lceq_db: equivalent(&levels.c).0,
            lcpeak_db: DbSpl::from_pascals(crate::units::Pascals(levels.c.peak[side])).0,
            lafmax_db: DbSpl::from_mean_square(levels.fast_max[side]).0,
            octaves: NOMINAL_HZ
                .into_iter()
                .zip(octaves)
                .map(|(band_hz, level)| OctaveLevel { band_hz, leq_db: level.0 })
                .collect(),
            monitor_laeq_db: equivalent(&levels.monitor_a).0,
            ambience_laeq_db: equivalent(&levels.ambience_a).0,
            leakage_at_10_cm_dba: leakage.0,
            click_bleed_db: click.0,
            dose: Dose {
                niosh: DoseLine::new(dose::NIOSH, laeq, length),
                osha: DoseLine::new(dose::OSHA, laeq, length),
                eu: DoseLine::new(dose::EU, laeq, length),
                who: DoseLine::new(dose::WHO, laeq, length),
            },
        }
    }
}

/// What one ear of slot A gives away: the level of its monitor part at a microphone, and of a click re a voice there.
fn escapes(desk: &Desk, side: usize, monitor: [DbSpl; OCTAVES]) -> (DbSpl, Db) {
    let [slot, _] = desk.slots();
    let full_scale = DbSpl(desk.knobs().get(KnobId::Level));
    // A device whose description cannot be read would not have been loaded.
    let nothing = (DbSpl(f64::NEG_INFINITY), Db(f64::NEG_INFINITY));
    Outward::new(&slot.ears[side], slot.seal_pct).map_or(nothing, |outward| {
        (outward.at_microphone(monitor.map(|level| level.0)), outward.click_bleed(full_scale))
    })
}

impl DoseLine {
    fn new(standard: dose::Standard, level: DbSpl, length: Seconds) -> Self {
        Self { percent: standard.percent(level, length), allowed_minutes: standard.allowed(level).0 / 60.0 }
    }
}
