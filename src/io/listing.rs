//! What there is to choose from: hosts, their devices, and what each can do.

use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{SupportedBufferSize, SupportedStreamConfigRange};
use serde::Serialize;

use super::device::{Device, Direction, usable};
use super::error::SESSION_RATES_HZ;
use super::quiet::quiet;
use super::same_clock::clock_of;

/// Rates that devices have, of those a session can run at, in hertz.
const COMMON_RATES_HZ: [u32; 6] = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000];

/// One audio system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HostInfo {
    /// As `--host` takes it: `alsa`, `jack`, ...
    pub host: String,
    /// Its devices; empty if it does not answer.
    pub devices: Vec<DeviceInfo>,
    /// Why it does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// One device, both ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceInfo {
    /// What to write to choose it for sure.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Its clock, if its id tells: devices of one clock do not drift apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// What it records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Abilities>,
    /// What it plays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Abilities>,
}

/// What a device can do in one direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Abilities {
    /// Whether it is the host's default.
    pub default: bool,
    /// Most channels it can be opened with.
    pub channels: u16,
    /// The common rates it can run at, in hertz; empty if it is busy or does not say.
    pub rates_hz: Vec<u32>,
    /// Least and most frames per buffer, if it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buffer_frames: Option<[u32; 2]>,
    /// Sample formats, as `f32`, `i24`.
    pub formats: Vec<String>,
}

/// Every host in this build with its devices. Devices are opened one after another to ask what they can do: this
/// may take a second, and a device in use may say nothing.
#[must_use]
pub fn hosts() -> Vec<HostInfo> {
    quiet(|| cpal::ALL_HOSTS.iter().map(|&id| host(id)).collect())
}

fn host(id: cpal::HostId) -> HostInfo {
    let mut info = HostInfo { host: id.to_string(), devices: Vec::new(), problem: None };
    let opened = cpal::host_from_id(id).map_err(|e| e.to_string());
    match opened.and_then(|host| devices(&host).map_err(|e| e.to_string())) {
        Ok(devices) => {
            if devices.is_empty() {
                info.problem = Some("no devices: is its server running, is anything plugged in?".to_owned());
            }
            info.devices = devices;
        }
        Err(problem) => info.problem = Some(problem),
    }
    info
}

fn devices(host: &cpal::Host) -> Result<Vec<DeviceInfo>, super::error::IoError> {
    let mut all: Vec<DeviceInfo> = Vec::new();
    let default_in = host.default_input_device().and_then(|d| d.id().ok()).map(|id| id.to_string());
    let default_out = host.default_output_device().and_then(|d| d.id().ok()).map(|id| id.to_string());
    for direction in [Direction::Capture, Direction::Playback] {
        for device in usable(host, direction)? {
            let index = all.iter().position(|info| info.id == device.id()).unwrap_or_else(|| {
                let (id, name) = (device.id().to_owned(), device.name().to_owned());
                all.push(DeviceInfo { clock: clock_of(&id), id, name, input: None, output: None });
                all.len() - 1
            });
            let default = match direction {
                Direction::Capture => &default_in,
                Direction::Playback => &default_out,
            };
            let able = abilities(&device.ranges(), default.as_deref() == Some(device.id()));
            if let Some(info) = all.get_mut(index) {
                match direction {
                    Direction::Capture => info.input = Some(able),
                    Direction::Playback => info.output = Some(able),
                }
            }
        }
    }
    Ok(all)
}

impl Device {
    /// The configurations it offers in its direction; none if it cannot be asked.
    pub(super) fn ranges(&self) -> Vec<SupportedStreamConfigRange> {
        match self.direction {
            Direction::Capture => self.inner.supported_input_configs().map(Iterator::collect),
            Direction::Playback => self.inner.supported_output_configs().map(Iterator::collect),
        }
        .unwrap_or_default()
    }
}

/// Sums up configurations.
fn abilities(ranges: &[SupportedStreamConfigRange], default: bool) -> Abilities {
    let mut formats: Vec<String> = Vec::new();
    for range in ranges {
        let format = range.sample_format().to_string();
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    Abilities {
        default,
        channels: ranges.iter().map(SupportedStreamConfigRange::channels).max().unwrap_or(0),
        rates_hz: rates(ranges),
        buffer_frames: buffers(ranges),
        formats,
    }
}

/// The common rates within the configurations, and their ends where those are others.
pub(super) fn rates(ranges: &[SupportedStreamConfigRange]) -> Vec<u32> {
    let mut rates: Vec<u32> = COMMON_RATES_HZ.to_vec();
    rates.extend(
        ranges
            .iter()
            .filter(|r| r.min_sample_rate() == r.max_sample_rate())
            .map(SupportedStreamConfigRange::min_sample_rate),
    );
    rates.retain(|&rate| SESSION_RATES_HZ.contains(&rate) && ranges.iter().any(|r| r.contains_rate(rate)));
    rates.sort_unstable();
    rates.dedup();
    rates
}

/// Least and most frames per buffer over all configurations that say.
pub(super) fn buffers(ranges: &[SupportedStreamConfigRange]) -> Option<[u32; 2]> {
    ranges
        .iter()
        .filter_map(|range| match range.buffer_size() {
            SupportedBufferSize::Range { min, max } => Some([*min, *max]),
            SupportedBufferSize::Unknown => None,
        })
        .reduce(|[low, high], [min, max]| [low.min(min), high.max(max)])
}

#[cfg(test)]
mod tests {
    use cpal::SampleFormat;

    use super::*;

    #[test]
    fn configurations_are_summed_up() {
        let range = |channels, low, high, buffer, format| {
            SupportedStreamConfigRange::new(channels, low, high, buffer, format)
        };
        let frames = |min, max| SupportedBufferSize::Range { min, max };
        let able = abilities(
            &[
                range(2, 44_100, 96_000, frames(32, 4096), SampleFormat::I32),
                range(8, 44_100, 48_000, frames(64, 8192), SampleFormat::I24),
                range(2, 47_952, 47_952, SupportedBufferSize::Unknown, SampleFormat::I32),
            ],
            true,
        );
        assert_eq!((able.channels, able.buffer_frames), (8, Some([32, 8192])));
        assert_eq!(able.rates_hz, [44_100, 47_952, 48_000, 88_200, 96_000]);
        assert_eq!(able.formats, ["i32", "i24"]);
    }

    #[test]
    fn every_host_of_this_build_is_listed_and_says_why_if_it_is_empty() {
        let hosts = hosts();
        assert_eq!(hosts.len(), cpal::ALL_HOSTS.len());
        for host in &hosts {
            assert!(host.devices.is_empty() == host.problem.is_some(), "{host:?}");
            assert!(host.devices.iter().all(|d| d.id != "alsa:null"), "it has no clock");
            assert!(host.devices.iter().all(|d| d.id.starts_with(&format!("{}:", host.host))));
        }
        assert!(serde_json::to_string(&hosts).unwrap().starts_with("[{\"host\":"));
    }
}
