//! One slot: what a device makes of the monitor mix, of the stage and of the performer's own voice, per ear.

use super::Scratch;
use super::entry::{Entrance, Entry};
use super::meters::{EarLevels, EarMeters};
use super::path::Path;
use crate::dsp::bodypack::Bodypack;
use crate::dsp::delay::Delay;
use crate::dsp::driver::Driver;
use crate::dsp::leak::Leak;
use crate::dsp::overload::Overload;
use crate::dsp::smoother::Ramp;
use crate::dsp::{Block, Frame};
use crate::units::{SampleRate, Seconds};

/// Slot A or slot B.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What is heard first.
    A,
    /// What it is held against.
    B,
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
    response: Path,
    leak: Option<Leak>,
    bodypack: Bodypack,
    driver: Option<Driver>,
    entrance: Entrance,
    overload: Option<Overload>,
    meters: EarMeters,
    passive: Scratch,
    parts: PartScratch,
    warm_frames: usize,
}

/// What a slot is made of; `engine::prepare` fills it in.
pub struct SlotDesign {
    /// Gain on the monitor mix: how much more or less the performer turns this device up than the monitor level.
    pub drive: f64,
    /// Latency of the device itself, in the monitor path only.
    pub delay: Option<Delay>,
    /// Response of the device, sealed.
    pub response: Path,
    /// Driver loss through the leak; none where nothing seals.
    pub leak: Option<Leak>,
    /// The performer's own limiter.
    pub bodypack: Bodypack,
    /// Distortion onset and maximum of the drivers; none where they are ideal.
    pub driver: Option<Driver>,
    /// What comes in around the device.
    pub entry: Box<Entry>,
    /// What becomes of noise cancelling when it is too loud; none without.
    pub overload: Option<Overload>,
    /// Meters of this slot.
    pub meters: EarMeters,
    /// Frames that it must run unheard before it may be faded in.
    pub warm_frames: usize,
    /// Frames per second.
    pub rate: SampleRate,
}

/// What a new seal takes to arrive: the way of the leak, and of what comes in around the device.
pub const SEAL_GLIDE: Seconds = Seconds(0.06);

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

impl Slot {
    /// Prepares a slot.
    #[must_use]
    pub fn new(design: SlotDesign) -> Self {
        let SlotDesign {
            drive,
            delay,
            response,
            leak,
            bodypack,
            driver,
            entry,
            overload,
            meters,
            warm_frames,
            rate,
        } = design;
        let entrance = Entrance::new(entry, rate);
        let (passive, parts) = (Scratch::new(), PartScratch::new());
        Self {
            drive,
            delay,
            response,
            leak,
            bodypack,
            driver,
            entrance,
            overload,
            meters,
            passive,
            parts,
            warm_frames,
        }
    }

    /// Frames that it must run unheard before it may be faded in.
    #[must_use]
    pub fn warm_frames(&self) -> usize {
        self.warm_frames
    }

    /// `[audio]` True while it goes from one seal to another.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.entrance.is_busy()
    }

    /// `[audio]` At a tick: sets out to a new seal. A busy slot hands it back.
    pub fn offer(&mut self, entry: Box<Entry>) -> Option<Box<Entry>> {
        let corners = entry.corners();
        let back = self.entrance.offer(entry);
        if let (Some(leak), None) = (&mut self.leak, &back) {
            leak.glide(corners);
        }
        back
    }

    /// `[audio]` Once at every tick. Returns what a new seal has replaced.
    pub fn tick(&mut self) -> Option<Box<Entry>> {
        self.entrance.tick()
    }

    /// `[audio]` `program`, `stage` and `voice` are in pascals at the open ear and of equal length: a part of a tick,
    /// from its frame `offset` on. `bodypack` is one over the peak that the performer's own limiter lets pass, 0 = off.
    pub fn process(
        &mut self,
        [program, stage, voice]: [&[Frame]; 3],
        bodypack: Ramp,
        offset: usize,
    ) -> Parts<'_> {
        let n = program.len();
        let parts = &mut self.parts;
        let delayed = parts.ear.part(n);
        for (to, [left, right]) in delayed.iter_mut().zip(program) {
            *to = [self.drive * left, self.drive * right];
        }
        if let Some(delay) = &mut self.delay {
            delay.process(delayed);
        }
        let monitor = parts.monitor.part(n);
        self.response.run(delayed, monitor);
        if let Some(leak) = &mut self.leak {
            leak.process(monitor);
        }
        self.bodypack.process(monitor, bodypack, offset);
        if let Some(driver) = &mut self.driver {
            driver.process(monitor);
        }
        let (ambience, passive) = (parts.ambience.part(n), self.passive.part(n));
        self.entrance.process(stage, voice, offset, [ambience, passive, parts.voice.part(n)]);
        if let Some(overload) = &mut self.overload {
            overload.process(ambience, passive);
        }
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
