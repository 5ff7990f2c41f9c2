//! The same work compiled for the widest vectors of the machine. The results are bit for bit the same: nothing is
//! contracted or reordered.
use super::super::simd::{Machine, Simd, Work};
use super::Limiter;

/// AVX2 at most: of plain arrays the compiler makes the slower code with AVX-512. Control plane.
pub(super) fn machine() -> Machine {
    Machine::all().nth(1).unwrap_or_else(Machine::here)
}

/// `[audio]` Chooses the next knot and adds its hump to the gain.
pub(super) struct PlaceHump<'a>(pub(super) &'a mut Limiter);

impl Work for PlaceHump<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, _: S) {
        self.0.place_hump();
    }
}
