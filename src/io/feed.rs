//! A source that reads files: a thread decodes ahead and pushes frames into the ring.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Acquire, Ordering::Release};
use std::thread::JoinHandle;
use std::time::Duration;

use ringbuf::HeapRb;
use ringbuf::traits::{Observer, Producer, Split};

use super::error::IoError;
use super::plane::driver::{Inlet, Pace};
use super::stems::Stems;

/// Frames decoded at a time.
const CHUNK: usize = 4096;
/// Frames that may wait in the ring: more than a slow disk needs.
const AHEAD: usize = 1 << 16;
/// How long the thread sleeps when the ring is full.
const NAP: Duration = Duration::from_micros(500);

/// The reading thread; dropping it ends the reading.
pub struct Feed {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<(), IoError>>>,
}

impl Feed {
    /// Starts reading and returns once there is something to take, so that the first block is not silence.
    #[must_use]
    pub fn start(mut stems: Stems) -> (Self, Inlet) {
        let channels = stems.channels().len();
        let (mut ring, out) = HeapRb::<f32>::new(AHEAD * channels.max(1)).split();
        let (stop, ended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let failed = Arc::new(AtomicBool::new(false));
        let flags = (Arc::clone(&stop), Arc::clone(&ended), Arc::clone(&failed));
        let thread = std::thread::spawn(move || {
            let (stop, ended, failed) = flags;
            let mut chunk = Vec::new();
            let result = loop {
                chunk.clear();
                match stems.read_block(CHUNK, &mut chunk) {
                    Ok(0) => break Ok(()),
                    Ok(_) => {}
                    Err(error) => break Err(error),
                }
                while ring.vacant_len() < chunk.len() && !stop.load(Acquire) {
                    std::thread::sleep(NAP);
                }
                if stop.load(Acquire) {
                    break Ok(());
                }
                ring.push_slice(&chunk);
            };
            failed.store(result.is_err(), Release);
            ended.store(true, Release);
            result
        });
        while out.is_empty() && !ended.load(Acquire) {
            std::thread::sleep(NAP);
        }
        let inlet = Inlet { ring: out, channels, ended, failed, pace: Pace::Files };
        (Self { stop, thread: Some(thread) }, inlet)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// What ended it before the end of the files.
    pub fn finish(mut self) -> Result<(), IoError> {
        self.stop.store(true, Release);
        self.thread
            .take()
            .map_or(Ok(()), |thread| thread.join().unwrap_or_else(|_| Err(IoError::thread_died())))
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.stop.store(true, Release);
    }
}
