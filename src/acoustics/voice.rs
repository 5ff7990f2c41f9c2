//! One's own voice at the ear: past the device through the air, and through the body.
//!
//! Both are stated relative to the air path of the open ear. Estimated throughout: the body path after
//! Pörschmann (Acta Acustica 86, 2000) and Reinfeldt et al. (J. Acoust. Soc. Am. 128, 2010), about equal to
//! the air path below 1 kHz and 10 dB under it above 2 kHz, ±5 dB by person and vowel.
//!
//! Nothing delays the body. A monitor that comes tau later makes a comb with it, whose first notch is at 1/(2 tau) where
//! neither path turns the phase, as through a flat, open device. Occlusion turns it. A rise of 24 dB towards the
//! bass costs a causal filter 62° at 250 Hz at the least (it is rendered minimum-phase), and a device's own bass makes
//! up for half of that, so that at 2 ms a shallow in-ear has its opposition at 295 to 305 Hz, a hard-moulded one at
//! 320, a deep one at 253, a closed headphone at 250, and not all at 250. The true phase of the body path is not known
//! well enough to say better. The body is also louder there, by 13 dB at nominal: the notch is shallow.

use super::curve::Curve;
use super::level;
use crate::units::{Db, DbSpl, Hz};

/// Air path to the own ear over the level at 1 m in front of the mouth; estimated.
pub const EAR_OVER_ONE_METRE: Db = Db(12.0);

/// Own voice at the open ear at nominal programme (-18 dBFS rms); estimated.
pub const NOMINAL: DbSpl = DbSpl(97.0);

/// Where the body path begins to fall behind the air path, and where it has.
const BODY: [(f64, f64); 2] = [(1000.0, 0.0), (2000.0, -10.0)];

/// Body path of the open ear relative to its air path.
#[must_use]
pub fn body_path(frequency: Hz) -> Db {
    let [(low, start), (high, end)] = BODY;
    let way = ((frequency.0 / low).log2() / (high / low).log2()).clamp(0.0, 1.0);
    Db(start + (end - start) * way)
}

/// The body path behind a device as a curve over the ten octaves: body path plus occlusion effect.
#[must_use]
pub fn body_curve(occlusion: impl Fn(Hz) -> Db) -> Curve {
    Curve::octaves(super::bands::octave_centres().map(|f| body_path(f).0 + occlusion(f).0))
}

/// Change of the own voice by a device against the open ear: (T² + B² OE²)/(1 + B²), powers, in dB.
///
/// Perceived changes lie within 5 to 20 dB below 2 kHz for a closed ear, and -10 to 5 dB above.
#[must_use]
pub fn change(transmission: Db, occlusion: Db, frequency: Hz) -> Db {
    let body = body_path(frequency).0;
    let worn = level::sum([DbSpl(transmission.0), DbSpl(body + occlusion.0)]);
    let open = level::sum([DbSpl(0.0), DbSpl(body)]);
    Db(worn.0 - open.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acoustics::occlusion::Occlusion;
    use crate::acoustics::oracle::DEVICES;

    #[test]
    fn the_body_path_equals_the_air_path_to_1_khz_and_falls_10_db_behind_by_2_khz() {
        for (f, want) in [(100.0, 0.0), (1000.0, 0.0), (1414.2, -5.0), (2000.0, -10.0), (16_000.0, -10.0)] {
            assert!((body_path(Hz(f)).0 - want).abs() < 1e-3, "{f} Hz");
        }
        assert!((body_path(Hz(0.0)).0).abs() < 1e-12);
    }

    #[test]
    fn an_open_ear_changes_nothing() {
        for f in [63.0, 500.0, 1500.0, 8000.0] {
            assert!(change(Db(0.0), Db(0.0), Hz(f)).0.abs() < 1e-12);
        }
    }

    #[test]
    fn a_shallow_in_ear_booms_18_db_at_250_hz_and_stays_within_the_reported_bounds() {
        let (_, isolation) = DEVICES.into_iter().find(|(id, _)| *id == "iem_silicone").unwrap();
        let occlusion = Occlusion::octaves([24.0, 24.0, 21.0, 15.0, 8.0, 1.0, 0.0, 0.0]);
        let at = |i: usize| {
            let f = super::super::bands::octave_centre(i);
            change(Db(-isolation[i]), occlusion.at(f), f).0
        };
        assert!((at(3) - 18.0).abs() < 0.1, "{:.2}", at(3));
        assert!((3..6).all(|i| (5.0..=20.0).contains(&at(i).round())), "{:?}", [at(3), at(4), at(5)]);
        assert!((6..9).all(|i| (-11.0..=5.0).contains(&at(i))));
    }

    #[test]
    fn the_body_curve_is_path_plus_occlusion_at_every_octave() {
        let curve = body_curve(|_| Db(6.0));
        assert!((curve.at(Hz(250.0)).0 - 6.0).abs() < 1e-9);
        assert!((curve.at(Hz(8000.0)).0 + 4.0).abs() < 1e-9);
    }
}
