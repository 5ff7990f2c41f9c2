//! Loudness of a programme, BS.1770.

use std::hint::black_box;

use ebur128::{EbuR128, Mode};
use foldback::dsp::loudness::Loudness;
use foldback::units::SampleRate;

use crate::clock::{Row, Work};
use crate::filters::noise;

fn own() -> Work {
    let mut meter = Loudness::new(SampleRate(48_000));
    let input = noise();
    Box::new(move || meter.feed(black_box(&input)))
}

fn peer() -> Work {
    let mut meter = EbuR128::new(2, 48_000, Mode::M | Mode::S | Mode::I).expect("stereo at 48 kHz");
    let input = noise();
    Box::new(move || meter.add_frames_f64(black_box(input.as_flattened())).expect("whole frames"))
}

pub fn rows() -> Vec<Row> {
    vec![Row::against("loudness: momentary, short-term, integrated", "`ebur128` 0.1", own(), peer())]
}
