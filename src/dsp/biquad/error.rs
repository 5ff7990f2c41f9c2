//! Why a filter cannot be designed, and what to change.

use std::{error, fmt};

use crate::units::{Hz, SampleRate};

/// A filter that cannot be built as asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DesignError {
    /// A parameter is NaN or infinite: give it a number.
    NotFinite(&'static str),
    /// The frequency is not above 0 Hz and below half the rate: lower it, or raise the rate.
    Frequency {
        /// What was asked.
        asked: Hz,
        /// The rate it must fit.
        rate: SampleRate,
    },
    /// Q is not above 0: use 0.1 to 10, and 0.707 for a maximally flat corner.
    Q(f64),
    /// The result would not be stable or not finite: a gain or Q is far outside use; bring it nearer to 0 dB or 1.
    Unstable,
}

impl fmt::Display for DesignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite(what) => write!(f, "the filter's {what} is not a finite number; give it one"),
            Self::Frequency { asked, rate } => {
                let top = rate.nyquist();
                write!(f, "{asked} does not fit {rate}: choose a frequency above 0 Hz and below {top}")
            }
            Self::Q(q) => write!(f, "Q {q} is not above 0: use 0.1 to 10"),
            Self::Unstable => {
                write!(f, "the filter would not be stable; bring its gain and Q nearer to 0 dB and 1")
            }
        }
    }
}

impl error::Error for DesignError {}
