//! One way through a device.

use crate::dsp::cascade::Cascade;
use crate::dsp::convolver::Convolver;
use crate::dsp::{Block, Frame, SILENCE};

/// A path through the device. Nothing and everything are their own cases, so that they stay exact.
pub enum Path {
    /// Nothing passes.
    Silent,
    /// Passes bit for bit.
    Unity,
    /// Passes through an impulse response.
    Fir(Box<Convolver>),
    /// Passes through second-order sections.
    Sections(Box<Cascade>),
}

impl Path {
    /// `[audio]` Input to output, same length.
    pub(crate) fn run(&mut self, input: &[Frame], output: &mut [Frame]) {
        match self {
            Self::Silent => output.fill(SILENCE),
            Self::Unity => output.copy_from_slice(input),
            Self::Fir(filter) => {
                output.copy_from_slice(input);
                filter.process(output);
            }
            Self::Sections(filter) => {
                output.copy_from_slice(input);
                filter.process(output);
            }
        }
    }
}
