//! Work that may hang, with a deadline: closing a stream of an audio system that does not answer any more.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Runs `work` on a thread of its own; false if it is still at it after `deadline`.
pub(super) fn within(deadline: Duration, work: impl FnOnce() + Send + 'static) -> bool {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let name = format!("close-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let (done, waiting) = mpsc::sync_channel::<()>(1);
    let spawned = thread::Builder::new().name(name).spawn(move || {
        work();
        let _ = done.send(());
    });
    // No thread to be had: the closure was dropped here and with it the stream, waiting or not.
    spawned.is_err() || waiting.recv_timeout(deadline).is_ok()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_stream_that_cannot_be_closed_does_not_block() {
        let start = Instant::now();
        assert!(within(Duration::from_secs(2), || ()));
        assert!(start.elapsed() < Duration::from_secs(1));
        let (_hold, stuck) = mpsc::channel::<()>();
        assert!(!within(Duration::from_millis(50), move || assert!(stuck.recv().is_err())));
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}
