//! `foldback presets check`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::cli::table;
use crate::preset::Library;

/// Checks every file and counts the bad ones, so that one run shows all.
pub(super) fn check(library: &Library, files: &[PathBuf]) -> Result<()> {
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
