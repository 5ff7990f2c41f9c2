//! The chain, from capture to playback, as straight-line code. One call is one part of a tick.

use super::Scratch;
use super::knobs::Targets;
use super::link::Parcel;
use super::meters::{Meters, PlayedMeter};
use super::mix::{Mix, Strip};
use super::playback::{Playback, Shape, Warm};
use super::slot::{PartScratch, Parts, Place, Slot};
use super::stage::{Feeds, StageBed};
use super::swap::Swap;
use crate::dsp::crossfade::crossfade;
use crate::dsp::limiter::Limited;
use crate::dsp::smoother::{Ramp, Smoother};
use crate::dsp::{Frame, SILENCE, TICK};
use crate::units::Seconds;

mod heard;
mod rig;

use heard::{fade_parts, run_slot};
pub use rig::Rig;

/// An A/B switch, and the fade-in of a new chain (DESIGN: linear, both sides hear the same sources).
const SWITCH_FADE: Seconds = Seconds(0.03);
/// A knob on its way to a new value.
const KNOB_RAMP: Seconds = Seconds(0.02);
/// A new stage is faded in slowly; nobody switches venues on the beat.
const STAGE_FADE: Seconds = Seconds(0.2);
/// What a new stage or shape runs unheard: longer than any impulse response in it.
const WARM: Seconds = Seconds(0.2);

/// The running chain.
pub(crate) struct Chain {
    mix: Mix,
    stage: Swap<StageBed>,
    slots: [Swap<Slot>; 2],
    alone: bool,
    playback: Playback,
    monitor: Smoother,
    stage_gain: Smoother,
    position: Smoother,
    balance: [Smoother; 2],
    bodypack: Smoother,
    ramps: Controls,
    targets: Targets,
    played: PlayedMeter,
    warm: Warm,
    program: Scratch,
    mixed: Scratch,
    voice: Scratch,
    microphone: Scratch,
    ambience: Scratch,
    successor: Scratch,
    heard: [PartScratch; 2],
    output: Scratch,
}

/// What one part of a tick has become.
pub(crate) struct Made<'a> {
    /// What may be played.
    pub(crate) limited: Limited<'a>,
    /// The parts at the ears of the slot that is heard, pascals.
    pub(crate) parts: Parts<'a>,
    /// What is played, pascals at the listener's ears.
    pub(crate) pascals: &'a [Frame],
    /// The monitor mix before the monitor level, full scale = 1.
    pub(crate) mix: &'a [Frame],
}

/// The ramps of one tick.
struct Controls {
    monitor: Ramp,
    stage: Ramp,
    position: Ramp,
    balance: [Ramp; 2],
    bodypack: Ramp,
}

impl Chain {
    pub(crate) fn new(rig: Rig) -> Self {
        let Rig { slots: [a, b], stage, mix, shape, targets, alone, start_ramp, rate } = rig;
        let still = Ramp::constant(0.0);
        let fade = SWITCH_FADE.frames(rate);
        Self {
            mix,
            stage: Swap::new(stage, STAGE_FADE.frames(rate)),
            slots: [Swap::new(a, fade), Swap::new(b, fade)],
            alone,
            playback: Playback::new(&targets, shape, start_ramp, rate),
            monitor: Smoother::new(targets.monitor, KNOB_RAMP.frames(rate)),
            stage_gain: Smoother::new(targets.stage, KNOB_RAMP.frames(rate)),
            position: Smoother::new(targets.position, fade),
            balance: targets.balance.map(|gain| Smoother::new(gain, KNOB_RAMP.frames(rate))),
            bodypack: Smoother::new(targets.bodypack, KNOB_RAMP.frames(rate)),
            ramps: Controls {
                monitor: still,
                stage: still,
                position: still,
                balance: [still; 2],
                bodypack: still,
            },
            targets,
            played: PlayedMeter::new(rate),
            warm: Warm(WARM.frames(rate)),
            program: Scratch::new(),
            mixed: Scratch::new(),
            voice: Scratch::new(),
            microphone: Scratch::new(),
            ambience: Scratch::new(),
            successor: Scratch::new(),
            heard: [PartScratch::new(), PartScratch::new()],
            output: Scratch::new(),
        }
    }

    /// `[audio]` Capture channels per frame.
    pub(crate) fn channels(&self) -> usize {
        self.mix.channels()
    }

    /// The gains of the monitor mix as they are now.
    pub(crate) fn gains(&self) -> impl Iterator<Item = Strip> {
        self.mix.gains()
    }

    /// `[audio]` The peaks of the channels have been told.
    pub(crate) fn restart_peaks(&mut self) {
        self.mix.restart_peaks();
    }

    /// Look-ahead in frames, the only latency that the chain adds.
    pub(crate) fn latency(&self) -> usize {
        self.playback.latency()
    }

    /// `[audio]` At a tick: obeys new knob values.
    pub(crate) fn set(&mut self, targets: &Targets) {
        self.monitor.set(targets.monitor);
        self.stage_gain.set(targets.stage);
        self.position.set(targets.position);
        self.balance.iter_mut().zip(targets.balance).for_each(|(ear, gain)| ear.set(gain));
        self.bodypack.set(targets.bodypack);
        self.targets = *targets;
        self.playback.set(targets);
    }

    /// `[audio]` True while something is being replaced: three ear chains at most, one swap at a time.
    pub(crate) fn is_busy(&self) -> bool {
        let slots = self.slots.iter().any(|slot| slot.is_busy() || slot.current().is_busy());
        slots || self.stage.is_busy() || self.playback.is_busy()
    }

    /// `[audio]` At a tick: takes a prepared thing. What needs no fade comes back at once.
    pub(crate) fn install(&mut self, parcel: Parcel) -> Option<Parcel> {
        let [a, b] = &mut self.slots;
        match parcel {
            Parcel::Slot(place, slot) => {
                let warm = slot.warm_frames();
                let swap = if place == Place::A { a } else { b };
                swap.offer(slot, warm).map(|slot| Parcel::Slot(place, slot))
            }
            Parcel::Seal(place, entry) => {
                let swap = if place == Place::A { a } else { b };
                swap.running().0.offer(entry).map(|entry| Parcel::Seal(place, entry))
            }
            Parcel::Stage(stage) => self.stage.offer(stage, self.warm.0).map(Parcel::Stage),
            Parcel::Shape(shape) => self.playback.offer(shape, self.warm).map(Parcel::Shape),
            Parcel::Mix(table) => {
                self.mix.set(&table);
                Some(Parcel::Mix(table))
            }
        }
    }

    /// `[audio]` Starts a tick: every ramp moves one step. Returns what is no longer heard; at most one thing,
    /// because at most one is being replaced.
    pub(crate) fn tick(&mut self) -> Option<Parcel> {
        self.mix.tick();
        self.ramps = Controls {
            monitor: self.monitor.next_tick(),
            stage: self.stage_gain.next_tick(),
            position: self.position.next_tick(),
            balance: {
                let [left, right] = &mut self.balance;
                [left.next_tick(), right.next_tick()]
            },
            bodypack: self.bodypack.next_tick(),
        };
        let old_stage = self.stage.tick().map(Parcel::Stage);
        let (stage, fresh) = self.stage.running();
        stage.tick();
        if let Some((fresh, _)) = fresh {
            fresh.tick();
        }
        let [a, b] = &mut self.slots;
        let sealed_a = a.running().0.tick().map(|entry| Parcel::Seal(Place::A, entry));
        let sealed_b = b.running().0.tick().map(|entry| Parcel::Seal(Place::B, entry));
        let old_a = a.tick().map(|slot| Parcel::Slot(Place::A, slot));
        let old_b = b.tick().map(|slot| Parcel::Slot(Place::B, slot));
        let old_shape = self.playback.tick().map(Parcel::Shape);
        old_stage.or(sealed_a).or(sealed_b).or(old_a).or(old_b).or(old_shape)
    }

    /// `[audio]` One part of a tick, `frames` long from frame `offset` of the tick on: the whole signal path.
    pub(crate) fn run(&mut self, capture: &[f32], offset: usize, frames: usize) -> Made<'_> {
        let n = frames.min(TICK);
        let (program, voice, ambience) = (self.program.part(n), self.voice.part(n), self.ambience.part(n));
        let microphone = self.microphone.part(n);
        self.mix.process(capture, offset, program, voice, microphone);
        self.mixed.part(n).copy_from_slice(program);

        // Before the monitor's own level: the PA plays the mix at its own.
        let feeds = Feeds { programme: program, microphone };
        let (stage, fresh) = self.stage.running();
        stage.process(offset, feeds, ambience);
        if let Some((fresh, share)) = fresh {
            let next = self.successor.part(n);
            fresh.process(offset, feeds, next);
            crossfade(ambience, next, share, offset);
        }
        scale(ambience, self.ramps.stage, offset);
        scale(program, self.ramps.monitor, offset);
        balance(program, self.ramps.balance, offset);

        let [heard, against] = &mut self.heard;
        let [a, b] = &mut self.slots;
        let bodypack = self.ramps.bodypack;
        run_slot(a, heard, offset, [program, ambience, voice], bodypack);
        if !self.alone {
            run_slot(b, against, offset, [program, ambience, voice], bodypack);
            fade_parts(heard, &against.view(n), self.ramps.position, offset);
        }

        let output = self.output.part(n);
        output.copy_from_slice(heard.ear.view(n));
        let limited = self.playback.process(offset, output);
        self.played.read(limited.frames(), self.targets.full_scale);
        let (pascals, mix) = (self.played.pascals(n), self.mixed.view(n));
        Made { limited, parts: heard.view(n), pascals, mix }
    }

    /// `[audio]` Silence into the limiter: what its look-ahead holds comes out.
    pub(crate) fn drain(&mut self, frames: usize) -> Limited<'_> {
        let output = self.output.part(frames);
        output.fill(SILENCE);
        self.playback.limiter().process(output)
    }

    /// `[audio]` Fills in what the chain knows.
    pub(crate) fn read_meters(&mut self, meters: &mut Meters) {
        let [a, b] = &mut self.slots;
        meters.slots = [a.running().0.levels(), b.running().0.levels()];
        let true_peak = self.playback.limiter().true_peaks();
        self.played.read_true_peak(true_peak, self.targets.full_scale);
        meters.played = self.played.levels();
        meters.faults = self.mix.faults();
        self.mix.read_levels(&mut meters.channels);
        meters.obeyed = Some(self.targets);
        let limiter = self.playback.limiter();
        meters.limiter_gain = meters.limiter_gain.min(limiter.gain_reduction().gain());
        meters.limiter_gain_min = meters.limiter_gain_min.min(meters.limiter_gain);
        meters.slow_gain = meters.slow_gain.min(limiter.slow_reduction().gain());
        meters.slow_gain_min = meters.slow_gain_min.min(meters.slow_gain);
    }
}

/// `[audio]` Multiplies by a ramp.
fn scale(frames: &mut [Frame], ramp: Ramp, offset: usize) {
    for (i, frame) in frames.iter_mut().enumerate() {
        let gain = ramp.at(offset + i);
        *frame = frame.map(|x| x * gain);
    }
}

/// `[audio]` Multiplies each ear by its own ramp.
fn balance(frames: &mut [Frame], [left, right]: [Ramp; 2], offset: usize) {
    if [left, right].iter().all(|ramp| ramp.is_constant() && ramp.start >= 1.0) {
        return;
    }
    for (i, [l, r]) in frames.iter_mut().enumerate() {
        (*l, *r) = (*l * left.at(offset + i), *r * right.at(offset + i));
    }
}
