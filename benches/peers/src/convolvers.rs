//! Impulse responses without delay, both ears with their own.

use std::hint::black_box;

use fft_convolver::{FFTConvolver, TwoStageFFTConvolver};
use foldback::dsp::Block;
use foldback::dsp::convolver::Convolver;
use foldback::units::SampleRate;

use crate::clock::{BLOCK, Row, Work};
use crate::filters::noise;

/// From this length on the peer has two stages.
const LONG: usize = 16_384;

pub fn response(taps: usize, ear: f64) -> Vec<f64> {
    let decay = 6.9 / taps as f64;
    (0..taps)
        .map(|n| ((n * 7919 % 65_537) as f64 / 32_768.0 - 1.0) * (-decay * n as f64).exp() * ear)
        .collect()
}

pub fn own(taps: usize) -> Work {
    let mut convolver = Convolver::new(&response(taps, 0.1), &response(taps, 0.09), SampleRate(48_000));
    let input = noise();
    Box::new(move || {
        let mut frames = input;
        convolver.process(&mut frames);
        black_box(&frames);
    })
}

pub fn peer(taps: usize) -> Work {
    let single = |ear| response(taps, ear).iter().map(|&h| h as f32).collect::<Vec<f32>>();
    let input = noise().map(|frame| frame.map(|x| x as f32));
    let ears: [Vec<f32>; 2] = [0, 1].map(|ear| input.iter().map(|frame| frame[ear]).collect());
    let mut out = [[0.0f32; BLOCK]; 2];
    if taps < LONG {
        let mut both = [0.1, 0.09].map(|ear| {
            let mut convolver = FFTConvolver::<f32>::default();
            convolver.init(BLOCK, &single(ear)).expect("a plain response");
            convolver
        });
        return Box::new(move || {
            for ((convolver, x), y) in both.iter_mut().zip(&ears).zip(&mut out) {
                convolver.process(x, y).expect("equal lengths");
            }
            black_box(&out);
        });
    }
    let mut both = [0.1, 0.09].map(|ear| {
        let mut convolver = TwoStageFFTConvolver::<f32>::default();
        convolver.init(BLOCK, 4096, &single(ear)).expect("a plain response");
        convolver
    });
    Box::new(move || {
        for ((convolver, x), y) in both.iter_mut().zip(&ears).zip(&mut out) {
            convolver.process(x, y).expect("equal lengths");
        }
        black_box(&out);
    })
}

pub fn rows() -> Vec<Row> {
    [512, 1_024, 4_096, 16_384, 65_536]
        .map(|taps| {
            let name = if taps < LONG { "`fft-convolver` 0.4, f32" } else { "the same, two stages" };
            Row::against(format!("FIR of {taps} taps, f32"), name, own(taps), peer(taps))
        })
        .into()
}
