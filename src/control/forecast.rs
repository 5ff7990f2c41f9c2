//! What a device makes of a programme on a stage, worked out from declared curves and spectra instead of played: level
//! that a performer needs, what that costs, what is heard. Below the limits of the driver the chain is linear, so this
//! is what the meters of the running engine read over the whole programme.

use crate::acoustics::audibility::{Thirds, above, music_index, speech_index};
use crate::acoustics::bands::{THIRDS, third_centre, third_edges};
use crate::acoustics::level;
use crate::acoustics::spectrum::Spectrum;
use crate::acoustics::weighting::Weighting;
use crate::control::programme::Programme;
use crate::dsp::weighting::Curve as Loudness;
use crate::engine::prepare::declared::Declared;
use crate::units::{Db, DbSpl, Hz};

/// The sources of a stage at the open ear and the level they are turned to.
#[derive(Debug, Clone)]
pub struct StageSpectrum {
    /// Spectrum at the preset's own level.
    pub spectrum: Spectrum,
    /// From the preset's level to the one asked for.
    pub gain: Db,
}

/// One ear at a monitor level.
#[derive(Debug, Clone)]
pub struct EarForecast {
    /// The stage through device, leak and bone, per third.
    pub residual: Thirds,
    /// The same, A-weighted.
    pub residual_dba: DbSpl,
    /// The mix through the device, per third; nothing where there is no driver.
    pub monitor: Thirds,
    /// The same, A-weighted.
    pub monitor_dba: DbSpl,
    /// The same, K-weighted power in dB (BS.1770, ungated); only differences count.
    pub monitor_loudness: Db,
    /// Largest sample of the mix as the level of a sine of that peak, before the device.
    pub peak_sine: DbSpl,
    /// Every channel of the mix through the device, per third.
    pub channels: Vec<Thirds>,
}

/// Both ears at a monitor level.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// Left and right.
    pub ears: [EarForecast; 2],
}

/// Nobody listens to a programme softer than this on a stage, dBA, however quiet it is (estimated).
pub const SOFTEST: DbSpl = DbSpl(75.0);

/// Level by which a monitor on one ear only must be louder than on both: about 6 dB (64 Audio; Handbook for Sound
/// Engineers, ch. 37; published, other sources say up to 10).
pub const ONE_EAR: Db = Db(6.0);

impl Forecast {
    /// Works out both ears. `level` is the monitor level, dB SPL of a full-scale 1 kHz sine through a flat device.
    #[must_use]
    pub fn new(
        programme: &Programme,
        stage: Option<&StageSpectrum>,
        ears: [&Declared; 2],
        level: DbSpl,
    ) -> Self {
        let mut side = 0..2;
        Self {
            ears: ears
                .map(|curves| EarForecast::new(programme, stage, curves, level, side.next().unwrap_or(0))),
        }
    }

    /// What the monitor level must rise by (negative: fall) until the programme stands `margin` dBA over the residual
    /// stage in every ear that has a driver, [`SOFTEST`] at least, and [`ONE_EAR`] more where only one has. None without any driver, and
    /// without a stage to stand over.
    #[must_use]
    pub fn turn_up(&self, margin: Db) -> Option<Db> {
        let driven: Vec<_> = self.ears.iter().filter(|ear| ear.monitor_dba.0.is_finite()).collect();
        let alone = if driven.len() == 1 { ONE_EAR.0 } else { 0.0 };
        if self.ears.iter().all(|ear| ear.residual_dba.0 == f64::NEG_INFINITY) {
            return None;
        }
        let rises = driven
            .iter()
            .map(|ear| (ear.residual_dba.0 + margin.0).max(SOFTEST.0) + alone - ear.monitor_dba.0);
        rises.reduce(f64::max).filter(|rise| rise.is_finite()).map(Db)
    }

    /// K-weighted power of the monitor part of both ears together, dB; -inf without a driver.
    #[must_use]
    pub fn loudness(&self) -> Db {
        Db(level::sum(self.ears.iter().map(|ear| DbSpl(ear.monitor_loudness.0))).0)
    }

    /// The same scene with the monitor turned up by `gain`.
    #[must_use]
    pub fn turned(mut self, gain: Db) -> Self {
        for ear in &mut self.ears {
            let thirds = [&mut ear.monitor].into_iter().chain(&mut ear.channels);
            for third in thirds.flat_map(|thirds| thirds.iter_mut()) {
                third.0 += gain.0;
            }
            ear.monitor_dba.0 += gain.0;
            ear.monitor_loudness.0 += gain.0;
            ear.peak_sine.0 += gain.0;
        }
        self
    }
}

impl EarForecast {
    fn new(
        programme: &Programme,
        stage: Option<&StageSpectrum>,
        curves: &Declared,
        level: DbSpl,
        side: usize,
    ) -> Self {
        let pascals = level::pascals_per_unit(level).0;
        let gain: Vec<f64> =
            programme.centres.iter().map(|&f| power(curves.response(f)) * pascals * pascals).collect();
        let levels = |squares: [f64; THIRDS]| squares.map(DbSpl::from_mean_square);
        let mix = &programme.mix[side];
        let weighted = |weight: &dyn Fn(Hz) -> Db| -> f64 {
            let lines = programme.centres.iter().zip(mix).zip(&gain);
            lines.map(|((&f, square), gain)| square * gain * power(weight(f))).sum()
        };
        let channels = programme.channels.iter().map(|channel| {
            let strip = channel.ears[side] * channel.ears[side];
            levels(programme.thirds(&channel.lines, |k| gain[k] * strip))
        });
        let given_way = stage.map_or(0.0, |stage| {
            curves.gives_way(|gain| DbSpl(stage.spectrum.level_through(gain).0 + stage.gain.0))
        });
        let transmission = |f: Hz| curves.transmission_at(f, given_way);
        let residual = residual(stage, &transmission);
        Self {
            residual_dba: stage.map_or(DbSpl(f64::NEG_INFINITY), |stage| {
                let through = stage.spectrum.level_through(|f| Db(transmission(f).0 + Weighting::A.at(f).0));
                DbSpl(through.0 + stage.gain.0)
            }),
            residual,
            monitor: levels(programme.thirds(mix, |k| gain[k])),
            monitor_dba: DbSpl::from_mean_square(weighted(&|f| Weighting::A.at(f))),
            monitor_loudness: Db::from_power(weighted(&|f| Loudness::K.exact(f, programme.rate))),
            peak_sine: DbSpl(level.0 + Db::from_gain(programme.peak[side]).0),
            channels: channels.collect(),
        }
    }

    /// Everything together, A-weighted: what the dose rules count.
    #[must_use]
    pub fn total_dba(&self) -> DbSpl {
        level::sum([self.residual_dba, self.monitor_dba])
    }

    /// By how many dB each third of the mix stands above what the residual stage masks; negative: buried.
    #[must_use]
    pub fn mix_above(&self) -> [f64; THIRDS] {
        above(&self.monitor, &self.residual)
    }

    /// Audibility of a channel against the residual stage alone, 0 to 1: the speech intelligibility index for a voice,
    /// the same scale with the instrument's own weights for everything else.
    #[must_use]
    pub fn audibility(&self, channel: usize, voice: bool) -> f64 {
        let index = if voice { speech_index } else { music_index };
        self.channels.get(channel).map_or(0.0, |sound| index(sound, &self.residual))
    }
}

/// The stage behind a transmission, per third: the density at nine points of each third, integrated.
fn residual(stage: Option<&StageSpectrum>, transmission: &dyn Fn(Hz) -> Db) -> Thirds {
    const POINTS: usize = 9;
    let Some(stage) = stage else { return [DbSpl(f64::NEG_INFINITY); THIRDS] };
    std::array::from_fn(|i| {
        let [low, high] = third_edges(third_centre(i));
        let step = (high.0 / low.0).ln() / POINTS as f64;
        let square: f64 = (0..POINTS)
            .map(|k| {
                let f = Hz(low.0 * (step * (k as f64 + 0.5)).exp());
                f.0 * step * power(Db(stage.spectrum.density(f).0 + transmission(f).0 + stage.gain.0))
            })
            .sum();
        DbSpl(10.0 * square.log10())
    })
}

fn power(level: Db) -> f64 {
    10f64.powf(level.0 / 10.0)
}
