//! Impulse responses in RIFF or RF64 WAV files (`.irs` is the same): PCM 16 to 32 bits, float 32 and 64, one channel for
//! both ears, two for left and right, four for true stereo. Chunk sizes are never believed before the bytes are there.

use super::notes::{Notes, Refusal};
use super::{Content, Format, Import};

/// Frames at most.
const FRAMES: usize = 1 << 20;
/// Seconds at most.
const SECONDS: usize = 10;
/// Cross paths of true stereo louder than this, re the direct ones, are worth a word.
const CROSS_DB: f64 = -40.0;

/// How samples are stored.
#[derive(Clone, Copy)]
struct Layout {
    is_float: bool,
    bits: u16,
    channels: usize,
    rate_hz: u32,
}

/// Whether the bytes begin as a WAV file does.
pub(super) fn is_wave(bytes: &[u8]) -> bool {
    matches!(bytes.get(..4), Some(b"RIFF" | b"RF64")) && bytes.get(8..12) == Some(b"WAVE")
}

/// Reads the response of each ear.
pub(super) fn read(bytes: &[u8]) -> Result<Import, Refusal> {
    let (layout, data) = chunks(bytes)?;
    let (size, channels) = (usize::from(layout.bits / 8), layout.channels);
    if !matches!(channels, 1 | 2 | 4) {
        let what = format!("{channels} channels: a set for a surround virtualiser, or no impulse response");
        return Err(refuse("E_CHANNELS", what, "give 1 channel, 2 (left, right) or 4 (true stereo)"));
    }
    let frames = data.len() / (size * channels);
    if frames == 0 {
        return Err(refuse("E_NO_DATA", "no frame in it", "export the impulse response again"));
    }
    if frames > FRAMES || frames > SECONDS * layout.rate_hz as usize {
        let what = format!("{frames} frames are more than {SECONDS} s or {FRAMES} frames");
        return Err(refuse("E_TOO_MANY", what, "cut the impulse response"));
    }
    let channel = |n: usize| -> Vec<f64> {
        let samples = data.chunks_exact(size).skip(n).step_by(channels);
        samples.map(|sample| value(sample, layout)).collect()
    };
    let mut notes = Notes::default();
    let (left, right) = match channels {
        1 => (channel(0), None),
        2 => (channel(0), Some(channel(1))),
        _ => {
            let cross = [1, 2].map(|n| peak(&channel(n))).into_iter().fold(0.0, f64::max);
            let direct = [0, 3].map(|n| peak(&channel(n))).into_iter().fold(0.0, f64::max);
            let cross_db = 20.0 * (cross / direct).log10();
            if cross_db > CROSS_DB {
                let what = format!("true stereo: the paths to the other ear ({cross_db:.0} dB) are left out");
                notes.warn("W_CROSS", None, what);
            }
            (channel(0), Some(channel(3)))
        }
    };
    for ear in [Some(&left), right.as_ref()].into_iter().flatten() {
        if ear.iter().any(|x| !x.is_finite()) {
            return Err(refuse("E_NONFINITE", "a sample is no finite number", "export it again"));
        }
        if peak(ear) == 0.0 {
            return Err(refuse("E_NO_DATA", "silence", "export the impulse response again"));
        }
    }
    let right = right.filter(|right| *right != left || channels == 4);
    let content = Content::Impulse { rate_hz: layout.rate_hz, channels, left, right };
    Ok(Import { format: Format::Impulse, content, title: None, warnings: notes.finish() })
}

/// The layout and the bytes of the samples.
fn chunks(bytes: &[u8]) -> Result<(Layout, &[u8]), Refusal> {
    let is_long = bytes.starts_with(b"RF64");
    let (mut rest, mut layout) = (bytes.get(12..).unwrap_or_default(), None);
    let mut long_size = None;
    while let Some((head, tail)) = rest.split_first_chunk::<8>() {
        let [a, b, c, d, size @ ..] = *head;
        let size = u32::from_le_bytes(size) as usize;
        match &[a, b, c, d] {
            b"ds64" => {
                let field = tail.get(8..16).and_then(|field| field.try_into().ok()).map(u64::from_le_bytes);
                long_size = field.and_then(|size| usize::try_from(size).ok());
            }
            b"fmt " => layout = Some(layout_of(tail.get(..size).unwrap_or(tail))?),
            b"data" => {
                let layout = layout
                    .ok_or_else(|| refuse("E_WAV", "samples before their format", "export it again"))?;
                let size =
                    if is_long && size == u32::MAX as usize { long_size.unwrap_or(size) } else { size };
                let data = tail.get(..size).ok_or_else(|| {
                    let what = format!("the header says {size} bytes of samples, {} are there", tail.len());
                    refuse("E_WAV_TRUNCATED", what, "copy or export the file again")
                })?;
                return Ok((layout, data));
            }
            _ => {}
        }
        rest = tail.get(size.saturating_add(size % 2)..).unwrap_or_default();
    }
    Err(refuse("E_WAV", "no samples in it", "export the impulse response again"))
}

fn layout_of(chunk: &[u8]) -> Result<Layout, Refusal> {
    let short = |i: usize| chunk.get(i..i + 2).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes);
    let rate_hz = chunk.get(4..8).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    let (Some(tag), Some(channels), Some(rate_hz), Some(bits)) = (short(0), short(2), rate_hz, short(14))
    else {
        return Err(refuse("E_WAV", "a format that ends too early", "export it again"));
    };
    // WAVE_FORMAT_EXTENSIBLE: the true tag begins its sub-format.
    let tag = if tag == 0xFFFE { short(24).unwrap_or(tag) } else { tag };
    let is_float = match (tag, bits) {
        (1, 16 | 24 | 32) => false,
        (3, 32 | 64) => true,
        _ => {
            let what = format!("samples of format {tag} with {bits} bits");
            return Err(refuse("E_WAV", what, "export PCM of 16, 24 or 32 bits, or float"));
        }
    };
    if channels == 0 || !(8_000..=768_000).contains(&rate_hz) {
        let what = format!("{channels} channels at {rate_hz} Hz");
        return Err(refuse("E_WAV", what, "export it again"));
    }
    Ok(Layout { is_float, bits, channels: usize::from(channels), rate_hz })
}

fn value(sample: &[u8], layout: Layout) -> f64 {
    match (layout.is_float, sample) {
        (true, &[a, b, c, d]) => f64::from(f32::from_le_bytes([a, b, c, d])),
        (true, &[a, b, c, d, e, f, g, h]) => f64::from_le_bytes([a, b, c, d, e, f, g, h]),
        (false, &[a, b]) => f64::from(i16::from_le_bytes([a, b])) / 32_768.0,
        (false, &[a, b, c]) => f64::from(i32::from_le_bytes([0, a, b, c])) / 2_147_483_648.0,
        (false, &[a, b, c, d]) => f64::from(i32::from_le_bytes([a, b, c, d])) / 2_147_483_648.0,
        _ => f64::NAN,
    }
}

fn peak(samples: &[f64]) -> f64 {
    samples.iter().fold(0.0, |most, x| most.max(x.abs()))
}

fn refuse(code: &'static str, what: impl Into<String>, mend: &'static str) -> Refusal {
    Refusal::file(code, what, mend)
}
