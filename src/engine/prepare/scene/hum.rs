//! Mains hum as a sketch: harmonics of 50 or 60 Hz that never change, and a little noise.
//!
//! Harmonics fall with their number, odd and even alike (rectifiers give even ones, transformers odd ones; estimated).
//! Left out: what dimmers and players add.

use std::f64::consts::TAU;

use super::canvas::{Canvas, FRAMES, PERIOD, RATE};
use super::dice::Dice;
use super::mixdown::Sketch;
use crate::preset::Hum;
use crate::units::Db;

/// Harmonics end here, hertz.
const HIGHEST_HZ: f64 = 8_000.0;
/// Points of one cycle, thirteen of the highest harmonic.
const POINTS: usize = 2048;
/// Noise re the first harmonic.
const NOISE: Db = Db(-34.0);

/// The hum of a period.
pub(super) fn sketch(hum: &Hum, dice: &mut Dice) -> Sketch {
    // Whole cycles in a period: no seam.
    let mains_hz = (hum.mains_hz * PERIOD.0).round() / PERIOD.0;
    let phases: Vec<f64> = (0..(HIGHEST_HZ / mains_hz) as usize).map(|_| dice.between(0.0, TAU)).collect();
    let cycle: Vec<f64> = (0..=POINTS)
        .map(|i| {
            let turn = TAU * i as f64 / POINTS as f64;
            let harmonic = |(n, phase): (usize, &f64)| ((n + 1) as f64 * turn + phase).sin() / (n + 1) as f64;
            phases.iter().enumerate().map(harmonic).sum()
        })
        .collect();
    let mut canvas = Canvas::new();
    let wave = (0..FRAMES).map(|n| {
        let place = (n as f64 * mains_hz / RATE.hz()).fract() * POINTS as f64;
        let (i, share) = (place as usize, place.fract());
        (cycle[i] + (cycle[i + 1] - cycle[i]) * share) as f32
    });
    canvas.add(0, [1.0, 0.0], wave);
    for layer in [[1.0, 0.0], [0.0, 1.0]] {
        let noise: Vec<f32> = (0..FRAMES).map(|_| (NOISE.gain() * dice.noise()) as f32).collect();
        canvas.add(0, layer, noise);
    }
    Sketch { canvas, width_deg: 0.0, hits: false }
}
