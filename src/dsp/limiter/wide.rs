//! The work on frames, compiled for the widest registers of the machine. The results are bit for bit the same everywhere.
use super::super::larger::larger;
use super::super::simd::{Simd, Work};
use super::super::{Frame, SILENCE};
use super::{BRINK, LARGEST_STEP, LOUDEST, Limiter, OVERLAP, QUIETEST};

/// `[audio]` Chooses the next knot and adds its hump to the gain.
pub(super) struct PlaceHump<'a>(pub(super) &'a mut Limiter);

impl Work for PlaceHump<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        self.0.place_hump(simd);
    }
}

/// `[audio]` Takes frames in and gives the delayed ones out.
pub(super) struct Pass<'a>(pub(super) &'a mut Limiter, pub(super) &'a mut [Frame]);

impl Work for Pass<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, _: S) {
        self.0.pass(self.1);
    }
}

impl Limiter {
    #[inline(always)]
    fn pass(&mut self, frames: &mut [Frame]) {
        let (_, ahead) = self.ahead.split_at_mut(self.next);
        let (outgoing, incoming) = ahead.split_at_mut(self.latency + self.at);
        let mut faults = 0;
        for ((cell, frame), gain) in incoming.iter_mut().zip(frames.iter()).zip(self.slow.gains()) {
            let [left, right] = *frame;
            // Nothing, unless one of them is no number.
            let fault = (left * 0.0 + right * 0.0).is_nan();
            faults += u64::from(fault);
            let cut = [left, right].map(|x| x.clamp(-LOUDEST, LOUDEST) * gain);
            *cell = if fault { SILENCE } else { cut };
        }
        self.faults += faults;
        let [l, r] = self.bound;
        let outgoing = outgoing.iter().zip(&self.gain).skip(self.at);
        for (frame, (delayed, gain)) in frames.iter_mut().zip(outgoing) {
            *frame = [(delayed[0] * gain).clamp(-l, l), (delayed[1] * gain).clamp(-r, r)];
        }
    }

    /// Chooses the next knot and adds its hump to the gain.
    #[inline(always)]
    fn place_hump<S: Simd>(&mut self, simd: S) {
        let (_, ahead) = self.ahead.split_at(self.next);
        let (ahead, _) = ahead.split_at(self.latency);
        let (_, newest) = ahead.split_at(self.latency - self.hop);
        let last = std::mem::replace(&mut self.peak, self.detector.feed(simd, newest));
        self.plan.shape(simd, self.detector.ahead(), &self.humps);
        let brink =
            ahead.iter().take(OVERLAP * self.hop).rev().take(BRINK).map(|f| f.map(|x| x.abs() as f32));
        let [l, r] =
            brink.chain([last, self.peak]).fold([0.0; 2], |a, b| [larger(a[0], b[0]), larger(a[1], b[1])]);
        // A higher ceiling counts from the next hop on, as it does for the strict stage.
        let [left, right] = [self.ceiling[0].min(self.bound[0]), self.ceiling[1].min(self.bound[1])];
        let allowed = (self.aim * left / f64::from(l)).min(self.aim * right / f64::from(r));
        let aimed = self.ballistics.next(allowed.min(1.0));
        let share = self.plan.place(simd, aimed as f32, self.bound.map(|c| c as f32));
        let share = f64::from(share);
        let knot = aimed * share;
        if share < 1.0 {
            self.ballistics.yield_to(knot.max(aimed * LARGEST_STEP));
        }
        // The way down of the last hump, the way up of this one; no hump to come reaches this hop.
        let (up, down) = self.hump.split_at(self.hop);
        for ((gain, up), down) in self.gain.iter_mut().zip(up).zip(down) {
            *gain = self.knot * down + knot * up;
        }
        self.knot = knot;
        let mut lowest = [self.lowest_gain; 8];
        for gains in self.gain.as_chunks::<8>().0 {
            for (lowest, gain) in lowest.iter_mut().zip(gains) {
                *lowest = if gain < lowest { *gain } else { *lowest };
            }
        }
        self.lowest_gain = lowest.into_iter().fold(1.0, f64::min);
    }
}

/// What moves the gain: nothing that f32 would keep as a denormal number.
#[inline(always)]
pub(super) fn audible(x: f64) -> f64 {
    if x.abs() < QUIETEST { 0.0 } else { x }
}
