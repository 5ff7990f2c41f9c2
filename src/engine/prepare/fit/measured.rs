//! Measurements as one curve of a device: ears and seats averaged, brought to the diffuse field, levelled, and smoothed
//! where couplers are not to be trusted.

use crate::acoustics::curve::{Curve, CurveError};
use crate::acoustics::ear;
use crate::units::{Db, Hz};

/// Grid of a measured curve: 48 points per octave, 20 Hz to 20 kHz.
const PER_OCTAVE: usize = 48;
const LOW_HZ: f64 = 20.0;
const POINTS: usize = 479;
/// Every device has a mean of 0 dB between these.
pub const LEVEL_HZ: [f64; 2] = [500.0, 1000.0];
/// Above this an ear simulator's own resonance (IEC 60318-4: 13.5 kHz) is mixed into the device's.
pub const TRUSTED_HZ: f64 = 10_000.0;
/// Half width of the smoothing there, in octaves, reached so far above it.
const SMOOTH_OCTAVES: f64 = 1.0 / 3.0;

/// Frequencies of the grid.
#[must_use]
pub fn grid() -> Vec<f64> {
    (0..POINTS).map(|i| LOW_HZ * (i as f64 / PER_OCTAVE as f64).exp2()).collect()
}

/// Levels on the grid: the mean in dB over files of `[Hz, dB]`, each levelled first. Where a file is finer than the grid
/// its points are averaged, where it is coarser they are joined by straight lines over log f; ends are held.
#[must_use]
pub fn mean(files: &[Vec<[f64; 2]>]) -> Vec<f64> {
    let mut sum = vec![0.0; POINTS];
    for points in files {
        let mut curve: Vec<f64> = grid().iter().map(|&hz| sample(points, hz)).collect();
        level(&mut curve);
        for (total, db) in sum.iter_mut().zip(&curve) {
            *total += db / files.len() as f64;
        }
    }
    sum
}

/// One value of a file: the mean of what lies within a 96th of an octave, or else the line between neighbours.
fn sample(points: &[[f64; 2]], hz: f64) -> f64 {
    let half = (0.5 / PER_OCTAVE as f64).exp2();
    let from = points.partition_point(|p| p[0] < hz / half);
    let to = points.partition_point(|p| p[0] <= hz * half);
    if to > from + 1 {
        let inside = points.iter().take(to).skip(from).map(|p| p[1]);
        return inside.sum::<f64>() / (to - from) as f64;
    }
    joined(points, hz)
}

/// A value on the straight line over log f between neighbouring points; the ends are held.
#[must_use]
pub fn joined(points: &[[f64; 2]], hz: f64) -> f64 {
    let next = points.partition_point(|p| p[0] <= hz);
    match (next.checked_sub(1).and_then(|i| points.get(i)), points.get(next)) {
        (Some(a), Some(b)) => a[1] + (b[1] - a[1]) * (hz / a[0]).ln() / (b[0] / a[0]).ln(),
        (Some(end), None) | (None, Some(end)) => end[1],
        (None, None) => 0.0,
    }
}

/// Shifts levels on the grid to a mean of 0 dB over [`LEVEL_HZ`]; returns by how much.
pub fn level(curve: &mut [f64]) -> f64 {
    let inside: Vec<f64> = grid()
        .iter()
        .zip(curve.iter())
        .filter(|(hz, _)| (LEVEL_HZ[0]..=LEVEL_HZ[1]).contains(*hz))
        .map(|(_, &db)| db)
        .collect();
    let shift = -inside.iter().sum::<f64>() / inside.len() as f64;
    for db in curve.iter_mut() {
        *db += shift;
    }
    shift
}

/// Takes away what the diffuse field itself does at the eardrum (ISO 11904-2).
pub fn to_diffuse_field(curve: &mut [f64]) {
    let ear = ear::diffuse_field();
    for (db, hz) in curve.iter_mut().zip(grid()) {
        *db -= ear.at(Hz(hz)).0;
    }
}

/// Above [`TRUSTED_HZ`] every value becomes the mean over two thirds of an octave around it, gradually.
pub fn smooth_treble(curve: &mut [f64]) {
    let raw = curve.to_vec();
    let from = (TRUSTED_HZ / LOW_HZ).log2() * PER_OCTAVE as f64;
    for (i, db) in curve.iter_mut().enumerate() {
        let above = i as f64 - from;
        if above > 0.0 {
            let half = above.min(SMOOTH_OCTAVES * PER_OCTAVE as f64) as usize;
            let window = || raw.iter().skip(i - half).take(2 * half + 1);
            *db = window().sum::<f64>() / window().count() as f64;
        }
    }
}

/// Levels on the grid as a curve.
///
/// # Errors
/// A level is not finite.
pub fn curve(levels: &[f64]) -> Result<Curve, CurveError> {
    let points: Vec<(Hz, Db)> = grid().into_iter().map(Hz).zip(levels.iter().map(|&db| Db(db))).collect();
    Curve::new(&points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ears_of_any_level_become_their_mean_with_0_db_over_500_hz_to_1_khz() {
        let left = vec![[20.0, 94.0], [20_000.0, 94.0]];
        let right = vec![[20.0, 70.0], [500.0, 70.0], [1000.0, 70.0], [2000.0, 76.0], [20_000.0, 76.0]];
        let curve = curve(&mean(&[left, right])).unwrap();
        for (hz, want) in [(20.0, 0.0), (700.0, 0.0), (2000.0, 3.0), (20_000.0, 3.0)] {
            assert!((curve.at(Hz(hz)).0 - want).abs() < 0.01, "{hz}: {:?}", curve.at(Hz(hz)));
        }
    }

    #[test]
    fn an_ear_flat_at_the_eardrum_is_not_flat_in_the_diffuse_field() {
        let mut levels = vec![0.0; POINTS];
        to_diffuse_field(&mut levels);
        assert!((curve(&levels).unwrap().at(Hz(3150.0)).0 + 15.7).abs() < 0.05);
    }

    #[test]
    fn a_notch_at_13_khz_is_smoothed_and_one_at_9_khz_is_not() {
        for (notch, at_least) in [(13_000.0f64, false), (9_000.0, true)] {
            let points: Vec<[f64; 2]> = grid()
                .into_iter()
                .map(|hz| [hz, if (hz / notch).log2().abs() < 0.03 { -12.0 } else { 0.0 }])
                .collect();
            let mut levels = mean(&[points]);
            smooth_treble(&mut levels);
            let depth = levels.iter().copied().fold(0.0, f64::min);
            assert_eq!(depth < -11.0, at_least, "{notch} Hz: {depth}");
        }
    }
}
