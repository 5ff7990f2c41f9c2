//! What is there before any device: the monitor mix, the stage and the own voice, the same for both slots.

use super::{KNOB_RAMP, STAGE_FADE, WARM};
use crate::dsp::Frame;
use crate::dsp::crossfade::crossfade;
use crate::dsp::smoother::{Ramp, Smoother};
use crate::engine::Scratch;
use crate::engine::knobs::Targets;
use crate::engine::link::Parcel;
use crate::engine::mix::Mix;
use crate::engine::stage::{Feeds, StageBed};
use crate::engine::swap::Swap;
use crate::units::SampleRate;

/// What a part of a tick sounds like before any device.
pub(crate) struct Open {
    /// The monitor mix before the monitor level, full scale = 1.
    pub(crate) mix: Scratch,
    /// The monitor mix, Pa.
    pub(crate) program: Scratch,
    /// The stage at the open ear, Pa.
    pub(crate) ambience: Scratch,
    /// The performer's own voice.
    pub(crate) voice: Scratch,
}

/// The mixer and the stage.
pub(crate) struct Sources {
    pub(super) mix: Mix,
    stage: Swap<StageBed>,
    warm_frames: usize,
    monitor: Smoother,
    stage_gain: Smoother,
    balance: [Smoother; 2],
    ramps: Controls,
    microphone: Scratch,
    successor: Scratch,
}

/// The ramps of one tick.
struct Controls {
    monitor: Ramp,
    stage: Ramp,
    balance: [Ramp; 2],
}

impl Open {
    pub(crate) fn new() -> Self {
        Self { mix: Scratch::new(), program: Scratch::new(), ambience: Scratch::new(), voice: Scratch::new() }
    }
}

impl Sources {
    pub(super) fn new(mix: Mix, stage: Box<StageBed>, targets: &Targets, rate: SampleRate) -> Self {
        let still = Ramp::constant(0.0);
        let knob = KNOB_RAMP.frames(rate);
        Self {
            mix,
            stage: Swap::new(stage, STAGE_FADE.frames(rate)),
            warm_frames: WARM.frames(rate),
            monitor: Smoother::new(targets.monitor, knob),
            stage_gain: Smoother::new(targets.stage, knob),
            balance: targets.balance.map(|gain| Smoother::new(gain, knob)),
            ramps: Controls { monitor: still, stage: still, balance: [still; 2] },
            microphone: Scratch::new(),
            successor: Scratch::new(),
        }
    }

    /// `[audio]` At a tick: obeys new knob values.
    pub(super) fn set(&mut self, targets: &Targets) {
        self.monitor.set(targets.monitor);
        self.stage_gain.set(targets.stage);
        self.balance.iter_mut().zip(targets.balance).for_each(|(ear, gain)| ear.set(gain));
    }

    /// `[audio]` True while a stage is being replaced.
    pub(super) fn is_busy(&self) -> bool {
        self.stage.is_busy()
    }

    /// `[audio]` At a tick: takes a stage; hands it back when busy.
    pub(super) fn offer(&mut self, stage: Box<StageBed>) -> Option<Box<StageBed>> {
        self.stage.offer(stage, self.warm_frames)
    }

    /// `[audio]` Starts a tick. Returns a stage that is no longer heard.
    pub(crate) fn tick(&mut self) -> Option<Parcel> {
        self.mix.tick();
        self.ramps = Controls {
            monitor: self.monitor.next_tick(),
            stage: self.stage_gain.next_tick(),
            balance: {
                let [left, right] = &mut self.balance;
                [left.next_tick(), right.next_tick()]
            },
        };
        let old = self.stage.tick().map(Parcel::Stage);
        let (stage, fresh) = self.stage.running();
        stage.tick();
        if let Some((fresh, _)) = fresh {
            fresh.tick();
        }
        old
    }

    /// `[audio]` One part of a tick, `n` frames from its frame `offset` on.
    pub(crate) fn process(&mut self, capture: &[f32], offset: usize, n: usize, open: &mut Open) {
        let (program, voice, ambience) = (open.program.part(n), open.voice.part(n), open.ambience.part(n));
        let microphone = self.microphone.part(n);
        self.mix.process(capture, offset, program, voice, microphone);
        open.mix.part(n).copy_from_slice(program);

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
