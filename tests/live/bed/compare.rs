//! Is the recording the signal times one gain after one delay? And if not, where does it stop being so?

/// A delay beyond this is not looked for, in frames.
const MAX_DELAY: usize = 16_384;

/// Frames that are correlated to find the delay.
const WINDOW: usize = 4_096;

/// Frames of the pieces among which the worst is named: 10 ms at 48 kHz.
const PIECE: usize = 480;

/// How one ear's recording follows from its signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Match {
    /// Frames from playing to recording.
    pub(crate) delay: usize,
    /// The one gain that fits best (least squares).
    pub(crate) gain: f64,
    /// What the delayed signal times the gain leaves over, re the signal at that gain, dB; -inf if bit-exact.
    pub(crate) residual_db: f64,
    /// The same for the worst 10 ms.
    pub(crate) worst_db: f64,
    /// The first frame of the recording in those.
    pub(crate) worst_at: usize,
}

impl Match {
    /// The gain in dB.
    pub(crate) fn gain_db(&self) -> f64 {
        20.0 * self.gain.abs().log10()
    }
}

/// Fits one delay and one gain to a recording from frame `from` on.
///
/// # Panics
/// If the recording does not hold the signal at all.
pub(crate) fn compare(played: &[f64], recorded: &[f64], from: usize) -> Match {
    let delay = find_delay(played, recorded, from.max(MAX_DELAY));
    let start = from.max(delay);
    let (x, y) = (&played[start - delay..recorded.len() - delay], &recorded[start..]);
    let gain = dot(x, y) / dot(x, x);
    let error: Vec<f64> = x.iter().zip(y).map(|(x, y)| y - gain * x).collect();
    let level = gain * gain * dot(x, x) / x.len() as f64;
    let relative_db = |piece: &[f64]| 10.0 * (dot(piece, piece) / piece.len() as f64 / level).log10();
    let (worst, worst_db) = error
        .chunks(PIECE)
        .map(relative_db)
        .enumerate()
        .fold((0, f64::NEG_INFINITY), |worst, piece| if piece.1 > worst.1 { piece } else { worst });
    Match { delay, gain, residual_db: relative_db(&error), worst_db, worst_at: start + worst * PIECE }
}

/// The delay at which a window of the recording correlates best with the signal, whatever the sign.
fn find_delay(played: &[f64], recorded: &[f64], at: usize) -> usize {
    let heard = &recorded[at..at + WINDOW];
    let likeness = |delay: usize| {
        let said = &played[at - delay..at - delay + WINDOW];
        dot(said, heard).abs() / (dot(said, said) * dot(heard, heard)).sqrt()
    };
    let best = (0..MAX_DELAY).map(likeness).enumerate().fold((0, 0.0), |a, b| if b.1 > a.1 { b } else { a });
    assert!(best.1 > 0.5, "the recording does not hold the signal (best correlation {:.3})", best.1);
    best.0
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
