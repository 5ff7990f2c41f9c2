//! Blocks of samples that are worked on at once, both ears alternating: plain arrays, which the compiler turns into
//! whatever vectors the machine has.

/// Samples in a block: four frames of both ears.
pub(super) const LANES: usize = 8;

/// Samples of four frames, both ears alternating.
pub(super) type Lanes = [f32; LANES];

/// One frame in the accuracy of a check.
pub(super) type Pair = [f32; 2];

/// One result per lane.
#[inline(always)]
pub(super) fn each(f: impl FnMut(usize) -> f32) -> Lanes {
    std::array::from_fn(f)
}

/// The block that begins at a sample; zeros if the row ends before its end.
#[inline(always)]
pub(super) fn load(row: &[f32], from: usize) -> Lanes {
    row.get(from..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default()
}

/// The larger one, as one instruction: neither is NaN.
#[inline(always)]
pub(super) fn higher(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// The largest lane of each ear.
#[inline(always)]
pub(super) fn highest(lanes: Lanes) -> Pair {
    let [a, b, c, d, e, f, g, h] = lanes;
    [higher(higher(a, c), higher(e, g)), higher(higher(b, d), higher(f, h))]
}
