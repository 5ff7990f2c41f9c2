//! What undoes the response of the phones that a listener really wears, as far as that can and should be done.
//!
//! Formula: regularised inversion of a magnitude, C = R/(R² + β) (Kirkeby & Nelson, J. Audio Eng. Soc. 47, 1999), with a
//! regularisation β that varies over frequency and is the least that keeps C within [`BOOST`]: β = 0 where 1/R is within
//! it, β = R/b - R² beyond, so that C = min(1/R, b), b the bound. R is diffuse-field relative, its mean power from 500 Hz
//! to 1 kHz taken as 0 dB: level is kept there. Then:
//!
//! - a dip below the mean over a third of an octave is filled to half a decibel below that mean, no further: it moves with
//!   the fit, and its boost would be heard as a peak (smoothing by fractions of an octave: Hatziantoniou & Mourjopoulos,
//!   J. Audio Eng. Soc. 48, 2000). Peaks are cut in full;
//! - from 10 kHz up there is no detail, ear simulators are not to be trusted there: within a third of an octave the
//!   correction becomes a shelf, that of the mean from 10 to 16 kHz;
//! - bass that a pair cannot give is not asked of it: below the frequency at which the bound is reached the boost goes back
//!   by each decibel that is missing beyond, to nothing at twice the bound; and from 20 Hz to nothing at 10 Hz.
//!
//! Holds 20 Hz to 10 kHz. Leaves out: the phase (it is rendered minimum-phase, as phones are but for the crossovers of
//! some), the single pair and its fit (the spread of the response), distortion of the driver.

use super::curve::Curve;
use crate::units::{Db, Hz};

/// The largest boost, dB: what most drivers and headphone outputs have to spare, and little enough that a resonance
/// which is elsewhere in the listener's own pair stays bearable (estimated).
pub const BOOST: Db = Db(6.0);

/// How far below the mean over a third of an octave a narrow dip is filled.
const DIP: Db = Db(0.5);
/// What counts as corrected, dB.
const FLAT: Db = Db(0.5);
/// Points per octave of the design, from [`LOWEST`] on.
const PER_OCTAVE: usize = 48;
/// A sixth of an octave: half the width of the smoothing.
const HALF_THIRD: usize = PER_OCTAVE / 6;
/// Eleven octaves and a quarter: to 24.4 kHz, held beyond.
const POINTS: usize = 11 * PER_OCTAVE + PER_OCTAVE / 4 + 1;
/// First point: no boost at and below it.
const LOWEST: Hz = Hz(10.0);
/// Where boost ends in the bass.
const BASS: Hz = Hz(20.0);
/// Where detail ends, and the band whose mean is corrected beyond.
const TREBLE: (Hz, Hz) = (Hz(10_000.0), Hz(16_000.0));
/// The band whose level is kept.
const REFERENCE: (Hz, Hz) = (Hz(500.0), Hz(1000.0));
/// Responses are not looked at further down than this.
const DEEPEST: Db = Db(-120.0);

/// A correction for one pair of phones.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    gain: Curve,
    boost: Db,
    rise: Db,
    reach: [Hz; 2],
}

impl Correction {
    /// Of phones with this response, diffuse-field relative, of any level.
    #[must_use]
    pub fn new(response: impl Fn(Hz) -> Db) -> Self {
        let raw: Vec<f64> = grid().map(|f| finite(response(f).0)).collect();
        let level = Db::from_power(mean(&raw, REFERENCE, |db| 10f64.powf(db / 10.0))).0;
        let response: Vec<f64> = raw.iter().map(|db| db - level).collect();
        let wanted = without_detail(&without_dips(&response), mean(&response, TREBLE, |db| db));
        let mut gain: Vec<f64> = wanted.into_iter().map(|db| (-db).min(BOOST.0)).collect();
        spare_bass(&mut gain, &response);
        let heard = |&(f, _): &(Hz, f64)| f.0 >= BASS.0 && f.0 <= TREBLE.1.0;
        let loudest = grid().zip(response.iter().copied()).filter(heard).map(|(_, db)| db);
        let points: Vec<_> = grid().zip(&gain).map(|(f, &db)| (f, Db(db))).collect();
        Self {
            boost: Db(gain.iter().copied().fold(0.0, f64::max)),
            rise: Db(loudest.fold(0.0, f64::max)),
            reach: reach(&response, &gain),
            gain: Curve::ascending(&points),
        }
    }

    /// What the sound is changed by.
    #[must_use]
    pub fn at(&self, frequency: Hz) -> Db {
        self.gain.at(frequency)
    }

    /// Its largest boost, 0 to [`BOOST`]: by so much more a sound may need of what comes behind.
    #[must_use]
    pub fn boost(&self) -> Db {
        self.boost
    }

    /// How much louder the phones are at their loudest frequency, 20 Hz to 16 kHz, than from 500 Hz to 1 kHz: by so much
    /// corrected sound lies below what the loudest frequency would make of it.
    #[must_use]
    pub fn rise(&self) -> Db {
        self.rise
    }

    /// From where to where, around 700 Hz, what is left of the response is within half a decibel; 20 Hz to 10 kHz at most.
    #[must_use]
    pub fn reach(&self) -> [Hz; 2] {
        self.reach
    }
}

/// Frequencies of the design.
fn grid() -> impl Iterator<Item = Hz> {
    (0..POINTS).map(|i| Hz(LOWEST.0 * (i as f64 / PER_OCTAVE as f64).exp2()))
}

fn finite(db: f64) -> f64 {
    // max() also turns NaN into the floor.
    db.clamp(DEEPEST.0, -DEEPEST.0)
}

/// Mean over a band of what `of` makes of each level.
fn mean(levels: &[f64], (from, to): (Hz, Hz), of: impl Fn(f64) -> f64) -> f64 {
    let inside = grid().zip(levels).filter(|(f, _)| f.0 >= from.0 && f.0 <= to.0);
    let (sum, count) = inside.fold((0.0, 0.0), |(sum, count), (_, &db)| (sum + of(db), count + 1.0));
    sum / count
}

/// Narrow dips filled up to just below the mean over a third of an octave.
fn without_dips(response: &[f64]) -> Vec<f64> {
    let smooth = |i: usize| {
        let near = response.iter().take(i + HALF_THIRD + 1).skip(i.saturating_sub(HALF_THIRD));
        near.clone().sum::<f64>() / near.count() as f64
    };
    response.iter().enumerate().map(|(i, db)| db.max(smooth(i) - DIP.0)).collect()
}

/// One level for all treble, `shelf`, reached by half a cosine over a third of an octave.
fn without_detail(response: &[f64], shelf: f64) -> Vec<f64> {
    let edge =
        grid().zip(response).take_while(|(f, _)| f.0 <= TREBLE.0.0).last().map_or(shelf, |(_, &db)| db);
    let soften = |(f, &db): (Hz, &f64)| {
        let thirds = 3.0 * (f.0 / TREBLE.0.0).log2();
        if thirds <= 0.0 {
            return db;
        }
        let share = 0.5 - 0.5 * (std::f64::consts::PI * thirds.min(1.0)).cos();
        edge + (shelf - edge) * share
    };
    grid().zip(response).map(soften).collect()
}

/// Takes back boost that bass is not worth: the pair has none there, or nobody hears it.
fn spare_bass(gain: &mut [f64], response: &[f64]) {
    let lost = response.iter().take_while(|&&db| -db > BOOST.0).count();
    for (gain, db) in gain.iter_mut().zip(response).take(lost) {
        *gain = (2.0 * BOOST.0 + db).clamp(0.0, BOOST.0);
    }
    let deep = grid().take_while(|f| f.0 < BASS.0);
    for (gain, f) in gain.iter_mut().zip(deep).filter(|(gain, _)| **gain > 0.0) {
        *gain *= (f.0 / LOWEST.0).log2();
    }
}

/// The ends of the flat part.
fn reach(response: &[f64], gain: &[f64]) -> [Hz; 2] {
    let points: Vec<_> = grid()
        .zip(response.iter().zip(gain))
        .map(|(f, (db, gain))| (f, (db + gain).abs() <= FLAT.0))
        .filter(|(f, _)| f.0 >= BASS.0 && f.0 <= TREBLE.0.0)
        .collect();
    let middle = Hz((REFERENCE.0.0 * REFERENCE.1.0).sqrt());
    let (low, high) = points.split_at(points.partition_point(|(f, _)| f.0 < middle.0));
    let flat = |&&(_, flat): &&(Hz, bool)| flat;
    let end = |last: Option<&(Hz, bool)>| last.map_or(middle, |&(f, _)| f);
    [end(low.iter().rev().take_while(flat).last()), end(high.iter().take_while(flat).last())]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bell of one over f, dB over octaves: `width` octaves at half height.
    fn bell(f: Hz, at: f64, db: f64, width: f64) -> f64 {
        db * (-(2.0 * (f.0 / at).log2() / width).powi(2) * std::f64::consts::LN_2).exp()
    }

    #[test]
    fn broad_peaks_and_dips_within_the_bound_are_undone_within_half_a_decibel_and_level_is_kept() {
        let phones = |f: Hz| Db(12.0 + bell(f, 60.0, 9.0, 2.0) + bell(f, 3000.0, -5.0, 1.0));
        let correction = Correction::new(phones);
        for hz in [20.0, 60.0, 150.0, 400.0, 700.0, 1000.0, 2000.0, 3000.0, 5000.0, 10_000.0] {
            let left = phones(Hz(hz)).0 - 12.0 + correction.at(Hz(hz)).0;
            assert!(left.abs() < 0.5, "{hz} Hz: {left:+.2} dB left");
        }
        assert!((correction.boost().0 - 5.0).abs() < 0.5 && (correction.rise().0 - 9.0).abs() < 0.1);
        let [low, high] = correction.reach();
        assert!(low.0 < 21.0 && high.0 > 9800.0, "{low:?} to {high:?}");
    }

    #[test]
    fn flat_phones_are_left_alone_whatever_their_level() {
        let correction = Correction::new(|_| Db(-7.0));
        assert!(grid().all(|f| correction.at(f).0.abs() < 1e-9));
        assert!(correction.boost().0 < 1e-9 && correction.rise().0 < 1e-9);
    }

    #[test]
    fn nothing_is_ever_boosted_by_more_than_6_db() {
        for depth in [-7.0, -20.0, -300.0, f64::NEG_INFINITY, f64::NAN] {
            let correction = Correction::new(|f| Db(if f.0 > 2000.0 && f.0 < 5000.0 { depth } else { 0.0 }));
            let most = grid().map(|f| correction.at(f).0).fold(f64::NEG_INFINITY, f64::max);
            assert!(most <= BOOST.0 && (correction.boost().0 - 6.0).abs() < 1e-9, "{depth}: {most}");
        }
    }

    #[test]
    fn bass_that_is_gone_is_not_chased() {
        // 12 dB an octave below 100 Hz: 6 dB are missing at 71 Hz, 12 at 50, 24 at 25.
        let correction = Correction::new(|f| Db(-12.0 * (100.0 / f.0).log2().max(0.0)));
        for (hz, want) in [(200.0, 0.0), (80.0, 3.86), (70.7, 6.0), (59.5, 3.0), (50.0, 0.0), (25.0, 0.0)] {
            assert!((correction.at(Hz(hz)).0 - want).abs() < 0.3, "{hz} Hz: {:?}", correction.at(Hz(hz)));
        }
        assert!((correction.reach()[0].0 - 70.7).abs() < 2.0, "{:?}", correction.reach());
    }

    #[test]
    fn a_narrow_dip_is_not_filled_and_a_narrow_peak_is_cut() {
        let dip = Correction::new(|f| Db(bell(f, 4000.0, -10.0, 0.08)));
        assert!(dip.boost().0 < 3.5, "{:?}", dip.boost());
        let peak = Correction::new(|f| Db(bell(f, 4000.0, 10.0, 0.08)));
        assert!(peak.at(Hz(4000.0)).0 < -9.5, "{:?}", peak.at(Hz(4000.0)));
    }

    #[test]
    fn above_10_khz_there_is_one_shelf_and_no_detail() {
        let wild = |f: Hz| Db(if f.0 > 10_000.0 { -3.0 + 6.0 * (40.0 * f.0.log2()).sin() } else { 0.0 });
        let correction = Correction::new(wild);
        let shelf = correction.at(Hz(13_000.0)).0;
        assert!((shelf - 3.0).abs() < 1.0, "{shelf}");
        for hz in [13_500.0, 15_000.0, 17_000.0, 20_000.0] {
            assert!((correction.at(Hz(hz)).0 - shelf).abs() < 1e-9, "{hz} Hz");
        }
        let steps: Vec<f64> = grid().filter(|f| f.0 > 10_000.0).map(|f| correction.at(f).0).collect();
        assert!(steps.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.5), "{steps:?}");
    }
}
