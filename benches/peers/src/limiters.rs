//! The limiter on signals that give it nothing and everything to do.

use std::hint::black_box;

use foldback::dsp::limiter::{Limiter, Settings};
use foldback::dsp::{Frame, SILENCE};
use foldback::units::SampleRate;

use crate::clock::{BLOCK, Row, Work};
use crate::filters::noise;

pub fn own(input: [Frame; BLOCK]) -> Work {
    let mut limiter = Limiter::new(Settings::new([0.1; 2]), SampleRate(48_000));
    Box::new(move || {
        let mut frames = input;
        black_box(limiter.process(&mut frames).frames());
    })
}

pub fn rows() -> Vec<Row> {
    let loud = noise().map(|frame| frame.map(|x| 100.0 * x));
    let clicks = std::array::from_fn(|n| if n % 31 == 0 { [9.0, -9.0] } else { SILENCE });
    [("silence", [SILENCE; BLOCK]), ("noise 40 dB over", loud), ("clicks", clicks)]
        .map(|(name, input)| Row::alone(format!("true-peak limiter, {name}"), own(input)))
        .into()
}
