//! Where a figure goes: into a file by its ending, or onto the terminal.

use std::io::IsTerminal;
use std::path::Path;

use anyhow::{Result, bail};

use super::table;
use crate::io::whole::WholeFile;
use crate::ui::chart::{Figure, png, svg, text};

/// Columns and rows where standard output is no terminal.
const PLAIN: (u16, u16) = (80, 24);

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Scalable, light and dark.
    Svg,
    /// Pixels.
    Png,
}

impl Format {
    /// By the ending of a file's name.
    ///
    /// # Errors
    /// Another ending, or none.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("svg") => Ok(Self::Svg),
            Some("png") => Ok(Self::Png),
            _ => bail!("{}: no picture by its name: end it in .svg or .png", path.display()),
        }
    }
}

/// Writes the figure into the file, which appears whole or not at all.
///
/// # Errors
/// An ending that is no picture, a folder that is missing or not to be written to, no room.
pub fn write(figure: &Figure, path: &Path) -> Result<()> {
    let (bytes, ending) = match Format::of(path)? {
        Format::Svg => (svg::document(figure).into_bytes(), ".svg"),
        Format::Png => (png::bytes(figure)?, ".png"),
    };
    let mut file = WholeFile::create(path, ending)?;
    file.write(&bytes)?;
    file.finish()?;
    Ok(())
}

/// Prints the figure, as wide as the terminal is.
///
/// # Errors
/// Standard output cannot be written.
pub fn print(figure: &Figure) -> Result<()> {
    let size = if std::io::stdout().is_terminal() { ratatui::crossterm::terminal::size().ok() } else { None };
    let (columns, rows) = size.unwrap_or(PLAIN);
    let lines = text::lines(figure, usize::from(columns), usize::from(rows));
    Ok(table::line(lines.join("\n"))?)
}
