//! The C-weighted peak of a take, and its two halves of ten seconds.
//!
//! A peak that is too high is turned down as a PA limiter does it: gain that moves within some milliseconds around
//! whatever stands out. One that is too low is an accent that was played too softly: the loudest hit of each half is
//! played louder, its tail less and less. Both are gains over time, so nothing gets a spectrum that it had not.

use rustfft::num_complex::Complex;

use crate::dsp::weighting::{Curve, Weighting};
use crate::dsp::{Block, Frame};
use crate::units::{Db, SampleRate, Seconds};

/// Ahead of and behind a peak that is turned down.
const LIMIT_SPAN: Seconds = Seconds(0.012);
/// Spacing of the limiter's gains.
const LIMIT_STEP: Seconds = Seconds(0.001);
/// Accent: fade-in before the peak, and time constant of its decay.
const ATTACK: Seconds = Seconds(0.006);
const DECAY: Seconds = Seconds(0.06);
/// An accent is at most this much louder in one round.
const LOUDEST: Db = Db(9.0);
/// Between the two halves the gain moves over this time.
const SEAM: Seconds = Seconds(0.05);
/// What the weighting filter hears before the start, so that the take has no start.
const BEFORE: Seconds = Seconds(0.3);

/// Magnitude at the louder ear, C-weighted, of a sound that goes round.
pub(super) fn c_weighted(frames: &[Complex<f32>], rate: SampleRate) -> Box<[f32]> {
    let mut weighting = Weighting::new(Curve::C, rate);
    let before = BEFORE.frames(rate).min(frames.len());
    let (_, last) = frames.split_at(frames.len() - before);
    let wide = |part: &[Complex<f32>]| -> Vec<Frame> {
        part.iter().map(|z| [f64::from(z.re), f64::from(z.im)]).collect()
    };
    weighting.process(&mut wide(last));
    let mut out = Vec::with_capacity(frames.len());
    for part in frames.chunks(4096) {
        let mut part = wide(part);
        weighting.process(&mut part);
        out.extend(part.iter().map(|[l, r]| l.abs().max(r.abs()) as f32));
    }
    out.into()
}

/// Plays the loudest hit of each half louder by a ratio.
pub(super) fn accent(frames: &mut [Complex<f32>], weighted: &[f32], ratio: f64, rate: SampleRate) {
    let ratio = ratio.min(LOUDEST.gain());
    let (attack, decay) = (ATTACK.frames(rate), DECAY.frames(rate));
    let (size, half) = (frames.len(), frames.len() / 2);
    for start in [0, half] {
        let loudest = |best: usize, n: usize| if weighted[n] > weighted[best] { n } else { best };
        let peak = (start..start + half).fold(start, loudest);
        let shape = |n: usize| {
            if n < attack {
                0.5 - 0.5 * (std::f64::consts::PI * n as f64 / attack as f64).cos()
            } else {
                (-((n - attack) as f64) / decay as f64).exp()
            }
        };
        for n in 0..attack + 8 * decay {
            // The whole attack lies before the hit, which has some milliseconds of rise itself.
            let at = (peak + size + n - attack) % size;
            frames[at] *= (1.0 + (ratio - 1.0) * shape(n)) as f32;
        }
    }
}

/// Turns down what exceeds `wanted`, pascals C-weighted.
pub(super) fn limit(frames: &mut [Complex<f32>], weighted: &[f32], wanted: f64, rate: SampleRate) {
    let step = LIMIT_STEP.frames(rate).max(1);
    let need: Vec<f64> = weighted
        .chunks(step)
        .map(|part| part.iter().fold(1.0, |gain: f64, &x| gain.min(wanted / f64::from(x))))
        .collect();
    let (span, count) = ((LIMIT_SPAN.0 / LIMIT_STEP.0).round() as usize, need.len());
    let around = |i: usize| (0..=2 * span).map(move |j| (i + count + j - span) % count);
    let held: Vec<f64> = (0..count).map(|i| around(i).fold(1.0, |gain: f64, j| gain.min(need[j]))).collect();
    let smooth: Vec<f64> =
        (0..count).map(|i| around(i).map(|j| held[j]).sum::<f64>() / (2 * span + 1) as f64).collect();
    for (i, part) in frames.chunks_mut(step).enumerate() {
        let (here, next) = (smooth[i], smooth[(i + 1) % count]);
        for (n, z) in part.iter_mut().enumerate() {
            *z *= (here + (next - here) * n as f64 / step as f64) as f32;
        }
    }
}

/// Gives both halves the same mean square; the gain moves smoothly where they meet.
pub(super) fn level_halves(frames: &mut [Complex<f32>]) {
    let (size, half) = (frames.len(), frames.len() / 2);
    let seam = (SEAM.0 / super::canvas::PERIOD.0 * size as f64) as usize;
    for _ in 0..2 {
        let (first, second) = frames.split_at(half);
        let [a, b] = [first, second].map(|part| part.iter().map(|z| f64::from(z.norm_sqr())).sum::<f64>());
        let mean = f64::midpoint(a, b);
        let gains = [a, b].map(|energy| if energy > 0.0 { (mean / energy).sqrt() } else { 1.0 });
        let both = frames.chunks_mut(half.max(1)).zip([gains, [gains[1], gains[0]]]);
        for (part, [own, other]) in both {
            for (place, z) in part.iter_mut().enumerate() {
                // Half of the way lies before the seam and half behind it.
                let far = place.min(half - place);
                let gain = if far < seam {
                    let way = std::f64::consts::FRAC_PI_2 * (far as f64 / seam as f64);
                    let share = 0.5 + 0.5 * way.sin();
                    own * share + other * (1.0 - share)
                } else {
                    own
                };
                *z *= gain as f32;
            }
        }
    }
}
