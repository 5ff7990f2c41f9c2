//! What of a sound stands above a noise: masking per third of an octave, and the speech intelligibility index.
//!
//! ANSI S3.5-1997, third-octave procedure (Table 3, clauses 4.2 to 4.7): the noise masks its own band and spreads
//! upwards, the louder the farther; a band counts in full when its speech stands 15 dB above what masks it, not at all
//! 15 dB below; loud speech counts less (level distortion). Levels are taken diffuse-field equivalent, where the
//! standard says free field: under 3 dB apart. Young normal hearing, steady sounds; leaves out the gaps of a
//! fluctuating noise (which help) and the two ears together (which help by 2 to 5 dB). For music the same scale is
//! used with weights of its own ([`music_index`]): an orientation, estimated, not a standard.

use super::bands::{THIRDS, third_centre, third_edges};
use super::weighting::Weighting;
use crate::units::DbSpl;

/// Levels of the 31 thirds of an octave, 20 Hz to 20 kHz.
pub type Thirds = [DbSpl; THIRDS];

/// Bands of the standard: thirds 160 Hz to 8 kHz.
const SPEECH_BANDS: usize = 18;
/// Where they begin among the thirds.
const FIRST: usize = 9;
/// Speech peaks stand this far above their mean; a band counts from that far below (clause 4.7).
const PEAKS_DB: f64 = 15.0;

/// Importance of a band for average speech (ANSI S3.5-1997, Table 3); they add up to 1.
#[rustfmt::skip]
const IMPORTANCE: [f64; SPEECH_BANDS] = [
    0.0083, 0.0095, 0.0150, 0.0289, 0.0440, 0.0578, 0.0653, 0.0711, 0.0818,
    0.0844, 0.0882, 0.0898, 0.0868, 0.0844, 0.0771, 0.0527, 0.0364, 0.0185,
];

/// Spectrum level of speech of normal effort at 1 m, dB (Table 3).
#[rustfmt::skip]
const NORMAL_SPEECH_DB: [f64; SPEECH_BANDS] = [
    32.41, 34.48, 34.75, 33.98, 34.59, 34.27, 32.06, 28.30, 25.01,
    23.00, 20.15, 17.32, 13.18, 11.55, 9.33, 5.31, 2.59, 1.13,
];

/// Spectrum level of the noise that would explain the threshold of hearing, dB (Table 3).
#[rustfmt::skip]
const INTERNAL_NOISE_DB: [f64; SPEECH_BANDS] = [
    0.60, -1.70, -3.90, -6.10, -8.20, -9.70, -10.80, -11.90, -12.50,
    -13.50, -15.40, -17.70, -21.20, -24.20, -25.90, -23.60, -15.80, -7.10,
];

/// Level per third below which a sound in that third is masked: the noise itself or what spreads up from the thirds
/// below it, whichever is more as a power sum (clause 4.3, which begins at 160 Hz; carried on downwards here, because
/// a stage has most of its noise there).
#[must_use]
pub fn masking(noise: &Thirds) -> Thirds {
    std::array::from_fn(|i| {
        let spread = (0..i).map(|k| {
            // Slope in dB per third; `noise[k]` is B_k + 10 lg F_k - 6.353 of the standard.
            let slope = -80.0 + 0.6 * noise[k].0;
            let octaves = (0.89 * third_centre(i).0 / third_centre(k).0).log10() * 3.32;
            noise[k].0 - bandwidth_db(k) + slope * octaves + bandwidth_db(i)
        });
        let sum: f64 = spread.chain([noise[i].0]).map(|db| 10f64.powf(db / 10.0)).sum();
        DbSpl(10.0 * sum.log10())
    })
}

/// By how many dB each third of a sound stands above what masks it; negative: buried. A third in which there is no
/// sound at all is -inf.
#[must_use]
pub fn above(sound: &Thirds, noise: &Thirds) -> [f64; THIRDS] {
    let masking = masking(noise);
    std::array::from_fn(|i| sound[i].0 - masking[i].0.max(threshold(i)))
}

/// Speech intelligibility index of a voice in a noise, 0 (nothing) to 1 (everything). 0.45 and less is poor, 0.75 and
/// more good (ANSI S3.5-1997, introduction).
#[must_use]
pub fn speech_index(voice: &Thirds, noise: &Thirds) -> f64 {
    let above = above(voice, noise);
    let bands = IMPORTANCE.iter().zip(NORMAL_SPEECH_DB).zip(FIRST..);
    bands
        .map(|((importance, normal), i)| {
            let spectrum_level = voice[i].0 - bandwidth_db(i);
            let distortion = (1.0 - (spectrum_level - normal - 10.0) / 160.0).clamp(0.0, 1.0);
            importance * distortion * share(above[i])
        })
        .sum()
}

/// How much of an instrument is heard, 0 to 1: every third counts as much as it has of the instrument's own A-weighted
/// power in the open.
#[must_use]
pub fn music_index(sound: &Thirds, noise: &Thirds) -> f64 {
    let above = above(sound, noise);
    let power: [f64; THIRDS] =
        std::array::from_fn(|i| 10f64.powf((sound[i].0 + Weighting::A.at(third_centre(i)).0) / 10.0));
    let whole: f64 = power.iter().sum();
    if whole <= 0.0 {
        return 0.0;
    }
    power.iter().zip(above).map(|(power, above)| power / whole * share(above)).sum()
}

/// Band audibility (clause 4.7): how much of a range of 30 dB stands clear.
fn share(above_db: f64) -> f64 {
    ((above_db + PEAKS_DB) / (2.0 * PEAKS_DB)).clamp(0.0, 1.0)
}

/// Threshold of hearing as the level of a third; outside the bands of the standard that of its outermost band.
fn threshold(third: usize) -> f64 {
    let band = third.clamp(FIRST, FIRST + SPEECH_BANDS - 1);
    INTERNAL_NOISE_DB.get(band - FIRST).copied().unwrap_or_default() + bandwidth_db(third)
}

/// Width of a third in dB re 1 Hz.
fn bandwidth_db(third: usize) -> f64 {
    let [low, high] = third_edges(third_centre(third));
    10.0 * (high.0 - low.0).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: Thirds = [DbSpl(f64::NEG_INFINITY); THIRDS];

    /// Speech of normal effort, raised by so much.
    fn speech(gain_db: f64) -> Thirds {
        let mut thirds = SILENCE;
        for (i, normal) in NORMAL_SPEECH_DB.iter().enumerate() {
            thirds[FIRST + i] = DbSpl(normal + bandwidth_db(FIRST + i) + gain_db);
        }
        thirds
    }

    #[test]
    fn the_importance_of_all_bands_is_one() {
        assert!((IMPORTANCE.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn normal_speech_in_silence_is_understood() {
        assert!(speech_index(&speech(0.0), &SILENCE) > 0.99);
        assert!(speech_index(&SILENCE, &speech(0.0)) < 1e-12);
    }

    #[test]
    fn noise_with_the_spectrum_of_speech_at_its_level_halves_the_index() {
        // 0 dB in every band is (0 + 15)/30 = 0.5; what spreads upwards takes a little more.
        let index = speech_index(&speech(0.0), &speech(0.0));
        assert!((0.43..0.5).contains(&index), "{index}");
        let buried = speech_index(&speech(0.0), &speech(16.0));
        assert!(buried < 0.001, "{buried}");
    }

    #[test]
    fn shouting_as_loud_as_a_stage_costs_a_quarter_of_the_index() {
        // 50 dB over normal: 1 - (50 - 10)/160 = 0.75 in every band.
        let index = speech_index(&speech(50.0), &SILENCE);
        assert!((index - 0.75).abs() < 1e-6, "{index}");
    }

    #[test]
    fn a_loud_low_end_masks_upwards_and_a_soft_one_does_not() {
        let one = |level: f64| {
            let mut thirds = SILENCE;
            thirds[8] = DbSpl(level);
            masking(&thirds)[17].0
        };
        // 126 Hz to 1 kHz, clause 4.3: the slope is -80 + 0.6 L dB per octave-like unit 3.32 lg(0.89 f/f_k).
        let octaves = 3.32 * (0.89 * 10f64.powf(0.9)).log10();
        let want = 110.0 + (-80.0 + 66.0) * octaves + 9.0;
        assert!((one(110.0) - want).abs() < 0.01, "{} against {want}", one(110.0));
        assert!(one(60.0) < 0.0);
    }

    #[test]
    fn music_counts_where_its_own_power_is() {
        let mut bass = SILENCE;
        bass[5] = DbSpl(90.0);
        let mut hiss = SILENCE;
        hiss[27] = DbSpl(90.0);
        assert!((music_index(&bass, &hiss) - 1.0).abs() < 1e-9);
        let mut rumble = SILENCE;
        rumble[5] = DbSpl(90.0);
        assert!((music_index(&bass, &rumble) - 0.5).abs() < 1e-9);
    }
}
