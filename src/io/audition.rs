//! Inputs as they sound before one is chosen: each is opened on a thread of its own, so that one that hangs blocks
//! nobody and is left behind there.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use super::device::{Device, Direction, default_id, open_host, usable};
use super::error::IoError;
use super::faults::Faults;
use super::quiet::quiet;
use super::stream::{self, CaptureRequest};
use crate::units::{Db, SampleRate};

/// Rate of a device that does not say its own.
const USUAL_RATE: SampleRate = SampleRate(48_000);
/// Channels listened to: those that a session takes when nobody says which.
const CHANNELS: usize = 2;

/// A device that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What to write to choose it for sure.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Whether it is the host's default.
    pub default: bool,
}

/// How an input is.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// Not a block of sound has come yet.
    Opening,
    /// Peak since it was asked last, dB re full scale; -inf is digital silence.
    Peak(f64),
    /// It refuses: the reason.
    Refused(String),
}

/// An input that is listened to until it is dropped.
pub struct Audition {
    shared: Arc<Shared>,
    hold: Option<Sender<()>>,
    closed: Receiver<()>,
}

#[derive(Default)]
struct Shared {
    blocks: AtomicU64,
    /// Bits of a value that is not negative: they order as the values do.
    peak: AtomicU32,
    refusal: OnceLock<String>,
}

/// The devices of a host, or of the system's usual one, the default first. Of several ways to one socket the most
/// direct is kept. Asking may take a second.
///
/// # Errors
/// No such host, or it does not answer.
pub fn candidates(host: Option<&str>, direction: Direction) -> Result<Vec<Candidate>, IoError> {
    quiet(|| {
        let host = open_host(host)?;
        let default = default_id(&host, direction);
        let mut all: Vec<Candidate> = Vec::new();
        for device in usable(&host, direction)? {
            let (id, name) = (device.id().to_owned(), device.name().to_owned());
            let candidate = Candidate { default: default.as_deref() == Some(id.as_str()), id, name };
            match all.iter_mut().find(|known| known.name == candidate.name) {
                Some(known) if known.default || !candidate.id.starts_with("alsa:hw:") => {}
                Some(known) => *known = candidate,
                None => all.push(candidate),
            }
        }
        all.sort_by_key(|candidate| !candidate.default);
        Ok(all)
    })
}

impl Audition {
    /// Begins to listen to the input of this id.
    #[must_use]
    pub fn begin(id: String) -> Self {
        let shared = Arc::new(Shared::default());
        let ((hold, held), (close, closed)) = (channel(), channel());
        let own = Arc::clone(&shared);
        let spawned = thread::Builder::new().name("audition".into()).spawn(move || {
            if let Err(refusal) = listen(&id, &own, &held) {
                let _ = own.refusal.set(refusal.to_string());
            }
            let _ = close.send(());
        });
        if let Err(error) = spawned {
            let _ = shared.refusal.set(format!("no thread to listen on: {error}"));
        }
        Self { shared, hold: Some(hold), closed }
    }

    /// How it is now.
    #[must_use]
    pub fn heard(&self) -> Heard {
        if let Some(refusal) = self.shared.refusal.get() {
            return Heard::Refused(refusal.clone());
        }
        if self.shared.blocks.load(Relaxed) == 0 {
            return Heard::Opening;
        }
        Heard::Peak(Db::from_gain(f64::from(f32::from_bits(self.shared.peak.swap(0, Relaxed)))).0)
    }
}

/// Closes them all, so that one can be opened for good. What does not let go in time is left behind.
pub fn close(mut all: Vec<Audition>, patience: Duration) {
    for audition in &mut all {
        audition.hold = None;
    }
    let until = Instant::now() + patience;
    for audition in &all {
        // An error says that its thread has ended, which is as good.
        let _ = audition.closed.recv_timeout(until.saturating_duration_since(Instant::now()));
    }
}

/// Listens until the other end of `held` is gone.
fn listen(id: &str, shared: &Arc<Shared>, held: &Receiver<()>) -> Result<(), IoError> {
    let device = Device::find(None, Some(id), Direction::Capture)?;
    let channels = device.usual_channels().unwrap_or(CHANNELS).clamp(1, CHANNELS);
    let request = CaptureRequest {
        rate: device.usual_rate().unwrap_or(USUAL_RATE),
        buffer_frames: None,
        channels: (0..channels).collect(),
    };
    let own = Arc::clone(shared);
    let push = move |samples: &[f32]| {
        // What is no number loses against every level.
        let peak = samples.iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
        own.peak.fetch_max(peak.to_bits(), Relaxed);
        own.blocks.fetch_add(1, Relaxed);
    };
    let faults = Arc::new(Faults::default());
    let stream = stream::capture(&device, &request, push, Arc::clone(&faults), None)?;
    stream.start()?;
    while held.recv_timeout(Duration::from_millis(100)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
        if let Some(fatal) = faults.fatal() {
            return Err(fatal.error(device.name()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_that_is_not_there_refuses_and_blocks_nobody() {
        let audition = Audition::begin("alsa:hw:CARD=NoSuchCard,DEV=9".into());
        let start = Instant::now();
        while audition.heard() == Heard::Opening && start.elapsed() < Duration::from_secs(10) {
            thread::sleep(Duration::from_millis(5));
        }
        assert!(matches!(audition.heard(), Heard::Refused(_)), "{:?}", audition.heard());
        close(vec![audition], Duration::from_secs(1));
    }
}
