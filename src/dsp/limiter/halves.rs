//! The meter's points half-way between the frames of a short stretch, and far around it.
//!
//! ```text
//! frames        -48          -8    0       length   +8           +48
//! half-way       |--- far ----|---------- near -------|--- far ----|
//! ```
//! The stretch is taken in pieces of [`PIECE`] frames. Near a piece the kernel itself is summed: it is the same to both
//! sides of the piece's middle, so what the piece has in common with its mirror image and what it has not are summed
//! apart, half as many frames each, and make the points of both sides. Far from a piece its moments are enough (see `far`).
use super::super::simd::Simd;
use super::super::true_peak::kernel;
use super::far::Far;
use super::lanes::{BLOCK, Block, Pair, Row};

/// Frames to each side of a stretch that count as near.
pub(super) const NEAR: usize = 8;

/// Frames before and behind those; of all that the kernel does, less than 0.3 % lies beyond.
pub(super) const FAR: usize = 40;

/// Frames of a piece, and half of them.
pub(super) const PIECE: usize = 32;
pub(super) const MIRROR: usize = PIECE / 2;

/// Points to each side of a piece's middle: as far as [`NEAR`] frames around the piece.
const SIDE: usize = MIRROR + NEAR;

/// What a frame and its mirror image have in common, and what they have not: both ears of the difference, both of the sum.
pub(super) type Folded = [[f32; 4]; MIRROR];

/// Registers that those fill in the narrowest set.
const MOST: usize = 2 * SIDE / 4;

/// Points of a stretch. All rows hold both ears alternating.
#[derive(Debug, Clone)]
pub(super) struct Halves {
    /// By frame, from the piece's middle on: the weight of the sum, then of the difference of it and its mirror image.
    kernel: [Row; 2],
    /// What the sums weigh in the middle itself.
    middle: [f32; 2 * PIECE],
    far: Far,
    /// The sums and the differences of the piece that is worked on, from its middle on.
    folded: Folded,
    points: Row,
}

impl Halves {
    /// `length`: frames of the stretch, a multiple of [`PIECE`].
    pub(super) fn new(length: usize) -> Self {
        let mut rows = [Row::silent(MIRROR * 2 * SIDE), Row::silent(MIRROR * 2 * SIDE)];
        let mut middle = [0.0; 2 * PIECE];
        for (k, four) in middle.as_chunks_mut().0.iter_mut().enumerate() {
            let weight = kernel(k as f64 + 0.5) as f32;
            *four = [0.0, 0.0, weight, weight];
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
        Self {
            kernel: rows,
            middle,
            far: Far::new(),
            folded: [[0.0; 4]; MIRROR],
            points: Row::silent(2 * (length + 2 * (NEAR + FAR))),
        }
    }

    /// The points behind the frames from [`FAR`] before the near ones on to as many behind them.
    #[inline(always)]
    pub(super) fn points(&self) -> &[Block] {
        self.points.blocks()
    }

    /// Makes the points of a stretch of as many frames as were prepared for.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&mut self, simd: S, stretch: &[Pair]) {
        for (nth, piece) in stretch.as_chunks::<PIECE>().0.iter().enumerate() {
            // What lies near this piece begins here.
            let near = FAR + nth * PIECE;
            self.fold(simd, piece);
            self.far.fill(simd, &self.folded, self.points.blocks_mut(), near / BLOCK, nth == 0);
            self.fill_near(simd, near, nth == 0);
        }
    }

    /// What the piece has in common with its mirror image, and what it has not.
    #[inline(always)]
    fn fold<S: Simd>(&mut self, simd: S, piece: &[Pair; PIECE]) {
        let piece = piece.as_flattened();
        let mut rows = [[0.0; PIECE]; 2];
        let [sums, differences] = &mut rows;
        for from in (0..PIECE).step_by(S::WIDTH) {
            let later = simd.get(piece, PIECE + from);
            let earlier = simd.turned(simd.get(piece, PIECE - S::WIDTH - from));
            simd.put(sums, from, simd.add(later, earlier));
            simd.put(differences, from, simd.sub(later, earlier));
        }
        let pairs = sums.as_chunks::<2>().0.iter().zip(differences.as_chunks::<2>().0);
        for (folded, ([a, b], [c, d])) in self.folded.iter_mut().zip(pairs) {
            *folded = [*c, *d, *a, *b];
        }
    }

    /// The points near the piece; `first`: nothing is there yet.
    #[inline(always)]
    fn fill_near<S: Simd>(&mut self, simd: S, near: usize, first: bool) {
        let [even, odd] = &self.kernel;
        let (common, other) =
            (side::<_, true>(simd, even, &self.folded), side::<_, false>(simd, odd, &self.folded));
        // What the differences weigh in the middle is nothing.
        let mut products = [0.0; 2 * PIECE];
        for from in (0..2 * PIECE).step_by(S::WIDTH) {
            let folded = simd.get(self.folded.as_flattened(), from);
            simd.put(&mut products, from, simd.times(simd.get(&self.middle, from), folded));
        }
        // The point behind the frame in front of the piece's middle is the middle itself.
        let mut behind = simd.both(total(&products));
        let points = self.points.samples_mut();
        let middle = 2 * (near + SIDE);
        for ((from, a), b) in (0..2 * SIDE).step_by(S::WIDTH).zip(common).zip(other) {
            write(simd, points, middle + from, simd.add(a, b), first);
            let before = simd.turned(simd.sub(a, b));
            write(simd, points, middle - S::WIDTH - from, simd.next(before, behind), first);
            behind = before;
        }
    }
}

/// Adds to a row, or begins it.
#[inline(always)]
fn write<S: Simd>(simd: S, row: &mut [f32], at: usize, x: S::W, first: bool) {
    let x = if first { x } else { simd.add(simd.get(row, at), x) };
    simd.put(row, at, x);
}

/// The points to one side of the middle, of the sums or of the differences.
#[inline(always)]
fn side<S: Simd, const SUMS: bool>(simd: S, kernel: &Row, folded: &Folded) -> [S::W; MOST] {
    // Two sums to each point, so that none waits; room for the registers of the narrowest set.
    let mut sums = [[simd.splat(0.0); MOST]; 2];
    let kernel = kernel.samples().as_chunks::<{ 2 * SIDE }>().0.as_chunks::<2>().0;
    for (taps, frames) in kernel.iter().zip(folded.as_chunks::<2>().0) {
        for ((taps, [a, b, c, d]), sums) in taps.iter().zip(frames).zip(&mut sums) {
            let x = simd.both(if SUMS { [*c, *d] } else { [*a, *b] });
            for (from, sum) in (0..2 * SIDE).step_by(S::WIDTH).zip(sums) {
                *sum = simd.add(*sum, simd.times(simd.get(taps, from), x));
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
fn total(lanes: &[f32; 2 * PIECE]) -> Pair {
    fn halved<const N: usize>(lanes: &[f32]) -> [f32; N] {
        let (mut sum, halves) = ([0.0; N], lanes.as_chunks::<N>().0);
        for half in halves {
            for (sum, x) in sum.iter_mut().zip(half) {
                *sum += x;
            }
        }
        sum
    }
    let [.., left, right] = halved::<4>(&halved::<8>(&halved::<16>(&halved::<32>(lanes))));
    [left, right]
}

#[cfg(test)]
pub(super) mod tests;
