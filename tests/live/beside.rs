//! Files beside a live input: one mix.

use std::f64::consts::TAU;

use crate::bed::RATE;
use crate::bed::duplex::Duplex;
use crate::bed::program::Program;
use crate::bed::signal::ear;
use crate::{RAMP, live};

/// Peak of one frequency in a second of sound.
fn peak(sound: &[f64], hz: f64) -> f64 {
    let turn = |n: usize| (TAU * hz * n as f64 / f64::from(RATE)).sin_cos();
    let [s, c] = sound.iter().enumerate().fold([0.0; 2], |[s, c], (n, x)| {
        let (sin, cos) = turn(n);
        [s + x * sin, c + x * cos]
    });
    2.0 * s.hypot(c) / sound.len() as f64
}

/// Both leave at -27 dB, as a live input alone does; the mono file is in both ears, each live channel in its own.
#[test]
fn a_file_and_a_live_input_are_one_mix() {
    live("beside::a_file_and_a_live_input_are_one_mix", 64, |server| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("click track.wav");
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: RATE,
            bits_per_sample: 32,
            sample_format: hound::SampleFormat::Float,
        };
        let mut file = hound::WavWriter::create(&path, spec).unwrap();
        // A whole second of whole periods, so that it goes round without a seam.
        for n in 0..RATE {
            file.write_sample(0.2 * (TAU * 1600.0 * f64::from(n) / f64::from(RATE)).sin() as f32).unwrap();
        }
        file.finalize().unwrap();
        let mut args = vec!["live", "--host", "jack", "--input", "jack:input", path.to_str().unwrap()];
        args.extend(["--output", "jack:output", "--buffer", "64", "--ui", "none", "--duration", "60"]);
        args.extend(["--device", "reference", "--stage", "none", "--loudness", "off"]);
        let mut program = Program::start(&args, &[]);
        let (into, from) = (program.inputs(server), program.outputs(server));
        let tone = |n: u32| 0.1 * (TAU * 400.0 * f64::from(n) / f64::from(RATE)).sin() as f32;
        let signal = (0..(RAMP as u32 + 3) * RATE).map(|n| [tone(n), 0.0]).collect();
        let recording = Duplex::connect(server, signal, &into, &from).play();
        assert!(program.stop().success(), "{}", program.said());
        let gain = 10f64.powf(-27.0 / 20.0);
        for (side, live) in [(0, 0.1), (1, 0.0)] {
            let second = &ear(&recording.frames, side)[(RAMP + 1) * RATE as usize..][..RATE as usize];
            let found = [400.0, 1600.0].map(|hz| peak(second, hz));
            println!("ear {side}: {found:?}");
            assert!((found[0] - live * gain).abs() < 1e-5, "live: {found:?}");
            assert!((found[1] - 0.2 * gain).abs() < 2e-5, "file: {found:?}");
        }
        let said = program.said();
        assert!(said.contains("\"input 2\"") && said.contains("\"click track\""), "{said}");
    });
}
