//! What the proof looks at beside the ceiling: faults, the slow cap, and that muted is silent.

use anyhow::Result;
use serde::Serialize;

use super::signals::noise;
use crate::control::command::Command;
use crate::control::desk::Desk;
use crate::control::setup::Setup;
use crate::dsp::follower::{Follower, SLOW};
use crate::dsp::limiter::{Limiter, Settings};
use crate::dsp::weighting::{Curve, Weighting};
use crate::dsp::{Block, Frame};
use crate::engine::knobs::Targets;
use crate::io::input;
use crate::preset::Library;
use crate::units::{Db, SampleRate, Seconds};

/// One thing looked at.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    /// What.
    pub(super) name: &'static str,
    /// Whether it is as it must be.
    pub(super) held: bool,
    /// What was read.
    pub(super) reading: String,
}

/// All of them, at one rate.
///
/// # Errors
/// The engine cannot be made.
pub(super) fn all(rate: SampleRate, targets: &Targets) -> Result<Vec<Check>> {
    Ok(vec![faults(rate, targets), cap(rate, targets), muted(rate)?])
}

/// NaN and infinities in, finite samples under the ceiling out.
fn faults(rate: SampleRate, targets: &Targets) -> Check {
    let mut limiter = Limiter::new(Settings::new([targets.ceiling; 2]), rate);
    let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, 0.1];
    let mut frames: Vec<Frame> = (0..4_000).map(|n| [bad[n % 5], bad[(n + 1) % 5]]).collect();
    limiter.process(&mut frames);
    let sound = |x: &f64| x.is_finite() && x.abs() <= targets.ceiling;
    let wrong = frames.as_flattened().iter().filter(|x| !sound(x)).count();
    Check {
        name: "NaN and infinity become silence",
        held: wrong == 0 && limiter.faults() > 0,
        reading: format!("{} faulty frames in, {wrong} samples out that are none or over", limiter.faults()),
    }
}

/// Noise 20 dB over the cap: LAS two seconds later, by a meter of its own.
fn cap(rate: SampleRate, targets: &Targets) -> Check {
    let settings = Settings { cap: [targets.cap; 2], ..Settings::new([1.0; 2]) };
    let (mut limiter, mut random) = (Limiter::new(settings, rate), noise(1));
    let (mut weighting, mut slow) = (Weighting::new(Curve::A, rate), Follower::new(SLOW, rate));
    // Uniform noise has an rms of 1/sqrt 3 of its peak.
    let peak = 3f64.sqrt() * targets.cap * Db(20.0).gain();
    let mut over = f64::NEG_INFINITY;
    for tenth in 0..30 {
        let mut frames: Vec<Frame> = (0..rate.0 / 10).map(|_| [peak * random(), peak * random()]).collect();
        limiter.process(&mut frames);
        weighting.process(&mut frames);
        slow.feed(&frames);
        if tenth >= 20 {
            let [left, right] = slow.mean_square();
            over = over.max(Db::from_power(left.max(right) / (targets.cap * targets.cap)).0);
        }
    }
    Check {
        name: "the long-term cap",
        held: over <= 0.5 && over > -3.0,
        reading: format!("LAS {over:+.2} dB re cap, 2 s into noise 20 dB over"),
    }
}

/// The whole engine, loud, muted: every sample is zero.
fn muted(rate: SampleRate) -> Result<Check> {
    let setup = Setup::default();
    let library = Library::shipped()?;
    let (mut desk, mut engine) = Desk::open(library, &setup, input::live_strips(1), Seconds(0.0), rate)?;
    let mut random = noise(2);
    let block: Vec<f32> = (0..rate.0 / 10).map(|_| random() as f32).collect();
    let play = |engine: &mut crate::engine::doorway::Processor| {
        let mut highest = 0.0f64;
        engine.process(&block, block.len(), |limited, _| {
            highest = limited.frames().as_flattened().iter().fold(highest, |most, x| most.max(x.abs()));
        });
        highest
    };
    let loud = play(&mut engine);
    desk.apply(&Command::Mute(true))?;
    // The ramp and the look-ahead pass.
    play(&mut engine);
    let muted = play(&mut engine);
    Ok(Check {
        name: "muted is digital silence",
        held: loud > 0.0 && muted <= 0.0,
        reading: format!("highest sample {loud:.4} before, {muted} after"),
    })
}
