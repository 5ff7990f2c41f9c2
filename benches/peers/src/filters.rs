//! Twenty bells an ear, f64.

use std::hint::black_box;

use biquad::{Biquad as _, Coefficients, DirectForm2Transposed, ToHertz, Type};
use foldback::dsp::biquad::Coeffs;
use foldback::dsp::cascade::Cascade;
use foldback::dsp::simd::Machine;
use foldback::dsp::{Block, Frame};
use foldback::units::{Db, Hz, SampleRate};

use crate::clock::{BLOCK, Row, Work};

const RATE: u32 = 48_000;
const SECTIONS: usize = 20;

/// Noise that goes round, so that nothing dies away.
pub fn noise() -> [Frame; BLOCK] {
    let mut state = 1u64;
    std::array::from_fn(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let x = (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0;
        [0.3 * x, -0.2 * x]
    })
}

fn hz(n: usize) -> f64 {
    40.0 * 1.35f64.powi(n as i32)
}

/// Neighbouring bells from 40 Hz on.
pub fn bells(count: usize) -> Vec<[Coeffs; 2]> {
    let bell = |n| Coeffs::peaking(Hz(hz(n)), Db(3.0), 1.4, SampleRate(RATE)).expect("a plain bell");
    (0..count).map(|n| [bell(n); 2]).collect()
}

fn own(machine: Machine) -> Work {
    let mut cascade = Cascade::on(machine, &bells(SECTIONS), SampleRate(RATE));
    let input = noise();
    Box::new(move || {
        let mut frames = input;
        cascade.process(&mut frames);
        black_box(&frames);
    })
}

fn peer() -> Work {
    let bell = |n| {
        let coefficients = Coefficients::<f64>::from_params(
            Type::PeakingEQ(3.0),
            f64::from(RATE).hz(),
            hz(n).hz(),
            1.4,
        );
        DirectForm2Transposed::<f64>::new(coefficients.expect("a plain bell"))
    };
    let mut ears: [Vec<_>; 2] = [(); 2].map(|()| (0..SECTIONS).map(bell).collect());
    let input = noise();
    Box::new(move || {
        let mut frames = input;
        for frame in &mut frames {
            for (x, ear) in frame.iter_mut().zip(&mut ears) {
                *x = ear.iter_mut().fold(*x, |x, section| section.run(x));
            }
        }
        black_box(&frames);
    })
}

pub fn rows() -> Vec<Row> {
    Machine::all()
        .map(|machine| {
            let work = format!("20 biquads an ear, f64, {} pairs a register", machine.size().0);
            Row::against(work, "`biquad` 0.6", own(machine), peer())
        })
        .collect()
}
