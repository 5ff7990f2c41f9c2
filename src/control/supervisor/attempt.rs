//! One try to close what there was and to open both ends anew, where it can hang without holding anybody up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;
use std::time::Duration;

use crate::io::duplex::{Duplex, Passes, Streams};
use crate::io::error::{IoError, IoErrorKind};

/// Threads that may hang at a time; beyond that only what is under way is waited for.
const THREADS: usize = 4;

/// How long the end of a session waits for its streams: two of them, each with its own deadline.
const CLOSING: Duration = Duration::from_secs(5);

/// Tries under way, those that were left behind included.
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// A try.
pub(super) struct Attempt(Receiver<Result<Streams, IoError>>);

/// What has become of it.
pub(super) enum Outcome {
    /// Nothing yet.
    Pending,
    /// Callbacks come.
    Open(Streams),
    /// A device is not there, or refuses.
    Refused(IoError),
}

/// Closes streams for good; those that hang are left behind.
pub(super) fn close(duplex: &Arc<dyn Duplex>, streams: Streams) {
    if !duplex.may_hang() {
        return drop(streams);
    }
    let (send, done) = sync_channel(1);
    let work = move || {
        drop(streams);
        let _ = send.send(());
    };
    // Without a thread the closure, and the streams in it, are dropped here.
    if thread::Builder::new().name("close".into()).spawn(work).is_ok() {
        let _ = done.recv_timeout(CLOSING);
    }
}

impl Attempt {
    /// Closes `old`, then opens.
    pub(super) fn begin(duplex: &Arc<dyn Duplex>, passes: Passes, old: Option<Streams>) -> Self {
        // Room for one result: the thread never waits for whoever asked.
        let (send, result) = sync_channel(1);
        let inner = Arc::clone(duplex);
        let work = move || {
            // A server takes no second client of one name; also, its host must be gone before it is asked again.
            drop(old);
            // Nobody waits any more: what was opened is closed again here.
            drop(send.send(inner.open(passes)));
        };
        if duplex.may_hang() {
            UNDER_WAY.fetch_add(1, SeqCst);
            let counted = move || {
                work();
                UNDER_WAY.fetch_sub(1, SeqCst);
            };
            if thread::Builder::new().name("reopen".into()).spawn(counted).is_err() {
                UNDER_WAY.fetch_sub(1, SeqCst);
            }
        } else {
            work();
        }
        Self(result)
    }

    /// Whether one that hangs may be left to itself for another.
    pub(super) fn may_leave_another() -> bool {
        UNDER_WAY.load(SeqCst) < THREADS
    }

    /// Looks, without waiting.
    pub(super) fn outcome(&mut self) -> Outcome {
        match self.0.try_recv() {
            Ok(Ok(streams)) => Outcome::Open(streams),
            Ok(Err(error)) => Outcome::Refused(error),
            Err(TryRecvError::Empty) => Outcome::Pending,
            Err(TryRecvError::Disconnected) => Outcome::Refused(IoError::new(
                IoErrorKind::StreamRefused,
                "the devices could not be opened",
                "close other programs",
            )),
        }
    }
}
