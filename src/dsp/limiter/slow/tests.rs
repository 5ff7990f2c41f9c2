//! The cap by the meter of the standard: A-weighting and a follower of 1 s behind the whole limiter.
use super::super::super::Block;
use super::super::super::follower::Follower;
use super::super::super::noise::Noise;
use super::super::super::weighting::{Curve, Weighting};
use super::super::{Limiter, Settings};
use super::*;

const FS: SampleRate = SampleRate(48_000);
/// The cap, rms; the ceiling lies 20 dB over it in peak.
const CAP: f64 = 0.02;

fn fresh(rate: SampleRate) -> Limiter {
    Limiter::new(Settings { cap: [CAP; 2], ..Settings::new([0.2; 2]) }, rate)
}

/// Pink noise, -3 dB per octave (P. Kellet's refined filter), `over` dB over the cap in A-weighted rms.
fn pink(seed: u64, over: f64, seconds: f64, rate: SampleRate) -> Vec<Frame> {
    let mut frames = super::super::super::memory::silence((seconds * rate.hz()) as usize);
    Noise::new(seed).fill(&mut frames);
    let mut rows = [[0.0; 7]; 2];
    for frame in &mut frames {
        for (x, row) in frame.iter_mut().zip(&mut rows) {
            let poles = [0.998_86, 0.993_32, 0.969, 0.8665, 0.55, -0.7616];
            let gains = [0.055_517_9, 0.075_075_9, 0.153_852, 0.310_485_6, 0.532_952_2, -0.016_898];
            for (state, (pole, gain)) in row.iter_mut().zip(poles.into_iter().zip(gains)) {
                *state = pole * *state + gain * *x;
            }
            let sum = row.iter().sum::<f64>() + 0.5362 * *x;
            row[6] = 0.115_926 * *x;
            *x = sum;
        }
    }
    let mut weighted = frames.clone();
    Weighting::new(Curve::A, rate).process(&mut weighted);
    let mean = weighted.iter().map(|f| f[0] * f[0]).sum::<f64>() / weighted.len() as f64;
    let gain = CAP * Db(over).gain() / mean.sqrt();
    frames.iter().map(|f| f.map(|x| gain * x)).collect()
}

/// LAS of the louder ear every 10 ms, dB re the cap.
fn las(frames: &[Frame], rate: SampleRate) -> Vec<f64> {
    let (mut weighting, mut slow) = (Weighting::new(Curve::A, rate), Follower::new(SLOW, rate));
    let read = |piece: &[Frame]| {
        let mut piece = piece.to_vec();
        weighting.process(&mut piece);
        slow.feed(&piece);
        let [l, r] = slow.mean_square();
        Db::from_power(l.max(r) / (CAP * CAP)).0
    };
    frames.chunks(rate.0 as usize / 100).map(read).collect()
}

fn highest(levels: &[f64]) -> f64 {
    levels.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[test]
fn pink_noise_20_db_over_is_held_within_0_16_db_of_the_cap_from_2_s_on_and_never_0_5_db_over() {
    for rate in [FS, SampleRate(96_000)] {
        let (mut limiter, mut out) = (fresh(rate), pink(1, 20.0, 5.0, rate));
        limiter.process(&mut out);
        let levels = las(&out, rate);
        assert!(highest(&levels) < 0.5, "{rate}: {} dB over", highest(&levels));
        let off = levels[200..].iter().map(|dba| dba.abs()).fold(0.0, f64::max);
        assert!(off < 0.16, "{rate}: {off} dB off the cap");
        let down = limiter.slow_reduction().0;
        assert!((down + 20.0).abs() < 0.5, "{rate}: {down} dB of reduction");
    }
}

#[test]
fn a_step_of_40_db_reads_less_than_1_db_over_at_any_time() {
    let mut frames = pink(2, -10.0, 1.0, FS);
    frames.extend(pink(3, 30.0, 3.0, FS));
    fresh(FS).process(&mut frames);
    let over = highest(&las(&frames, FS));
    assert!(over < 1.0 && over > -0.2, "{over} dB re cap");
}

#[test]
fn a_small_excess_is_taken_back_over_a_second_and_a_second_later_still_stands() {
    let mut limiter = fresh(FS);
    let mut down = |over: f64, seconds: f64| {
        limiter.process(&mut pink(4, over, seconds, FS));
        limiter.slow_reduction();
        limiter.process(&mut pink(5, over, 0.01, FS));
        -limiter.slow_reduction().0
    };
    let [early, late] = [down(4.0, 0.2), down(4.0, 1.3)];
    assert!(early < 1.0 && (late - 4.0).abs() < 0.5, "{early} dB after 0.2 s, {late} dB after 1.5 s");
    let after = down(-20.0, 1.0);
    assert!((2.5..3.6).contains(&after), "4 dB with a time constant of 4 s are {after} dB after 1 s");
    down(-20.0, 10.0);
    assert!(down(-20.0, 0.1).abs() <= 0.0, "it arrives");
}

#[test]
fn what_stays_under_the_cap_is_not_touched_in_one_bit() {
    let (with, without) = (fresh(FS), Limiter::new(Settings::new([0.2; 2]), FS));
    let input = pink(6, -0.5, 3.0, FS);
    let [a, b] = [with, without].map(|mut limiter| {
        let mut frames = input.clone();
        limiter.process(&mut frames);
        assert_eq!(limiter.slow_reduction(), Db(0.0));
        frames
    });
    assert!(a == b);
}

#[test]
fn both_ears_share_the_gain_that_the_louder_one_needs() {
    let mut frames: Vec<Frame> = pink(7, 12.0, 4.0, FS).iter().map(|f| [f[0], 0.1 * f[0]]).collect();
    fresh(FS).process(&mut frames);
    assert!(frames.iter().all(|f| (f[1] - 0.1 * f[0]).abs() < 1e-15), "the image does not move");
    assert!(las(&frames, FS)[300..].iter().all(|dba| dba.abs() < 0.3));
}

#[test]
fn what_the_true_peak_stage_holds_under_the_cap_needs_no_cap() {
    // 10 dB over the cap, but the ceiling keeps it 14 dB under it.
    let mut limiter = Limiter::new(Settings { cap: [CAP; 2], ..Settings::new([0.2 * CAP; 2]) }, FS);
    limiter.process(&mut pink(8, 10.0, 3.0, FS));
    assert_eq!(limiter.slow_reduction(), Db(0.0));
}

#[test]
fn the_ripple_of_a_50_hz_tone_does_not_reach_the_gain() {
    let tone = |n: usize| [2.0 * (std::f64::consts::TAU * 50.0 * n as f64 / FS.hz()).sin(); 2];
    let mut frames: Vec<Frame> = (0..4 * 48_000).map(tone).collect();
    // The tone is 3 dB over a cap that lies 27 dB under it: A-weighting takes 30 dB at 50 Hz.
    let cap = 2f64.sqrt() * Db(-30.3 - 3.0).gain();
    let mut limiter = Limiter::new(Settings { cap: [cap; 2], ..Settings::new([10.0; 2]) }, FS);
    limiter.process(&mut frames);
    assert!((limiter.slow_reduction().0 + 3.0).abs() < 0.3);
    let steady = &frames[3 * 48_000..];
    let amplitude = |hz: f64| {
        let turned = steady.iter().enumerate().map(|(n, f)| {
            let (sin, cos) = (std::f64::consts::TAU * hz * n as f64 / FS.hz()).sin_cos();
            [f[0] * cos, f[0] * sin]
        });
        let [re, im] = turned.fold([0.0; 2], |a, b| [a[0] + b[0], a[1] + b[1]]);
        re.hypot(im)
    };
    let harmonics = (2..20).map(|k| amplitude(50.0 * f64::from(k)).powi(2)).sum::<f64>().sqrt();
    let percent = 100.0 * harmonics / amplitude(50.0);
    assert!(percent < 0.05, "{percent} %");
}

#[test]
fn a_fault_far_beyond_reason_is_forgotten_in_half_a_minute_and_no_number_at_once() {
    let mut limiter = fresh(FS);
    limiter.process(&mut [[f64::NAN, f64::INFINITY]; 480]);
    assert_eq!(limiter.slow_reduction(), Db(0.0));
    let square = |n: usize| [if n % 48 < 24 { 1e300 } else { -1e300 }; 2];
    let mut runaway: Vec<Frame> = (0..96_000).map(square).collect();
    limiter.process(&mut runaway);
    // 240 dB: on its way down the true-peak stage alone holds, 17 dB over the cap in LAS.
    let (levels, down) = (las(&runaway, FS), limiter.slow_reduction().0);
    assert!(highest(&levels) < 8.0 && down < -200.0, "{} dB re cap, {down} dB", highest(&levels));
    assert!(highest(&levels[180..]) < 2.0, "{:?} dB re cap", &levels[180..]);
    limiter.process(&mut pink(9, -20.0, 30.0, FS));
    limiter.slow_reduction();
    limiter.process(&mut pink(9, -20.0, 0.1, FS));
    assert!(limiter.slow_reduction().0 > -1.0, "{}", limiter.slow_reduction().0);
}

#[test]
fn another_cap_holds_from_then_on() {
    let mut limiter = fresh(FS);
    limiter.process(&mut pink(10, 6.0, 1.0, FS));
    limiter.set_cap([0.5 * CAP; 2]);
    let mut frames = pink(11, 6.0, 4.0, FS);
    limiter.process(&mut frames);
    let late = las(&frames, FS).pop().unwrap();
    // What was over is made good by 3 dB less for a while.
    assert!((-8.5..-5.9).contains(&late), "{late} dB re the first cap");
}
