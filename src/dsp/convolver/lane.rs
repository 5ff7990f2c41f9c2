//! Spectra in registers: both ears side by side, real and imaginary parts apart.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use crate::dsp::simd::{LANES, Line, Simd};

/// Complex values in a lane, for each ear.
pub(super) const FOUR: usize = LANES / 2;

/// Lanes in a tile.
pub(super) const TILE: usize = 4;

/// Four complex values for each ear.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    pub(super) re: Line,
    pub(super) im: Line,
}

/// Four complex values that both ears share: the real parts, then the imaginary ones.
pub(super) type Shared = Line;

/// What a lane may be multiplied by.
pub(super) trait Factor {
    /// `[audio]` One register of real and one of imaginary parts.
    fn factor<S: Simd>(&self, simd: S, part: usize) -> [S::V; 2];
}

impl Factor for Lane {
    #[inline(always)]
    fn factor<S: Simd>(&self, simd: S, part: usize) -> [S::V; 2] {
        self.part(simd, part)
    }
}

impl Factor for Shared {
    #[inline(always)]
    fn factor<S: Simd>(&self, simd: S, part: usize) -> [S::V; 2] {
        let from = part * S::PAIRS;
        [simd.spread(&self.0, from), simd.spread(&self.0, FOUR + from)]
    }
}

/// Lanes that are multiplied together.
pub(super) type Tile = [Lane; TILE];

impl Lane {
    pub(super) const ZERO: Self = Self { re: Line::ZERO, im: Line::ZERO };

    /// The values of the left ear, for both.
    pub(super) fn left(&self) -> Shared {
        let Self { re: Line([r0, _, r1, _, r2, _, r3, _]), im: Line([i0, _, i1, _, i2, _, i3, _]) } = *self;
        Line([r0, r1, r2, r3, i0, i1, i2, i3])
    }

    /// `[audio]` Real and imaginary parts change places: a transform of the swapped is the swapped inverse transform.
    #[inline(always)]
    pub(super) fn swap(&mut self) {
        std::mem::swap(&mut self.re, &mut self.im);
    }

    /// `[audio]` One register of real and one of imaginary parts.
    #[inline(always)]
    pub(super) fn part<S: Simd>(&self, simd: S, part: usize) -> [S::V; 2] {
        [simd.part(&self.re.0, part), simd.part(&self.im.0, part)]
    }

    /// `[audio]` Back into the same place.
    #[inline(always)]
    pub(super) fn put<S: Simd>(&mut self, simd: S, part: usize, [re, im]: [S::V; 2]) {
        simd.put_part(&mut self.re.0, part, re);
        simd.put_part(&mut self.im.0, part, im);
    }
}

/// `[audio]` a × b, complex.
#[inline(always)]
pub(super) fn mul<S: Simd>(simd: S, [ar, ai]: [S::V; 2], [br, bi]: [S::V; 2]) -> [S::V; 2] {
    [simd.mul_sub(ai, bi, simd.mul(ar, br)), simd.mul_add(ai, br, simd.mul(ar, bi))]
}

/// `[audio]` Adds the products of spectra of the input with those of the response.
#[inline(always)]
pub(super) fn add_products<S: Simd, F: Factor>(
    simd: S,
    sum: &mut Tile,
    inputs: &[Tile],
    responses: &[[F; TILE]],
) {
    for part in 0..FOUR / S::PAIRS {
        let mut sums = [[simd.zero(); 2]; TILE];
        for (parts, lane) in sums.iter_mut().zip(sum.iter()) {
            *parts = lane.part(simd, part);
        }
        for (x, h) in inputs.iter().zip(responses) {
            for ([re, im], (x, h)) in sums.iter_mut().zip(x.iter().zip(h)) {
                let ([xr, xi], [hr, hi]) = (x.part(simd, part), h.factor(simd, part));
                *re = simd.mul_sub(xi, hi, simd.mul_add(xr, hr, *re));
                *im = simd.mul_add(xi, hr, simd.mul_add(xr, hi, *im));
            }
        }
        for (lane, parts) in sum.iter_mut().zip(sums) {
            lane.put(simd, part, parts);
        }
    }
}
