//! What a limiter is told.
use crate::units::Seconds;

/// What a limiter is asked to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Largest true peak of each ear, linear; one that is not a positive number mutes.
    pub ceiling: [f64; 2],
    /// Long-term cap of each ear: rms of the A-weighted output, linear, that the Slow level (LAS) is held at;
    /// infinity is none.
    pub cap: [f64; 2],
    /// The gain waits this long before it rises from a short peak.
    pub hold: Seconds,
    /// Time constant of the rise from a short peak.
    pub release: Seconds,
    /// Sustained limiting follows the lowest true-peak gain of this while.
    pub slow_hold: Seconds,
    /// Time constant of its way down: how long limiting lasts to count as sustained.
    pub engage: Seconds,
    /// Time constant of the rise out of sustained limiting.
    pub slow_release: Seconds,
}

impl Settings {
    /// The usual ballistics under a ceiling of left and right, without a cap.
    #[must_use]
    pub const fn new(ceiling: [f64; 2]) -> Self {
        Self {
            ceiling,
            cap: [f64::INFINITY; 2],
            hold: Seconds(0.008),
            release: Seconds(0.06),
            slow_hold: Seconds(0.06),
            engage: Seconds(0.15),
            slow_release: Seconds(0.8),
        }
    }
}
