//! From double precision to single, and back, eight frames at a time.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use super::{LANES, Simd, WIDEST};

/// Eight frames, both ears alternating.
pub type Doubles = [f64; WIDEST];

/// `[audio]` Eight frames in single precision: [`single`](crate::dsp::guard::single) of each.
#[inline(always)]
pub fn singles<S: Simd>(simd: S, to: &mut [f32; WIDEST], frames: &Doubles) {
    for (nth, from) in (0..WIDEST).step_by(S::WIDTH).enumerate() {
        let x = simd.single(register(simd, frames, 2 * nth), register(simd, frames, 2 * nth + 1));
        simd.put(to, from, x);
    }
}

/// `[audio]` One of the registers that eight frames fill; silence if it is not there.
#[inline(always)]
pub fn register<S: Simd>(simd: S, frames: &Doubles, nth: usize) -> S::V {
    let half = frames.as_chunks::<LANES>().0.get(nth * S::PAIRS / 4);
    half.map_or_else(|| simd.zero(), |half| simd.part(half, nth))
}

/// `[audio]` Back into the same place.
#[inline(always)]
pub fn put_register<S: Simd>(simd: S, frames: &mut Doubles, nth: usize, x: S::V) {
    if let Some(half) = frames.as_chunks_mut::<LANES>().0.get_mut(nth * S::PAIRS / 4) {
        simd.put_part(half, nth, x);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "to the bit")]
    use super::super::{Machine, Work};
    use super::*;
    use crate::dsp::guard::single;

    struct Both<'a>(&'a Doubles);

    impl Work for Both<'_> {
        type Done = ([f32; WIDEST], Doubles);
        #[inline(always)]
        fn on<S: Simd>(self, simd: S) -> Self::Done {
            let (mut narrow, mut wide) = ([0.0; WIDEST], [0.0; WIDEST]);
            singles(simd, &mut narrow, self.0);
            for (nth, from) in (0..WIDEST).step_by(S::WIDTH).enumerate() {
                let [low, high] = simd.doubles(simd.get(&narrow, from));
                put_register(simd, &mut wide, 2 * nth, low);
                put_register(simd, &mut wide, 2 * nth + 1, high);
            }
            (narrow, wide)
        }
    }

    #[test]
    fn every_machine_rounds_alike_and_silences_what_no_product_may_hold() {
        let mut frames: Doubles = std::array::from_fn(|n| (n as f64 - 7.3) * 1.1e3);
        (frames[0], frames[5], frames[6], frames[11]) = (f64::NAN, 1e-19, f64::INFINITY, -1e31);
        for machine in Machine::all() {
            let (narrow, wide) = machine.run(Both(&frames));
            assert_eq!(narrow, frames.map(single));
            assert_eq!(wide, narrow.map(f64::from));
        }
    }
}
