//! The last session on its way to its file. A thread writes it: a disk may take its time, a mute and a meter may not.

use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::control::desk::Desk;
use crate::control::kept;
use crate::preset::SavedSession;

/// A changed session is written so much later: many changes are one.
const LATER: Duration = Duration::from_secs(1);

/// Keeps nothing until it has a file.
#[derive(Default)]
pub struct Keeper {
    writer: Option<Writer>,
    due: Option<Instant>,
}

struct Writer {
    send: Sender<Box<SavedSession>>,
    refusals: Receiver<String>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// From now on in this file.
    pub fn begin(&mut self, file: PathBuf) {
        let (send, sessions) = unbounded::<Box<SavedSession>>();
        let (refuse, refusals) = unbounded();
        let thread = std::thread::spawn(move || {
            let mut refused = false;
            while let Ok(next) = sessions.recv() {
                let newest = sessions.try_iter().last().unwrap_or(next);
                let written = kept::write_last(&newest, &file);
                // Said once, not at every change.
                if let (Err(error), false) = (&written, refused) {
                    let _ = refuse.send(format!("--resume will not find this session: {error}"));
                }
                refused = written.is_err();
            }
        });
        self.writer = Some(Writer { send, refusals, thread });
        self.changed(true);
    }

    /// Something is not as it was; `at_once` for what must be true after a power cut.
    pub fn changed(&mut self, at_once: bool) {
        let due = Instant::now() + if at_once { Duration::ZERO } else { LATER };
        self.due = Some(self.due.map_or(due, |old| old.min(due)));
    }

    /// Hands the session over if it is time; also says why the last one could not be written. To be called often.
    pub fn keep(&mut self, desk: &Desk, now: bool) -> Option<String> {
        let writer = self.writer.as_ref()?;
        if self.due.take_if(|due| now || Instant::now() >= *due).is_some() {
            let _ = writer.send.send(Box::new(desk.saved()));
        }
        writer.refusals.try_iter().last()
    }

    /// Waits until all is written.
    pub fn finish(self) {
        if let Some(Writer { send, thread, .. }) = self.writer {
            drop(send);
            let _ = thread.join();
        }
    }
}
