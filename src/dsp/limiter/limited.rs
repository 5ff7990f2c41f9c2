//! The proof that audio passed the limiter.
use super::super::Frame;

/// Frames that passed the limiter. Only the limiter can make one, and the output accepts nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Limited<'a>(&'a [Frame]);

impl<'a> Limited<'a> {
    pub(super) const fn new(frames: &'a [Frame]) -> Self {
        Self(frames)
    }

    /// The frames themselves, to be read.
    #[must_use]
    pub const fn frames(&self) -> &'a [Frame] {
        self.0
    }
}
