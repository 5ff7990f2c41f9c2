//! The sound of the stage at the open ear: a sum of sources, in pascals, computed once for both slots.

use super::Scratch;
use super::modulation::Modulation;
use crate::dsp::convolver::Convolver;
use crate::dsp::noise::Noise;
use crate::dsp::smoother::Ramp;
use crate::dsp::{Block, Frame, SILENCE};

/// Shaped noise from everywhere. The convolver turns two independent noises into a mid and a side signal whose
/// sum and difference at the two ears have the coherence of a diffuse field.
pub struct DiffuseNoise {
    noise: Noise,
    mid_side: Convolver,
    modulation: Option<Modulation>,
    ramp: Ramp,
    scratch: Scratch,
}

/// All sources of a stage.
pub struct StageBed {
    sources: Box<[DiffuseNoise]>,
}

impl DiffuseNoise {
    /// `mid_side` filters unit-variance white noise to the mid (left channel) and side (right channel) pressure.
    #[must_use]
    pub fn new(noise: Noise, mid_side: Convolver, modulation: Option<Modulation>) -> Self {
        Self { noise, mid_side, modulation, ramp: Ramp::constant(1.0), scratch: Scratch::new() }
    }

    /// `[audio]` Once at every tick.
    fn tick(&mut self) {
        if let Some(modulation) = &mut self.modulation {
            self.ramp = modulation.next_tick();
        }
    }

    /// `[audio]` Adds itself, from frame `offset` of the tick.
    fn add_to(&mut self, offset: usize, frames: &mut [Frame]) {
        let field = self.scratch.part(frames.len());
        self.noise.fill(field);
        self.mid_side.process(field);
        for (i, (frame, [mid, side])) in frames.iter_mut().zip(field).enumerate() {
            let gain = self.ramp.at(offset + i);
            let [left, right] = frame;
            *left += gain * (*mid + *side);
            *right += gain * (*mid - *side);
        }
    }
}

impl StageBed {
    /// A stage of these sources; none at all is silence.
    #[must_use]
    pub fn new(sources: Box<[DiffuseNoise]>) -> Self {
        Self { sources }
    }

    /// `[audio]` Once at every tick.
    pub fn tick(&mut self) {
        for source in &mut self.sources {
            source.tick();
        }
    }

    /// `[audio]` Overwrites `frames`, from frame `offset` of the tick.
    pub fn process(&mut self, offset: usize, frames: &mut [Frame]) {
        frames.fill(SILENCE);
        for source in &mut self.sources {
            source.add_to(offset, frames);
        }
    }
}
