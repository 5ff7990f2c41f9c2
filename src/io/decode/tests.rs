use std::io::Cursor;

use super::*;

const FLAC: &[u8] = include_bytes!("../fixtures/tone.flac");
const MP3: &[u8] = include_bytes!("../fixtures/tone.mp3");
const OGG: &[u8] = include_bytes!("../fixtures/tone.ogg");
const M4A: &[u8] = include_bytes!("../fixtures/tone.m4a");
const AIFF: &[u8] = include_bytes!("../fixtures/tone.aiff");

fn wav<S: hound::Sample + Copy>(bits: u16, float: bool, channels: u16, samples: &[S]) -> Vec<u8> {
    let sample_format = if float { hound::SampleFormat::Float } else { hound::SampleFormat::Int };
    let spec = hound::WavSpec { channels, sample_rate: 48_000, bits_per_sample: bits, sample_format };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for &sample in samples {
        writer.write_sample(sample).unwrap();
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

fn open(bytes: Vec<u8>) -> Result<Decoder, IoError> {
    Decoder::from_bytes("test", Vec::leak(bytes))
}

fn all(mut decoder: Decoder) -> Vec<f32> {
    let mut out = Vec::new();
    while decoder.read(&mut out).unwrap() {}
    assert!(!decoder.read(&mut out).unwrap(), "the end stays the end");
    out
}

/// A cheap stream of numbers (Marsaglia 2003, xorshift64).
fn xorshift(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn float_wav_comes_through_bit_for_bit() {
    let odd = [0.1f32, -0.0, 1.5, -2.0, f32::MIN_POSITIVE / 4.0, f32::INFINITY, f32::NAN, 1.0e-30];
    let samples: Vec<f32> = (0..4001).flat_map(|n| [odd[n % 8], odd[(n + 3) % 8]]).collect();
    let decoder = open(wav(32, true, 2, &samples)).unwrap();
    assert_eq!((decoder.rate(), decoder.channels(), decoder.frames()), (SampleRate(48_000), 2, Some(4001)));
    let bits = |s: &[f32]| s.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&all(decoder)), bits(&samples));
}

#[test]
fn integers_are_divided_by_two_to_the_bits_minus_one() {
    let got = all(open(wav(16, false, 1, &[i16::MIN, -1, 0, 1, i16::MAX])).unwrap());
    assert_eq!(got, [-1.0, -1.0 / 32_768.0, 0.0, 1.0 / 32_768.0, 32_767.0 / 32_768.0]);
    let got = all(open(wav(24, false, 1, &[-8_388_608i32, 1, 8_388_607])).unwrap());
    assert_eq!(got, [-1.0, 1.0 / 8_388_608.0, 8_388_607.0 / 8_388_608.0]);
}

#[test]
fn every_container_gives_the_same_tone() {
    for (name, bytes, frames, tolerance) in [
        ("tone.flac", FLAC, Some(4800), 2e-5),
        ("tone.aiff", AIFF, Some(480), 1e-6),
        ("tone.mp3", MP3, Some(4800), 0.02),
        ("tone.ogg", OGG, Some(4800), 0.02),
    ] {
        let decoder = Decoder::from_bytes(name, bytes).unwrap();
        assert_eq!((decoder.rate(), decoder.channels()), (SampleRate(48_000), 2), "{name}");
        assert_eq!(decoder.frames(), frames, "{name}");
        let got = all(decoder);
        assert_eq!((got.len() / 2) as u64, frames.unwrap(), "{name}: trimmed to what was encoded");
        // One frame of misalignment would be an rms error of 0.046 in the left channel.
        let error = |(n, frame): (usize, &[f32])| {
            let phase = std::f64::consts::TAU * 500.0 * n as f64 / 48_000.0;
            (f64::from(frame[0]) - 0.5 * (2.0 * phase).sin()).powi(2)
                + (f64::from(frame[1]) - 0.25 * phase.sin()).powi(2)
        };
        let rms = (got.chunks(2).enumerate().map(error).sum::<f64>() / (got.len() / 2) as f64).sqrt();
        assert!(rms < tolerance, "{name}: rms error {rms}");
    }
    let aac = Decoder::from_bytes("tone.m4a", M4A).unwrap();
    assert_eq!((aac.rate(), aac.channels(), aac.frames()), (SampleRate(48_000), 2, None));
    let got = all(aac);
    let rms = (got.iter().step_by(2).skip(2048).take(2400).map(|x| x * x).sum::<f32>() / 2400.0).sqrt();
    assert!((rms - 0.3536).abs() < 0.01, "half scale is 0.354 rms: {rms}");
}

#[test]
fn a_truncated_file_plays_as_far_as_it_is_whole() {
    let samples: Vec<f32> = (0..5000).map(|n| n as f32).collect();
    let mut bytes = wav(32, true, 2, &samples);
    bytes.truncate(bytes.len() - 1003); // 250 samples and 3 bytes: 125 frames and a torn one
    let decoder = open(bytes).unwrap();
    assert_eq!(decoder.frames(), Some(2374));
    assert_eq!(all(decoder), samples[..4748]);
    let whole = all(open(FLAC.to_vec()).unwrap());
    let torn = all(open(FLAC[..FLAC.len() - 100].to_vec()).unwrap());
    assert!(!torn.is_empty() && torn.len() < whole.len() && torn == whole[..torn.len()]);
}

#[test]
fn what_is_no_audio_is_refused_by_kind() {
    let kind = |bytes: &[u8]| open(bytes.to_vec()).err().map(|e| e.kind());
    assert_eq!(kind(b"Dear Sir or Madam,\nthis is no song.\n"), Some(IoErrorKind::NotAudio));
    assert_eq!(kind(b""), Some(IoErrorKind::NotAudio));
    assert_eq!(kind(&wav(16, false, 1, &[0i16])[..30]), Some(IoErrorKind::NotAudio));
    let mut slow = wav(16, false, 1, &[1i16; 100]);
    slow[24..28].copy_from_slice(&1000u32.to_le_bytes());
    assert_eq!(kind(&slow), Some(IoErrorKind::RateUnsupported));
    assert_eq!(kind(&wav::<i16>(16, false, 1, &[])), None, "an empty recording is a recording");
    let missing = Decoder::open(Path::new("no/such.wav")).err().map(|e| e.kind());
    assert_eq!(missing, Some(IoErrorKind::FileMissing));
    assert_eq!(Decoder::open(Path::new(".")).err().map(|e| e.kind()), Some(IoErrorKind::FileUnreadable));
}

#[test]
fn hostile_bytes_never_panic_nor_run_away() {
    let mut seed = 0x9E37_79B9_7F4A_7C15;
    let pcm = wav(24, false, 2, &[123_456i32; 400]);
    for original in [&pcm[..], FLAC, MP3, OGG, M4A, AIFF] {
        for round in 0..150 {
            let mut bytes = original.to_vec();
            // Headers are where lengths and counts live; every third round damages the rest as well.
            let reach = if round % 3 == 0 { bytes.len() } else { bytes.len().min(64) };
            for _ in 0..=xorshift(&mut seed) % 6 {
                let at = xorshift(&mut seed) as usize % reach;
                bytes[at] = xorshift(&mut seed) as u8;
            }
            if round % 5 == 0 {
                bytes.truncate(xorshift(&mut seed) as usize % bytes.len());
            }
            let Ok(mut decoder) = open(bytes) else { continue };
            let mut out = Vec::new();
            let mut packets = 0;
            while packets < 2000 && decoder.read(&mut out).unwrap_or(false) {
                assert_eq!(out.len() % decoder.channels(), 0);
                out.clear();
                packets += 1;
            }
            assert!(packets < 2000, "100 ms cannot be 2000 packets");
        }
    }
}
