//! From the diffuse field to the eardrum: what data sheets of phones have in them and Foldback's levels have not.
//!
//! ISO 11904-2:2004 (manikin technique), response of a head and torso simulator in a diffuse field, third octaves 100 Hz
//! to 16 kHz; below 100 Hz the head is small and the response 0 dB. Confidence high (the printed values). It leaves out
//! the single ear (±2 dB to 4 kHz, more above, ISO 11904-1), everything above 16 kHz, and what a real ear does under a
//! cup or behind a plug. It is never in the signal path: only data taken at the eardrum pass through it.

use super::curve::Curve;
use crate::units::{Db, DbSpl, Hz};

/// Eardrum over diffuse field at the nominal third-octave centres, Hz and dB (ISO 11904-2:2004).
const DIFFUSE_FIELD: [(f64, f64); 23] = [
    (100.0, 0.0),
    (125.0, 0.2),
    (160.0, 0.4),
    (200.0, 0.6),
    (250.0, 0.8),
    (315.0, 1.1),
    (400.0, 1.5),
    (500.0, 2.1),
    (630.0, 2.8),
    (800.0, 3.3),
    (1000.0, 4.1),
    (1250.0, 5.5),
    (1600.0, 7.7),
    (2000.0, 11.0),
    (2500.0, 15.3),
    (3150.0, 15.7),
    (4000.0, 12.9),
    (5000.0, 10.6),
    (6300.0, 9.4),
    (8000.0, 9.5),
    (10_000.0, 6.8),
    (12_500.0, 3.8),
    (16_000.0, 0.7),
];

/// Level at the eardrum less the level of the diffuse field that caused it, as a curve with held ends.
#[must_use]
pub fn diffuse_field() -> Curve {
    Curve::ascending(&DIFFUSE_FIELD.map(|(f, db)| (Hz(f), Db(db))))
}

/// The diffuse field that gives this level at the eardrum: 4.1 dB less at 1 kHz, 2.1 dB less at 500 Hz.
#[must_use]
pub fn to_diffuse_field(at_eardrum: DbSpl, frequency: Hz) -> DbSpl {
    DbSpl(at_eardrum.0 - diffuse_field().at(frequency).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_eardrum_hears_4_1_db_more_than_the_field_at_1_khz_and_2_1_at_500_hz() {
        for (hz, field) in [(1000.0, 95.9), (500.0, 97.9), (50.0, 100.0), (3150.0, 84.3), (20_000.0, 99.3)] {
            let got = to_diffuse_field(DbSpl(100.0), Hz(hz)).0;
            assert!((got - field).abs() < 1e-9, "{hz} Hz: {got} dB SPL");
        }
    }
}
