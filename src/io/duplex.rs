//! Both ends of a session on devices, which come and go while the engine stays: opened, watched, and opened again.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::capture;
use super::device::{Device, Direction};
use super::error::{IoError, IoErrorKind};
use super::faults::Faults;
use super::intake::Intake;
use super::offer::{self, Asked};
use super::plane::berth::Pass;
use super::plane::clocks::stamp::Moment;
use super::plane::driver::Driver;
use super::quiet::quiet;
use super::stream::{self, CaptureRequest, CaptureStream, Opened, PlaybackRequest};
use crate::units::SampleRate;

/// A block where the audio system does not say how long one is.
const UNTOLD_BLOCK: Duration = Duration::from_millis(100);

/// A way to both ends, which can be gone again and again.
pub trait Duplex: Send + Sync {
    /// Frames per second.
    fn rate(&self) -> SampleRate;

    /// Where the sound goes, for the screen.
    fn name(&self) -> String;

    /// Looks for the devices and their host anew, opens them and lets their callbacks begin.
    ///
    /// # Errors
    /// One of them is not there or refuses; nothing is left open then.
    fn open(&self, passes: Passes) -> Result<Streams, IoError>;

    /// The same for the input alone, beside an output that plays on; none where there is no live input.
    ///
    /// # Errors
    /// It is not there or refuses.
    fn open_input(&self, passes: InputPasses) -> Result<Option<End>, IoError>;

    /// Whether opening and closing can hang: then they are done on threads of their own.
    fn may_hang(&self) -> bool {
        true
    }
}

/// What the callbacks borrow.
pub struct Passes {
    /// The engine, for playback.
    pub driver: Pass<Driver>,
    /// Where playback leaves its time, for a live input.
    pub played: Option<Arc<Moment>>,
    /// What capture borrows, for a live input.
    pub input: Option<InputPasses>,
}

/// What the callbacks of a live input borrow.
pub struct InputPasses {
    /// Its ring.
    pub intake: Pass<Intake>,
    /// Where capture leaves its time.
    pub captured: Arc<Moment>,
}

/// Streams that run.
pub struct Streams {
    /// What plays.
    pub output: End,
    /// What records, where the input is live and there.
    pub input: Option<End>,
}

/// One stream that runs; dropping it closes it, which may take its time.
pub struct End {
    /// The device.
    pub name: String,
    /// What its callbacks note.
    pub faults: Arc<Faults>,
    /// From one callback to the next.
    pub block: Duration,
    /// How it was opened, where it is a device.
    pub opened: Option<Opened>,
    /// The stream itself.
    pub hold: Box<dyn Any + Send>,
}

/// A device and how it is opened.
pub struct Plug<R> {
    host: Option<String>,
    /// What it was asked for by; none is the system's default.
    word: Option<String>,
    id: String,
    name: String,
    request: R,
    /// Another device may take its place: the one that the word means then, or the default one.
    follow: bool,
    /// What was found at the start, for the first time of opening.
    first: Mutex<Option<Device>>,
}

/// Playback and, for a live input, capture through the sound systems of this machine.
pub struct DeviceDuplex {
    /// Where the sound goes.
    pub output: Plug<PlaybackRequest>,
    /// Where it comes from, unless it comes from files.
    pub input: Option<Plug<CaptureRequest>>,
}

impl<R> Plug<R> {
    /// A device that was found by a word of the user, or as the default of its host. `follow` false keeps to this very
    /// device: a calibration is not valid for another one.
    #[must_use]
    pub fn new(device: Device, host: Option<String>, word: Option<String>, request: R, follow: bool) -> Self {
        let (id, name) = (device.id().to_owned(), device.name().to_owned());
        Self { host, word, id, name, request, follow, first: Mutex::new(Some(device)) }
    }

    /// The device's name, for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The device as it is now; whether it is another than at the start.
    fn find(&self, direction: Direction) -> Result<(Device, bool), IoError> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(device) = first {
            return Ok((device, false));
        }
        let find = |word: Option<&str>| Device::find(self.host.as_deref(), word, direction);
        let device = match find(Some(&self.id)) {
            // A socket that was plugged in again can bear another id.
            Err(error) if error.kind() == IoErrorKind::DeviceNotFound => find(self.word.as_deref())?,
            found => found?,
        };
        if self.follow || device.id() == self.id || device.name() == self.name {
            return Ok((device, true));
        }
        Err(IoError::new(
            IoErrorKind::StreamRefused,
            format!("`{}` is gone, and `{}` is not what was calibrated", self.name, device.name()),
            "plug it in again",
        ))
    }
}

impl Duplex for DeviceDuplex {
    fn rate(&self) -> SampleRate {
        self.output.request.rate
    }

    fn name(&self) -> String {
        self.output.name.clone()
    }

    fn open(&self, Passes { driver, played, input }: Passes) -> Result<Streams, IoError> {
        let input = match self.input.as_ref().zip(input) {
            Some((plug, passes)) => Some(plug.attach(passes)?),
            None => None,
        };
        let (device, again) = self.output.find(Direction::Playback)?;
        let mut request = self.output.request.clone();
        if again {
            request.buffer_frames = fitting(&device, request.rate, request.buffer_frames);
        }
        let faults = Arc::new(Faults::default());
        let playback = stream::playback(&device, &request, driver, Arc::clone(&faults), played)?;
        playback.start()?;
        let input = input.map(Attached::start).transpose()?;
        let opened = playback.opened();
        Ok(Streams { output: end(device, faults, opened, playback), input })
    }

    fn open_input(&self, passes: InputPasses) -> Result<Option<End>, IoError> {
        self.input.as_ref().map(|plug| plug.attach(passes)?.start()).transpose()
    }
}

/// A capture stream, paused.
struct Attached {
    device: Device,
    stream: CaptureStream,
    faults: Arc<Faults>,
}

impl Plug<CaptureRequest> {
    fn attach(&self, InputPasses { intake, captured }: InputPasses) -> Result<Attached, IoError> {
        let (device, again) = self.find(Direction::Capture)?;
        let mut request = self.request.clone();
        if again {
            request.buffer_frames = fitting(&device, request.rate, request.buffer_frames);
        }
        let (stream, faults) = capture::attach(&device, &request, intake, Some(captured))?;
        Ok(Attached { device, stream, faults })
    }
}

impl Attached {
    fn start(self) -> Result<End, IoError> {
        let Self { device, stream, faults } = self;
        stream.start()?;
        let opened = stream.opened();
        Ok(end(device, faults, opened, stream))
    }
}

/// The buffer asked for; none where the device does not take it any more: a server that came back with other buffers is
/// better than silence.
fn fitting(device: &Device, rate: SampleRate, buffer_frames: Option<u32>) -> Option<u32> {
    let asked = Asked { rate, buffer_frames, needed: 1, total: None };
    let settled = quiet(|| offer::settle(device, &asked));
    buffer_frames
        .filter(|_| settled.as_ref().err().is_none_or(|error| error.kind() != IoErrorKind::BufferUnsupported))
}

/// The device holds its host, which must live as long as its streams and no longer.
fn end(device: Device, faults: Arc<Faults>, opened: Opened, stream: impl Send + 'static) -> End {
    let block = opened
        .buffer_frames
        .map_or(UNTOLD_BLOCK, |frames| Duration::from_secs_f64(f64::from(frames) / opened.rate.hz()));
    let name = device.name().to_owned();
    End { name, faults, block, opened: Some(opened), hold: Box::new(Mutex::new((stream, device))) }
}
