//! Spectra in registers: both ears side by side, real and imaginary parts apart, in single precision.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::BLOCK;
use crate::dsp::simd::{Simd, WIDEST};

/// Complex values in a lane, for each ear; also frames in a line.
pub(super) const EIGHT: usize = WIDEST / 2;

/// Lanes in a tile: more would not fit into the registers of every machine.
pub(super) const TILE: usize = 4;

/// Room for a register of any machine; narrower ones fill it in parts.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Values(pub(super) [f32; WIDEST]);

/// A small block of both ears, in lines.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Small(pub(super) [[f32; WIDEST]; BLOCK / EIGHT]);

/// Eight complex values for each ear.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    pub(super) re: Values,
    pub(super) im: Values,
}

/// Eight complex values that both ears share: the real parts, then the imaginary ones.
pub(super) type Shared = Values;

/// Lanes that are multiplied together.
pub(super) type Tile = [Lane; TILE];

/// What a lane may be multiplied by.
pub(super) trait Factor {
    /// `[audio]` One register of real and one of imaginary parts.
    fn factor<S: Simd>(&self, simd: S, part: usize) -> [S::W; 2];
}

impl Factor for Lane {
    #[inline(always)]
    fn factor<S: Simd>(&self, simd: S, part: usize) -> [S::W; 2] {
        self.part(simd, part)
    }
}

impl Factor for Shared {
    #[inline(always)]
    fn factor<S: Simd>(&self, simd: S, part: usize) -> [S::W; 2] {
        let from = part * S::WIDTH / 2;
        [simd.twin(&self.0, from), simd.twin(&self.0, EIGHT + from)]
    }
}

impl Values {
    pub(super) const ZERO: Self = Self([0.0; WIDEST]);
}

impl Small {
    pub(super) const SILENCE: Self = Self([[0.0; WIDEST]; BLOCK / EIGHT]);
}

impl Lane {
    pub(super) const ZERO: Self = Self { re: Values::ZERO, im: Values::ZERO };

    /// The values of the left ear, for both.
    pub(super) fn left(&self) -> Shared {
        let mut left = Values::ZERO;
        let values = self.re.0.iter().chain(&self.im.0).step_by(2);
        left.0.iter_mut().zip(values).for_each(|(place, &value)| *place = value);
        left
    }

    /// Writes a value of an ear.
    pub(super) fn set(&mut self, place: usize, ear: usize, [re, im]: [f64; 2]) {
        for (values, value) in [(&mut self.re, re), (&mut self.im, im)] {
            values.0.iter_mut().skip(2 * place + ear).take(1).for_each(|place| *place = value as f32);
        }
    }

    /// `[audio]` One register of real and one of imaginary parts.
    #[inline(always)]
    pub(super) fn part<S: Simd>(&self, simd: S, part: usize) -> [S::W; 2] {
        [simd.piece(&self.re.0, part), simd.piece(&self.im.0, part)]
    }

    /// `[audio]` Back into the same place.
    #[inline(always)]
    pub(super) fn put<S: Simd>(&mut self, simd: S, part: usize, [re, im]: [S::W; 2]) {
        simd.put_piece(&mut self.re.0, part, re);
        simd.put_piece(&mut self.im.0, part, im);
    }
}

/// `[audio]` a × b, complex.
#[inline(always)]
pub(super) fn mul<S: Simd>(simd: S, [ar, ai]: [S::W; 2], [br, bi]: [S::W; 2]) -> [S::W; 2] {
    [simd.times_sub(ai, bi, simd.times(ar, br)), simd.times_add(ai, br, simd.times(ar, bi))]
}

/// `[audio]` Adds the products of spectra of the input with those of the response, last ones first.
#[inline(always)]
pub(super) fn add_products<S: Simd, F: Factor>(
    simd: S,
    sum: &mut Tile,
    inputs: &[Tile],
    responses: &[[F; TILE]],
) {
    for part in 0..WIDEST / S::WIDTH {
        let mut sums = [[simd.splat(0.0); 2]; TILE];
        for (parts, lane) in sums.iter_mut().zip(sum.iter()) {
            *parts = lane.part(simd, part);
        }
        for (x, h) in inputs.iter().zip(responses).rev() {
            for ([re, im], (x, h)) in sums.iter_mut().zip(x.iter().zip(h)) {
                let ([xr, xi], [hr, hi]) = (x.part(simd, part), h.factor(simd, part));
                *re = simd.times_sub(xi, hi, simd.times_add(xr, hr, *re));
                *im = simd.times_add(xi, hr, simd.times_add(xr, hi, *im));
            }
        }
        for (lane, parts) in sum.iter_mut().zip(sums) {
            lane.put(simd, part, parts);
        }
    }
}
