//! What comes from the capture while it sounds: the mix as PA and backline play it, and an ambient microphone.
//!
//! Spill: a first sound at its place, some early reflections from elsewhere, a diffuse tail; all seeded, of a stage of
//! middle size (estimated: first sound 8 ms late, eight reflections within 12 to 60 ms, 2 dB below the first and falling,
//! reverberation 0.5 s at 60 dB, cut at 0.3 s). Its octaves hold for a mix that is pink noise at -18 dBFS rms: a mix
//! of another colour gives the stage that colour. Left out: feedback, what singers' microphones pick up.
//!
//! Microphone: levelled, and spread by a mid and a decorrelated side signal with the coherence of a diffuse field. One
//! microphone holds no directions: both ears' octaves are right, the fine structure of their difference is made.

use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

use super::dice::Dice;
use super::equal::{Equaliser, Slots};
use super::mid_side_shares;
use crate::acoustics::bands::OCTAVES;
use crate::acoustics::head::Incidence;
use crate::acoustics::level;
use crate::dsp::convolver::Convolver;
use crate::engine::prepare::ear::impulse_response;
use crate::preset::Field;
use crate::units::{Db, DbSpl, SampleRate, Seconds};

/// First sound, and the reflections behind it.
const FIRST: Seconds = Seconds(0.008);
const REFLECTIONS: usize = 8;
const EARLIEST: Seconds = Seconds(0.012);
const LATEST: Seconds = Seconds(0.060);
/// Reverberation time and where the tail is cut.
const REVERBERATION: Seconds = Seconds(0.5);
const TAIL: Seconds = Seconds(0.3);
/// Power of the tail re the first sound.
const TAIL_POWER: Db = Db(-3.0);
/// Length of the noise that makes a side signal of its own.
const SPREAD: Seconds = Seconds(0.03);

/// The path of the spill to both ears, from full scale to pascals; the reason where it cannot have these octaves.
pub(super) fn spill(
    octaves_db: &[f64; OCTAVES],
    field: Field,
    dice: &mut Dice,
    rate: SampleRate,
) -> Result<Convolver, String> {
    let length = (FIRST.0 + TAIL.0) * rate.hz();
    let mut ears = [vec![0.0; length as usize + 64], vec![0.0; length as usize + 64]];
    let azimuth = if let Field::Direct { azimuth_deg } = field { azimuth_deg } else { 0.0 };
    arrive(&mut ears, FIRST, azimuth, 1.0, rate);
    for n in 0..REFLECTIONS {
        let late = Seconds(dice.ratio(EARLIEST.0, LATEST.0));
        let gain = Db(-2.0 - n as f64).gain() * if dice.below(2) == 0 { 1.0 } else { -1.0 };
        arrive(&mut ears, Seconds(FIRST.0 + late.0), dice.between(-180.0, 180.0), gain, rate);
    }
    for ear in &mut ears {
        let tail: Vec<f64> = (0..TAIL.frames(rate))
            .map(|n| dice.noise() * Db(-60.0 * n as f64 / rate.hz() / REVERBERATION.0).gain())
            .collect();
        let scale = (Db(TAIL_POWER.0).gain().powi(2) / energy(&tail)).sqrt();
        let start = FIRST.frames(rate) + EARLIEST.frames(rate);
        ear.iter_mut().skip(start).zip(tail).for_each(|(to, x)| *to += scale * x);
    }
    let equaliser = equaliser(&ears, octaves_db, rate)?;
    let shape = impulse_response(&|f| Db::from_gain(f64::from(equaliser.at(f.0))), rate);
    let [left, right] = ears.map(|ear| convolve(&ear, &shape));
    Ok(Convolver::new(&left, &right, rate))
}

/// What gives pink noise of -18 dBFS rms, a tenth of its power in each of the ten octaves, these octaves behind a room.
fn equaliser(
    ears: &[Vec<f64>; 2],
    octaves_db: &[f64; OCTAVES],
    rate: SampleRate,
) -> Result<Equaliser, String> {
    let size = (3 * rate.0 as usize).next_power_of_two();
    let mut lines = vec![Complex::new(0.0, 0.0); size];
    let [left, right] = ears;
    for (line, (l, r)) in lines.iter_mut().zip(left.iter().zip(right)) {
        *line = Complex::new(*l, *r);
    }
    FftPlanner::new().plan_fft_forward(size).process(&mut lines);
    let octave = Db(level::NOMINAL.0 - full_scale_power()).gain().powi(2) / OCTAVES as f64;
    let mut slots = Slots::new();
    for k in 1..size / 2 {
        // Pink: as much in every equal step of ln f; an octave is 10^0.3. Left and right are one transform.
        let share = octave / (k as f64 * 0.3 * std::f64::consts::LN_10);
        let mean = 0.25 * (lines[k].norm_sqr() + lines[size - k].norm_sqr());
        slots.count(k as f64 * rate.hz() / size as f64, share * mean);
    }
    slots.equalise(octaves_db)
}

/// 0 dBFS rms is a sine of amplitude 1 (AES17): a mean square of 1 reads 3.01 dBFS.
fn full_scale_power() -> f64 {
    10.0 * 2f64.log10()
}

/// The path of the microphone to both ears: nominal programme, -18 dBFS rms, becomes this level.
pub(super) fn microphone(nominal: DbSpl, dice: &mut Dice, rate: SampleRate) -> Convolver {
    let level = nominal.rms().0 / Db(level::NOMINAL.0 - full_scale_power()).gain();
    let [mid, side] = [0, 1].map(|which| impulse_response(&|f| mid_side_shares(f)[which], rate));
    let mut spread: Vec<f64> = (0..SPREAD.frames(rate)).map(|_| dice.noise()).collect();
    let count = spread.len() as f64;
    for (n, x) in spread.iter_mut().enumerate() {
        *x *= (std::f64::consts::PI * (n as f64 + 0.5) / count).sin();
    }
    let norm = energy(&spread).sqrt();
    for x in &mut spread {
        *x /= norm;
    }
    let side = convolve(&side, &spread);
    let ear = |sign: f64| -> Vec<f64> {
        side.iter()
            .enumerate()
            .map(|(n, s)| level * (mid.get(n).copied().unwrap_or_default() + sign * s))
            .collect()
    };
    Convolver::new(&ear(1.0), &ear(-1.0), rate)
}

/// One arrival: both ears, delayed and shadowed, the two together with the power that was asked for. The shadow is one
/// pole and one zero, by the bilinear transform.
fn arrive(ears: &mut [Vec<f64>; 2], late: Seconds, azimuth_deg: f64, gain: f64, rate: SampleRate) {
    for (ear, incidence) in ears.iter_mut().zip(Incidence::of(azimuth_deg)) {
        let start = Seconds(late.0 + incidence.delay().0).frames(rate);
        // The shadow's corner, 2 f0 = 1.25 kHz, as s = 2 rate (1 - 1/z)/(1 + 1/z).
        let k = 2.0 * rate.hz() / (std::f64::consts::TAU * 1_248.5);
        let (b0, b1) = ((1.0 + incidence.alpha() * k) / (1.0 + k), (1.0 - incidence.alpha() * k) / (1.0 + k));
        let pole = (k - 1.0) / (k + 1.0);
        let (mut x1, mut y) = (0.0, 0.0);
        for (n, to) in ear.iter_mut().skip(start).take(SHADOW).enumerate() {
            let x = if n == 0 { gain } else { 0.0 };
            y = b0 * x + b1 * x1 + pole * y;
            x1 = x;
            *to += y;
        }
    }
}

/// Frames of an arrival: the pole has died away.
const SHADOW: usize = 512;

fn energy(taps: &[f64]) -> f64 {
    taps.iter().map(|x| x * x).sum()
}

/// Both responses one behind the other.
fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let rate = SampleRate(48_000);
    let mut frames: Vec<[f64; 2]> = a.iter().map(|&x| [x, 0.0]).collect();
    frames.resize(a.len() + b.len(), [0.0; 2]);
    crate::dsp::Block::process(&mut Convolver::new(b, &[], rate), &mut frames);
    frames.into_iter().map(|[x, _]| x).collect()
}
