//! One slot: what a device makes of the monitor mix, of the stage and of the performer's own voice, per ear.

use super::Scratch;
use super::meters::{EarLevels, EarMeters};
use crate::dsp::cascade::Cascade;
use crate::dsp::convolver::Convolver;
use crate::dsp::delay::Delay;
use crate::dsp::{Block, Frame, SILENCE};

/// Slot A or slot B.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What is heard first.
    A,
    /// What it is held against.
    B,
}

/// A path through the device. Nothing and everything are their own cases, so that they stay exact.
pub enum Path {
    /// Nothing passes.
    Silent,
    /// Passes bit for bit.
    Unity,
    /// Passes through an impulse response.
    Fir(Box<Convolver>),
    /// Passes through second-order sections.
    Sections(Box<Cascade>),
}

/// The parts of what arrives at the ears, in pascals, diffuse-field equivalent.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    /// The monitor mix through the device.
    pub monitor: &'a [Frame],
    /// The stage through device, leak and bone.
    pub ambience: &'a [Frame],
    /// The performer's own voice.
    pub voice: &'a [Frame],
    /// Their sum.
    pub ear: &'a [Frame],
}

/// Room for the parts of one tick.
pub(crate) struct PartScratch {
    pub(crate) monitor: Scratch,
    pub(crate) ambience: Scratch,
    pub(crate) voice: Scratch,
    pub(crate) ear: Scratch,
}

/// A prepared ear chain.
pub struct Slot {
    drive: f64,
    delay: Option<Delay>,
    monitor: Path,
    transmission: Path,
    voice: Path,
    meters: EarMeters,
    parts: PartScratch,
    warm_frames: usize,
}

/// What a slot is made of; `engine::prepare` fills it in.
pub struct SlotDesign {
    /// Gain on the monitor mix: how much more or less the performer turns this device up than the monitor level.
    pub drive: f64,
    /// Latency of the device itself, in the monitor path only.
    pub delay: Option<Delay>,
    /// Response and driver loss through the leak.
    pub monitor: Path,
    /// Isolation, bone-conduction ceiling and leak, power-summed.
    pub transmission: Path,
    /// Body path and air path of the performer's own voice, occluded.
    pub voice: Path,
    /// Meters of this slot.
    pub meters: EarMeters,
    /// Frames that it must run unheard before it may be faded in.
    pub warm_frames: usize,
}

impl PartScratch {
    pub(crate) fn new() -> Self {
        Self { monitor: Scratch::new(), ambience: Scratch::new(), voice: Scratch::new(), ear: Scratch::new() }
    }

    /// `[audio]` The first `frames` of every part.
    pub(crate) fn view(&self, frames: usize) -> Parts<'_> {
        Parts {
            monitor: self.monitor.view(frames),
            ambience: self.ambience.view(frames),
            voice: self.voice.view(frames),
            ear: self.ear.view(frames),
        }
    }
}

impl Path {
    /// `[audio]` Input to output, same length.
    fn run(&mut self, input: &[Frame], output: &mut [Frame]) {
        match self {
            Self::Silent => output.fill(SILENCE),
            Self::Unity => output.copy_from_slice(input),
            Self::Fir(filter) => {
                output.copy_from_slice(input);
                filter.process(output);
            }
            Self::Sections(filter) => {
                output.copy_from_slice(input);
                filter.process(output);
            }
        }
    }
}

impl Slot {
    /// Prepares a slot.
    #[must_use]
    pub fn new(design: SlotDesign) -> Self {
        let SlotDesign { drive, delay, monitor, transmission, voice, meters, warm_frames } = design;
        Self { drive, delay, monitor, transmission, voice, meters, parts: PartScratch::new(), warm_frames }
    }

    /// Frames that it must run unheard before it may be faded in.
    #[must_use]
    pub fn warm_frames(&self) -> usize {
        self.warm_frames
    }

    /// `[audio]` `program`, `stage` and `voice` are in pascals at the open ear and of equal length, at most a tick.
    pub fn process(&mut self, program: &[Frame], stage: &[Frame], voice: &[Frame]) -> Parts<'_> {
        let n = program.len();
        let parts = &mut self.parts;
        let delayed = parts.ear.part(n);
        for (to, [left, right]) in delayed.iter_mut().zip(program) {
            *to = [self.drive * left, self.drive * right];
        }
        if let Some(delay) = &mut self.delay {
            delay.process(delayed);
        }
        self.monitor.run(delayed, parts.monitor.part(n));
        self.transmission.run(stage, parts.ambience.part(n));
        self.voice.run(voice, parts.voice.part(n));
        let sources = parts.monitor.view(n).iter().zip(parts.ambience.view(n)).zip(parts.voice.view(n));
        for (ear, ((m, a), v)) in parts.ear.part(n).iter_mut().zip(sources) {
            let ([ml, mr], [al, ar], [vl, vr]) = (m, a, v);
            *ear = [ml + al + vl, mr + ar + vr];
        }
        let view = self.parts.view(n);
        self.meters.read(&view);
        view
    }

    /// `[audio]` What its meters say.
    #[must_use]
    pub fn levels(&self) -> EarLevels {
        self.meters.levels()
    }
}
