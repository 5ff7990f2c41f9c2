//! `foldback devices`.

use anyhow::Result;

use super::args::DeviceOptions;
use super::table;
use crate::io::listing::{Abilities, hosts};

/// Lists sound systems and their devices.
///
/// # Errors
/// Standard output cannot be written.
pub fn run(options: &DeviceOptions) -> Result<()> {
    let hosts = hosts();
    if options.json {
        return table::json(&hosts);
    }
    let head = ["ID", "WAY", "CHANNELS", "RATES Hz", "BUFFER FRAMES", "NAME"];
    let mut rows = vec![head.map(String::from).to_vec()];
    for host in &hosts {
        for device in &host.devices {
            let ways = [("in", &device.input), ("out", &device.output)];
            rows.extend(ways.into_iter().filter_map(|(way, abilities)| {
                Some(row(&device.id, way, abilities.as_ref()?, &device.name))
            }));
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

fn row(id: &str, way: &str, abilities: &Abilities, name: &str) -> Vec<String> {
    let rates: Vec<String> = abilities.rates_hz.iter().map(u32::to_string).collect();
    vec![
        id.to_owned(),
        format!("{way}{}", if abilities.default { " (default)" } else { "" }),
        abilities.channels.to_string(),
        if rates.is_empty() { "?".into() } else { rates.join(" ") },
        abilities.buffer_frames.map_or("?".into(), |[least, most]| format!("{least} to {most}")),
        name.to_owned(),
    ]
}
