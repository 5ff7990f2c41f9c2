//! A live source: a capture device whose callback only pushes frames into a ring.

use std::sync::Arc;

use super::device::Device;
use super::error::{IoError, IoErrorKind};
use super::faults::Faults;
use super::intake::{Clock, Gauge, Intake};
use super::plane::berth::{Berth, Pass};
use super::plane::clocks::stamp::Moment;
use super::plane::driver::Inlet;
use super::stream::{self, CaptureRequest, CaptureStream, Opened};
use crate::units::SampleRate;

/// Frames of a callback where nobody says.
const USUAL_MARGIN: usize = 256;

/// A capture device that was opened.
pub struct Capture {
    stream: CaptureStream,
    faults: Arc<Faults>,
    gauge: Gauge,
    name: String,
}

impl Capture {
    /// Opens a device, paused. `margin` is what should wait in the ring beyond one block.
    ///
    /// # Errors
    /// The device refuses: it says what it offers.
    pub fn open(
        device: &Device,
        request: &CaptureRequest,
        margin: usize,
        clock: Clock,
    ) -> Result<(Self, Inlet), IoError> {
        let (intake, inlet) = Intake::new(request.channels.len(), request.rate, margin, clock);
        let (gauge, moment) = (intake.gauge(), intake.moment());
        let (stream, faults) = attach(device, request, Berth::new(Box::new(intake)).pass(), Some(moment))?;
        Ok((Self { stream, faults, gauge, name: device.name().to_owned() }, inlet))
    }

    /// Lets the callbacks begin.
    ///
    /// # Errors
    /// The device went away meanwhile.
    pub fn start(&self) -> Result<(), IoError> {
        self.stream.start()
    }

    /// Why nothing more comes, if so.
    #[must_use]
    pub fn failure(&self) -> Option<IoError> {
        self.faults.fatal().map(|fatal| fatal.error(&self.name))
    }

    /// How its ring is.
    #[must_use]
    pub fn gauge(&self) -> &Gauge {
        &self.gauge
    }

    /// How it was opened.
    #[must_use]
    pub fn opened(&self) -> Opened {
        self.stream.opened()
    }
}

/// Opens a device, paused, that pushes into a ring which was there before. `moment` is that of the ring's intake.
///
/// # Errors
/// The device refuses: it says what it offers.
pub fn attach(
    device: &Device,
    request: &CaptureRequest,
    mut pass: Pass<Intake>,
    moment: Option<Arc<Moment>>,
) -> Result<(CaptureStream, Arc<Faults>), IoError> {
    let faults = Arc::new(Faults::default());
    let push = move |samples: &[f32]| _ = pass.with(|intake, _| intake.push(samples));
    let stream = stream::capture(device, request, push, Arc::clone(&faults), moment)?;
    Ok((stream, faults))
}

/// Frames to keep waiting between a capture and a playback device: none where a server calls both in one cycle, else as
/// many as a callback has.
#[must_use]
pub fn margin_of(device: &Device, buffer_frames: Option<u32>) -> usize {
    if device.runs_in_cycles() { 0 } else { buffer_frames.map_or(USUAL_MARGIN, |frames| frames as usize) }
}

/// The rate to record at: the one asked for, or the device's usual one where it does not run at that and a clock of its
/// own makes a resampler necessary anyway.
#[must_use]
pub fn rate_of(device: &Device, request: &CaptureRequest, clock: Clock) -> SampleRate {
    let refused = stream::settles(device, request).err().map(|error| error.kind());
    let usual = || device.usual_rate().unwrap_or(request.rate);
    if clock != Clock::Same && refused == Some(IoErrorKind::RateUnsupported) { usual() } else { request.rate }
}
