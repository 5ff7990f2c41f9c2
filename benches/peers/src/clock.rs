//! Timing, and how it is said.

use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Frames of a block.
pub const BLOCK: usize = 64;
/// Blocks of one measurement, and measurements of each candidate.
const BLOCKS: usize = 300;
const ROUNDS: usize = 60;

/// A line of the table.
pub struct Row {
    work: String,
    own: f64,
    peer: Option<(String, f64)>,
}

/// One candidate: does a block's work.
pub type Work = Box<dyn FnMut()>;

/// Nanoseconds per frame of each candidate, least of interleaved rounds.
pub fn race(mut candidates: Vec<Work>) -> Vec<f64> {
    let mut least = vec![f64::INFINITY; candidates.len()];
    for _ in 0..ROUNDS {
        for (work, least) in candidates.iter_mut().zip(&mut least) {
            let start = Instant::now();
            (0..BLOCKS).for_each(|_| work());
            let nanos = start.elapsed().as_secs_f64() * 1e9;
            *least = least.min(nanos / (BLOCKS * BLOCK) as f64);
        }
        // Others get their turn before the next round, so that one bad stretch does not hit a whole race.
        std::thread::sleep(Duration::from_millis(2));
    }
    least
}

impl Row {
    /// Foldback's work against a peer's.
    pub fn against(work: impl Into<String>, peer: &str, own: Work, other: Work) -> Self {
        let found = race(vec![own, other]);
        Self { work: work.into(), own: found[0], peer: Some((peer.to_owned(), found[1])) }
    }

    /// Work that no published crate does.
    pub fn alone(work: impl Into<String>, own: Work) -> Self {
        Self { work: work.into(), own: race(vec![own])[0], peer: None }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { work, own, peer } = self;
        match peer {
            Some((name, nanos)) => {
                write!(f, "| {work} | {own:.1} | {nanos:.1} | {name} | {:.1} |", nanos / own)
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
