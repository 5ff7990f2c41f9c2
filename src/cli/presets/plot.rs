//! `foldback presets plot`: the declared curves of devices over each other.

use anyhow::{Result, ensure};
use serde::Serialize;

use crate::cli::args::PlotOptions;
use crate::cli::{picture, table};
use crate::engine::prepare::declared::{Declared, Spreads, grid};
use crate::preset::{Device, Evidence, Library, Preset};
use crate::ui::chart::{Figure, MOST_SERIES, Panel, Series};
use crate::units::Hz;

/// Points drawn and listed an octave, nearly.
const PER_OCTAVE: usize = 24;

/// One ear's device and what is drawn of it.
struct Worn {
    name: String,
    device: Device,
    seal_pct: Option<f64>,
    declared: Declared,
    spreads: Spreads,
}

/// One of the three panels.
struct Part {
    title: &'static str,
    curve: fn(&Worn, Hz) -> f64,
    spread: fn(&Worn, Hz) -> Option<f64>,
    evidence: fn(&Device) -> &Evidence,
    nothing: &'static str,
}

const PARTS: [Part; 3] = [
    Part {
        title: "Response: dB re diffuse field, at the ear",
        curve: |worn, f| worn.declared.response(f).0,
        spread: |worn, f| worn.spreads.response.as_ref().map(|curve| curve.at(f).0),
        evidence: |device| &device.response.evidence,
        nothing: "no driver",
    },
    Part {
        title: "What is left of the stage: dB re the open ear",
        curve: |worn, f| worn.declared.transmission(f).0,
        spread: |worn, f| worn.spreads.transmission.as_ref().map(|curve| curve.at(f).0),
        evidence: |device| &device.isolation.evidence,
        nothing: "nothing enters",
    },
    Part {
        title: "Occlusion: rise of the own body's sounds, dB re the open ear",
        curve: |worn, f| worn.declared.occlusion(f).0,
        spread: |worn, f| worn.spreads.occlusion.as_ref().map(|curve| curve.at(f).0),
        evidence: |device| &device.occlusion.evidence,
        nothing: "no occlusion",
    },
];

/// Plots, lists as JSON, or both: `--json` goes to standard output, `--out` to its file.
///
/// # Errors
/// An unknown id, a seal out of range, too many curves, a picture that cannot be written.
pub(super) fn run(library: &Library, options: &PlotOptions, json: bool) -> Result<()> {
    if let Some(seal) = options.seal {
        ensure!((0.0..=100.0).contains(&seal), "--seal {seal}: give 0 to 100 percent");
    }
    let mut all = Vec::new();
    for id in &options.ids {
        all.extend(worn(library, id, options.seal)?);
    }
    let most = MOST_SERIES;
    ensure!(all.len() <= most, "{} curves: {most} at most can be told apart, name fewer devices", all.len());
    if let Some(out) = &options.out {
        picture::write(&figure(&all), out)?;
    }
    match (json, &options.out) {
        (true, _) => table::json(&Listing::of(&all)),
        (false, None) => picture::print(&figure(&all)),
        (false, Some(_)) => Ok(()),
    }
}

/// The device of an id, or both of a pair.
fn worn(library: &Library, id: &str, seal: Option<f64>) -> Result<Vec<Worn>> {
    let ears = library.ears(id)?;
    let named = match library.device(id)? {
        Preset::Device(device) => vec![(device.id.clone(), device)],
        Preset::Pair(_) => [("left", ears.left), ("right", ears.right)]
            .map(|(ear, d)| (format!("{ear}: {}", d.id), d))
            .into(),
    };
    let worn = named.into_iter().map(|(name, device)| {
        let seal_pct = device.seal.as_ref().map(|own| seal.unwrap_or(own.default_pct));
        let declared = Declared::new(&device, seal_pct)?;
        Ok(Worn { name, seal_pct, declared, spreads: Spreads::of(&device), device })
    });
    worn.collect()
}

fn figure(all: &[Worn]) -> Figure {
    let names: Vec<_> = all.iter().map(Worn::with_seal).collect();
    Figure { title: names.join(", "), panels: PARTS.iter().map(|part| panel(part, all)).collect() }
}

fn panel(part: &Part, all: &[Worn]) -> Panel {
    let frequencies = grid(PER_OCTAVE);
    let mut notes = Vec::new();
    let mut series = Vec::new();
    for (look, worn) in all.iter().enumerate() {
        let points: Vec<_> = frequencies.iter().map(|&f| [f.0, (part.curve)(worn, f)]).collect();
        if points.iter().all(|[_, db]| !db.is_finite()) {
            notes.push(format!("{}: {}", worn.name, part.nothing));
            continue;
        }
        let line = Series::line(worn.name.clone(), look, points);
        // Bands over each other would hide what they are to show.
        let alone = all.len() == 1 && (part.spread)(worn, Hz(1000.0)).is_some();
        let spread = |hz: f64| (part.spread)(worn, Hz(hz)).unwrap_or_default();
        series.push(if alone { line.with_spread(spread) } else { line });
    }
    notes.extend(sources(part, all));
    if series.iter().any(|series| !series.band.is_empty()) {
        notes.push("Band: one standard deviation either way.".into());
    }
    Panel { title: part.title.into(), hz: [20.0, 20_000.0], series, notes }
}

/// Who says so, how sure and how far off it may be; devices of one source share a line.
fn sources(part: &Part, all: &[Worn]) -> Vec<String> {
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    for worn in all {
        let evidence = (part.evidence)(&worn.device);
        let spread = evidence.spread_db.map_or(String::new(), |db| format!(" ±{db} dB"));
        let says = format!("{}{spread}: {}", evidence.kind, evidence.source);
        match lines.iter_mut().find(|(known, _)| *known == says) {
            Some((_, names)) => names.push(&worn.name),
            None => lines.push((says, vec![&worn.name])),
        }
    }
    lines.into_iter().map(|(says, names)| format!("{}: {says}", names.join(", "))).collect()
}

impl Worn {
    fn with_seal(&self) -> String {
        match self.seal_pct {
            Some(seal) if seal < 100.0 => format!("{} (seal {seal} %)", self.name),
            _ => self.name.clone(),
        }
    }
}

/// The same as numbers; what does not exist is null.
#[derive(Serialize)]
struct Listing<'a> {
    hz: Vec<f64>,
    devices: Vec<Curves<'a>>,
}

#[derive(Serialize)]
struct Curves<'a> {
    id: &'a str,
    name: &'a str,
    seal_pct: Option<f64>,
    response: Listed<'a>,
    transmission: Listed<'a>,
    occlusion: Listed<'a>,
}

#[derive(Serialize)]
struct Listed<'a> {
    db: Vec<f64>,
    spread_db: Option<Vec<f64>>,
    evidence: &'a Evidence,
}

impl<'a> Listing<'a> {
    fn of(all: &'a [Worn]) -> Self {
        let frequencies = grid(PER_OCTAVE);
        let listed = |part: &Part, worn: &'a Worn| Listed {
            db: frequencies.iter().map(|&f| (part.curve)(worn, f)).collect(),
            spread_db: frequencies.iter().map(|&f| (part.spread)(worn, f)).collect(),
            evidence: (part.evidence)(&worn.device),
        };
        let devices = all.iter().map(|worn| {
            let [response, transmission, occlusion] = PARTS.each_ref().map(|part| listed(part, worn));
            Curves {
                id: &worn.device.id,
                name: &worn.name,
                seal_pct: worn.seal_pct,
                response,
                transmission,
                occlusion,
            }
        });
        Self { hz: frequencies.iter().map(|f| f.0).collect(), devices: devices.collect() }
    }
}
