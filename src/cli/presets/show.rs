//! `foldback presets show`: every part of a device, with source and spread.

use anyhow::Result;

use crate::acoustics::bands::NOMINAL_HZ;
use crate::acoustics::leakage::CLICK_DBFS;
use crate::cli::stages::{bands, evidence};
use crate::cli::table;
use crate::engine::prepare::outward::Outward;
use crate::preset::{Device, IsolationShape, Library, Preset, ResponseShape};
use crate::units::DbSpl;

/// Level of a full-scale sine at the default monitor level, and of a nominal programme 18 dB below it.
const FULL_SCALE: DbSpl = DbSpl(106.0);
const NOMINAL: DbSpl = DbSpl(88.0);

/// Prints a device, or both of a pair.
pub(super) fn show(library: &Library, preset: &Preset) -> Result<()> {
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
            let text = format!(
                "gives way from {} dB SPL of bass at the ear, gone at {}",
                active.overload_from_db_spl, active.overload_to_db_spl
            );
            rows.push(row("", text));
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
        let figure = |value: Option<f64>, unit: &str| value.map(|value| format!(", {value} {unit}"));
        let electrical = [
            figure(driver.sensitivity_db_per_mw, "dB SPL at 1 mW (eardrum)"),
            figure(driver.impedance_ohm, "ohm"),
        ];
        let text = format!(
            "at most {} dB SPL, distorts from {} dB SPL{}",
            driver.max_level_db_spl,
            driver.distortion_onset_db_spl,
            electrical.into_iter().flatten().collect::<String>()
        );
        [row("driver", text), row("", evidence(&driver.evidence))]
    }));
    rows.push(row("latency", format!("{} ms", device.latency.ms)));
    rows.push(row("", evidence(&device.latency.evidence)));
    rows.extend(leakage(device));
    rows
}

/// What others hear of it, at the nominal monitor level.
fn leakage(device: &Device) -> Vec<Vec<String>> {
    let row = |head: &str, text: String| vec![head.to_owned(), text];
    let mut rows = vec![
        row("leakage", "level 10 cm from the ear re the level in the ear".into()),
        row("  Hz", bands(&NOMINAL_HZ)),
        row("  dB", bands(&device.leakage.at_10_cm_db)),
    ];
    if let (Ok(outward), true) = (Outward::new(device, None), device.driver.is_some()) {
        let (programme, click) = (outward.programme(NOMINAL), outward.click_bleed(FULL_SCALE));
        rows.push(row(
            "",
            format!(
                "pink programme of {NOMINAL}: {:.0} dBA there; a click of {} dBFS: {:.0} dB re a singer's voice there",
                programme.0, CLICK_DBFS.0, click.0
            ),
        ));
    }
    rows.push(row("", evidence(&device.leakage.evidence)));
    rows
}

fn isolation_kind(device: &Device) -> &'static str {
    match device.isolation.shape {
        IsolationShape::Open => "open: the stage arrives as it is",
        IsolationShape::Silent => "silent: nothing enters",
        IsolationShape::Octaves { .. } => "attenuation per octave, before bone conduction and leaks",
    }
}
