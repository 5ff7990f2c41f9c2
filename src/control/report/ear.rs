//! What a report says of one ear.

use serde::Serialize;

use crate::acoustics::audibility::above;
use crate::acoustics::bands::{NOMINAL_HZ, NOMINAL_THIRDS_HZ};
use crate::control::bands;
use crate::control::reading;
use crate::control::spectra::EarBands;
use crate::engine::meters::{EarLevels, Energy, Levels, PlayedLevels, RULES};
use crate::units::{Db, DbSpl, Pascals};

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
    /// Largest Slow level, dBA.
    pub lasmax_db: f64,
    /// Largest true peak, dB SPL without weighting.
    pub true_peak_db_spl: f64,
    /// Equivalent level of the octaves, dB SPL without weighting.
    pub octaves: Vec<OctaveLevel>,
    /// The same of the thirds, with its parts.
    pub thirds: Vec<ThirdLevel>,
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

/// What one ear gives away to a microphone 10 cm from it.
#[derive(Clone, Copy)]
pub(super) struct Escapes {
    /// The monitor mix, dBA.
    pub(super) monitor: DbSpl,
    /// A click re a voice.
    pub(super) click: Db,
}

/// One octave.
#[derive(Debug, Serialize)]
pub struct OctaveLevel {
    /// Nominal centre.
    pub band_hz: f64,
    /// Equivalent level, dB SPL.
    pub leq_db: f64,
}

/// One third of an octave; equivalent levels in dB SPL without weighting.
#[derive(Debug, Serialize)]
pub struct ThirdLevel {
    /// Nominal centre.
    pub band_hz: f64,
    /// Everything.
    pub leq_db: f64,
    /// The monitor mix alone.
    pub monitor_leq_db: f64,
    /// The stage alone.
    pub ambience_leq_db: f64,
    /// How far the mix stands above what the stage masks (ANSI S3.5-1997); negative: buried.
    pub monitor_above_db: f64,
}

/// What one ear of the listener got, as far as the calibration is known. A level of nothing is null.
#[derive(Debug, Serialize)]
pub struct PlayedReport {
    /// Equivalent level, dBA.
    pub laeq_db: f64,
    /// Equivalent level, dBC.
    pub lceq_db: f64,
    /// Peak, dBC.
    pub lcpeak_db: f64,
    /// Largest Fast level, dBA.
    pub lafmax_db: f64,
    /// Largest Slow level, dBA.
    pub lasmax_db: f64,
    /// True peak, dB SPL.
    pub true_peak_db_spl: f64,
    /// Root mean square of all of it, dBFS: a full-scale sine is 0.
    pub rms_dbfs: f64,
    /// What it cost the listener in hearing.
    pub dose: Dose,
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
    /// Share of what is allowed that the length of this file used up, added up second by second.
    pub percent: f64,
    /// How long the equivalent level is allowed; null = without end.
    pub allowed_minutes: f64,
}

impl EarReport {
    /// Of one side, 0 = left.
    pub(super) fn new(levels: &EarLevels, side: usize, bands: &EarBands, escapes: Escapes) -> Self {
        let ear = &levels.ear;
        let equivalent = |energy: &Energy| reading::equivalent(energy, ear.frames)[side];
        let (thirds, monitor, ambience) = (&bands.ear[side], &bands.monitor[side], &bands.ambience[side]);
        let parts = thirds.iter().zip(monitor).zip(ambience);
        Self {
            laeq_db: equivalent(&ear.a),
            lceq_db: equivalent(&ear.c),
            lcpeak_db: reading::peak(&ear.c)[side],
            lafmax_db: reading::pointer(ear.fast.max)[side],
            lasmax_db: reading::pointer(ear.slow.max)[side],
            true_peak_db_spl: bands.true_peak[side].0,
            octaves: NOMINAL_HZ
                .into_iter()
                .zip(bands::octaves(thirds))
                .map(|(band_hz, level)| OctaveLevel { band_hz, leq_db: level.0 })
                .collect(),
            thirds: NOMINAL_THIRDS_HZ
                .into_iter()
                .zip(parts)
                .zip(above(monitor, ambience))
                .map(|((band_hz, ((all, monitor), ambience)), above)| ThirdLevel {
                    band_hz,
                    leq_db: all.0,
                    monitor_leq_db: monitor.0,
                    ambience_leq_db: ambience.0,
                    monitor_above_db: above,
                })
                .collect(),
            monitor_laeq_db: equivalent(&levels.monitor_a),
            ambience_laeq_db: equivalent(&levels.ambience_a),
            leakage_at_10_cm_dba: escapes.monitor.0,
            click_bleed_db: escapes.click.0,
            dose: Dose::new(ear, side),
        }
    }
}

impl PlayedReport {
    /// Of one side, 0 = left; `full_scale` is the level of a full-scale sine.
    pub(super) fn new(played: &PlayedLevels, side: usize, full_scale: DbSpl) -> Self {
        let ear = &played.ear;
        let equivalent = |energy: &Energy| reading::equivalent(energy, ear.frames)[side];
        Self {
            laeq_db: equivalent(&ear.a),
            lceq_db: equivalent(&ear.c),
            lcpeak_db: reading::peak(&ear.c)[side],
            lafmax_db: reading::pointer(ear.fast.max)[side],
            lasmax_db: reading::pointer(ear.slow.max)[side],
            true_peak_db_spl: DbSpl::from_pascals(Pascals(played.true_peak[side])).0,
            rms_dbfs: equivalent(&ear.z) - full_scale.0,
            dose: Dose::new(ear, side),
        }
    }
}

impl Dose {
    fn new(levels: &Levels, side: usize) -> Self {
        let laeq = DbSpl(reading::equivalent(&levels.a, levels.frames)[side]);
        let line = |i: usize| DoseLine {
            percent: levels.dose[side][i],
            allowed_minutes: RULES[i].allowed(laeq).0 / 60.0,
        };
        Self { niosh: line(0), osha: line(1), eu: line(2), who: line(3) }
    }
}
