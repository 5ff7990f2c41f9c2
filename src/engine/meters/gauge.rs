//! The meters that run: what a gauge reads, frames counted, dose added up.

use super::dose::DoseMeter;
use super::{EarLevels, Energy, Levels, PlayedLevels, Pointer};
use crate::dsp::gauge::{Gauge, Reading, Signals, Weighted};
use crate::dsp::simd::Line;
use crate::dsp::weighting::Curve;
use crate::dsp::{Frame, TICK};
use crate::engine::Scratch;
use crate::engine::slot::Parts;
use crate::units::SampleRate;

/// Everything that is read at a pair of ears, and signals beside it.
struct LevelMeter {
    gauge: Gauge,
    frames: u64,
    dose: DoseMeter,
    room: [Signals; TICK],
}

/// The meters of one slot.
pub struct EarMeters(LevelMeter);

/// The meter of what is really played.
pub(crate) struct PlayedMeter {
    ear: LevelMeter,
    true_peak: [f64; 2],
    pascals: Scratch,
}

/// Signals of a gauge: what is at the ear, A-weighted and C-weighted, and what else a slot has.
const EAR_A: usize = 0;
const EAR_C: usize = 1;
const MONITOR: usize = 2;
const AMBIENCE: usize = 3;

impl From<Reading> for Energy {
    fn from(Reading { sum, peak }: Reading) -> Self {
        Self { sum, peak }
    }
}

impl From<Weighted> for Pointer {
    fn from(Weighted { now, max }: Weighted) -> Self {
        Self { now, max }
    }
}

impl LevelMeter {
    fn new(beside: &[Curve], rate: SampleRate) -> Self {
        let curves: Box<[Curve]> = [Curve::A, Curve::C].iter().chain(beside).copied().collect();
        Self {
            gauge: Gauge::new(&curves, rate),
            frames: 0,
            dose: DoseMeter::new(rate),
            room: [Line::ZERO; TICK],
        }
    }

    /// `[audio]` Reads one part of a tick, in pascals: the ear, and two signals beside it.
    fn read<'a>(&mut self, ear: &[Frame], beside: impl Iterator<Item = [&'a Frame; 2]>) {
        let (room, _) = self.room.split_at_mut(ear.len().min(TICK));
        for (line, (&[l, r], [&[ml, mr], &[al, ar]])) in room.iter_mut().zip(ear.iter().zip(beside)) {
            line.0 = [l, r, l, r, ml, mr, al, ar];
        }
        self.gauge.read(room);
        self.frames += room.len() as u64;
        self.dose.add(self.frames, self.gauge.behind(EAR_A).sum);
    }

    fn levels(&self) -> Levels {
        let a = self.gauge.behind(EAR_A);
        let [fast, slow] = self.gauge.pointers(EAR_A).map(Pointer::from);
        Levels {
            frames: self.frames,
            a: a.into(),
            c: self.gauge.behind(EAR_C).into(),
            z: self.gauge.before(EAR_A).into(),
            fast,
            slow,
            dose: self.dose.spent(self.frames, a.sum),
        }
    }
}

impl EarMeters {
    /// Prepares the meters of one slot.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        Self(LevelMeter::new(&[Curve::A; 2], rate))
    }

    /// `[audio]` Reads one part of a tick.
    pub(crate) fn read(&mut self, parts: &Parts<'_>) {
        let beside = parts.monitor.iter().zip(parts.ambience);
        self.0.read(parts.ear, beside.map(|(monitor, ambience)| [monitor, ambience]));
    }

    /// `[audio]` What they say now.
    pub(crate) fn levels(&self) -> EarLevels {
        EarLevels {
            ear: self.0.levels(),
            monitor_a: self.0.gauge.behind(MONITOR).into(),
            ambience_a: self.0.gauge.behind(AMBIENCE).into(),
        }
    }
}

impl PlayedMeter {
    pub(crate) fn new(rate: SampleRate) -> Self {
        Self { ear: LevelMeter::new(&[], rate), true_peak: [0.0; 2], pascals: Scratch::new() }
    }

    /// `[audio]` Output samples; `full_scale` converts a sample of the output to pressure.
    pub(crate) fn read(&mut self, samples: &[Frame], full_scale: f64) {
        let pascals = self.pascals.part(samples.len());
        for (to, [l, r]) in pascals.iter_mut().zip(samples) {
            *to = [l * full_scale, r * full_scale];
        }
        self.ear.read(pascals, pascals.iter().map(|frame| [frame; 2]));
    }

    /// `[audio]` True peak of each ear since last asked, as the limiter sees it, output samples.
    pub(crate) fn read_true_peak(&mut self, samples: [f64; 2], full_scale: f64) {
        for (most, new) in self.true_peak.iter_mut().zip(samples) {
            *most = most.max(new * full_scale);
        }
    }

    /// `[audio]` The frames last read, in pascals.
    pub(crate) fn pascals(&self, frames: usize) -> &[Frame] {
        self.pascals.view(frames)
    }

    /// `[audio]` What it says now.
    pub(crate) fn levels(&self) -> PlayedLevels {
        PlayedLevels { ear: self.ear.levels(), true_peak: self.true_peak }
    }
}
