//! Microphone-to-loudspeaker feedback: recognised by how the level of the monitor mix moves, proved by opening the loop.
//!
//! A loop with a gain above one makes a level that rises in a straight line on a dB scale (T. van Waterschoot and
//! M. Moonen, "Fifty years of acoustic feedback control", Proc. IEEE 99(2), 2011, section V: the interframe magnitude
//! slope deviation is small) until something holds it; then it stands still, however the music moves. Either is a
//! suspicion only: a swelled or sustained note can look the same. What settles it is Nyquist's criterion: without its
//! loop nothing oscillates. So a suspicion mutes the output (which is the safe side) and watches the input. If it
//! collapses, that was feedback and the output stays muted until the person unmutes it; if it goes on, it was music, and
//! the output comes back by its ramp after 0.4 s, to be left in peace for a while.
//!
//! What this cannot see: a loop of a gain below one, which is an echo and no danger; one that is held by something before
//! or inside the simulated device and rises by less than 60 dB a second; a way back that takes longer than 0.4 s.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use crate::units::Seconds;

/// From one level to the next.
pub const HOP: Seconds = Seconds(0.01);

/// Hops over which a level rises straight: 0.12 to 0.2 s, and 0.45 s for loops so long that they rise in steps.
const RISES: [usize; 4] = [12, 16, 20, 45];
/// By so much at least, dB, and dB a hop: nothing but a loop or a fader rises so far so straight.
const RISE_DB: (f64, f64) = (12.0, 0.6);
/// How far the levels may lie off the line, root mean square, as a share of the rise: loops of up to 0.1 s rise in steps.
const CROOKED: f64 = 0.09;
/// The second half rises by this share of the first at least. A fader that opens evenly slows down on a dB scale.
const EVEN: f64 = 0.7;
/// Hops that something holds the level: a quarter of a second.
const HELD: usize = 25;
/// How far a held level moves, standard deviation, dB. Music that drives a limiter moves by several.
const STILL_DB: f64 = 0.7;
/// Softer than this nothing is suspected, dBFS.
const SOFT_DB: f64 = -50.0;

/// How far the input falls when its loop is opened, dB, and for how many hops.
const COLLAPSE: (f64, usize) = (8.0, 3);
/// Hops to wait for that; the way back through a sound server may be long.
const PATIENCE: usize = 40;
/// Hops without a suspicion after a false one; doubled every time.
const PEACE: usize = 3_000;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Quiet,
    /// Mute for a moment, to see what becomes of the input.
    Suspected,
    /// It was no feedback: unmute.
    Innocent,
    /// It is: stay muted, and say so.
    Feedback,
}

/// Watches one input.
#[derive(Debug, Default)]
pub struct Guard {
    /// Levels in dBFS, and whether something held them.
    hops: VecDeque<(f64, bool)>,
    probe: Option<Probe>,
    peace: usize,
    false_alarms: u32,
}

#[derive(Debug)]
struct Probe {
    before_db: f64,
    hops: usize,
    fallen: usize,
}

impl Guard {
    /// Takes levels of the monitor mix, dBFS, one a [`HOP`]. `held` says that the limiter worked all the while, or
    /// that the converter was at its end; `muted` that the output is.
    pub fn hear(&mut self, levels_db: &[f64], held: bool, muted: bool) -> Verdict {
        for &level in levels_db {
            let verdict =
                if self.probe.is_some() { self.probe(level) } else { self.listen(level, held, muted) };
            if verdict != Verdict::Quiet {
                // What else came belongs to the time before anybody could act.
                return verdict;
            }
        }
        Verdict::Quiet
    }

    /// The person mutes or unmutes: whatever was suspected is theirs now.
    pub fn forget(&mut self) {
        self.probe = None;
        self.hops.clear();
    }

    fn listen(&mut self, level: f64, held: bool, muted: bool) -> Verdict {
        self.peace = self.peace.saturating_sub(1);
        if muted {
            self.hops.clear();
            return Verdict::Quiet;
        }
        let longest = RISES.into_iter().max().unwrap_or(0).max(HELD);
        self.hops.push_back((level, held));
        self.hops.drain(..self.hops.len().saturating_sub(longest));
        if level < SOFT_DB || self.peace > 0 || !(self.rises() || self.stands_still()) {
            return Verdict::Quiet;
        }
        let last = self.hops.iter().rev().take(5).map(|hop| hop.0);
        self.probe = Some(Probe { before_db: last.fold(f64::MIN, f64::max), hops: 0, fallen: 0 });
        Verdict::Suspected
    }

    fn probe(&mut self, level: f64) -> Verdict {
        let Some(probe) = &mut self.probe else { return Verdict::Quiet };
        probe.hops += 1;
        probe.fallen = if level < probe.before_db - COLLAPSE.0 { probe.fallen + 1 } else { 0 };
        if probe.fallen >= COLLAPSE.1 {
            self.forget();
            return Verdict::Feedback;
        }
        if probe.hops >= PATIENCE {
            self.forget();
            self.peace = PEACE << self.false_alarms.min(6);
            self.false_alarms += 1;
            return Verdict::Innocent;
        }
        Verdict::Quiet
    }

    /// A straight rise that ends now.
    fn rises(&self) -> bool {
        RISES.into_iter().filter(|n| self.hops.len() >= *n).any(|n| {
            let levels: Vec<f64> = self.hops.iter().skip(self.hops.len() - n).map(|hop| hop.0).collect();
            let (rise, off) = line(&levels);
            let half = |levels: &[f64]| line(levels).0;
            let (first, second) = levels.split_at(n / 2);
            rise >= RISE_DB.0.max(RISE_DB.1 * n as f64)
                && off <= CROOKED * rise
                && half(second) >= EVEN * half(first)
        })
    }

    /// A level that is held and does not move.
    fn stands_still(&self) -> bool {
        let recent = self.hops.iter().rev().take(HELD);
        if self.hops.len() < HELD || !recent.clone().all(|hop| hop.1) {
            return false;
        }
        let mean = recent.clone().map(|hop| hop.0).sum::<f64>() / HELD as f64;
        let square = recent.map(|hop| (hop.0 - mean).powi(2)).sum::<f64>() / HELD as f64;
        square.sqrt() <= STILL_DB
    }
}

/// The least-squares line through evenly spaced levels: its rise from first to last, and the root mean square of what
/// lies off it.
fn line(levels: &[f64]) -> (f64, f64) {
    let n = levels.len() as f64;
    let (middle, mean) = ((n - 1.0) / 2.0, levels.iter().sum::<f64>() / n);
    let (mut xy, mut xx) = (0.0, 0.0);
    for (i, y) in levels.iter().enumerate() {
        let x = i as f64 - middle;
        (xy, xx) = (xy + x * (y - mean), xx + x * x);
    }
    let slope = xy / xx.max(1.0);
    let off = levels.iter().enumerate().map(|(i, y)| (y - mean - slope * (i as f64 - middle)).powi(2));
    (slope * (n - 1.0), (off.sum::<f64>() / n).sqrt())
}

/// Levels of the monitor mix, one a hop.
#[derive(Debug)]
pub struct MixLevels {
    hop_frames: usize,
    frames: usize,
    sum: f64,
    levels_db: Vec<f64>,
}

impl MixLevels {
    /// Hops of so many frames.
    #[must_use]
    pub fn new(hop_frames: usize) -> Self {
        Self { hop_frames: hop_frames.max(1), frames: 0, sum: 0.0, levels_db: Vec::new() }
    }

    /// Adds a frame, full scale = 1.
    pub fn add(&mut self, frame: [f32; 2]) {
        self.sum += frame.map(|x| f64::from(x) * f64::from(x)).iter().sum::<f64>();
        self.frames += 1;
        if self.frames >= self.hop_frames {
            // A full-scale sine in both is 0; silence is far below anything that is judged.
            let level = 10.0 * (self.sum / self.frames as f64).max(1e-15).log10();
            // Nobody may ask for a long time; what is old is of no use then.
            if self.levels_db.len() < PEACE {
                self.levels_db.push(level);
            }
            (self.frames, self.sum) = (0, 0.0);
        }
    }

    /// What has come since the last call.
    pub fn take(&mut self) -> Vec<f64> {
        std::mem::take(&mut self.levels_db)
    }
}
