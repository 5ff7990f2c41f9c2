//! A wave over a stretch of frames: it comes in, flows and goes out.
//!
//! Until it has reached a section, that one works on nothing; its memory is taken up the moment the wave arrives, and put
//! away behind the wave's last frame. So nothing is late, and a section does the same sums with every frame, however many
//! there are.
#![expect(clippy::inline_always, reason = "must be compiled for the instructions of its caller")]

use std::cell::Cell;
use std::ops::Range;

use super::super::super::simd::{Line, Machine, Simd, Work};
use super::super::super::{Frame, SILENCE};
use super::{Row, place};

/// What the registers gave last, between the parts of a pass.
type Given<const DEPTH: usize> = [Line; DEPTH];

/// `[audio]` A wave of sections over any number of frames.
pub(super) fn pass<const DEPTH: usize, const UNIT: bool>(
    rows: &mut [Row; DEPTH],
    frames: &mut [Frame],
    machine: Machine,
) {
    let frames = Cell::from_mut(frames).as_slice_of_cells();
    let Some((_, to)) = frames.split_first() else { return };
    let Some((first, from)) = frames.split_at_checked(DEPTH * machine.size().0) else {
        machine.run(Short::<DEPTH, UNIT> { rows, frames });
        return;
    };
    // Parts of their own: in one the compiler runs out of registers where they count.
    let mut y = [Line::ZERO; DEPTH];
    machine.run(Fill::<DEPTH, UNIT> { rows, y: &mut y, frames: first });
    let (to, last) = to.split_at(from.len());
    machine.run(Flow::<DEPTH, UNIT> { rows, y: &mut y, from, to });
    machine.run(Drain::<DEPTH, UNIT> { rows, y: &y, to: last });
}

/// The wave on its way: what the sections remember, and what they gave last.
struct Moving<'a, S: Simd, const DEPTH: usize, const UNIT: bool> {
    simd: S,
    rows: &'a mut [Row; DEPTH],
    s: [[S::V; 2]; DEPTH],
    y: [S::V; DEPTH],
}

impl<'a, S: Simd, const DEPTH: usize, const UNIT: bool> Moving<'a, S, DEPTH, UNIT> {
    /// Before its first frame: what it has not reached gives silence.
    #[inline(always)]
    fn silent(simd: S, rows: &'a mut [Row; DEPTH]) -> Self {
        Self { simd, rows, s: [[simd.zero(); 2]; DEPTH], y: [simd.zero(); DEPTH] }
    }

    #[inline(always)]
    fn load(simd: S, rows: &'a mut [Row; DEPTH], given: &Given<DEPTH>) -> Self {
        let mut wave = Self::silent(simd, rows);
        for (((s, y), row), given) in wave.s.iter_mut().zip(&mut wave.y).zip(wave.rows.iter()).zip(given) {
            *s = [simd.load(&row.s[0]), simd.load(&row.s[1])];
            *y = simd.load(given);
        }
        wave
    }

    #[inline(always)]
    fn store(self, given: &mut Given<DEPTH>) {
        for (((s, y), row), given) in self.s.iter().zip(&self.y).zip(self.rows).zip(given) {
            self.simd.store(&mut row.s[0], s[0]);
            self.simd.store(&mut row.s[1], s[1]);
            self.simd.store(given, *y);
        }
    }

    /// One step of some of the registers, one new frame in.
    #[inline(always)]
    fn step(&mut self, frame: Frame, working: Range<usize>) {
        let simd = self.simd;
        let given = self.y;
        let Some(&before) = (if S::ROWS { given.last() } else { given.first() }) else { return };
        let entered = simd.enter(before, frame);
        for (i, ((row, s), y)) in self.rows.iter().zip(&mut self.s).zip(&mut self.y).enumerate() {
            if working.contains(&i) {
                let x = match given.get(i + 1) {
                    Some(&before) => simd.follow(*y, before),
                    None => entered,
                };
                let (sum, next) = simd.section(&row.k, x, *s);
                *y = if UNIT { sum } else { simd.mul_add(simd.load(&row.lead), x, s[0]) };
                *s = next;
            }
        }
    }

    /// The wave has reached a section.
    #[inline(always)]
    fn take_up(&mut self, row: usize, pair: usize) {
        let simd = self.simd;
        let mask = simd.mask(0b11 << (2 * pair));
        for (Row { s: [one, two], .. }, [s1, s2]) in
            self.rows.iter().rev().zip(self.s.iter_mut().rev()).skip(row).take(1)
        {
            (*s1, *s2) = (simd.select(mask, *s1, simd.load(one)), simd.select(mask, *s2, simd.load(two)));
        }
    }

    /// The wave has left a section.
    #[inline(always)]
    fn put_away(&mut self, row: usize, pair: usize) {
        let simd = self.simd;
        let mask = simd.mask(0b11 << (2 * pair));
        for (Row { s: [one, two], .. }, [s1, s2]) in
            self.rows.iter_mut().rev().zip(self.s.iter().rev()).skip(row).take(1)
        {
            let kept = [simd.load(one), simd.load(two)];
            simd.store(one, simd.select(mask, kept[0], *s1));
            simd.store(two, simd.select(mask, kept[1], *s2));
        }
    }

    #[inline(always)]
    fn top(&self) -> Frame {
        self.y.first().map_or(SILENCE, |&y| self.simd.top(y))
    }
}

/// Something for every section in the order of the signal, its register a constant: what registers hold stays in them.
macro_rules! each_section {
    ($row:ident $pair:ident $do:block) => {
        each_section!($row $pair $do 0 1 2 3 4)
    };
    ($row:ident $pair:ident $do:block $($n:literal)+) => {
        for lap in 0..if S::ROWS { 1 } else { S::PAIRS } {$(
            if $n < DEPTH {
                for turn in 0..if S::ROWS { S::PAIRS } else { 1 } {
                    let ($row, $pair) = ($n, if S::ROWS { turn } else { lap });
                    $do
                }
            }
        )+}
    };
}

/// From the first section to the last: as many frames as sections.
struct Fill<'a, const DEPTH: usize, const UNIT: bool> {
    rows: &'a mut [Row; DEPTH],
    y: &'a mut Given<DEPTH>,
    frames: &'a [Cell<Frame>],
}

impl<const DEPTH: usize, const UNIT: bool> Work for Fill<'_, DEPTH, UNIT> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let mut wave = Moving::<S, DEPTH, UNIT>::silent(simd, self.rows);
        let mut frames = self.frames.iter();
        each_section!(row pair {
            let reached = if S::ROWS || pair == 0 { row } else { DEPTH - 1 };
            wave.take_up(row, pair);
            wave.step(frames.next().map_or(SILENCE, Cell::get), (DEPTH - 1).saturating_sub(reached)..DEPTH);
        });
        self.frames.iter().take(1).for_each(|to| to.set(wave.top()));
        wave.store(self.y);
    }
}

/// All sections at work.
struct Flow<'a, const DEPTH: usize, const UNIT: bool> {
    rows: &'a mut [Row; DEPTH],
    y: &'a mut Given<DEPTH>,
    from: &'a [Cell<Frame>],
    to: &'a [Cell<Frame>],
}

impl<const DEPTH: usize, const UNIT: bool> Work for Flow<'_, DEPTH, UNIT> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let mut wave = Moving::<S, DEPTH, UNIT>::load(simd, self.rows, self.y);
        for (to, from) in self.to.iter().zip(self.from) {
            wave.step(from.get(), 0..DEPTH);
            to.set(wave.top());
        }
        wave.store(self.y);
    }
}

/// No more frames: the wave leaves one section after the other.
struct Drain<'a, const DEPTH: usize, const UNIT: bool> {
    rows: &'a mut [Row; DEPTH],
    y: &'a Given<DEPTH>,
    to: &'a [Cell<Frame>],
}

impl<const DEPTH: usize, const UNIT: bool> Work for Drain<'_, DEPTH, UNIT> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let mut wave = Moving::<S, DEPTH, UNIT>::load(simd, self.rows, self.y);
        let mut to = self.to.iter();
        each_section!(row pair {
            let left = if S::ROWS || pair == S::PAIRS - 1 { row } else { 0 };
            wave.put_away(row, pair);
            if let Some(to) = to.next() {
                wave.step(SILENCE, 0..DEPTH - left);
                to.set(wave.top());
            }
        });
    }
}

/// Fewer frames than sections: the wave leaves the first before it has reached the last, and holds what is not at work.
struct Short<'a, const DEPTH: usize, const UNIT: bool> {
    rows: &'a mut [Row; DEPTH],
    frames: &'a [Cell<Frame>],
}

impl<const DEPTH: usize, const UNIT: bool> Work for Short<'_, DEPTH, UNIT> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let (sections, length) = (DEPTH * S::PAIRS, self.frames.len());
        let mut given = [Line::ZERO; DEPTH];
        let mut wave = Moving::<S, DEPTH, UNIT>::load(simd, self.rows, &given);
        // Eight bits for each register, two of them for each pair that is at work.
        let bits = |section: usize| {
            let (row, pair) = place::<S>(section, DEPTH);
            if section < sections { 0b11u64 << (8 * (DEPTH - 1 - row) + 2 * pair) } else { 0 }
        };
        let mut working = 0;
        for t in 0..sections + length - 1 {
            working |= bits(t);
            if let Some(left) = t.checked_sub(length) {
                working &= !bits(left);
            }
            let held = wave.s;
            wave.step(self.frames.get(t).map_or(SILENCE, Cell::get), 0..DEPTH);
            for (i, (s, held)) in wave.s.iter_mut().zip(held).enumerate() {
                let mask = simd.mask((working >> (8 * i)) as u8);
                *s = [simd.select(mask, held[0], s[0]), simd.select(mask, held[1], s[1])];
            }
            if let Some(to) = (t + 1).checked_sub(sections) {
                self.frames.iter().skip(to).take(1).for_each(|to| to.set(wave.top()));
            }
        }
        wave.store(&mut given);
    }
}
