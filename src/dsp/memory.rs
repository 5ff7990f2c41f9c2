//! The only tap for heap in `dsp`: every block takes its memory here, on the control plane, once.

use rustfft::num_complex::Complex;

use super::{Frame, SILENCE};

/// `n` copies of a value, in memory that never grows.
#[must_use]
#[expect(clippy::disallowed_macros, reason = "control plane: constructors allocate here and nowhere else")]
pub fn filled<T: Clone>(value: T, n: usize) -> Box<[T]> {
    vec![value; n].into_boxed_slice()
}

/// `n` zeros.
#[must_use]
pub fn zeros(n: usize) -> Box<[f64]> {
    filled(0.0, n)
}

/// `n` silent frames.
#[must_use]
pub fn silence(n: usize) -> Box<[Frame]> {
    filled(SILENCE, n)
}

/// `n` complex zeros.
#[must_use]
pub fn complex_zeros(n: usize) -> Box<[Complex<f64>]> {
    filled(Complex { re: 0.0, im: 0.0 }, n)
}
