//! Noise cancelling that gives way: two versions of what comes in through a device, one with its active part and one
//! without, and how much of each is heard at the level that the first one has in the bass.
//!
//! Low-frequency level is the mean square behind a second-order low-pass at 250 Hz, with the time weighting F. The
//! active part counts in decibels: half-way between the two ends an active part of 20 dB attenuates by 10. All of this
//! is estimated; a real one also distorts, and thumps when it is overdriven at once.

use super::biquad::{Biquad, Coeffs, DesignError};
use super::crossfade::crossfade;
use super::follower::{FAST, Follower};
use super::grid::Grid;
use super::smoother::Ramp;
use super::{Block, Frame, SILENCE, TICK};
use crate::units::{Db, Hz, SampleRate};

/// Bass, for an overload: the band in which the active part works hardest.
pub const BASS: Hz = Hz(250.0);
/// Where the pieces of a tick are worked on.
type Room = [Frame; TICK];
/// The active part for which the way from one end to the other is linear in decibels.
const DEPTH: Db = Db(20.0);

/// Mean squares in the bass, in the square of the signal's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ends {
    /// Here the active part begins to give way.
    pub from: f64,
    /// Here it has vanished; above `from`.
    pub to: f64,
}

/// How far the active part of each ear has given way.
#[derive(Debug, Clone)]
pub struct Overload {
    ends: [Option<Ends>; 2],
    bass: Biquad,
    level: Follower,
    ticks: Grid,
    shares: [f64; 2],
    ramps: [Ramp; 2],
    room: Room,
}

impl Overload {
    /// An ear without ends keeps its active part at every level.
    ///
    /// # Errors
    /// [`DesignError::Frequency`] at rates below 500 Hz.
    pub fn new(ends: [Option<Ends>; 2], rate: SampleRate) -> Result<Self, DesignError> {
        let low_pass = Coeffs::low_pass(BASS, std::f64::consts::FRAC_1_SQRT_2, rate)?;
        Ok(Self {
            ends,
            bass: Biquad::new([low_pass; 2], rate),
            level: Follower::new(FAST, rate),
            ticks: Grid::ticks(),
            shares: [0.0; 2],
            ramps: [Ramp::constant(0.0); 2],
            room: [SILENCE; TICK],
        })
    }

    /// `[audio]` Fades `sound`, heard with the active part, towards `passive` as its own bass asks. At most as many
    /// frames as the shorter of the two.
    pub fn process(&mut self, sound: &mut [Frame], passive: &[Frame]) {
        let (mut sound, mut passive) = (sound, passive);
        while !sound.is_empty() && !passive.is_empty() {
            let cut = self.ticks.cut(sound);
            let (now, later) = passive.split_at(cut.piece.len().min(passive.len()));
            let (room, _) = self.room.split_at_mut(cut.piece.len());
            room.copy_from_slice(cut.piece);
            self.bass.process(room);
            self.level.feed(room);
            room.copy_from_slice(cut.piece);
            let [left, right] = self.ramps;
            // Each ear fades on its own: the other one's share is taken from the second run.
            crossfade(cut.piece, now, left, cut.phase);
            crossfade(room, now, right, cut.phase);
            cut.piece.iter_mut().zip(room.iter()).for_each(|(frame, other)| frame[1] = other[1]);
            if cut.completes {
                self.turn();
            }
            (sound, passive) = (cut.rest, later);
        }
    }

    /// `[audio]` At the end of a tick: where the shares go during the next one.
    fn turn(&mut self) {
        let ears = self.shares.iter_mut().zip(&mut self.ramps).zip(self.ends);
        for (((now, ramp), ends), square) in ears.zip(self.level.mean_square()) {
            let next = ends.map_or(0.0, |ends| share(ends, square));
            *ramp = Ramp { start: *now, step: (next - *now) / TICK as f64 };
            *now = next;
        }
    }

    /// `[audio]` Forgets the past.
    pub fn reset(&mut self) {
        self.bass.reset();
        self.level.reset();
        self.ticks.reset();
        self.shares = [0.0; 2];
        self.ramps = [Ramp::constant(0.0); 2];
    }
}

/// Share of the passive path at a mean square in the bass: 0 below `from`, 1 above `to`.
#[must_use]
pub fn share(ends: Ends, mean_square: f64) -> f64 {
    if mean_square <= ends.from {
        return 0.0;
    }
    let way = ((mean_square / ends.from).ln() / (ends.to / ends.from).ln()).min(1.0);
    let depth = DEPTH.gain();
    (depth.powf(way) - 1.0) / (depth - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);
    const ENDS: Ends = Ends { from: 4.0, to: 40.0 };

    fn tone(hz: f64, level: f64, frames: usize) -> Vec<Frame> {
        let w = std::f64::consts::TAU * hz / RATE.hz();
        (0..frames).map(|n| [level * 2f64.sqrt() * (w * n as f64).sin(); 2]).collect()
    }

    /// Level of the left ear behind an active part of 20 dB, re the passive path, for a tone of `level` rms at the ear.
    fn heard(hz: f64, level: f64) -> f64 {
        let mut overload = Overload::new([Some(ENDS), None], RATE).unwrap();
        let (mut sound, passive) = (tone(hz, level, 96_000), tone(hz, 10.0 * level, 96_000));
        let kept = sound.clone();
        overload.process(&mut sound, &passive);
        assert!(sound.iter().zip(&kept).all(|(a, b)| a[1].to_bits() == b[1].to_bits()), "no ends, no change");
        let power = sound[48_000..].iter().map(|x| x[0] * x[0]).sum::<f64>() / 48_000.0;
        10.0 * (power / (10.0 * level).powi(2)).log10()
    }

    #[test]
    fn between_the_ends_the_active_part_fades_decibel_by_decibel() {
        for (level, want) in [(1.0, -20.0), (1.9, -20.0), (12.65f64.sqrt(), -10.0), (7.0, 0.0), (100.0, 0.0)]
        {
            let got = heard(63.0, level);
            assert!((got - want).abs() < 0.3, "{level} rms: {got:.2} dB for {want}");
        }
        assert!((heard(2_000.0, 7.0) + 20.0).abs() < 0.01, "treble is not what overloads it");
    }

    #[test]
    fn how_the_calls_are_cut_changes_no_bit_and_nothing_jumps() {
        let loud: Vec<Frame> =
            [tone(60.0, 0.5, 9_600), tone(60.0, 9.0, 9_600), tone(60.0, 0.5, 9_600)].concat();
        let passive: Vec<Frame> = loud.iter().map(|x| [4.0 * x[0], 4.0 * x[1]]).collect();
        let run = |size: usize| {
            let mut overload = Overload::new([Some(ENDS); 2], RATE).unwrap();
            let mut sound = loud.clone();
            for (part, passive) in sound.chunks_mut(size).zip(passive.chunks(size)) {
                overload.process(part, passive);
            }
            sound
        };
        let whole = run(28_800);
        assert!([1, 17, 32, 480].iter().all(|&size| run(size) == whole));
        // A sine of 36 rms: 51 peak, 0.40 a frame at 60 Hz.
        let jump = whole.windows(2).map(|x| (x[1][0] - x[0][0]).abs()).fold(0.0, f64::max);
        assert!(jump < 0.45, "{jump}");
    }
}
