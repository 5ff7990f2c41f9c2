//! The whole engine as a callback runs it: no crate does this.

use std::hint::black_box;

use foldback::control::desk::Desk;
use foldback::control::setup::Setup;
use foldback::io::input;
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};

use crate::clock::{BLOCK, Row, Work};
use crate::filters::noise;

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

pub fn rows() -> Vec<Row> {
    [
        ("mix, two flat slots, limiter, meters", "reference", "reference", "none"),
        ("the same with an in-ear, an earbud and a stage", "iem-foam", "earbud", "vocal-with-wedges"),
    ]
    .map(|(name, device, against, stage)| Row::alone(name, own(device, against, stage)))
    .into()
}
