//! A private JACK server with a dummy driver: a true clock, no sound card.

use std::io::ErrorKind;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};

use jack::{Client, ClientOptions, PortFlags};
use tempfile::NamedTempFile;

use super::RATE;

/// A server that takes longer to answer has failed; so has a port.
const PATIENCE: Duration = Duration::from_secs(10);

/// Lives as long as this value; its name is the one in `JACK_DEFAULT_SERVER`.
pub(crate) struct JackServer {
    /// Opens first and closes last: a temporary server (`-T`) leaves when its last client does, so even a killed test
    /// leaves no server behind.
    desk: Option<Client>,
    process: Child,
    pub(crate) period: u32,
}

impl JackServer {
    /// Starts a server with blocks of `period` frames.
    ///
    /// # Errors
    /// Says what is not installed. A server that is installed and does not start is a failure, not a skip.
    pub(crate) fn start(period: u32) -> Result<Self, String> {
        let (desk, process) = launch(period)?;
        Ok(Self { desk: Some(desk), process, period })
    }

    /// A new server takes the place of the one that vanished.
    pub(crate) fn come_back(&mut self) {
        self.process.wait().unwrap();
        let (desk, process) = launch(self.period).unwrap();
        (self.desk, self.process) = (Some(desk), process);
    }

    /// The server goes away under its clients, in good order so that the next one can start.
    pub(crate) fn vanish(&mut self) {
        drop(self.desk.take());
        self.signal("TERM");
    }

    /// The server is gone between two instructions, and tidies nothing up.
    pub(crate) fn die(&mut self) {
        self.signal("KILL");
        drop(self.desk.take());
    }

    /// Stops it for a while (`STOP`), lets it go on (`CONT`).
    pub(crate) fn signal(&self, signal: &str) {
        let sent =
            Command::new("kill").args([&format!("-{signal}"), &self.process.id().to_string()]).status();
        assert!(sent.unwrap().success(), "the server had left already");
    }

    fn desk(&self) -> &Client {
        self.desk.as_ref().unwrap()
    }

    /// Names of the ports that a pattern matches, in the order of their registration.
    pub(crate) fn ports(&self, pattern: &str) -> Vec<String> {
        self.desk().ports(Some(pattern), None, PortFlags::empty())
    }

    /// Makes `to` hear `from` and nothing else.
    pub(crate) fn connect(&self, from: &str, to: &str) {
        let started = Instant::now();
        // A client registers its ports before it is active, and inactive ports refuse.
        while let Err(e) = self.desk().connect_ports_by_name(from, to) {
            assert!(started.elapsed() < PATIENCE, "{from} -> {to}: {e}");
            sleep(Duration::from_millis(10));
        }
        let port = self.desk().port_by_name(to).unwrap();
        for other in port.get_connections().iter().filter(|name| *name != from) {
            self.desk().disconnect_ports_by_name(other, to).unwrap();
        }
    }
}

impl Drop for JackServer {
    fn drop(&mut self) {
        drop(self.desk.take());
        // Its last client gone, a temporary server leaves by itself, but forgets that client's semaphore.
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(3) && matches!(self.process.try_wait(), Ok(None)) {
            sleep(Duration::from_millis(20));
        }
        stop(&mut self.process);
        let name = format!("_{}_", server_name());
        for file in fs::read_dir("/dev/shm").into_iter().flatten().flatten() {
            if file.file_name().to_string_lossy().contains(&name) {
                let _ = fs::remove_file(file.path());
            }
        }
    }
}

/// The name that libjack reads too.
fn server_name() -> String {
    env::var("JACK_DEFAULT_SERVER").unwrap()
}

/// A server that answers, and a client that keeps it.
fn launch(period: u32) -> Result<(Client, Child), String> {
    let log = NamedTempFile::new().unwrap();
    let (mut process, mut tries) = (spawn("-R", period, &log)?, ["-r"].iter());
    let started = Instant::now();
    loop {
        match Client::new("bed-desk", ClientOptions::NO_START_SERVER) {
            Ok((client, _)) => {
                assert_eq!((client.buffer_size(), client.sample_rate()), (period, RATE));
                return Ok((client, process));
            }
            Err(jack::Error::LibraryError(why)) => {
                stop(&mut process);
                return Err(format!(
                    "the JACK library is not installed ({why}); `make setup-test` installs it"
                ));
            }
            Err(_) if process.try_wait().unwrap().is_some() => {
                // Where real-time scheduling is refused outright, the dummy driver serves without it.
                let Some(flag) = tries.next() else { panic!("jackd left:\n{}", read(&log)) };
                process = spawn(flag, period, &log)?;
            }
            Err(e) if started.elapsed() > PATIENCE => {
                stop(&mut process);
                panic!("jackd does not answer ({e}):\n{}", read(&log));
            }
            Err(_) => sleep(Duration::from_millis(20)),
        }
    }
}

/// `-S`: a cycle waits for every client, so that a busy machine is late instead of lossy; `-t`: for a second (ten times
/// so many milliseconds) instead of twenty blocks, which a busy machine can take. No physical ports: nothing
/// connects by itself, the harness alone is heard.
fn spawn(realtime: &str, period: u32, log: &NamedTempFile) -> Result<Child, String> {
    let (name, rate, period) =
        (env::var("JACK_DEFAULT_SERVER").unwrap(), RATE.to_string(), period.to_string());
    Command::new("jackd")
        .args([realtime, "-S", "-T", "-t", "100", "-n", &name])
        .args(["-d", "dummy", "-r", &rate, "-p", &period, "-C", "0", "-P", "0"])
        .stdin(Stdio::null())
        .stdout(log.reopen().unwrap())
        .stderr(log.reopen().unwrap())
        .spawn()
        .map_err(|e| match e.kind() {
            ErrorKind::NotFound => "jackd is not installed; `make setup-test` installs it".to_owned(),
            _ => panic!("jackd: {e}"),
        })
}

fn stop(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}

fn read(log: &NamedTempFile) -> String {
    fs::read_to_string(log.path()).unwrap_or_default()
}
