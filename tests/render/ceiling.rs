//! The ceiling of the limiter, measured again on the file by a true-peak meter of the test's own.

use crate::program::Room;
use crate::report::{self, number};
use crate::sound::{Sound, noise, sine, write};

/// Taps on either side of the interpolated point, and points between two samples.
const REACH: usize = 64;
const PHASES: usize = 16;

/// Modified Bessel function of order 0 by its power series (Abramowitz & Stegun 9.6.12).
fn bessel_i0(x: f64) -> f64 {
    let mut term = 1.0;
    (1..200).fold(1.0, |sum, k| {
        term *= (x / 2.0 / f64::from(k)).powi(2);
        sum + term
    })
}

/// 129 taps of a windowed sinc, Kaiser beta 14, cutoff at half the rate, for the point `phase` sixteenths after
/// the middle sample.
fn taps(phase: usize) -> Vec<f64> {
    let weight = |k: usize| {
        let t = k as f64 - REACH as f64 - phase as f64 / PHASES as f64;
        let inside = 1.0 - (t / REACH as f64).powi(2);
        let window = if inside < 0.0 { 0.0 } else { bessel_i0(14.0 * inside.sqrt()) / bessel_i0(14.0) };
        let sinc = if t == 0.0 { 1.0 } else { (std::f64::consts::PI * t).sin() / (std::f64::consts::PI * t) };
        window * sinc
    };
    (0..=2 * REACH).map(weight).collect()
}

/// Largest magnitude of the samples and of the interpolation, dB re sample 1.0; silence before and after.
fn true_peak_dbfs(signal: &[f64]) -> f64 {
    let pad = vec![0.0; 2 * REACH];
    let padded = [&pad[..], signal, &pad[..]].concat();
    let rows: Vec<_> = (0..PHASES).map(taps).collect();
    let at = |window: &[f64], row: &[f64]| row.iter().zip(window).map(|(h, x)| h * x).sum::<f64>().abs();
    let points = padded.windows(2 * REACH + 1).flat_map(|window| rows.iter().map(move |row| at(window, row)));
    20.0 * points.fold(0.0, f64::max).log10()
}

#[test]
fn the_meter_finds_the_peak_between_two_samples() {
    // A quarter of the rate, sampled 45 degrees off its crests: 3.01 dB over every sample.
    let tone: Vec<f64> = (0..4000)
        .map(|n| {
            let fade = (f64::from(n) / 1000.0).min(f64::from(4000 - n) / 1000.0).min(1.0);
            fade * (std::f64::consts::FRAC_PI_2 * f64::from(n) + std::f64::consts::FRAC_PI_4).sin()
        })
        .collect();
    assert!(true_peak_dbfs(&tone).abs() < 0.01, "{}", true_peak_dbfs(&tone));
}

/// Renders a file and returns the report's limiter and how far the file's true peak is over the ceiling, dB.
fn over(room: &Room, words: &str) -> (serde_json::Value, f64) {
    room.fine(&format!("render hot.wav --out out.wav --report r.json {words}"));
    let limiter = report::read(&room.path("r.json"))["limiter"].clone();
    let out = Sound::read(&room.path("out.wav"));
    let peak = true_peak_dbfs(&out.ear(0)).max(true_peak_dbfs(&out.ear(1)));
    let over = peak - number(&limiter, "/ceiling_dbfs");
    (limiter, over)
}

/// Full-scale noise at 140 is played at 93 dB SPL: 20 dB and more over these ceilings. The earbud's driver gives 112 of
/// its 140, hence the lowest one.
#[test]
fn no_true_peak_passes_the_ceiling_however_hot_the_input() {
    let room = Room::new();
    for rate in [44_100, 96_000] {
        let frames = rate as usize / 2;
        write(&room.path("hot.wav"), rate, &[noise(1, frames, 1.0), noise(2, frames, 1.0)]);
        for words in [
            "--device reference --stage none --level 140 --ceiling 72",
            "--device reference --stage none --level 140 --ceiling 72 --loudness off",
            "--device iem-silicone --level 140 --ceiling 60",
            "--device earbud --level 140 --full-scale 100 --ceiling 62",
            "--device reference --stage none --level 140 --ceiling 66 --wearing earbud",
        ] {
            let (limiter, over) = over(&room, words);
            assert!(over <= 0.0, "{rate} Hz, {words}: {over:+.4} dB over the ceiling");
            assert!(over > -1.0, "{rate} Hz, {words}: {over:+.4} dB is no working limiter");
            let [peak, ceiling] =
                ["/true_peak_db_spl", "/ceiling_db_spl"].map(|field| number(&limiter, field));
            assert!(peak <= ceiling, "{words}: {peak} dB SPL in the report");
            assert!(
                (peak - ceiling - over).abs() < 0.3,
                "{words}: the report reads {peak}, the file {over:+.3}"
            );
            assert!(number(&limiter, "/max_reduction_db") > 12.0, "{words}: {limiter}");
        }
    }
}

/// A float file may hold more than full scale: 40 dB over it, gated, alternating, at the default ceiling.
#[test]
fn a_float_file_far_over_full_scale_stays_under_the_default_ceiling() {
    let room = Room::new();
    let gate = |n: usize| if (n / 400).is_multiple_of(2) { 1.0 } else { 0.0 };
    let noise: Vec<f64> = noise(3, 24_000, 100.0).into_iter().enumerate().map(|(n, x)| x * gate(n)).collect();
    let alternating: Vec<f64> = (0..24_000)
        .map(|n: usize| if n.is_multiple_of(2) { 100.0 } else { -100.0 })
        .enumerate()
        .map(|(n, x)| x * gate(n))
        .collect();
    write(&room.path("hot.wav"), 48_000, &[noise, alternating]);
    let (limiter, over) = over(&room, "--device reference --stage none --level 140");
    assert!((number(&limiter, "/ceiling_db_spl") - 105.0).abs() < 1e-9);
    assert!((-1.0..=0.0).contains(&over), "{over:+.4} dB over the ceiling");
}

#[test]
fn what_stays_under_the_ceiling_is_not_touched() {
    let room = Room::new();
    let tone = sine(997.0, 48_000, 1.0);
    write(&room.path("hot.wav"), 48_000, &[tone.clone(), tone]);
    let (limiter, over) = over(&room, "--device reference --stage none --level 106 --cap 100");
    assert!(number(&limiter, "/max_reduction_db").abs() < 1e-9, "{limiter}");
    // 106 dB SPL less 13 of playback scale is 93, its crest 96.01: 8.99 dB under 105.
    assert!((over + 8.99).abs() < 0.05, "{over:+.3} dB re the ceiling");
}

/// Whatever the phones, a sample never passes full scale: beyond it an interface would clip.
#[test]
fn a_ceiling_above_full_scale_is_full_scale() {
    let room = Room::new();
    write(&room.path("hot.wav"), 48_000, &[noise(1, 24_000, 30.0)]);
    let (limiter, over) =
        over(&room, "--device reference --stage none --level 140 --full-scale 80 --ceiling 118");
    assert!(number(&limiter, "/ceiling_dbfs") <= 0.0, "{limiter}");
    assert!(over <= 0.0, "{over:+.4} dB over full scale");
}

/// A-weighted level over a whole number of periods of 1 kHz, where A is 0 dB, played on phones of 120 dB SPL.
fn dba(samples: &[f64]) -> f64 {
    let mean = samples.iter().map(|x| x * x).sum::<f64>() / samples.len() as f64;
    120.0 + 10.0 * (2.0 * mean).log10()
}

/// The tone of full scale is played at 93 dBA: 8 dB over the default cap.
#[test]
fn the_long_term_level_is_held_at_the_cap_and_the_report_says_by_how_much() {
    let room = Room::new();
    let tone = sine(1000.0, 48_000, 4.0);
    write(&room.path("hot.wav"), 48_000, &[tone.clone(), tone]);
    for (words, cap) in [("", 85.0), ("--cap 80", 80.0), ("--full-scale 120 --cap 90", 90.0)] {
        let (limiter, _) = over(&room, &format!("--device reference --stage none --level 106 {words}"));
        let ear = Sound::read(&room.path("out.wav")).ear(0);
        let (early, late) = (dba(&ear[..2_400]), dba(&ear[144_000..]));
        assert!((late - cap).abs() < 0.1, "{words}: {late} dBA in the fourth second");
        assert!(early > cap + 2.9, "{words}: the first 50 ms are {early} dBA: it is slow");
        let slow = number(&limiter, "/slow_reduction_db");
        assert!((slow - (93.0 - cap)).abs() < 0.3, "{words}: {slow} dB");
        assert!((number(&limiter, "/cap_dba") - cap).abs() < 1e-9, "{limiter}");
        assert!(number(&limiter, "/max_reduction_db").abs() < 1e-9, "the true-peak stage rests: {limiter}");
    }
}

#[test]
fn the_defaults_play_the_demo_band_without_any_limiting() {
    let room = Room::new();
    for words in ["", "--device reference --stage none"] {
        room.fine(&format!("render demo --out out.wav --report r.json {words}"));
        let limiter = report::read(&room.path("r.json"))["limiter"].clone();
        assert!(number(&limiter, "/slow_reduction_db").abs() <= 0.0, "{words}: {limiter}");
    }
}
