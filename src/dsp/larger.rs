//! The larger and the smaller of two numbers, as one instruction each: neither may be NaN, of which the standard library's
//! `max` and `min` take care with several.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

/// The larger one.
#[inline(always)]
pub(crate) fn larger<T: PartialOrd>(a: T, b: T) -> T {
    if b > a { b } else { a }
}

/// The smaller one.
#[inline(always)]
pub(crate) fn smaller<T: PartialOrd>(a: T, b: T) -> T {
    if b < a { b } else { a }
}
