//! Many people as a sketch: a bank of voices, each heard again and again from elsewhere, over the murmur of the rest.
//!
//! A voice is a train of pulses through three formants (G. E. Peterson and H. L. Barney, J. Acoust. Soc. Am. 24, 1952:
//! the range of their vowels) with a breath of noise. Talking, syllables follow each other at 3 to 6 a second and pauses
//! part the phrases, so that the envelope moves most at about 4 Hz as that of speech does (T. Houtgast and H. J. M.
//! Steeneken, J. Acoust. Soc. Am. 77, 1985). Cheering, calls are long and high, over a roar that swells within
//! seconds (estimated). Left out: words, consonants but for their noise, what people have in common.

use std::f64::consts::TAU;

use super::canvas::{Canvas, FRAMES, RATE, frames};
use super::dice::Dice;
use super::mixdown::Sketch;
use crate::preset::{Crowd, Manner};
use crate::units::Db;

/// Voices of the bank and the seconds that each speaks before it comes again.
const BANK: usize = 8;
const SPEECH_S: f64 = 5.0;
/// Voices that stand out lie within so much of their mean level.
const SPREAD: Db = Db(5.0);
/// Formants in Hz: lowest and highest of each, and their width.
const FORMANTS: [(f64, f64, f64); 3] =
    [(300.0, 850.0, 90.0), (850.0, 2_300.0, 120.0), (2_300.0, 3_200.0, 180.0)];

/// How a manner of voice sounds.
struct Style {
    /// Fundamental, lowest and highest voice.
    pitch_hz: [f64; 2],
    /// Length of a syllable or call.
    syllable_s: [f64; 2],
    /// Share of silence between them.
    pause: f64,
    /// Level of the murmur of all others re the voices that stand out.
    murmur: Db,
    /// Standard deviation and time of the murmur's swell.
    swell: (Db, f64),
}

const TALK: Style = Style {
    pitch_hz: [95.0, 230.0],
    syllable_s: [0.16, 0.33],
    pause: 0.12,
    murmur: Db(-12.0),
    swell: (Db(1.0), 2.0),
};
const CHEER: Style = Style {
    pitch_hz: [220.0, 480.0],
    syllable_s: [0.5, 1.8],
    pause: 0.3,
    murmur: Db(-2.0),
    swell: (Db(2.5), 2.5),
};

/// The crowd of a period.
pub(super) fn sketch(crowd: &Crowd, dice: &mut Dice) -> Sketch {
    let style = if crowd.manner == Manner::Babble { &TALK } else { &CHEER };
    let bank: Vec<Vec<f32>> = (0..BANK.min(crowd.voices)).map(|_| voice(style, dice)).collect();
    let mut canvas = Canvas::new();
    let share = 1.0 / (crowd.voices as f64).sqrt();
    for n in 0..crowd.voices {
        let level = share * Db(dice.between(-SPREAD.0, SPREAD.0)).gain();
        // A few speeches fill the period. Both layers get the same ones at another time: alike in spectrum and yet
        // unrelated, as what comes from two sides is.
        let order = n + dice.below(BANK);
        for layer in [[level, 0.0], [0.0, level]] {
            let (mut at, mut k) = (frames(dice.between(0.0, super::canvas::PERIOD.0)), order);
            let mut left = FRAMES;
            while left > 0 {
                let speech = &bank[k % bank.len()];
                let length = speech.len().min(left);
                canvas.add(at, layer, speech.iter().take(length).copied());
                (at, k, left) = (at + length, k + 1, left - length);
            }
        }
    }
    for layer in [[1.0, 0.0], [0.0, 1.0]] {
        canvas.add(0, layer.map(|gain| gain * style.murmur.gain() * ROOT_HALF), murmur(style, dice));
    }
    Sketch { canvas, width_deg: 120.0, hits: false }
}

const ROOT_HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// One voice for some seconds, mean square about 1, its ends silent.
fn voice(style: &Style, dice: &mut Dice) -> Vec<f32> {
    let [low, high] = style.pitch_hz;
    let own = dice.ratio(low, high);
    let length = frames(SPEECH_S);
    let mut out = Vec::with_capacity(length);
    while out.len() < length {
        let [short, long] = style.syllable_s;
        let syllable = frames(dice.ratio(short, long)).min(length - out.len());
        if dice.between(0.0, 1.0) < style.pause {
            out.resize(out.len() + syllable, 0.0);
        } else {
            sing(own * dice.ratio(0.85, 1.2), syllable, dice, &mut out);
        }
    }
    let power = out.iter().map(|&x| f64::from(x * x)).sum::<f64>() / length as f64;
    let level = (1.0 / power.max(1e-12)).sqrt() as f32;
    for x in &mut out {
        *x *= level;
    }
    out
}

/// One syllable: pulses and breath through three formants, under an envelope that rises fast and falls slowly.
fn sing(pitch_hz: f64, length: usize, dice: &mut Dice, out: &mut Vec<f32>) {
    let filters = FORMANTS.map(|(low, high, width)| {
        let (angle, radius) =
            (TAU * dice.ratio(low, high) / RATE.hz(), (-width * TAU / 2.0 / RATE.hz()).exp());
        (2.0 * radius * angle.cos(), radius * radius, (1.0 - radius) * angle.sin())
    });
    let mut memory = [[0.0f64; 2]; 3];
    let (mut phase, mut pulse) = (0.0, 0.0);
    let (glide, breath, stress) =
        (dice.ratio(0.85, 1.1), dice.between(0.03, 0.2), Db(dice.between(-5.0, 3.0)).gain());
    let rise = length as f64 * 0.25;
    for n in 0..length {
        let along = n as f64 / length as f64;
        phase += pitch_hz * (1.0 + (glide - 1.0) * along) / RATE.hz();
        if phase >= 1.0 {
            phase -= 1.0;
            pulse += 1.0;
        }
        // The glottis softens its own pulses: 6 dB per octave from 200 Hz.
        pulse *= 0.974;
        let driven = pulse + breath * dice.noise();
        let mut sum = 0.05 * breath * dice.noise();
        for ([one, two], (a, b, gain)) in memory.iter_mut().zip(filters) {
            let y = gain * driven + a * *one - b * *two;
            (*one, *two) = (y, *one);
            sum += y;
        }
        let place = n as f64;
        let envelope = if place < rise {
            0.5 - 0.5 * (TAU / 2.0 * place / rise).cos()
        } else {
            0.5 + 0.5 * (TAU / 2.0 * (place - rise) / (length as f64 - rise)).cos()
        };
        out.push((stress * envelope * sum) as f32);
    }
}

/// Noise of mean square 1 that swells and comes back to where it was.
fn murmur(style: &Style, dice: &mut Dice) -> Vec<f32> {
    let (spread, time_s) = style.swell;
    let count = (super::canvas::PERIOD.0 / time_s).round() as usize;
    let points: Vec<f64> = (0..count).map(|_| dice.between(-1.7, 1.7) * spread.0).collect();
    let step = FRAMES / count;
    let gain = |n: usize| {
        let (i, along) = (n / step, (n % step) as f64 / step as f64);
        let share = 0.5 - 0.5 * (TAU / 2.0 * along).cos();
        Db(points[i % count] * (1.0 - share) + points[(i + 1) % count] * share).gain()
    };
    let mut level = 1.0;
    (0..FRAMES)
        .map(|n| {
            if n % 64 == 0 {
                level = gain(n);
            }
            (level * dice.noise()) as f32
        })
        .collect()
}
