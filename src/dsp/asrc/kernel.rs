//! The windowed sinc of a converter: how long it must be, and its weights at any place between two frames.
//!
//! Kaiser window (Kaiser & Schafer, IEEE Trans. ASSP 28, 1980, equations 2 to 4): attenuation and width of the
//! transition give shape and length.

use crate::dsp::simd::WIDEST;
use crate::dsp::true_peak::{kaiser, sinc};
use crate::units::SampleRate;

/// Attenuation that is designed for, dB: 10 below what is promised, for rounding and interpolation.
const ATTENUATION_DB: f64 = 130.0;
/// What must pass, Hz; of low rates this share of the lower one.
const PASS_HZ: f64 = 20_000.0;
const PASS_SHARE: f64 = 0.4535;
/// Places between two frames that are kept. Linear interpolation between them errs by (π f / fs)² / (2 · 2048²): -134 dB
/// at 20 kHz of 48 kHz.
const PLACES: usize = 2048;
/// Fewer taps than this are not worth the difference.
const LEAST_TAPS: usize = 32;

/// A row of weights, register by register.
pub(super) type Rows<'a> = &'a [[f32; WIDEST]];

pub(super) struct Kernel {
    taps: usize,
    /// `PLACES + 1` rows of `taps` weights, each filled up with zeros to whole registers.
    row: usize,
    table: Box<[f32]>,
}

impl Kernel {
    pub(super) fn design(from: SampleRate, to: SampleRate) -> Self {
        let lower = from.hz().min(to.hz());
        let pass = PASS_HZ.min(PASS_SHARE * lower);
        let transition = (lower - 2.0 * pass) / from.hz();
        let taps = ((ATTENUATION_DB - 7.95) / (14.36 * transition)).ceil() as usize + 1;
        let taps = taps.max(LEAST_TAPS).next_multiple_of(8);
        let half = (taps / 2) as f64;
        let beta = 0.1102 * (ATTENUATION_DB - 8.7);
        // Images and aliases of what passes lie beyond; -6 dB in the middle of the transition.
        let band = lower / from.hz();
        let weight = |x: f64| {
            if x.abs() >= half { 0.0 } else { band * sinc(band * x) * kaiser(x / half, beta) }
        };
        let row = taps.next_multiple_of(WIDEST);
        let weights_at = |place: usize| {
            let rest = place as f64 / PLACES as f64;
            let weights: Vec<f64> = (0..taps).map(|j| weight(rest + half - 1.0 - j as f64)).collect();
            // A constant stays what it is at every place.
            let sum: f64 = weights.iter().sum();
            let weights = weights.into_iter().map(move |w| (w / sum) as f32);
            weights.chain(std::iter::repeat_n(0.0, row - taps))
        };
        Self { taps, row, table: (0..=PLACES).flat_map(weights_at).collect() }
    }

    pub(super) fn taps(&self) -> usize {
        self.taps
    }

    /// `[audio]` The weights next to a place `rest` (0 to 1) after the frame in the middle, before it and after it, in
    /// whole registers; and its share of the way between them.
    pub(super) fn around(&self, rest: f64) -> (Rows<'_>, Rows<'_>, f32) {
        let place = rest * PLACES as f64;
        let row = (place as usize).min(PLACES - 1);
        let rows = self.table.get(row * self.row..).unwrap_or_default();
        let (here, later) = rows.split_at(self.row.min(rows.len()));
        (here.as_chunks().0, later.as_chunks().0, (place - row as f64) as f32)
    }
}
