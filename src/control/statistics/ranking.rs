//! Which of several devices is preferred, from paired comparisons: the Bradley-Terry model.
//!
//! Device `i` has a worth `w_i` above 0 and is preferred to `j` with probability `w_i / (w_i + w_j)` (R. A. Bradley and
//! M. E. Terry, Biometrika 39, 1952). The worths are found by the MM algorithm (D. R. Hunter, Ann. Statist. 32, 2004,
//! eq. 4), the intervals from the observed information of their logarithms.
//!
//! A device that wins always, or never, has no finite worth of largest likelihood (L. R. Ford, Amer. Math. Monthly 64,
//! 1957). Every device is therefore also compared with an average one of worth 1, half a win and half a loss: Jeffreys'
//! prior of a proportion, which pulls the ranks of few trials together and hardly touches those of many.
#![expect(clippy::indexing_slicing, reason = "control plane; every index is below the number of devices")]

use serde::Serialize;

/// Wins, and losses, of every device against the average one.
pub const PRIOR: f64 = 0.5;
/// Two-sided 95 % of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
/// Steps of the algorithm; it settles in a few dozen.
const MOST_STEPS: usize = 100_000;
/// Relative change at which it has settled.
const SETTLED: f64 = 1e-13;

/// Where a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standing {
    /// Place from 1; the larger worth stands higher.
    pub rank: usize,
    /// Natural logarithm of the worth over the geometric mean of all.
    pub log_worth: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Share of comparisons that it wins against a device of mean worth.
    pub preferred: f64,
    /// The same at both ends of the 95 % interval.
    pub interval: [f64; 2],
}

/// Standings from the number of times that device `i` was preferred to device `j`, `wins[i][j]`. `prior` is [`PRIOR`],
/// or 0 where every device has won and lost in such a way that none is needed. The diagonal counts for nothing.
#[must_use]
pub fn rank(wins: &[Vec<u32>], prior: f64) -> Vec<Standing> {
    let count = wins.len();
    let won = |i: usize, j: usize| if i == j { 0.0 } else { f64::from(wins[i][j]) };
    let met = |i: usize, j: usize| won(i, j) + won(j, i);
    let worth = worths(count, prior, won);
    let mean = worth.iter().map(|w| w.ln()).sum::<f64>() / count.max(1) as f64;
    // Second derivatives of the log-likelihood by the logarithms of the worths, with the sign of information.
    let share = |a: f64, b: f64| a * b / (a + b).powi(2);
    let information = |i: usize, j: usize| {
        if i != j {
            return -met(i, j) * share(worth[i], worth[j]);
        }
        let others = (0..count).map(|k| met(i, k) * share(worth[i], worth[k])).sum::<f64>();
        others + 2.0 * prior * share(worth[i], 1.0)
    };
    // Without a prior the common factor of all worths is open; pinning it changes no difference between them.
    let pinned = if prior > 0.0 { 0.0 } else { 1.0 };
    let rows = (0..count).map(|i| (0..count).map(|j| information(i, j) + pinned).collect()).collect();
    let covariance = inverse(rows);
    let centre = |i: usize, k: usize| f64::from(u8::from(i == k)) - 1.0 / count as f64;
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    let standing = |i: usize| {
        let log_worth = worth[i].ln() - mean;
        let spread =
            |k: usize| (0..count).map(|l| centre(i, k) * covariance[k][l] * centre(i, l)).sum::<f64>();
        let standard_error = (0..count).map(spread).sum::<f64>().max(0.0).sqrt();
        Standing {
            rank: 1 + worth.iter().filter(|other| **other > worth[i]).count(),
            log_worth,
            standard_error,
            preferred: logistic(log_worth),
            interval: [-Z, Z].map(|z| logistic(log_worth + z * standard_error)),
        }
    };
    (0..count).map(standing).collect()
}

/// Hunter's algorithm: each worth becomes its wins over what it should win per unit of worth.
fn worths(count: usize, prior: f64, won: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut worth = vec![1.0; count];
    for _ in 0..MOST_STEPS {
        let step = |i: usize| {
            let wins = prior + (0..count).map(|j| won(i, j)).sum::<f64>();
            let met = (0..count).map(|j| (won(i, j) + won(j, i)) / (worth[i] + worth[j])).sum::<f64>();
            let meetings = met + 2.0 * prior / (worth[i] + 1.0);
            if meetings > 0.0 { wins / meetings } else { worth[i] }
        };
        let mut next: Vec<f64> = (0..count).map(step).collect();
        if prior <= 0.0 {
            let mean = (next.iter().map(|w| w.ln()).sum::<f64>() / count as f64).exp();
            for worth in &mut next {
                *worth /= mean;
            }
        }
        let moved = next.iter().zip(&worth).map(|(a, b)| (a / b - 1.0).abs()).fold(0.0, f64::max);
        worth = next;
        if moved < SETTLED {
            break;
        }
    }
    worth
}

/// The inverse of a symmetric positive matrix, by Gauss and Jordan; needs no pivoting.
fn inverse(mut a: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let n = a.len();
    for (i, row) in a.iter_mut().enumerate() {
        row.extend((0..n).map(|j| f64::from(u8::from(i == j))));
    }
    for col in 0..n {
        let pivot = a[col][col];
        a[col].iter_mut().for_each(|x| *x /= pivot);
        let above = a[col].clone();
        for (_, row) in a.iter_mut().enumerate().filter(|(i, _)| *i != col) {
            let factor = row[col];
            row.iter_mut().zip(&above).for_each(|(x, y)| *x -= factor * y);
        }
    }
    a.into_iter().map(|row| row[n..].to_vec()).collect()
}

#[cfg(test)]
mod tests;
