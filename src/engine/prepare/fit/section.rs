//! A bell or a shelf as a function of frequency, by the analogue prototypes of Bristow-Johnson's "Audio EQ Cookbook".

use std::f64::consts::PI;

use crate::preset::{Band, BandKind, Filter};
use crate::units::{Hz, SampleRate};

/// What a section does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Bell.
    Peak,
    /// Low shelf.
    LowShelf,
    /// High shelf.
    HighShelf,
}

/// How a filter's frequency axis runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Axis {
    /// As in the prototype: filters of presets.
    Analogue,
    /// Squeezed towards half the rate by the bilinear transform: filters of equaliser programs.
    Bilinear(SampleRate),
}

/// One filter of a fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Section {
    /// What it does.
    pub shape: Shape,
    /// Centre; a shelf has half its gain there.
    pub freq_hz: f64,
    /// Gain.
    pub gain_db: f64,
    /// Quality factor.
    pub q: f64,
}

impl Axis {
    /// The prototype's frequency of a frequency.
    pub(super) fn warp(self, hz: f64) -> f64 {
        match self {
            Self::Analogue => hz,
            // Half the rate is infinitely far away; what is beyond it is not asked.
            Self::Bilinear(rate) => (PI * (hz / rate.hz()).min(0.4999)).tan(),
        }
    }
}

impl Section {
    /// Gain at a frequency, in dB.
    #[must_use]
    pub fn gain_db_at(&self, f: Hz, axis: Axis) -> f64 {
        self.at_ratio(axis.warp(f.0) / axis.warp(self.freq_hz))
    }

    /// Gain at a ratio to the section's own frequency, on the prototype's axis.
    pub(super) fn at_ratio(&self, u: f64) -> f64 {
        let a = 10f64.powf(self.gain_db / 40.0);
        let u2 = u * u;
        let power = match self.shape {
            Shape::Peak => {
                let (d, w) = ((1.0 - u2).powi(2), u2 / (self.q * self.q));
                (d + w * a * a) / (d + w / (a * a))
            }
            Shape::LowShelf => {
                let w = a * u2 / (self.q * self.q);
                a * a * ((a - u2).powi(2) + w) / ((1.0 - a * u2).powi(2) + w)
            }
            Shape::HighShelf => {
                let w = a * u2 / (self.q * self.q);
                a * a * ((1.0 - a * u2).powi(2) + w) / ((a - u2).powi(2) + w)
            }
        };
        10.0 * power.log10()
    }

    /// The same as a preset's filter, to be drawn as its prototype.
    #[must_use]
    pub fn filter(&self) -> Filter {
        let Self { freq_hz, gain_db, q, .. } = *self;
        match self.shape {
            Shape::Peak => Filter::Peak { freq_hz, gain_db, q },
            Shape::LowShelf => Filter::LowShelf { freq_hz, gain_db, q },
            Shape::HighShelf => Filter::HighShelf { freq_hz, gain_db, q },
        }
    }

    /// The same as an equaliser's band.
    #[must_use]
    pub fn band(&self) -> Band {
        let kind = match self.shape {
            Shape::Peak => BandKind::Peak,
            Shape::LowShelf => BandKind::LowShelf,
            Shape::HighShelf => BandKind::HighShelf,
        };
        let (gain_db, q) = (Some(self.gain_db), Some(self.q));
        Band { kind, freq_hz: self.freq_hz, gain_db, q, bandwidth_oct: None }
    }

    /// Rounded as people write filters; what that changes is far below a hundredth of a dB.
    pub(super) fn rounded(self) -> Self {
        let to = |x: f64, step: f64| (x / step).round() * step;
        let tidy = |x: f64, digits: i32| {
            let step = 10f64.powi(x.abs().log10().floor() as i32 + 1 - digits);
            // Through text, so that the shortest form is written.
            format!("{:.9}", to(x, step)).parse().unwrap_or(x)
        };
        let gain_db = format!("{:.3}", self.gain_db).parse().unwrap_or(self.gain_db);
        Self { freq_hz: tidy(self.freq_hz, 5), gain_db, q: tidy(self.q, 4), ..self }
    }
}
