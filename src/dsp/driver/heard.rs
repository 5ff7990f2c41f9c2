//! What is heard: the input itself, or the bent wave, or something in between.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use crate::dsp::Frame;
use crate::dsp::simd::{LANES, Simd, Work};

/// Frames in a line.
const FOUR: usize = LANES / 2;

/// Some frames. All slices are equally long.
pub(super) struct Heard<'a> {
    /// Becomes what is heard.
    pub(super) frames: &'a mut [Frame],
    /// What went in, as late as the bent wave.
    pub(super) straight: &'a [Frame],
    /// The bent wave.
    pub(super) bent: &'a [Frame],
    /// Its share.
    pub(super) shares: &'a [Frame],
    /// What the second low-pass may add to the bent wave beyond this is cut off: it does so far beyond the maximum only.
    pub(super) most: Frame,
}

impl Work for Heard<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self { frames, straight, bent, shares, most } = self;
        let ((frames, last), (straight, straight_last)) =
            (frames.as_chunks_mut::<FOUR>(), straight.as_chunks::<FOUR>());
        let ((bent, bent_last), (shares, shares_last)) =
            (bent.as_chunks::<FOUR>(), shares.as_chunks::<FOUR>());
        for (y, ((straight, bent), share)) in frames.iter_mut().zip(straight.iter().zip(bent).zip(shares)) {
            four(simd, y, [straight, bent, share], most);
        }
        let waves = straight_last.iter().zip(bent_last).zip(shares_last);
        for (y, ((straight, bent), share)) in last.iter_mut().zip(waves) {
            let mut room = [*y; FOUR];
            four(simd, &mut room, [&[*straight; FOUR], &[*bent; FOUR], &[*share; FOUR]], most);
            [*y, ..] = room;
        }
    }
}

#[inline(always)]
fn four<S: Simd>(simd: S, y: &mut [Frame; FOUR], waves: [&[Frame; FOUR]; 3], most: Frame) {
    let Some(y) = y.as_flattened_mut().first_chunk_mut::<LANES>() else { return };
    let [Some(straight), Some(bent), Some(share)] =
        waves.map(|wave| wave.as_flattened().first_chunk::<LANES>())
    else {
        return;
    };
    let end = simd.minus(simd.zero(), simd.every(most));
    for part in 0..FOUR / S::PAIRS {
        let straight = simd.part(straight, part);
        let way = simd.minus(simd.part(bent, part), straight);
        let x = simd.mul_add(simd.part(share, part), way, straight);
        let size = simd.minus(simd.zero(), simd.larger(simd.minus(simd.zero(), simd.unsigned(x)), end));
        simd.put_part(y, part, simd.signed(size, x));
    }
}
