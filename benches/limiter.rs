//! Cost of the limiter, per block of 64 frames: the same for music, noise 40 dB over and silence.
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use foldback::dsp::Frame;
use foldback::dsp::follower::{FAST, Follower};
use foldback::dsp::limiter::{Limiter, Settings};
use foldback::dsp::true_peak::TruePeak;
use foldback::dsp::weighting::{Curve, Weighting};
use foldback::dsp::{Block, SILENCE};
use foldback::units::SampleRate;

const BLOCK: usize = 64;

fn noise(peak: f64) -> [Frame; BLOCK] {
    let mut state = 1u64;
    std::array::from_fn(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let x = ((state >> 11) as f64 / (1u64 << 52) as f64 - 1.0) * peak;
        [x, -0.7 * x]
    })
}

fn blocks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("64 frames");
    group.throughput(Throughput::Elements(BLOCK as u64));
    for (name, input) in [("below", noise(0.2)), ("40 dB over", noise(50.0)), ("silence", [SILENCE; BLOCK])] {
        for rate in [44_100, 48_000, 96_000, 192_000] {
            let mut limiter = Limiter::new(Settings::new([0.5; 2]), SampleRate(rate));
            group.bench_function(format!("limiter, {rate} Hz, {name}"), |bench| {
                bench.iter_batched_ref(
                    || input,
                    |frames| limiter.process(frames).frames()[0],
                    BatchSize::SmallInput,
                );
            });
        }
    }
    let mut meter = TruePeak::new();
    group.bench_function("true-peak meter", |bench| bench.iter(|| meter.feed(&noise(0.5))));
    let mut weighting = Weighting::new(Curve::A, SampleRate(48_000));
    group.bench_function("A weighting", |bench| {
        bench.iter_batched_ref(|| noise(0.5), |frames| weighting.process(frames), BatchSize::SmallInput);
    });
    let mut follower = Follower::new(FAST, SampleRate(48_000));
    let input = noise(0.5);
    group.bench_function("follower", |bench| bench.iter(|| follower.feed(std::hint::black_box(&input))));
    group.finish();
}

criterion_group!(benches, blocks);
criterion_main!(benches);
