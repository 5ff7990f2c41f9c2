//! Device streams: opened as asked or refused with the reason, converted in the callback, dropped without waiting.

use std::sync::Arc;
use std::time::Duration;

use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{BufferSize, SampleFormat, StreamConfig};

use super::deadline::within;
use super::device::Device;
use super::error::IoError;
use super::faults::Faults;
use super::offer::{self, Asked};
use super::plane::berth::Pass;
use super::plane::callback::{Capture, Playback};
use super::plane::clocks::stamp::Moment;
use super::plane::driver::Driver;
use super::plane::pcm::Pcm;
use super::quiet::quiet;
use crate::units::SampleRate;

pub use super::opened::Opened;
pub use super::plane::callback::MAX_FRAMES;

/// How long an audio system may take to open a stream. ALSA takes it as the interval at which it looks whether the
/// device is still there, should the news have been lost.
const OPEN_DEADLINE: Duration = Duration::from_secs(2);

/// How long it may take to close one; after that it is left behind on its own thread.
const DROP_DEADLINE: Duration = Duration::from_secs(2);

/// What to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureRequest {
    /// Frames per second.
    pub rate: SampleRate,
    /// Frames per callback; `None` takes a short buffer that the device offers.
    pub buffer_frames: Option<u32>,
    /// The device's channels to hand over, 0-based, in this order; at least one.
    pub channels: Vec<usize>,
}

/// Where to play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaybackRequest {
    /// Frames per second.
    pub rate: SampleRate,
    /// Frames per callback; `None` takes a short buffer that the device offers.
    pub buffer_frames: Option<u32>,
    /// The device's channels for left and right, 0-based. The same one twice plays the mean.
    pub channels: [usize; 2],
    /// Channels to open the device with; `None` takes its default, or as many as are needed.
    pub total: Option<usize>,
    /// Seed of the dither of formats of 16 bits and fewer.
    pub seed: u64,
}

/// A running recording; dropping it ends it.
pub struct CaptureStream(Running);

/// A running playback; dropping it ends it.
pub struct PlaybackStream(Running);

/// Opens a device for recording: paused until [`CaptureStream::start`]. `push` gets interleaved frames of the chosen
/// channels, at most [`MAX_FRAMES`] at a time, on the audio thread: it must not wait, allocate or log. Each callback
/// leaves its time in `moment` first.
///
/// # Errors
/// What was asked and the device does not offer, with what it does offer; a device that is busy, gone or forbidden.
pub fn capture(
    device: &Device,
    request: &CaptureRequest,
    push: impl FnMut(&[f32]) + Send + 'static,
    faults: Arc<Faults>,
    moment: Option<Arc<Moment>>,
) -> Result<CaptureStream, IoError> {
    let (config, format) = quiet(|| offer::settle(device, &request.asked()))?;
    let body = Capture::new(usize::from(config.channels), &request.channels, push);
    let built = quiet(|| dispatch(format, BuildCapture { device, config, body, faults, moment }));
    Running::new(built, device, config, format).map(CaptureStream)
}

/// Opens a device for playing: paused until [`PlaybackStream::start`]. Its callback borrows the engine for every block
/// and is silent when it is not to be had; nothing else can reach a device, so nothing is played that did not pass the
/// limiter.
///
/// # Errors
/// As [`capture`].
pub fn playback(
    device: &Device,
    request: &PlaybackRequest,
    mut pass: Pass<Driver>,
    faults: Arc<Faults>,
    moment: Option<Arc<Moment>>,
) -> Result<PlaybackStream, IoError> {
    let needed = request.channels.iter().max().map_or(0, |&top| top + 1);
    let asked =
        Asked { rate: request.rate, buffer_frames: request.buffer_frames, needed, total: request.total };
    let (config, format) = quiet(|| offer::settle(device, &asked))?;
    let render = move |block: &mut [f32]| {
        pass.with(|driver, first| {
            if first {
                driver.resume();
            }
            driver.fill(block);
        });
    };
    let body = Playback::new(usize::from(config.channels), request.channels, request.seed, render);
    let built = quiet(|| dispatch(format, BuildPlayback { device, config, body, faults, moment }));
    Running::new(built, device, config, format).map(PlaybackStream)
}

/// Whether a device records like that; opens nothing.
///
/// # Errors
/// As [`capture`].
pub fn settles(device: &Device, request: &CaptureRequest) -> Result<(), IoError> {
    quiet(|| offer::settle(device, &request.asked())).map(|_| ())
}

impl CaptureRequest {
    fn asked(&self) -> Asked {
        let needed = self.channels.iter().max().map_or(0, |&top| top + 1);
        Asked { rate: self.rate, buffer_frames: self.buffer_frames, needed, total: None }
    }
}

impl CaptureStream {
    /// Lets the callbacks begin.
    ///
    /// # Errors
    /// The device went away meanwhile.
    pub fn start(&self) -> Result<(), IoError> {
        self.0.start()
    }

    /// How it was opened.
    #[must_use]
    pub fn opened(&self) -> Opened {
        self.0.opened
    }
}

impl PlaybackStream {
    /// Lets the callbacks begin.
    ///
    /// # Errors
    /// The device went away meanwhile.
    pub fn start(&self) -> Result<(), IoError> {
        self.0.start()
    }

    /// How it was opened.
    #[must_use]
    pub fn opened(&self) -> Opened {
        self.0.opened
    }
}

/// A stream to be built for the sample type that is known only now.
trait Build {
    fn build<S: Pcm>(self) -> Result<cpal::Stream, cpal::Error>;
}

struct BuildCapture<'a, P> {
    device: &'a Device,
    config: StreamConfig,
    body: Capture<P>,
    faults: Arc<Faults>,
    moment: Option<Arc<Moment>>,
}

impl<P: FnMut(&[f32]) + Send + 'static> Build for BuildCapture<'_, P> {
    fn build<S: Pcm>(self) -> Result<cpal::Stream, cpal::Error> {
        let Self { device, config, mut body, faults, moment } = self;
        let beats = Arc::clone(&faults);
        let data = move |samples: &[S], info: &cpal::InputCallbackInfo| {
            tell(moment.as_deref(), info.timestamp().callback);
            beats.beat();
            body.run(samples);
        };
        let fault = move |e: cpal::Error| faults.note(e.kind());
        device.inner.build_input_stream(config, data, fault, Some(OPEN_DEADLINE))
    }
}

struct BuildPlayback<'a, R> {
    device: &'a Device,
    config: StreamConfig,
    body: Playback<R>,
    faults: Arc<Faults>,
    moment: Option<Arc<Moment>>,
}

impl<R: FnMut(&mut [f32]) + Send + 'static> Build for BuildPlayback<'_, R> {
    fn build<S: Pcm>(self) -> Result<cpal::Stream, cpal::Error> {
        let Self { device, config, mut body, faults, moment } = self;
        let beats = Arc::clone(&faults);
        let data = move |samples: &mut [S], info: &cpal::OutputCallbackInfo| {
            tell(moment.as_deref(), info.timestamp().callback);
            beats.beat();
            body.run(samples);
        };
        let fault = move |e: cpal::Error| faults.note(e.kind());
        device.inner.build_output_stream(config, data, fault, Some(OPEN_DEADLINE))
    }
}

/// `[audio]` A callback leaves its time.
fn tell(moment: Option<&Moment>, instant: cpal::StreamInstant) {
    if let Some(moment) = moment {
        moment.set(u64::try_from(instant.as_nanos()).unwrap_or(0));
    }
}

fn dispatch(format: SampleFormat, build: impl Build) -> Result<cpal::Stream, cpal::Error> {
    match format {
        SampleFormat::F32 => build.build::<f32>(),
        SampleFormat::F64 => build.build::<f64>(),
        SampleFormat::I8 => build.build::<i8>(),
        SampleFormat::I16 => build.build::<i16>(),
        SampleFormat::I24 => build.build::<cpal::I24>(),
        SampleFormat::I32 => build.build::<i32>(),
        SampleFormat::I64 => build.build::<i64>(),
        SampleFormat::U8 => build.build::<u8>(),
        SampleFormat::U16 => build.build::<u16>(),
        SampleFormat::U24 => build.build::<cpal::U24>(),
        SampleFormat::U32 => build.build::<u32>(),
        SampleFormat::U64 => build.build::<u64>(),
        _ => Err(cpal::ErrorKind::UnsupportedConfig.into()),
    }
}

struct Running {
    stream: Option<cpal::Stream>,
    name: String,
    opened: Opened,
}

impl Running {
    fn new(
        built: Result<cpal::Stream, cpal::Error>,
        device: &Device,
        config: StreamConfig,
        format: SampleFormat,
    ) -> Result<Self, IoError> {
        let stream = built.map_err(|e| offer::refused(device.name(), e))?;
        let asked = match config.buffer_size {
            BufferSize::Fixed(frames) => Some(frames),
            BufferSize::Default => None,
        };
        let announced = stream.buffer_size().ok();
        let opened = Opened {
            rate: SampleRate(config.sample_rate),
            channels: usize::from(config.channels),
            format,
            buffer_frames: announced.or(asked),
            announced: announced.is_some(),
        };
        Ok(Self { stream: Some(stream), name: device.name().to_owned(), opened })
    }

    fn start(&self) -> Result<(), IoError> {
        match &self.stream {
            Some(stream) => stream.play().map_err(|e| offer::refused(&self.name, e)),
            None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(stream) = self.stream.take() else { return };
        if !within(DROP_DEADLINE, move || drop(stream)) {
            tracing::warn!("`{}` does not let go: its stream is left behind", self.name);
        }
    }
}
