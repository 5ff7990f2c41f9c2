//! Arithmetic on frames, ear by ear. Written so that both ears share one vector register.

use super::Frame;

/// `a + b`.
#[inline]
#[must_use]
pub fn add(a: Frame, b: Frame) -> Frame {
    [a[0] + b[0], a[1] + b[1]]
}

/// `a - b`.
#[inline]
#[must_use]
pub fn sub(a: Frame, b: Frame) -> Frame {
    [a[0] - b[0], a[1] - b[1]]
}

/// `a × b`.
#[inline]
#[must_use]
pub fn mul(a: Frame, b: Frame) -> Frame {
    [a[0] * b[0], a[1] * b[1]]
}
