//! Tries to close what there was and to open it anew, where they can hang without holding anybody up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;
use std::time::Duration;

use crate::io::duplex::{Duplex, Streams};
use crate::io::error::{IoError, IoErrorKind};

/// Threads that may hang at a time; beyond that only what is under way is waited for.
const THREADS: usize = 4;

/// From one try to the next: often enough to be back within a second of a server's return.
const PAUSE: Duration = Duration::from_millis(250);

/// An opening that takes longer hangs; the next one is tried beside it.
const PATIENCE: Duration = Duration::from_secs(8);

/// How long the end of a session waits for its streams: two of them, each with its own deadline.
const CLOSING: Duration = Duration::from_secs(5);

/// Tries under way, those that were left behind included.
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// A try.
pub(super) struct Attempt<T>(Receiver<Result<T, IoError>>);

/// One try after the other, until one succeeds.
pub(super) enum Opening<T> {
    /// A try is under way.
    Trying { attempt: Attempt<T>, since: Duration },
    /// The last one found nothing.
    Pausing { until: Duration },
}

/// How far it is.
pub(super) enum Progress<T> {
    /// Callbacks come.
    Open(T),
    /// A device is not there, or refuses; after a pause it is tried again.
    Refused(IoError),
    /// A try is under way.
    Trying,
    /// None is.
    Pausing,
}

impl<T> Opening<T> {
    pub(super) fn new(attempt: Attempt<T>, now: Duration) -> Self {
        Self::Trying { attempt, since: now }
    }

    /// Looks, without waiting; `again` begins another try when it is time.
    pub(super) fn look(&mut self, again: impl FnOnce() -> Attempt<T>, now: Duration) -> Progress<T> {
        let pause = Self::Pausing { until: now + PAUSE };
        match self {
            Self::Pausing { until } => {
                if now >= *until {
                    *self = Self::new(again(), now);
                }
                Progress::Pausing
            }
            Self::Trying { attempt, since } => match attempt.0.try_recv() {
                Ok(Ok(open)) => Progress::Open(open),
                Ok(Err(error)) => {
                    *self = pause;
                    Progress::Refused(error)
                }
                Err(TryRecvError::Empty) => {
                    if now.saturating_sub(*since) <= PATIENCE || UNDER_WAY.load(SeqCst) >= THREADS {
                        return Progress::Trying;
                    }
                    // Its result is dropped where it comes about, with nobody left to take it.
                    *self = pause;
                    Progress::Pausing
                }
                Err(TryRecvError::Disconnected) => {
                    *self = pause;
                    Progress::Refused(IoError::new(
                        IoErrorKind::StreamRefused,
                        "the devices could not be opened",
                        "close other programs",
                    ))
                }
            },
        }
    }
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

impl<T: Send + 'static> Attempt<T> {
    /// Opens for the first time: waits for it, and not for ever.
    ///
    /// # Errors
    /// A device refuses, or never begins.
    pub(super) fn first(
        duplex: &Arc<dyn Duplex>,
        open: impl FnOnce(&dyn Duplex) -> Result<T, IoError> + Send + 'static,
    ) -> Result<T, IoError> {
        let Self(result) = Self::begin(duplex, (), open);
        result.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            Err(IoError::new(
                IoErrorKind::StreamRefused,
                format!("the devices did not begin within {} s", PATIENCE.as_secs()),
                "see that the input is not suspended and that nothing else holds them, or choose others",
            ))
        })
    }

    /// Closes `old`, then opens.
    pub(super) fn begin(
        duplex: &Arc<dyn Duplex>,
        old: impl Send + 'static,
        open: impl FnOnce(&dyn Duplex) -> Result<T, IoError> + Send + 'static,
    ) -> Self {
        // Room for one result: the thread never waits for whoever asked.
        let (send, result) = sync_channel(1);
        let inner = Arc::clone(duplex);
        let work = move || {
            // A server takes no second client of one name; also, its host must be gone before it is asked again.
            drop(old);
            // Nobody waits any more: what was opened is closed again here.
            drop(send.send(open(&*inner)));
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
}
