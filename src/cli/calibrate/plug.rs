//! Where the phones are plugged in.

use anyhow::Result;

use super::ask::Ask;
use super::options::PlugOptions;
use crate::cli::channels;
use crate::io::device::{Device, Direction};
use crate::io::device_host::DeviceHost;
use crate::io::listing::hosts;
use crate::io::stream::PlaybackRequest;
use crate::preset::CalibratedOutput;
use crate::units::SampleRate;

/// Rate where the device does not say.
const USUAL_RATE: SampleRate = SampleRate(48_000);

/// A playback device and two of its channels.
pub struct Plug {
    device: Device,
    channels: [usize; 2],
}

impl Plug {
    /// The output that the options name or a person chooses; none if neither does.
    ///
    /// # Errors
    /// The output asked for is not there, or its channels make no sense.
    pub fn find(options: &PlugOptions, ask: &Ask) -> Result<Option<Self>> {
        let pair =
            options.out_channels.as_deref().map(|list| channels::pair("--out-channels", list)).transpose()?;
        let chosen = match &options.output {
            Some(name) => Some(name.clone()),
            None if ask.stop().is_some() => choose(ask)?,
            None => None,
        };
        let Some(name) = chosen else { return Ok(None) };
        let device = Device::find(options.host.as_deref(), Some(&name), Direction::Playback)?;
        Ok(Some(Self { device, channels: pair.unwrap_or([0, 1]) }))
    }

    /// What a calibration says of it.
    #[must_use]
    pub fn described(&self) -> CalibratedOutput {
        CalibratedOutput {
            id: self.device.id().to_owned(),
            name: self.device.name().to_owned(),
            channels: self.channels.map(|channel| channel + 1),
        }
    }

    /// Ready to play.
    #[must_use]
    pub fn host(self) -> Box<DeviceHost> {
        let rate = self.device.usual_rate().unwrap_or(USUAL_RATE);
        let request =
            PlaybackRequest { rate, buffer_frames: None, channels: self.channels, total: None, seed: 1 };
        Box::new(DeviceHost { device: self.device, request })
    }
}

/// Lists what there is. Enter takes nothing.
fn choose(ask: &Ask) -> Result<Option<String>> {
    let outputs: Vec<_> =
        hosts().into_iter().flat_map(|host| host.devices).filter(|device| device.output.is_some()).collect();
    for (i, device) in outputs.iter().enumerate() {
        ask.say(&format!("  {:>2}  {}  {}", i + 1, device.id, device.name));
    }
    let text =
        ask.text("--output", "Which output are the phones plugged into (number, id; Enter for none)")?;
    let number = text.parse::<usize>().ok().and_then(|n| outputs.get(n.checked_sub(1)?));
    Ok(number.map(|device| device.id.clone()).or(Some(text)).filter(|text| !text.is_empty()))
}
