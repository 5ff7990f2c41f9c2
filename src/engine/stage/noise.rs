//! Endless shaped noise.

use super::{Feeds, Sounding};
use crate::dsp::convolver::Convolver;
use crate::dsp::noise::Noise;
use crate::dsp::smoother::Ramp;
use crate::dsp::{Block, Frame};
use crate::engine::Scratch;
use crate::engine::modulation::Modulation;

/// Endless noise from everywhere or from one direction, its level modulated.
pub struct StreamedNoise {
    noise: Noise,
    filter: Convolver,
    diffuse: bool,
    modulation: Option<Modulation>,
    ramp: Ramp,
    scratch: Scratch,
}

impl StreamedNoise {
    /// From everywhere: `mid_side` filters two independent white noises of unit variance to the mid (left channel) and
    /// side (right channel) pressure, whose sum and difference have the coherence of the field.
    #[must_use]
    pub fn diffuse(noise: Noise, mid_side: Convolver, modulation: Option<Modulation>) -> Self {
        Self {
            noise,
            filter: mid_side,
            diffuse: true,
            modulation,
            ramp: Ramp::constant(1.0),
            scratch: Scratch::new(),
        }
    }

    /// From one direction: `ears` filters one white noise of unit variance to the pressure at each ear.
    #[must_use]
    pub fn direct(noise: Noise, ears: Convolver, modulation: Option<Modulation>) -> Self {
        Self {
            noise,
            filter: ears,
            diffuse: false,
            modulation,
            ramp: Ramp::constant(1.0),
            scratch: Scratch::new(),
        }
    }
}

impl Sounding for StreamedNoise {
    fn tick(&mut self) {
        if let Some(modulation) = &mut self.modulation {
            self.ramp = modulation.next_tick();
        }
    }

    fn add_to(&mut self, offset: usize, _: Feeds<'_>, frames: &mut [Frame]) {
        let field = self.scratch.part(frames.len());
        self.noise.fill(field);
        if !self.diffuse {
            for [left, right] in field.iter_mut() {
                *right = *left;
            }
        }
        self.filter.process(field);
        if self.diffuse {
            for frame in field.iter_mut() {
                *frame = [frame[0] + frame[1], frame[0] - frame[1]];
            }
        }
        for (i, (frame, [left, right])) in frames.iter_mut().zip(&*field).enumerate() {
            let gain = self.ramp.at(offset + i);
            frame[0] += gain * left;
            frame[1] += gain * right;
        }
    }
}
