//! Where a source is sketched before it has its spectrum, its level and its place: one period, two layers.

use rustfft::num_complex::Complex;

use crate::preset::Field;
use crate::units::{SampleRate, Seconds};

/// Rate of every sketch. What is made of it runs at the session's rate and sounds the same at all of them.
pub(super) const RATE: SampleRate = SampleRate(48_000);

/// Everything that is made before it sounds comes round after this time: eight bars at 96 bpm, ten at 120.
pub(super) const PERIOD: Seconds = Seconds(20.0);

/// Frames of a sketch.
pub(super) const FRAMES: usize = 960_000;

/// A periodic sketch. The first layer is the real part and the second the imaginary one: a single transform takes
/// both. A diffuse source puts independent sounds into them (mid and side), a direct one its left and right edge.
pub(super) struct Canvas(Box<[Complex<f32>]>);

impl Canvas {
    pub(super) fn new() -> Self {
        Self(vec![Complex::new(0.0, 0.0); FRAMES].into())
    }

    /// Adds a sound from a frame on, with a gain per layer; what passes the end goes on at the start.
    pub(super) fn add(&mut self, at: usize, gains: [f64; 2], sound: impl IntoIterator<Item = f32>) {
        let [first, second] = gains.map(|gain| gain as f32);
        let (early, late) = self.0.split_at_mut(at % FRAMES);
        for (z, x) in late.iter_mut().chain(early).zip(sound) {
            *z += Complex::new(first * x, second * x);
        }
    }

    /// Adds a sound at a place between the edges of a direct source, -1 to 1. A diffuse source takes two of its kind,
    /// unlike in all that is seeded: what comes from everywhere is not the same at both ears.
    pub(super) fn put(&mut self, at: usize, gain: f64, stand: Stand, mut make: impl FnMut() -> Vec<f32>) {
        match stand {
            Stand::At(place) => {
                self.add(at, [0.5 - place / 2.0, 0.5 + place / 2.0].map(|share| share * gain), make());
            }
            Stand::Everywhere => {
                self.add(at, [gain, 0.0], make());
                self.add(at, [0.0, gain], make());
            }
        }
    }

    pub(super) fn into_layers(self) -> Box<[Complex<f32>]> {
        self.0
    }
}

/// Where a sound stands within its source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stand {
    /// Between the left edge, -1, and the right one, 1, of a direct source.
    At(f64),
    /// In a diffuse field.
    Everywhere,
}

impl Stand {
    /// At a place, if the field has any.
    pub(super) fn within(field: Field, place: f64) -> Self {
        if field == Field::Diffuse { Self::Everywhere } else { Self::At(place) }
    }
}

/// Frames of a sketch in so many seconds.
pub(super) fn frames(seconds: f64) -> usize {
    (seconds * RATE.hz()).round() as usize
}
