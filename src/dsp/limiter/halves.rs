//! The meter's points half-way between the frames of a short stretch, and far around it.
//!
//! ```text
//! frames        -48          -8    0       length   +8           +48
//! half-way       |--- far ----|---------- near -------|--- far ----|
//! ```
//! The stretch is taken in pieces of [`PIECE`] frames. Near a piece the kernel itself is summed: it is the same to both
//! sides of the piece's middle, so what the piece has in common with its mirror image and what it has not are summed
//! apart, half as many frames each, and make the points of both sides. Far from a piece its moments are enough (see `far`).
use super::super::simd::{Simd, WIDEST};
use super::super::true_peak::{REACH, kernel};
use super::far::Far;
use super::lanes::{BLOCK, Block, Pair, Row};

/// Frames to each side of a stretch that count as near.
pub(super) const NEAR: usize = 8;

/// Frames before and behind those; of all that the kernel does, less than 0.3 % lies beyond.
pub(super) const FAR: usize = 40;

/// Blocks behind those that the kernel still reaches.
const BEYOND: usize = (REACH - FAR) / BLOCK;

/// Frames of a piece, and half of them.
pub(super) const PIECE: usize = 32;
pub(super) const MIRROR: usize = PIECE / 2;

/// Points to each side of a piece's middle: as far as [`NEAR`] frames around the piece.
const SIDE: usize = MIRROR + NEAR;

/// By frame from a piece's middle on, both ears alternating: the sum of it and its mirror image, or the difference.
pub(super) type Folded = [f32; PIECE];

/// Registers that the points to one side fill in the narrowest set.
const MOST: usize = 2 * SIDE / 4;

/// Points of a stretch. All rows hold both ears alternating.
#[derive(Debug, Clone)]
pub(super) struct Halves {
    /// By frame, from the piece's middle on: the weight of the sum, then of the difference of it and its mirror image.
    kernel: [Row; 2],
    /// What the sums weigh in the middle itself.
    middle: Folded,
    far: Far,
    points: Row,
}

impl Halves {
    /// `length`: frames of the stretch, a multiple of [`PIECE`].
    pub(super) fn new(length: usize) -> Self {
        let mut rows = [Row::silent(MIRROR * 2 * SIDE), Row::silent(MIRROR * 2 * SIDE)];
        let mut middle = [0.0; PIECE];
        for (k, pair) in middle.as_chunks_mut().0.iter_mut().enumerate() {
            *pair = [kernel(k as f64 + 0.5) as f32; 2];
            for (sign, row) in [1.0, -1.0].into_iter().zip(&mut rows) {
                let sides = row.samples_mut().as_chunks_mut::<{ 2 * SIDE }>().0;
                for (t, cell) in
                    sides.iter_mut().skip(k).take(1).flat_map(|side| side.as_chunks_mut::<2>().0).enumerate()
                {
                    let (away, own) = ((t + 1) as f64, k as f64 + 0.5);
                    *cell = [(0.5 * (kernel(away - own) + sign * kernel(away + own))) as f32; 2];
                }
            }
        }
        Self { kernel: rows, middle, far: Far::new(), points: Row::silent(2 * (length + 2 * (NEAR + REACH))) }
    }

    /// The points behind the frames from [`FAR`] before the near ones on to as many behind them.
    #[inline(always)]
    pub(super) fn points(&self) -> &[Block] {
        let points = self.points.blocks();
        points.get(BEYOND..points.len() - BEYOND).unwrap_or_default()
    }

    /// Makes the points of a stretch of as many frames as were prepared for.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&mut self, simd: S, stretch: &[Pair]) {
        let pieces = stretch.as_chunks::<PIECE>().0;
        if let [piece] = pieces {
            self.take::<_, true>(simd, piece, 0);
            return;
        }
        self.points.samples_mut().fill(0.0);
        for (nth, piece) in pieces.iter().enumerate() {
            self.take::<_, false>(simd, piece, nth);
        }
    }

    /// Adds what one piece makes; `ALONE`: of a stretch that is no longer.
    #[inline(always)]
    fn take<S: Simd, const ALONE: bool>(&mut self, simd: S, piece: &[Pair; PIECE], nth: usize) {
        let (kernel, middle) = (&self.kernel, &self.middle);
        let folded = fold(simd, piece);
        let (far_before, rest) = self.points.samples_mut().split_at_mut(2 * (REACH + nth * PIECE));
        let (before, rest) = rest.split_at_mut(2 * SIDE);
        let (behind, far_behind) = rest.split_at_mut(2 * SIDE);
        // Of a stretch that is no longer, no point beyond those that count is made.
        let far = if ALONE { FAR } else { REACH };
        let (_, far_before) = far_before.split_at_mut(far_before.len() - 2 * far);
        let (far_behind, _) = far_behind.split_at_mut(2 * far);
        let near = (before.first_chunk_mut(), behind.first_chunk_mut());
        let (Some(before), Some(behind)) = near else { return };
        let outer = fill_near::<_, ALONE>(simd, (kernel, middle), &folded, [before, behind]);
        self.far.fill::<_, ALONE>(simd, &folded, [far_before, far_behind], outer);
    }
}

/// The points near the piece, from the weights of [`Halves`]: those before its middle, and those behind. The register that
/// begins with the outermost point before, which no longer counts as near.
#[inline(always)]
fn fill_near<S: Simd, const ALONE: bool>(
    simd: S,
    ([even, odd], middle): (&[Row; 2], &Folded),
    folded: &[Folded; 2],
    [before, behind]: [&mut [f32; 2 * SIDE]; 2],
) -> S::W {
    let [sums, differences] = folded;
    let (common, other) = (side(simd, even, sums), side(simd, odd, differences));
    // What the differences weigh in the middle is nothing.
    let mut products = [0.0; WIDEST];
    for from in (0..WIDEST).step_by(S::WIDTH) {
        let near = simd.times(simd.get(middle, from), simd.get(sums, from));
        let far = (simd.get(middle, WIDEST + from), simd.get(sums, WIDEST + from));
        simd.put(&mut products, from, simd.times_add(far.0, far.1, near));
    }
    // The point behind the frame in front of the piece's middle is the middle itself.
    let mut outer = simd.both(total(&products));
    for ((from, a), b) in (0..2 * SIDE).step_by(S::WIDTH).zip(common).zip(other) {
        write::<_, ALONE>(simd, behind, from, simd.add(a, b));
        let turned = simd.turned(simd.sub(a, b));
        write::<_, ALONE>(simd, before, 2 * SIDE - S::WIDTH - from, simd.next(turned, outer));
        outer = turned;
    }
    outer
}

/// What the piece has in common with its mirror image, and what it has not.
#[inline(always)]
fn fold<S: Simd>(simd: S, piece: &[Pair; PIECE]) -> [Folded; 2] {
    let (piece, mut folded) = (piece.as_flattened(), [[0.0; PIECE]; 2]);
    let [sums, differences] = &mut folded;
    for from in (0..PIECE).step_by(S::WIDTH) {
        let later = simd.get(piece, PIECE + from);
        let earlier = simd.turned(simd.get(piece, PIECE - S::WIDTH - from));
        simd.put(sums, from, simd.add(later, earlier));
        simd.put(differences, from, simd.sub(later, earlier));
    }
    folded
}

/// Begins a row (`ALONE`), or adds to it.
#[inline(always)]
pub(super) fn write<S: Simd, const ALONE: bool>(simd: S, row: &mut [f32], at: usize, x: S::W) {
    let x = if ALONE { x } else { simd.add(simd.get(row, at), x) };
    simd.put(row, at, x);
}

/// The points to one side of the middle, of the sums or of the differences.
#[inline(always)]
fn side<S: Simd>(simd: S, kernel: &Row, folded: &Folded) -> [S::W; MOST] {
    // Two sums to each point, so that none waits; room for the registers of the narrowest set.
    let mut sums = [[simd.splat(0.0); MOST]; 2];
    let kernel = kernel.samples().as_chunks::<{ 2 * SIDE }>().0.as_chunks::<2>().0;
    for (taps, frames) in kernel.iter().zip(folded.as_chunks::<2>().0.as_chunks::<2>().0) {
        for ((taps, frame), sums) in taps.iter().zip(frames).zip(&mut sums) {
            let x = simd.both(*frame);
            for (from, sum) in (0..2 * SIDE).step_by(S::WIDTH).zip(sums) {
                *sum = simd.times_add(simd.get(taps, from), x, *sum);
            }
        }
    }
    let [mut sum, other] = sums;
    for ((_, sum), other) in (0..2 * SIDE).step_by(S::WIDTH).zip(&mut sum).zip(other) {
        *sum = simd.add(*sum, other);
    }
    sum
}

/// The sum of each ear, halves first.
#[inline(always)]
fn total(lanes: &[f32; WIDEST]) -> Pair {
    fn halved<const N: usize>(lanes: &[f32]) -> [f32; N] {
        let (mut sum, halves) = ([0.0; N], lanes.as_chunks::<N>().0);
        for half in halves {
            for (sum, x) in sum.iter_mut().zip(half) {
                *sum += x;
            }
        }
        sum
    }
    halved::<2>(&halved::<4>(&halved::<8>(lanes)))
}

#[cfg(test)]
pub(super) mod tests;
