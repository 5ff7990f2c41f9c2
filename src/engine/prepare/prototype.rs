//! Filters of a preset as what they are before any sample rate: analogue prototypes (Bristow-Johnson, "Audio EQ
//! Cookbook", W3C note 2021). The sections of a running chain follow them up to half the rate.

use crate::preset::Filter;
use crate::units::{Db, Hz};

/// Gain of a filter at a frequency.
#[must_use]
pub fn gain(filter: &Filter, f: Hz) -> Db {
    let root = |gain_db: f64| 10f64.powf(gain_db / 40.0);
    let (corner, above, below) = match *filter {
        Filter::Peak { freq_hz, gain_db, q } => {
            let a = root(gain_db);
            (freq_hz, [1.0, a / q, 1.0], [1.0, 1.0 / (a * q), 1.0])
        }
        Filter::LowShelf { freq_hz, gain_db, q } => {
            let a = root(gain_db);
            (freq_hz, [a * a, a.powf(1.5) / q, a], [1.0, a.sqrt() / q, a])
        }
        Filter::HighShelf { freq_hz, gain_db, q } => {
            let a = root(gain_db);
            (freq_hz, [a, a.powf(1.5) / q, a * a], [a, a.sqrt() / q, 1.0])
        }
        Filter::HighPass1 { freq_hz } => (freq_hz, [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]),
        Filter::HighPass2 { freq_hz, q } => (freq_hz, [0.0, 0.0, 1.0], [1.0, 1.0 / q, 1.0]),
        Filter::LowPass1 { freq_hz } => (freq_hz, [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]),
        Filter::LowPass2 { freq_hz, q } => (freq_hz, [1.0, 0.0, 0.0], [1.0, 1.0 / q, 1.0]),
    };
    let u = f.0 / corner;
    Db::from_power(power(above, u) / power(below, u))
}

/// |p0 + p1 s + p2 s²|² at s = ju.
fn power([p0, p1, p2]: [f64; 3], u: f64) -> f64 {
    (p0 - p2 * u * u).powi(2) + (p1 * u).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(filter: &Filter, hz: f64, want: f64) {
        let got = gain(filter, Hz(hz)).0;
        assert!((got - want).abs() < 0.01, "{filter} at {hz} Hz: {got:.3} for {want}");
    }

    #[test]
    fn a_shelf_has_half_its_gain_at_its_corner_and_all_of_it_far_out() {
        let low = Filter::LowShelf { freq_hz: 100.0, gain_db: 6.0, q: 0.7 };
        let high = Filter::HighShelf { freq_hz: 100.0, gain_db: 6.0, q: 0.7 };
        for (hz, at_low, at_high) in [(0.1, 6.0, 0.0), (100.0, 3.0, 3.0), (100_000.0, 0.0, 6.0)] {
            near(&low, hz, at_low);
            near(&high, hz, at_high);
        }
    }

    #[test]
    fn a_bell_has_its_gain_at_its_centre_and_a_pass_loses_3_01_db_at_its_corner() {
        near(&Filter::Peak { freq_hz: 1000.0, gain_db: -7.5, q: 2.0 }, 1000.0, -7.5);
        near(&Filter::HighPass1 { freq_hz: 20.0 }, 20.0, -3.01);
        near(&Filter::LowPass1 { freq_hz: 20.0 }, 20.0, -3.01);
        near(&Filter::HighPass2 { freq_hz: 50.0, q: 1.0 }, 50.0, 0.0);
        near(&Filter::LowPass2 { freq_hz: 50.0, q: 0.5 }, 500.0, -40.09);
    }
}
