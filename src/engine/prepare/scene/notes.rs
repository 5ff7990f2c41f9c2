//! Players as a sketch: notes of a scale, one after the other, with an attack, a decay and the noise of playing.
//!
//! A tone is a sawtooth, the spectrum of bowed strings and of brass at full strength before their bodies shape it (N. H.
//! Fletcher and T. D. Rossing, The Physics of Musical Instruments, 2nd ed. 1998, ch. 10 and 14); the preset's octaves
//! shape the whole. Pitches, lengths and strengths are seeded. Left out: phrases, vibrato beyond a slight drift,
//! more than one kind of player in a source.

use super::canvas::{Canvas, FRAMES, RATE, Stand, frames};
use super::dice::Dice;
use super::mixdown::Sketch;
use crate::preset::{Field, Notes};
use crate::units::Db;

/// Semitones of the natural minor scale.
const SCALE: [i32; 7] = [0, 2, 3, 5, 7, 8, 10];
/// Attack in seconds.
const ATTACK_S: f64 = 0.02;
/// Noise of bow, breath or amplifier re the tone: 26 dB down.
const BREATH: f64 = 0.05;
/// Strength of a note, evenly between.
const STRENGTH: Db = Db(4.0);
/// Notes begin on a grid of this many seconds: sixteenths at 96 bpm.
const GRID_S: f64 = 0.156_25;

/// The notes of a period.
pub(super) fn sketch(notes: &Notes, field: Field, dice: &mut Dice) -> Sketch {
    let mut canvas = Canvas::new();
    let grid = frames(GRID_S);
    for player in 0..notes.players {
        // Side by side between the edges.
        let stand = Stand::within(field, (2.0 * player as f64 + 1.0) / notes.players as f64 - 1.0);
        let mut at = 0;
        while at < FRAMES {
            let [short, long] = notes.length_s;
            let length = (frames(dice.ratio(short, long)).div_ceil(grid) * grid).min(FRAMES - at);
            let strength = Db(dice.between(-STRENGTH.0, STRENGTH.0)).gain();
            let pitch_hz = pitch(notes.range_hz, dice);
            canvas.put(at, strength, stand, || note(pitch_hz, length, dice));
            at += length;
        }
    }
    Sketch { canvas, width_deg: 40.0, hits: false }
}

/// A tone of the scale that starts at the lower end of the range, not above the upper.
fn pitch([low, high]: [f64; 2], dice: &mut Dice) -> f64 {
    let octaves = (high / low).log2();
    let of = |octave: usize, degree: usize| octave as f64 + f64::from(SCALE[degree]) / 12.0;
    let fitting: Vec<f64> = (0..=octaves as usize)
        .flat_map(|octave| (0..SCALE.len()).map(move |degree| of(octave, degree)))
        .filter(|&up| up <= octaves)
        .collect();
    // Low notes are the more frequent ones: the lower of two draws.
    let draw = dice.below(fitting.len()).min(dice.below(fitting.len()));
    low * fitting[draw].exp2()
}

/// One note: a band-limited sawtooth (V. Välimäki and A. Huovilainen, IEEE Signal Process. Mag. 24, 2007: polynomial
/// correction of the step), attack, slow decay, quick release.
fn note(pitch_hz: f64, length: usize, dice: &mut Dice) -> Vec<f32> {
    let step = pitch_hz * dice.ratio(0.998, 1.002) / RATE.hz();
    let (attack, release) = (frames(ATTACK_S).min(length), frames(2.0 * ATTACK_S).min(length));
    let decay = (-dice.between(0.2, 0.8) / RATE.hz()).exp();
    let (mut phase, mut level) = (dice.between(0.0, 1.0), 1.0);
    let mut out: Vec<f32> = (0..length)
        .map(|_| {
            phase += step;
            if phase >= 1.0 {
                phase -= 1.0;
            }
            level *= decay;
            let saw = 2.0 * phase - 1.0 - corner(phase, step);
            (level * (saw + BREATH * dice.noise())) as f32
        })
        .collect();
    let ramp = |n: usize, of: usize| (n as f32 + 0.5) / of as f32;
    out.iter_mut().take(attack).enumerate().for_each(|(n, x)| *x *= ramp(n, attack));
    out.iter_mut().rev().take(release).enumerate().for_each(|(n, x)| *x *= ramp(n, release));
    out
}

/// What rounds the step of a sawtooth over the two frames around it.
fn corner(phase: f64, step: f64) -> f64 {
    if phase < step {
        let t = phase / step;
        t + t - t * t - 1.0
    } else if phase > 1.0 - step {
        let t = (phase - 1.0) / step;
        t * t + t + t + 1.0
    } else {
        0.0
    }
}
