//! How evenly the work is spread: the worst block against the median one, in calls of 64 frames at 48 kHz. A shared
//! machine interrupts: the same blocks are replayed, and for each its fastest time counts.

use std::hint::black_box;
use std::time::{Duration, Instant};

use foldback::control::desk::Desk;
use foldback::control::setup::Setup;
use foldback::dsp::convolver::Convolver;
use foldback::dsp::noise::Noise;
use foldback::dsp::{Block, Frame, SILENCE};
use foldback::engine::doorway::Processor;
use foldback::io::input;
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};

const RATE: SampleRate = SampleRate(48_000);
const CALL: usize = 64;

/// Frames that are replayed: a multiple of every partition, and of what lies between two looks at the meters.
const ROUND: usize = 65_536;

/// Times they are replayed.
const ROUNDS: usize = 100;

/// After every tenth: a shared machine that is slow for seconds is not so for all.
const PAUSE: Duration = Duration::from_millis(400);

fn noise(seed: u64, length: usize) -> Vec<Frame> {
    let mut frames = vec![SILENCE; length];
    Noise::new(seed).fill(&mut frames);
    frames
}

/// Replays the blocks and prints one line; what is done between two of them is not timed.
fn spread(name: &str, mut call: impl FnMut(&[Frame]), mut between: impl FnMut()) {
    let source = noise(1, ROUND);
    let mut fastest = vec![f64::INFINITY; ROUND / CALL];
    // The first round fills every memory.
    for round in 0..=ROUNDS {
        for (block, fastest) in source.chunks_exact(CALL).zip(&mut fastest) {
            let start = Instant::now();
            call(black_box(block));
            let time = start.elapsed().as_secs_f64() * 1e9;
            if round > 0 {
                *fastest = time.min(*fastest);
            }
            between();
        }
        // Whoever slept finds cold memories: the first block must be met without that, too.
        if round % 10 == 0 {
            std::thread::sleep(PAUSE);
        }
    }
    let frame = fastest.iter().sum::<f64>() / ROUND as f64;
    fastest.sort_by(f64::total_cmp);
    let [median, worst] = [fastest[fastest.len() / 2], fastest[fastest.len() - 1]];
    println!("| {name} | {frame:.1} | {:.1} | {:.1} | {:.3} |", median / 1e3, worst / 1e3, worst / median);
}

fn convolver(taps: usize) {
    let response = noise(2, taps);
    let decay = |n: usize| (-6.0 * n as f64 / taps as f64).exp() * 0.1;
    let [left, right] =
        [0, 1].map(|ear| response.iter().enumerate().map(|(n, f)| f[ear] * decay(n)).collect::<Vec<_>>());
    let mut convolver = Convolver::new(&left, &right, RATE);
    let mut frames = [SILENCE; CALL];
    let call = |block: &[Frame]| {
        frames.copy_from_slice(block);
        convolver.process(&mut frames);
        black_box(&frames);
    };
    spread(&format!("FIR of {taps} taps"), call, || ());
}

fn engine(device: &str, against: &str, stage: &str) -> (Desk, Processor) {
    let setup = Setup {
        device: [device.into(), device.into()],
        against: against.into(),
        stage: stage.into(),
        ..Setup::default()
    };
    let library = Library::shipped().expect("shipped presets are sound");
    Desk::open(library, &setup, input::live_strips(2), Seconds(0.0), RATE).expect("a session opens")
}

/// The whole engine as a callback runs it; its meters are read between the blocks.
fn chain(device: &str, against: &str, stage: &str) {
    let (mut desk, mut processor) = engine(device, against, stage);
    let mut capture = [0.0f32; 2 * CALL];
    let call = |block: &[Frame]| {
        for (to, x) in capture.iter_mut().zip(block.as_flattened()) {
            *to = (0.1 * x) as f32;
        }
        processor.process(&capture, CALL, |limited, _| {
            black_box(limited.frames());
        });
    };
    let name = format!("{device} against {against}, stage {stage}");
    spread(&name, call, || {
        desk.service();
    });
}

/// What a minute that dies away costs, second by second: numbers too small to be normal would cost a hundredfold.
fn tail(device: &str, against: &str, stage: &str) {
    const SECOND: usize = 750;
    let music = noise(1, SECOND * CALL);
    let mut fastest = [f64::INFINITY; 61];
    for _ in 0..5 {
        let (mut desk, mut processor) = engine(device, against, stage);
        for (second, fastest) in fastest.iter_mut().enumerate() {
            let gain = if second == 0 { 0.1 } else { 0.0 };
            let start = Instant::now();
            for block in music.chunks_exact(CALL) {
                let capture: [f32; 2 * CALL] =
                    std::array::from_fn(|i| (gain * block.as_flattened()[i]) as f32);
                processor.process(black_box(&capture), CALL, |limited, _| {
                    black_box(limited.frames());
                });
            }
            *fastest = fastest.min(start.elapsed().as_secs_f64() * 1e9 / (SECOND * CALL) as f64);
            desk.service();
        }
    }
    let [music, silence @ ..] = fastest;
    let dearest = silence.iter().copied().fold(0.0, f64::max);
    println!(
        "\nA second of noise through {device} against {against} costs {music:.1} ns a frame; of the minute of silence \
         after it the dearest second {dearest:.1}."
    );
}

fn main() {
    println!(
        "\n## Worst block\n\nCalls of 64 frames; of {ROUNDS} replays of the same blocks the fastest time of each.\n"
    );
    println!(
        "| work | ns a frame | median block, µs | worst block, µs | worst / median |\n|---|---|---|---|---|"
    );
    for taps in [64, 512, 1_024, 4_096, 16_384, 65_536, 96_000] {
        convolver(taps);
    }
    chain("reference", "reference", "none");
    chain("iem-foam", "earbud", "vocal-with-wedges");
    chain("open-back", "ciem-acrylic", "drummer-at-kit");
    tail("iem-foam", "earbud", "none");
}
