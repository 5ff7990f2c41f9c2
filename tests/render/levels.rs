//! Levels: what is asked for is what the file and the report hold.

use crate::program::Room;
use crate::report::{self, number};
use crate::sound::{Sound, db_spl, noise, sine, write};

fn near(got: f64, want: f64, tolerance: f64, what: &str) {
    assert!((got - want).abs() < tolerance, "{what}: {got:.4} for {want:.4}");
}

/// 1.0024 Pa rms by definition of the monitor level: a full-scale 1 kHz sine at 94 dB SPL through a flat device.
#[test]
fn a_full_scale_sine_at_94_reads_94_00_db_spl() {
    let room = Room::new();
    for rate in [44_100, 48_000, 96_000, 192_000] {
        let tone = sine(1000.0, rate, 3.0);
        write(&room.path("tone.wav"), rate, &[tone.clone(), tone]);
        room.fine(
            "render tone.wav --out ear.wav --device reference --stage none --tap ear --level 94 --report r.json",
        );
        let (ear, report) = (Sound::read(&room.path("ear.wav")), report::read(&room.path("r.json")));
        assert_eq!(ear.rate, rate);
        for (n, side) in ["left", "right"].into_iter().enumerate() {
            let signal = ear.ear(n);
            let rms = (signal.iter().map(|x| x * x).sum::<f64>() / signal.len() as f64).sqrt();
            near(rms, 1.0024, 0.0012, "Pa rms of the file");
            near(db_spl(&signal), 94.0, 0.01, "dB SPL of the file");
            let read = |name: &str| number(&report, &format!("/ear/{side}/{name}"));
            near(read("laeq_db"), 94.0, 0.01, "LAeq, A being 0 dB at 1 kHz");
            near(read("lceq_db"), 94.0, 0.01, "LCeq, C being 0 dB at 1 kHz");
            near(read("monitor_laeq_db"), 94.0, 0.01, "LAeq of the monitor part");
            near(read("octaves/5/leq_db"), 94.0, 0.01, "the octave of 1 kHz");
            near(read("lafmax_db"), 94.0, 0.02, "LAFmax of a steady tone");
            // Switched on, a sine rings in C's corner at 20.6 Hz: up to 2 x 20.6/1000, 0.35 dB over its crest.
            let peak = read("lcpeak_db");
            assert!((97.0..97.01 + 0.35).contains(&peak), "LCpeak of a sine: {peak:.3}");
        }
    }
}

#[test]
fn the_level_knob_moves_the_monitor_decibel_for_decibel() {
    let room = Room::new();
    write(&room.path("in.wav"), 48_000, &[noise(1, 24_000, 0.3)]);
    let monitor = |level: u32| {
        let words = "--tap monitor --stage none --device reference";
        room.fine(&format!("render in.wav --out m.wav {words} --level {level}"));
        db_spl(&Sound::read(&room.path("m.wav")).ear(0))
    };
    let loud = monitor(140);
    near(monitor(120), loud - 20.0, 1e-4, "120");
    near(monitor(40), loud - 100.0, 1e-4, "40");
}

#[test]
fn the_stage_level_moves_the_ambience_decibel_for_decibel_and_nothing_else() {
    let room = Room::new();
    write(&room.path("in.wav"), 48_000, &[noise(1, 96_000, 0.3)]);
    let at = |level: u32, tap: &str| {
        room.fine(&format!("render in.wav --out t.wav --tap {tap} --stage-level {level} --report r.json"));
        let laeq = number(&report::read(&room.path("r.json")), "/ear/right/ambience_laeq_db");
        (Sound::read(&room.path("t.wav")), laeq)
    };
    let (loud, laeq) = at(110, "ambience");
    for (level, down) in [(109, 1.0), (90, 20.0), (30, 80.0)] {
        let (soft, soft_laeq) = at(level, "ambience");
        near(db_spl(&soft.ear(0)), db_spl(&loud.ear(0)) - down, 1e-4, "ambience in the file");
        near(soft_laeq, laeq - down, 1e-4, "ambience in the report");
    }
    assert!(at(110, "monitor").0.frames == at(60, "monitor").0.frames, "the monitor does not know the stage");
}

/// Nominal programme, -18 dBFS rms, is a voice of 97 dB SPL at the open ear.
#[test]
fn an_own_voice_at_nominal_is_97_db_spl_at_the_open_ear() {
    let room = Room::new();
    let nominal = 10f64.powf(-18.0 / 20.0);
    let voice: Vec<f64> = sine(250.0, 48_000, 2.0).into_iter().map(|x| nominal * x).collect();
    write(&room.path("voice.wav"), 48_000, &[voice]);
    room.fine("render voice.wav --out v.wav --tap voice --own-voice 1 --device open-ear --stage none");
    let heard = Sound::read(&room.path("v.wav"));
    for n in 0..2 {
        near(db_spl(&heard.ear(n)[48_000..]), 97.0, 0.1, "voice at the open ear");
    }
}
