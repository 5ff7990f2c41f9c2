//! The magnitude of a measured impulse response, as a declared curve: it then runs at any rate, minimum-phase like
//! every other response.

use std::io::Cursor;

use crate::acoustics::curve::Curve;
use crate::units::{Db, Hz};

/// Points of the curve, evenly spaced over log frequency.
const POINTS: usize = 480;
/// First point, hertz; below it the curve is held.
const LOWEST_HZ: f64 = 10.0;
/// Samples at most: two seconds at 192 kHz.
const LONGEST: usize = 384_000;
/// Quieter than this re the loudest point counts as this.
const FLOOR: Db = Db(-120.0);

/// Reads a mono WAV file and evaluates its spectrum.
///
/// # Errors
/// One line: what is wrong with the file and what would do.
pub fn magnitude(wav: &[u8]) -> Result<Curve, String> {
    let mut reader =
        hound::WavReader::new(Cursor::new(wav)).map_err(|error| format!("no WAV file: {error}"))?;
    let spec = reader.spec();
    if spec.channels != 1 {
        return Err(format!(
            "{} channels: give one, a device has the same response on both ears",
            spec.channels
        ));
    }
    let samples: Result<Vec<f64>, hound::Error> = match spec.sample_format {
        hound::SampleFormat::Float => {
            reader.samples::<f32>().take(LONGEST).map(|x| x.map(f64::from)).collect()
        }
        hound::SampleFormat::Int => {
            let full_scale = f64::from(spec.bits_per_sample - 1).exp2();
            reader.samples::<i32>().take(LONGEST).map(|x| x.map(|x| f64::from(x) / full_scale)).collect()
        }
    };
    let samples = samples.map_err(|error| format!("torn WAV file: {error}"))?;
    if samples.iter().any(|x| !x.is_finite()) || samples.iter().all(|&x| x == 0.0) {
        return Err("silent or not finite: export the impulse response again".into());
    }
    let highest = f64::from(spec.sample_rate) / 2.0 * 0.999;
    let at = |i: usize| LOWEST_HZ * (highest / LOWEST_HZ).powf(i as f64 / (POINTS - 1) as f64);
    let gains: Vec<(Hz, f64)> =
        (0..POINTS).map(|i| (Hz(at(i)), gain(&samples, at(i) / f64::from(spec.sample_rate)))).collect();
    let loudest = gains.iter().fold(0.0, |most: f64, &(_, gain)| most.max(gain));
    let points: Vec<(Hz, Db)> =
        gains.iter().map(|&(f, gain)| (f, Db::from_gain(gain.max(loudest * FLOOR.gain())))).collect();
    Curve::new(&points).map_err(|error| error.to_string())
}

/// A WAV file of 32-bit floats; channels are of one length.
#[must_use]
pub fn to_wav(channels: &[&[f64]], rate_hz: u32) -> Vec<u8> {
    let (count, frames) = (channels.len(), channels.first().map_or(0, |channel| channel.len()));
    let frame = 4 * count as u32;
    let size = frame * frames as u32;
    // RIFF, a format of tag 3 (IEEE float), the fact that formats other than PCM must state, the samples.
    let head = [
        b"RIFF".as_slice(),
        &(size + 50).to_le_bytes(),
        b"WAVEfmt ",
        &18u32.to_le_bytes(),
        &3u16.to_le_bytes(),
        &(count as u16).to_le_bytes(),
        &rate_hz.to_le_bytes(),
        &(frame * rate_hz).to_le_bytes(),
        &(frame as u16).to_le_bytes(),
        &32u16.to_le_bytes(),
        &0u16.to_le_bytes(),
        b"fact",
        &4u32.to_le_bytes(),
        &(frames as u32).to_le_bytes(),
        b"data",
        &size.to_le_bytes(),
    ];
    let sample = |n: usize| channels.iter().map(move |channel| channel.get(n).map_or(0.0, |&x| x as f32));
    let data = (0..frames).flat_map(sample).flat_map(f32::to_le_bytes);
    head.concat().into_iter().chain(data).collect()
}

/// Magnitude of the spectrum at one frequency, in cycles per sample (a rotating sum: one point of a DFT).
fn gain(samples: &[f64], cycles: f64) -> f64 {
    let (sin, cos) = (std::f64::consts::TAU * cycles).sin_cos();
    let (mut re, mut im, mut x, mut y) = (0.0, 0.0, 1.0, 0.0);
    for sample in samples {
        (re, im) = (re + sample * x, im + sample * y);
        (x, y) = (x * cos - y * sin, x * sin + y * cos);
    }
    re.hypot(im)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(samples: &[f32], channels: u16) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels,
            sample_rate: 48_000,
            bits_per_sample: 32,
            sample_format: hound::SampleFormat::Float,
        };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
        for &x in samples {
            writer.write_sample(x).unwrap();
        }
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    #[test]
    fn two_equal_taps_a_frame_apart_fall_as_the_cosine() {
        let curve = magnitude(&wav(&[0.5, 0.5], 1)).unwrap();
        for hz in [20.0f64, 1000.0, 12_000.0] {
            let expected = 20.0 * (std::f64::consts::PI * hz / 48_000.0).cos().log10();
            assert!(
                (curve.at(Hz(hz)).0 - expected).abs() < 0.01,
                "{hz} Hz: {:?}, {expected}",
                curve.at(Hz(hz))
            );
        }
    }

    #[test]
    fn what_is_no_response_is_refused() {
        for (bytes, says) in [
            (b"text".to_vec(), "no WAV"),
            (wav(&[1.0, 1.0], 2), "2 channels"),
            (wav(&[0.0; 8], 1), "silent"),
            (wav(&[f32::NAN], 1), "finite"),
        ] {
            let error = magnitude(&bytes).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
