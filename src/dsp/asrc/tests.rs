//! Against the ideal: a tone read at the place that the converter says.
#![expect(clippy::disallowed_macros, reason = "tests collect what came out")]

use std::f64::consts::TAU;

use super::*;

/// Converts so many frames of a tone on every channel (turned by a quarter each), in pieces of these lengths, with a
/// ratio for each piece; returns the error re the tone in dB, the worst channel's, after the start.
fn error_db(
    [from, to]: [u32; 2],
    hz: f64,
    channels: usize,
    pieces: &[usize],
    ratio: impl Fn(usize) -> f64,
) -> f64 {
    let mut asrc = Asrc::new(channels, SampleRate(from), SampleRate(to));
    let turn =
        |frame: f64, channel: usize| (TAU * (hz * frame / f64::from(from) + channel as f64 / 4.0)).sin();
    let (mut fed, mut made, mut sums) = (0usize, 0, vec![[0.0; 2]; channels]);
    for (n, &piece) in pieces.iter().cycle().enumerate() {
        if made >= 40_000 {
            break;
        }
        let step = f64::from(from) / f64::from(to) * ratio(made);
        let wants = asrc.wants(piece, step);
        let input: Vec<f32> =
            (fed..fed + wants).flat_map(|f| (0..channels).map(move |c| turn(f as f64, c) as f32)).collect();
        asrc.push(&input);
        fed += wants;
        let mut out = vec![0.0; piece * channels];
        let (mut place, mut speed) = (asrc.position(), asrc.step);
        let slope = (step - speed) / piece as f64;
        asrc.make(&mut out, step);
        for frame in out.chunks(channels) {
            for (c, (&x, sum)) in frame.iter().zip(&mut sums).enumerate() {
                if made > 2000 {
                    let ideal = turn(place, c);
                    *sum = [sum[0] + (f64::from(x) - ideal).powi(2), sum[1] + ideal * ideal];
                }
            }
            speed += slope;
            place += speed;
            made += 1;
        }
        assert!((asrc.position() - place).abs() < 1e-6, "piece {n}");
    }
    sums.iter().map(|[error, tone]| 10.0 * (error / tone).log10()).fold(f64::NEG_INFINITY, f64::max)
}

#[test]
fn a_tone_up_to_20_khz_keeps_its_shape_within_120_db() {
    for rates in [[48_000, 48_000], [44_100, 48_000], [48_000, 44_100], [96_000, 48_000], [48_000, 192_000]] {
        for hz in [20.0, 997.0, 12_345.0, 19_990.0] {
            for ratio in [1.0, 1.0002, 0.9995] {
                let db = error_db(rates, hz, 1, &[32], |_| ratio);
                println!("{rates:?} {hz} Hz x {ratio}: {db:.1} dB");
                assert!(db < -120.0, "{rates:?} Hz, tone of {hz} Hz, ratio {ratio}: {db:.1} dB");
            }
        }
    }
}

#[test]
fn the_ratio_glides_in_odd_pieces_without_a_trace() {
    let glide = |made: usize| 1.0 + 0.0005 * (made as f64 / 5000.0).sin();
    for hz in [997.0, 19_990.0] {
        let db = error_db([48_000, 48_000], hz, 3, &[1, 32, 17, 5, 31], glide);
        println!("{hz} Hz: {db:.1} dB");
        assert!(db < -120.0, "{hz} Hz: {db:.1} dB");
    }
}

#[test]
fn what_lies_beyond_both_bands_is_gone() {
    // 28 kHz at 96 kHz would come back as 20 kHz at 48 kHz.
    let mut asrc = Asrc::new(1, SampleRate(96_000), SampleRate(48_000));
    let (mut fed, mut loudest) = (0, 0.0f32);
    for n in 0..300 {
        let input: Vec<f32> = (fed..fed + asrc.wants(32, 2.0))
            .map(|f| (TAU * 28_000.0 * f as f64 / 96_000.0).sin() as f32)
            .collect();
        asrc.push(&input);
        fed += input.len();
        let mut out = [0.0; 32];
        asrc.make(&mut out, 2.0);
        loudest = if n < 10 { 0.0 } else { out.iter().fold(loudest, |most, x| most.max(x.abs())) };
    }
    assert!(loudest < 1e-6, "alias of {:.1} dB", 20.0 * loudest.log10());
}

#[test]
fn the_latency_is_half_the_kernel_in_input_frames() {
    for ([from, to], frames) in [([48_000, 48_000], 28), ([44_100, 48_000], 48)] {
        let mut asrc = Asrc::new(1, SampleRate(from), SampleRate(to));
        assert_eq!(asrc.latency(), frames);
        assert_eq!(asrc.wants(1, 1.0), frames + 1);
        let mut input = vec![0.0; frames + 1];
        input[0] = 1.0;
        asrc.push(&input);
        let mut out = [0.0];
        asrc.make(&mut out, 1.0);
        assert!(out[0] > 0.9, "the first frame out is the first one in: {}", out[0]);
    }
}

/// Those that round a product and a sum once, to the bit; the plain one rounds twice.
#[test]
fn every_machine_gives_the_same_samples() {
    let made = |machine: Machine| {
        let mut asrc = Asrc::on(machine, 3, SampleRate(44_100), SampleRate(48_000));
        let (mut fed, mut all) = (0u32, vec![]);
        for n in 0..200 {
            let step = 0.91875 * (1.0 + 1e-4 * f64::from(n % 7));
            let input: Vec<f32> = (0..3 * asrc.wants(32, step) as u32)
                .map(|i| ((fed + i).wrapping_mul(2_654_435_761) >> 8) as f32 / 8_388_608.0 - 1.0)
                .collect();
            fed += input.len() as u32;
            asrc.push(&input);
            let mut out = [0.0; 96];
            asrc.make(&mut out, step);
            all.extend(out);
        }
        all
    };
    let mut machines = Machine::all().map(made);
    let plain = machines.next().unwrap();
    assert!(plain.iter().filter(|x| **x != 0.0).count() > 19_000, "it sounds");
    let others: Vec<_> = machines.collect();
    assert!(others.iter().all(|other| *other == others[0]));
    let off = others.iter().flatten().zip(&plain).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(off < 1e-6, "the plain one is {off} off");
}
