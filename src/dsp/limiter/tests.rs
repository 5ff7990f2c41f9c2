//! What the limiter is to a listener; that it holds the ceiling is shown in `tests/limiter.rs`.
use super::super::true_peak::TruePeak;
use super::*;
use std::f64::consts::TAU;

const RATES: [SampleRate; 7] = [
    SampleRate(44_100),
    SampleRate(48_000),
    SampleRate(64_000),
    SampleRate(88_200),
    SampleRate(96_000),
    SampleRate(176_400),
    SampleRate(192_000),
];
const FS: SampleRate = SampleRate(48_000);

fn fresh(rate: SampleRate) -> Limiter {
    Limiter::new(Settings::new([0.5, 0.5]), rate)
}

/// Uniform noise by a linear congruential generator (Knuth's MMIX constants).
fn noise(frames: usize, peak: f64) -> Vec<Frame> {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 11) as f64 / (1u64 << 52) as f64 - 1.0) * peak
    };
    (0..frames).map(|_| [next(), next()]).collect()
}

fn tone(rate: SampleRate, hz: f64, peak: f64, frames: usize) -> Vec<Frame> {
    (0..frames).map(|n| [peak * (TAU * hz * n as f64 / rate.hz()).sin(); 2]).collect()
}

/// Amplitude of one frequency in the left ear over a whole number of its periods.
fn amplitude(frames: &[Frame], rate: SampleRate, hz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, frame) in frames.iter().enumerate() {
        let angle = TAU * hz * n as f64 / rate.hz();
        re += frame[0] * angle.cos();
        im += frame[0] * angle.sin();
    }
    2.0 * re.hypot(im) / frames.len() as f64
}

#[test]
fn the_look_ahead_is_at_most_one_millisecond_at_every_rate() {
    for rate in RATES {
        assert!(
            fresh(rate).latency() as f64 / rate.hz() <= 0.001,
            "{rate}: {} frames",
            fresh(rate).latency()
        );
    }
}

#[test]
fn what_needs_no_limiting_comes_out_late_and_bit_exact() {
    for rate in RATES {
        let mut limiter = fresh(rate);
        let mut input = noise(20_000, 1.0);
        let mut meter = TruePeak::new();
        meter.feed(&input);
        let peak = meter.finish();
        // Noise up to Nyquist, where the detector and the meter part: 0.15 dB below the aim is enough.
        let scale = 0.5 * Db(-MARGIN_DB - 0.15).gain() / peak[0].max(peak[1]);
        for frame in &mut input {
            *frame = frame.map(|x| x * scale);
        }
        let mut out = input.clone();
        limiter.process(&mut out);
        assert!(out[limiter.latency()..] == input[..input.len() - limiter.latency()], "{rate}");
        assert_eq!(limiter.gain_reduction(), Db(0.0));
    }
}

#[test]
fn the_gain_is_exactly_one_again_a_while_after_limiting() {
    let mut limiter = fresh(FS);
    limiter.process(&mut noise(96_000, 50.0));
    assert!(limiter.gain_reduction().0 < -40.0);
    limiter.process(&mut noise(8 * 48_000, 0.1));
    limiter.gain_reduction();
    let input = noise(4_000, 0.1);
    let mut out = input.clone();
    limiter.process(&mut out);
    assert_eq!(limiter.gain_reduction(), Db(0.0));
    assert!(out[limiter.latency()..] == input[..input.len() - limiter.latency()]);
}

#[test]
fn how_a_stream_is_cut_never_changes_a_bit_and_reset_is_fresh() {
    let input = noise(9_000, 2.0);
    let mut whole = input.clone();
    let mut limiter = fresh(FS);
    limiter.process(&mut whole);
    for pieces in [&[1usize][..], &[17], &[32], &[64, 3, 1, 500]] {
        let mut cut = input.clone();
        limiter.reset();
        let (mut rest, mut sizes) = (&mut cut[..], pieces.iter().cycle());
        while !rest.is_empty() {
            let (now, later) = rest.split_at_mut(rest.len().min(*sizes.next().unwrap()));
            limiter.process(now);
            rest = later;
        }
        assert!(cut == whole, "{pieces:?}");
    }
}

#[test]
fn what_is_forgotten_is_not_heard_and_what_follows_stays_under_the_ceiling() {
    let mut limiter = fresh(FS);
    for cut in [1_000, 1_007, 1_031] {
        limiter.process(&mut noise(cut, 40.0));
        limiter.forget_ahead();
        let mut quiet = [SILENCE; 100];
        limiter.process(&mut quiet);
        assert!(quiet == [SILENCE; 100], "{cut} frames before");
        limiter.process(&mut noise(cut, 40.0));
        limiter.forget_ahead();
        let mut loud = noise(9_000, 40.0);
        let mut meter = TruePeak::new();
        meter.feed(limiter.process(&mut loud).frames());
        let peak = meter.finish();
        assert!(peak.iter().all(|ear| *ear > 0.4 && *ear <= 0.5), "{peak:?} of 0.5, {cut} frames before");
    }
}

/// Those that round a product and a sum once, to the bit; the plain one rounds twice.
#[test]
fn every_machine_limits_alike() {
    for rate in [RATES[1], RATES[4], RATES[6]] {
        let input = noise(3_000, 4.0);
        let outputs = Machine::all().map(|machine| {
            let mut out = input.clone();
            Limiter::on(machine, Settings { cap: [0.2; 2], ..Settings::new([0.5, 0.4]) }, rate)
                .process(&mut out);
            out
        });
        let outputs: Vec<_> = outputs.collect();
        assert!(outputs.iter().skip(1).all(|out| *out == outputs[1]), "{rate}");
        let both = outputs[0].as_flattened().iter().zip(outputs[outputs.len() - 1].as_flattened());
        let off = both.map(|(a, b)| (a - b).powi(2)).sum::<f64>() / outputs[0].len() as f64;
        assert!(Db::from_power(off).0 < -200.0, "{rate}: {} dB", Db::from_power(off).0);
    }
}

#[test]
fn a_tone_of_50_hz_limited_by_6_db_has_less_than_half_a_percent_of_harmonics() {
    for rate in [RATES[0], RATES[1], RATES[4]] {
        let second = rate.0 as usize;
        let mut out = tone(rate, 50.0, 0.5 * Db(-MARGIN_DB).gain() * 2.0, 4 * second);
        fresh(rate).process(&mut out);
        let steady = &out[3 * second..];
        let fundamental = amplitude(steady, rate, 50.0);
        assert!((Db::from_gain(fundamental / 0.5).0 + MARGIN_DB).abs() < 0.1, "{rate}: {fundamental}");
        let harmonics: f64 = (2..40).map(|k| amplitude(steady, rate, 50.0 * f64::from(k)).powi(2)).sum();
        let percent = 100.0 * harmonics.sqrt() / fundamental;
        assert!(percent < 0.05, "{rate}: {percent} %");
    }
}

#[test]
fn a_tone_of_997_hz_below_the_aim_has_no_distortion_at_all() {
    let mut out = tone(FS, 997.0, 0.46, 48_000 + 48);
    let mut limiter = fresh(FS);
    let input = out.clone();
    limiter.process(&mut out);
    let late = limiter.latency();
    let error: f64 = out[late..].iter().zip(&input).map(|(a, b)| (a[0] - b[0]).powi(2)).sum();
    assert!(error == 0.0, "THD+N is that of the input: {error}");
}

#[test]
fn a_short_peak_is_forgotten_quickly_and_sustained_limiting_slowly() {
    let gain_after = |loud_frames: usize, wait_frames: usize| {
        let mut limiter = fresh(FS);
        limiter.process(&mut tone(FS, 1_000.0, 2.0, loud_frames));
        limiter.process(&mut tone(FS, 1_000.0, 0.1, wait_frames));
        limiter.gain_reduction();
        limiter.process(&mut tone(FS, 1_000.0, 0.1, 48));
        limiter.gain_reduction().0
    };
    let (after_click, after_second) = (gain_after(48, 9_600), gain_after(48_000, 9_600));
    assert!(after_click > -3.0 && after_second < -6.0, "{after_click} dB, {after_second} dB after 0.2 s");
}

#[test]
fn a_frame_that_holds_no_number_is_silence_and_is_counted() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut limiter = fresh(FS);
        let mut frames = tone(FS, 997.0, 0.3, 4_000);
        frames[1_000][1] = bad;
        let mut clean = frames.clone();
        clean[1_000] = SILENCE;
        limiter.process(&mut frames);
        assert_eq!(limiter.faults(), 1);
        limiter.reset();
        limiter.process(&mut clean);
        assert!(frames == clean, "{bad}");
        assert_eq!(limiter.faults(), 0);
    }
}

#[test]
fn both_ears_share_one_gain_and_each_keeps_its_own_ceiling() {
    let mut limiter = Limiter::new(Settings::new([0.5, 0.25]), FS);
    let mut frames: Vec<Frame> = tone(FS, 997.0, 1.0, 24_000).iter().map(|f| [f[0], 0.01 * f[1]]).collect();
    limiter.process(&mut frames);
    let loud = frames[12_000..].iter().fold(0.0f64, |a, f| a.max(f[0].abs()));
    assert!((Db::from_gain(loud / 0.5).0 + MARGIN_DB).abs() < 0.05, "{loud}");
    assert!(frames.iter().all(|f| (f[1] - 0.01 * f[0]).abs() < 1e-15), "the image does not move");
    let mut frames: Vec<Frame> = tone(FS, 997.0, 1.0, 24_000).iter().map(|f| [0.01 * f[0], f[1]]).collect();
    limiter.process(&mut frames);
    let loud = frames[12_000..].iter().fold(0.0f64, |a, f| a.max(f[1].abs()));
    assert!((Db::from_gain(loud / 0.25).0 + MARGIN_DB).abs() < 0.05, "{loud}");
}

#[test]
fn a_lower_ceiling_holds_within_the_look_ahead_and_gets_there_without_a_step() {
    let mut limiter = fresh(FS);
    let mut before = tone(FS, 997.0, 0.47, 48_000);
    limiter.process(&mut before);
    limiter.set_ceiling([0.1, 0.1]);
    let mut after: Vec<Frame> = tone(FS, 997.0, 0.47, 96_000)[48_000..].to_vec();
    limiter.process(&mut after);
    assert!(after[limiter.latency()..].iter().all(|f| f[0].abs() <= 0.1));
    let all: Vec<f64> = before.iter().chain(&after).map(|f| f[0]).collect();
    let steepest = all.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f64::max);
    assert!(steepest < 0.47 * TAU * 997.0 / 48_000.0 * 1.5, "{steepest}");
}

#[test]
fn a_ceiling_that_is_no_positive_number_mutes() {
    for ceiling in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
        let mut limiter = Limiter::new(Settings::new([ceiling, 1.0]), FS);
        let mut frames = tone(FS, 997.0, 0.5, 4_000);
        limiter.process(&mut frames);
        assert!(frames.iter().all(|f| f[0].abs() <= 1e-9 && f[1].abs() <= 1e-9), "{ceiling}");
    }
}

#[test]
fn the_limiters_own_reading_agrees_with_the_meter() {
    let mut limiter = fresh(FS);
    let mut frames = noise(20_000, 3.0);
    frames.extend([SILENCE; 400]);
    limiter.process(&mut frames);
    let mut meter = TruePeak::new();
    meter.feed(&frames);
    let peak = meter.finish();
    let read = Db::from_gain(peak[0].max(peak[1]) / 0.5).0;
    let [left, right] = limiter.true_peaks();
    let own = Db::from_gain(left.max(right) / 0.5).0;
    assert!((own - read).abs() < 0.1, "{own} against {read} dB re ceiling");
    assert!(limiter.true_peaks().iter().all(|peak| *peak < 1e-6), "asking begins a new maximum");
}

#[test]
fn the_humps_add_up_to_exactly_one() {
    for hop in [16, 32, 64] {
        let hump = hump(hop);
        for t in 0..hop {
            let sum: f64 = hump.iter().skip(t).step_by(hop).sum();
            assert_eq!(sum.to_bits(), 1.0f64.to_bits(), "exactly, for the bit-exact path");
        }
    }
}
