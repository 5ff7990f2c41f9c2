//! `foldback presets`.

use std::path::Path;

use anyhow::{Result, bail};

use super::args::{PresetCall, PresetOptions};
use super::stages::{bands, evidence};
use super::{NotBuilt, own, table};
use crate::acoustics::bands::NOMINAL_HZ;
use crate::preset::{Device, IsolationShape, Library, Preset, ResponseShape};

/// Lists device presets, shows one, checks files.
///
/// # Errors
/// One line.
pub fn run(options: &PresetOptions) -> Result<()> {
    let library = own::library()?;
    let not_built = |word: &str| Err(NotBuilt(format!("`foldback presets {word}`")).into());
    match &options.call {
        None => own::list(&library, options.part.as_deref(), options.json),
        Some(PresetCall::Show { id }) => {
            let preset = library.device(id)?;
            if options.json { table::json(&preset) } else { show(&library, &preset) }
        }
        Some(PresetCall::Check { files }) => check(&library, files),
        Some(PresetCall::Plot(_)) => not_built("plot"),
        Some(PresetCall::Import(import)) => super::import::run(&library, import, options.json),
        Some(PresetCall::Export(export)) => super::export::run(&library, export),
        Some(PresetCall::Add { files }) => own::add(&library, files),
        Some(PresetCall::Remove { id }) => own::remove(id),
        Some(PresetCall::Where) => own::tell(),
    }
}

fn show(library: &Library, preset: &Preset) -> Result<()> {
    match preset {
        Preset::Device(device) => Ok(table::print(&rows(device))?),
        Preset::Pair(pair) => {
            let row = |head: &str, text: String| vec![head.to_owned(), text];
            table::print(&[
                row("pair", format!("{} ({})", pair.name, pair.id)),
                row("about", pair.about.clone()),
            ])?;
            for (ear, id) in [("left ear", &pair.left), ("right ear", &pair.right)] {
                table::line(format_args!("\n{ear}"))?;
                show(library, &library.device(id)?)?;
            }
            Ok(())
        }
    }
}

fn rows(device: &Device) -> Vec<Vec<String>> {
    let row = |head: &str, text: String| vec![head.to_owned(), text];
    let mut rows = vec![
        row("device", format!("{} ({}), {}", device.name, device.id, device.kind)),
        row("about", device.about.clone()),
    ];
    match &device.response.shape {
        ResponseShape::None => rows.push(row("response", "no driver".into())),
        ResponseShape::Flat => rows.push(row("response", "flat, diffuse-field relative".into())),
        ResponseShape::Impulse { file, .. } => rows.push(row("response", format!("impulse response {file}"))),
        ResponseShape::Filters { filters } => {
            rows.push(row("response", format!("{} filters, diffuse-field relative", filters.len())));
            rows.extend(filters.iter().map(|filter| row("", filter.to_string())));
        }
        ResponseShape::Equaliser { gain_db, bands, right } => {
            let ears = right.iter().map(|right| ("right ear", right.gain_db, &right.bands));
            for (ear, gain_db, bands) in [("equaliser", *gain_db, bands)].into_iter().chain(ears) {
                rows.push(row("response", format!("{ear}: {gain_db:+} dB, {} bands", bands.len())));
                rows.extend(bands.iter().map(|band| row("", band.to_string())));
            }
        }
        ResponseShape::Curve { points, spread_db } => {
            rows.push(row("response", format!("{} points, dB re diffuse field", points.len())));
            for (chunk, i) in points.chunks(10).zip((0..).step_by(10)) {
                let column = |value: &dyn Fn(&[f64; 2]) -> f64| chunk.iter().map(value).collect::<Vec<_>>();
                rows.push(row("  Hz", bands(&column(&|point| point[0]))));
                rows.push(row("  dB", bands(&column(&|point| point[1]))));
                if let Some(spread) = spread_db.as_ref().and_then(|all| all.get(i..i + chunk.len())) {
                    rows.push(row("  ± dB", bands(spread)));
                }
            }
        }
    }
    rows.push(row("", evidence(&device.response.evidence)));
    rows.push(row("isolation", isolation_kind(device).into()));
    if let IsolationShape::Octaves { il_db, sd_db, active } = &device.isolation.shape {
        rows.push(row("  Hz", bands(&NOMINAL_HZ)));
        rows.push(row("  dB", bands(il_db)));
        rows.push(row("  ± dB", bands(sd_db)));
        if let Some(active) = active {
            rows.push(row("  active", bands(&active.il_db)));
        }
    }
    rows.push(row("", evidence(&device.isolation.evidence)));
    if let Some(seal) = &device.seal {
        let text = format!("{} % of a cavity of {} cm³", seal.default_pct, seal.volume_cm3);
        rows.push(row("seal", text));
        rows.push(row("", evidence(&seal.evidence)));
    }
    rows.push(row("occlusion", "rise of the wearer's own body sounds, sealed".into()));
    rows.push(row("  Hz", bands(&NOMINAL_HZ[1..9])));
    rows.push(row("  dB", bands(&device.occlusion.oe_db)));
    rows.push(row("", evidence(&device.occlusion.evidence)));
    rows.extend(device.driver.iter().flat_map(|driver| {
        let text = format!(
            "at most {} dB SPL, distorts from {} dB SPL",
            driver.max_level_db_spl, driver.distortion_onset_db_spl
        );
        [row("driver", text), row("", evidence(&driver.evidence))]
    }));
    rows.push(row("latency", format!("{} ms", device.latency.ms)));
    rows.push(row("", evidence(&device.latency.evidence)));
    rows
}

fn isolation_kind(device: &Device) -> &'static str {
    match device.isolation.shape {
        IsolationShape::Open => "open: the stage arrives as it is",
        IsolationShape::Silent => "silent: nothing enters",
        IsolationShape::Octaves { .. } => "attenuation per octave, before bone conduction and leaks",
    }
}

/// Checks every file and counts the bad ones, so that one run shows all.
fn check(library: &Library, files: &[std::path::PathBuf]) -> Result<()> {
    let mut refused = 0;
    for file in files {
        let name = file.display().to_string();
        match describe(library, file, &name) {
            Ok(what) => table::line(format_args!("{name}: {what}"))?,
            Err(error) => {
                refused += 1;
                eprintln!("{error}");
            }
        }
    }
    if refused > 0 {
        bail!("{refused} of {} files refused: mend the lines above", files.len());
    }
    Ok(())
}

/// A stage is known by its sources or levels; everything else is tried as a device.
fn describe(library: &Library, file: &Path, name: &str) -> Result<String> {
    match library.load_file(file) {
        Ok(preset) => Ok(format!("device `{}`, {}", preset.id(), preset.name())),
        Err(as_device) => match library.stage(name) {
            Ok(stage) => Ok(format!("stage `{}`, {}", stage.id, stage.name)),
            Err(as_stage) => {
                let text = std::fs::read_to_string(file).unwrap_or_default();
                let is_stage = text.contains("[levels]") || text.contains("[[sources]]");
                Err(if is_stage { as_stage } else { as_device }.into())
            }
        },
    }
}
