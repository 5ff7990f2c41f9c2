//! Twenty bells an ear, f64.

use std::hint::black_box;

use biquad::{Biquad as _, Coefficients, DirectForm2Transposed, ToHertz, Type};
use dsp_process::SplitProcess as _;
use foldback::dsp::biquad::Coeffs;
use foldback::dsp::cascade::Cascade;
use foldback::dsp::simd::Machine;
use foldback::dsp::{Block, Frame};
use foldback::units::{Db, Hz, SampleRate};
use fundsp::prelude64::{BufferVec, U20, bell_hz, pipei};
use idsp::iir;

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

fn bell(n: usize) -> Coeffs {
    Coeffs::peaking(Hz(hz(n)), Db(3.0), 1.4, SampleRate(RATE)).expect("a plain bell")
}

/// Neighbouring bells from 40 Hz on.
pub fn bells(count: usize) -> Vec<[Coeffs; 2]> {
    (0..count).map(|n| [bell(n); 2]).collect()
}

pub fn own(machine: Machine) -> Work {
    let mut cascade = Cascade::on(machine, &bells(SECTIONS), SampleRate(RATE));
    let input = noise();
    Box::new(move || {
        let mut frames = input;
        cascade.process(&mut frames);
        black_box(&frames);
    })
}

pub fn biquad() -> Work {
    let bell = |n| {
        let coefficients =
            Coefficients::<f64>::from_params(Type::PeakingEQ(3.0), f64::from(RATE).hz(), hz(n).hz(), 1.4);
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

fn idsp() -> Work {
    let section = |n| {
        let Coeffs { b, a } = bell(n);
        iir::Biquad { ba: [b[0], b[1], b[2], -a[0], -a[1]] }
    };
    let sections: Vec<_> = (0..SECTIONS).map(section).collect();
    let mut ears = [(); 2].map(|()| vec![iir::DirectForm2Transposed::<f64>::default(); SECTIONS]);
    let input = noise();
    Box::new(move || {
        let mut frames = input;
        for frame in &mut frames {
            for (x, ear) in frame.iter_mut().zip(&mut ears) {
                let run = |x, (section, state): (&iir::Biquad<f64>, _)| section.process(state, x);
                *x = sections.iter().zip(ear).fold(*x, run);
            }
        }
        black_box(&frames);
    })
}

/// Its sections are f64, what lies between them is f32.
fn fundsp() -> Work {
    let ear = || pipei::<U20, _, _>(|n| bell_hz(hz(n as usize) as f32, 1.4, 10f32.powf(3.0 / 20.0)));
    let mut graph = ear() | ear();
    graph.set_sample_rate(f64::from(RATE));
    let (mut input, mut output) = (BufferVec::new(2), BufferVec::new(2));
    for (n, frame) in noise().iter().enumerate() {
        (0..2).for_each(|ear| input.set_f32(ear, n, frame[ear] as f32));
    }
    Box::new(move || {
        graph.process(BLOCK, &input.buffer_ref(), &mut output.buffer_mut());
        black_box(output.at_f32(0, 0));
    })
}

pub fn rows() -> Vec<Row> {
    let widths = Machine::all().map(|machine| {
        let work = format!("20 biquads an ear, f64, {} pairs a register", machine.size().0);
        Row::against(work, "`biquad` 0.6", own(machine), biquad())
    });
    let widest = |peer, work| Row::against("the same, the widest", peer, own(Machine::here()), work);
    widths.chain([widest("`idsp` 0.23", idsp()), widest("`fundsp` 0.23, f32 between", fundsp())]).collect()
}
