//! The whole engine as a callback runs it, and its blocks in series: no crate does this.

use std::hint::black_box;

use foldback::control::desk::Desk;
use foldback::control::setup::Setup;
use foldback::dsp::cascade::Cascade;
use foldback::dsp::convolver::Convolver;
use foldback::dsp::gauge::Gauge;
use foldback::dsp::limiter::{Limiter, Settings};
use foldback::dsp::noise::Noise;
use foldback::dsp::simd::Line;
use foldback::dsp::weighting::Curve;
use foldback::dsp::{Block, SILENCE};
use foldback::io::input;
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};

use crate::clock::{BLOCK, Row, Work};
use crate::convolvers::response;
use crate::filters::{bells, noise};

pub fn own(device: &str, against: &str, stage: &str) -> Work {
    let setup = Setup {
        device: [device.into(), device.into()],
        against: against.into(),
        stage: stage.into(),
        ..Setup::default()
    };
    let library = Library::shipped().expect("shipped presets are sound");
    let strips = input::live_strips(2);
    let (mut desk, mut processor) =
        Desk::open(library, &setup, strips, Seconds(0.0), SampleRate(48_000)).expect("a session opens");
    let block: Vec<f32> = noise().as_flattened().iter().map(|&x| x as f32).collect();
    let mut blocks = 0;
    Box::new(move || {
        processor.process(black_box(&block), BLOCK, |limited, _| {
            black_box(limited.frames());
        });
        blocks += 1;
        if blocks % 100 == 0 {
            desk.service();
        }
    })
}

/// Both ears of a device: the mix through 20 bells and 1024 taps, the stage through 8 bells, and the meters of both.
struct Device {
    bells: Cascade,
    response: Convolver,
    isolation: Cascade,
    gauge: Gauge,
}

/// As many devices, which one noise comes in around; the first is heard, through the limiter.
fn blocks(devices: usize) -> Work {
    let rate = SampleRate(48_000);
    let device = |_| Device {
        bells: Cascade::new(&bells(20), rate),
        response: Convolver::new(&response(1_024, 0.1), &response(1_024, 0.09), rate),
        isolation: Cascade::new(&bells(8), rate),
        gauge: Gauge::new(&[Curve::A, Curve::C, Curve::A, Curve::A], rate),
    };
    let mut devices: Vec<Device> = (0..devices).map(device).collect();
    let mut limiter = Limiter::new(Settings::new([1.0; 2]), rate);
    let (mut stage, input) = (Noise::new(1), noise());
    let (mut lines, mut field) = ([Line::ZERO; BLOCK], [SILENCE; BLOCK]);
    Box::new(move || {
        stage.fill(&mut field);
        let mut heard = [SILENCE; BLOCK];
        for device in devices.iter_mut().rev() {
            let (mut monitor, mut ambience) = (input, field);
            device.bells.process(&mut monitor);
            device.response.process(&mut monitor);
            device.isolation.process(&mut ambience);
            for ((line, ear), (m, a)) in lines.iter_mut().zip(&mut heard).zip(monitor.iter().zip(&ambience)) {
                *ear = [m[0] + a[0], m[1] + a[1]];
                line.0 = [ear[0], ear[1], ear[0], ear[1], m[0], m[1], a[0], a[1]];
            }
            device.gauge.read(&lines);
        }
        black_box(limiter.process(&mut heard).frames());
    })
}

pub fn rows() -> Vec<Row> {
    let name = "20 biquads, FIR of 1024, noise through 8 biquads, A and C meters, limiter";
    let blocks = [(name.into(), 1), ("the same, two of them (A and B), one limiter".into(), 2)];
    let blocks = blocks.map(|(name, count): (String, usize)| Row::alone(name, self::blocks(count)));
    let engine = [
        ("mix, two flat slots, limiter, meters", "reference", "reference", "none"),
        ("the same with an in-ear, an earbud and a stage", "iem-foam", "earbud", "vocal-with-wedges"),
    ]
    .map(|(name, device, against, stage)| Row::alone(name, own(device, against, stage)));
    blocks.into_iter().chain(engine).collect()
}
