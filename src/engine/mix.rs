//! The monitor mix: capture channels to two ears, dBFS, the channels that carry the performer's own voice, and the
//! ambient microphone.

use crate::dsp::smoother::{Ramp, Smoother};
use crate::dsp::{Frame, SILENCE};

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
            Moving { ears, voice, ramps, microphone: strip.microphone }
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

    /// `[audio]` Mixes interleaved capture samples (full scale = 1.0) into `program`, `voice` and `microphone`, from
    /// frame `offset` of the tick. Missing samples are silence; NaN and infinities too, and they are counted.
    pub fn process(
        &mut self,
        capture: &[f32],
        offset: usize,
        program: &mut [Frame],
        voice: &mut [Frame],
        microphone: &mut [Frame],
    ) {
        let mut frames = capture.chunks(self.strips.len().max(1));
        for (i, ((program, voice), microphone)) in program.iter_mut().zip(voice).zip(microphone).enumerate() {
            (*program, *voice, *microphone) = (SILENCE, SILENCE, SILENCE);
            let ([l, r], [vl, vr], [ml, mr]) = (program, voice, microphone);
            for (&sample, strip) in frames.next().unwrap_or_default().iter().zip(&self.strips) {
                if !sample.is_finite() {
                    self.faults += 1;
                    continue;
                }
                let x = f64::from(sample);
                let [left, right, own] = strip.ramps.map(|ramp| ramp.at(offset + i) * x);
                *l += left;
                *r += right;
                *vl += own;
                *vr += own;
                *ml += strip.microphone * x;
                *mr += strip.microphone * x;
            }
        }
    }

    /// `[audio]` Samples of the input that were not finite, since the start.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.faults
    }
}
