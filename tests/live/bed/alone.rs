//! A test in a process of its own, so that the process may have its own environment.

use std::env;
use std::io::{Write, stderr};
use std::process::{Command, Stdio, id};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::server::JackServer;

/// Set in the child: this process owns a server name.
const ALONE: &str = "FOLDBACK_BED";

/// A test that takes longer hangs.
pub(crate) const USUAL_DEADLINE: Duration = Duration::from_secs(180);

/// Live tests run one after the other, each wants the machine to itself; counts the servers so far.
static TURN: Mutex<u32> = Mutex::new(0);

/// Runs the body of `test` (its full name, as `cargo test` prints it) on a private JACK server.
///
/// libjack takes the server's name from `JACK_DEFAULT_SERVER` alone, and setting a variable of a running process is
/// unsafe. So the test starts itself once more with the variable set, and the body runs in that child.
pub(crate) fn on_jack(test: &str, period: u32, body: impl FnOnce(&mut JackServer)) {
    on_jack_for(test, period, USUAL_DEADLINE, body);
}

/// The same for a body that takes long.
pub(crate) fn on_jack_for(test: &str, period: u32, deadline: Duration, body: impl FnOnce(&mut JackServer)) {
    if env::var_os(ALONE).is_some() {
        match JackServer::start(period) {
            Ok(mut server) => body(&mut server),
            Err(what) => missing(&what),
        }
    } else {
        let mut turn = one_at_a_time();
        *turn += 1;
        start_again(test, &format!("foldback-{}-{turn}", id()), deadline);
    }
}

/// Waits until no other live test runs.
pub(crate) fn one_at_a_time() -> MutexGuard<'static, u32> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The bed cannot be set up here: fails where tests must run (`CI` is set), says so and passes elsewhere.
pub(crate) fn missing(what: &str) {
    let must_run = env::var("CI").is_ok_and(|v| !matches!(v.as_str(), "" | "0" | "false"));
    assert!(!must_run, "live test cannot run: {what}");
    // Written past the test runner's capture, which hides what passing tests print.
    let _ = writeln!(stderr(), "skipped: live test: {what}");
}

fn start_again(test: &str, server: &str, deadline: Duration) {
    let printed = tempfile::NamedTempFile::new().unwrap();
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--include-ignored"])
        .env(ALONE, "1")
        .env("JACK_DEFAULT_SERVER", server)
        .env("JACK_NO_START_SERVER", "1")
        .env("JACK_NO_AUDIO_RESERVATION", "1")
        .stdin(Stdio::null())
        .stdout(printed.reopen().unwrap())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break Some(status),
            None if started.elapsed() > deadline => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            None => sleep(Duration::from_millis(20)),
        }
    };
    let printed = std::fs::read_to_string(printed.path()).unwrap();
    print!("{printed}");
    let status = status.unwrap_or_else(|| panic!("{test} hangs: stopped after {deadline:?}"));
    assert!(status.success(), "{test} failed in its own process ({status})");
    // A misspelt name selects no test, and no test passes always.
    assert!(printed.contains("1 passed"), "{test} is not the full name of a test");
}
