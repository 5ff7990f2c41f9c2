use std::f64::consts::TAU;
use std::io::Cursor;

use super::*;
use crate::io::error::IoErrorKind;

fn wav(name: &str, rate: u32, channels: u16, samples: &[f32]) -> Source {
    let sample_format = hound::SampleFormat::Float;
    let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample: 32, sample_format };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for &sample in samples {
        writer.write_sample(sample).unwrap();
    }
    writer.finalize().unwrap();
    Source::Embedded { name: name.to_owned(), bytes: Vec::leak(bytes.into_inner()) }
}

fn ramp(frames: usize, scale: f32) -> Vec<f32> {
    (1..=frames).map(|n| n as f32 * scale).collect()
}

fn sine(frequency: f64, rate: u32, frames: usize) -> Vec<f32> {
    (0..frames).map(|n| (TAU * frequency * n as f64 / f64::from(rate)).sin() as f32).collect()
}

fn read(stems: &mut Stems, frames: usize, block: usize) -> Vec<f32> {
    let mut out = Vec::new();
    while out.len() < frames * stems.channels().len() {
        if stems.read_block(block, &mut out).unwrap() == 0 {
            break;
        }
    }
    out
}

#[test]
fn channels_of_all_files_stand_side_by_side_and_shorter_files_end_in_silence() {
    let stereo: Vec<f32> = ramp(2000, 1.0).iter().flat_map(|&x| [x, -x]).collect();
    let files = [wav("a/vocal.wav", 48_000, 1, &ramp(5000, 0.5)), wav("keys.wav", 48_000, 2, &stereo)];
    let mut stems = Stems::open(&files, None).unwrap();
    let names: Vec<_> = stems.channels().iter().map(|c| (c.name.as_str(), c.pan)).collect();
    assert_eq!(names, [("vocal", Pan::Centre), ("keys L", Pan::Left), ("keys R", Pan::Right)]);
    assert_eq!((stems.rate(), stems.frames()), (SampleRate(48_000), Some(5000)));
    let out = read(&mut stems, usize::MAX / 4, 37);
    assert_eq!(out.len(), 15_000);
    for (n, frame) in out.chunks(3).enumerate() {
        let x = if n < 2000 { (n + 1) as f32 } else { 0.0 };
        assert_eq!(frame, [0.5 * (n + 1) as f32, x, -x], "frame {n}");
    }
    assert_eq!(stems.read_block(64, &mut Vec::new()).unwrap(), 0, "the end stays the end");
}

#[test]
fn files_of_other_rates_are_in_step_at_the_session_rate() {
    let files = [
        wav("a.wav", 48_000, 1, &sine(1000.0, 48_000, 24_000)),
        wav("b.wav", 44_100, 1, &sine(1000.0, 44_100, 22_050)),
    ];
    for (asked, rate) in [(None, 48_000), (Some(SampleRate(96_000)), 96_000)] {
        let mut stems = Stems::open(&files, asked).unwrap();
        assert_eq!((stems.rate(), stems.frames()), (SampleRate(rate), Some(u64::from(rate) / 2)));
        let out = read(&mut stems, usize::MAX / 4, 4096);
        assert_eq!(out.len(), rate as usize);
        for frame in out.chunks(2).skip(3000).take(rate as usize / 2 - 6000) {
            assert!((frame[0] - frame[1]).abs() < 1e-5, "{frame:?}");
        }
    }
}

#[test]
fn a_loop_of_a_whole_number_of_cycles_has_no_seam_at_any_rate() {
    for rate in [48_000, 44_100, 96_000] {
        let session = SampleRate(48_000);
        let mut stems =
            Stems::open(&[wav("a.wav", rate, 1, &sine(1000.0, rate, rate as usize / 100))], Some(session))
                .unwrap();
        stems.set_loop(true);
        let out = read(&mut stems, 20_000, 64);
        for (n, (&x, want)) in out.iter().zip(sine(1000.0, 48_000, 20_000)).enumerate().skip(600) {
            assert!((x - want).abs() < 2e-6, "frame {n} of a loop of 480 at {rate} Hz: {x} {want}");
        }
    }
}

#[test]
fn looping_files_of_different_lengths_and_rates_stay_in_step_for_ever() {
    // 10 ms and 7 ms; 441.0 and 480 frames. The longest rules; both start at each multiple of 480.
    let files = [wav("a.wav", 44_100, 1, &[1.0; 441]), wav("b.wav", 48_000, 1, &ramp(336, 1.0))];
    let mut stems = Stems::open(&files, Some(SampleRate(48_000))).unwrap();
    stems.set_loop(true);
    let out = read(&mut stems, 480 * 100, 1000);
    for (n, frame) in out.chunks(2).enumerate().skip(1000) {
        let at = n % 480;
        assert_eq!(frame[1..], [if at < 336 { (at + 1) as f32 } else { 0.0 }], "frame {n}");
        assert!((frame[0] - 1.0).abs() < 1e-6, "frame {n}");
    }
    // 443 frames of 44.1 kHz are 482.18 of 48 kHz: the rounding must not add up.
    let period = Period { frames: 443, rate: SampleRate(44_100) };
    let drift = period.start(1_000_000, SampleRate(48_000)) as f64 - 443e6 / 44_100.0 * 48_000.0;
    assert!(drift.abs() <= 0.5);
}

#[test]
fn a_file_that_does_not_know_its_length_loops_as_well() {
    let aac = Source::Embedded { name: "t.m4a".to_owned(), bytes: include_bytes!("../fixtures/tone.m4a") };
    let mut stems = Stems::open(&[aac], None).unwrap();
    assert_eq!(stems.frames(), None);
    stems.set_loop(true);
    let period = stems.tracks[0].count() as usize;
    assert_eq!(period % 1024, 0, "whole AAC frames");
    let out = read(&mut stems, 3 * period, 512);
    assert_eq!(out[..2 * period], out[2 * period..4 * period]);
}

#[test]
fn not_a_number_passes_and_strange_rates_are_refused() {
    let mut stems = Stems::open(&[wav("a.wav", 48_000, 1, &[f32::NAN, f32::INFINITY])], None).unwrap();
    let out = read(&mut stems, 10, 10);
    assert!(out[0].is_nan() && out[1].is_infinite() && out.len() == 2);
    let slow = [wav("a.wav", 22_050, 1, &[0.0; 100])];
    let kind = |rate| Stems::open(&slow, rate).err().map(|e| e.kind());
    assert_eq!(kind(None), Some(IoErrorKind::RateUnsupported));
    assert_eq!(kind(Some(SampleRate(384_000))), Some(IoErrorKind::RateUnsupported));
    assert_eq!(kind(Some(SampleRate(44_100))), None);
    assert_eq!(Stems::open(&[], None).unwrap().read_block(10, &mut Vec::new()).unwrap(), 0);
}
