//! The limiter from outside: what the ears are promised, measured with a meter of its own.
#[path = "limiter/meter.rs"]
mod meter;

use foldback::cli::selftest::signals::{self, noise};
use foldback::dsp::Frame;
use foldback::dsp::limiter::{Limiter, Settings};
use foldback::units::SampleRate;
use meter::Meter;
use proptest::prelude::*;

const RATES: [SampleRate; 4] =
    [SampleRate(44_100), SampleRate(48_000), SampleRate(96_000), SampleRate(192_000)];
const CEILING: [f64; 2] = [0.5, 0.4];

/// The whole output for an input, with the look-ahead and the meter's reach of silence behind it.
fn limited(limiter: &mut Limiter, input: impl IntoIterator<Item = Frame>) -> Vec<Frame> {
    let mut frames: Vec<Frame> = input.into_iter().collect();
    frames.resize(frames.len() + limiter.latency() + 1, [0.0; 2]);
    limiter.process(&mut frames).frames().to_vec()
}

fn fresh(rate: SampleRate) -> Limiter {
    Limiter::new(Settings::new(CEILING), rate)
}

#[test]
fn the_meter_reads_0_00_db_over_or_less_on_every_signal_meant_to_break_it() {
    let meter = Meter::new();
    std::thread::scope(|scope| {
        for rate in RATES {
            let meter = &meter;
            scope.spawn(move || {
                let mut worst = (f64::NEG_INFINITY, "");
                for (name, signal) in signals::adversarial(4_000) {
                    let out = limited(&mut fresh(rate), signal.iter().map(|x| [*x, 0.3 * x]));
                    let over = meter.over_db(&out, CEILING);
                    assert!(over <= 0.0, "{rate}, {name}: {over:+.4} dB");
                    assert!(out.iter().all(|f| f[0].abs() <= CEILING[0] && f[1].abs() <= CEILING[1]));
                    if over > worst.0 {
                        worst = (over, name);
                    }
                }
                println!("{rate}: worst {:+.4} dB re ceiling, {}", worst.0, worst.1);
            });
        }
    });
}

/// A stretch of a random signal: what it is, its level in dB re full scale, its length.
#[derive(Debug, Clone)]
struct Stretch {
    kind: usize,
    level_db: f64,
    cycles_per_frame: f64,
    frames: usize,
}

fn stretch() -> impl Strategy<Value = Stretch> {
    let level = prop_oneof![8 => -30.0..60.0, 1 => 60.0..600.0];
    (0..7usize, level, 0.0..0.5, 1..300usize).prop_map(|(kind, level_db, cycles_per_frame, frames)| Stretch {
        kind,
        level_db,
        cycles_per_frame,
        frames,
    })
}

fn render(stretches: &[Stretch], seed: u64) -> Vec<f64> {
    let mut r = noise(seed);
    let mut signal = Vec::new();
    for s in stretches {
        let gain = 10f64.powf(s.level_db / 20.0);
        for n in 0..s.frames {
            let angle = std::f64::consts::TAU * s.cycles_per_frame * n as f64;
            signal.push(
                gain * match s.kind {
                    0 => angle.sin(),
                    1 => angle.cos().signum(),
                    2 => r(),
                    3 => r().signum(),
                    4 => [1.0, -1.0][n % 2],
                    5 => f64::from(u8::from(n == s.frames / 2)),
                    _ => 0.0,
                },
            );
        }
    }
    signal
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_random_signal_reads_over(
        left in prop::collection::vec(stretch(), 1..12),
        right in prop::collection::vec(stretch(), 1..12),
        seed in any::<u64>(),
        rate in prop::sample::select(RATES.to_vec()),
        ceiling in (0.001..2.0, 0.001..2.0),
    ) {
        let (ceiling, mut limiter) = ([ceiling.0, ceiling.1], fresh(rate));
        limiter.set_ceiling(ceiling);
        limiter.reset();
        let (mut left, mut right) = (render(&left, seed), render(&right, !seed));
        let frames = left.len().max(right.len());
        left.resize(frames, 0.0);
        right.resize(frames, 0.0);
        let out = limited(&mut limiter, left.into_iter().zip(right).map(|(l, r)| [l, r]));
        let over = Meter::new().over_db(&out, ceiling);
        prop_assert!(over <= 0.0, "{:+.4} dB", over);
    }
}

#[test]
fn a_search_that_keeps_whatever_reads_higher_does_not_get_over() {
    let meter = Meter::new();
    std::thread::scope(|scope| {
        for rate in [RATES[0], RATES[3]] {
            let meter = &meter;
            scope.spawn(move || {
                let mut r = noise(u64::from(rate.0));
                let mut best: Vec<f64> = (0..400).map(|_| 10.0 * r().signum()).collect();
                let mut worst = f64::NEG_INFINITY;
                for _ in 0..400 {
                    let mut next = best.clone();
                    let (from, gain) = ((200.0 * (r() + 1.0)) as usize, 10f64.powf(1.5 * r()));
                    let length = (20.0 * (r() + 1.0)) as usize + 1;
                    for x in next.iter_mut().skip(from).take(length) {
                        *x = if r() > 0.6 { -*x } else { *x * gain };
                    }
                    let out = limited(&mut fresh(rate), next.iter().map(|x| [*x, 0.0]));
                    let over = meter.over_db(&out, CEILING);
                    assert!(over <= 0.0, "{over:+.4} dB");
                    if over >= worst {
                        (worst, best) = (over, next);
                    }
                }
                println!("{rate}: the search got to {worst:+.4} dB re ceiling");
            });
        }
    });
}

#[test]
fn while_the_ceiling_moves_the_higher_one_holds_and_soon_after_the_lower() {
    let meter = Meter::new();
    for rate in RATES {
        let (high, low) = ([0.5, 0.4], [0.3, 0.1]);
        for (name, signal) in signals::adversarial(2_000) {
            let mut limiter = fresh(rate);
            let mut out: Vec<Frame> = signal.iter().map(|x| [*x, -0.6 * x]).collect();
            out.resize(out.len() + limiter.latency() + 1, [0.0; 2]);
            let (before, after) = out.split_at_mut(717);
            limiter.process(before);
            limiter.set_ceiling(low);
            limiter.process(after);
            let over = meter.over_db(&out, high);
            assert!(over <= 0.0, "{rate}, {name}: {over:+.4} dB over the higher one");
            // The look-ahead, the hops that the plan remembers (at most 16), the meter's own reach.
            let settled = 717 + limiter.latency() + 16 * 32 + 64;
            let over = meter.over_db_from(settled, &out, low);
            assert!(over <= 0.0, "{rate}, {name}: {over:+.4} dB over the lower one");
        }
    }
}

#[test]
fn a_minute_of_full_scale_square_wave_stays_at_the_ceiling() {
    let mut limiter = fresh(RATES[1]);
    let out = limited(&mut limiter, (0..60 * 48_000).map(|n| [if n % 48 < 24 { 1.0 } else { -1.0 }, 0.0]));
    let over = Meter::new().over_db(&out, CEILING);
    assert!(over <= 0.0 && over > -0.5, "{over:+.4} dB");
    let crest = out.iter().skip(48_000).fold(0.0f64, |a, f| a.max(f[0].abs()));
    let rms = (out.iter().skip(48_000).map(|f| f[0] * f[0]).sum::<f64>() / (59.0 * 48_000.0)).sqrt();
    assert!(crest / rms < 1.01, "the wave is still square: crest {crest}, rms {rms}");
}

/// A whole hour is played. The slow stage hears what it lets through in single precision and steers by it, so one second
/// is not the next one to the bit; it must not wander.
#[test]
fn an_hour_of_square_wave_is_a_second_of_it_over_and_over() {
    let settings = Settings { cap: [0.1; 2], ..Settings::new(CEILING) };
    let mut limiter = Limiter::new(settings, RATES[1]);
    let wave: Vec<Frame> = (0..48_000).map(|n| [if n % 96 < 48 { 1.0 } else { -1.0 }; 2]).collect();
    let mut second = || {
        let mut frames = wave.clone();
        limiter.process(&mut frames);
        frames
    };
    let settled = (0..60).map(|_| second()).last().unwrap_or_default();
    let (mut last, mut apart) = (settled.clone(), 0.0f64);
    for _ in 60..3_600 {
        last = second();
        let differences = last.as_flattened().iter().zip(settled.as_flattened()).map(|(a, b)| (a - b).abs());
        apart = differences.fold(apart, f64::max);
    }
    println!("an hour apart {apart:e}");
    assert!(apart < 1e-8, "at most {apart:e} from the sixtieth second");
    assert!(Meter::new().over_db(&last[..9_600], CEILING) <= 0.0);
}

#[test]
fn without_limiting_thd_and_noise_stay_under_minus_100_db() {
    for rate in RATES {
        let settings = Settings { cap: [0.36; 2], ..Settings::new([0.5; 2]) };
        let mut limiter = Limiter::new(settings, rate);
        let tone = |n: u32| [0.46 * (std::f64::consts::TAU * 997.0 * f64::from(n) / rate.hz()).sin(); 2];
        let input: Vec<Frame> = (0..2 * rate.0).map(tone).collect();
        let mut out = input.clone();
        limiter.process(&mut out);
        let late = limiter.latency();
        let error: f64 = out[late..].iter().zip(&input).map(|(a, b)| (a[0] - b[0]).powi(2)).sum();
        let signal: f64 = input.iter().map(|f| f[0] * f[0]).sum();
        assert!(10.0 * (error / signal).max(1e-30).log10() < -100.0, "{rate}: {error:e}");
    }
}
