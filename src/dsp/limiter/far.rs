//! The half-way points far from a piece of a stretch, by its moments.
//!
//! Far from a piece, a point half-way between two frames is `(-1)^t` times a smooth function of the distance to each
//! sample, `(-1)^k x[k] w(u) / (pi u)`. A few Chebyshev polynomials come near that function of the sample's place, the
//! fewer the farther away it is, so few numbers say all that the samples do out there: how much of each polynomial is in
//! them. Every other one is the same to both sides of the piece's middle, the others are opposite.
use super::super::simd::fold::{self, PARTS};
use super::super::simd::{Simd, WIDEST};
use super::super::true_peak::{REACH, envelope};
use super::halves::{Folded, MIRROR, NEAR, PIECE, write};
use super::lanes::{BLOCK, Block, Row};
use std::f64::consts::PI;

/// Moments of a piece, as many as the widest register has places for both ears.
const MOMENTS: usize = WIDEST / 2;

/// Blocks to each side of those near the piece that the kernel reaches.
const AROUND: usize = REACH / BLOCK;

/// How many moments count in each of them: [`AROUND`].
const COUNTED: [usize; AROUND] = [8, 6, 6, 6, 4, 4, 4, 4];

#[derive(Debug, Clone)]
pub(super) struct Far {
    /// By moment: the share of every frame from a piece's middle on in it.
    shares: [Folded; MOMENTS],
    /// By block behind the near ones: the weight of each moment. Before the piece those of the differences turn.
    weights: Row,
}

impl Far {
    pub(super) fn new() -> Self {
        let share = |m: usize, k: usize| {
            let turn = if k.is_multiple_of(2) { 1.0 } else { -1.0 };
            (turn * chebyshev(m, (k as f64 + 0.5) / MIRROR as f64)) as f32
        };
        Self {
            shares: std::array::from_fn(|m| std::array::from_fn(|lane| share(m, lane / 2))),
            weights: weights(),
        }
    }

    /// The points farther away; `middle`: the lane behind the piece's middle; `behind` begins with the outermost of the near
    /// points before it; `ALONE`: nothing is there yet.
    #[inline(always)]
    pub(super) fn fill<S: Simd, const ALONE: bool>(
        &self,
        simd: S,
        folded: &[Folded; 2],
        points: &mut [f32],
        middle: usize,
        mut behind: S::W,
    ) {
        let mut moments = [simd.splat(0.0); MOMENTS];
        for (moment, pair) in moments.iter_mut().zip(self.moments(simd, folded).as_chunks::<2>().0) {
            *moment = simd.both(*pair);
        }
        let blocks = self.weights.blocks().as_chunks::<MOMENTS>().0.iter().zip(COUNTED).enumerate();
        for (nth, (weights, counted)) in blocks {
            let away = 2 * MIRROR + 2 * NEAR + nth * WIDEST;
            // Beyond either end of the points there is nothing to be written.
            if middle + away >= points.len() && middle < away {
                break;
            }
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let [a, b] = match counted {
                    8 => sums::<_, 4>(simd, weights, &moments, from),
                    6 => sums::<_, 3>(simd, weights, &moments, from),
                    _ => sums::<_, 2>(simd, weights, &moments, from),
                };
                write::<_, ALONE>(simd, points, middle + away + from, simd.add(a, b));
                let before = simd.turned(simd.sub(b, a));
                let at = middle.wrapping_sub(S::WIDTH + away + from);
                write::<_, ALONE>(simd, points, at, simd.next(before, behind));
                behind = before;
            }
        }
    }

    /// The moments of a piece, both ears alternating: the even ones are those of the differences.
    #[inline(always)]
    fn moments<S: Simd>(&self, simd: S, [sums, differences]: &[Folded; 2]) -> Block {
        let mut moments = [simd.splat(0.0); MOMENTS];
        for (m, (moment, shares)) in moments.iter_mut().zip(&self.shares).enumerate() {
            let folded = if m % 2 == 0 { differences } else { sums };
            let mut parts = [simd.splat(0.0); PARTS];
            for (from, part) in (0..WIDEST).step_by(S::WIDTH).zip(&mut parts) {
                let near = simd.times(simd.get(shares, from), simd.get(folded, from));
                let (share, x) = (simd.get(shares, WIDEST + from), simd.get(folded, WIDEST + from));
                *part = simd.times_add(share, x, near);
            }
            *moment = fold::folded(simd, parts);
        }
        fold::pair_sums(simd, moments)
    }
}

/// What the even moments come to in a register of points, and the odd ones; so many of each.
#[inline(always)]
fn sums<S: Simd, const EACH: usize>(
    simd: S,
    weights: &[Block; MOMENTS],
    moments: &[S::W; MOMENTS],
    from: usize,
) -> [S::W; 2] {
    let mut sums = [simd.splat(0.0); 2];
    let pairs = weights.as_chunks::<2>().0.iter().zip(moments.as_chunks::<2>().0);
    for (weights, moments) in pairs.take(EACH) {
        for ((sum, weights), moment) in sums.iter_mut().zip(weights).zip(moments) {
            *sum = simd.times_add(simd.get(weights, from), *moment, *sum);
        }
    }
    sums
}

/// Chebyshev's polynomial of degree m between -1 and 1.
fn chebyshev(m: usize, x: f64) -> f64 {
    (m as f64 * x.clamp(-1.0, 1.0).acos()).cos()
}

/// By block and moment: what a moment of a piece weighs in the points of the block. Of so many polynomials those that meet
/// the function at as many Chebyshev nodes.
fn weights() -> Row {
    let mut row = Row::silent(AROUND * MOMENTS * WIDEST);
    let blocks = row.blocks_mut().as_chunks_mut::<MOMENTS>().0.iter_mut().zip(COUNTED).enumerate();
    for (block, (rows, counted)) in blocks {
        for (t, m) in (0..BLOCK).flat_map(|t| (0..counted).map(move |m| (t, m))) {
            let point = (PIECE + NEAR + block * BLOCK + t) as f64 + 0.5;
            let mut weight = 0.0;
            for node in 0..counted {
                let node = (PI * (node as f64 + 0.5) / counted as f64).cos();
                let away = point - (MIRROR as f64 - 0.5 + MIRROR as f64 * node);
                weight += chebyshev(m, node) * envelope(away) / (PI * away);
            }
            weight *= if m == 0 { 1.0 } else { 2.0 } / counted as f64;
            // The frame behind the middle is an even one, as is the first of a block.
            let turned = if t % 2 == 0 { weight } else { -weight };
            if let Some(pair) = rows.get_mut(m).and_then(|row| row.as_chunks_mut::<2>().0.get_mut(t)) {
                *pair = [turned as f32; 2];
            }
        }
    }
    row
}
