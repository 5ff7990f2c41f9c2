//! How evenly long convolutions spread their work: the worst block against the median one, in calls of 64 frames at
//! 48 kHz. A shared machine interrupts: the same blocks are replayed, and for each its fastest time counts.

use std::hint::black_box;
use std::time::Instant;

use foldback::dsp::convolver::Convolver;
use foldback::dsp::noise::Noise;
use foldback::dsp::{Block, Frame, SILENCE};
use foldback::units::SampleRate;

const CALL: usize = 64;

/// Frames that are replayed: a multiple of every partition.
const ROUND: usize = 65_536;

/// Times they are replayed.
const ROUNDS: usize = 24;

fn noise(seed: u64, length: usize) -> Vec<Frame> {
    let mut frames = vec![SILENCE; length];
    Noise::new(seed).fill(&mut frames);
    frames
}

fn main() {
    println!("  taps   ns/frame   median block   worst block   worst / median");
    let source = noise(1, ROUND);
    for taps in [64, 512, 1_024, 4_096, 16_384, 65_536, 96_000] {
        let response = noise(2, taps);
        let decay = |n: usize| (-6.0 * n as f64 / taps as f64).exp() * 0.1;
        let [left, right] =
            [0, 1].map(|ear| response.iter().enumerate().map(|(n, f)| f[ear] * decay(n)).collect::<Vec<_>>());
        let mut convolver = Convolver::new(&left, &right, SampleRate(48_000));
        let mut fastest = vec![f64::INFINITY; ROUND / CALL];
        let mut frames = [SILENCE; CALL];
        // The first round fills the memory of the response.
        for round in 0..=ROUNDS {
            for (block, fastest) in source.chunks_exact(CALL).zip(&mut fastest) {
                frames.copy_from_slice(block);
                let start = Instant::now();
                convolver.process(black_box(&mut frames));
                let time = start.elapsed().as_secs_f64() * 1e9;
                if round > 0 {
                    *fastest = time.min(*fastest);
                }
            }
        }
        let frame = fastest.iter().sum::<f64>() / ROUND as f64;
        fastest.sort_by(f64::total_cmp);
        let [median, worst] = [fastest[fastest.len() / 2], fastest[fastest.len() - 1]];
        println!("{taps:6} {frame:10.2} {median:11.0} ns {worst:10.0} ns {:16.3}", worst / median);
    }
}
