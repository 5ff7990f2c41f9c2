//! Gives a sketch the octave levels of its preset, whatever it had before.

use crate::acoustics::bands::{self, OCTAVES};
use crate::acoustics::curve::Curve;
use crate::acoustics::spectrum::ROLL_OFF_DB;
use crate::units::{Db, Hz, REFERENCE_PASCALS};

/// Slots per octave, of 10^0.3.
const PER_OCTAVE: usize = 48;
/// Octaves before the first band and after the last.
const MARGIN: usize = 2;
/// Slots in all.
const SLOTS: usize = (OCTAVES + 2 * MARGIN) * PER_OCTAVE;
/// Rounds of correction at most, and how well a band must be met in dB.
const ROUNDS: usize = 100;
const TOLERANCE_DB: f64 = 0.02;
const POOREST_DB: f64 = 0.3;

/// Power of a sound in narrow slots of equal width in log frequency, whose borders meet those of the octaves.
pub(super) struct Slots([f64; SLOTS]);

/// Gains per slot.
pub(super) struct Equaliser([f32; SLOTS]);

/// Where a frequency lies among the slots.
fn slot(hz: f64) -> f64 {
    let [low, _] = bands::octave_edges(bands::octave_centre(0));
    ((hz / low.0).log10() / 0.3 + MARGIN as f64) * PER_OCTAVE as f64
}

impl Slots {
    pub(super) fn new() -> Self {
        Self([0.0; SLOTS])
    }

    /// Counts a line of the spectrum: its mean square, Pa².
    pub(super) fn count(&mut self, hz: f64, power: f64) {
        if let Some(sum) = self.0.get_mut(slot(hz) as usize) {
            *sum += power;
        }
    }

    /// Mean square per octave behind a gain per slot.
    fn octaves(&self, gain: &[f32; SLOTS]) -> [f64; OCTAVES] {
        let mut sums = [0.0; OCTAVES];
        let inside = self.0.iter().zip(gain).skip(MARGIN * PER_OCTAVE);
        for (i, (power, gain)) in inside.take(OCTAVES * PER_OCTAVE).enumerate() {
            sums[i / PER_OCTAVE] += power * f64::from(gain * gain);
        }
        sums
    }

    /// The smooth gain that brings every octave to its level, dB SPL; the reason where there is none.
    pub(super) fn equalise(&self, octaves_db: &[f64; OCTAVES]) -> Result<Equaliser, String> {
        let wanted = octaves_db.map(|db| REFERENCE_PASCALS * REFERENCE_PASCALS * 10f64.powf(db / 10.0));
        let mut points = [0.0; OCTAVES];
        let mut worst = (f64::MAX, 0);
        let mut gains = [1.0; SLOTS];
        if let Some(band) = self.octaves(&gains).iter().position(|&power| power <= 0.0) {
            return Err(format!("it has nothing in the {} octave", Hz(bands::NOMINAL_HZ[band])));
        }
        for _ in 0..ROUNDS {
            let got = self.octaves(&gains);
            worst = (0.0, 0);
            for (i, (point, (got, wanted))) in points.iter_mut().zip(got.iter().zip(wanted)).enumerate() {
                let missing = Db::from_power(wanted / got).0.clamp(-60.0, 60.0);
                *point += missing;
                if missing.abs() > worst.0 {
                    worst = (missing.abs(), i);
                }
            }
            if worst.0 < TOLERANCE_DB {
                break;
            }
            gains = curve(points);
        }
        if !gains.iter().all(|gain| gain.is_finite()) || worst.0 > POOREST_DB {
            let band = Hz(bands::NOMINAL_HZ[worst.1]);
            return Err(format!(
                "the {band} octave cannot be met ({:.1} dB off): let neighbouring octaves differ less",
                worst.0
            ));
        }
        Ok(Equaliser(gains))
    }
}

/// A smooth gain through ten values in dB, falling steeply outside the bands.
fn curve(points: [f64; OCTAVES]) -> [f32; SLOTS] {
    let curve = Curve::octaves(points);
    let [low, _] = bands::octave_edges(bands::octave_centre(0));
    std::array::from_fn(|i| {
        let octaves = (i as f64 + 0.5) / PER_OCTAVE as f64 - MARGIN as f64;
        let outside = (-octaves).max(octaves - OCTAVES as f64).max(0.0);
        Db(curve.at(Hz(low.0 * 10f64.powf(0.3 * octaves))).0 - ROLL_OFF_DB * outside).gain() as f32
    })
}

impl Equaliser {
    /// Gain at a frequency, between the centres of two slots a straight line.
    pub(super) fn at(&self, hz: f64) -> f32 {
        let place = slot(hz) - 0.5;
        let (index, share) = (place.max(0.0) as usize, place.max(0.0).fract() as f32);
        let here = self.0.get(index).copied().unwrap_or(0.0);
        let next = self.0.get(index + 1).copied().unwrap_or(0.0);
        here + (next - here) * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_lines_become_the_octaves_asked_for_within_0_1_db() {
        let mut slots = Slots::new();
        let lines = || (200..240_000).map(|k| f64::from(k) * 0.1);
        lines().for_each(|hz| slots.count(hz, 1e-3));
        let wanted = [109.0, 112.0, 106.0, 99.0, 95.0, 94.0, 92.0, 90.0, 85.0, 77.0];
        let equaliser = slots.equalise(&wanted).unwrap();
        let mut after = Slots::new();
        lines().for_each(|hz| after.count(hz, 1e-3 * f64::from(equaliser.at(hz)).powi(2)));
        for (got, want) in after.octaves(&[1.0; SLOTS]).into_iter().zip(wanted) {
            let got = 10.0 * (got / 4e-10).log10();
            assert!((got - want).abs() < 0.1, "{got:.2} for {want}");
        }
    }

    #[test]
    fn an_octave_without_sound_is_refused_by_its_name() {
        let mut slots = Slots::new();
        (5_000..240_000).for_each(|k| slots.count(f64::from(k) * 0.1, 1e-3));
        assert!(slots.equalise(&[80.0; OCTAVES]).is_err_and(|reason| reason.contains("Hz octave")));
    }
}
