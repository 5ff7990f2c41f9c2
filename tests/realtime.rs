//! The audio plane under guard: it plays while presets, stages, knobs and slots change, and touches neither heap nor
//! log. Its own binary, because the guard is the allocator of the whole process.

use std::process::Command as Process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use foldback::control::command::Command;
use foldback::control::desk::Desk;
use foldback::control::mixer::Mixer;
use foldback::control::setup::Setup;
use foldback::engine::doorway::Processor;
use foldback::engine::slot::Place;
use foldback::io::feed::Feed;
use foldback::io::input;
use foldback::io::plane::berth::Berth;
use foldback::io::plane::clocks::bridge::bridge;
use foldback::io::plane::clocks::status::LockState;
use foldback::io::plane::driver::{Driver, Inlet, Pace};
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};
use ringbuf::HeapRb;
use ringbuf::traits::{Producer, Split};
use tracing::span;

#[global_allocator]
static GUARD: AllocDisabler = AllocDisabler;

/// Everything a front end may ask for, twice round.
const SCRIPT: &str = "b; load a earbud; set level 120; load a iem-silicone; seal a 0; load b ciem-acrylic; seal b 30 70; seal b 40; toggle; stage none; \
    load a one-ear-out; set ceiling 90; stage drummer-at-kit; mute; load b anc-earbud-on; unmute; stage off; \
    nudge stage-level 6; stage on; load a iem-broken-seal; nudge level -10; a; load b reference; seal a 75; \
    set full-scale 110; set balance -6; set bodypack 100; load a iem-foam; seal a left 10; seal a right 20; \
    load a wedge; set bodypack 140; ch 1 gain -6; ch 1 voice off; ch 2 voice on; ch 3 pan 50; ch 4 solo; \
    ch 4 unsolo; ch 5 polarity -; ch 2 mute; ch 2 unmute; ch 2 voice off; ch 1 voice on; ch 6 name last; stage crowd-roar; toggle";

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
    let berth = Berth::new(Box::new(Driver::new(processor, Some(inlet))));

    let stop = Arc::new(AtomicBool::new(false));
    let frames = Arc::new(AtomicU64::new(0));
    let (stopped, made) = (Arc::clone(&stop), Arc::clone(&frames));
    let audio = std::thread::spawn(move || {
        let mut samples = vec![0.0f32; 2 * 5000];
        let mut loudest = 0.0f32;
        // Callbacks of every length, also none and longer than any scratch.
        let mut pass = berth.pass();
        for (n, length) in [64, 32, 1, 17, 0, 5000, 480, 33].into_iter().cycle().enumerate() {
            if stopped.load(SeqCst) {
                break;
            }
            // Every second or so another stream takes over.
            if n % 80 == 79 {
                pass = berth.pass();
            }
            let block = &mut samples[..2 * length];
            assert_no_alloc(|| {
                pass.with(|driver, first| {
                    if first {
                        driver.resume();
                    }
                    driver.fill(block);
                });
            });
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

/// A sine of 50 Hz, in the monitor mix and as own voice, while the seal goes from 100 to 0 and back, 20 commands a
/// second. The monitor shows the leak's section, the voice the filters that every path around the device has.
#[test]
fn a_seal_that_moves_is_heard_as_one_movement() {
    const COMMAND: usize = 2_400;
    let rate = SampleRate(48_000);
    let setup = Setup {
        device: ["iem-foam".into(), "iem-foam".into()],
        stage: "none".into(),
        own_voice: vec![0],
        ..Setup::default()
    };
    let open = |setup: &Setup| {
        Desk::open(Library::shipped().unwrap(), setup, input::live_strips(1), Seconds(0.0), rate).unwrap()
    };
    let w = std::f64::consts::TAU * 50.0 / rate.hz();
    let mut clock = 0u32;
    let mut play = |desk: &mut Desk, processor: &mut Processor, heard: &mut [Vec<f64>; 2], frames: usize| {
        for _ in 0..frames / 480 {
            let input: Vec<f32> =
                (clock..clock + 480).map(|n| (0.1 * (w * f64::from(n)).sin()) as f32).collect();
            clock += 480;
            let [monitor, voice] = heard;
            assert_no_alloc(|| {
                processor.process(&input, 480, |_, parts| {
                    monitor.extend(parts.monitor.iter().map(|frame| frame[0]));
                    voice.extend(parts.voice.iter().map(|frame| frame[0]));
                });
            });
            desk.service();
        }
    };
    let (mut desk, mut processor) = open(&setup);
    let room = || Vec::with_capacity(400_000);
    let mut settling = [room(), room()];
    play(&mut desk, &mut processor, &mut settling, 48_000);
    let mut heard = [room(), room()];
    let way = (0..=40).rev().chain(1..=40).map(|step| f64::from(step) * 2.5);
    for percent in way {
        desk.apply(&Command::Seal(Place::A, [Some(percent); 2])).unwrap();
        play(&mut desk, &mut processor, &mut heard, COMMAND);
    }
    // Level of each period, dB, and where the way turns: half-way, where the seal is gone.
    let periods = |x: &[f64]| -> Vec<f64> {
        x.chunks_exact(960).map(|p| 10.0 * p.iter().map(|x| x * x).sum::<f64>().log10()).collect()
    };
    for (sound, before, what) in [(&heard[0], &settling[0], "monitor"), (&heard[1], &settling[1], "voice")] {
        let most = sound.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        let step = sound.windows(2).map(|x| (x[1] - x[0]).abs()).fold(0.0, f64::max) / most;
        let bend = sound.windows(3).map(|x| (x[2] - 2.0 * x[1] + x[0]).abs()).fold(0.0, f64::max) / most;
        println!("{what}: steepest step {:.3} of the sine's own, bend {bend:.1e}", step / w);
        assert!(step < 1.05 * w, "{what}: a step of {:.3} times the sine's own", step / w);
        assert!(bend < 1e-3, "{what}: a bend of {bend:.1e}, a click");
        let levels = periods(sound);
        let turn = (0..levels.len()).min_by(|&a, &b| levels[a].total_cmp(&levels[b])).unwrap();
        let (down, up) = levels.split_at(turn);
        let against = down.windows(2).map(|l| l[1] - l[0]).chain(up.windows(2).map(|l| l[0] - l[1]));
        let dip = against.fold(0.0, f64::max);
        // The turn is command 40 of 81, at period 100; the level there is at most 0.3 s late.
        println!("{what}: {dip:.3} dB against its way, turns at {:.2} s", 0.02 * turn as f64);
        assert!(dip < 0.5, "{what}: {dip:.2} dB against its way");
        assert!((100..115).contains(&turn), "{what} turns at period {turn}");
        let (start, end) = (periods(before), levels.last().unwrap());
        assert!((start.last().unwrap() - end).abs() < 0.1, "{what}: back at {end:.2} dB");
    }
    // One command more: where it ends, and when.
    desk.apply(&Command::Seal(Place::A, [Some(25.0), None])).unwrap();
    let mut last = [room(), room()];
    play(&mut desk, &mut processor, &mut last, 24_000);
    assert!(desk.service(), "all has arrived");
    let (mut fresh, mut beside) = open(&Setup { seal_pct: [Some(25.0), None], ..setup });
    let mut want = [room(), room()];
    play(&mut fresh, &mut beside, &mut want, 48_000);
    for (sound, want) in last.iter().zip(&want) {
        let (levels, want) = (periods(sound), *periods(want).last().unwrap());
        assert!((levels.last().unwrap() - want).abs() < 0.02, "{:?} for {want}", levels.last());
        assert!((levels[14] - want).abs() < 0.5, "0.3 s later: {} for {want}", levels[14]);
    }
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

/// Capture and playback on clocks of their own, 300 ppm apart, in simulated time; capture stands still for a while, so
/// that every way through the bridge is gone: start, lock, underrun, coming back.
#[test]
fn two_clocks_are_bridged_and_the_heap_is_not_touched() {
    const FRAMES: usize = 256;
    let (from, to) = (SampleRate(44_100), SampleRate(48_000));
    let library = Library::shipped().unwrap();
    let setup = Setup::default();
    let (_desk, processor) = Desk::open(library, &setup, Mixer::live(&[0, 1]), Seconds(0.1), to).unwrap();
    let (mut ring, out) = HeapRb::<f32>::new(2 << 15).split();
    let (mut stamper, bridge) = bridge(2, from, to, FRAMES);
    let (capture, status) = (stamper.moment(), bridge.status());
    let [ended, failed] = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
    let pace = Pace::TwoClocks(Box::new(bridge));
    let mut driver = Driver::new(processor, Some(Inlet { ring: out, channels: 2, ended, failed, pace }));
    let (playback, counters) = (driver.moment().unwrap(), driver.counters());
    let (input, mut block) = (vec![0.1f32; 2 * FRAMES], vec![0.0f32; 2 * FRAMES]);
    let (mut captured, mut states) = (0.0, Vec::new());
    for n in 0..1200 {
        let now = f64::from(n) * FRAMES as f64 / to.hz();
        let stands_still = (3.0..3.2).contains(&now);
        assert_no_alloc(|| {
            playback.set((1e9 * (now + 1.0)) as u64);
            driver.fill(&mut block);
            // What the other clock has brought until the next block.
            while captured <= now {
                captured += FRAMES as f64 / (from.hz() * 1.0003);
                capture.set((1e9 * (captured + 1.0)) as u64);
                if !stands_still {
                    ring.push_slice(&input);
                    stamper.pushed(FRAMES);
                }
            }
        });
        let state = status.read().state;
        if states.last() != Some(&state) {
            states.push(state);
        }
    }
    let [missed, xruns] = [&counters.missed, &counters.xruns].map(|counter| counter.load(SeqCst));
    assert!(states.starts_with(&[LockState::Starting, LockState::Locking, LockState::Resync]), "{states:?}");
    assert!(
        states.ends_with(&[LockState::Locking]) && missed > 4000 && xruns == 1,
        "{states:?}, {missed} missed"
    );
    assert!(block.iter().all(|sample| sample.is_finite()) && block.iter().any(|&sample| sample != 0.0));
}
