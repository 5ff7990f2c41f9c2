//! `foldback devices`.

use anyhow::Result;
use clap::Args;

use super::table;
use crate::io::listing::{Abilities, DeviceInfo, hosts};
use crate::io::midi;

/// Options of `foldback devices`.
#[derive(Debug, Args)]
pub struct DeviceOptions {
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Lists sound systems and their devices with their clocks, and MIDI inputs.
///
/// # Errors
/// Standard output cannot be written.
pub fn run(options: &DeviceOptions) -> Result<()> {
    let mut hosts = hosts();
    hosts.push(midi::listing());
    if options.json {
        return table::json(&hosts);
    }
    let head = ["ID", "WAY", "CHANNELS", "RATES Hz", "BUFFER FRAMES", "CLOCK", "NAME"];
    let mut rows = vec![head.map(String::from).to_vec()];
    for host in &hosts {
        for device in &host.devices {
            let ways = [("in", &device.input), ("out", &device.output)];
            rows.extend(
                ways.into_iter().filter_map(|(way, abilities)| Some(row(device, way, abilities.as_ref()?))),
            );
            if device.input.is_none() && device.output.is_none() {
                let row = [device.id.as_str(), "midi", "", "", "", "", device.name.as_str()];
                rows.push(row.map(String::from).to_vec());
            }
        }
    }
    table::print(&rows)?;
    for host in &hosts {
        if let Some(problem) = &host.problem {
            table::line(format_args!("{}: {problem}", host.host))?;
        }
    }
    Ok(())
}

fn row(device: &DeviceInfo, way: &str, abilities: &Abilities) -> Vec<String> {
    let rates: Vec<String> = abilities.rates_hz.iter().map(u32::to_string).collect();
    vec![
        device.id.clone(),
        format!("{way}{}", if abilities.default { " (default)" } else { "" }),
        abilities.channels.to_string(),
        if rates.is_empty() { "?".into() } else { rates.join(" ") },
        abilities.buffer_frames.map_or("?".into(), |[least, most]| format!("{least} to {most}")),
        device.clock.clone().unwrap_or("?".into()),
        device.name.clone(),
    ]
}
