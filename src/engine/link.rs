//! The three pipes between the planes, and the only concurrency of the engine: knob values down (the newest
//! wins), owned things down and back (nothing is ever freed on the audio thread), meters up; beside them, frames to look at.

use std::collections::VecDeque;

use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};

use super::entry::Entry;
use super::knobs::Targets;
use super::meters::Meters;
use super::mix::MixTable;
use super::playback::Shape;
use super::slot::{Parts, Place, Slot};
use super::stage::StageBed;
use crate::dsp::{Frame, TICK};

/// Owned things that are on their way or in use at most; room for all of them on the way back.
const PARCELS: usize = 8;
/// Meter blocks that may wait for a slow reader; they are cumulative, so a lost one loses nothing.
const METERS: usize = 64;
/// Frames that may wait for the band analysis: 0.3 s and more at every rate.
const WATCHED: usize = 1 << 16;

/// One frame to look at, left and right: monitor, ambience, ear of the slot that is heard, and what is played, in
/// pascals; and the monitor mix before the monitor level, full scale = 1.
pub type Watched = [f32; 10];

/// What the engine lets the control plane look at, frame by frame. When nobody takes it in time frames are lost and
/// counted; a level over time can bear that, a file cannot.
pub struct Watch(HeapCons<Watched>);

impl Watch {
    /// Hands over what has come, oldest first.
    pub fn take(&mut self, mut each: impl FnMut(Watched)) {
        // Only what is here now: whoever is slower than the sound must not stay here for ever.
        for frame in self.0.pop_iter().take(WATCHED) {
            each(frame);
        }
    }
}

/// A prepared thing on its way to the audio plane, or a retired one on its way back to be freed.
pub enum Parcel {
    /// A whole ear chain for slot A or B.
    Slot(Place, Box<Slot>),
    /// A new seal of slot A or B: what comes in around its device.
    Seal(Place, Box<Entry>),
    /// The sources of a stage.
    Stage(Box<StageBed>),
    /// The equal-loudness shape of playback.
    Shape(Box<Shape>),
    /// Gains of the monitor mix.
    Mix(Box<MixTable>),
}

impl Parcel {
    /// Whether a waiting parcel is made stale by a newer one: same kind, same place.
    fn same_room(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Slot(a, _), Self::Slot(b, _)) | (Self::Seal(a, _), Self::Seal(b, _)) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// The control plane's end of the pipes.
pub struct ControlEnd {
    targets: HeapProd<Targets>,
    unsent: Option<Targets>,
    down: HeapProd<Parcel>,
    back: HeapCons<Parcel>,
    waiting: VecDeque<Parcel>,
    away: usize,
    meters: HeapCons<Meters>,
    watch: Option<Watch>,
}

/// The audio plane's end of the pipes.
pub struct AudioEnd {
    targets: HeapCons<Targets>,
    down: HeapCons<Parcel>,
    back: HeapProd<Parcel>,
    meters: HeapProd<Meters>,
    watch: HeapProd<Watched>,
    shown: [Watched; TICK],
    unwatched: u64,
}

/// Makes the pipes.
#[must_use]
pub fn link() -> (ControlEnd, AudioEnd) {
    let (targets_in, targets_out) = HeapRb::new(16).split();
    let (down_in, down_out) = HeapRb::new(PARCELS).split();
    let (back_in, back_out) = HeapRb::new(PARCELS).split();
    let (meters_in, meters_out) = HeapRb::new(METERS).split();
    let (watch_in, watch_out) = HeapRb::new(WATCHED).split();
    (
        ControlEnd {
            targets: targets_in,
            unsent: None,
            down: down_in,
            back: back_out,
            waiting: VecDeque::new(),
            away: 0,
            meters: meters_out,
            watch: Some(Watch(watch_out)),
        },
        AudioEnd {
            targets: targets_out,
            down: down_out,
            back: back_in,
            meters: meters_in,
            watch: watch_in,
            shown: [[0.0; 10]; TICK],
            unwatched: 0,
        },
    )
}

impl ControlEnd {
    /// Sends knob values; when the ring is full the newest is kept and sent by the next [`Self::service`].
    pub fn set(&mut self, targets: Targets) {
        self.unsent = self.targets.try_push(targets).err();
    }

    /// Sends a prepared thing. One that still waits for the same room is replaced: the newest wins.
    pub fn install(&mut self, parcel: Parcel) {
        self.waiting.retain(|waiting| !waiting.same_room(&parcel));
        self.waiting.push_back(parcel);
        self.service();
    }

    /// Whether a thing that is sent now is the next but one at most: what changes many times a second is prepared no
    /// faster than it can be used.
    #[must_use]
    pub fn is_near(&self) -> bool {
        self.waiting.is_empty() && self.away < 2
    }

    /// Frees what came back, sends what waited, returns whether everything has arrived and settled.
    pub fn service(&mut self) -> bool {
        while let Some(retired) = self.back.try_pop() {
            drop(retired);
            self.away -= 1;
        }
        while self.away < PARCELS {
            let Some(parcel) = self.waiting.pop_front() else { break };
            if let Err(parcel) = self.down.try_push(parcel) {
                self.waiting.push_front(parcel);
                break;
            }
            self.away += 1;
        }
        if let Some(targets) = self.unsent.take() {
            self.set(targets);
        }
        self.away == 0 && self.waiting.is_empty() && self.unsent.is_none()
    }

    /// The frames to look at, for the first who asks.
    pub fn watch(&mut self) -> Option<Watch> {
        self.watch.take()
    }

    /// The newest meters since the last call, if any; the limiter's gains are the smallest
    /// and the channels' peaks the largest of all of them.
    pub fn newest_meters(&mut self) -> Option<Meters> {
        std::iter::from_fn(|| self.meters.try_pop()).reduce(|old, mut new| {
            new.limiter_gain = old.limiter_gain.min(new.limiter_gain);
            new.slow_gain = old.slow_gain.min(new.slow_gain);
            new.load.last = old.load.last.max(new.load.last);
            for (new, old) in new.channels.iter_mut().zip(&old.channels) {
                new.peak = new.peak.max(old.peak);
            }
            new
        })
    }
}

impl AudioEnd {
    /// `[audio]` The newest knob values, if any came.
    pub(crate) fn newest_targets(&mut self) -> Option<Targets> {
        std::iter::from_fn(|| self.targets.try_pop()).last()
    }

    /// `[audio]` The next prepared thing.
    pub(crate) fn receive(&mut self) -> Option<Parcel> {
        self.down.try_pop()
    }

    /// `[audio]` Sends a retired thing home. There is always room: the control plane sends no more than fit.
    pub(crate) fn retire(&mut self, parcel: Parcel) {
        if let Err(parcel) = self.back.try_push(parcel) {
            // Unreachable by the count above; leaking is still better than freeing on the audio thread.
            std::mem::forget(parcel);
        }
    }

    /// `[audio]` Shows frames, a tick at most and as many as there is room for.
    pub(crate) fn watch(&mut self, parts: &Parts<'_>, played: &[Frame], mix: &[Frame]) {
        if self.watch.is_full() {
            self.unwatched += played.len() as u64;
            return;
        }
        let ears = parts.monitor.iter().zip(parts.ambience).zip(parts.ear).zip(played).zip(mix);
        for (shown, ((((m, a), e), p), x)) in self.shown.iter_mut().zip(ears) {
            let [[ml, mr], [al, ar], [el, er], [pl, pr], [xl, xr]] =
                [m, a, e, p, x].map(|f| f.map(|x| x as f32));
            *shown = [ml, mr, al, ar, el, er, pl, pr, xl, xr];
        }
        let (shown, _) = self.shown.split_at(played.len().min(TICK));
        self.unwatched += (shown.len() - self.watch.push_slice(shown)) as u64;
    }

    /// `[audio]` Frames that found no room.
    pub(crate) fn unwatched(&self) -> u64 {
        self.unwatched
    }

    /// `[audio]` Offers meters. A full ring (false) means that nobody looks, and the next ones say the same and more.
    pub(crate) fn report(&mut self, meters: &Meters) -> bool {
        self.meters.try_push(*meters).is_ok()
    }
}
