//! How a response is written: filters, points, or an impulse response beside the preset.

use std::sync::Arc;

use super::content::Adoption;
use super::{Form, refuse};
use crate::dsp::minimum_phase::{minimum_phase, response_length};
use crate::engine::prepare::fit::{self, measured};
use crate::engine::prepare::impulse;
use crate::preset::import::Refusal;
use crate::preset::{ResponseShape, bounds};
use crate::units::{Db, Hz, SampleRate};

/// Rate of the impulse responses that are written; they run at any.
const RATE: SampleRate = SampleRate(48_000);
/// A fit that misses more is worth a word.
const FITS_DB: f64 = 0.5;

/// Writes levels on the measured grid, of both ears or of each.
pub(super) fn write(
    adoption: &mut Adoption<'_>,
    ears: &[Vec<f64>],
    form: Form,
    id: &str,
) -> Result<ResponseShape, Refusal> {
    if form == Form::Fir {
        let wavs = ears.iter().map(|levels| {
            let curve = measured::curve(levels)
                .map_err(|e| refuse("E_NONFINITE", e.to_string(), "check the file"))?;
            let limited = |f: Hz| Db(curve.at(f).0.clamp(bounds::CURVE_DB.from, bounds::CURVE_DB.to));
            Ok(impulse::to_wav(&[&minimum_phase(limited, response_length(RATE), RATE)], RATE.0))
        });
        let wavs = wavs.collect::<Result<_, Refusal>>()?;
        adoption.say("written as a minimum-phase impulse response");
        return Ok(impulse(id, wavs));
    }
    let levels = averaged(adoption, ears);
    if form == Form::Curve {
        let points = measured::grid().into_iter().zip(levels).map(|(hz, db)| [hz, db]).collect();
        return curve(adoption, points);
    }
    let wanted =
        measured::curve(&levels).map_err(|e| refuse("E_NONFINITE", e.to_string(), "check the file"))?;
    let fit = fit::fit(&|f| wanted.at(f), &[], &fit::MEASURED);
    let (count, worst) = (fit.sections.len(), fit.worst.0);
    adoption.worst_db = Some(worst);
    adoption.say(format!("{count} filters within {worst:.2} dB from 20 Hz to 16 kHz"));
    if worst > FITS_DB {
        let what = format!("{count} filters miss the curve by up to {worst:.2} dB: `--as fir` follows it");
        adoption.warn("W_FIT", what);
    }
    Ok(if fit.sections.is_empty() {
        ResponseShape::Flat
    } else {
        ResponseShape::Filters { filters: fit.sections.iter().map(fit::Section::filter).collect() }
    })
}

/// One response for both ears.
fn averaged(adoption: &mut Adoption<'_>, ears: &[Vec<f64>]) -> Vec<f64> {
    match ears {
        [left, right] => {
            let apart = left.iter().zip(right).fold(0.0, |most: f64, (l, r)| most.max((l - r).abs()));
            let what =
                format!("the ears differ by up to {apart:.1} dB: averaged (`--as fir` keeps them apart)");
            adoption.warn("W_EARS_AVERAGED", what);
            left.iter().zip(right).map(|(l, r)| (l + r) / 2.0).collect()
        }
        ears => ears.first().cloned().unwrap_or_default(),
    }
}

/// Points as they are, within what a preset may say.
pub(super) fn curve(
    adoption: &mut Adoption<'_>,
    mut points: Vec<[f64; 2]>,
) -> Result<ResponseShape, Refusal> {
    let range = &bounds::CURVE_DB;
    let mut quiet = 0;
    for [_, db] in &mut points {
        if *db > range.to || db.is_nan() {
            let what = format!("a level of {db:+.0} dB after levelling");
            return Err(refuse("E_GAIN_RANGE", what, "check the file: no device does that"));
        }
        quiet += usize::from(*db < range.from);
        *db = (db.max(range.from) * 1000.0).round() / 1000.0;
    }
    if quiet > 0 {
        adoption.warn("W_FLOOR", format!("{quiet} points below {} dB count as that", range.from));
    }
    adoption.say(format!("{} points", points.len()));
    Ok(ResponseShape::Curve { points, spread_db: None })
}

/// The WAV files beside a preset, one for both ears or one for each.
pub(super) fn impulse(id: &str, wavs: Vec<Vec<u8>>) -> ResponseShape {
    // A file's name has as many characters as an id may have.
    let stem: String = id.chars().take(bounds::ID_CHARS - "-right.wav".len()).collect();
    let mut wavs = wavs.into_iter().map(Arc::<[u8]>::from);
    let wav = wavs.next().unwrap_or_default();
    let right_wav = wavs.next();
    let right_file = right_wav.as_ref().map(|_| format!("{stem}-right.wav"));
    ResponseShape::Impulse { file: format!("{stem}.wav"), wav, right_file, right_wav }
}
