//! The half-way points far from a stretch of frames, by its moments.
//!
//! Far from a stretch, a point half-way between two frames is `(-1)^t` times a smooth function of the distance to each
//! sample, `(-1)^k x[k] w(u) / (pi u)`. A polynomial through [`NODES`] Chebyshev nodes per [`PIECE`] frames is that
//! function to 1e-4 of the signal, so few numbers say all that the samples do out there.
use super::super::simd::{Simd, WIDEST};
use super::super::true_peak::envelope;
use super::lanes::{Block, Pair, Row};

/// Frames that share their moments.
const PIECE: usize = 32;

/// Moments of a piece, as many as the widest register has places for both ears.
const NODES: usize = WIDEST / 2;

#[derive(Debug, Clone)]
pub(super) struct Far {
    /// By frame of a piece: its share in every moment.
    shares: Row,
    /// By piece of the stretch, then by block of points: the weight of each moment.
    weights: Box<[Row]>,
}

impl Far {
    /// `frames`: the first frame of each block of points; `begin`: the first frame of the stretch; `length`: its frames.
    pub(super) fn new(frames: &[usize], begin: usize, length: usize) -> Self {
        let mut shares = Row::silent(PIECE * WIDEST);
        for (k, cells) in shares.samples_mut().as_chunks_mut::<WIDEST>().0.iter_mut().enumerate() {
            let turn = if k % 2 == 0 { 1.0 } else { -1.0 };
            for (m, pair) in cells.as_chunks_mut::<2>().0.iter_mut().enumerate() {
                *pair = [(turn * lagrange(m, k as f64)) as f32; 2];
            }
        }
        let weights = (0..length / PIECE).map(|piece| weights(frames, begin + piece * PIECE)).collect();
        Self { shares, weights }
    }

    /// Fills blocks of points, both ears alternating.
    #[inline(always)]
    pub(super) fn fill<S: Simd>(&self, simd: S, stretch: &[Pair], blocks: [&mut [Block]; 2]) {
        let [behind, beyond] = blocks;
        for (nth, (piece, weights)) in stretch.as_chunks::<PIECE>().0.iter().zip(&self.weights).enumerate() {
            let moments = self.moments(simd, piece);
            let moments: [S::W; NODES] = std::array::from_fn(|m| {
                simd.both(moments.as_chunks::<2>().0.get(m).copied().unwrap_or_default())
            });
            let weights = weights.samples().as_chunks::<WIDEST>().0.as_chunks::<NODES>().0;
            for (block, weights) in behind.iter_mut().chain(beyond.iter_mut()).zip(weights) {
                for from in (0..WIDEST).step_by(S::WIDTH) {
                    let mut sums =
                        [if nth == 0 { simd.splat(0.0) } else { simd.get(block, from) }, simd.splat(0.0)];
                    for (two, moment) in weights.as_chunks::<2>().0.iter().zip(moments.as_chunks::<2>().0) {
                        for ((sum, weight), moment) in sums.iter_mut().zip(two).zip(moment) {
                            *sum = simd.add(*sum, simd.times(simd.get(weight, from), *moment));
                        }
                    }
                    simd.put(block, from, simd.add(sums[0], sums[1]));
                }
            }
        }
    }

    /// The moments of a piece, both ears alternating.
    #[inline(always)]
    fn moments<S: Simd>(&self, simd: S, piece: &[Pair; PIECE]) -> [f32; WIDEST] {
        let mut moments = [0.0; WIDEST];
        let shares = self.shares.samples().as_chunks::<WIDEST>().0;
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

/// By block and moment: what a moment of the piece that begins at a frame weighs in the points.
fn weights(frames: &[usize], piece: usize) -> Row {
    let mut row = Row::silent(frames.len() * NODES * WIDEST);
    let blocks = row.samples_mut().as_chunks_mut::<WIDEST>().0.as_chunks_mut::<NODES>().0;
    for (block, first) in blocks.iter_mut().zip(frames) {
        for (m, cells) in block.iter_mut().enumerate() {
            for (t, pair) in (*first..).zip(cells.as_chunks_mut::<2>().0) {
                let away = t as f64 - piece as f64 + 0.5 - node(m);
                let smooth = envelope(away) / (std::f64::consts::PI * away);
                *pair = [(if (t + piece).is_multiple_of(2) { smooth } else { -smooth }) as f32; 2];
            }
        }
    }
    row
}
