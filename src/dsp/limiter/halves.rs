//! The meter's points half-way between the frames of a short stretch, and far around it.
//!
//! ```text
//! frames        -48          -8    0       length   +8           +48
//! half-way       |--- far ----|---------- near -------|--- far ----|
//! ```
//! The stretch is taken in pieces of [`PIECE`] frames. Near a piece the kernel itself is summed: it is the same to both sides
//! of the piece's middle, so what the piece has in common with its mirror image and what it has not are summed apart, half
//! as many frames each, and make the points of both sides. Far from a piece its moments are enough (see `far`).
use super::super::simd::Simd;
use super::super::true_peak::kernel;
use super::far::Far;
use super::lanes::{BLOCK, Block, Pair, Row};

/// Frames to each side of a stretch that count as near.
pub(super) const NEAR: usize = 8;

/// Frames before and behind those; of all that the kernel does, 0.3 % lies beyond.
pub(super) const FAR: usize = 40;

/// Frames of a piece, and half of them.
pub(super) const PIECE: usize = 32;
const MIRROR: usize = PIECE / 2;

/// Points to each side of a piece's middle: as far as [`NEAR`] frames around it, and one more.
const SIDE: usize = MIRROR + NEAR;

/// One point after another, both ears.
type Side = [f32; 2 * SIDE];

/// Points of a stretch. All rows hold both ears alternating.
#[derive(Debug, Clone)]
pub(super) struct Halves {
    /// By frame, from the piece's middle on: the weight of the sum, then of the difference of it and its mirror image.
    kernel: [Row; 2],
    /// What the sums weigh in the middle itself.
    middle: [f32; PIECE],
    far: Far,
    /// The sums and the differences of the piece that is worked on.
    folded: [[f32; PIECE]; 2],
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
        Self {
            kernel: rows,
            middle,
            far: Far::new(),
            folded: [[0.0; PIECE]; 2],
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
            self.far.fill(simd, piece, self.points.blocks_mut(), near / BLOCK, nth == 0);
            self.fold(simd, piece);
            self.fill_near(simd, near, nth == 0);
        }
    }

    /// What the piece has in common with its mirror image, and what it has not.
    #[inline(always)]
    fn fold<S: Simd>(&mut self, simd: S, piece: &[Pair; PIECE]) {
        let piece = piece.as_flattened();
        let [sums, differences] = &mut self.folded;
        for from in (0..PIECE).step_by(S::WIDTH) {
            let later = simd.get(piece, PIECE + from);
            let earlier = simd.turned(simd.get(piece, PIECE - S::WIDTH - from));
            simd.put(sums, from, simd.add(later, earlier));
            simd.put(differences, from, simd.sub(later, earlier));
        }
    }

    /// The points near the piece; `first`: nothing is there yet.
    #[inline(always)]
    fn fill_near<S: Simd>(&mut self, simd: S, near: usize, first: bool) {
        let [sums, differences] = &self.folded;
        let [even, odd] = &self.kernel;
        let common = side(simd, even, sums);
        let other = side(simd, odd, differences);
        // The frame in front of the piece's middle: the point behind it is the middle itself.
        let centre = near + NEAR + MIRROR - 1;
        let mut middle = [0.0; PIECE];
        for from in (0..PIECE).step_by(S::WIDTH) {
            simd.put(&mut middle, from, simd.times(simd.get(&self.middle, from), simd.get(sums, from)));
        }
        let middle = total(&middle);
        let points = self.points.samples_mut();
        // One more than is near comes of it on this side; that one is far.
        let beyond = 2 * (near - 1);
        let kept = points.get(beyond..).and_then(|rest| rest.first_chunk::<2>()).copied();
        let mut write = |at: usize, x: S::W| {
            let before = if first { simd.splat(0.0) } else { simd.get(points, at) };
            simd.put(points, at, simd.add(before, x));
        };
        for from in (0..2 * SIDE).step_by(S::WIDTH) {
            let [a, b] = [simd.get(&common, from), simd.get(&other, from)];
            write(2 * (centre + 1) + from, simd.add(a, b));
            write(2 * centre - S::WIDTH - from, simd.turned(simd.sub(a, b)));
        }
        if let Some(place) = points.get_mut(2 * centre..).and_then(|rest| rest.first_chunk_mut::<2>()) {
            let [left, right] = if first { [0.0; 2] } else { *place };
            *place = [left + middle[0], right + middle[1]];
        }
        if let (Some(kept), Some(place)) =
            (kept, points.get_mut(beyond..).and_then(|rest| rest.first_chunk_mut()))
        {
            *place = kept;
        }
    }
}

/// The points to one side of the middle, of one kind.
#[inline(always)]
fn side<S: Simd>(simd: S, kernel: &Row, folded: &[f32; PIECE]) -> Side {
    const MOST: usize = 2 * SIDE / 4;
    // Two sums to each point, so that none waits; room for the registers of the narrowest set.
    let mut sums = [[simd.splat(0.0); MOST]; 2];
    let kernel = kernel.samples().as_chunks::<{ 2 * SIDE }>().0.as_chunks::<2>().0;
    for (taps, frames) in kernel.iter().zip(folded.as_chunks::<4>().0) {
        for ((taps, x), sums) in taps.iter().zip(frames.as_chunks::<2>().0).zip(&mut sums) {
            let x = simd.both(*x);
            for (from, sum) in (0..2 * SIDE).step_by(S::WIDTH).zip(sums) {
                *sum = simd.add(*sum, simd.times(simd.get(taps, from), x));
            }
        }
    }
    let (mut side, [one, two]) = ([0.0; 2 * SIDE], sums);
    for ((from, one), two) in (0..2 * SIDE).step_by(S::WIDTH).zip(one).zip(two) {
        simd.put(&mut side, from, simd.add(one, two));
    }
    side
}

/// The sum of each ear, halves first.
#[inline(always)]
fn total(lanes: &[f32; PIECE]) -> Pair {
    fn halved<const N: usize>(lanes: &[f32]) -> [f32; N] {
        let (mut sum, halves) = ([0.0; N], lanes.as_chunks::<N>().0);
        for half in halves {
            for (sum, x) in sum.iter_mut().zip(half) {
                *sum += x;
            }
        }
        sum
    }
    halved::<2>(&halved::<4>(&halved::<8>(&halved::<16>(lanes))))
}

#[cfg(test)]
pub(super) mod tests;
