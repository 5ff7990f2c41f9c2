//! What the devices of both slots make of it, also while one takes another's place.

use super::sources::Open;
use super::{KNOB_RAMP, SWITCH_FADE};
use crate::dsp::Frame;
use crate::dsp::crossfade::crossfade;
use crate::dsp::smoother::{Ramp, Smoother};
use crate::engine::knobs::Targets;
use crate::engine::link::Parcel;
use crate::engine::meters::EarLevels;
use crate::engine::slot::{PartScratch, Parts, Place, Slot};
use crate::engine::swap::Swap;
use crate::units::SampleRate;

/// Both slots, and which of them is heard.
pub(crate) struct Ears {
    slots: [Swap<Slot>; 2],
    alone: bool,
    position: Smoother,
    bodypack: Smoother,
    /// Of position and bodypack, in this tick.
    ramps: [Ramp; 2],
    against: PartScratch,
}

impl Ears {
    pub(super) fn new([a, b]: [Box<Slot>; 2], alone: bool, targets: &Targets, rate: SampleRate) -> Self {
        let fade = SWITCH_FADE.frames(rate);
        Self {
            slots: [Swap::new(a, fade), Swap::new(b, fade)],
            alone,
            position: Smoother::new(targets.position, fade),
            bodypack: Smoother::new(targets.bodypack, KNOB_RAMP.frames(rate)),
            ramps: [Ramp::constant(0.0); 2],
            against: PartScratch::new(),
        }
    }

    /// `[audio]` At a tick: obeys new knob values.
    pub(super) fn set(&mut self, targets: &Targets) {
        self.position.set(targets.position);
        self.bodypack.set(targets.bodypack);
    }

    /// `[audio]` True while a device or a seal is being replaced.
    pub(super) fn is_busy(&self) -> bool {
        self.slots.iter().any(|slot| slot.is_busy() || slot.current().is_busy())
    }

    /// `[audio]` At a tick: the place of a prepared slot or seal.
    pub(super) fn at(&mut self, place: Place) -> &mut Swap<Slot> {
        let [a, b] = &mut self.slots;
        if place == Place::A { a } else { b }
    }

    /// `[audio]` Starts a tick. Returns what is no longer heard; at most one thing, because at most one is being replaced.
    pub(crate) fn tick(&mut self) -> Option<Parcel> {
        self.ramps = [self.position.next_tick(), self.bodypack.next_tick()];
        let [a, b] = &mut self.slots;
        let sealed_a = a.running().0.tick().map(|entry| Parcel::Seal(Place::A, entry));
        let sealed_b = b.running().0.tick().map(|entry| Parcel::Seal(Place::B, entry));
        let old_a = a.tick().map(|slot| Parcel::Slot(Place::A, slot));
        let old_b = b.tick().map(|slot| Parcel::Slot(Place::B, slot));
        sealed_a.or(sealed_b).or(old_a).or(old_b)
    }

    /// `[audio]` One part of a tick, `n` frames from its frame `offset` on: what arrives at the ears of the slot that is heard.
    pub(crate) fn process(&mut self, open: &Open, offset: usize, n: usize, heard: &mut PartScratch) {
        let sources = [open.program.view(n), open.ambience.view(n), open.voice.view(n)];
        let [a, b] = &mut self.slots;
        let [position, bodypack] = self.ramps;
        run_slot(a, heard, offset, sources, bodypack);
        if !self.alone {
            run_slot(b, &mut self.against, offset, sources, bodypack);
            fade_parts(heard, &self.against.view(n), position, offset);
        }
    }

    /// `[audio]` What the meters of both slots say.
    pub(super) fn levels(&mut self) -> [EarLevels; 2] {
        let [a, b] = &mut self.slots;
        [a.running().0.levels(), b.running().0.levels()]
    }
}

/// `[audio]` Runs a slot, and its successor beside it while there is one, into `out`.
fn run_slot(
    slot: &mut Swap<Slot>,
    out: &mut PartScratch,
    offset: usize,
    sources: [&[Frame]; 3],
    bodypack: Ramp,
) {
    let n = sources[0].len();
    let (current, fresh) = slot.running();
    let parts = current.process(sources, bodypack, offset);
    out.monitor.part(n).copy_from_slice(parts.monitor);
    out.ambience.part(n).copy_from_slice(parts.ambience);
    out.voice.part(n).copy_from_slice(parts.voice);
    out.ear.part(n).copy_from_slice(parts.ear);
    if let Some((fresh, share)) = fresh {
        fade_parts(out, &fresh.process(sources, bodypack, offset), share, offset);
    }
}

/// `[audio]` Fades every part of `out` towards `to`.
fn fade_parts(out: &mut PartScratch, to: &Parts<'_>, share: Ramp, offset: usize) {
    let n = to.ear.len();
    crossfade(out.monitor.part(n), to.monitor, share, offset);
    crossfade(out.ambience.part(n), to.ambience, share, offset);
    crossfade(out.voice.part(n), to.voice, share, offset);
    crossfade(out.ear.part(n), to.ear, share, offset);
}
