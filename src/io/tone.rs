//! A source that makes a steady sound of its own, for calibration: a sine or a band of noise, quiet at first, and never
//! louder by more than 12 dB a second.

use std::f64::consts::{SQRT_2, TAU};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};
use std::thread::JoinHandle;
use std::time::Duration;

use ringbuf::HeapRb;
use ringbuf::traits::{Observer, Producer, Split};

use super::plane::driver::{Inlet, Pace};
use crate::dsp::SILENCE;
use crate::dsp::noise::Noise;
use crate::units::{Db, Hz, SampleRate};

/// Level at the start, dBFS rms (a full-scale sine is 0).
pub const START: Db = Db(-60.0);
/// How fast the level may rise or fall.
const DB_PER_SECOND: f64 = 12.0;
/// How much of the sound waits ahead, as a share of a second: what a change of level lags.
const AHEAD: u32 = 10;
/// Frames made at a time.
const CHUNK: usize = 256;
/// How long the thread sleeps when the ring is full.
const NAP: Duration = Duration::from_millis(2);

/// What sounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Signal {
    /// A sine.
    Sine(Hz),
    /// Pink noise between two frequencies, nothing outside.
    Band(Hz, Hz),
}

/// The sound that is being made; dropping it ends the making.
pub struct Tone {
    level: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Tone {
    /// Starts at [`START`]. `boost` is put on top of every level: what the engine will take away again.
    #[must_use]
    pub fn start(signal: Signal, boost: Db, rate: SampleRate) -> (Self, Inlet) {
        let (mut ring, out) = HeapRb::<f32>::new(((rate.0 / AHEAD) as usize).max(2 * CHUNK)).split();
        let level = Arc::new(AtomicU64::new(START.0.to_bits()));
        let stop = Arc::new(AtomicBool::new(false));
        let (asked, stopped) = (Arc::clone(&level), Arc::clone(&stop));
        let mut maker = Maker::new(signal, rate);
        let thread = std::thread::spawn(move || {
            let mut chunk = [0.0f32; CHUNK];
            while !stopped.load(Acquire) {
                if ring.vacant_len() < CHUNK {
                    std::thread::sleep(NAP);
                    continue;
                }
                maker.make(Db(f64::from_bits(asked.load(Relaxed))), boost, &mut chunk);
                ring.push_slice(&chunk);
            }
        });
        let [ended, failed] = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
        let inlet = Inlet { ring: out, channels: 1, ended, failed, pace: Pace::Files };
        (Self { level, stop, thread: Some(thread) }, inlet)
    }

    /// Goes to another level, slowly. dBFS rms, a full-scale sine is 0; what is no number changes nothing.
    pub fn set_level(&self, level: Db) {
        if level.0.is_finite() {
            self.level.store(level.0.min(0.0).to_bits(), Relaxed);
        }
    }
}

impl Drop for Tone {
    fn drop(&mut self) {
        self.stop.store(true, Release);
        if let Some(thread) = self.thread.take() {
            // A thread that died made silence; there is nothing to mend.
            let _ = thread.join();
        }
    }
}

/// Makes the samples: one second that repeats, so that every whole frequency fits.
struct Maker {
    second: Vec<f64>,
    at: usize,
    level: f64,
    step: f64,
}

impl Maker {
    fn new(signal: Signal, rate: SampleRate) -> Self {
        let frames = rate.0 as usize;
        let second = match signal {
            Signal::Sine(Hz(f)) => {
                (0..frames).map(|n| (TAU * f.round() * n as f64 / rate.hz()).sin()).collect()
            }
            Signal::Band(from, to) => band(from, to, frames),
        };
        Self { second, at: 0, level: START.0, step: DB_PER_SECOND / rate.hz() }
    }

    fn make(&mut self, asked: Db, boost: Db, samples: &mut [f32]) {
        for sample in samples {
            self.level += (asked.0 - self.level).clamp(-self.step, self.step);
            let unit = self.second.get(self.at).copied().unwrap_or_default();
            self.at = (self.at + 1) % self.second.len().max(1);
            *sample = (unit * Db(self.level + boost.0).gain()) as f32;
        }
    }
}

/// A second of pink noise as a sum of sines 1 Hz apart with phases by chance; as loud as a sine of amplitude 1.
fn band(Hz(from): Hz, Hz(to): Hz, frames: usize) -> Vec<f64> {
    let mut chance = vec![SILENCE; (to - from).max(0.0) as usize + 1];
    Noise::new(1).fill(&mut chance);
    let mut second = vec![0.0; frames];
    let mut power = 0.0;
    for (i, [phase, _]) in chance.into_iter().enumerate() {
        let f = from.round() + i as f64;
        let (amplitude, angle) = (f.sqrt().recip(), TAU * f / frames as f64);
        power += amplitude * amplitude / 2.0;
        // A turning pointer instead of one sine per sample: a thousand sines are made in no time.
        let ((sin, cos), (mut y, mut x)) = (angle.sin_cos(), (TAU * phase).sin_cos());
        for sample in &mut second {
            *sample += amplitude * y;
            (x, y) = (x * cos - y * sin, y * cos + x * sin);
        }
    }
    let scale = (power.sqrt() * SQRT_2).recip();
    for sample in &mut second {
        *sample *= scale;
    }
    second
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);

    fn rms_dbfs(samples: &[f64]) -> f64 {
        10.0 * (2.0 * samples.iter().map(|x| x * x).sum::<f64>() / samples.len() as f64).log10()
    }

    #[test]
    fn both_signals_are_as_loud_as_a_full_scale_sine() {
        for signal in [Signal::Sine(Hz(400.0)), Signal::Band(Hz(500.0), Hz(2000.0))] {
            let second = Maker::new(signal, RATE).second;
            assert!(rms_dbfs(&second).abs() < 0.001, "{signal:?}: {}", rms_dbfs(&second));
        }
    }

    #[test]
    fn it_starts_at_minus_60_and_rises_by_12_db_in_a_second() {
        let mut maker = Maker::new(Signal::Sine(Hz(400.0)), RATE);
        let mut second = vec![0.0; 48_000];
        maker.make(Db(-20.0), Db(0.0), &mut second);
        let ends = [&second[..1200], &second[46_800..]]
            .map(|part| rms_dbfs(&part.iter().map(|&x| f64::from(x)).collect::<Vec<_>>()));
        assert!((ends[0] + 59.85).abs() < 0.05 && (ends[1] + 48.15).abs() < 0.05, "{ends:?}");
    }
}
