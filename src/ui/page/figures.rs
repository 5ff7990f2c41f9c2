//! The plots of the page.

use anyhow::Result;

use crate::acoustics::audibility::{Thirds, masking};
use crate::acoustics::bands::{THIRDS, third_centre, third_edges};
use crate::control::comparison::Row;
use crate::engine::prepare::declared::{Declared, Spreads, grid};
use crate::preset::Library;
use crate::ui::chart::{Figure, MOST_SERIES, Panel, Series};
use crate::units::Hz;

const HZ: [f64; 2] = [20.0, 20_000.0];
const POINTS_PER_OCTAVE: usize = 24;

/// Response and isolation of as many devices as can be told apart, from the safest to the most dangerous.
pub(super) fn overview(rows: &[Row], library: &Library) -> Result<Figure> {
    let driven: Vec<&Row> = rows.iter().filter(|row| row.programme_dba.is_some()).collect();
    let count = driven.len().min(MOST_SERIES);
    let chosen = (0..count)
        .filter_map(|i| driven.get(i * driven.len().saturating_sub(1) / count.saturating_sub(1).max(1)));
    let mut response = panel("Response, dB re diffuse field");
    let mut isolation = panel("Stage at the ear, dB re the open ear");
    for (look, row) in chosen.enumerate() {
        let declared = Declared::new(&library.ears(&row.id)?.left, None)?;
        response.series.push(Series::line(&row.id, look, curve(|f| declared.response(f).0)));
        isolation.series.push(Series::line(&row.id, look, curve(|f| declared.transmission(f).0)));
    }
    if count < rows.len() {
        response.notes.push(format!(
            "{count} of {} devices, evenly from the safest to the most dangerous.",
            rows.len()
        ));
    }
    Ok(Figure { title: "Devices".into(), panels: vec![response, isolation] })
}

/// One device: what stands above what, response, isolation; bands are one standard deviation.
pub(super) fn card(row: &Row, library: &Library) -> Result<Figure> {
    let device = library.ears(&row.id)?.left;
    let (declared, spreads) = (Declared::new(&device, None)?, Spreads::of(&device));
    let [mix, residual] = row.spectra();
    let mut spectra = panel("At the worse ear, turned up, dB SPL per third of an octave");
    if row.programme_dba.is_some() {
        spectra.series.push(steps("mix", 0, &mix));
    }
    spectra.series.push(steps("stage", 1, &residual));
    spectra.series.push(steps("masked below", 2, &masking(&residual)));
    spectra.notes.push("What of the mix lies under \"masked below\" is not heard: noise masks its own band and spreads upwards (ANSI S3.5-1997).".into());
    let mut response = panel("Response, dB re diffuse field");
    if declared.has_driver() {
        let mut line = Series::line(&row.id, 0, curve(|f| declared.response(f).0));
        if let Some(spread) = &spreads.response {
            line = line.with_spread(|hz| spread.at(Hz(hz)).0);
        }
        response.series.push(line);
    }
    let mut isolation = panel("Stage at the ear, dB re the open ear");
    let mut line = Series::line(&row.id, 1, curve(|f| declared.transmission(f).0));
    if let Some(spread) = &spreads.transmission {
        line = line.with_spread(|hz| spread.at(Hz(hz)).0);
    }
    isolation.series.push(line);
    Ok(Figure { title: row.name.clone(), panels: vec![spectra, response, isolation] })
}

fn panel(title: &str) -> Panel {
    Panel { title: title.into(), hz: HZ, series: Vec::new(), notes: Vec::new() }
}

fn curve(at: impl Fn(Hz) -> f64) -> Vec<[f64; 2]> {
    grid(POINTS_PER_OCTAVE).into_iter().map(|f| [f.0, at(f)]).collect()
}

fn steps(name: &str, look: usize, thirds: &Thirds) -> Series {
    let bands: [[f64; 3]; THIRDS] = std::array::from_fn(|i| {
        let [low, high] = third_edges(third_centre(i));
        [low.0, high.0, thirds[i].0]
    });
    Series::steps(name, look, &bands)
}
