//! A stage as running sources, and the equal-loudness shape that goes with its playback scale.

use super::PrepareError;
use super::ear::impulse_response;
use crate::acoustics::spectrum::Spectrum;
use crate::acoustics::{coherence, level, loudness};
use crate::dsp::convolver::Convolver;
use crate::dsp::noise::{Noise, seed_stream};
use crate::engine::modulation::Modulation;
use crate::engine::playback::Shape;
use crate::engine::stage::{DiffuseNoise, StageBed};
use crate::preset::{Field, Source, Stage};
use crate::units::{Db, DbSpl, Hz, REFERENCE_PASCALS, SampleRate, Seconds};

/// Prepares the sources of a stage. The same seed gives the same noise.
///
/// # Errors
/// A spectrum that no sound has.
pub fn stage(preset: &Stage, seed: u64, rate: SampleRate) -> Result<Box<StageBed>, PrepareError> {
    let sources = preset.sources.iter().enumerate().map(|(i, source)| match source {
        Source::Noise(noise) => {
            let spectrum = Spectrum::new(noise.octaves_db).map_err(|reason| PrepareError {
                what: format!("source {} of stage `{}`", i + 1, preset.id),
                reason: reason.to_string(),
            })?;
            let seeds = [0, 1].map(|part| seed_stream(seed, 2 * i as u64 + part));
            let [noise_seed, modulation_seed] = seeds;
            let [shortest, longest] = noise.modulation.time_s;
            let time = Seconds((shortest * longest).sqrt());
            let spread = Db(noise.modulation.sd_db);
            let modulation = (spread.0 > 0.0).then(|| Modulation::new(modulation_seed, spread, time, rate));
            let filter = mid_side(&spectrum, noise.field, rate);
            Ok(DiffuseNoise::new(Noise::new(noise_seed), filter, modulation))
        }
    });
    Ok(Box::new(StageBed::new(sources.collect::<Result<_, _>>()?)))
}

/// Filters that turn two unit-variance white noises into the mid and side pressure of a field with this spectrum.
fn mid_side(spectrum: &Spectrum, field: Field, rate: SampleRate) -> Convolver {
    // White noise of unit variance has the density 2/rate per hertz, one-sided.
    let to_density = 10.0 * (REFERENCE_PASCALS * REFERENCE_PASCALS * rate.hz() / 2.0).log10();
    let part = |which: usize| {
        impulse_response(
            &|f| {
                let coherence = match field {
                    Field::Diffuse => coherence::coherence(f),
                };
                let share = coherence::mid_side(coherence).get(which).copied().unwrap_or_default();
                Db(spectrum.density(f).0 + to_density + Db::from_gain(share).0)
            },
            rate,
        )
    };
    Convolver::new(&part(0), &part(1), rate)
}

/// The equal-loudness shape for a scene of `scene` dBA that is played at [`level::PLAYBACK`].
#[must_use]
pub fn shape(scene: DbSpl, rate: SampleRate) -> Box<Shape> {
    let at = |f: Hz| loudness::shape(scene, level::PLAYBACK, f);
    let filter = impulse_response(&at, rate);
    Box::new(Shape(Some(Box::new(Convolver::new(&filter, &filter, rate)))))
}
