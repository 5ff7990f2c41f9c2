//! A client that plays noise and compares what comes back in the process call itself, for hours.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::sleep;
use std::time::{Duration, Instant};

use jack::{
    AsyncClient, AudioIn, AudioOut, Client, ClientOptions, Control, Port, ProcessHandler, ProcessScope,
};

use super::judge::{Judge, Verdict, noise_at};
use super::server::JackServer;

/// A server whose cycles stand still for so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// Plays and listens until told otherwise.
pub(crate) struct Endless {
    client: AsyncClient<(), Handler>,
    done: Arc<Done>,
}

#[derive(Default)]
struct Done {
    frames: AtomicU64,
    wrong: AtomicU64,
    /// Nothing is judged any more: a client that leaves is disconnected first.
    over: AtomicBool,
}

struct Handler {
    outputs: [Port<AudioOut>; 2],
    inputs: [Port<AudioIn>; 2],
    /// What it hears before that frame is not judged.
    from: u64,
    at: u64,
    judge: Judge,
    done: Arc<Done>,
}

impl Endless {
    /// Plays into the ports `into`, listens to the ports `from`, and judges from frame `judged` on.
    pub(crate) fn connect(server: &JackServer, into: &[String; 2], from: &[String; 2], judged: u64) -> Self {
        let (client, _) = Client::new("bed-endless", ClientOptions::NO_START_SERVER).unwrap();
        let name = client.name().to_owned();
        let output = |n| client.register_port(&format!("play_{n}"), AudioOut::default()).unwrap();
        let input = |n| client.register_port(&format!("record_{n}"), AudioIn::default()).unwrap();
        let done = Arc::<Done>::default();
        let handler = Handler {
            outputs: [0, 1].map(output),
            inputs: [0, 1].map(input),
            from: judged,
            at: 0,
            judge: Judge::new(),
            done: Arc::clone(&done),
        };
        let client = client.activate_async((), handler).unwrap();
        for ear in 0..2 {
            server.connect(&format!("{name}:play_{ear}"), &into[ear]);
            server.connect(&from[ear], &format!("{name}:record_{ear}"));
        }
        Self { client, done }
    }

    /// Goes on until so many frames were played or heard; sooner when the comparison fails.
    pub(crate) fn listen(self, frames: u64) -> Verdict {
        let (mut last, mut since) = (0, Instant::now());
        loop {
            let at = self.done.frames.load(Relaxed);
            if at >= frames || self.done.wrong.load(Relaxed) > 0 {
                // What follows a first wrong frame says what it was.
                sleep(Duration::from_millis(200));
                self.done.over.store(true, Relaxed);
                sleep(Duration::from_millis(200));
                return self.client.deactivate().unwrap().2.judge.verdict();
            }
            if at != last {
                (last, since) = (at, Instant::now());
            }
            assert!(since.elapsed() < PATIENCE, "the server stands still at frame {at}");
            sleep(Duration::from_millis(50));
        }
    }
}

impl ProcessHandler for Handler {
    fn process(&mut self, _: &Client, scope: &ProcessScope) -> Control {
        let (frames, over) = (u64::from(scope.n_frames()), self.done.over.load(Relaxed));
        for (ear, port) in self.outputs.iter_mut().enumerate() {
            for (n, sample) in (self.at..).zip(port.as_mut_slice(scope)) {
                *sample = noise_at(n)[ear];
            }
        }
        let [left, right] = &self.inputs;
        for ((n, l), r) in (self.at..).zip(left.as_slice(scope)).zip(right.as_slice(scope)) {
            if n >= self.from && !over {
                self.judge.hear(n, [*l, *r]);
            }
        }
        self.at += frames;
        self.done.frames.store(self.at, Relaxed);
        self.done.wrong.store(self.judge.verdict().wrong, Relaxed);
        Control::Continue
    }
}
