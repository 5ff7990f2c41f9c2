//! Loudness of programme: ITU-R BS.1770-5, annex 1, both ears with weight 1, and the meters of EBU Tech 3341.
//!
//! K-weighted mean squares are kept in steps of 10 ms. Momentary is the mean of the last 40 steps, short-term of the
//! last 300; the integrated one is gated: blocks of 400 ms with 75 % overlap, those over -70 LUFS, then those over the mean of
//! these less 10 LU. The gate needs every block again, so the blocks are kept in a histogram of 0.01 LU with exact sums:
//! constant memory, and exact but for blocks within 0.01 LU of the gate.
use super::weighting::{Curve, Weighting};
use super::{Block, Frame, SILENCE, memory};
use crate::units::SampleRate;

/// What 1.0 of mean square is in LUFS.
const OFFSET: f64 = -0.691;

/// Blocks below this never count, LUFS.
const ABSOLUTE_GATE: f64 = -70.0;

/// Blocks so far below the mean of the louder ones do not count, LU.
const RELATIVE_GATE: f64 = -10.0;

/// Steps in a second; of a gating block and of the momentary window; of the short-term window; between gating blocks.
const STEPS: u64 = 100;
const BLOCK_STEPS: usize = 40;
const SHORT_STEPS: usize = 300;
const BLOCK_EVERY: u64 = 10;

/// Histogram: bins of 0.01 LU from -70 LUFS to over +100.
const BINS: usize = 17_500;
const BINS_PER_LU: f64 = 100.0;

/// Frames that are weighted at a time.
const PIECE: usize = 64;

/// A running loudness meter.
#[derive(Debug, Clone)]
pub struct Loudness {
    weighting: Weighting,
    rate: SampleRate,
    /// Frames and steps taken since the start; step n ends at frame n rate / 100, so that no rate drifts.
    frames: u64,
    steps: u64,
    sum: f64,
    in_step: u64,
    /// Mean squares of the last steps, newest last.
    recent: Box<[f64]>,
    highest: [f64; 2],
    counts: Box<[u64]>,
    energies: Box<[f64]>,
}

impl Loudness {
    /// Prepares a meter.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        Self {
            weighting: Weighting::new(Curve::K, rate),
            rate,
            frames: 0,
            steps: 0,
            sum: 0.0,
            in_step: 0,
            recent: memory::zeros(SHORT_STEPS),
            highest: [f64::NEG_INFINITY; 2],
            counts: memory::filled(0, BINS),
            energies: memory::zeros(BINS),
        }
    }

    /// Integrated loudness of a whole buffer, LUFS; -inf when nothing passes the gate.
    #[must_use]
    pub fn of(frames: &[Frame], rate: SampleRate) -> f64 {
        let mut meter = Self::new(rate);
        meter.feed(frames);
        meter.integrated()
    }

    /// `[audio]` Takes frames in, full scale = 1.0.
    pub fn feed(&mut self, frames: &[Frame]) {
        let mut rest = frames;
        while !rest.is_empty() {
            let end = (self.steps + 1) * u64::from(self.rate.0) / STEPS;
            let most = usize::try_from(end - self.frames).unwrap_or(PIECE).clamp(1, PIECE);
            let (now, later) = rest.split_at(rest.len().min(most));
            let mut piece = [SILENCE; PIECE];
            let (weighted, _) = piece.split_at_mut(now.len());
            weighted.copy_from_slice(now);
            self.weighting.process(weighted);
            self.sum += weighted.iter().map(|[l, r]| l * l + r * r).sum::<f64>();
            self.frames += now.len() as u64;
            self.in_step += now.len() as u64;
            if self.frames >= end {
                self.step();
            }
            rest = later;
        }
    }

    /// `[audio]` Loudness of the last 0.4 s, LUFS.
    #[must_use]
    pub fn momentary(&self) -> f64 {
        lufs(self.mean(BLOCK_STEPS))
    }

    /// `[audio]` Loudness of the last 3 s, LUFS.
    #[must_use]
    pub fn short_term(&self) -> f64 {
        lufs(self.mean(SHORT_STEPS))
    }

    /// `[audio]` The largest momentary and short-term loudness since the start, LUFS. Only whole windows count.
    #[must_use]
    pub fn highest(&self) -> [f64; 2] {
        self.highest
    }

    /// Gated loudness since the start, LUFS; -inf when nothing passes the gate.
    #[must_use]
    pub fn integrated(&self) -> f64 {
        let gate = lufs(self.mean_from(0)) + RELATIVE_GATE;
        lufs(self.mean_from(bin(gate.max(ABSOLUTE_GATE))))
    }

    /// `[audio]` Forgets everything.
    pub fn reset(&mut self) {
        self.weighting.reset();
        (self.frames, self.steps, self.sum, self.in_step) = (0, 0, 0.0, 0);
        self.highest = [f64::NEG_INFINITY; 2];
        self.recent.fill(0.0);
        self.counts.fill(0);
        self.energies.fill(0.0);
    }

    fn step(&mut self) {
        self.steps += 1;
        self.recent.rotate_left(1);
        if let Some(newest) = self.recent.last_mut() {
            *newest = self.sum / self.in_step.max(1) as f64;
        }
        (self.sum, self.in_step) = (0.0, 0);
        let windows = [BLOCK_STEPS, SHORT_STEPS].map(|steps| (steps, lufs(self.mean(steps))));
        for (most, (steps, level)) in self.highest.iter_mut().zip(windows) {
            if self.steps >= steps as u64 {
                *most = most.max(level);
            }
        }
        let block = self.mean(BLOCK_STEPS);
        let ends_here = self.steps >= BLOCK_STEPS as u64 && self.steps.is_multiple_of(BLOCK_EVERY);
        if ends_here && lufs(block) > ABSOLUTE_GATE {
            let place = bin(lufs(block));
            if let (Some(count), Some(energy)) = (self.counts.get_mut(place), self.energies.get_mut(place)) {
                (*count, *energy) = (*count + 1, *energy + block);
            }
        }
    }

    /// Mean square of the last steps.
    fn mean(&self, steps: usize) -> f64 {
        self.recent.iter().rev().take(steps).sum::<f64>() / steps as f64
    }

    /// Mean of all blocks from a bin of the histogram on.
    fn mean_from(&self, bin: usize) -> f64 {
        let count: u64 = self.counts.iter().skip(bin).sum();
        self.energies.iter().skip(bin).sum::<f64>() / count.max(1) as f64
    }
}

/// Loudness of a K-weighted sum of mean squares.
fn lufs(mean_square: f64) -> f64 {
    OFFSET + 10.0 * mean_square.log10()
}

fn bin(lufs: f64) -> usize {
    (((lufs - ABSOLUTE_GATE) * BINS_PER_LU).max(0.0) as usize).min(BINS - 1)
}

#[cfg(test)]
mod tests;
