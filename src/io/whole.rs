//! A file that appears whole or not at all.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::{IoError, IoErrorKind};

/// A file under a temporary name in the folder of the result; it takes the name at [`WholeFile::finish`]. Dropped
/// before that, it leaves nothing behind and an older file of the name as it was.
pub struct WholeFile {
    path: PathBuf,
    temporary: NamedTempFile,
}

impl WholeFile {
    /// Takes a place beside `path`; `ending` names the temporary file for whoever finds it after a power cut.
    ///
    /// # Errors
    /// The folder is missing or not to be written to, the disk is full, or `path` is something else than a file.
    pub fn create(path: &Path, ending: &str) -> Result<Self, IoError> {
        // Renaming would put a file in the place of a device or a pipe.
        match path.metadata() {
            Ok(there) if there.is_dir() => {
                return Err(IoError::writing(path, std::io::ErrorKind::IsADirectory.into()));
            }
            Ok(there) if !there.is_file() => {
                return Err(IoError::new(
                    IoErrorKind::FileUnwritable,
                    format!("`{}` is no ordinary file", path.display()),
                    "name a file that may be replaced",
                ));
            }
            Ok(_) | Err(_) => {}
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        let suffix = format!("{ending}.part");
        builder.prefix(".foldback-").suffix(&suffix);
        // Readable like any other file of the user: the umask takes away what it should.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = builder.tempfile_in(folder).map_err(|e| IoError::writing(path, e))?;
        Ok(Self { path: path.to_owned(), temporary })
    }

    /// The name it will take.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Another handle to write through.
    ///
    /// # Errors
    /// The system has no more of them.
    pub fn handle(&self) -> Result<File, IoError> {
        self.temporary.as_file().try_clone().map_err(|e| IoError::writing(&self.path, e))
    }

    /// Appends all of `bytes`.
    ///
    /// # Errors
    /// No room.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), IoError> {
        self.temporary.write_all(bytes).map_err(|e| IoError::writing(&self.path, e))
    }

    /// Brings everything to the disk and gives the file its name.
    ///
    /// # Errors
    /// No room, or the name cannot be taken; nothing is left behind then.
    pub fn finish(self) -> Result<(), IoError> {
        let Self { path, temporary } = self;
        temporary.as_file().sync_all().map_err(|e| IoError::writing(&path, e))?;
        temporary.persist(&path).map_err(|e| IoError::writing(&path, e.error))?;
        Ok(())
    }
}
