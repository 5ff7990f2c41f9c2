//! Neighbouring sections that run as one wave: while the first works on frame t, the one after it works on frame t - 1.
//!
//! ```text
//! step           register 0        register 1        register 2      here 3 registers of 2 pairs: 6 sections
//!              pair 0  pair 1    pair 0  pair 1    pair 0  pair 1
//! section        0       3         1       4         2       5
//! ```
//! What a register gives is the next one's input a step later, in the same pairs: no lane moves but once a step, from the
//! last register to the first, where every pair goes up by one and the new frame comes in below. Until the wave has reached
//! a section, and after its last frame, a mask holds its memory. So nothing is late, and a section does the same sums with
//! every frame, however many there are.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::cell::Cell;
use std::hint::black_box;

use super::super::biquad::Coeffs;
use super::super::guard::flush_frame;
use super::super::simd::{Line, Machine, Simd, Work};
use super::super::{Frame, SILENCE, memory};

/// One register's sections: b0, b1, b2, a1, a2, in transposed direct form II, and their memory.
#[derive(Clone, Debug)]
struct Row {
    b: [Line; 3],
    a: [Line; 2],
    s: [Line; 2],
}

/// Sections of one wave, the last register first: it is worked on first, so that no register is needed for more than a
/// step.
#[derive(Clone, Debug)]
pub(super) struct Wave {
    rows: Box<[Row]>,
}

impl Wave {
    /// As many of the sections as one wave takes, and the rest of them.
    pub(super) fn take(sections: &[[Coeffs; 2]], waves: usize, machine: Machine) -> (Self, &[[Coeffs; 2]]) {
        let (pairs, _) = machine.size();
        let (own, rest) = sections.split_at(sections.len().div_ceil(waves.max(1)));
        let depth = own.len().div_ceil(pairs);
        let zero = Row { b: [Line::ZERO; 3], a: [Line::ZERO; 2], s: [Line::ZERO; 2] };
        let mut rows = memory::filled(zero, depth);
        // The places that are left over come first and pass the signal on.
        let through = std::iter::repeat_n([Coeffs::IDENTITY; 2], depth * pairs - own.len());
        for (place, coeffs) in through.chain(own.iter().copied()).enumerate() {
            if let Some(row) = rows.iter_mut().nth_back(place % depth.max(1)) {
                row.set(place / depth.max(1), coeffs);
            }
        }
        (Self { rows }, rest)
    }

    /// `[audio]` All sections over any number of frames.
    pub(super) fn run(&mut self, frames: &mut [Frame], machine: Machine) {
        macro_rules! depth {
            ($($depth:literal)+) => {$(
                if let Ok(rows) = <&mut [Row; $depth]>::try_from(&mut *self.rows) {
                    machine.run(Pass { rows, frames });
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

impl Row {
    fn set(&mut self, pair: usize, [left, right]: [Coeffs; 2]) {
        let coeffs = left.b.into_iter().chain(left.a).zip(right.b.into_iter().chain(right.a));
        for (line, (left, right)) in self.b.iter_mut().chain(&mut self.a).zip(coeffs) {
            if let Some(place) = line.pair_mut(pair) {
                *place = [left, right];
            }
        }
    }
}

/// A wave over a stretch of frames.
struct Pass<'a, const DEPTH: usize> {
    rows: &'a mut [Row; DEPTH],
    frames: &'a mut [Frame],
}

/// The wave on its way: what the sections remember, and what they gave last.
struct Moving<S: Simd, const DEPTH: usize> {
    simd: S,
    s: [[S::V; 2]; DEPTH],
    y: [S::V; DEPTH],
}

impl<S: Simd, const DEPTH: usize> Moving<S, DEPTH> {
    /// One step of every section, one new frame in; with a mask, the memory of the others is held: eight bits for each
    /// register.
    #[inline(always)]
    fn step(&mut self, rows: &[Row; DEPTH], frame: Frame, active: Option<u64>) {
        let simd = self.simd;
        // Read from where they are: kept in registers, they would be put on the stack and read from there, unaligned.
        let rows = if active.is_some() { black_box(rows) } else { rows };
        let Some(&top) = self.y.first() else { return };
        let (given, first) = (self.y, simd.enter(top, frame));
        let inputs: [S::V; DEPTH] = std::array::from_fn(|i| given.get(i + 1).copied().unwrap_or(first));
        let mut bits = active.unwrap_or(0);
        for (((row, [s1, s2]), y), x) in rows.iter().zip(&mut self.s).zip(&mut self.y).zip(inputs) {
            let [b0, b1, b2] = row.b.each_ref().map(|line| simd.load(line));
            let [a1, a2] = row.a.each_ref().map(|line| simd.load(line));
            *y = simd.mul_add(b0, x, *s1);
            let next =
                [simd.mul_sub(a1, *y, simd.mul_add(b1, x, *s2)), simd.mul_sub(a2, *y, simd.mul(b2, x))];
            if active.is_some() {
                let mask = simd.mask(bits as u8);
                (*s1, *s2) = (simd.select(mask, *s1, next[0]), simd.select(mask, *s2, next[1]));
                bits >>= 8;
            } else {
                [*s1, *s2] = next;
            }
        }
    }

    #[inline(always)]
    fn top(&self) -> Frame {
        self.y.first().map_or(SILENCE, |&y| self.simd.top(y))
    }
}

impl<const DEPTH: usize> Work for Pass<'_, DEPTH> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self { rows, frames } = self;
        let (sections, length) = (DEPTH * S::PAIRS, frames.len());
        let zero = simd.zero();
        let mut wave = Moving { simd, s: [[zero; 2]; DEPTH], y: [zero; DEPTH] };
        for (s, row) in wave.s.iter_mut().zip(rows.iter()) {
            *s = row.s.each_ref().map(|line| simd.load(line));
        }
        let frames = Cell::from_mut(frames).as_slice_of_cells();
        // The bits of a section's place in the mask; none for one that is not there.
        let place = |section: usize| {
            let bits = 0b11u64 << (8 * (DEPTH - 1 - section % DEPTH) + 2 * (section / DEPTH)).min(63);
            if section < sections { bits } else { 0 }
        };
        let mut active = 0;
        let fill = sections - 1;
        for t in 0..fill {
            active |= place(t);
            if t >= length {
                active &= !place(t - length);
            }
            wave.step(rows, frames.get(t).map_or(SILENCE, Cell::get), Some(active));
        }
        let (inner, drained) = frames.split_at(length.saturating_sub(fill));
        for (to, from) in inner.iter().zip(frames.iter().skip(fill)) {
            wave.step(rows, from.get(), None);
            to.set(wave.top());
        }
        // With fewer frames than sections the wave has begun to drain before it is full.
        active |= place(fill);
        for (t, to) in (fill.max(length)..).zip(drained) {
            active &= !place(t - length);
            wave.step(rows, SILENCE, Some(active));
            to.set(wave.top());
        }
        for (row, s) in rows.iter_mut().zip(&wave.s) {
            for (line, s) in row.s.iter_mut().zip(s) {
                simd.store(line, *s);
            }
        }
    }
}
