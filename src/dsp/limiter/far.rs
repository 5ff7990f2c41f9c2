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

/// The nearest of them are made of all moments, these behind them of six, the rest of four.
const OF_8: usize = 1;
const OF_6: usize = 3;

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

    /// The points farther away: those before the near ones, and as many behind them. `outer` begins with the outermost of the
    /// near points before the middle; `ALONE`: nothing is there yet.
    #[inline(always)]
    pub(super) fn fill<S: Simd, const ALONE: bool>(
        &self,
        simd: S,
        folded: &[Folded; 2],
        [before, behind]: [&mut [f32]; 2],
        outer: S::W,
    ) {
        let mut moments = [simd.splat(0.0); MOMENTS];
        for (moment, pair) in moments.iter_mut().zip(self.moments(simd, folded).as_chunks::<2>().0) {
            *moment = simd.both(*pair);
        }
        let weights = self.weights.blocks().as_chunks().0;
        let sides = before.as_chunks_mut().0.iter_mut().rev().zip(behind.as_chunks_mut().0);
        let mut blocks = weights.iter().zip(sides);
        let outer = fill::<_, ALONE, 8>(simd, &moments, blocks.by_ref().take(OF_8), outer);
        let outer = fill::<_, ALONE, 6>(simd, &moments, blocks.by_ref().take(OF_6), outer);
        fill::<_, ALONE, 4>(simd, &moments, blocks, outer);
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

/// The blocks of points to both sides that so many moments make.
#[inline(always)]
fn fill<'a, S: Simd, const ALONE: bool, const COUNTED: usize>(
    simd: S,
    moments: &[S::W; MOMENTS],
    blocks: impl Iterator<Item = (&'a [Block; MOMENTS], (&'a mut Block, &'a mut Block))>,
    mut outer: S::W,
) -> S::W {
    for (weights, (before, behind)) in blocks {
        for from in (0..WIDEST).step_by(S::WIDTH) {
            // What the even moments come to, and the odd ones.
            let [mut even, mut odd] = [simd.splat(0.0); 2];
            let pairs = weights.as_chunks::<2>().0.iter().zip(moments.as_chunks::<2>().0);
            for ([a, b], [of_a, of_b]) in pairs.take(COUNTED / 2) {
                even = simd.times_add(simd.get(a, from), *of_a, even);
                odd = simd.times_add(simd.get(b, from), *of_b, odd);
            }
            write::<_, ALONE>(simd, behind, from, simd.add(even, odd));
            let turned = simd.turned(simd.sub(odd, even));
            write::<_, ALONE>(simd, before, WIDEST - S::WIDTH - from, simd.next(turned, outer));
            outer = turned;
        }
    }
    outer
}

/// Chebyshev's polynomial of degree m between -1 and 1.
fn chebyshev(m: usize, x: f64) -> f64 {
    (m as f64 * x.clamp(-1.0, 1.0).acos()).cos()
}

/// By block and moment: what a moment of a piece weighs in the points of the block. Of so many polynomials those that meet
/// the function at as many Chebyshev nodes.
fn weights() -> Row {
    let mut row = Row::silent(AROUND * MOMENTS * WIDEST);
    for (block, rows) in row.blocks_mut().as_chunks_mut::<MOMENTS>().0.iter_mut().enumerate() {
        let counted = match block {
            nearest if nearest < OF_8 => 8,
            near if near < OF_8 + OF_6 => 6,
            _ => 4,
        };
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
