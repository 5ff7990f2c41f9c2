//! Random devices, as presets.

use foldback::preset::{Band, BandKind, Device, Filter, Library, ResponseShape};
use proptest::prelude::*;

/// A shipped device with another response.
pub(crate) fn device(shape: ResponseShape) -> Device {
    let mut device = Library::shipped().unwrap().ears("open-back").unwrap().left;
    device.response.shape = shape;
    device
}

fn hz() -> impl Strategy<Value = f64> {
    (30f64.ln()..12_000f64.ln()).prop_map(f64::exp)
}

fn filter() -> impl Strategy<Value = Filter> {
    prop_oneof![
        6 => (hz(), -12.0..12.0f64, 0.3..6.0f64)
            .prop_map(|(freq_hz, gain_db, q)| Filter::Peak { freq_hz, gain_db, q }),
        1 => (40.0..300.0f64, -10.0..10.0f64, 0.4..1.0f64)
            .prop_map(|(freq_hz, gain_db, q)| Filter::LowShelf { freq_hz, gain_db, q }),
        1 => (2000.0..11_000.0f64, -10.0..10.0f64, 0.4..1.0f64)
            .prop_map(|(freq_hz, gain_db, q)| Filter::HighShelf { freq_hz, gain_db, q }),
        1 => (15.0..60.0f64, 0.5..0.9f64).prop_map(|(freq_hz, q)| Filter::HighPass2 { freq_hz, q }),
    ]
}

fn band() -> impl Strategy<Value = Band> {
    let kinds = [BandKind::Peak, BandKind::Peak, BandKind::LowShelf, BandKind::HighShelf, BandKind::HighPass];
    (0usize..5, hz(), -12.0..12.0f64, 0.4..4.0f64, any::<bool>()).prop_map(
        move |(n, freq_hz, gain_db, q, by_width)| {
            let kind = kinds[n];
            let by_width = by_width && kind == BandKind::Peak;
            // Shelves and high-passes that somebody would write: none rings.
            let q = if kind == BandKind::Peak { q } else { 0.4 + q / 8.0 };
            let freq_hz = if kind == BandKind::HighPass { 25.0 } else { freq_hz };
            Band {
                kind,
                freq_hz,
                gain_db: kind.has_gain().then_some(gain_db),
                q: (!by_width).then_some(q),
                bandwidth_oct: by_width.then_some(q / 2.0),
            }
        },
    )
}

/// Points a third of an octave apart that wander by up to 2.5 dB from one to the next.
fn curve() -> impl Strategy<Value = ResponseShape> {
    proptest::collection::vec(-2.5..2.5f64, 31).prop_map(|steps| {
        let mut db: f64 = 0.0;
        let points = steps.iter().enumerate().map(|(i, step)| {
            db = (db + step).clamp(-15.0, 15.0);
            [20.0 * 10f64.powf(i as f64 / 10.0), db]
        });
        ResponseShape::Curve { points: points.collect(), spread_db: None }
    })
}

/// A device of filters, of an equaliser, or of a curve.
pub(crate) fn any_device() -> impl Strategy<Value = Device> {
    let filters =
        proptest::collection::vec(filter(), 1..9).prop_map(|filters| ResponseShape::Filters { filters });
    let equaliser = (-10.0..3.0f64, proptest::collection::vec(band(), 1..9))
        .prop_map(|(gain_db, bands)| ResponseShape::Equaliser { gain_db, bands, right: None });
    prop_oneof![filters, equaliser, curve()].prop_map(device)
}
