//! The piece that the gain is made of.
use super::OVERLAP;

/// The hump over [`OVERLAP`] hops: a raised-cosine step up over all but one hop, and the same step down a hop later.
pub(super) fn hump(hop: usize) -> Box<[f64]> {
    const UNIT: f64 = (1u64 << 40) as f64;
    let span = ((OVERLAP - 1) * hop) as f64;
    let step = |t: f64| {
        let u = (t / span).clamp(0.0, 1.0);
        ((u - (std::f64::consts::TAU * u).sin() / std::f64::consts::TAU) * UNIT).round() / UNIT
    };
    (0..OVERLAP * hop)
        .map(|t| {
            let t = t as f64 + 0.5;
            step(t) - step(t - hop as f64)
        })
        .collect()
}
