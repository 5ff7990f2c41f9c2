//! `foldback presets`.

mod check;
mod plot;
mod show;

use anyhow::Result;

use super::args::{PresetCall, PresetOptions};
use super::{own, table};

/// Lists device presets, shows and plots them, checks files.
///
/// # Errors
/// One line.
pub fn run(options: &PresetOptions) -> Result<()> {
    let library = own::library()?;
    match &options.call {
        None => own::list(&library, options.part.as_deref(), options.json),
        Some(PresetCall::Show { id }) => {
            let preset = library.device(id)?;
            if options.json { table::json(&preset) } else { show::show(&library, &preset) }
        }
        Some(PresetCall::Check { files }) => check::check(&library, files),
        Some(PresetCall::Plot(plot)) => plot::run(&library, plot, options.json),
        Some(PresetCall::Import(import)) => super::import::run(&library, import, options.json),
        Some(PresetCall::Export(export)) => super::export::run(&library, export),
        Some(PresetCall::Add { files }) => own::add(&library, files),
        Some(PresetCall::Remove { id }) => own::remove(id),
        Some(PresetCall::Where) => own::tell(),
    }
}
