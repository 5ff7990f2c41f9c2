//! The two-channel signals of EBU Tech 3341 (2023), table 1, that can be synthesized.
#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests run on no plane")]

use super::super::true_peak::TruePeak;
use super::*;
use std::f64::consts::TAU;

const FS: SampleRate = SampleRate(48_000);
/// Tolerance of the meters, LU.
const LU: f64 = 0.1;

/// A stereo tone of 1 kHz in stretches of peak dBFS and seconds; silence is -inf.
fn tone(stretches: &[(f64, f64)]) -> Vec<Frame> {
    let mut frames = Vec::new();
    for &(dbfs, seconds) in stretches {
        for _ in 0..(seconds * FS.hz()).round() as usize {
            let x = 10f64.powf(dbfs / 20.0) * (TAU * 1_000.0 * frames.len() as f64 / FS.hz()).sin();
            frames.push([x; 2]);
        }
    }
    frames
}

fn near(got: f64, want: f64, what: &str) {
    assert!((got - want).abs() <= LU, "{what}: {got:.3}, not {want}");
}

#[test]
fn signals_1_to_5_integrate_to_their_loudness() {
    near(Loudness::of(&tone(&[(-23.0, 20.0)]), FS), -23.0, "1");
    near(Loudness::of(&tone(&[(-33.0, 20.0)]), FS), -33.0, "2");
    near(Loudness::of(&tone(&[(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)]), FS), -23.0, "3");
    let gated = [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)];
    near(Loudness::of(&tone(&gated), FS), -23.0, "4");
    near(Loudness::of(&tone(&[(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)]), FS), -23.0, "5");
    let mut meter = Loudness::new(FS);
    meter.feed(&tone(&[(-23.0, 20.0)]));
    near(meter.momentary(), -23.0, "1, momentary");
    near(meter.short_term(), -23.0, "1, short-term");
}

#[test]
fn signals_9_and_12_read_constant_while_the_level_jumps() {
    for (what, loud, soft, times, from) in [("9", 1.34, 1.66, 5, 3.0), ("12", 0.18, 0.22, 25, 1.0)] {
        let stretches: Vec<_> = (0..times).flat_map(|_| [(-20.0, loud), (-30.0, soft)]).collect();
        let (mut meter, frames) = (Loudness::new(FS), tone(&stretches));
        for (n, piece) in frames.chunks(480).enumerate() {
            meter.feed(piece);
            if (n + 1) as f64 * 0.01 >= from {
                near(if what == "9" { meter.short_term() } else { meter.momentary() }, -23.0, what);
            }
        }
    }
}

const NOTHING: f64 = f64::NEG_INFINITY;

#[test]
fn signals_10_and_13_find_the_loudest_window_wherever_it_begins() {
    for i in 0..20u32 {
        let mut meter = Loudness::new(FS);
        meter.feed(&tone(&[(NOTHING, f64::from(i) * 0.15), (-23.0, 3.0), (NOTHING, 1.0)]));
        near(meter.highest()[1], -23.0, &format!("10, file {i}"));
        meter.reset();
        meter.feed(&tone(&[(NOTHING, f64::from(i) * 0.02), (-23.0, 0.4), (NOTHING, 1.0)]));
        near(meter.highest()[0], -23.0, &format!("13, file {i}"));
    }
}

#[test]
fn signals_11_and_14_follow_a_maximum_that_rises() {
    let (mut short, mut momentary) = (Loudness::new(FS), Loudness::new(FS));
    for i in 0..20u32 {
        let (step, dbfs) = (f64::from(i), -38.0 + f64::from(i));
        short.feed(&tone(&[(NOTHING, step * 0.15), (dbfs, 3.0), (NOTHING, 3.0 - step * 0.15)]));
        near(short.highest()[1], dbfs, &format!("11, segment {i}"));
        momentary.feed(&tone(&[(NOTHING, step * 0.02), (dbfs, 0.4), (NOTHING, 0.4 - step * 0.02)]));
        near(momentary.highest()[0], dbfs, &format!("14, segment {i}"));
    }
}

/// Tolerance of a true-peak meter: +0.2, -0.4 dB.
fn true_peak_near(got: f64, want: f64, signal: u32) {
    let error = got - want;
    assert!((-0.4..=0.2).contains(&error), "{signal}: {got:.3} dBTP, not {want}");
}

fn true_peak(frames: &[Frame]) -> [f64; 2] {
    [TruePeak::new(), TruePeak::light()].map(|mut meter| {
        meter.feed(frames);
        20.0 * meter.finish()[0].log10()
    })
}

#[test]
fn signals_15_to_19_peak_between_the_samples() {
    for (n, part, degrees, amplitude, want) in [
        (15, 4.0, 0.0, 0.5, -6.0),
        (16, 4.0, 45.0, 0.5, -6.0),
        (17, 6.0, 60.0, 0.5, -6.0),
        (18, 8.0, 67.5, 0.5, -6.0),
        (19, 4.0, 45.0, 1.41, 3.0),
    ] {
        let frames: Vec<Frame> = (0..24_000)
            .map(|t| {
                let fade = (f64::from(t.min(23_999 - t)) / 960.0).min(1.0) * TAU / 4.0;
                let angle = TAU * f64::from(t) / part + f64::to_radians(degrees);
                [amplitude * fade.sin().powi(2) * angle.sin(); 2]
            })
            .collect();
        for peak in true_peak(&frames) {
            true_peak_near(peak, want, n);
        }
    }
}

/// A tone of a quarter of the rate with one cycle twice as high, made at four times the rate, low-passed and decimated at
/// four offsets; band-limiting lowers the crest of a single cycle, so the wanted value is that of the made signal.
#[test]
fn signals_20_to_23_peak_alike_at_every_offset() {
    let shape = |t: f64| {
        // In frames at 48 kHz: a burst under a window that keeps it below half the rate.
        let window = |from: f64, to: f64| {
            if (from..to).contains(&t) { (TAU / 2.0 * (t - from) / (to - from)).sin().powi(2) } else { 0.0 }
        };
        (0.5 * window(0.0, 4_000.0) + 0.5 * window(1_960.0, 2_040.0)) * (TAU * (t - 2_000.0) / 4.0).cos()
    };
    for offset in 0..4u32 {
        let frames: Vec<Frame> =
            (0..4_000u32).map(|n| [shape(f64::from(n) + f64::from(offset) / 4.0); 2]).collect();
        for peak in true_peak(&frames) {
            true_peak_near(peak, 0.0, 20 + offset);
        }
    }
}

#[test]
fn a_sine_of_997_hz_and_0_dbfs_reads_minus_3_01_in_one_ear_and_0_in_both_at_every_rate() {
    for rate in [44_100, 48_000, 96_000, 192_000].map(SampleRate) {
        let sine = |n: u32| (TAU * 997.0 * f64::from(n) / rate.hz()).sin();
        let both: Vec<Frame> = (0..2 * rate.0).map(|n| [sine(n); 2]).collect();
        let one: Vec<Frame> = both.iter().map(|f| [f[0], 0.0]).collect();
        assert!((Loudness::of(&both, rate)).abs() < 0.03, "{rate}: {}", Loudness::of(&both, rate));
        assert!((Loudness::of(&one, rate) + 3.01).abs() < 0.03, "{rate}: {}", Loudness::of(&one, rate));
    }
}

#[test]
fn silence_faults_and_how_a_stream_is_cut() {
    assert!(Loudness::of(&memory::silence(48_000), FS).is_infinite());
    let mut frames = tone(&[(-20.0, 2.0)]);
    let whole = Loudness::of(&frames, FS);
    let mut cut = Loudness::new(FS);
    frames.chunks(77).for_each(|piece| cut.feed(piece));
    assert!((cut.integrated() - whole).abs() < 1e-9);
    frames[100] = [f64::NAN; 2];
    assert!((Loudness::of(&frames, FS) - whole).abs() < 0.05);
}
