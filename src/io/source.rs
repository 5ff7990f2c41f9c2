//! Where encoded sound lies: a file on disk, or bytes inside the program.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use symphonia::core::io::MediaSource;

use super::error::{IoError, IoErrorKind};
use super::header::{self, Patch};

/// One encoded sound, opened as often as it is played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file on disk.
    File(PathBuf),
    /// A file inside the program, as the demo band is.
    Embedded {
        /// What it is called, with its extension.
        name: String,
        /// The whole file.
        bytes: &'static [u8],
    },
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

impl Source {
    /// The path as the user gave it, or the name of the embedded file.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Embedded { name, .. } => name.clone(),
        }
    }

    /// The name without folder and extension, as a channel strip would show it.
    #[must_use]
    pub fn title(&self) -> String {
        let name = self.name();
        Path::new(&name).file_stem().map_or(name.clone(), |stem| stem.to_string_lossy().into_owned())
    }

    /// Opens it for the decoder, with the lengths in its header corrected where the file is shorter than it says.
    pub(super) fn media(&self) -> Result<Box<dyn MediaSource>, IoError> {
        match self {
            Self::File(path) => {
                let name = self.name();
                let file = File::open(path).map_err(|e| IoError::reading(&name, e))?;
                let meta = file.metadata().map_err(|e| IoError::reading(&name, e))?;
                if meta.is_dir() {
                    return Err(IoError::reading(&name, io::ErrorKind::IsADirectory.into()));
                }
                if !meta.is_file() {
                    // A pipe has no end to look at and no way back.
                    return Err(IoError::new(
                        IoErrorKind::FileUnreadable,
                        format!("`{name}` is not a plain file"),
                        "write the sound to a file first",
                    ));
                }
                mended(&name, file, meta.len())
            }
            Self::Embedded { name, bytes } => mended(name, Cursor::new(*bytes), bytes.len() as u64),
        }
    }
}

fn mended<R>(name: &str, mut inner: R, len: u64) -> Result<Box<dyn MediaSource>, IoError>
where
    R: Read + Seek + Send + Sync + 'static,
{
    let patches = header::corrections(&mut inner, len).map_err(|e| IoError::reading(name, e))?;
    inner.rewind().map_err(|e| IoError::reading(name, e))?;
    if !patches.is_empty() {
        tracing::warn!("`{name}` is shorter than its header says: playing what is there");
    }
    Ok(Box::new(Mended { inner, len, at: 0, patches }))
}

/// A file seen with a few bytes of its header corrected. The file itself is never written to.
struct Mended<R> {
    inner: R,
    len: u64,
    at: u64,
    patches: Vec<Patch>,
}

impl<R: Read> Read for Mended<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buf)?;
        for patch in &self.patches {
            for (place, byte) in (patch.at..).zip(patch.bytes) {
                let inside = place.checked_sub(self.at).and_then(|i| usize::try_from(i).ok());
                if let Some(seen) = inside.filter(|&i| i < got).and_then(|i| buf.get_mut(i)) {
                    *seen = byte;
                }
            }
        }
        self.at += got as u64;
        Ok(got)
    }
}

impl<R: Seek> Seek for Mended<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.inner.seek(to)?;
        Ok(self.at)
    }
}

impl<R: Read + Seek + Send + Sync> MediaSource for Mended<R> {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.len)
    }
}
