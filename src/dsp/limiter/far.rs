//! The half-way points far from a piece of a stretch, by its moments.
//!
//! Far from a piece, a point half-way between two frames is `(-1)^t` times a smooth function of the distance to each
//! sample, `(-1)^k x[k] w(u) / (pi u)`. A polynomial through [`NODES`] Chebyshev nodes is that function to 4e-4 of the
//! signal, so few numbers say all that the samples do out there.
use super::super::simd::{Simd, WIDEST};
use super::super::true_peak::{REACH, envelope};
use super::halves::{NEAR, PIECE};
use super::lanes::{BLOCK, Block, Pair, Row};

/// Moments of a piece, as many as the widest register has places for both ears.
const NODES: usize = WIDEST / 2;

/// Blocks near a piece.
const OWN: usize = (PIECE + 2 * NEAR) / BLOCK;

/// Blocks before those, and behind them, that the kernel reaches.
const AROUND: usize = REACH / BLOCK;

#[derive(Debug, Clone)]
pub(super) struct Far {
    /// By frame of a piece: its share in every moment.
    shares: Row,
    /// By block, from the farthest before the near ones to the farthest behind: the weight of each moment.
    weights: [Row; 2],
}

impl Far {
    pub(super) fn new() -> Self {
        let mut shares = Row::silent(PIECE * WIDEST);
        for (k, cells) in shares.blocks_mut().iter_mut().enumerate() {
            let turn = if k % 2 == 0 { 1.0 } else { -1.0 };
            for (m, pair) in cells.as_chunks_mut::<2>().0.iter_mut().enumerate() {
                *pair = [(turn * lagrange(m, k as f64)) as f32; 2];
            }
        }
        let before = -((NEAR + AROUND * BLOCK) as f64);
        Self { shares, weights: [weights(before), weights((PIECE + NEAR) as f64)] }
    }

    /// Adds to all blocks of points but those near the piece, the first of which is `near`; `first`: nothing is there yet.
    #[inline(always)]
    pub(super) fn fill<S: Simd>(
        &self,
        simd: S,
        piece: &[Pair; PIECE],
        blocks: &mut [Block],
        near: usize,
        first: bool,
    ) {
        let all = self.moments(simd, piece);
        let mut moments = [simd.splat(0.0); NODES];
        for (moment, pair) in moments.iter_mut().zip(all.as_chunks::<2>().0) {
            *moment = simd.both(*pair);
        }
        let (before, rest) = blocks.split_at_mut(near.min(blocks.len()));
        let (_, behind) = rest.split_at_mut(OWN.min(rest.len()));
        let [earlier, later] = &self.weights;
        let (earlier, later) =
            (earlier.blocks().as_chunks::<NODES>().0, later.blocks().as_chunks::<NODES>().0);
        let beyond = behind.len().min(AROUND);
        let (behind, untouched) = behind.split_at_mut(beyond);
        // The nearest last: as many as there are on either side.
        let (_, earlier) = earlier.split_at(AROUND.saturating_sub(before.len()));
        let (silent, before) = before.split_at_mut(before.len() - earlier.len());
        for (block, weights) in before.iter_mut().zip(earlier).chain(behind.iter_mut().zip(later)) {
            for from in (0..WIDEST).step_by(S::WIDTH) {
                let mut sums = [if first { simd.splat(0.0) } else { simd.get(block, from) }, simd.splat(0.0)];
                for (two, moment) in weights.as_chunks::<2>().0.iter().zip(moments.as_chunks::<2>().0) {
                    for ((sum, weight), moment) in sums.iter_mut().zip(two).zip(moment) {
                        *sum = simd.add(*sum, simd.times(simd.get(weight, from), *moment));
                    }
                }
                simd.put(block, from, simd.add(sums[0], sums[1]));
            }
        }
        if first {
            silent.as_flattened_mut().fill(0.0);
            untouched.as_flattened_mut().fill(0.0);
        }
    }

    /// The moments of a piece, both ears alternating.
    #[inline(always)]
    fn moments<S: Simd>(&self, simd: S, piece: &[Pair; PIECE]) -> Block {
        let mut moments = [0.0; WIDEST];
        let shares = self.shares.blocks();
        for from in (0..WIDEST).step_by(S::WIDTH) {
            let mut sums = [simd.splat(0.0); 4];
            for (frames, shares) in piece.as_chunks::<4>().0.iter().zip(shares.as_chunks::<4>().0) {
                for ((sum, x), share) in sums.iter_mut().zip(frames).zip(shares) {
                    *sum = simd.add(*sum, simd.times(simd.get(share, from), simd.both(*x)));
                }
            }
            let [a, b, c, d] = sums;
            simd.put(&mut moments, from, simd.add(simd.add(a, b), simd.add(c, d)));
        }
        moments
    }
}

/// Node m of a piece, in frames.
fn node(m: usize) -> f64 {
    let half = PIECE as f64 / 2.0;
    half - 0.5 - half * (std::f64::consts::PI * (m as f64 + 0.5) / NODES as f64).cos()
}

/// The polynomial that is 1 at node m and 0 at the others (Lagrange).
fn lagrange(m: usize, frame: f64) -> f64 {
    (0..NODES).filter(|i| *i != m).map(|i| (frame - node(i)) / (node(m) - node(i))).product()
}

/// By block and moment: what a moment of a piece weighs in the points that begin so many frames behind the piece does.
fn weights(first: f64) -> Row {
    let mut row = Row::silent(AROUND * NODES * WIDEST);
    for (block, rows) in row.blocks_mut().as_chunks_mut::<NODES>().0.iter_mut().enumerate() {
        for (m, cells) in rows.iter_mut().enumerate() {
            for (t, pair) in cells.as_chunks_mut::<2>().0.iter_mut().enumerate() {
                let frame = first + (block * BLOCK + t) as f64;
                let away = frame + 0.5 - node(m);
                let smooth = envelope(away) / (std::f64::consts::PI * away);
                *pair = [(if t % 2 == 0 { smooth } else { -smooth }) as f32; 2];
            }
        }
    }
    row
}
