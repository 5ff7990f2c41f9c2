//! A stage as running sources, and the shape of playback: equal loudness for its scale, correction for what is worn.
//!
//! | kind | what | how its octaves are met |
//! |---|---|---|
//! | noise | endless Gaussian noise, lognormal level (`modulation`) | minimum-phase filter of the smooth density |
//! | kit, crowd, notes, hum | made before it sounds: a sketch of 20 s that goes round | its own spectrum measured, then equalised |
//! | recording | a file, joined end to start | its level only; its spectrum is its own |
//! | spill, microphone | the capture while it sounds | filters; the level is that of a nominal signal |
//!
//! The sketches of a stage become one take: placed (`place.rs`), equalised (`equal.rs`), added up, brought to the
//! C-weighted peak of the preset, its halves of 10 s to one mean square (`mixdown.rs`, `peak.rs`). So the figures of a
//! preset are met by construction over every 20 s, with any seed. Left out: that a stage never plays the same again.

mod canvas;
mod crowd;
mod dice;
mod equal;
mod groove;
mod hum;
mod kit;
mod mixdown;
mod notes;
mod peak;
mod place;
mod room;
mod tape;

pub use tape::Tape;

use super::PrepareError;
use super::ear::impulse_response;
use crate::acoustics::correction::Correction;
use crate::acoustics::head::Incidence;
use crate::acoustics::spectrum::Spectrum;
use crate::acoustics::weighting::Weighting;
use crate::acoustics::{coherence, level, loudness};
use crate::dsp::convolver::Convolver;
use crate::dsp::noise::{Noise as White, seed_stream};
use crate::engine::modulation::Modulation;
use crate::engine::playback::Shape;
use crate::engine::stage::{Live, Sounding, StageBed, StreamedNoise, Take};
use crate::preset::{Field, Noise, Sound, Source, Stage};
use crate::units::{Db, DbSpl, Hz, REFERENCE_PASCALS, SampleRate, Seconds};
use dice::Dice;
use mixdown::Mixdown;

/// Prepares the sources of a stage; `tapes` are its recordings in their order. The same seed gives the same sound.
///
/// # Errors
/// A spectrum that no sound has, or none that this source can have.
pub fn stage(
    preset: &Stage,
    tapes: Vec<Tape>,
    seed: u64,
    rate: SampleRate,
) -> Result<Box<StageBed>, PrepareError> {
    let mut tapes = tapes.into_iter();
    let mut sources: Vec<Box<dyn Sounding>> = Vec::new();
    let mut mixdown = Mixdown::new(rate);
    for (i, source) in preset.sources.iter().enumerate() {
        let refuse = |reason: String| PrepareError {
            what: format!("source {} of stage `{}`", i + 1, preset.id),
            reason,
        };
        let seeds = [0, 1].map(|part| seed_stream(seed, 2 * i as u64 + part));
        let mut dice = Dice::new(seeds[0]);
        let octaves = &source.octaves_db;
        let sketch = match &source.sound {
            Sound::Noise(noise) => {
                sources.push(Box::new(streamed(source, noise, seeds, rate).map_err(refuse)?));
                mixdown.beside(Weighting::C.sum(*octaves));
                continue;
            }
            Sound::Spill => {
                let path = room::spill(octaves, source.field, &mut dice, rate).map_err(refuse)?;
                sources.push(Box::new(Live::programme(path)));
                continue;
            }
            Sound::Microphone => {
                let nominal = preset.levels.as_ref().map_or(level::PLAYBACK, |levels| DbSpl(levels.laeq_db));
                sources.push(Box::new(Live::microphone(room::microphone(nominal, &mut dice, rate))));
                continue;
            }
            Sound::Recording(_) => {
                let tape = tapes.next().ok_or_else(|| refuse("its recording was not loaded".into()))?;
                // Alone it has the level of the stage; octave sums differ from that by up to 0.2 dB.
                let alone = preset.levels.as_ref().filter(|_| preset.sources.len() == 1);
                let laeq = alone.map_or_else(|| Weighting::A.sum(*octaves), |levels| DbSpl(levels.laeq_db));
                let take = tape.levelled(laeq, rate);
                sources.push(Box::new(Take::new(take.map_err(refuse)?)));
                continue;
            }
            Sound::Kit(kit) => kit::sketch(kit, source.field, &mut dice),
            Sound::Crowd(crowd) => crowd::sketch(crowd, &mut dice),
            Sound::Notes(notes) => notes::sketch(notes, source.field, &mut dice),
            Sound::Hum(hum) => hum::sketch(hum, &mut dice),
        };
        mixdown.add(sketch, source.field, octaves).map_err(refuse)?;
    }
    let peak = preset.levels.as_ref().map_or(f64::INFINITY, |levels| levels.lcpeak_db);
    sources.extend(mixdown.finish(DbSpl(peak)).map(|take| Box::new(Take::new(take)) as Box<dyn Sounding>));
    Ok(Box::new(StageBed::new(sources.into())))
}

/// Endless noise from everywhere, or from one direction.
fn streamed(
    source: &Source,
    noise: &Noise,
    [noise_seed, modulation_seed]: [u64; 2],
    rate: SampleRate,
) -> Result<StreamedNoise, String> {
    let spectrum = Spectrum::new(source.octaves_db).map_err(|reason| reason.to_string())?;
    let [shortest, longest] = noise.modulation.time_s;
    let time = Seconds((shortest * longest).sqrt());
    let spread = Db(noise.modulation.sd_db);
    let modulation = (spread.0 > 0.0).then(|| Modulation::new(modulation_seed, spread, time, rate));
    let white = White::new(noise_seed);
    Ok(match source.field {
        Field::Diffuse => StreamedNoise::diffuse(white, mid_side(&spectrum, rate), modulation),
        Field::Direct { azimuth_deg } => {
            StreamedNoise::direct(white, direct(&spectrum, azimuth_deg, rate), modulation)
        }
    })
}

/// Filters that turn unit-variance white noise into the pressure at both ears, whose mean power has this spectrum. The
/// delay between them is whole frames.
fn direct(spectrum: &Spectrum, azimuth_deg: f64, rate: SampleRate) -> Convolver {
    let ears = Incidence::of(azimuth_deg);
    let [left, right] = ears.map(|ear| {
        let at = |f| {
            let both: f64 = ears.iter().map(|ear| ear.shadow(f).power()).sum();
            let share = Db::from_power(2.0 * ear.shadow(f).power() / both);
            Db(spectrum.density(f).0 + to_density(rate) + share.0)
        };
        let mut taps = vec![0.0; ear.delay().frames(rate)];
        taps.extend(impulse_response(&at, rate));
        taps
    });
    Convolver::new(&left, &right, rate)
}

/// White noise of unit variance has the density 2/rate per hertz, one-sided: what brings it to 0 dB SPL per hertz.
fn to_density(rate: SampleRate) -> f64 {
    10.0 * (REFERENCE_PASCALS * REFERENCE_PASCALS * rate.hz() / 2.0).log10()
}

/// Filters that turn two unit-variance white noises into the mid and side pressure of a field with this spectrum.
fn mid_side(spectrum: &Spectrum, rate: SampleRate) -> Convolver {
    let part = |which: usize| {
        let at = |f| Db(spectrum.density(f).0 + to_density(rate) + mid_side_shares(f)[which].0);
        impulse_response(&at, rate)
    };
    Convolver::new(&part(0), &part(1), rate)
}

/// Mid and side of a diffuse field re the level at one ear.
fn mid_side_shares(frequency: Hz) -> [Db; 2] {
    coherence::mid_side(coherence::coherence(frequency)).map(Db::from_gain)
}

/// The shape of playback, one filter: equal loudness for a scene of `scene` dBA that is played at [`level::PLAYBACK`],
/// times the correction for the phones that are really worn. Without both there is none.
#[must_use]
pub fn shape(scene: Option<DbSpl>, worn: Option<&Correction>, rate: SampleRate) -> Box<Shape> {
    if scene.is_none() && worn.is_none() {
        return Box::new(Shape(None));
    }
    let loudness = scene.map(|scene| loudness::shape_curve(scene, level::PLAYBACK));
    let at = |f: Hz| {
        let loudness = loudness.as_ref().map_or(0.0, |curve| curve.at(f).0);
        Db(loudness + worn.map_or(0.0, |worn| worn.at(f).0))
    };
    let filter = impulse_response(&at, rate);
    Box::new(Shape(Some(Box::new(Convolver::new(&filter, &filter, rate)))))
}
