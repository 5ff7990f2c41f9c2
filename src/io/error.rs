//! What can go wrong where samples come from and go: a kind for the program, one line for the person.

use std::{error, fmt, io, path::Path};

use crate::units::SampleRate;

/// The lowest and highest session rate in hertz.
pub const SESSION_RATES_HZ: std::ops::RangeInclusive<u32> = 44_100..=192_000;

/// What went wrong, by what the caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IoErrorKind {
    /// There is no file of this name: ask for another.
    FileMissing,
    /// The file is there and cannot be read (permissions, a folder, a failing disk): permanent until mended.
    FileUnreadable,
    /// The bytes are no audio file, or hold no sound that could be decoded: permanent.
    NotAudio,
    /// Audio, in a codec or layout this program does not decode or play: permanent, convert it.
    FormatUnsupported,
    /// A sample rate outside what the program or the device can do: choose another.
    RateUnsupported,
    /// A buffer size the device refuses: choose another.
    BufferUnsupported,
    /// A channel the device or file does not have: choose another.
    ChannelUnsupported,
    /// No room left, or a quota or size limit reached: nothing was left behind.
    DiskFull,
    /// The output cannot be written (no such folder, permissions): choose another place.
    FileUnwritable,
    /// More than a WAV file can hold (4 GiB): what was written so far is whole.
    FileTooLong,
    /// The audio system asked for is not in this program or does not answer: choose or start another.
    HostUnavailable,
    /// No device matches: the message names the nearest.
    DeviceNotFound,
    /// Several devices match: the message names them.
    DeviceAmbiguous,
    /// Another program holds the device: retry later.
    DeviceBusy,
    /// The device went away: drop the streams and open anew after a pause.
    DeviceVanished,
    /// The device is there and would not start the stream: another configuration may do.
    StreamRefused,
}

impl IoErrorKind {
    /// A device, or its audio system, that is not there.
    #[must_use]
    pub fn is_absence(self) -> bool {
        matches!(self, Self::DeviceNotFound | Self::DeviceVanished | Self::HostUnavailable)
    }
}

/// An error of this layer: what and where, and how to mend it. `Display` is one line.
#[derive(Debug)]
pub struct IoError {
    kind: IoErrorKind,
    what: String,
    mend: String,
    source: Option<Box<dyn error::Error + Send + Sync>>,
}

impl IoError {
    /// An error that says `what` happened to whom, and how to `mend` it.
    #[must_use]
    pub fn new(kind: IoErrorKind, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { kind, what: one_line(&what.into()), mend: one_line(&mend.into()), source: None }
    }

    /// Keeps the cause for `source()`.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        self.source = Some(cause.into());
        self
    }

    /// What the caller can do about it.
    #[must_use]
    pub fn kind(&self) -> IoErrorKind {
        self.kind
    }

    /// How to mend it, a part of the line that `Display` prints.
    #[must_use]
    pub fn mend(&self) -> &str {
        &self.mend
    }

    /// A thread that reads or writes a file panicked: a fault of this program, never of the user.
    #[must_use]
    pub(crate) fn thread_died() -> Self {
        Self::new(
            IoErrorKind::FileUnwritable,
            "the thread that moves the file's samples died",
            "report this as a bug",
        )
    }

    /// A file that could not be opened or read.
    #[must_use]
    pub fn reading(name: &str, cause: io::Error) -> Self {
        let error = match cause.kind() {
            io::ErrorKind::NotFound => Self::new(
                IoErrorKind::FileMissing,
                format!("no file `{name}`"),
                "check the name and the folder",
            ),
            io::ErrorKind::IsADirectory => Self::new(
                IoErrorKind::FileUnreadable,
                format!("`{name}` is a folder"),
                "name the audio files in it",
            ),
            io::ErrorKind::PermissionDenied => Self::new(
                IoErrorKind::FileUnreadable,
                format!("`{name}` may not be read"),
                "give yourself read permission",
            ),
            _ => Self::new(
                IoErrorKind::FileUnreadable,
                format!("cannot read `{name}`: {cause}"),
                "copy the file to a sound disk",
            ),
        };
        error.caused_by(cause)
    }

    /// A file that could not be created or written.
    #[must_use]
    pub fn writing(path: &Path, cause: io::Error) -> Self {
        let name = path.display();
        let error = match cause.kind() {
            // A file size limit and a quota are full disks to whoever runs into them.
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::new(
                    IoErrorKind::DiskFull,
                    format!("no room left for `{name}`"),
                    "free some space or write elsewhere; nothing was left behind",
                )
            }
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::new(
                IoErrorKind::FileUnwritable,
                format!("no folder for `{name}`"),
                "create the folder or choose another",
            ),
            io::ErrorKind::IsADirectory => {
                Self::new(IoErrorKind::FileUnwritable, format!("`{name}` is a folder"), "name a file in it")
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::new(
                IoErrorKind::FileUnwritable,
                format!("`{name}` may not be written"),
                "choose a folder you may write to",
            ),
            _ => Self::new(
                IoErrorKind::FileUnwritable,
                format!("cannot write `{name}`: {cause}"),
                "choose another place",
            ),
        };
        error.caused_by(cause)
    }

    /// A session rate outside 44.1 to 192 kHz.
    #[must_use]
    pub fn session_rate(whose: &str, rate: SampleRate) -> Self {
        Self::new(
            IoErrorKind::RateUnsupported,
            format!("{whose} runs at {rate}, outside 44.1 to 192 kHz"),
            "ask for a session rate within (files are converted to it)",
        )
    }
}

impl fmt::Display for IoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.mend)
    }
}

impl error::Error for IoError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.source.as_deref().map(|cause| cause as &(dyn error::Error + 'static))
    }
}

/// File names and messages of other people may hold line breaks and escape sequences; an error is one line.
fn one_line(text: &str) -> String {
    text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_whatever_the_file_is_called() {
        let cause = io::Error::from(io::ErrorKind::NotFound);
        let error = IoError::reading("a\nb\u{1b}[31m.wav", cause);
        assert_eq!(error.kind(), IoErrorKind::FileMissing);
        assert_eq!(error.to_string(), "no file `a b [31m.wav`: check the name and the folder");
        assert!(error::Error::source(&error).is_some());
    }

    #[test]
    fn every_way_to_run_out_of_room_is_a_full_disk() {
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::FileTooLarge] {
            assert_eq!(IoError::writing(Path::new("x.wav"), kind.into()).kind(), IoErrorKind::DiskFull);
        }
    }
}
