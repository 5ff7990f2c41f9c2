//! Why the desk refuses, in one line that says how to mend it.

use std::fmt;

use crate::engine::prepare::PrepareError;
use crate::io::error::IoError;
use crate::preset::PresetError;

/// Something asked for that cannot be done; nothing has changed.
#[derive(Debug)]
pub enum DeskError {
    /// A preset is unknown or faulty.
    Preset(PresetError),
    /// A preset cannot run at this rate.
    Prepare(PrepareError),
    /// A file or device refuses.
    Io(IoError),
    /// A request that makes no sense here.
    Request(String),
}

impl fmt::Display for DeskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preset(error) => error.fmt(f),
            Self::Prepare(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::Request(line) => f.write_str(line),
        }
    }
}

impl std::error::Error for DeskError {}

impl From<PresetError> for DeskError {
    fn from(error: PresetError) -> Self {
        Self::Preset(error)
    }
}

impl From<IoError> for DeskError {
    fn from(error: IoError) -> Self {
        Self::Io(error)
    }
}

impl From<PrepareError> for DeskError {
    fn from(error: PrepareError) -> Self {
        Self::Prepare(error)
    }
}
