//! Opening a container: which track, which codec, what its header says.

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as Fault;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use super::contain::contain;
use super::error::{IoError, IoErrorKind};
use super::source::Source;
use crate::units::SampleRate;

/// What stands in for the answer of a parser that panicked.
pub(super) const PANICKED: Fault = Fault::DecodeError("the parser gave up");

/// An opened container and the decoder of its sound track.
pub(super) struct Container {
    pub(super) format: Box<dyn FormatReader>,
    pub(super) codec: Box<dyn AudioDecoder>,
    /// The track that is played; packets of others are passed over.
    pub(super) track: u32,
    /// Header's sample rate, 0 if it holds none.
    pub(super) rate: SampleRate,
    /// Header's channels, 0 if it holds none.
    pub(super) channels: usize,
    /// Header's length, if it is a count.
    pub(super) frames: Option<u64>,
}

/// Finds out what a source is and prepares to decode it.
pub(super) fn open(source: &Source) -> Result<Container, IoError> {
    let name = source.name();
    let stream = MediaSourceStream::new(source.media()?, MediaSourceStreamOptions::default());
    let (options, meta) = (FormatOptions::default(), MetadataOptions::default());
    let format = contain(|| symphonia::default::get_probe().probe(&Hint::new(), stream, options, meta))
        .unwrap_or(Err(PANICKED))
        .map_err(|fault| no_audio(&name, fault))?;
    let track = format.default_track(TrackType::Audio).ok_or_else(|| silent(&name))?;
    let params = sound(track).ok_or_else(|| silent(&name))?;
    Ok(Container {
        codec: codec(params).map_err(|fault| unsupported(&name, &fault.to_string()))?,
        track: track.id,
        rate: SampleRate(params.sample_rate.unwrap_or(0)),
        channels: params.channels.as_ref().map_or(0, Channels::count),
        frames: counted(track, params),
        format,
    })
}

/// A decoder for a track's codec.
pub(super) fn codec(params: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>, Fault> {
    contain(|| symphonia::default::get_codecs().make_audio_decoder(params, &AudioDecoderOptions::default()))
        .unwrap_or(Err(PANICKED))
}

/// The codec parameters of a sound track.
pub(super) fn sound(track: &Track) -> Option<&AudioCodecParameters> {
    track.codec_params.as_ref()?.audio()
}

/// The header's length where it is a count and not an estimate from bit rate or duration.
fn counted(track: &Track, params: &AudioCodecParameters) -> Option<u64> {
    match params.codec {
        CODEC_ID_AAC => None,
        CODEC_ID_MP1 | CODEC_ID_MP2 | CODEC_ID_MP3 if track.delay.is_none() => None,
        _ => track.num_frames,
    }
}

fn no_audio(name: &str, fault: Fault) -> IoError {
    match fault {
        Fault::IoError(e) if e.kind() != std::io::ErrorKind::UnexpectedEof => IoError::reading(name, e),
        fault => IoError::new(
            IoErrorKind::NotAudio,
            format!("`{name}` is not a sound file this program knows"),
            "give it a WAV, FLAC, MP3, OGG, M4A or AIFF file",
        )
        .caused_by(fault.to_string()),
    }
}

/// A container without sound in it.
pub(super) fn silent(name: &str) -> IoError {
    IoError::new(
        IoErrorKind::NotAudio,
        format!("`{name}` holds no sound that can be decoded"),
        "check that it plays elsewhere, or export it again",
    )
}

/// A codec or layout that this program does not decode.
pub(super) fn unsupported(name: &str, why: &str) -> IoError {
    IoError::new(
        IoErrorKind::FormatUnsupported,
        format!("`{name}` is of a kind that cannot be decoded ({why})"),
        "convert it to WAV or FLAC",
    )
}
