//! The limiter on signals that give it nothing and everything to do.

use std::hint::black_box;

use foldback::dsp::limiter::{Limiter, Settings};
use foldback::dsp::simd::Machine;
use foldback::dsp::{Frame, SILENCE};
use foldback::units::SampleRate;

use crate::clock::{BLOCK, Row, Work};
use crate::filters::noise;

pub fn own(machine: Machine, input: [Frame; BLOCK]) -> Work {
    let mut limiter = Limiter::on(machine, Settings::new([0.1; 2]), SampleRate(48_000));
    Box::new(move || {
        let mut frames = input;
        black_box(limiter.process(&mut frames).frames());
    })
}

pub fn rows() -> Vec<Row> {
    let loud = noise().map(|frame| frame.map(|x| 100.0 * x));
    let clicks = std::array::from_fn(|n| if n % 31 == 0 { [9.0, -9.0] } else { SILENCE });
    let signals = [("silence", [SILENCE; BLOCK]), ("noise 40 dB over", loud), ("clicks", clicks)];
    let widest =
        signals.map(|(name, input)| (format!("true-peak limiter, {name}"), own(Machine::here(), input)));
    let widths = Machine::all().map(|machine| {
        (format!("the same, noise, {} pairs a register", machine.size().0), own(machine, loud))
    });
    widest.into_iter().chain(widths).map(|(name, work)| Row::alone(name, work)).collect()
}
