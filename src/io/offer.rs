//! What is asked of a device against what it offers: the configuration to open, or why there is none.

use cpal::traits::DeviceTrait;
use cpal::{
    BufferSize, ErrorKind, SampleFormat, StreamConfig, SupportedBufferSize, SupportedStreamConfigRange,
};

use super::device::{Device, Direction};
use super::error::{IoError, IoErrorKind};
use super::listing::{buffers, rates};
use super::plane::pcm;
use crate::units::SampleRate;

/// Frames per callback where the user does not say: 5 ms at 48 kHz, which every device of today keeps up with.
const USUAL_BUFFER_FRAMES: u32 = 256;

/// Frames per capture callback of PulseAudio where the user does not say. It hands frames on in bursts, and what goes
/// beyond one callback's worth is lost without a word: at 256 three frames in ten on a busy machine, at 1024 none.
const BURST_FRAMES: u32 = 1024;

/// What is asked of a device.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) rate: SampleRate,
    pub(super) buffer_frames: Option<u32>,
    /// Channels it must have at least.
    pub(super) needed: usize,
    /// Channels to open it with, if not its own choice.
    pub(super) total: Option<usize>,
}

/// Asks the device and decides.
pub(super) fn settle(device: &Device, asked: &Asked) -> Result<(StreamConfig, SampleFormat), IoError> {
    let ranges: Vec<_> = match device.direction {
        Direction::Capture => device.inner.supported_input_configs().map(Iterator::collect),
        Direction::Playback => device.inner.supported_output_configs().map(Iterator::collect),
    }
    .map_err(|e| refused(device.name(), e))?;
    let usual = match device.direction {
        Direction::Capture => device.inner.default_input_config(),
        Direction::Playback => device.inner.default_output_config(),
    };
    let bursts = device.direction == Direction::Capture && device.id().starts_with("pulseaudio:");
    let frames = asked.buffer_frames.or(bursts.then_some(BURST_FRAMES));
    let asked = Asked { buffer_frames: frames, ..*asked };
    decide(device.name(), &asked, &ranges, usual.ok().map(|config| config.channels()))
}

/// Narrows what is offered, one wish after another; the first that leaves nothing is the reason.
fn decide(
    name: &str,
    asked: &Asked,
    ranges: &[SupportedStreamConfigRange],
    usual: Option<u16>,
) -> Result<(StreamConfig, SampleFormat), IoError> {
    let pcm: Vec<_> =
        ranges.iter().copied().filter(|r| pcm::preference(&[r.sample_format()]).is_some()).collect();
    if pcm.is_empty() {
        return Err(IoError::new(
            IoErrorKind::FormatUnsupported,
            format!("`{name}` offers no PCM format"),
            "use another device, or the one that converts (`plughw:` of ALSA)",
        ));
    }
    let channels = channels(name, asked, &pcm, usual)?;
    let wide: Vec<_> = pcm.into_iter().filter(|r| r.channels() == channels).collect();
    let fast: Vec<_> = wide.iter().copied().filter(|r| r.contains_rate(asked.rate.0)).collect();
    if fast.is_empty() {
        let offered = rates(&wide).iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        return Err(IoError::new(
            IoErrorKind::RateUnsupported,
            format!("`{name}` does not run at {}", asked.rate),
            if offered.is_empty() {
                "use another device".to_owned()
            } else {
                format!("ask for {offered} Hz")
            },
        ));
    }
    let fitting: Vec<_> = fast.iter().copied().filter(|r| takes(r, asked.buffer_frames)).collect();
    let formats: Vec<_> = fitting.iter().map(SupportedStreamConfigRange::sample_format).collect();
    let chosen = pcm::preference(&formats)
        .and_then(|format| fitting.iter().find(|range| range.sample_format() == format))
        .ok_or_else(|| buffer_refused(name, asked, &fast))?;
    let buffer_size = match (asked.buffer_frames, *chosen.buffer_size()) {
        (Some(frames), _) => BufferSize::Fixed(frames),
        (None, SupportedBufferSize::Range { min, max }) if min <= max => {
            BufferSize::Fixed(USUAL_BUFFER_FRAMES.clamp(min, max))
        }
        (None, _) => BufferSize::Default,
    };
    Ok((StreamConfig { channels, sample_rate: asked.rate.0, buffer_size }, chosen.sample_format()))
}

/// The device's own count if it is enough, else the fewest that are: a plug-in asked for fewer would mix down.
fn channels(
    name: &str,
    asked: &Asked,
    ranges: &[SupportedStreamConfigRange],
    usual: Option<u16>,
) -> Result<u16, IoError> {
    let most = ranges.iter().map(SupportedStreamConfigRange::channels).max().unwrap_or(0);
    let refused = |what: String, mend: String| {
        Err(IoError::new(IoErrorKind::ChannelUnsupported, format!("`{name}` {what}"), mend))
    };
    if asked.needed == 0 {
        return refused("was asked for no channel".to_owned(), "choose one".to_owned());
    }
    if asked.needed > usize::from(most) {
        return refused(format!("has no channel {}", asked.needed), format!("choose from 1 to {most}"));
    }
    let has = |count: usize| ranges.iter().any(|r| usize::from(r.channels()) == count);
    if let Some(total) = asked.total {
        if total < asked.needed || !has(total) {
            return refused(
                format!("cannot be opened with {total} channels for channel {}", asked.needed),
                "leave the number of channels to it".to_owned(),
            );
        }
        return Ok(total as u16);
    }
    let at_rate = |r: &&SupportedStreamConfigRange| r.contains_rate(asked.rate.0);
    let enough = |count: &u16| usize::from(*count) >= asked.needed;
    let mut counts: Vec<u16> =
        ranges.iter().filter(at_rate).map(SupportedStreamConfigRange::channels).filter(enough).collect();
    if counts.is_empty() {
        counts = ranges.iter().map(SupportedStreamConfigRange::channels).filter(enough).collect();
    }
    let fewest = counts.iter().copied().min().unwrap_or(most);
    Ok(usual.filter(|count| counts.contains(count)).unwrap_or(fewest))
}

fn takes(range: &SupportedStreamConfigRange, buffer_frames: Option<u32>) -> bool {
    match (buffer_frames, range.buffer_size()) {
        (Some(frames), SupportedBufferSize::Range { min, max }) => (*min..=*max).contains(&frames),
        _ => true,
    }
}

fn buffer_refused(name: &str, asked: &Asked, ranges: &[SupportedStreamConfigRange]) -> IoError {
    let mend = match buffers(ranges) {
        Some([min, max]) if min == max => format!("ask for {min}, which its server is set to"),
        Some([min, max]) => format!("ask for {min} to {max}"),
        None => "leave it to the device".to_owned(),
    };
    let frames = asked.buffer_frames.unwrap_or(0);
    IoError::new(
        IoErrorKind::BufferUnsupported,
        format!("`{name}` does not do buffers of {frames} frames"),
        mend,
    )
}

/// The audio system's refusal, in words that say what to do.
pub(super) fn refused(name: &str, cause: cpal::Error) -> IoError {
    let (kind, what, mend) = match cause.kind() {
        ErrorKind::DeviceBusy => {
            (IoErrorKind::DeviceBusy, "is in use", "close the program that holds it, or try again")
        }
        ErrorKind::DeviceNotAvailable => {
            (IoErrorKind::DeviceVanished, "is not there", "plug it in, or see `foldback devices` for others")
        }
        ErrorKind::StreamInvalidated => (IoErrorKind::DeviceVanished, "changed meanwhile", "open it again"),
        ErrorKind::HostUnavailable => {
            (IoErrorKind::HostUnavailable, "has no running audio system", "start the sound server")
        }
        ErrorKind::PermissionDenied => (
            IoErrorKind::StreamRefused,
            "may not be used",
            "allow this program the microphone, or join the group `audio`",
        ),
        ErrorKind::UnsupportedConfig => (
            IoErrorKind::FormatUnsupported,
            "refuses this configuration",
            "ask for another rate or buffer size",
        ),
        _ => (IoErrorKind::StreamRefused, "could not be opened", "ask for another configuration or device"),
    };
    let detail = cause.message().map_or(String::new(), |message| format!(" ({message})"));
    IoError::new(kind, format!("`{name}` {what}{detail}"), mend).caused_by(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(
        channels: u16,
        low: u32,
        high: u32,
        frames: [u32; 2],
        format: SampleFormat,
    ) -> SupportedStreamConfigRange {
        let buffer = SupportedBufferSize::Range { min: frames[0], max: frames[1] };
        SupportedStreamConfigRange::new(channels, low, high, buffer, format)
    }

    /// An interface of 18 channels at 44.1 and 48 kHz, 8 at 96.
    fn interface() -> Vec<SupportedStreamConfigRange> {
        vec![
            range(18, 44_100, 48_000, [32, 2048], SampleFormat::I32),
            range(18, 44_100, 48_000, [32, 2048], SampleFormat::I16),
            range(8, 96_000, 96_000, [64, 4096], SampleFormat::I32),
        ]
    }

    fn asked(rate: u32, buffer_frames: Option<u32>, needed: usize) -> Asked {
        Asked { rate: SampleRate(rate), buffer_frames, needed, total: None }
    }

    fn kind(asked: &Asked) -> (IoErrorKind, String) {
        let error = decide("desk", asked, &interface(), Some(18)).expect_err("it offers no such thing");
        (error.kind(), error.to_string())
    }

    #[test]
    fn what_is_asked_is_what_is_opened() {
        let (config, format) = decide("desk", &asked(48_000, Some(64), 6), &interface(), Some(18)).unwrap();
        assert_eq!((config.channels, config.sample_rate, format), (18, 48_000, SampleFormat::I32));
        assert_eq!(config.buffer_size, BufferSize::Fixed(64));
        let (config, _) = decide("desk", &asked(96_000, None, 6), &interface(), Some(18)).unwrap();
        assert_eq!((config.channels, config.buffer_size), (8, BufferSize::Fixed(USUAL_BUFFER_FRAMES)));
    }

    #[test]
    fn a_refusal_says_what_is_offered_instead() {
        assert_eq!(
            kind(&asked(192_000, None, 2)),
            (
                IoErrorKind::RateUnsupported,
                "`desk` does not run at 192000 Hz: ask for 44100, 48000 Hz".to_owned()
            )
        );
        assert_eq!(
            kind(&asked(48_000, Some(16), 2)),
            (
                IoErrorKind::BufferUnsupported,
                "`desk` does not do buffers of 16 frames: ask for 32 to 2048".to_owned()
            )
        );
        assert_eq!(
            kind(&asked(48_000, None, 19)),
            (IoErrorKind::ChannelUnsupported, "`desk` has no channel 19: choose from 1 to 18".to_owned())
        );
        assert_eq!(kind(&asked(48_000, None, 0)).0, IoErrorKind::ChannelUnsupported);
        let total = Asked { total: Some(4), ..asked(48_000, None, 2) };
        assert_eq!(kind(&total).0, IoErrorKind::ChannelUnsupported);
    }

    #[test]
    fn a_server_with_one_buffer_size_names_it() {
        let server: Vec<_> =
            (1..=64).map(|n| range(n, 48_000, 48_000, [128, 128], SampleFormat::F32)).collect();
        let (config, _) = decide("JACK", &asked(48_000, None, 5), &server, Some(2)).unwrap();
        assert_eq!((config.channels, config.buffer_size), (5, BufferSize::Fixed(128)));
        let error = decide("JACK", &asked(48_000, Some(64), 1), &server, Some(2)).expect_err("not 64");
        assert!(error.mend().starts_with("ask for 128"), "{error}");
    }

    #[test]
    fn a_refusal_by_the_audio_system_is_put_in_words() {
        let error = refused("desk", cpal::Error::with_message(ErrorKind::DeviceBusy, "EBUSY"));
        assert_eq!(error.kind(), IoErrorKind::DeviceBusy);
        assert_eq!(
            error.to_string(),
            "`desk` is in use (EBUSY): close the program that holds it, or try again"
        );
        let gone = refused("desk", ErrorKind::DeviceNotAvailable.into());
        assert!(gone.to_string().starts_with("`desk` is not there: "), "{gone}");
    }

    #[test]
    fn a_device_of_dsd_alone_is_refused() {
        let dsd = [range(2, 44_100, 192_000, [32, 2048], SampleFormat::DsdU32)];
        let error = decide("dac", &asked(48_000, None, 2), &dsd, None).expect_err("no PCM");
        assert_eq!(error.kind(), IoErrorKind::FormatUnsupported);
    }
}
