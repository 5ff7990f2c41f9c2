//! The audio plane under guard: it plays while presets, stages, knobs and slots change, and touches neither heap nor
//! log. Its own binary, because the guard is the allocator of the whole process.

use std::process::Command as Process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use foldback::control::command::Command;
use foldback::control::desk::Desk;
use foldback::control::setup::Setup;
use foldback::io::driver::Driver;
use foldback::io::feed::Feed;
use foldback::io::input;
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};
use tracing::span;

#[global_allocator]
static GUARD: AllocDisabler = AllocDisabler;

/// Everything a front end may ask for, twice round.
const SCRIPT: &str = "b; load a earbud; set level 120; load a iem-silicone; seal a 0; load b ciem-acrylic; seal b 40; toggle; stage none; \
    load a one-ear-out; set ceiling 90; stage drummer-at-kit; mute; load b anc-earbud-on; unmute; stage off; \
    nudge stage-level 6; stage on; load a iem-broken-seal; nudge level -10; a; load b reference; seal a 75; \
    set full-scale 110; load a wedge; stage crowd-roar; toggle";

#[test]
fn presets_change_while_it_plays_and_the_heap_is_not_touched() {
    let mut stems = input::open(&["demo".into()], None).unwrap();
    stems.set_loop(true);
    let strips = input::strips(stems.channels());
    let setup = Setup { own_voice: vec![0], ..Setup::default() };
    let library = Library::shipped().unwrap();
    let rate = SampleRate(48_000);
    let (mut desk, processor) = Desk::open(library, &setup, strips, Seconds(0.1), rate).unwrap();
    let (feed, inlet) = Feed::start(stems);
    let mut driver = Driver::new(processor, Some(inlet));

    let stop = Arc::new(AtomicBool::new(false));
    let frames = Arc::new(AtomicU64::new(0));
    let (stopped, made) = (Arc::clone(&stop), Arc::clone(&frames));
    let audio = std::thread::spawn(move || {
        let mut samples = vec![0.0f32; 2 * 5000];
        let mut loudest = 0.0f32;
        // Callbacks of every length, also none and longer than any scratch.
        for length in [64, 32, 1, 17, 0, 5000, 480, 33].into_iter().cycle() {
            if stopped.load(SeqCst) {
                break;
            }
            let block = &mut samples[..2 * length];
            assert_no_alloc(|| driver.fill(block));
            assert!(block.iter().all(|sample| sample.is_finite()));
            loudest = block.iter().fold(loudest, |most, sample| most.max(sample.abs()));
            made.fetch_add(length as u64, SeqCst);
        }
        loudest
    });
    for command in SCRIPT.split(';').chain(SCRIPT.split(';')) {
        desk.apply(&Command::parse(command).unwrap()).unwrap_or_else(|error| panic!("{command}: {error}"));
        let patience = Instant::now() + Duration::from_secs(20);
        while !desk.service() {
            assert!(Instant::now() < patience, "{command}: never arrived");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    stop.store(true, SeqCst);
    let loudest = audio.join().unwrap();
    feed.finish().unwrap();
    assert!(frames.load(SeqCst) > 48_000, "{} frames played", frames.load(SeqCst));
    assert!(loudest > 0.0, "it was silent");
}

/// Fails on any event or span: nobody may log here.
struct NoLog;

impl tracing::Subscriber for NoLog {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        panic!("a span on the audio plane")
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        panic!("a log line on the audio plane: {event:?}")
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[test]
fn nan_infinity_and_missing_input_are_counted_and_never_logged() {
    let setup = Setup { device: ["earbud".into(), "iem-foam".into()], ..Setup::default() };
    let strips = input::live_strips(2);
    let library = Library::shipped().unwrap();
    let rate = SampleRate(44_100);
    let (mut desk, mut processor) = Desk::open(library, &setup, strips, Seconds(0.0), rate).unwrap();
    let rubbish: Vec<f32> = (0..2 * 4410)
        .map(|i| [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e38, f32::MIN_POSITIVE][i % 5])
        .collect();
    let mut worst = 0.0f64;
    tracing::subscriber::with_default(NoLog, || {
        assert_no_alloc(|| {
            for _ in 0..5 {
                processor.process(&rubbish, 4410, |limited, _| {
                    for sample in limited.frames().as_flattened() {
                        worst = if sample.is_finite() { worst.max(sample.abs()) } else { f64::INFINITY };
                    }
                });
            }
            // Half the samples are missing, then all of them.
            processor.process(&rubbish[..4410], 4410, |_, _| {});
            processor.process(&[], 44_100, |_, _| {});
        });
    });
    desk.service();
    assert_eq!(desk.meters().faults, 5 * 4410 * 2 * 3 / 5 + 4410 * 3 / 5, "three in five are no numbers");
    assert!(worst <= 0.1258, "1e38 stays under the ceiling of 105 dB SPL: {worst}");
    let ambience = desk.meters().slots[0].ear.fast.now;
    assert!(ambience.iter().all(|level| level.is_finite() && *level > 0.0), "it recovers: {ambience:?}");
}

#[test]
#[ignore = "the guard aborts the process: run by the_guard_is_alive in one of its own"]
fn heap_use_under_the_guard() {
    assert_no_alloc(|| drop(std::hint::black_box(vec![1.0; 8])));
}

#[test]
#[cfg(debug_assertions)]
fn the_guard_is_alive() {
    let output = Process::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "heap_use_under_the_guard"])
        .output()
        .unwrap();
    assert!(!output.status.success(), "heap use went unseen");
}
