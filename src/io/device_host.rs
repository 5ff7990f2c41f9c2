//! The host of a sound device: its playback callback drives the engine. No thread hop between the two.

use std::sync::Arc;

use super::device::Device;
use super::error::IoError;
use super::faults::Faults;
use super::host::{Ending, Host, Openings, Running, State};
use super::plane::berth::Berth;
use super::plane::driver::{Counters, Driver};
use super::stream::{self, PlaybackRequest, PlaybackStream};
use crate::engine::meters::Meters;
use crate::units::SampleRate;

/// The host.
pub struct DeviceHost {
    /// What plays.
    pub device: Device,
    /// How it is opened.
    pub request: PlaybackRequest,
}

struct DeviceRun {
    /// Dropping it ends the callbacks.
    stream: PlaybackStream,
    berth: Arc<Berth<Driver>>,
    faults: Arc<Faults>,
    counters: Arc<Counters>,
    name: String,
}

impl Host for DeviceHost {
    fn rate(&self) -> SampleRate {
        self.request.rate
    }

    fn name(&self) -> String {
        self.device.name().to_owned()
    }

    fn start(self: Box<Self>, driver: Driver) -> Result<Box<dyn Running>, IoError> {
        let counters = driver.counters();
        let faults = Arc::new(Faults::default());
        let moment = driver.moment();
        let berth = Berth::new(Box::new(driver));
        let stream =
            stream::playback(&self.device, &self.request, berth.pass(), Arc::clone(&faults), moment)?;
        stream.start()?;
        Ok(Box::new(DeviceRun { stream, berth, faults, counters, name: self.name() }))
    }
}

impl Running for DeviceRun {
    fn state(&self) -> State {
        if self.faults.fatal().is_some() { State::Failed } else { State::Running }
    }

    fn counters(&self) -> &Arc<Counters> {
        &self.counters
    }

    fn opened(&self) -> Openings {
        Openings { playback: Some(self.stream.opened()), capture: None }
    }

    fn stop(self: Box<Self>, _: Ending) -> Result<Option<Meters>, IoError> {
        let last = self.berth.clear().map(|mut driver| driver.meters());
        self.faults.fatal().map_or(Ok(last), |fatal| Err(fatal.error(&self.name)))
    }
}
