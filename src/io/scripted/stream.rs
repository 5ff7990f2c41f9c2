//! The two streams of a scripted system: real callback bodies, in a format and a width that are drawn at each opening.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Dice, Heard, Script};
use crate::io::duplex::InputPasses;
use crate::io::faults::Faults;
use crate::io::plane::berth::Pass;
use crate::io::plane::callback::{Capture, Playback};
use crate::io::plane::clocks::stamp::Moment;
use crate::io::plane::driver::Driver;
use crate::io::plane::pcm::{Dither, Pcm};

/// Errors of a hot loop between two callbacks.
const STORM: usize = 2;

/// What the clock that callbacks are told shows at the start, seconds: any but 0, which means unknown.
const EPOCH: f64 = 1.0;

/// The way from the output back to the input.
#[derive(Debug, Clone)]
pub struct Air {
    /// What comes back of it.
    pub gain: f32,
    /// Frames on the way.
    pub delay: usize,
    line: Arc<Mutex<VecDeque<f32>>>,
}

impl Air {
    /// So much comes back so many frames later.
    #[must_use]
    pub fn new(gain: f32, delay: usize) -> Self {
        Self { gain, delay, line: Arc::new(Mutex::new(vec![0.0; delay].into())) }
    }

    fn put(&self, x: f32) {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).push_back(x);
    }

    fn take(&self) -> f32 {
        let heard = self.line.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        self.gain * heard.unwrap_or(0.0)
    }
}

/// How a device is this time.
pub(super) struct Shape {
    format: usize,
    width: usize,
    seed: u64,
    /// Gone before the first callback.
    pub(super) doomed: bool,
}

impl Shape {
    pub(super) fn draw(dice: &mut Dice, script: &Script, doomed: bool) -> Self {
        let plain = script.faults_every.is_none();
        let format = if plain { 0 } else { dice.below(6) };
        let width = script.channels + if plain { 0 } else { dice.below(7) };
        Self { format, width: width.max(2), seed: script.seed, doomed }
    }
}

type Call = Box<dyn FnMut(usize, Option<&mut Heard>) + Send>;

/// One stream with its clock.
pub(super) struct Side {
    /// When its next callback is due, seconds.
    pub(super) due: f64,
    pub(super) faults: Arc<Faults>,
    /// No callbacks before this.
    pub(super) still_until: f64,
    /// Callbacks note an error each, over and over.
    pub(super) storm: bool,
    /// When it would be if nothing were ever late.
    clock: f64,
    frame: f64,
    moment: Option<Arc<Moment>>,
    call: Call,
}

impl Side {
    pub(super) fn playback(
        mut pass: Pass<Driver>,
        moment: Option<Arc<Moment>>,
        shape: &Shape,
        script: &Script,
        now: f64,
    ) -> Self {
        let render = move |block: &mut [f32]| {
            pass.with(|driver, first| {
                if first {
                    driver.resume();
                }
                driver.fill(block);
            });
        };
        let (width, seed, air) = (shape.width, shape.seed, script.air.clone());
        let call = match shape.format {
            0 => playing::<f32>(width, seed, air, render),
            1 => playing::<i16>(width, seed, air, render),
            2 => playing::<i32>(width, seed, air, render),
            3 => playing::<u8>(width, seed, air, render),
            4 => playing::<cpal::I24>(width, seed, air, render),
            _ => playing::<f64>(width, seed, air, render),
        };
        Self::new(call, moment, 1.0 / script.rate.hz(), now)
    }

    pub(super) fn capture(
        InputPasses { intake: mut pass, captured }: InputPasses,
        shape: &Shape,
        script: &Script,
        now: f64,
        number: u64,
    ) -> Self {
        let push = move |samples: &[f32]| _ = pass.with(|intake, _| intake.push(samples));
        let signal =
            Signal { dice: Dice::new(script.seed, 100 + number), peak: script.peak, air: script.air.clone() };
        let (width, chosen) = (shape.width, (0..script.channels).collect::<Vec<_>>());
        let call = match shape.format {
            0 => recording::<f32>(width, &chosen, signal, push),
            1 => recording::<i16>(width, &chosen, signal, push),
            2 => recording::<i32>(width, &chosen, signal, push),
            3 => recording::<u8>(width, &chosen, signal, push),
            4 => recording::<cpal::I24>(width, &chosen, signal, push),
            _ => recording::<f64>(width, &chosen, signal, push),
        };
        let frame = 1.0 / (script.rate.hz() * (1.0 + script.drift_ppm * 1e-6));
        Self::new(call, Some(captured), frame, now)
    }

    fn new(call: Call, moment: Option<Arc<Moment>>, frame: f64, now: f64) -> Self {
        let faults = Arc::default();
        Self { due: now, clock: now, faults, still_until: now, storm: false, frame, moment, call }
    }

    /// What happens when it is due: a callback, unless it stands still.
    pub(super) fn turn(&mut self, script: &Script, dice: &mut Dice, heard: &mut Heard) {
        if self.due >= self.still_until {
            self.call(script, dice, heard);
        } else {
            self.skip(script.block);
        }
    }

    /// One callback, of a length that is drawn.
    fn call(&mut self, script: &Script, dice: &mut Dice, heard: &mut Heard) {
        if self.storm {
            for _ in 0..STORM {
                self.faults.note(cpal::ErrorKind::BackendError);
            }
        }
        let block = script.block;
        let frames = if dice.chance(script.odd) {
            [0, 1, block - 1, block + 1, 3 * block, 17 * block, dice.below(2 * block)][dice.below(7)]
        } else {
            block
        };
        self.faults.beat();
        if let Some(moment) = &self.moment {
            moment.set((1e9 * (EPOCH + self.due)) as u64);
        }
        (self.call)(frames, Some(heard));
        // Lateness does not add up: a late one makes the next seem early.
        self.clock += frames.max(1) as f64 * self.frame;
        let late =
            if dice.chance(0.1) { script.jitter * dice.unit() * block as f64 * self.frame } else { 0.0 };
        self.due = self.clock + late;
    }

    /// The clock goes on, nothing is called.
    fn skip(&mut self, block: usize) {
        self.clock += block as f64 * self.frame;
        self.due = self.clock;
    }

    /// A callback of a stream that was closed.
    pub(super) fn linger(&mut self, block: usize, heard: &mut Heard) {
        let mut own = Heard::default();
        (self.call)(block, Some(&mut own));
        heard.astray += u64::from(own.most > 0.02);
    }
}

fn playing<S: Pcm + Send + 'static>(
    width: usize,
    seed: u64,
    air: Option<Air>,
    render: impl FnMut(&mut [f32]) + Send + 'static,
) -> Call {
    let mut body = Playback::new(width, [0, 1], seed, render);
    let mut data: Vec<S> = Vec::new();
    // Rounded and dithered by a step and a half of 8, 16 or, of what is wider, 24 bits at most.
    let step = 1.5 / [128.0, 32_768.0, 8_388_608.0][(size_of::<S>() - 1).min(2)];
    Box::new(move |frames, heard| {
        data.clear();
        data.resize(frames * width, S::EQUILIBRIUM);
        body.run(&mut data);
        let Some(heard) = heard else { return };
        heard.frames += frames as u64;
        heard.blocks += 1;
        for frame in data.chunks_exact(width) {
            let (ears, others) = frame.split_at(2);
            let ears = [ears[0].to_f32(), ears[1].to_f32()];
            for x in ears {
                heard.sample(x, step);
            }
            heard.silent += u64::from(ears.iter().all(|x| x.abs() <= 0.0));
            heard.astray += others.iter().filter(|x| x.to_f32() != 0.0).count() as u64;
            if let Some(air) = &air {
                air.put(0.5 * (ears[0] + ears[1]));
            }
        }
    })
}

/// What a microphone hears.
struct Signal {
    dice: Dice,
    peak: f32,
    air: Option<Air>,
}

impl Signal {
    /// Noise, and now and then what no converter should say.
    fn next(&mut self) -> f32 {
        let noise = self.dice.between(-1.0, 1.0) as f32 * self.peak;
        let returned = self.air.as_ref().map_or(0.0, Air::take);
        (noise + returned).clamp(-1.0, 1.0)
    }
}

fn recording<S: Pcm + Send + 'static>(
    width: usize,
    chosen: &[usize],
    mut signal: Signal,
    push: impl FnMut(&[f32]) + Send + 'static,
) -> Call {
    let mut body = Capture::new(width, chosen, push);
    let (mut data, mut dither): (Vec<S>, _) = (Vec::new(), Dither::new(1));
    Box::new(move |frames, _| {
        data.clear();
        for _ in 0..frames {
            let x = S::from_f32(signal.next(), &mut dither);
            data.extend(std::iter::repeat_n(x, width));
        }
        body.run(&data);
    })
}
