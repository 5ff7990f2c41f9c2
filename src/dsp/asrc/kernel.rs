//! The windowed sinc of a converter: how long it must be, and its weights at any place between two frames.
//!
//! Kaiser window (Kaiser & Schafer, IEEE Trans. ASSP 28, 1980, equations 2 to 4): attenuation and width of the
//! transition give shape and length.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use crate::dsp::simd::WIDEST;
use crate::dsp::true_peak::{kaiser, sinc};
use crate::units::SampleRate;

/// Attenuation that is designed for, dB: 10 below what is promised, for rounding and interpolation.
const ATTENUATION_DB: f64 = 130.0;
/// What must pass, Hz; of low rates this share of the lower one.
const PASS_HZ: f64 = 20_000.0;
const PASS_SHARE: f64 = 0.4535;
/// Places between two frames that are kept: few enough to stay close to the processor. The cubic through the four next to a
/// place errs by 3/128 (2π f / (fs PLACES))⁴ at most (Abramowitz & Stegun 25.2.13): -143 dB at 20 kHz of 48 kHz.
const PLACES: u16 = 64;
/// Places kept before the first of them, and behind the last.
const BEYOND: u16 = 1;
/// Fewer taps than this are not worth the difference.
const LEAST_TAPS: usize = 32;

/// Weights that fill the widest register, a line of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Weights(pub(super) [f32; WIDEST]);

/// A row of weights, register by register.
pub(super) type Rows<'a> = &'a [Weights];

/// The rows next to a place, two before it and two behind, and what each of them counts.
pub(super) type Around<'a> = ([Rows<'a>; 4], [f32; 4]);

pub(super) struct Kernel {
    taps: usize,
    /// `PLACES + 1` rows of `taps` weights and [`BEYOND`] to each side, each filled up with zeros to so many registers.
    row: usize,
    table: Box<[Weights]>,
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
        let row = taps.div_ceil(WIDEST);
        let weights_at = |place: u16| {
            let rest = (f64::from(place) - f64::from(BEYOND)) / f64::from(PLACES);
            let weights: Vec<f64> = (0..taps).map(|j| weight(rest + half - 1.0 - j as f64)).collect();
            // A constant stays what it is at every place.
            let sum: f64 = weights.iter().sum();
            (0..row).map(move |register| {
                let mut lanes = [0.0; WIDEST];
                for (lane, weight) in lanes.iter_mut().zip(weights.iter().skip(register * WIDEST)) {
                    *lane = (weight / sum) as f32;
                }
                Weights(lanes)
            })
        };
        Self { taps, row, table: (0..=PLACES + 2 * BEYOND).flat_map(weights_at).collect() }
    }

    pub(super) fn taps(&self) -> usize {
        self.taps
    }

    /// `[audio]` The weights around a place `rest` (0 to 1) after the frame in the middle.
    #[inline(always)]
    pub(super) fn around(&self, rest: f64) -> Around<'_> {
        let place = rest * f64::from(PLACES);
        let first = (place as u16).min(PLACES - 1);
        let (_, rows) = self.table.split_at(usize::from(first) * self.row);
        let (a, rows) = rows.split_at(self.row);
        let (b, rows) = rows.split_at(self.row);
        let (c, rows) = rows.split_at(self.row);
        let (d, _) = rows.split_at(self.row);
        ([a, b, c, d], cubic((place - f64::from(first)) as f32))
    }
}

/// What four values next to each other count in the cubic through them, a share of the way from the second to the third
/// (Lagrange; Abramowitz & Stegun 25.2.13).
#[inline(always)]
fn cubic(share: f32) -> [f32; 4] {
    const SIXTH: f32 = 1.0 / 6.0;
    let [before, after, beyond] = [share + 1.0, share - 1.0, share - 2.0];
    let (inner, outer) = (after * beyond, before * share);
    [-SIXTH * share * inner, 0.5 * before * inner, -0.5 * outer * beyond, SIXTH * outer * after]
}
