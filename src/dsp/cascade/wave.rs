//! Neighbouring sections that run as one wave: while the first works on frame t, the one after it works on frame t - 1.
//!
//! ```text
//! step           register 0        register 1        register 2      here 3 registers of 2 pairs: 6 sections
//!              pair 0  pair 1    pair 0  pair 1    pair 0  pair 1
//! in lanes       0       3         1       4         2       5
//! in rows        0       1         2       3         4       5
//! ```
//! In lanes, what a register gives is the next one's input a step later, in the same pairs: nothing moves but once a step,
//! from the last register to the first, where every pair goes up by one and the new frame comes in below. In rows every
//! register moves up its own pairs and takes in the highest of the one before: one operation more for each register, but
//! whole registers rest while the wave comes and goes. Which of them is the machine's choice.
//!
//! A section whose leading coefficient b0 is one adds its input instead of multiplying it. A wave therefore runs with that
//! coefficient taken out of its sections, unless it is zero, too small or too large; what was taken out of all waves is one
//! gain at the entry of the cascade.

mod pass;

use super::super::biquad::Coeffs;
use super::super::guard::flush_frame;
use super::super::simd::{Line, Machine, Simd, Work};
use super::super::{Frame, memory};
use pass::pass;

/// How far a memory may be from the signal's own scale, as a factor: 120 dB. The bounds of what it may hold (`guard`) are
/// then still -386 dB SPL and 574 dB SPL.
const FAR: f64 = 1e6;

/// One register's sections, H(z) = b0 + (c1/z + c2/z²) / (1 + a1/z + a2/z²), and their memory.
#[derive(Clone, Debug)]
struct Row {
    lead: Line,
    /// c1, c2, a1, a2. What goes straight through is apart from what goes into the memory: no memory waits for a sum.
    k: [Line; 4],
    s: [Line; 2],
}

/// Sections of one wave, the last register first: it is worked on first, so that no register is needed for more than a
/// step.
#[derive(Clone, Debug)]
pub(super) struct Wave {
    rows: Box<[Row]>,
    /// Every leading coefficient is one.
    unit: bool,
}

impl Wave {
    /// As many of the last sections as one wave takes, the sections before them, and the gain at the entry that they want.
    /// `later` is what the waves behind this one want.
    pub(super) fn take(
        sections: &[[Coeffs; 2]],
        waves: usize,
        machine: Machine,
        later: Frame,
    ) -> (Self, &[[Coeffs; 2]], Frame) {
        let (pairs, _) = machine.size();
        let depth = (sections.len().div_ceil(pairs)) / waves.max(1);
        let (rest, own) = sections.split_at(sections.len().saturating_sub(depth * pairs));
        let leads = own.iter().rev().scan(later, |gain, [left, right]| {
            *gain = [gain[0] * left.b[0], gain[1] * right.b[0]];
            Some(*gain)
        });
        let unit = leads.clone().flatten().all(|gain| (FAR.recip()..=FAR).contains(&gain.abs()));
        let gain = if unit { leads.last().unwrap_or(later) } else { later };
        let zero = Row { lead: Line::ZERO, k: [Line::ZERO; 4], s: [Line::ZERO; 2] };
        let mut rows = memory::filled(zero, depth);
        // The places that are left over come first and pass the signal on.
        let through = std::iter::repeat_n([Coeffs::IDENTITY; 2], depth * pairs - own.len());
        for (section, coeffs) in through.chain(own.iter().copied()).enumerate() {
            let (row, pair) = machine.run(Place { section, depth });
            if let Some(row) = rows.iter_mut().nth_back(row) {
                row.set(pair, coeffs, unit);
            }
        }
        (Self { rows, unit }, rest, gain)
    }

    /// `[audio]` All sections over any number of frames.
    pub(super) fn run(&mut self, frames: &mut [Frame], machine: Machine) {
        macro_rules! depth {
            ($($depth:literal)+) => {$(
                if let Ok(rows) = <&mut [Row; $depth]>::try_from(&mut *self.rows) {
                    if self.unit {
                        pass::<$depth, true>(rows, frames, machine);
                    } else {
                        pass::<$depth, false>(rows, frames, machine);
                    }
                    return;
                }
            )+};
        }
        depth!(1 2 3 4 5);
    }

    /// `[audio]` Silences dying tails and faults.
    pub(super) fn flush(&mut self) {
        for memory in self.memory() {
            memory.0.as_chunks_mut::<2>().0.iter_mut().for_each(|pair| *pair = flush_frame(*pair));
        }
    }

    /// `[audio]` Forgets the past.
    pub(super) fn reset(&mut self) {
        self.memory().for_each(|memory| *memory = Line::ZERO);
    }

    fn memory(&mut self) -> impl Iterator<Item = &mut Line> {
        self.rows.iter_mut().flat_map(|row| &mut row.s)
    }
}

/// Asks for the register and the pair of a section.
struct Place {
    section: usize,
    depth: usize,
}

impl Work for Place {
    type Done = (usize, usize);

    fn on<S: Simd>(self, _: S) -> (usize, usize) {
        place::<S>(self.section, self.depth)
    }
}

fn place<S: Simd>(section: usize, depth: usize) -> (usize, usize) {
    if S::ROWS { (section / S::PAIRS, section % S::PAIRS) } else { (section % depth, section / depth) }
}

impl Row {
    fn set(&mut self, pair: usize, ears: [Coeffs; 2], unit: bool) {
        let ears = ears.map(|Coeffs { b: [b0, b1, b2], a: [a1, a2] }| {
            let [b0, b1, b2] = if unit { [1.0, b1 / b0, b2 / b0] } else { [b0, b1, b2] };
            [b0, b1 - a1 * b0, b2 - a2 * b0, a1, a2]
        });
        let [left, right] = ears;
        let lines = std::iter::once(&mut self.lead).chain(&mut self.k);
        for (line, (left, right)) in lines.zip(left.into_iter().zip(right)) {
            line.pair_mut(pair).into_iter().for_each(|place| *place = [left, right]);
        }
    }
}
