//! Timing, and how it is said.

use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Frames of a block.
pub const BLOCK: usize = 64;
/// Blocks of one measurement, and measurements of each candidate.
const BLOCKS: usize = 300;
const ROUNDS: usize = 100;

/// A line of the table.
pub struct Row {
    work: String,
    own: Candidate,
    peer: Option<(String, Candidate)>,
}

/// One candidate: does a block's work.
pub type Work = Box<dyn FnMut()>;

/// A candidate and its least time so far, nanoseconds per frame.
struct Candidate {
    work: Work,
    least: f64,
}

impl Candidate {
    fn new(work: Work) -> Self {
        Self { work, least: f64::INFINITY }
    }

    fn run(&mut self) {
        let start = Instant::now();
        (0..BLOCKS).for_each(|_| (self.work)());
        let nanos = start.elapsed().as_secs_f64() * 1e9;
        self.least = self.least.min(nanos / (BLOCKS * BLOCK) as f64);
    }
}

/// Times all rows in turn, over and over: a shared machine that is slow for seconds is so for all of them.
pub fn race(rows: &mut [Row]) {
    for _ in 0..ROUNDS {
        for row in rows.iter_mut() {
            row.own.run();
            if let Some((_, peer)) = &mut row.peer {
                peer.run();
            }
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

impl Row {
    /// Foldback's work against a peer's.
    pub fn against(work: impl Into<String>, peer: &str, own: Work, other: Work) -> Self {
        let peer = Some((peer.to_owned(), Candidate::new(other)));
        Self { work: work.into(), own: Candidate::new(own), peer }
    }

    /// Work that no published crate does.
    pub fn alone(work: impl Into<String>, own: Work) -> Self {
        Self { work: work.into(), own: Candidate::new(own), peer: None }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (work, own) = (&self.work, self.own.least);
        match &self.peer {
            Some((name, Candidate { least, .. })) => {
                write!(f, "| {work} | {own:.1} | {least:.1} | {name} | {:.1} |", least / own)
            }
            None => write!(f, "| {work} | {own:.1} | | | |"),
        }
    }
}

/// Which machine, compiler and day.
pub fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let model = model.trim_start_matches(['\t', ' ', ':']).to_owned();
    // Servers hide behind one name what differs by half.
    let number =
        |name| cpu.lines().find_map(|line| line.strip_prefix(name)?.split(": ").nth(1)).unwrap_or("?");
    let (family, number) = (number("cpu family"), number("model\t"));
    let compiler = std::process::Command::new("rustc").arg("--version").output();
    let compiler =
        compiler.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default();
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / 86_400);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{model} (family {family}, model {number}), {cores} cores, {}, {compiler}, {}.",
        foldback_wide(),
        date(days)
    )
}

/// The widest registers that are used.
fn foldback_wide() -> &'static str {
    match foldback::dsp::simd::Machine::here().size().0 {
        4 => "AVX-512",
        2 => "AVX2",
        _ => "plain registers",
    }
}

/// The day of the Gregorian calendar, so many days after 1970 (Hinnant, "chrono-compatible low-level date algorithms").
fn date(days: u64) -> String {
    let z = days + 719_468;
    let era = z / 146_097;
    let day = z % 146_097;
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let rest = day - (365 * year + year / 4 - year / 100);
    let month = (5 * rest + 2) / 153;
    let (d, m) = (rest - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    format!("{}-{m:02}-{d:02}", year + era * 400 + u64::from(m <= 2))
}
