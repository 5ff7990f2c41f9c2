//! Time of every block per stereo frame, in calls of 64 frames at 48 kHz. One element is one frame.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foldback::dsp::biquad::{Biquad, Coeffs};
use foldback::dsp::cascade::Cascade;
use foldback::dsp::convolver::Convolver;
use foldback::dsp::crossfade::crossfade;
use foldback::dsp::delay::Delay;
use foldback::dsp::noise::{Noise, ShapedNoise};
use foldback::dsp::smoother::Ramp;
use foldback::dsp::{Block, Frame, SILENCE};
use foldback::units::{Db, Hz, SampleRate};

const RATE: SampleRate = SampleRate(48_000);

/// Frames in a call.
const CALL: usize = 64;

/// Frames of input that go round, so that nothing is learned by heart: a multiple of every partition.
const ROUND: usize = 65_536;

fn bell(hz: f64) -> [Coeffs; 2] {
    [1.0, -1.0].map(|sign| Coeffs::peaking(Hz(hz), Db(6.0 * sign), 1.4, RATE).expect("a plain bell"))
}

fn input() -> Vec<Frame> {
    let mut frames = vec![SILENCE; ROUND];
    Noise::new(1).fill(&mut frames);
    frames
}

fn response(length: usize) -> [Vec<f64>; 2] {
    let mut frames = vec![SILENCE; length];
    Noise::new(2).fill(&mut frames);
    let decay = |n: usize| (-6.0 * n as f64 / length as f64).exp() * 0.1;
    [0, 1].map(|ear| frames.iter().enumerate().map(|(n, f)| f[ear] * decay(n)).collect())
}

fn convolver(length: usize) -> Convolver {
    let [left, right] = response(length);
    Convolver::new(&left, &right, RATE)
}

fn time(c: &mut Criterion, name: &str, mut call: impl FnMut(&mut [Frame])) {
    let source = input();
    let mut calls = source.chunks_exact(CALL).cycle();
    let mut frames = [SILENCE; CALL];
    let mut group = c.benchmark_group("block");
    group.throughput(Throughput::Elements(CALL as u64));
    group.bench_function(name, |b| {
        b.iter(|| {
            if let Some(next) = calls.next() {
                frames.copy_from_slice(next);
            }
            call(&mut frames);
            black_box(&mut frames);
        });
    });
    group.finish();
}

fn time_block(c: &mut Criterion, name: &str, mut block: impl Block) {
    time(c, name, |frames| block.process(frames));
}

fn blocks(c: &mut Criterion) {
    time(c, "nothing", |_| ());
    let [left, right] = bell(1_000.0);
    time_block(c, "biquad", Biquad::new([left, right], RATE));
    for sections in [8, 20] {
        let bells: Vec<_> = (0..sections).map(|n| bell(40.0 * 1.35f64.powi(n))).collect();
        time_block(c, &format!("cascade {sections}"), Cascade::new(&bells, RATE));
    }
    for taps in [64, 512, 1_024, 4_096, 16_384, 65_536] {
        time_block(c, &format!("convolver {taps}"), convolver(taps));
    }
    time_block(c, "delay", Delay::new([48.0, 96.0], RATE));
    time_block(c, "delay, fractional", Delay::new([48.5, 96.25], RATE));
    let mut noise = Noise::new(3);
    time(c, "noise", |frames| noise.fill(frames));
    let [left, right] = response(4_096);
    let mut shaped = ShapedNoise::new(4, &left, &right, RATE);
    time(c, "shaped noise 4096", |frames| shaped.fill(frames));
    let other = [[0.5; 2]; CALL];
    let ramp = Ramp { start: 0.2, step: 0.01 };
    time(c, "crossfade", |frames| crossfade(frames, &other, ramp, 0));
}

criterion_group!(benches, blocks);
criterion_main!(benches);
