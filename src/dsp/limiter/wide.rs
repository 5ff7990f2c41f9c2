//! The work on frames, compiled for the widest registers of the machine.
use super::super::larger::larger;
use super::super::simd::{LANES, Simd, Work};
use super::super::smoother::Ramp;
use super::super::{Frame, SILENCE, TICK};
use super::{LARGEST_STEP, LOUDEST, Limiter, OVERLAP};

/// `[audio]` Limits the frames in place.
pub(super) struct Run<'a>(pub(super) &'a mut Limiter, pub(super) &'a mut [Frame]);

impl Work for Run<'_> {
    type Done = ();

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) {
        let Self(limiter, mut rest) = self;
        while !rest.is_empty() {
            if limiter.at == 0 {
                limiter.place_hump(simd);
            }
            // The slow stage goes by ticks; a hop is half a tick, one or two.
            let left = (limiter.hop - limiter.at).min(TICK - limiter.at % TICK);
            let (run, later) = rest.split_at_mut(rest.len().min(left));
            limiter.pass(simd, run);
            rest = later;
        }
    }
}

impl Limiter {
    /// Part of a hop and of a tick: takes frames in, gives the delayed ones out.
    #[inline(always)]
    fn pass<S: Simd>(&mut self, simd: S, frames: &mut [Frame]) {
        let (_, ahead) = self.ahead.split_at_mut(self.next);
        let (outgoing, incoming) = ahead.split_at_mut(self.latency + self.at);
        let incoming = incoming.get_mut(..frames.len()).unwrap_or_default();
        if !take_in(simd, incoming, frames, self.slow.gain()) {
            self.faults += silence_faults(incoming, frames);
        }
        let (_, outgoing) = outgoing.split_at(self.at);
        let (_, gain) = self.gain.split_at(self.at);
        give_out(simd, frames, outgoing, gain, self.bound);
        self.slow.hear(simd, frames);
        self.at += frames.len();
        if self.at == self.hop {
            self.finish_hop();
        }
    }

    /// Chooses the next knot and adds its hump to the gain.
    #[inline(always)]
    fn place_hump<S: Simd>(&mut self, simd: S) {
        let (_, ahead) = self.ahead.split_at(self.next);
        let (ahead, _) = ahead.split_at(self.latency);
        let (_, newest) = ahead.split_at(self.latency - self.hop);
        // What waits for the one before lies apart from it, and what needs no waiting between them.
        self.detector.take(simd, newest);
        self.plan.advance(simd);
        self.detector.halve(simd);
        let last = std::mem::replace(&mut self.peak, self.detector.peak(simd));
        // No points of the last frames of the hump are known yet: they are those of BRINK, and two before.
        let brink = self.detector.brink(simd, OVERLAP * self.hop);
        let [l, r] = [brink, last, self.peak]
            .into_iter()
            .fold([0.0; 2], |a, b| [larger(a[0], b[0]), larger(a[1], b[1])]);
        // A higher ceiling counts from the next hop on, as it does for the strict stage.
        let [left, right] = [self.ceiling[0].min(self.bound[0]), self.ceiling[1].min(self.bound[1])];
        let allowed = (self.aim * left / f64::from(l)).min(self.aim * right / f64::from(r));
        let aimed = self.ballistics.next(allowed.min(1.0));
        self.plan.shape(simd, self.detector.ahead(), &self.humps);
        let share = self.plan.place(simd, aimed as f32, self.bound.map(|c| c as f32));
        let share = f64::from(share);
        let knot = aimed * share;
        if share < 1.0 {
            self.ballistics.yield_to(knot.max(aimed * LARGEST_STEP));
        }
        // The way down of the last hump, the way up of this one; no hump to come reaches this hop.
        let (up, down) = self.hump.split_at(self.hop);
        let (before, now) = (simd.every([self.knot; 2]), simd.every([knot; 2]));
        let mut lowest = simd.every([self.lowest_gain; 2]);
        let (up, down) = (up.as_flattened().as_chunks().0, down.as_flattened().as_chunks().0);
        for ((gain, up), down) in self.gain.as_flattened_mut().as_chunks_mut().0.iter_mut().zip(up).zip(down)
        {
            for part in 0..4 / S::PAIRS {
                let falling = simd.mul(before, simd.part(down, part));
                let sum = simd.mul_add(now, simd.part(up, part), falling);
                lowest = simd.smaller(lowest, sum);
                simd.put_part(gain, part, sum);
            }
        }
        self.knot = knot;
        let mut lanes = [self.lowest_gain; LANES];
        simd.put_part(&mut lanes, 0, lowest);
        self.lowest_gain = lanes.into_iter().fold(self.lowest_gain, |a, b| if b < a { b } else { a });
    }
}

/// Takes in frames with the gain of the slow stage, from a frame of its tick on. Not if there is something among them that is
/// no number: what has been taken in then is not all sound.
#[inline(always)]
fn take_in<S: Simd>(simd: S, cells: &mut [Frame], frames: &[Frame], (gain, first): (Ramp, usize)) -> bool {
    /// By lane, which of four frames it is.
    const PLACES: [f64; LANES] = [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0];
    let [most, least, start, step] = [LOUDEST, -LOUDEST, gain.start, gain.step].map(|x| simd.every([x; 2]));
    let (cells, last_cells) = cells.as_flattened_mut().as_chunks_mut();
    let (fours, last) = frames.as_flattened().as_chunks();
    // Stays nothing, unless there is something that is no number.
    let mut nothing = simd.zero();
    let mut place = f64::from(first as u32);
    for (cells, four) in cells.iter_mut().zip(fours) {
        for part in 0..4 / S::PAIRS {
            let x = simd.part(four, part);
            nothing = simd.mul_add(x, simd.zero(), nothing);
            let at = simd.plus(simd.every([place; 2]), simd.part(&PLACES, part));
            let gain = simd.plus(start, simd.mul(step, at));
            let cut = simd.smaller(simd.larger(x, least), most);
            simd.put_part(cells, part, simd.mul(cut, gain));
        }
        place += 4.0;
    }
    let mut lanes = [0.0; LANES];
    simd.put_part(&mut lanes, 0, nothing);
    let (cells, last) = (last_cells.as_chunks_mut::<2>().0, last.as_chunks::<2>().0);
    for (nth, (cell, frame)) in cells.iter_mut().zip(last).enumerate() {
        let gain = gain.at(first + 4 * fours.len() + nth);
        *cell = frame.map(|x| x.clamp(-LOUDEST, LOUDEST) * gain);
        lanes[0] += frame[0] * 0.0 + frame[1] * 0.0;
    }
    lanes.iter().sum::<f64>() == 0.0
}

/// Silences the frames that hold something that is no number; how many there are.
#[cold]
fn silence_faults(cells: &mut [Frame], frames: &[Frame]) -> u64 {
    let mut faults = 0;
    for (cell, frame) in cells.iter_mut().zip(frames) {
        if frame.iter().any(|x| !x.is_finite()) {
            *cell = SILENCE;
            faults += 1;
        }
    }
    faults
}

/// Gives out what is due, with its gain and within the bound of each ear.
#[inline(always)]
fn give_out<S: Simd>(simd: S, frames: &mut [Frame], due: &[Frame], gain: &[Frame], bound: Frame) {
    let (most, least) = (simd.every(bound), simd.every(bound.map(|x| -x)));
    let (fours, last) = frames.as_flattened_mut().as_chunks_mut();
    let (due, gain) = (due.as_flattened(), gain.as_flattened());
    for ((four, due), gain) in fours.iter_mut().zip(due.as_chunks().0).zip(gain.as_chunks().0) {
        for part in 0..4 / S::PAIRS {
            let x = simd.mul(simd.part(due, part), simd.part(gain, part));
            simd.put_part(four, part, simd.smaller(simd.larger(x, least), most));
        }
    }
    let done = LANES * fours.len();
    let rest = due.iter().zip(gain).skip(done).zip(bound.into_iter().cycle());
    for (x, ((due, gain), bound)) in last.iter_mut().zip(rest) {
        *x = (due * gain).clamp(-bound, bound);
    }
}
