//! A discrete Fourier transform of one length: planned on the control plane, run in place without heap.

use std::fmt;
use std::sync::Arc;

use rustfft::{Fft, FftPlanner, num_complex::Complex};

use super::memory;

/// Forward and inverse transform of one length, and the memory they work in.
#[derive(Clone)]
pub struct Fourier {
    forward: Arc<dyn Fft<f64>>,
    inverse: Arc<dyn Fft<f64>>,
    scratch: Box<[Complex<f64>]>,
}

impl Fourier {
    /// Plans both directions of a transform over `length` complex values.
    #[must_use]
    pub fn new(length: usize) -> Self {
        let mut planner = FftPlanner::new();
        let (forward, inverse) = (planner.plan_fft_forward(length), planner.plan_fft_inverse(length));
        let room = forward.get_inplace_scratch_len().max(inverse.get_inplace_scratch_len());
        Self { forward, inverse, scratch: memory::complex_zeros(room) }
    }

    /// `[audio]` In place, X\[k\] = Σ x\[n\] e^(-2πi kn/N). `values` has the planned length.
    pub fn forward(&mut self, values: &mut [Complex<f64>]) {
        self.forward.process_with_scratch(values, &mut self.scratch);
    }

    /// `[audio]` In place and unscaled: forward then inverse multiplies by the length.
    pub fn inverse(&mut self, values: &mut [Complex<f64>]) {
        self.inverse.process_with_scratch(values, &mut self.scratch);
    }
}

impl fmt::Debug for Fourier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fourier({})", self.forward.len())
    }
}
