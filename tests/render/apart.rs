//! The engine in three parts on threads of their own: the same file, the same figures, the same endings as in one piece.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use foldback::control::desk::Desk;
use foldback::control::setup::Setup;
use foldback::engine::meters::Meters;
use foldback::io::IoErrorKind;
use foldback::io::clock::{ClockHost, Observer};
use foldback::io::error::IoError;
use foldback::io::host::{Ending, Host, Running, State};
use foldback::io::input;
use foldback::io::outlet::{FileEnd, Outlet, Tap};
use foldback::io::plane::driver::{Driver, Inlet, Pace};
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};
use ringbuf::HeapRb;
use ringbuf::traits::{Producer, Split};

use crate::sound::noise;

const RATE: SampleRate = SampleRate(48_000);

/// What is rendered, and how.
struct Job {
    setup: Setup,
    frames: usize,
    block: usize,
    tap: Option<Tap>,
    /// Whether the source says that nothing more will come, and that it broke off.
    source: [bool; 2],
}

/// A folder with nothing but what was rendered.
struct Folder(tempfile::TempDir);

impl Job {
    fn new(device: [&str; 2], stage: &str, frames: usize, block: usize) -> Self {
        let setup = Setup {
            device: device.map(str::to_owned),
            stage: stage.to_owned(),
            own_voice: vec![1],
            alone: device[0] != "earbud",
            ..Setup::default()
        };
        Self { setup, frames, block, tap: None, source: [true, false] }
    }

    /// Starts it into `path`.
    fn start(&self, path: &Path, apart: bool, observer: Option<Observer>) -> (Desk, Box<dyn Running>) {
        let library = Library::shipped().unwrap();
        let strips = input::live_strips(2);
        let (desk, processor) = Desk::open(library, &self.setup, strips, Seconds(0.0), RATE).unwrap();
        let (mut ring, out) = HeapRb::new((2 * self.frames).max(1)).split();
        let samples: Vec<f32> = noise(1, 2 * self.frames, 0.5).iter().map(|x| *x as f32).collect();
        assert_eq!(ring.push_slice(&samples), samples.len());
        let [ended, failed] = self.source.map(|flag| Arc::new(AtomicBool::new(flag)));
        let inlet = Inlet { ring: out, channels: 2, ended, failed, pace: Pace::Files };
        let file = FileEnd::create(path, RATE).unwrap();
        let host = ClockHost {
            rate: RATE,
            block: self.block,
            paced: false,
            limit: None,
            apart,
            outlet: match self.tap {
                None => Outlet::Playback(file),
                Some(tap) => Outlet::Measurement(tap, file),
            },
            observer,
            name: "file".into(),
        };
        (desk, Box::new(host).start(Driver::new(processor, Some(inlet))).unwrap())
    }

    /// Renders: the file if there is one, and what was measured.
    fn render(&self, apart: bool) -> (Option<Vec<u8>>, Result<Meters, IoError>) {
        let folder = Folder::new();
        let (_desk, running) = self.start(&folder.out(), apart, None);
        let ended = end(running);
        (folder.only(), ended.map(|meters| measured(meters.unwrap())))
    }
}

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("out.wav")
    }

    /// The file that was rendered, when nothing else is there.
    fn only(&self) -> Option<Vec<u8>> {
        let names = fs::read_dir(self.0.path()).unwrap().count();
        let bytes = fs::read(self.out()).ok();
        assert_eq!(names, usize::from(bytes.is_some()), "something was left behind");
        bytes
    }
}

/// Waits for a run to end by itself.
fn end(running: Box<dyn Running>) -> Result<Option<Meters>, IoError> {
    let patience = Instant::now() + Duration::from_secs(120);
    while running.state() == State::Running {
        assert!(Instant::now() < patience, "it does not end");
        std::thread::sleep(Duration::from_millis(1));
    }
    running.stop(Ending::Keep)
}

/// The meters less what depends on when somebody looked.
fn measured(mut meters: Meters) -> Meters {
    (meters.limiter_gain, meters.slow_gain, meters.unwatched) = (1.0, 1.0, 0);
    meters.load = Meters::default().load;
    meters.channels.iter_mut().for_each(|channel| channel.peak = 0.0);
    meters
}

fn agree(job: &Job, how: &str) {
    let [(one, whole), (three, apart)] = [false, true].map(|apart| job.render(apart));
    assert!(one.is_some() && one == three, "{how}: the files differ");
    let (whole, apart) = (whole.unwrap(), apart.unwrap());
    assert_eq!(whole.frame, job.frames as u64, "{how}");
    assert!(whole == apart, "{how}: the meters differ");
}

#[test]
fn every_kind_of_device_and_stage_gives_the_same_file_and_figures_in_three_parts() {
    for (device, stage) in [
        (["iem-foam"; 2], "vocal-with-wedges"),
        (["earbud"; 2], "drummer-at-kit"),
        (["one-ear-out"; 2], "crowd-roar"),
        (["anc-over-ear-on", "open-ear"], "nightclub-dancefloor"),
        (["reference"; 2], "none"),
    ] {
        for block in [17, 64, 4096, 65_536] {
            agree(&Job::new(device, stage, 40_007, block), &format!("{device:?}, {stage}, {block}"));
        }
    }
    agree(&Job::new(["iem-foam"; 2], "vocal-with-wedges", 5_003, 1), "calls of one frame");
    for tap in [Tap::Ear, Tap::Monitor, Tap::Ambience, Tap::Voice] {
        let job = Job { tap: Some(tap), ..Job::new(["ciem-acrylic"; 2], "crowd-roar", 20_000, 64) };
        agree(&job, &format!("{tap:?}"));
    }
}

#[test]
fn a_file_of_any_length_comes_out_whole_in_three_parts() {
    for frames in [0, 1, 31, 32, 33, 2047, 2048, 2049, 12_289] {
        agree(&Job::new(["iem-foam"; 2], "vocal-with-wedges", frames, 4096), &format!("{frames} frames"));
    }
}

#[test]
fn an_observer_sees_the_same_frames_in_three_parts() {
    let [one, three] = [false, true].map(|apart| {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let seeing = Arc::clone(&seen);
        let observer: Observer = Box::new(move |parts| {
            let frames = parts.monitor.iter().chain(parts.ambience).chain(parts.voice).chain(parts.ear);
            seeing.lock().unwrap().extend(frames.flatten().map(|x| x.to_bits()));
        });
        let job = Job::new(["earbud"; 2], "vocal-with-wedges", 5_000, 100);
        let (_desk, running) = job.start(&Folder::new().out(), apart, Some(observer));
        // Its folder is gone by now: the file cannot take its name, which is no matter here.
        let _ = end(running);
        Arc::try_unwrap(seen).unwrap().into_inner().unwrap()
    });
    assert_eq!(one.len(), 5_000 * 8);
    assert!(one == three);
}

#[test]
fn a_source_that_breaks_off_leaves_no_file() {
    for frames in [0, 10, 10_000] {
        let job = Job { source: [true, true], ..Job::new(["iem-foam"; 2], "none", frames, 64) };
        let (file, ended) = job.render(true);
        assert!(file.is_none() && ended.is_ok(), "{frames}: the source says why");
    }
}

#[test]
fn a_source_that_stands_still_can_be_left() {
    let folder = Folder::new();
    let job = Job { source: [false; 2], ..Job::new(["iem-foam"; 2], "none", 10_000, 4096) };
    let (_desk, running) = job.start(&folder.out(), true, None);
    // Two calls and no third, of which the trays that are full have gone through.
    while running.counters().made.load(SeqCst) < 6_000 {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(running.state(), State::Running);
    running.stop(Ending::Discard).unwrap();
    assert!(folder.only().is_none());
}

#[test]
fn a_thread_that_dies_ends_the_others_and_leaves_no_file() {
    for at in [0, 1, 5_000] {
        let folder = Folder::new();
        let frames = AtomicU64::new(0);
        let observer: Observer = Box::new(move |parts| {
            assert!(frames.fetch_add(parts.ear.len() as u64, SeqCst) < at, "as the test wants it");
        });
        let job = Job::new(["iem-foam"; 2], "none", 1_000_000, 64);
        let (_desk, running) = job.start(&folder.out(), true, Some(observer));
        assert!(end(running).is_err());
        assert!(folder.only().is_none());
    }
}

const FULL_DISK: &str = "FOLDBACK_TEST_FULL_DISK";

/// The child of the next test: runs under a file size limit.
#[test]
#[ignore = "run by a_full_disk_ends_all_three_parts_and_leaves_nothing"]
fn renders_more_than_there_is_room_for() {
    let Ok(folder) = std::env::var(FULL_DISK) else { return };
    // The limit is met while they run, or with the last buffer at the end.
    for frames in [1_000_000, 2_100] {
        let job = Job::new(["iem-foam"; 2], "none", frames, 64);
        let (_desk, running) = job.start(&Path::new(&folder).join("out.wav"), true, None);
        let made = Arc::clone(running.counters());
        let error = end(running).expect_err("the disk is full by now");
        assert_eq!(error.kind(), IoErrorKind::DiskFull);
        assert!(made.made.load(SeqCst) < 500_000, "they stop when the writer does");
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_all_three_parts_and_leaves_nothing() {
    let folder = Folder::new();
    let status = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 32; exec \"$0\" --ignored --exact \"$1\""])
        .arg(std::env::current_exe().unwrap())
        .arg("apart::renders_more_than_there_is_room_for")
        .env(FULL_DISK, folder.0.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&status.stdout);
    assert!(status.status.success() && said.contains("1 passed"), "{said}");
    assert!(folder.only().is_none());
}
