//! The harness client: plays a signal and records the answer in the same process call.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use jack::{
    AsyncClient, AudioIn, AudioOut, Client, ClientOptions, Control, Port, ProcessHandler, ProcessScope,
};

use super::RATE;
use super::server::JackServer;
use super::signal::Stereo;

/// What came back: frame `n` arrived in the same cycle, at the same place, as frame `n` of the signal was played.
pub(crate) struct Recording {
    pub(crate) frames: Vec<Stereo>,
    /// Frames by which the server's clock ran ahead between cycles: late cycles, which lose nothing. Told, not judged.
    pub(crate) late_frames: u32,
}

/// A connected harness, silent until [`Duplex::play`].
pub(crate) struct Duplex {
    client: AsyncClient<(), Handler>,
    armed: Arc<AtomicBool>,
    played: Arc<AtomicUsize>,
    length: usize,
}

struct Handler {
    signal: Vec<Stereo>,
    recording: Recording,
    outputs: [Port<AudioOut>; 2],
    inputs: [Port<AudioIn>; 2],
    armed: Arc<AtomicBool>,
    played: Arc<AtomicUsize>,
    next_frame_time: Option<u32>,
}

impl Duplex {
    /// Opens a client that will play `signal` into the ports `into` and record the ports `from`, left and right.
    pub(crate) fn connect(
        server: &JackServer,
        signal: Vec<Stereo>,
        into: &[String; 2],
        from: &[String; 2],
    ) -> Self {
        let (client, _) = Client::new("bed-duplex", ClientOptions::NO_START_SERVER).unwrap();
        let name = client.name().to_owned();
        let (armed, played, length) =
            (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default(), signal.len());
        let handler = Handler {
            recording: Recording { frames: vec![[0.0; 2]; length], late_frames: 0 },
            outputs: ["play_0", "play_1"]
                .map(|port| client.register_port(port, AudioOut::default()).unwrap()),
            inputs: ["record_0", "record_1"]
                .map(|port| client.register_port(port, AudioIn::default()).unwrap()),
            armed: Arc::clone(&armed),
            played: Arc::clone(&played),
            next_frame_time: None,
            signal,
        };
        let client = client.activate_async((), handler).unwrap();
        for ear in 0..2 {
            server.connect(&format!("{name}:play_{ear}"), &into[ear]);
            server.connect(&from[ear], &format!("{name}:record_{ear}"));
        }
        Self { client, armed, played, length }
    }

    /// Plays the whole signal and returns as many recorded frames.
    pub(crate) fn play(self) -> Recording {
        let whole = self.length;
        self.play_during(|clock| clock.reach(whole))
    }

    /// Plays until `work` is done, and returns what was recorded by then. The work may not outlast the signal.
    pub(crate) fn play_during(self, work: impl FnOnce(&Clock)) -> Recording {
        let clock = Clock { played: Arc::clone(&self.played), length: self.length };
        self.armed.store(true, Ordering::Release);
        work(&clock);
        // Leaving disconnects before the last cycle.
        let heard = clock.now();
        let mut recording = self.client.deactivate().unwrap().2.recording;
        recording.frames.truncate(heard);
        recording
    }
}

/// The time of what is played, in frames: a server that stands still does not pass any.
pub(crate) struct Clock {
    played: Arc<AtomicUsize>,
    length: usize,
}

impl Clock {
    /// Frames played so far.
    pub(crate) fn now(&self) -> usize {
        self.played.load(Ordering::Acquire)
    }

    /// Waits until so many were played.
    pub(crate) fn reach(&self, frame: usize) {
        assert!(frame <= self.length, "frame {frame} of a signal of {}", self.length);
        let waited = frame.saturating_sub(self.now());
        let (started, limit) =
            (Instant::now(), Duration::from_secs((2 * waited / RATE as usize + 10) as u64));
        while self.now() < frame {
            assert!(
                started.elapsed() < limit,
                "the server stands still at frame {}, not {frame}",
                self.now()
            );
            sleep(Duration::from_millis(2));
        }
    }
}

impl ProcessHandler for Handler {
    fn process(&mut self, _: &Client, scope: &ProcessScope) -> Control {
        let [left_out, right_out] = &mut self.outputs;
        let (left_out, right_out) = (left_out.as_mut_slice(scope), right_out.as_mut_slice(scope));
        left_out.fill(0.0);
        right_out.fill(0.0);
        // Answers `Continue` to the end: a client that quits stalls the others.
        if !self.armed.load(Ordering::Acquire) {
            return Control::Continue;
        }
        let now = scope.last_frame_time();
        if let Some(expected) = self.next_frame_time.replace(now.wrapping_add(scope.n_frames())) {
            // A busy server may also set its clock back a little.
            let late = u32::try_from(now.wrapping_sub(expected).cast_signed()).unwrap_or(0);
            self.recording.late_frames = self.recording.late_frames.saturating_add(late);
        }
        let start = self.played.load(Ordering::Relaxed);
        let end = (start + left_out.len()).min(self.signal.len());
        let [left_in, right_in] = &self.inputs;
        let (left_in, right_in) = (left_in.as_slice(scope), right_in.as_slice(scope));
        for (i, n) in (start..end).enumerate() {
            [left_out[i], right_out[i]] = self.signal[n];
            self.recording.frames[n] = [left_in[i], right_in[i]];
        }
        self.played.store(end, Ordering::Release);
        Control::Continue
    }
}
