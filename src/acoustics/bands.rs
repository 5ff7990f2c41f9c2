//! Octave and one-third-octave bands, base ten (IEC 61260-1:2014, 5.2 to 5.6).
//!
//! Tables are printed with nominal names (31.5 Hz, 63 Hz …); the arithmetic uses the exact centres
//! 1000·10^(3n/10) (octaves) and 1000·10^(n/10) (thirds). An octave here is therefore 10^0.3 = 1.9953, not 2.

use crate::units::Hz;

/// Number of octave bands in every table: 31.5 Hz to 16 kHz.
pub const OCTAVES: usize = 10;

/// Number of one-third-octave bands: 20 Hz to 20 kHz.
pub const THIRDS: usize = 31;

/// Nominal octave centres in Hz, the names of the bands (IEC 61260-1:2014, Annex E).
pub const NOMINAL_HZ: [f64; OCTAVES] =
    [31.5, 63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0];

/// Nominal one-third-octave centres in Hz (IEC 61260-1:2014, Annex E).
#[rustfmt::skip]
pub const NOMINAL_THIRDS_HZ: [f64; THIRDS] = [
    20.0, 25.0, 31.5, 40.0, 50.0, 63.0, 80.0, 100.0, 125.0, 160.0, 200.0, 250.0, 315.0, 400.0, 500.0, 630.0,
    800.0, 1000.0, 1250.0, 1600.0, 2000.0, 2500.0, 3150.0, 4000.0, 5000.0, 6300.0, 8000.0, 10_000.0, 12_500.0,
    16_000.0, 20_000.0,
];

/// Octave index of the 1 kHz band.
const OCTAVE_OF_1_KHZ: f64 = 5.0;

/// Third-octave index of the 1 kHz band.
const THIRD_OF_1_KHZ: f64 = 17.0;

/// Exact centre of octave band `index`; 0 is 31.6 Hz, 5 is 1 kHz, 9 is 15.85 kHz.
#[must_use]
pub fn octave_centre(index: usize) -> Hz {
    Hz(1000.0 * 10f64.powf(0.3 * (index as f64 - OCTAVE_OF_1_KHZ)))
}

/// Exact centres of the ten octave bands.
#[must_use]
pub fn octave_centres() -> [Hz; OCTAVES] {
    std::array::from_fn(octave_centre)
}

/// Lower and upper edge of an octave band around `centre`: factors 10^(∓0.15).
#[must_use]
pub fn octave_edges(centre: Hz) -> [Hz; 2] {
    [-0.15, 0.15].map(|decades| Hz(centre.0 * 10f64.powf(decades)))
}

/// Exact centre of one-third-octave band `index`; 0 is 19.95 Hz, 17 is 1 kHz, 30 is 19.95 kHz.
#[must_use]
pub fn third_centre(index: usize) -> Hz {
    Hz(1000.0 * 10f64.powf(0.1 * (index as f64 - THIRD_OF_1_KHZ)))
}

/// Exact centres of the 31 one-third-octave bands.
#[must_use]
pub fn third_centres() -> [Hz; THIRDS] {
    std::array::from_fn(third_centre)
}

/// Lower and upper edge of a one-third-octave band around `centre`: factors 10^(∓0.05).
#[must_use]
pub fn third_edges(centre: Hz) -> [Hz; 2] {
    [-0.05, 0.05].map(|decades| Hz(centre.0 * 10f64.powf(decades)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_octave_centres_are_those_of_iec_61260() {
        let want =
            [31.623, 63.096, 125.893, 251.189, 501.187, 1000.0, 1995.262, 3981.072, 7943.282, 15_848.932];
        for (centre, want) in octave_centres().iter().zip(want) {
            assert!((centre.0 / want - 1.0).abs() < 2e-5, "{} against {want}", centre.0);
        }
    }

    #[test]
    fn every_nominal_name_lies_within_one_percent_of_its_exact_centre() {
        for (centre, nominal) in octave_centres().iter().zip(NOMINAL_HZ) {
            assert!((centre.0 / nominal - 1.0).abs() < 0.01, "{nominal}");
        }
        for (centre, nominal) in third_centres().iter().zip(NOMINAL_THIRDS_HZ) {
            assert!((centre.0 / nominal - 1.0).abs() < 0.01, "{nominal}");
        }
    }

    #[test]
    fn neighbouring_octaves_share_an_edge_and_hold_three_thirds() {
        for i in 1..OCTAVES {
            let [_, top] = octave_edges(octave_centre(i - 1));
            let [bottom, _] = octave_edges(octave_centre(i));
            assert!((top.0 / bottom.0 - 1.0).abs() < 1e-12);
        }
        let [low, high] = octave_edges(octave_centre(5));
        let thirds = third_centres();
        assert!((third_edges(thirds[16])[0].0 / low.0 - 1.0).abs() < 1e-12);
        assert!((third_edges(thirds[18])[1].0 / high.0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn thirds_run_from_20_hz_to_20_khz() {
        assert!((third_centre(0).0 - 19.953).abs() < 1e-3);
        assert!((third_centre(THIRDS - 1).0 - 19_952.623).abs() < 1e-2);
    }
}
