//! Every way to write a shelf, brought to one: its centre (half the gain) and the cookbook's Q.
//!
//! `A = 10^(G/40)`. A shelf of slope S (S = dB per octave / 12) has `1/Q² = (A + 1/A)(1/S - 1) + 2` (Bristow-Johnson,
//! "Audio EQ Cookbook"). Types without a C give the corner instead of the centre, as DCX2496 and REW do; Equalizer APO
//! moves it by `10^(|G|/80/S)`.

/// What the frequency of the types `LS` and `HS` means where they have a Q.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShelfReading {
    /// The corner, as Equalizer APO reads it.
    #[default]
    Corner,
    /// The centre, as `AutoEq` meant it until May 2023.
    Centre,
}

/// How steep a shelf is, as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Steepness {
    /// The cookbook's Q.
    Q(f64),
    /// Decibels per octave.
    Slope(f64),
    /// Not said: S = 0.9, and the frequency is the centre whatever the type.
    Unsaid,
}

/// Centre in hertz and Q; None where no such shelf exists (steeper than its gain allows).
pub(super) fn centred(
    is_low: bool,
    is_corner: bool,
    freq_hz: f64,
    gain_db: f64,
    steepness: Steepness,
) -> Option<(f64, f64)> {
    let a = 10f64.powf(gain_db / 40.0);
    let pair = a + 1.0 / a;
    let q_of = |s: f64| {
        let inverse_square = pair * (1.0 / s - 1.0) + 2.0;
        (inverse_square > 0.0).then(|| inverse_square.sqrt().recip())
    };
    let (s, q) = match steepness {
        Steepness::Q(q) => (1.0 / ((1.0 / (q * q) - 2.0) / pair + 1.0), q),
        Steepness::Slope(db_per_octave) => (db_per_octave / 12.0, q_of(db_per_octave / 12.0)?),
        Steepness::Unsaid => return Some((freq_hz, q_of(0.9)?)),
    };
    let shift = if is_corner { 10f64.powf(gain_db.abs() / 80.0 / s) } else { 1.0 };
    Some((if is_low { freq_hz * shift } else { freq_hz / shift }, q))
}
