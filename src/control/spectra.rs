//! What is measured beside the audio plane: bands and the true peak at the ear. Off line from every frame, live from as
//! many as came through.

use crate::acoustics::bands::THIRDS;
use std::collections::VecDeque;

use crate::control::bands::{BandAnalysis, Thirds};
use crate::control::feedback::{self, MixLevels};
use crate::control::programme::Programme;
use crate::control::snapshot::BandState;
use crate::dsp::Frame;
use crate::dsp::true_peak::TruePeak;
use crate::engine::link::{Watch, Watched};
use crate::engine::slot::Parts;
use crate::units::{DbSpl, Pascals, SampleRate, Seconds};

/// Analyses of the parts at the simulated ear.
pub struct EarSpectra {
    monitor: BandAnalysis,
    ambience: BandAnalysis,
    ear: BandAnalysis,
    peak: TruePeak,
}

/// What they came to, by ear.
#[derive(Debug, Clone, Copy)]
pub struct EarBands {
    /// The monitor mix alone.
    pub monitor: Thirds,
    /// The stage alone.
    pub ambience: Thirds,
    /// Everything.
    pub ear: Thirds,
    /// True peak of everything.
    pub true_peak: [DbSpl; 2],
}

/// Frames of the four signals that are analysed at a time.
const ROOM: usize = 1024;

/// What a level rule is worked out from on a key.
const REMEMBERED: Seconds = Seconds(10.0);

/// The live analyses: the ear that is heard, and what is played; and the monitor mix as it was.
pub struct LiveSpectra {
    rate: SampleRate,
    mix: VecDeque<[f32; 2]>,
    mix_levels: MixLevels,
    watch: Watch,
    rows: [Vec<Frame>; 4],
    signals: [BandAnalysis; 4],
    peak: TruePeak,
}

impl EarSpectra {
    /// Empty analyses.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        let bands = || BandAnalysis::new(rate);
        Self { monitor: bands(), ambience: bands(), ear: bands(), peak: TruePeak::light() }
    }

    /// Adds frames.
    pub fn add(&mut self, parts: &Parts<'_>) {
        self.monitor.add(parts.monitor);
        self.ambience.add(parts.ambience);
        self.ear.add(parts.ear);
        self.peak.feed(parts.ear);
    }

    /// Levels over everything added.
    #[must_use]
    pub fn levels(mut self) -> EarBands {
        EarBands {
            monitor: self.monitor.levels(),
            ambience: self.ambience.levels(),
            ear: self.ear.levels(),
            true_peak: self.peak.finish().map(|peak| DbSpl::from_pascals(Pascals(peak))),
        }
    }
}

impl LiveSpectra {
    /// Analyses what is shown through `watch`.
    #[must_use]
    pub fn new(watch: Watch, rate: SampleRate) -> Self {
        Self {
            rate,
            mix: VecDeque::with_capacity(REMEMBERED.frames(rate)),
            mix_levels: MixLevels::new(feedback::HOP.frames(rate)),
            watch,
            rows: std::array::from_fn(|_| Vec::with_capacity(ROOM)),
            signals: std::array::from_fn(|_| BandAnalysis::new(rate)),
            peak: TruePeak::light(),
        }
    }

    /// Takes what has come since, and says how the last seconds were.
    pub fn read(&mut self) -> BandState {
        let Self { rate, mix, mix_levels, watch, rows, signals, peak } = self;
        let most = REMEMBERED.frames(*rate);
        watch.take(|frame: Watched| {
            let [.., xl, xr] = frame;
            mix.drain(..(mix.len() + 1).saturating_sub(most));
            mix.push_back([xl, xr]);
            mix_levels.add([xl, xr]);
            let [ml, mr, al, ar, el, er, pl, pr, ..] = frame.map(f64::from);
            for (row, pair) in rows.iter_mut().zip([[ml, mr], [al, ar], [el, er], [pl, pr]]) {
                row.push(pair);
            }
            if rows[0].len() >= ROOM {
                analyse(rows, signals, peak);
            }
        });
        analyse(rows, signals, peak);
        let [monitor, ambience, ear, played] =
            [0, 1, 2, 3].map(|i: usize| numbers(&self.signals[i].recent()));
        let true_peak_db_spl = self.peak.peak().map(|peak| DbSpl::from_pascals(Pascals(peak)).0);
        BandState { monitor, ambience, ear, played, true_peak_db_spl }
    }

    /// Levels of the monitor mix since the last call, dBFS, one a [`feedback::HOP`].
    pub fn mix_levels(&mut self) -> Vec<f64> {
        self.mix_levels.take()
    }

    /// The monitor mix of the last ten seconds, or of as many as there were.
    #[must_use]
    pub fn programme(&self) -> Programme {
        Programme::of_mix(self.mix.iter().copied(), self.rate)
    }
}

fn analyse(rows: &mut [Vec<Frame>; 4], signals: &mut [BandAnalysis; 4], peak: &mut TruePeak) {
    peak.feed(&rows[2]);
    for (row, signal) in rows.iter_mut().zip(signals) {
        signal.add(row);
        row.clear();
    }
}

fn numbers(thirds: &Thirds) -> [[f64; THIRDS]; 2] {
    thirds.map(|ear| ear.map(|level| level.0))
}
