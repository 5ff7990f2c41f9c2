//! `foldback presets`.

mod check;
mod plot;
mod show;

use anyhow::Result;

use super::args::{PresetCall, PresetOptions};
use super::{NotBuilt, table};
use crate::preset::{Device, IsolationShape, Library, Preset};

/// Lists device presets, shows and plots them, checks files.
///
/// # Errors
/// One line.
pub fn run(options: &PresetOptions) -> Result<()> {
    let library = Library::shipped()?;
    let not_built = |word: &str| Err(NotBuilt(format!("`foldback presets {word}`")).into());
    match &options.call {
        None if options.json => table::json(&library.devices().collect::<Vec<_>>()),
        None => list(&library),
        Some(PresetCall::Show { id }) => {
            let preset = library.device(id)?;
            if options.json { table::json(&preset) } else { show::show(&library, &preset) }
        }
        Some(PresetCall::Check { files }) => check::check(&library, files),
        Some(PresetCall::Plot(plot)) => plot::run(&library, plot, options.json),
        Some(PresetCall::Import(_)) => not_built("import"),
        Some(PresetCall::Export(_)) => not_built("export"),
        Some(PresetCall::Add(_)) => not_built("add"),
        Some(PresetCall::Remove(_)) => not_built("remove"),
        Some(PresetCall::Where(_)) => not_built("where"),
    }
}

fn list(library: &Library) -> Result<()> {
    let head = ["ID", "KIND", "ISOLATION 125 Hz / 1 kHz", "LATENCY", "RESPONSE IS", "NAME"];
    let mut rows = vec![head.map(String::from).to_vec()];
    rows.extend(library.devices().map(|preset| match preset {
        Preset::Device(device) => vec![
            device.id.clone(),
            device.kind.to_string(),
            isolation(device),
            format!("{} ms", device.latency.ms),
            device.response.evidence.kind.to_string(),
            device.name.clone(),
        ],
        Preset::Pair(pair) => {
            let ears = format!("{} / {}", pair.left, pair.right);
            vec![pair.id.clone(), "pair".into(), ears, "-".into(), "-".into(), pair.name.clone()]
        }
    }));
    Ok(table::print(&rows)?)
}

fn isolation(device: &Device) -> String {
    match &device.isolation.shape {
        IsolationShape::Open => "open".into(),
        IsolationShape::Silent => "silent".into(),
        IsolationShape::Octaves { il_db, active, .. } => {
            let total = |band: usize| il_db[band] + active.map_or(0.0, |active| active.il_db[band]);
            format!("{:.0} / {:.0} dB", total(2), total(5))
        }
    }
}
