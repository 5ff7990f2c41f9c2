//! `foldback stages plot`: the octave spectrum of a stage.

use anyhow::{Result, bail};
use serde::Serialize;

use super::evidence;
use crate::acoustics::bands::{NOMINAL_HZ, OCTAVES, octave_centres, octave_edges};
use crate::acoustics::weighting::Weighting;
use crate::cli::args::StagePlotOptions;
use crate::cli::{picture, table};
use crate::preset::{Evidence, Levels, Library, Source, Stage};
use crate::ui::chart::{Figure, Panel, Series};

/// Plots, lists as JSON, or both: `--json` goes to standard output, `--out` to its file.
///
/// # Errors
/// An unknown id, a stage without sound, a picture that cannot be written.
pub(super) fn run(library: &Library, options: &StagePlotOptions, json: bool) -> Result<()> {
    let stage = library.stage(&options.id)?;
    let Some(levels) = &stage.levels else {
        bail!("`{}` is silent: there is nothing to plot", stage.id);
    };
    if let Some(out) = &options.out {
        picture::write(&figure(&stage, levels), out)?;
    }
    match (json, &options.out) {
        (true, _) => table::json(&Listing::of(&stage, levels)),
        (false, None) => picture::print(&figure(&stage, levels)),
        (false, Some(_)) => Ok(()),
    }
}

fn figure(stage: &Stage, levels: &Levels) -> Figure {
    let edges = octave_centres().map(octave_edges);
    let steps = |db: [f64; OCTAVES]| -> Vec<[f64; 3]> {
        edges.iter().zip(db).map(|([low, high], db)| [low.0, high.0, db]).collect()
    };
    let series = vec![
        Series::steps("unweighted", 0, &steps(levels.octaves_db)),
        Series::steps("A-weighted", 1, &steps(a_weighted(levels))),
    ];
    let [first, last] = [edges[0][0].0, edges[OCTAVES - 1][1].0];
    let mut notes = vec![
        format!(
            "LAeq {:.1} dBA, LCeq {:.1} dBC, LCpeak {:.1} dBC at the open ear. {}",
            levels.laeq_db,
            levels.lceq_db,
            levels.lcpeak_db,
            evidence(&levels.evidence)
        ),
        format!("spectrum: {}", evidence(&levels.spectrum_evidence)),
    ];
    let sources = stage.sources.iter().map(Source::evidence);
    notes.extend(sources.map(|source| format!("source: {}", evidence(source))));
    notes.dedup();
    Figure {
        title: format!("{} ({})", stage.name, stage.id),
        panels: vec![Panel {
            title: "Equivalent level of the octaves: dB SPL, diffuse field".into(),
            hz: [first, last],
            series,
            notes,
        }],
    }
}

/// Levels of the octaves with A-weighting taken at their centres.
fn a_weighted(levels: &Levels) -> [f64; OCTAVES] {
    let centres = octave_centres();
    std::array::from_fn(|i| levels.octaves_db[i] + Weighting::A.at(centres[i]).0)
}

/// The same as numbers.
#[derive(Serialize)]
struct Listing<'a> {
    id: &'a str,
    name: &'a str,
    laeq_db: f64,
    lceq_db: f64,
    lcpeak_db: f64,
    band_hz: [f64; OCTAVES],
    leq_db: [f64; OCTAVES],
    a_weighted_db: [f64; OCTAVES],
    evidence: &'a Evidence,
    spectrum_evidence: &'a Evidence,
}

impl<'a> Listing<'a> {
    fn of(stage: &'a Stage, levels: &'a Levels) -> Self {
        Self {
            id: &stage.id,
            name: &stage.name,
            laeq_db: levels.laeq_db,
            lceq_db: levels.lceq_db,
            lcpeak_db: levels.lcpeak_db,
            band_hz: NOMINAL_HZ,
            leq_db: levels.octaves_db,
            a_weighted_db: a_weighted(levels),
            evidence: &levels.evidence,
            spectrum_evidence: &levels.spectrum_evidence,
        }
    }
}
