//! Finding a device by its id, a part of its name, or none: and saying which are near when there is none.

use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{Host, HostId};

use super::choice::{Offer, choose};
use super::error::{IoError, IoErrorKind};
use super::quiet::quiet;
use crate::units::SampleRate;

/// Which way sound goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the device into the program.
    Capture,
    /// From the program to the device.
    Playback,
}

/// A device that was chosen. It holds its host: after a fault drop it too, and look for it again.
pub struct Device {
    pub(super) inner: cpal::Device,
    pub(super) direction: Direction,
    id: String,
    name: String,
}

/// Hosts that other builds of this program have, by the feature that adds them.
const OPTIONAL_HOSTS: [&str; 3] = ["jack", "pulseaudio", "pipewire"];

/// ALSA's own null device has no clock: it asks for as much sound as the processor can make.
const CLOCKLESS: &str = "alsa:null";

impl Device {
    /// Finds a device. `host` is a host's name (`alsa`, `jack`, ...) or `None` for the system's default. `wanted` is
    /// an id as listed (`alsa:hw:CARD=USB,DEV=0`, `jack:input`), which also chooses the host, or a part of a name in
    /// any case, or `None` for the default device.
    ///
    /// # Errors
    /// No such host or device, or several of that name: the message names the nearest.
    pub fn find(host: Option<&str>, wanted: Option<&str>, direction: Direction) -> Result<Self, IoError> {
        quiet(|| {
            let by_id = wanted.and_then(|text| text.split_once(':')).filter(|(prefix, _)| is_host(prefix));
            let host = open_host(by_id.map(|(prefix, _)| prefix).or(host))?;
            let Some(wanted) = wanted else { return default_device(&host, direction) };
            let mut devices = usable(&host, direction)?;
            let offers: Vec<Offer> =
                devices.iter().map(|d| Offer { id: d.id.clone(), name: d.name.clone() }).collect();
            let index = choose(wanted, &offers).map_err(|near| near.error(wanted, direction, &host))?;
            Ok(devices.swap_remove(index))
        })
    }

    /// Its id, the same after a restart: what a user writes to be sure.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its name, for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The rate it runs at when nobody asks for another; none if it does not say.
    #[must_use]
    pub fn usual_rate(&self) -> Option<SampleRate> {
        let config = quiet(|| match self.direction {
            Direction::Capture => self.inner.default_input_config(),
            Direction::Playback => self.inner.default_output_config(),
        });
        config.ok().map(|config| SampleRate(config.sample_rate()))
    }

    /// The channels it has when nobody asks for others; none if it does not say.
    #[must_use]
    pub fn usual_channels(&self) -> Option<usize> {
        let config = quiet(|| match self.direction {
            Direction::Capture => self.inner.default_input_config(),
            Direction::Playback => self.inner.default_output_config(),
        });
        config.ok().map(|config| usize::from(config.channels()))
    }

    /// True for sound servers whose clients all run in one cycle, so that input and output take turns exactly.
    #[must_use]
    pub fn runs_in_cycles(&self) -> bool {
        self.id.starts_with("jack:")
    }

    pub(super) fn new(inner: cpal::Device, direction: Direction) -> Option<Self> {
        let id = inner.id().ok()?.to_string();
        let name = inner.description().map_or_else(|_| id.clone(), |d| d.name().to_owned());
        Some(Self { inner, direction, id, name })
    }
}

/// Names of the hosts in this build, as `--host` takes them.
#[must_use]
pub fn compiled_hosts() -> Vec<String> {
    cpal::ALL_HOSTS.iter().map(HostId::to_string).collect()
}

fn is_host(name: &str) -> bool {
    let known = || OPTIONAL_HOSTS.iter().any(|host| host.eq_ignore_ascii_case(name));
    name.parse::<HostId>().is_ok() || known()
}

/// Opens a host by name, or the system's default.
pub(super) fn open_host(name: Option<&str>) -> Result<Host, IoError> {
    let Some(name) = name else { return default_host() };
    let id: HostId = name.parse().map_err(|e: cpal::Error| {
        let hosts = compiled_hosts().join(", ");
        let mend = if OPTIONAL_HOSTS.iter().any(|host| host.eq_ignore_ascii_case(name)) {
            format!("build it with `--features {}`, or use {hosts}", name.to_ascii_lowercase())
        } else {
            format!("use {hosts}")
        };
        IoError::new(IoErrorKind::HostUnavailable, format!("this build has no audio host `{name}`"), mend)
            .caused_by(e)
    })?;
    cpal::host_from_id(id).map_err(|e| silent_host(id, e))
}

/// The first host that answers, in the system's order. JACK is a patch bay of its own: only on request.
fn default_host() -> Result<Host, IoError> {
    let mut last = None;
    for id in cpal::available_hosts().into_iter().filter(|id| id.name() != "JACK") {
        match cpal::host_from_id(id) {
            Ok(host) => return Ok(host),
            Err(e) => last = Some(silent_host(id, e)),
        }
    }
    let none =
        || IoError::new(IoErrorKind::HostUnavailable, "there is no audio system", "start the sound server");
    Err(last.unwrap_or_else(none))
}

fn silent_host(id: HostId, cause: cpal::Error) -> IoError {
    IoError::new(
        IoErrorKind::HostUnavailable,
        format!("{} does not answer: {cause}", id.name()),
        "start its server or use another host",
    )
    .caused_by(cause)
}

fn default_device(host: &Host, direction: Direction) -> Result<Device, IoError> {
    let device = match direction {
        Direction::Capture => host.default_input_device(),
        Direction::Playback => host.default_output_device(),
    };
    device.and_then(|inner| Device::new(inner, direction)).ok_or_else(|| nothing(direction, host))
}

pub(super) fn nothing(direction: Direction, host: &Host) -> IoError {
    let mend = if host.id().name() == "JACK" {
        "start the JACK server"
    } else {
        "plug one in, or use another --host"
    };
    IoError::new(
        IoErrorKind::DeviceNotFound,
        format!("{} has no device for {}", host.id().name(), direction.word()),
        mend,
    )
}

/// The id of a host's default device.
pub(super) fn default_id(host: &Host, direction: Direction) -> Option<String> {
    Some(default_device(host, direction).ok()?.id)
}

/// The devices of a host that carry sound in a direction, at a rate of their own.
pub(super) fn usable(host: &Host, direction: Direction) -> Result<Vec<Device>, IoError> {
    let devices = host.devices().map_err(|e| silent_host(host.id(), e))?;
    let fits = |device: &cpal::Device| match direction {
        Direction::Capture => device.supports_input(),
        Direction::Playback => device.supports_output(),
    };
    let named = devices.filter(fits).filter_map(|inner| Device::new(inner, direction));
    Ok(named.filter(|device| device.id != CLOCKLESS).collect())
}

impl Direction {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Capture => "input",
            Self::Playback => "output",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_not_built_in_is_told_with_those_that_are() {
        let error = open_host(Some("beos")).err().expect("no such host");
        assert_eq!(error.kind(), IoErrorKind::HostUnavailable);
        assert!(compiled_hosts().iter().all(|host| error.to_string().contains(host)), "{error}");
        if !compiled_hosts().contains(&"pipewire".to_owned()) {
            let by_id =
                Device::find(None, Some("pipewire:x"), Direction::Capture).err().expect("not built in");
            assert!(by_id.to_string().contains("--features pipewire"), "{by_id}");
        }
    }
}
