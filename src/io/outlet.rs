//! Where frames go when no sound device takes them: nowhere, or through a ring to a file-writer thread.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Acquire, Ordering::Release};
use std::thread::JoinHandle;
use std::time::Duration;

use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};

use super::error::IoError;
use super::wav::WavSink;
use crate::dsp::Frame;
use crate::dsp::limiter::Limited;
use crate::engine::slot::Parts;
use crate::units::SampleRate;

/// Frames between the driver and the file.
const RING_FRAMES: usize = 1 << 15;
/// How long either side of the ring sleeps when it has nothing to do.
const NAP: Duration = Duration::from_micros(200);

/// A measurement point: pascals at the simulated ear, diffuse-field equivalent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tap {
    /// The sum of the three parts.
    Ear,
    /// The monitor mix through the device.
    Monitor,
    /// The stage through device, leak and bone.
    Ambience,
    /// The performer's own voice.
    Voice,
}

/// A file that is being written behind a ring. Dropped before its end, it leaves nothing behind.
pub struct FileEnd {
    ring: HeapProd<f32>,
    done: Arc<AtomicBool>,
    unwanted: Arc<AtomicBool>,
    failed: Arc<AtomicBool>,
    writer: Option<JoinHandle<Result<(), IoError>>>,
}

/// A destination of frames.
pub enum Outlet {
    /// Nothing is kept.
    Null,
    /// What may be played, as a file. Accepts only what the limiter made.
    Playback(FileEnd),
    /// A measurement, as a file in pascals. Never to be played.
    Measurement(Tap, FileEnd),
}

impl FileEnd {
    /// Creates a stereo float file under a temporary name and starts its writer.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn create(path: &Path, rate: SampleRate) -> Result<Self, IoError> {
        let sink = WavSink::create(path, 2, rate)?;
        let (ring, out) = HeapRb::new(2 * RING_FRAMES).split();
        let [done, unwanted, failed] = [(); 3].map(|()| Arc::new(AtomicBool::new(false)));
        let flags = [&done, &unwanted, &failed].map(Arc::clone);
        let writer = std::thread::spawn(move || {
            let [done, unwanted, failed] = flags;
            let result = drain(out, sink, &done, &unwanted);
            failed.store(result.is_err(), Release);
            result
        });
        Ok(Self { ring, done, unwanted, failed, writer: Some(writer) })
    }

    /// Adds frames; there is room by [`Outlet::has_room`], so nothing waits here.
    fn write(&mut self, frames: &[Frame]) {
        for [left, right] in frames {
            self.ring.push_slice(&[*left as f32, *right as f32]);
        }
    }

    /// Lets the writer come to its end, with the file or without it.
    fn end(&mut self, unwanted: bool) -> Result<(), IoError> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        self.unwanted.store(unwanted, Release);
        self.done.store(true, Release);
        writer.join().unwrap_or_else(|_| Err(IoError::thread_died()))
    }
}

impl Drop for FileEnd {
    fn drop(&mut self) {
        // A session that never started has no use for its file; what else went wrong is told by whoever gave up.
        let _ = self.end(true);
    }
}

/// Moves samples to the file until the driver is done, then makes the file whole.
fn drain(
    mut ring: HeapCons<f32>,
    mut sink: WavSink,
    done: &AtomicBool,
    unwanted: &AtomicBool,
) -> Result<(), IoError> {
    let mut scratch = vec![0.0; 2 * 4096];
    loop {
        // Read the flag before the ring: all that was pushed before it was set is then taken.
        let last = done.load(Acquire);
        let n = ring.pop_slice(&mut scratch);
        sink.write(&scratch[..n])?;
        if n == 0 {
            if last {
                return if unwanted.load(Acquire) { Ok(()) } else { sink.finish() };
            }
            std::thread::sleep(NAP);
        }
    }
}

impl Outlet {
    fn file(&self) -> Option<&FileEnd> {
        match self {
            Self::Null => None,
            Self::Playback(file) | Self::Measurement(_, file) => Some(file),
        }
    }

    /// True when `frames` more frames fit without waiting.
    #[must_use]
    pub fn has_room(&self, frames: usize) -> bool {
        self.file().is_none_or(|file| file.ring.vacant_len() >= 2 * frames)
    }

    /// True when its file cannot be written any more; [`Self::finish`] says why.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.file().is_some_and(|file| file.failed.load(Acquire))
    }

    /// Frames at the start that are not kept: the look-ahead for what may be played, nothing for a measurement,
    /// which is taken before it.
    #[must_use]
    pub fn trim(&self, latency: usize) -> usize {
        if matches!(self, Self::Measurement(..)) { 0 } else { latency }
    }

    /// Takes one part, less its first `skip` frames.
    pub fn write(&mut self, limited: &Limited<'_>, parts: &Parts<'_>, skip: usize) {
        let skip = skip.min(parts.ear.len());
        match self {
            Self::Null => {}
            Self::Playback(file) => {
                file.write(&limited.frames()[skip..]);
            }
            Self::Measurement(tap, file) => {
                let frames = match tap {
                    Tap::Ear => parts.ear,
                    Tap::Monitor => parts.monitor,
                    Tap::Ambience => parts.ambience,
                    Tap::Voice => parts.voice,
                };
                file.write(&frames[skip..]);
            }
        }
    }

    /// Takes what the look-ahead still held, less its first `skip` frames. A measurement has all it needs.
    pub fn write_rest(&mut self, limited: &Limited<'_>, skip: usize) {
        if let Self::Playback(file) = self {
            let frames = limited.frames();
            file.write(&frames[skip.min(frames.len())..]);
        }
    }

    /// Drops the unfinished file: nothing is left behind.
    ///
    /// # Errors
    /// What the writer ran into before.
    pub fn discard(self) -> Result<(), IoError> {
        match self {
            Self::Null => Ok(()),
            Self::Playback(mut file) | Self::Measurement(_, mut file) => file.end(true),
        }
    }

    /// Makes the file whole and gives it its name.
    ///
    /// # Errors
    /// The disk is full or the file cannot be renamed; nothing is left behind then.
    pub fn finish(self) -> Result<(), IoError> {
        match self {
            Self::Null => Ok(()),
            Self::Playback(mut file) | Self::Measurement(_, mut file) => file.end(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_end_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut end = FileEnd::create(&folder.path().join("out.wav"), SampleRate(48_000)).unwrap();
        end.write(&[[0.5; 2]; 1000]);
        drop(end);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
