//! The search: where to put a section, and damped least squares over all of them at once.
#![expect(
    clippy::indexing_slicing,
    reason = "control plane; every index is below the size of its own grid or system"
)]

use super::Fit;
use super::section::{Axis, Section, Shape};
use crate::units::Db;

/// Centres stay between these; a shelf may sit outside the range.
const FREQ_HZ: [f64; 2] = [12.0, 21_000.0];
/// Gains stay within this.
const GAIN_DB: f64 = 36.0;
/// Widths of bells and of shelves stay between these.
const BELL_Q: [f64; 2] = [0.15, 20.0];
const SHELF_Q: [f64; 2] = [0.25, 1.6];
/// Step of the numerical derivatives, in each parameter.
const STEP: f64 = 1e-4;
/// Rounds of moving the weights.
const ROUNDS: usize = 24;
/// A new section closer to an end than this, in octaves, is a shelf.
const EDGE_OCTAVES: f64 = 0.7;

/// A fit under way.
pub(super) struct Fitter {
    grid: Vec<f64>,
    warped: Vec<f64>,
    target: Vec<f64>,
    weights: Vec<f64>,
    axis: Axis,
    sections: Vec<Section>,
    residual: Vec<f64>,
}

impl Fitter {
    pub(super) fn new(grid: Vec<f64>, target: Vec<f64>, axis: Axis, start: &[Section]) -> Self {
        let warped = grid.iter().map(|&hz| axis.warp(hz)).collect();
        let weights = vec![1.0; grid.len()];
        let mut fitter =
            Self { grid, warped, target, weights, axis, sections: start.to_vec(), residual: Vec::new() };
        fitter.residual = fitter.residual_of(&fitter.sections);
        fitter
    }

    pub(super) fn sections(&self) -> usize {
        self.sections.len()
    }

    pub(super) fn worst(&self) -> f64 {
        worst(&self.residual)
    }

    /// A section where the curve is missed most, as wide as what is missed.
    pub(super) fn add(&mut self) {
        let Some(peak) = (0..self.residual.len())
            .max_by(|&a, &b| self.residual[a].abs().total_cmp(&self.residual[b].abs()))
        else {
            return;
        };
        let gain = self.residual[peak];
        let half = |i: &usize| self.residual[*i] * gain.signum() < gain.abs() / 2.0;
        let above = (peak..self.grid.len()).find(half);
        let below = (0..=peak).rev().find(half);
        let octaves = |from: f64, to: f64| (to / from).log2();
        let (first, last) = (self.grid[0], self.grid[self.grid.len() - 1]);
        let centre = self.grid[peak];
        let shape = match (below, above) {
            (None, Some(_)) if octaves(first, centre) < EDGE_OCTAVES => Shape::LowShelf,
            (Some(_), None) if octaves(centre, last) < EDGE_OCTAVES => Shape::HighShelf,
            _ => Shape::Peak,
        };
        let width = match (below, above) {
            (Some(a), Some(b)) => octaves(self.grid[a], self.grid[b]),
            (Some(a), None) => 2.0 * octaves(self.grid[a], centre),
            (None, Some(b)) => 2.0 * octaves(centre, self.grid[b]),
            (None, None) => octaves(first, last),
        };
        let (freq_hz, q) = match shape {
            Shape::Peak => (centre, 0.5 / (std::f64::consts::LN_2 / 2.0 * width.max(0.05)).sinh()),
            Shape::LowShelf => (above.map_or(centre, |b| self.grid[b]), 0.7),
            Shape::HighShelf => (below.map_or(centre, |a| self.grid[a]), 0.7),
        };
        self.sections.push(held(Section { shape, freq_hz, gain_db: gain, q }));
        self.residual = self.residual_of(&self.sections);
    }

    /// Damped least squares, at most so many steps; ends early when the curve is met.
    pub(super) fn settle(&mut self, steps: usize, aim: f64) {
        let mut damping = 1e-2;
        let mut cost = self.cost(&self.residual);
        for _ in 0..steps {
            if self.worst() <= aim || self.sections.is_empty() {
                return;
            }
            let (normal, gradient) = self.normal_equations();
            let before = cost;
            for _ in 0..8 {
                let moved = self.moved(&normal, &gradient, damping);
                let residual = self.residual_of(&moved);
                let reached = self.cost(&residual);
                if reached < cost {
                    (self.sections, self.residual, cost) = (moved, residual, reached);
                    damping = (damping * 0.2).max(1e-9);
                    break;
                }
                damping *= 5.0;
            }
            if before - cost < 1e-6 * before {
                return;
            }
        }
    }

    /// Gives more weight to what is missed most, keeps the best of all rounds.
    pub(super) fn sharpen(&mut self, aim: f64) {
        let mut best = (self.worst(), self.sections.clone());
        for _ in 0..ROUNDS {
            if best.0 <= aim || self.sections.is_empty() {
                break;
            }
            let mean = self.residual.iter().map(|e| e.abs()).sum::<f64>() / self.residual.len() as f64;
            for (weight, e) in self.weights.iter_mut().zip(&self.residual) {
                *weight *= (0.3 + 0.7 * e.abs() / mean.max(1e-9)).powf(0.6);
            }
            let sum: f64 = self.weights.iter().sum::<f64>() / self.weights.len() as f64;
            self.weights.iter_mut().for_each(|weight| *weight = (*weight / sum).max(1e-3));
            self.settle(6, aim);
            if self.worst() < best.0 {
                best = (self.worst(), self.sections.clone());
            }
        }
        self.sections = best.1;
        self.residual = self.residual_of(&self.sections);
    }

    /// Rounds the filters and says what is left.
    pub(super) fn finish(mut self) -> Fit {
        self.sections =
            self.sections.iter().map(|section| section.rounded()).filter(|s| s.gain_db.abs() > 0.0).collect();
        self.sections.sort_by(|a, b| a.freq_hz.total_cmp(&b.freq_hz));
        self.residual = self.residual_of(&self.sections);
        Fit { worst: Db(self.worst()), sections: self.sections }
    }

    fn residual_of(&self, sections: &[Section]) -> Vec<f64> {
        let mut residual = self.target.clone();
        for section in sections {
            self.draw(section, |j, db| residual[j] -= db);
        }
        residual
    }

    fn draw(&self, section: &Section, mut each: impl FnMut(usize, f64)) {
        let own = self.axis.warp(section.freq_hz);
        for (j, warped) in self.warped.iter().enumerate() {
            each(j, section.at_ratio(warped / own));
        }
    }

    fn cost(&self, residual: &[f64]) -> f64 {
        residual.iter().zip(&self.weights).map(|(e, w)| w * e * e).sum()
    }

    /// J'WJ and J'We over the three parameters of every section.
    fn normal_equations(&self) -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut slopes: Vec<Vec<f64>> = Vec::with_capacity(3 * self.sections.len());
        for section in &self.sections {
            let mut here = Vec::with_capacity(self.grid.len());
            self.draw(section, |_, db| here.push(db));
            for parameter in 0..3 {
                let mut slope = Vec::with_capacity(self.grid.len());
                self.draw(&nudged(section, parameter, STEP), |j, db| slope.push((db - here[j]) / STEP));
                slopes.push(slope);
            }
        }
        let n = slopes.len();
        let mut normal = vec![vec![0.0; n]; n];
        let mut gradient = vec![0.0; n];
        for a in 0..n {
            let weighted: Vec<f64> = slopes[a].iter().zip(&self.weights).map(|(s, w)| s * w).collect();
            gradient[a] = weighted.iter().zip(&self.residual).map(|(s, e)| s * e).sum();
            for b in a..n {
                let sum = weighted.iter().zip(&slopes[b]).map(|(x, y)| x * y).sum();
                (normal[a][b], normal[b][a]) = (sum, sum);
            }
        }
        (normal, gradient)
    }

    fn moved(&self, normal: &[Vec<f64>], gradient: &[f64], damping: f64) -> Vec<Section> {
        let mut damped = normal.to_vec();
        for (i, row) in damped.iter_mut().enumerate() {
            row[i] += damping * row[i] + 1e-9;
        }
        let step = solve(damped, gradient.to_vec());
        let moved = self.sections.iter().zip(step.as_chunks::<3>().0).map(|(section, &[f, g, q])| {
            // A third of an octave, 3 dB and a factor of 1.6 at once at most: the curve bends away beyond.
            let section = nudged(section, 0, f.clamp(-0.25, 0.25));
            let section = nudged(&section, 1, g.clamp(-3.0, 3.0));
            held(nudged(&section, 2, q.clamp(-0.5, 0.5)))
        });
        moved.collect()
    }
}

/// One parameter moved: log frequency, gain, log Q.
fn nudged(section: &Section, parameter: usize, by: f64) -> Section {
    let mut section = *section;
    match parameter {
        0 => section.freq_hz *= by.exp(),
        1 => section.gain_db += by,
        _ => section.q *= by.exp(),
    }
    section
}

/// The section inside its bounds.
fn held(section: Section) -> Section {
    let q = if section.shape == Shape::Peak { BELL_Q } else { SHELF_Q };
    Section {
        freq_hz: section.freq_hz.clamp(FREQ_HZ[0], FREQ_HZ[1]),
        gain_db: section.gain_db.clamp(-GAIN_DB, GAIN_DB),
        q: section.q.clamp(q[0], q[1]),
        ..section
    }
}

fn worst(residual: &[f64]) -> f64 {
    residual.iter().fold(0.0, |most, e| most.max(e.abs()))
}

/// A symmetric, positive definite system by Cholesky's factors; a direction without slope is not moved in.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            let left = a[i][j] - inner;
            a[i][j] = if i == j { left.max(1e-12).sqrt() } else { left / a[j][j] };
        }
    }
    for i in 0..n {
        let known: f64 = (0..i).map(|k| a[i][k] * b[k]).sum();
        b[i] = (b[i] - known) / a[i][i];
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|k| a[k][i] * b[k]).sum();
        b[i] = (b[i] - known) / a[i][i];
    }
    b
}
