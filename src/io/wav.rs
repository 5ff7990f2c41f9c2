//! A float32 WAV file that appears whole or not at all.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use super::error::{IoError, IoErrorKind};
use super::whole::WholeFile;
use crate::units::SampleRate;

/// A RIFF length is 32 bits; the header takes well under a kilobyte of it.
const MOST_BYTES: u64 = u32::MAX as u64 - 1024;

/// Takes its name at [`WavSink::finish`]. Dropped before that, it leaves nothing behind and an older file of the
/// name as it was.
pub struct WavSink {
    whole: WholeFile,
    writer: hound::WavWriter<BufWriter<File>>,
    channels: usize,
    /// Frames until the file is as long as a WAV file can be.
    room: u64,
}

impl WavSink {
    /// Prepares a file of 32-bit floats at `path`.
    ///
    /// # Errors
    /// The folder is missing or not to be written to, the disk is full, or `path` is a folder.
    pub fn create(path: &Path, channels: usize, rate: SampleRate) -> Result<Self, IoError> {
        let width = u16::try_from(channels).ok().filter(|&n| n > 0).ok_or_else(|| {
            IoError::new(
                IoErrorKind::ChannelUnsupported,
                format!("a WAV file cannot have {channels} channels"),
                "use 1 to 65535",
            )
        })?;
        let whole = WholeFile::create(path, ".wav")?;
        let file = whole.handle()?;
        let spec = hound::WavSpec {
            channels: width,
            sample_rate: rate.0,
            bits_per_sample: 32,
            sample_format: hound::SampleFormat::Float,
        };
        let writer = hound::WavWriter::new(BufWriter::with_capacity(1 << 16, file), spec)
            .map_err(|e| refused(path, e))?;
        Ok(Self { whole, writer, channels, room: MOST_BYTES / (4 * channels as u64) })
    }

    /// Appends interleaved samples, whole frames.
    ///
    /// # Errors
    /// No room on the disk, or the 4 GiB a WAV file can hold would be passed: then nothing of this call is written,
    /// and what came before may still be finished.
    pub fn write(&mut self, samples: &[f32]) -> Result<(), IoError> {
        let frames = (samples.len() / self.channels) as u64;
        if frames > self.room {
            return Err(IoError::new(
                IoErrorKind::FileTooLong,
                format!("`{}` is as long as a WAV file can be, 4 GiB", self.whole.path().display()),
                "write a shorter piece, or fewer channels",
            ));
        }
        self.room -= frames;
        for &sample in samples {
            self.writer.write_sample(sample).map_err(|e| refused(self.whole.path(), e))?;
        }
        Ok(())
    }

    /// Completes the header, brings everything to the disk and gives the file its name.
    ///
    /// # Errors
    /// No room, or the name cannot be taken; nothing is left behind then.
    pub fn finish(self) -> Result<(), IoError> {
        let Self { whole, writer, .. } = self;
        writer.finalize().map_err(|e| refused(whole.path(), e))?;
        whole.finish()
    }
}

fn refused(path: &Path, error: hound::Error) -> IoError {
    match error {
        hound::Error::IoError(cause) => IoError::writing(path, cause),
        other => IoError::writing(path, std::io::Error::other(other)),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::io::Decoder;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn what_was_written_reads_back_bit_for_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.wav");
        let samples: Vec<f32> = (0..3000).map(|n| (n as f32 * 0.1).sin() * 3.0).collect();
        let mut sink = WavSink::create(&path, 3, SampleRate(96_000)).unwrap();
        sink.write(&samples[..300]).unwrap();
        sink.write(&samples[300..]).unwrap();
        assert!(!path.exists(), "nothing under the name before it is whole");
        sink.finish().unwrap();
        assert_eq!(names(folder.path()), ["out.wav"]);
        let mut decoder = Decoder::open(&path).unwrap();
        assert_eq!(
            (decoder.rate(), decoder.channels(), decoder.frames()),
            (SampleRate(96_000), 3, Some(1000))
        );
        let mut back = Vec::new();
        while decoder.read(&mut back).unwrap() {}
        assert_eq!(back, samples);
    }

    #[test]
    fn an_unfinished_file_leaves_nothing_and_the_old_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.wav");
        std::fs::write(&path, "old").unwrap();
        let mut sink = WavSink::create(&path, 1, SampleRate(48_000)).unwrap();
        sink.write(&vec![0.5; 100_000]).unwrap();
        drop(sink);
        assert_eq!(names(folder.path()), ["out.wav"]);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
    }

    #[test]
    fn the_limit_of_riff_is_told_before_it_does_harm() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.wav");
        let mut sink = WavSink::create(&path, 2, SampleRate(48_000)).unwrap();
        assert_eq!(sink.room, 536_870_783, "of 8 bytes: 3.1 hours of stereo at 48 kHz");
        sink.room = 10;
        assert_eq!(sink.write(&[0.0; 22]).unwrap_err().kind(), IoErrorKind::FileTooLong);
        sink.write(&[0.25; 20]).unwrap();
        sink.finish().unwrap();
        assert_eq!(Decoder::open(&path).unwrap().frames(), Some(10));
    }

    #[test]
    fn a_place_that_cannot_be_written_is_told_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let refusal = |path: &Path| WavSink::create(path, 2, SampleRate(48_000)).err().map(|e| e.kind());
        assert_eq!(refusal(&folder.path().join("none/out.wav")), Some(IoErrorKind::FileUnwritable));
        assert_eq!(refusal(folder.path()), Some(IoErrorKind::FileUnwritable));
        let none = WavSink::create(&folder.path().join("out.wav"), 0, SampleRate(48_000));
        assert_eq!(none.err().map(|e| e.kind()), Some(IoErrorKind::ChannelUnsupported));
    }

    const FULL_DISK: &str = "FOLDBACK_TEST_FULL_DISK";

    /// The child of the next test: runs under a file size limit.
    #[test]
    #[ignore = "run by a_full_disk_is_an_error_and_leaves_nothing"]
    fn writes_more_than_there_is_room_for() {
        let Ok(folder) = std::env::var(FULL_DISK) else { return };
        let path = Path::new(&folder).join("out.wav");
        let mut sink = WavSink::create(&path, 2, SampleRate(48_000)).unwrap();
        let error = (0..1000).find_map(|_| sink.write(&[0.5; 2048]).err()).expect("the disk is full by now");
        assert_eq!(error.kind(), IoErrorKind::DiskFull);
        drop(sink);
        // The last buffer reaches the disk only at the end.
        let mut sink = WavSink::create(&path, 2, SampleRate(48_000)).unwrap();
        sink.write(&vec![0.5; 14_000]).unwrap();
        assert_eq!(sink.finish().unwrap_err().kind(), IoErrorKind::DiskFull);
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_is_an_error_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        // A size limit of 32 blocks of 512 bytes; with its signal ignored, writing fails as on a full disk.
        let status = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 32; exec \"$0\" --ignored --exact \"$1\""])
            .arg(std::env::current_exe().unwrap())
            .arg("io::wav::tests::writes_more_than_there_is_room_for")
            .env(FULL_DISK, folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&status.stdout);
        assert!(status.status.success() && said.contains("1 passed"), "{said}");
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }
}
