//! The memories of the sections, mixed so that noise makes all of them alike.
#![expect(clippy::indexing_slicing, reason = "control plane; every index is below the constant size")]

/// What three second-order sections remember.
pub(super) const MEMORIES: usize = 6;

/// Doublings after which an impulse has died away at any rate.
const DOUBLINGS: usize = 20;

/// A pivot is never called smaller than this share of its variance.
const LEAST: f64 = 1e-14;

pub(super) type Memory = [f64; MEMORIES];
type Matrix = [Memory; MEMORIES];

/// The lower triangle L whose square, L Lᵀ, is the covariance that noise gives to the memories (Cholesky): L of mixed
/// memories, which noise makes independent and as large as itself, are those of the sections.
pub(super) struct Mixture(Matrix);

impl Mixture {
    /// `step` takes one frame.
    pub(super) fn new(step: impl Fn(&mut Memory, f64) -> f64) -> Self {
        let after = |mut memory: Memory, x: f64| {
            step(&mut memory, x);
            memory
        };
        let b = after([0.0; MEMORIES], 1.0);
        let mut covariance = b.map(|row| b.map(|column| row * column));
        // What becomes of each memory in so many frames, row by row.
        let unit = |i: usize| std::array::from_fn(|k| if k == i { 1.0 } else { 0.0 });
        let mut later = transposed(&std::array::from_fn(|i| after(unit(i), 0.0)));
        for _ in 0..DOUBLINGS {
            let more = product(&product(&later, &covariance), &transposed(&later));
            for (sum, more) in covariance.as_flattened_mut().iter_mut().zip(more.as_flattened()) {
                *sum += more;
            }
            later = product(&later, &later);
        }
        let mut lower = [[0.0; MEMORIES]; MEMORIES];
        for (i, variances) in covariance.iter().enumerate() {
            for k in 0..=i {
                let known: f64 = (0..k).map(|n| lower[i][n] * lower[k][n]).sum();
                let left = variances[k] - known;
                lower[i][k] = if k == i { left.max(LEAST * variances[i]).sqrt() } else { left / lower[k][k] };
            }
        }
        Self(lower)
    }

    /// The memories of the sections when one of the mixed ones is 1.
    pub(super) fn unmixed(&self, i: usize) -> Memory {
        self.0.map(|row| row[i])
    }

    /// The mixed memories when those of the sections are these.
    pub(super) fn mixed(&self, memory: Memory) -> Memory {
        let mut mixed = [0.0; MEMORIES];
        for (i, (row, wanted)) in self.0.iter().zip(memory).enumerate() {
            let known: f64 = row.iter().zip(&mixed).take(i).map(|(a, b)| a * b).sum();
            mixed[i] = (wanted - known) / row[i];
        }
        mixed
    }
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let columns = transposed(b);
    a.map(|row| columns.map(|column| row.iter().zip(column).map(|(a, b)| a * b).sum()))
}

fn transposed(a: &Matrix) -> Matrix {
    std::array::from_fn(|i| a.map(|row| row[i]))
}
