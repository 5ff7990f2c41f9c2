//! Small dense linear systems, for filter design on the control plane.
#![expect(clippy::indexing_slicing, reason = "control plane; every index is below the constant size")]

/// Solves `a x = b` by Gaussian elimination with partial pivoting; a singular direction comes out as 0.
pub(crate) fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for col in 0..N {
        let pivot = (col..N).max_by(|&i, &j| a[i][col].abs().total_cmp(&a[j][col].abs())).unwrap_or(col);
        a.swap(col, pivot);
        b.swap(col, pivot);
        if a[col][col] == 0.0 {
            continue;
        }
        for row in col + 1..N {
            let factor = a[row][col] / a[col][col];
            let above = a[col];
            for (x, y) in a[row].iter_mut().zip(above).skip(col) {
                *x -= factor * y;
            }
            b[row] -= factor * b[col];
        }
    }
    let mut x = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|k| a[row][k] * x[k]).sum();
        x[row] = if a[row][row] == 0.0 { 0.0 } else { (b[row] - known) / a[row][row] };
    }
    x
}

/// Normal equations of a least-squares fit, gathered one observation at a time.
#[derive(Debug, Clone)]
pub(crate) struct LeastSquares<const N: usize> {
    a: [[f64; N]; N],
    b: [f64; N],
}

impl<const N: usize> LeastSquares<N> {
    pub(crate) const fn new() -> Self {
        Self { a: [[0.0; N]; N], b: [0.0; N] }
    }

    /// One row: `sum of row[i] * x[i]` should come near `wanted`, weighted by `weight` squared.
    pub(crate) fn observe(&mut self, row: &[f64; N], wanted: f64, weight: f64) {
        let w = weight * weight;
        for i in 0..N {
            for j in 0..N {
                self.a[i][j] += w * row[i] * row[j];
            }
            self.b[i] += w * row[i] * wanted;
        }
    }

    pub(crate) fn solve(self) -> [f64; N] {
        solve(self.a, self.b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_needs_a_swap_is_solved() {
        let x = solve([[0.0, 2.0, 1.0], [1.0, 1.0, 0.0], [3.0, 0.0, 1.0]], [7.0, 3.0, 6.0]);
        for (got, want) in x.iter().zip([1.0, 2.0, 3.0]) {
            assert!((got - want).abs() < 1e-12, "{x:?}");
        }
    }

    #[test]
    fn a_straight_line_is_found_through_its_own_points() {
        let mut fit = LeastSquares::<2>::new();
        for x in [0.0, 1.0, 2.0, 5.0] {
            fit.observe(&[1.0, x], 3.0 - 2.0 * x, 1.0 + x);
        }
        let [offset, slope] = fit.solve();
        assert!((offset - 3.0).abs() < 1e-12 && (slope + 2.0).abs() < 1e-12, "{offset} {slope}");
    }
}
