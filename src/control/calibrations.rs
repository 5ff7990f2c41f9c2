//! The user's calibrations: one file each in their config folder, `foldback/calibrations/`.
//!
//! A calibration is taken only for the very output it was made on, the same device and the same channels.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;
use serde::Serialize;

use crate::acoustics::calibration::SHEET_MARGIN;
use crate::control::error::DeskError;
use crate::io::IoError;
use crate::io::whole::WholeFile;
use crate::preset::{Calibration, Method, PresetError, is_plain_word};
use crate::units::Db;

/// Below the config folder.
const FOLDER: &str = "foldback/calibrations";

/// The folder.
pub struct Calibrations {
    folder: PathBuf,
}

/// A calibration and the name of its file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stored {
    /// The word that chooses it.
    pub name: String,
    /// What it says.
    #[serde(flatten)]
    pub calibration: Calibration,
}

/// What the ceiling of the limiter is lowered by: the uncertainty, and 6 dB where nothing at all was measured.
#[must_use]
pub fn margin(method: Method, uncertainty: Db) -> Db {
    let least = if method == Method::Sheet { SHEET_MARGIN.0 } else { 0.0 };
    Db(uncertainty.0.max(least))
}

impl Calibrations {
    /// Those of the user: `$XDG_CONFIG_HOME` or `~/.config`.
    ///
    /// # Errors
    /// The user has no home.
    pub fn of_user() -> Result<Self, DeskError> {
        let homeless = |_| DeskError::Request("there is no home folder for calibrations: set HOME".into());
        Ok(Self { folder: Xdg::new().map_err(homeless)?.config_dir().join(FOLDER) })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All that can be read, by name, and what is wrong with the others.
    #[must_use]
    pub fn all(&self) -> (Vec<Stored>, Vec<PresetError>) {
        let mut names = self.names();
        names.sort();
        let (mut whole, mut broken) = (Vec::new(), Vec::new());
        for name in names {
            match Calibration::load(&self.path(&name)) {
                Ok(calibration) => whole.push(Stored { name, calibration }),
                Err(error) => broken.push(error),
            }
        }
        (whole, broken)
    }

    /// The one of this name.
    ///
    /// # Errors
    /// There is none, or its file is broken.
    pub fn find(&self, name: &str) -> Result<Stored, DeskError> {
        self.insist(name)?;
        Ok(Stored { name: name.to_owned(), calibration: Calibration::load(&self.path(name))? })
    }

    /// Keeps it under this name; an older one of the name is replaced, if it was for the same output.
    ///
    /// # Errors
    /// A name that is none, or taken for another output; numbers out of bounds; the folder cannot be written to.
    pub fn save(&self, name: &str, calibration: &Calibration) -> Result<PathBuf, DeskError> {
        if !is_plain_word(name) {
            return Err(DeskError::Request(format!(
                "`{name}` is no name for a calibration: use a-z and 0-9 with single hyphens between"
            )));
        }
        if let Ok(Stored { calibration: old, .. }) = self.find(name)
            && (&old.output.id, old.output.channels) != (&calibration.output.id, calibration.output.channels)
        {
            return Err(DeskError::Request(format!(
                "`{name}` is the calibration of another output, {}: choose another --name",
                old.output.id
            )));
        }
        let (path, text) = (self.path(name), calibration.text()?);
        fs::create_dir_all(&self.folder).map_err(|e| IoError::writing(&self.folder, e))?;
        let mut file = WholeFile::create(&path, ".toml")?;
        file.write(text.as_bytes())?;
        file.finish()?;
        Ok(path)
    }

    /// Forgets the one of this name, also if its file is broken.
    ///
    /// # Errors
    /// There is none, or it may not be removed.
    pub fn remove(&self, name: &str) -> Result<(), DeskError> {
        self.insist(name)?;
        let path = self.path(name);
        Ok(fs::remove_file(&path).map_err(|e| IoError::writing(&path, e))?)
    }

    fn insist(&self, name: &str) -> Result<(), DeskError> {
        let names = self.names();
        if names.iter().any(|known| known == name) {
            return Ok(());
        }
        let mend = if names.is_empty() {
            "`foldback calibrate` makes one".to_owned()
        } else {
            format!("there are {}", names.join(", "))
        };
        Err(DeskError::Request(format!("there is no calibration `{name}`: {mend}")))
    }

    /// Names of the files there are; no folder is no file.
    fn names(&self) -> Vec<String> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) => {
                if error.kind() != ErrorKind::NotFound {
                    tracing::warn!("{}: {error}", self.folder.display());
                }
                return Vec::new();
            }
        };
        let name = |path: PathBuf| {
            let toml = path.extension().is_some_and(|ending| ending == "toml");
            path.file_stem().filter(|_| toml)?.to_str().filter(|stem| is_plain_word(stem)).map(str::to_owned)
        };
        entries.filter_map(|entry| name(entry.ok()?.path())).collect()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.toml"))
    }
}
