//! Direct-form convolution, frame by frame: no delay at all, for short responses.
//!
//! Taps lie oldest first, so an output is the scalar product of the taps with a window of the input that ends at its
//! frame. Even and odd taps are summed apart; the order never depends on how many outputs are made at once.

use super::{Frame, SILENCE, frame, guard::flush_frame, memory};

/// Frames taken into the window at once.
const CHUNK: usize = 64;

/// A short impulse response per ear, oldest tap first, in pairs.
#[derive(Clone, Debug)]
pub struct Taps(Box<[[Frame; 2]]>);

impl Taps {
    /// Two responses; the shorter one is filled up with zeros.
    #[must_use]
    pub fn new(left: &[f64], right: &[f64]) -> Self {
        let mut taps = memory::filled([SILENCE; 2], left.len().max(right.len()).div_ceil(2));
        for ([tap, _], &h) in taps.as_flattened_mut().iter_mut().rev().zip(left) {
            *tap = h;
        }
        for ([_, tap], &h) in taps.as_flattened_mut().iter_mut().rev().zip(right) {
            *tap = h;
        }
        Self(taps)
    }

    /// Number of taps, always even.
    #[must_use]
    pub fn length(&self) -> usize {
        2 * self.0.len()
    }

    /// `[audio]` One output per frame of `out`; `window` holds `length - 1` earlier frames, then those of `out`.
    pub fn filter(&self, window: &[Frame], out: &mut [Frame]) {
        let length = self.length();
        let (fours, singles) = out.as_chunks_mut::<4>();
        let done = 4 * fours.len();
        for (y, window) in fours.iter_mut().zip(window.windows(length + 3).step_by(4)) {
            *y = four(&self.0, window);
        }
        for (y, window) in singles.iter_mut().zip(window.windows(length.max(1)).skip(done)) {
            *y = one(&self.0, window);
        }
    }
}

/// Scalar product of the taps with one window.
fn one(taps: &[[Frame; 2]], window: &[Frame]) -> Frame {
    let (mut even, mut odd) = (SILENCE, SILENCE);
    for (&[p, q], &[x, y]) in taps.iter().zip(window.as_chunks::<2>().0) {
        even = frame::add(even, frame::mul(p, x));
        odd = frame::add(odd, frame::mul(q, y));
    }
    frame::add(even, odd)
}

/// The same for four windows, each one frame later than the one before; every loaded frame serves all four.
fn four(taps: &[[Frame; 2]], window: &[Frame]) -> [Frame; 4] {
    let (mut even, mut odd) = ([SILENCE; 4], [SILENCE; 4]);
    let Some((&[mut a, mut b, mut c], later)) = window.split_first_chunk::<3>() else { return even };
    for (&[p, q], &[d, e]) in taps.iter().zip(later.as_chunks::<2>().0) {
        for (sum, x) in even.iter_mut().zip([a, b, c, d]) {
            *sum = frame::add(*sum, frame::mul(p, x));
        }
        for (sum, x) in odd.iter_mut().zip([b, c, d, e]) {
            *sum = frame::add(*sum, frame::mul(q, x));
        }
        (a, b, c) = (c, d, e);
    }
    for (sum, odd) in even.iter_mut().zip(odd) {
        *sum = frame::add(*sum, odd);
    }
    even
}

/// A short filter with its memory.
#[derive(Clone, Debug)]
pub struct Direct {
    taps: Taps,
    window: Box<[Frame]>,
}

impl Direct {
    /// Filters with two short responses, left and right.
    #[must_use]
    pub fn new(left: &[f64], right: &[f64]) -> Self {
        let taps = Taps::new(left, right);
        let window = memory::silence(taps.length().saturating_sub(1) + CHUNK);
        Self { taps, window }
    }

    /// `[audio]` In place, both ears.
    pub fn process(&mut self, frames: &mut [Frame]) {
        let past = self.window.len() - CHUNK;
        for chunk in frames.chunks_mut(CHUNK) {
            for (place, &x) in self.window.iter_mut().skip(past).zip(chunk.iter()) {
                *place = flush_frame(x);
            }
            self.taps.filter(&self.window, chunk);
            self.window.copy_within(chunk.len()..chunk.len() + past, 0);
        }
    }

    /// `[audio]` Forgets the past.
    pub fn reset(&mut self) {
        self.window.fill(SILENCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impulse_gives_the_taps_back_and_cutting_the_calls_changes_no_bit() {
        let (left, right) = ([1.0, -0.5, 0.25, 3.0, 0.1], [0.0, 2.0]);
        let mut whole = [SILENCE; 150];
        (whole[3], whole[100]) = ([1.0, 1.0], [-0.3, 0.7]);
        let mut pieces = whole;
        Direct::new(&left, &right).process(&mut whole);
        assert_eq!(whole[3..9], [[1.0, 0.0], [-0.5, 2.0], [0.25, 0.0], [3.0, 0.0], [0.1, 0.0], [0.0, 0.0]]);
        let mut cut = Direct::new(&left, &right);
        let (head, tail) = pieces.split_at_mut(37);
        head.chunks_mut(1).for_each(|f| cut.process(f));
        tail.chunks_mut(7).for_each(|f| cut.process(f));
        assert_eq!(whole, pieces);
    }
}
