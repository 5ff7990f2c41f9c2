//! The full chain through the doorway, as a live callback runs it: both slots, stage, shape, limiter, meters.
//! Criterion's "elements" are stereo frames.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foldback::control::desk::Desk;
use foldback::control::setup::Setup;
use foldback::engine::doorway::Processor;
use foldback::io::input;
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};

/// Frames per callback.
const BLOCK: usize = 64;

fn processor(device: &str, against: &str, stage: &str, rate: u32) -> (Desk, Processor) {
    let setup = Setup {
        device: [device.into(), device.into()],
        against: against.into(),
        stage: stage.into(),
        ..Setup::default()
    };
    let library = Library::shipped().expect("shipped presets are sound");
    Desk::open(library, &setup, input::live_strips(2), Seconds(0.0), SampleRate(rate))
        .expect("a session opens")
}

fn chain(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("chain");
    group
        .throughput(Throughput::Elements(BLOCK as u64))
        .measurement_time(Duration::from_secs(2))
        .sample_size(30);
    let music: Vec<f32> =
        (0..2 * BLOCK * 97).map(|i| ((i * 7919 % 65_537) as f32 / 32_768.0 - 1.0) * 0.2).collect();
    for (name, device, against, stage, rate) in [
        ("reference alone", "reference", "reference", "none", 48_000),
        ("iem-foam, earbud, stage", "iem-foam", "earbud", "vocal-with-wedges", 48_000),
        ("iem-foam, earbud, stage, 192 kHz", "iem-foam", "earbud", "vocal-with-wedges", 192_000),
    ] {
        let (_desk, mut processor) = processor(device, against, stage, rate);
        let mut blocks = music.chunks(2 * BLOCK).cycle();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let block = blocks.next().unwrap_or_default();
                processor.process(black_box(block), BLOCK, |limited, _| {
                    black_box(limited.frames());
                });
            });
        });
    }
    group.finish();
}

criterion_group!(benches, chain);
criterion_main!(benches);
