//! The program under test, as a user starts it.

use std::fs;
use std::io::Write;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::{NamedTempFile, TempDir};

use super::server::JackServer;

/// A program that takes longer to open its ports, or to leave, has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a process holds of the system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Footprint {
    /// Memory in use, KiB.
    pub(crate) resident: u64,
    pub(crate) threads: u64,
    /// Open files, sockets and pipes.
    pub(crate) open: usize,
}

/// A running `foldback`; dropped, it is killed.
pub(crate) struct Program {
    process: Child,
    stdout: NamedTempFile,
    stderr: NamedTempFile,
    /// Where the program keeps its last session.
    _state: TempDir,
}

impl Program {
    /// Starts the program; it finds the bed's server by the environment that it inherits.
    pub(crate) fn start(args: &[&str], env: &[(&str, &str)]) -> Self {
        let (stdout, stderr) = (NamedTempFile::new().unwrap(), NamedTempFile::new().unwrap());
        let state = TempDir::new().unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_foldback"))
            .args(args)
            // What the person at this machine has calibrated is no business of a test.
            .env("XDG_CONFIG_HOME", "/nonexistent")
            .env("XDG_STATE_HOME", state.path())
            .envs(env.iter().copied())
            .stdin(Stdio::piped())
            .stdout(stdout.reopen().unwrap())
            .stderr(stderr.reopen().unwrap())
            .spawn()
            .unwrap();
        Self { process, stdout, stderr, _state: state }
    }

    /// The two ports that the program captures from.
    pub(crate) fn inputs(&mut self, server: &JackServer) -> [String; 2] {
        self.ports(server, "in")
    }

    /// The two ports that the program plays to.
    pub(crate) fn outputs(&mut self, server: &JackServer) -> [String; 2] {
        self.ports(server, "out")
    }

    /// cpal names its JACK clients `cpal_client_<pid>_in` and `_out`; JACK adds a number if the name is taken.
    fn ports(&mut self, server: &JackServer, side: &str) -> [String; 2] {
        let pattern = format!("^cpal_client_{}_{side}[^:]*:{side}_[0-9]+$", self.process.id());
        let started = Instant::now();
        loop {
            if let Ok(two) = server.ports(&pattern).try_into() {
                return two;
            }
            let left = self.process.try_wait().unwrap();
            assert!(left.is_none(), "the program left ({}):\n{}", left.unwrap(), self.said());
            assert!(started.elapsed() < PATIENCE, "no two ports like {pattern}:\n{}", self.said());
            sleep(Duration::from_millis(20));
        }
    }

    /// What it holds of the system now.
    pub(crate) fn footprint(&self) -> Footprint {
        let of = format!("/proc/{}", self.process.id());
        let status = fs::read_to_string(format!("{of}/status")).unwrap();
        let figure = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.split_whitespace().next().unwrap().parse().unwrap()
        };
        let open = fs::read_dir(format!("{of}/fd")).unwrap().count();
        Footprint { resident: figure("VmRSS:"), threads: figure("Threads:"), open }
    }

    /// Says a line of the protocol (`--ui none`).
    pub(crate) fn say(&mut self, line: &str) {
        let said = self.process.stdin.as_mut().unwrap().write_all(format!("{line}\n").as_bytes());
        said.unwrap_or_else(|e| panic!("{line}: {e}:\n{}", self.said()));
    }

    /// Says a line and waits until it is agreed to.
    pub(crate) fn agrees(&mut self, line: &str) {
        let from = self.printed().len();
        self.say(line);
        self.says_after(from, r#""ok":true"#);
    }

    /// Asks the program to leave, as a closed terminal would, and waits until it has.
    pub(crate) fn stop(&mut self) -> ExitStatus {
        let asked =
            Command::new("sh").args(["-c", &format!("kill -TERM {}", self.process.id())]).status().unwrap();
        assert!(asked.success(), "the program had left already:\n{}", self.said());
        self.leaves()
    }

    /// Waits until the program has left by itself.
    pub(crate) fn leaves(&mut self) -> ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < PATIENCE, "the program does not leave:\n{}", self.said());
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits until it prints this.
    pub(crate) fn says(&mut self, words: &str) {
        self.says_after(0, words);
    }

    /// Waits until it prints this from now on.
    pub(crate) fn says_again(&mut self, words: &str) {
        self.says_after(self.printed().len(), words);
    }

    fn says_after(&mut self, from: usize, words: &str) {
        let started = Instant::now();
        while !self.printed()[from..].contains(words) {
            let left = self.process.try_wait().unwrap();
            assert!(left.is_none(), "the program left ({}):\n{}", left.unwrap(), self.said());
            assert!(started.elapsed() < PATIENCE, "never said {words}:\n{}", self.said());
            sleep(Duration::from_millis(5));
        }
    }

    fn printed(&self) -> String {
        fs::read_to_string(self.stdout.path()).unwrap_or_default()
    }

    /// Everything it printed so far.
    pub(crate) fn said(&self) -> String {
        [&self.stdout, &self.stderr].map(|file| fs::read_to_string(file.path()).unwrap_or_default()).concat()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
