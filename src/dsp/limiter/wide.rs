//! The hop's work, compiled for the widest registers of the machine. The results are bit for bit the same everywhere.
use super::super::Frame;
use super::super::simd::{Simd, Work};
use super::Limiter;

/// `[audio]` Chooses the next knot and adds its hump to the gain.
pub(super) struct PlaceHump<'a>(pub(super) &'a mut Limiter);

impl Work for PlaceHump<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        self.0.place_hump(simd);
    }
}

/// `[audio]` Takes frames in and gives the delayed ones out.
pub(super) struct Pass<'a>(pub(super) &'a mut Limiter, pub(super) &'a mut [Frame]);

impl Work for Pass<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, _: S) {
        self.0.pass(self.1);
    }
}
