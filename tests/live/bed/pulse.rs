//! A private PulseAudio server with two null sinks, `phones` and `other`, and a source, `dumb`, that never sends anything.

use std::fs;
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::RATE;
use super::signal::Stereo;

/// A server that takes longer to answer has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A minute of 440 Hz, 20 dB below full scale, as a sink takes it.
fn tone() -> Vec<u8> {
    let sample = |n: u32| 0.1 * (std::f32::consts::TAU * 440.0 * n as f32 / RATE as f32).sin();
    (0..60 * RATE).flat_map(|n| [sample(n % RATE); 2]).flat_map(f32::to_le_bytes).collect()
}

/// Something that plays.
pub(crate) struct Player(Child);

impl Drop for Player {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server that answers by PulseAudio's protocol, and what it runs in.
pub(crate) struct PulseServer {
    folder: TempDir,
    process: Child,
}

/// What comes out at a sink, as it comes.
pub(crate) struct Ear {
    recorder: Child,
    heard: Arc<Mutex<Vec<(Instant, Stereo)>>>,
    reader: Option<JoinHandle<()>>,
}

impl PulseServer {
    /// Starts a server.
    ///
    /// # Errors
    /// Says what is not installed.
    pub(crate) fn start() -> Result<Self, String> {
        for tool in ["pulseaudio", "pactl", "pacat"] {
            let there =
                Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            there.map_err(|e| format!("{tool}: {e}; install pulseaudio and pulseaudio-utils"))?;
        }
        let folder = TempDir::new().unwrap();
        let sink = |name: &str| {
            format!("load-module module-null-sink sink_name={name} rate={RATE} channels=2 format=float32le\n")
        };
        let script = format!(
            "load-module module-native-protocol-unix auth-anonymous=1 socket={}\n{}{}{}set-default-sink phones\n",
            folder.path().join("native").display(),
            sink("phones"),
            sink("other"),
            // Nobody writes into it.
            format_args!(
                "load-module module-pipe-source source_name=dumb file={}/pipe\n",
                folder.path().display()
            )
        );
        fs::write(folder.path().join("tone"), tone()).unwrap();
        fs::write(folder.path().join("bed.pa"), script).unwrap();
        let process = launch(&folder);
        let mut server = Self { folder, process };
        server.answers();
        Ok(server)
    }

    /// The server is gone between two instructions.
    pub(crate) fn die(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// A new one takes its place; when it answered.
    pub(crate) fn come_back(&mut self) -> Instant {
        self.process = launch(&self.folder);
        self.answers();
        Instant::now()
    }

    /// For the program under test: where the server is, and nothing of the person at this machine.
    pub(crate) fn env(&self) -> [(&'static str, String); 3] {
        let folder = self.folder.path().display().to_string();
        let socket = format!("unix:{folder}/native");
        [("PULSE_SERVER", socket), ("HOME", folder.clone()), ("XDG_RUNTIME_DIR", folder)]
    }

    /// Where it lives; gone when it is dropped.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Says something to the server; what it answers.
    pub(crate) fn say(&self, words: &[&str]) -> String {
        let said = self.tool("pactl").args(words).output().unwrap();
        assert!(said.status.success(), "pactl {words:?}: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).unwrap().trim().to_owned()
    }

    /// Another sink.
    pub(crate) fn add_sink(&self, name: &str) {
        let named = format!("sink_name={name}");
        let rate = format!("rate={RATE}");
        self.say(&["load-module", "module-null-sink", &named, &rate, "channels=2", "format=float32le"]);
    }

    /// Takes a sink away.
    pub(crate) fn remove_sink(&self, name: &str) {
        let named = format!("sink_name={name} ");
        let modules = self.say(&["list", "short", "modules"]);
        let line = modules.lines().find(|line| line.contains(&named)).expect("a sink of that name");
        self.say(&["unload-module", line.split_whitespace().next().unwrap()]);
    }

    /// Plays a tone into a sink.
    pub(crate) fn play(&self, sink: &str) -> Player {
        let mut player = self.tool("pacat");
        // With more the sink makes longer blocks than cpal gives the server room for.
        player.args(["--playback", "--raw", "--format=float32le", "--channels=2", "--latency-msec=10"]);
        player.args([&format!("--rate={RATE}"), &format!("--device={sink}")]);
        Player(player.arg(self.folder.path().join("tone")).spawn().unwrap())
    }

    /// Listens to what a sink plays.
    pub(crate) fn listen(&self, sink: &str) -> Ear {
        let mut recorder = self
            .tool("pacat")
            .args(["--record", "--raw", "--format=float32le", "--channels=2", "--latency-msec=20"])
            .args([&format!("--rate={RATE}"), &format!("--device={sink}.monitor")])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (heard, mut pipe) = (Arc::<Mutex<Vec<_>>>::default(), recorder.stdout.take().unwrap());
        let kept = Arc::clone(&heard);
        let reader = std::thread::spawn(move || {
            let (mut bytes, mut rest) = ([0; 4096], Vec::new());
            while let Ok(n @ 1..) = pipe.read(&mut bytes) {
                rest.extend_from_slice(&bytes[..n]);
                let (now, whole) = (Instant::now(), rest.len() / 8 * 8);
                let sample = |b: &[u8]| f32::from_le_bytes(b.try_into().unwrap());
                let frames = rest[..whole].chunks_exact(8).map(|b| (now, [sample(&b[..4]), sample(&b[4..])]));
                kept.lock().unwrap_or_else(PoisonError::into_inner).extend(frames);
                rest.drain(..whole);
            }
        });
        Ear { recorder, heard, reader: Some(reader) }
    }

    fn answers(&mut self) {
        let (started, socket) = (Instant::now(), self.socket());
        while UnixStream::connect(&socket).is_err()
            || !self.tool("pactl").arg("info").stdout(Stdio::null()).status().unwrap().success()
        {
            let left = self.process.try_wait().unwrap();
            assert!(left.is_none() && started.elapsed() < PATIENCE, "pulseaudio: {left:?}");
            sleep(Duration::from_millis(20));
        }
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("native")
    }

    fn tool(&self, name: &str) -> Command {
        let mut tool = Command::new(name);
        tool.envs(self.env()).stdin(Stdio::null()).stderr(Stdio::null());
        tool
    }
}

impl Drop for PulseServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Ear {
    /// When something was heard first, waited for until `deadline`.
    pub(crate) fn first_sound(&self, deadline: Instant) -> Option<Instant> {
        loop {
            let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((when, _)) = heard.iter().find(|(_, frame)| frame.iter().any(|x| x.abs() > 1e-5)) {
                return Some(*when);
            }
            drop(heard);
            if Instant::now() > deadline {
                return None;
            }
            sleep(Duration::from_millis(10));
        }
    }

    /// All that was heard, from the begin.
    pub(crate) fn stop(mut self) -> Vec<Stereo> {
        let _ = self.recorder.kill();
        let _ = self.recorder.wait();
        let _ = self.reader.take().map(JoinHandle::join);
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.iter().map(|(_, frame)| *frame).collect()
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        let _ = self.recorder.kill();
        let _ = self.recorder.wait();
    }
}

fn launch(folder: &TempDir) -> Child {
    let home = folder.path();
    Command::new("pulseaudio")
        .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm", "-F"])
        .arg(home.join("bed.pa"))
        .env_remove("PULSE_RUNTIME_PATH")
        .env_remove("PULSE_SERVER")
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("XDG_CONFIG_HOME", home)
        .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}
