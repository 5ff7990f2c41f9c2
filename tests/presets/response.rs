//! A device's response in dB, worked out by hand from its description.

use foldback::preset::{Device, Filter, ResponseShape};

/// A curve straight in dB over log frequency, filters by Bristow-Johnson's analogue prototypes.
pub(crate) fn response_db(device: &Device, hz: f64) -> f64 {
    match &device.response.shape {
        ResponseShape::Curve { points, .. } => {
            let after = points.partition_point(|p| p[0] < hz).clamp(1, points.len() - 1);
            let ([x0, y0], [x1, y1]) = (points[after - 1], points[after]);
            y0 + (y1 - y0) * ((hz / x0).ln() / (x1 / x0).ln()).clamp(0.0, 1.0)
        }
        ResponseShape::Filters { filters } => filters.iter().map(|f| filter_db(f, hz)).sum(),
        _ => 0.0,
    }
}

/// Level of (n0 + n1 s + n2 s^2) / (d0 + d1 s + d2 s^2) at s = j hz/corner.
fn prototype_db(hz: f64, corner: f64, num: [f64; 3], den: [f64; 3]) -> f64 {
    let u = hz / corner;
    let power = |p: [f64; 3]| (p[0] - p[2] * u * u).powi(2) + (p[1] * u).powi(2);
    10.0 * (power(num) / power(den)).log10()
}

fn filter_db(filter: &Filter, hz: f64) -> f64 {
    let root = |gain_db: f64| 10f64.powf(gain_db / 40.0);
    match *filter {
        Filter::Peak { freq_hz, gain_db, q } => {
            let a = root(gain_db);
            prototype_db(hz, freq_hz, [1.0, a / q, 1.0], [1.0, 1.0 / (a * q), 1.0])
        }
        Filter::LowShelf { freq_hz, gain_db, q } => {
            let a = root(gain_db);
            prototype_db(hz, freq_hz, [a * a, a.powf(1.5) / q, a], [1.0, a.sqrt() / q, a])
        }
        Filter::HighShelf { freq_hz, gain_db, q } => {
            let a = root(gain_db);
            prototype_db(hz, freq_hz, [a, a.powf(1.5) / q, a * a], [a, a.sqrt() / q, 1.0])
        }
        Filter::HighPass1 { freq_hz } => prototype_db(hz, freq_hz, [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]),
        Filter::HighPass2 { freq_hz, q } => prototype_db(hz, freq_hz, [0.0, 0.0, 1.0], [1.0, 1.0 / q, 1.0]),
        Filter::LowPass1 { freq_hz } => prototype_db(hz, freq_hz, [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]),
        Filter::LowPass2 { freq_hz, q } => prototype_db(hz, freq_hz, [1.0, 0.0, 0.0], [1.0, 1.0 / q, 1.0]),
    }
}

#[test]
fn a_shelf_reaches_its_gain_far_out_and_half_of_it_at_its_corner() {
    let low = Filter::LowShelf { freq_hz: 100.0, gain_db: 6.0, q: 0.7 };
    let high = Filter::HighShelf { freq_hz: 100.0, gain_db: 6.0, q: 0.7 };
    for (hz, low_db, high_db) in [(0.1, 6.0, 0.0), (100.0, 3.0, 3.0), (100_000.0, 0.0, 6.0)] {
        assert!((filter_db(&low, hz) - low_db).abs() < 0.01, "low shelf at {hz} Hz");
        assert!((filter_db(&high, hz) - high_db).abs() < 0.01, "high shelf at {hz} Hz");
    }
    assert!((filter_db(&Filter::HighPass1 { freq_hz: 20.0 }, 20.0) + 3.01).abs() < 0.01);
}
