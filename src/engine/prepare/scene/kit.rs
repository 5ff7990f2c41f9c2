//! A drum kit as a sketch: every hit of a groove, made of decaying modes and shaped bursts of noise.
//!
//! Modes and decays are those of the usual sizes (N. H. Fletcher and T. D. Rossing, The Physics of Musical Instruments,
//! 2nd ed. 1998, ch. 18 and 20), rounded; velocities and times scatter as a drummer's do (SD 6 ms, 1.5 dB; estimated).
//! The spectrum of the whole comes from the preset, its peak from the stage. Left out: sympathetic buzz, rolls, the
//! player's dynamics over more than a period.

use std::f64::consts::TAU;

use super::canvas::{Canvas, FRAMES, RATE, Stand, frames};
use super::dice::Dice;
use super::groove;
use super::mixdown::Sketch;
use crate::preset::{Field, Kit};
use crate::units::Db;

/// Scatter of a hit's time, in seconds, and of its strength.
const SCATTER_S: f64 = 0.006;
const SCATTER: Db = Db(1.5);
/// A sound ends after so many time constants, 60 dB down.
const TAIL: f64 = 6.9;
/// Rise of a stroke in seconds.
const RISE_S: f64 = 0.000_4;

/// A decaying mode: from one frequency to another, time constant, level.
struct Mode {
    from_hz: f64,
    to_hz: f64,
    tau_s: f64,
    level: f64,
}

/// Decaying noise between two frequencies.
struct Burst {
    low_hz: f64,
    high_hz: f64,
    tau_s: f64,
    level: f64,
}

/// One instrument.
pub(super) struct Piece {
    /// Between the edges of the kit, -1 to 1.
    place: f64,
    modes: &'static [Mode],
    bursts: &'static [Burst],
}

const fn mode(from_hz: f64, to_hz: f64, tau_s: f64, level: f64) -> Mode {
    Mode { from_hz, to_hz, tau_s, level }
}

const fn burst(low_hz: f64, high_hz: f64, tau_s: f64, level: f64) -> Burst {
    Burst { low_hz, high_hz, tau_s, level }
}

pub(super) static KICK: Piece = Piece {
    place: 0.0,
    modes: &[mode(92.0, 54.0, 0.055, 1.0), mode(160.0, 110.0, 0.02, 0.4)],
    bursts: &[burst(30.0, 200.0, 0.03, 0.4), burst(1_500.0, 6_000.0, 0.004, 0.5)],
};
pub(super) static CLUB_KICK: Piece = Piece {
    place: 0.0,
    modes: &[mode(150.0, 48.0, 0.14, 1.0)],
    bursts: &[burst(25.0, 120.0, 0.15, 0.25), burst(1_500.0, 7_000.0, 0.003, 0.4)],
};
pub(super) static SNARE: Piece = Piece {
    place: -0.15,
    modes: &[mode(210.0, 188.0, 0.035, 0.6), mode(345.0, 330.0, 0.025, 0.4)],
    bursts: &[burst(300.0, 9_000.0, 0.055, 0.9), burst(2_000.0, 12_000.0, 0.003, 0.6)],
};
pub(super) static CLAP: Piece = Piece { place: 0.1, modes: &[], bursts: &[burst(700.0, 6_000.0, 0.06, 0.5)] };
pub(super) static HIGH_TOM: Piece = Piece {
    place: -0.3,
    modes: &[mode(175.0, 145.0, 0.11, 0.8), mode(280.0, 240.0, 0.05, 0.3)],
    bursts: &[burst(400.0, 5_000.0, 0.008, 0.4)],
};
pub(super) static LOW_TOM: Piece = Piece {
    place: 0.5,
    modes: &[mode(112.0, 84.0, 0.16, 1.0), mode(180.0, 150.0, 0.07, 0.3)],
    bursts: &[burst(300.0, 4_000.0, 0.01, 0.4)],
};
pub(super) static HAT: Piece = Piece {
    place: -0.7,
    modes: &[],
    bursts: &[burst(5_500.0, 16_000.0, 0.022, 0.7), burst(1_500.0, 5_000.0, 0.004, 0.15)],
};
pub(super) static OPEN_HAT: Piece =
    Piece { place: -0.7, modes: &[], bursts: &[burst(4_500.0, 15_000.0, 0.13, 0.35)] };
pub(super) static RIDE: Piece = Piece {
    place: 0.7,
    modes: &[
        mode(3_130.0, 3_130.0, 0.3, 0.05),
        mode(4_470.0, 4_470.0, 0.25, 0.04),
        mode(5_890.0, 5_890.0, 0.2, 0.03),
    ],
    bursts: &[burst(4_000.0, 14_000.0, 0.22, 0.14), burst(6_000.0, 16_000.0, 0.006, 0.3)],
};
pub(super) static CRASH: Piece = Piece {
    place: 0.6,
    modes: &[],
    bursts: &[burst(1_200.0, 14_000.0, 0.5, 0.4), burst(300.0, 3_000.0, 0.12, 0.3)],
};
pub(super) static BRUSH: Piece =
    Piece { place: -0.1, modes: &[], bursts: &[burst(900.0, 9_000.0, 0.11, 0.3)] };
pub(super) static SOFT_KICK: Piece =
    Piece { place: 0.0, modes: &[mode(75.0, 58.0, 0.09, 0.8)], bursts: &[burst(40.0, 250.0, 0.05, 0.3)] };
pub(super) static TIMPANI: Piece = Piece {
    place: 0.4,
    modes: &[mode(98.0, 98.0, 0.35, 1.0), mode(147.0, 147.0, 0.25, 0.6), mode(196.0, 196.0, 0.2, 0.35)],
    bursts: &[burst(60.0, 1_200.0, 0.03, 0.6)],
};
pub(super) static SIDE_DRUM: Piece = Piece {
    place: -0.4,
    modes: &[mode(195.0, 180.0, 0.03, 0.5)],
    bursts: &[burst(400.0, 8_000.0, 0.045, 0.8)],
};
pub(super) static CLASH: Piece = Piece {
    place: 0.0,
    modes: &[],
    bursts: &[burst(700.0, 12_000.0, 0.6, 0.5), burst(150.0, 3_000.0, 0.08, 0.6)],
};

/// All hits of the period.
pub(super) fn sketch(kit: &Kit, field: Field, dice: &mut Dice) -> Sketch {
    let mut canvas = Canvas::new();
    let score = groove::score(kit.groove);
    let step = FRAMES / (score.bars * groove::STEPS);
    for bar in 0..score.bars {
        for part in score.parts {
            let (piece, steps) = (part.piece, score.bar(part, bar));
            for (n, velocity) in
                steps.bytes().enumerate().filter_map(|(n, c)| Some((n, groove::velocity(c)?)))
            {
                let late = frames(dice.between(0.0, 2.0 * SCATTER_S));
                let strength = velocity * Db(dice.between(-SCATTER.0, SCATTER.0)).gain();
                let at = (bar * groove::STEPS + n) * step + late;
                canvas.put(at, strength, Stand::within(field, piece.place), || piece.strike(dice));
            }
        }
    }
    // The room between the hits: without it the octaves that no drum has would be empty.
    let floor = || (0..FRAMES).map(|_| dice.noise() as f32).collect();
    canvas.put(0, FLOOR, Stand::within(field, 0.0), floor);
    Sketch { canvas, width_deg: kit.width_deg, hits: true }
}

/// Noise floor re a full stroke.
const FLOOR: f64 = 3e-5;

impl Piece {
    /// One hit.
    fn strike(&self, dice: &mut Dice) -> Vec<f32> {
        let taus =
            self.modes.iter().map(|mode| mode.tau_s).chain(self.bursts.iter().map(|burst| burst.tau_s));
        let length = frames(TAIL * taus.fold(0.0, f64::max));
        let mut out = vec![0.0f32; length];
        for mode in self.modes {
            let tune = dice.ratio(0.99, 1.01);
            let (mut phase, mut glide) = (dice.between(0.0, 0.8), 1.0);
            let mut level = mode.level;
            let (fall, settle) = (decay(mode.tau_s), decay(mode.tau_s / 4.0));
            for x in out.iter_mut().take(frames(TAIL * mode.tau_s)) {
                *x += (level * phase.sin()) as f32;
                phase += TAU * tune * (mode.to_hz + (mode.from_hz - mode.to_hz) * glide) / RATE.hz();
                (level, glide) = (level * fall, glide * settle);
            }
        }
        for burst in self.bursts {
            let [low, high] = [burst.low_hz, burst.high_hz].map(|hz| 1.0 - decay(1.0 / (TAU * hz)));
            let (mut under, mut over, mut level) = ([0.0; 2], [0.0; 2], burst.level);
            let fall = decay(burst.tau_s);
            for x in out.iter_mut().take(frames(TAIL * burst.tau_s)) {
                // Twice first order at both ends.
                let white = level * dice.noise();
                let mut y = white;
                for (under, over) in under.iter_mut().zip(&mut over) {
                    *over += high * (y - *over);
                    *under += low * (*over - *under);
                    y = *over - *under;
                }
                *x += y as f32;
                level *= fall;
            }
        }
        let rise = frames(RISE_S);
        for (n, x) in out.iter_mut().take(rise).enumerate() {
            *x *= n as f32 / rise as f32;
        }
        out
    }
}

/// Factor per frame of an exponential decay.
fn decay(tau_s: f64) -> f64 {
    (-1.0 / (tau_s * RATE.hz())).exp()
}
