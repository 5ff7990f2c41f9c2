//! Spectra of two real ears, and their product.
//!
//! Left and right travel through one complex transform as Z = L + iR. Both spectra follow by symmetry,
//! L = (Z\[k\] + Z*\[N-k\])/2 and R = (Z\[k\] - Z*\[N-k\])/2i, and go back the same way, so that the product costs N complex
//! multiplications however different the ears' responses are.

use rustfft::num_complex::Complex;

use crate::dsp::memory;

/// Bins multiplied together: real and imaginary parts fill vector registers of any width.
pub(super) const LANE: usize = 8;

/// A run of bins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    re: [f64; LANE],
    im: [f64; LANE],
}

impl Lane {
    pub(super) const ZERO: Self = Self { re: [0.0; LANE], im: [0.0; LANE] };

    /// `[audio]` self += x × h, bin by bin.
    #[inline]
    pub(super) fn add_product(&mut self, x: &Self, h: &Self) {
        let inputs = x.re.iter().zip(&x.im).zip(h.re.iter().zip(&h.im));
        for ((re, im), ((xr, xi), (hr, hi))) in self.re.iter_mut().zip(&mut self.im).zip(inputs) {
            *re += xr * hr - xi * hi;
            *im += xr * hi + xi * hr;
        }
    }
}

/// The bins from DC to half the rate of the left ear, then of the right one.
#[derive(Clone, Debug)]
pub(super) struct Spectrum {
    re: Box<[f64]>,
    im: Box<[f64]>,
    bins: usize,
}

impl Spectrum {
    /// Of partitions of `size` frames, which are transformed over `2 size`.
    pub(super) fn new(size: usize) -> Self {
        let bins = size + 1;
        let padded = (2 * bins).next_multiple_of(LANE);
        Self { re: memory::zeros(padded), im: memory::zeros(padded), bins }
    }

    /// Lanes that hold both ears.
    pub(super) fn lanes(&self) -> usize {
        self.re.len() / LANE
    }

    /// `[audio]` Takes the ears apart: `packed` is the transform of left + i right.
    pub(super) fn unpack(&mut self, packed: &[Complex<f64>]) {
        let (left_re, right_re) = self.re.split_at_mut(self.bins);
        let (left_im, right_im) = self.im.split_at_mut(self.bins);
        let left = left_re.iter_mut().zip(left_im);
        let right = right_re.iter_mut().zip(right_im);
        let mirrored = packed.iter().take(1).chain(packed.iter().rev());
        for (((lr, li), (rr, ri)), (z, m)) in left.zip(right).zip(packed.iter().zip(mirrored)) {
            (*lr, *li) = (0.5 * (z.re + m.re), 0.5 * (z.im - m.im));
            (*rr, *ri) = (0.5 * (z.im + m.im), 0.5 * (m.re - z.re));
        }
    }

    /// `[audio]` Puts the ears together again: the inverse transform of `packed` is left + i right.
    pub(super) fn pack(&self, packed: &mut [Complex<f64>]) {
        let (left_re, right_re) = self.re.split_at(self.bins);
        let (left_im, right_im) = self.im.split_at(self.bins);
        let ears = || left_re.iter().zip(left_im).zip(right_re.iter().zip(right_im));
        for (z, ((lr, li), (rr, ri))) in packed.iter_mut().zip(ears()) {
            *z = Complex { re: lr - ri, im: li + rr };
        }
        // Above half the rate: the mirror images, from the top down to the bin after half the rate.
        let inner = self.bins.saturating_sub(2);
        for (z, ((lr, li), (rr, ri))) in packed.iter_mut().rev().zip(ears().skip(1)).take(inner) {
            *z = Complex { re: lr + ri, im: rr - li };
        }
    }

    /// `[audio]` The bins as lanes.
    pub(super) fn read(&self) -> impl Iterator<Item = Lane> {
        let (re, im) = (self.re.as_chunks::<LANE>().0, self.im.as_chunks::<LANE>().0);
        re.iter().zip(im).map(|(&re, &im)| Lane { re, im })
    }

    /// `[audio]` Overwrites lane `index`.
    pub(super) fn write(&mut self, index: usize, lane: &Lane) {
        let (re, im) = (self.re.as_chunks_mut::<LANE>().0, self.im.as_chunks_mut::<LANE>().0);
        if let (Some(re), Some(im)) = (re.get_mut(index), im.get_mut(index)) {
            (*re, *im) = (lane.re, lane.im);
        }
    }
}
