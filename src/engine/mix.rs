//! The monitor mix: capture channels to two ears, dBFS, the channels that carry the performer's own voice, and the
//! ambient microphone.

use super::meters::{CHANNELS, ChannelLevel};
use crate::dsp::smoother::{Ramp, Smoother};
use crate::dsp::{Frame, SILENCE, TICK};

/// Gains of one capture channel, linear.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip {
    /// Gain to the left ear and to the right ear (balance, fader, mute and polarity in one).
    pub ears: [f64; 2],
    /// Gain to the own-voice path; 0 for every channel that is not flagged.
    pub voice: f64,
    /// Gain to the stage; 0 for every channel that is not the ambient microphone.
    pub microphone: f64,
}

impl Strip {
    /// A channel that goes nowhere.
    pub const UNHEARD: Self = Self { ears: [0.0, 0.0], voice: 0.0, microphone: 0.0 };
    /// A mono channel at centre: unity to both ears (0 dB centre).
    pub const CENTRE: Self = Self { ears: [1.0, 1.0], ..Self::UNHEARD };
    /// A left channel of a pair.
    pub const LEFT: Self = Self { ears: [1.0, 0.0], ..Self::UNHEARD };
    /// A right channel of a pair.
    pub const RIGHT: Self = Self { ears: [0.0, 1.0], ..Self::UNHEARD };
}

/// Gains of all channels, in capture order. Channels beyond the table are silent.
#[derive(Debug, Clone, PartialEq)]
pub struct MixTable(pub Box<[Strip]>);

/// One channel's gains on their way from tick to tick.
struct Moving {
    ears: [Smoother; 2],
    voice: Smoother,
    ramps: [Ramp; 3],
    /// Not a knob: which channel is the microphone never changes in a session.
    microphone: f64,
    level: ChannelLevel,
}

/// The mixer of the audio plane.
pub struct Mix {
    strips: Box<[Moving]>,
    faults: u64,
}

impl Mix {
    /// Prepares a mixer; later gain changes are linear ramps of `ramp_frames`.
    #[must_use]
    pub fn new(table: &MixTable, ramp_frames: usize) -> Self {
        let moving = |strip: &Strip| {
            let mut ears = strip.ears.map(|gain| Smoother::new(gain, ramp_frames));
            let mut voice = Smoother::new(strip.voice, ramp_frames);
            let [left, right] = &mut ears;
            let ramps = [left.next_tick(), right.next_tick(), voice.next_tick()];
            Moving { ears, voice, ramps, microphone: strip.microphone, level: ChannelLevel::default() }
        };
        Self { strips: table.0.iter().map(moving).collect(), faults: 0 }
    }

    /// Capture channels that the mixer reads per frame.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.strips.len()
    }

    /// `[audio]` New gains for as many channels as there are.
    pub fn set(&mut self, table: &MixTable) {
        for (strip, new) in self.strips.iter_mut().zip(&table.0) {
            for (ear, gain) in strip.ears.iter_mut().zip(new.ears) {
                ear.set(gain);
            }
            strip.voice.set(new.voice);
        }
    }

    /// `[audio]` Once at every tick.
    pub fn tick(&mut self) {
        for strip in &mut self.strips {
            let [left, right] = &mut strip.ears;
            strip.ramps = [left.next_tick(), right.next_tick(), strip.voice.next_tick()];
        }
    }

    /// `[audio]` Mixes interleaved capture samples (full scale = 1.0) into `program`, `voice` and `microphone`, a tick at
    /// most, from frame `offset` of it. Missing samples are silence; NaN and infinities too, and they are counted.
    pub fn process(
        &mut self,
        capture: &[f32],
        offset: usize,
        program: &mut [Frame],
        voice: &mut [Frame],
        microphone: &mut [Frame],
    ) {
        for frames in [&mut *program, &mut *voice, &mut *microphone] {
            frames.fill(SILENCE);
        }
        let mut room = [0.0; TICK];
        let (samples, _) = room.split_at_mut(program.len().min(TICK));
        let channels = self.strips.len().max(1);
        for (channel, strip) in self.strips.iter_mut().enumerate() {
            samples.fill(0.0);
            for (x, &sample) in samples.iter_mut().zip(capture.iter().skip(channel).step_by(channels)) {
                if sample.is_finite() {
                    *x = f64::from(sample);
                } else {
                    self.faults += 1;
                }
            }
            strip.level.add(samples);
            let [left, right, own] = strip.ramps;
            let still = Ramp::constant(strip.microphone);
            for (to, ramps) in
                [(&mut *program, [left, right]), (&mut *voice, [own; 2]), (&mut *microphone, [still; 2])]
            {
                add(to, samples, ramps, offset);
            }
        }
    }

    /// `[audio]` Levels of the channels before their gains, as many as there is room for.
    pub(crate) fn read_levels(&self, levels: &mut [ChannelLevel; CHANNELS]) {
        for (level, strip) in levels.iter_mut().zip(&self.strips) {
            *level = strip.level;
        }
    }

    /// `[audio]` Peaks count anew from here.
    pub(crate) fn restart_peaks(&mut self) {
        for strip in &mut self.strips {
            strip.level.peak = 0.0;
        }
    }

    /// The gains as they are now; on their way while they ramp.
    pub fn gains(&self) -> impl Iterator<Item = Strip> {
        self.strips.iter().map(|strip| {
            let [left, right] = &strip.ears;
            let ears = [left.value(), right.value()];
            Strip { ears, voice: strip.voice.value(), microphone: strip.microphone }
        })
    }

    /// `[audio]` Samples of the input that were not finite, since the start.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.faults
    }
}

/// `[audio]` Adds samples to both ears, each with its own gain; a gain that rests on nothing adds nothing.
fn add(to: &mut [Frame], samples: &[f64], [left, right]: [Ramp; 2], offset: usize) {
    if left.is_constant() && right.is_constant() {
        let (l, r) = (left.start, right.start);
        if l != 0.0 || r != 0.0 {
            for (to, &x) in to.iter_mut().zip(samples) {
                *to = [to[0] + l * x, to[1] + r * x];
            }
        }
        return;
    }
    for (i, (to, &x)) in to.iter_mut().zip(samples).enumerate() {
        *to = [to[0] + left.at(offset + i) * x, to[1] + right.at(offset + i) * x];
    }
}
