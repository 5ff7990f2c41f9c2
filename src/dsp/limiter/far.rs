//! The half-way points far from a piece of a stretch, by its moments.
//!
//! Far from a piece, a point half-way between two frames is `(-1)^t` times a smooth function of the distance to each
//! sample, `(-1)^k x[k] w(u) / (pi u)`. A few Chebyshev polynomials come near that function of the sample's place, the
//! fewer the farther away it is, so few numbers say all that the samples do out there: how much of each polynomial is in
//! them. Every other one is the same to both sides of the piece's middle, the others are opposite.
use super::super::simd::{Simd, WIDEST};
use super::super::true_peak::{REACH, envelope};
use super::halves::{Folded, MIRROR, NEAR, PIECE};
use super::lanes::{BLOCK, Block, Row};
use std::f64::consts::PI;

/// Moments of a piece, as many as the widest register has places for both ears.
const MOMENTS: usize = WIDEST / 2;

/// How many of them count in a block, by its distance from those near the piece.
const COUNTED: [usize; AROUND] = [8, 6, 6, 6, 4, 4, 4, 4];

/// Blocks near a piece.
const OWN: usize = (PIECE + 2 * NEAR) / BLOCK;

/// Blocks before those, and behind them, that the kernel reaches.
const AROUND: usize = REACH / BLOCK;

#[derive(Debug, Clone)]
pub(super) struct Far {
    /// By frame from a piece's middle on: its share in every moment.
    shares: Row,
    /// By block, the nearest first, before the near ones and behind them: the weight of each moment.
    weights: [Row; 2],
}

impl Far {
    pub(super) fn new() -> Self {
        let mut shares = Row::silent(MIRROR * WIDEST);
        for (k, cells) in shares.blocks_mut().iter_mut().enumerate() {
            let turn = if k % 2 == 0 { 1.0 } else { -1.0 };
            for (m, pair) in cells.as_chunks_mut::<2>().0.iter_mut().enumerate() {
                *pair = [(turn * chebyshev(m, (k as f64 + 0.5) / MIRROR as f64)) as f32; 2];
            }
        }
        let before = |block: usize| -((NEAR + (block + 1) * BLOCK) as f64);
        let behind = |block: usize| (PIECE + NEAR + block * BLOCK) as f64;
        Self { shares, weights: [weights(before), weights(behind)] }
    }

    /// Adds to all blocks of points but those near the piece, the first of which is `near`; `first`: nothing is there yet.
    #[inline(always)]
    pub(super) fn fill<S: Simd>(
        &self,
        simd: S,
        folded: &Folded,
        blocks: &mut [Block],
        near: usize,
        first: bool,
    ) {
        let all = self.moments(simd, folded);
        let mut moments = [simd.splat(0.0); MOMENTS];
        for (moment, pair) in moments.iter_mut().zip(all.as_chunks::<2>().0) {
            *moment = simd.both(*pair);
        }
        let (before, rest) = blocks.split_at_mut(near.min(blocks.len()));
        let (_, behind) = rest.split_at_mut(OWN.min(rest.len()));
        let [earlier, later] = &self.weights;
        let (earlier, later) =
            (earlier.blocks().as_chunks::<MOMENTS>().0, later.blocks().as_chunks::<MOMENTS>().0);
        let (silent, before) = before.split_at_mut(before.len().saturating_sub(AROUND));
        let (behind, untouched) = behind.split_at_mut(behind.len().min(AROUND));
        let before = before.iter_mut().rev().zip(earlier.iter().zip(COUNTED));
        let behind = behind.iter_mut().zip(later.iter().zip(COUNTED));
        for (block, (weights, counted)) in before.chain(behind) {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let mut sums = [if first { simd.splat(0.0) } else { simd.get(block, from) }, simd.splat(0.0)];
                let weights = weights.as_chunks::<2>().0.iter().take(counted / 2);
                for (two, moment) in weights.zip(moments.as_chunks::<2>().0) {
                    for ((sum, weight), moment) in sums.iter_mut().zip(two).zip(moment) {
                        *sum = simd.add(*sum, simd.times(simd.get(weight, from), *moment));
                    }
                }
                simd.put(block, from, simd.add(sums[0], sums[1]));
            }
        }
        if first {
            for block in silent.iter_mut().chain(untouched) {
                *block = [0.0; WIDEST];
            }
        }
    }

    /// The moments of a piece, both ears alternating.
    #[inline(always)]
    fn moments<S: Simd>(&self, simd: S, folded: &Folded) -> Block {
        let mut moments = [0.0; WIDEST];
        let shares = self.shares.blocks();
        for from in (0..WIDEST).step_by(S::WIDTH) {
            let mut sums = [simd.splat(0.0); 4];
            for (frames, shares) in folded.as_chunks::<4>().0.iter().zip(shares.as_chunks::<4>().0) {
                for ((sum, x), share) in sums.iter_mut().zip(frames).zip(shares) {
                    *sum = simd.add(*sum, simd.times(simd.get(share, from), simd.four(x)));
                }
            }
            let [a, b, c, d] = sums;
            simd.put(&mut moments, from, simd.add(simd.add(a, b), simd.add(c, d)));
        }
        moments
    }
}

/// Chebyshev's polynomial of degree m between -1 and 1.
fn chebyshev(m: usize, x: f64) -> f64 {
    (m as f64 * x.clamp(-1.0, 1.0).acos()).cos()
}

/// By block and moment: what a moment of a piece weighs in the points of the blocks that begin so many frames behind the
/// piece does. Of so many polynomials those that meet the function at as many Chebyshev nodes.
fn weights(first: impl Fn(usize) -> f64) -> Row {
    let mut row = Row::silent(AROUND * MOMENTS * WIDEST);
    let blocks = row.blocks_mut().as_chunks_mut::<MOMENTS>().0.iter_mut().zip(COUNTED).enumerate();
    for (block, (rows, counted)) in blocks {
        for (t, m) in (0..BLOCK).flat_map(|t| (0..counted).map(move |m| (t, m))) {
            let point = first(block) + t as f64 + 0.5;
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
