//! The program live, between two clients of a JACK server: a harness plays a known signal into it and records its
//! output in the same process call, so that delay and loss are exact to the sample.

mod bed;
mod beside;
mod commands;
mod doctor;
mod exact;
mod pulse;
mod recovery;
mod switches;
mod ways;

use std::time::Duration;

use bed::compare::compare;
use bed::duplex::{Duplex, Recording};
use bed::level::a_weighted_dbfs;
use bed::program::Program;
use bed::server::JackServer;
use bed::signal::{Stereo, ear, noise};
use bed::{RATE, USUAL_DEADLINE, missing, on_jack_for};

/// The program starts quiet and ramps up; by then it is up, in seconds.
const RAMP: usize = 3;

/// Plays `signal` through `foldback live` with these sound options.
fn through_program(server: &JackServer, signal: Vec<Stereo>, options: &[&str]) -> Recording {
    through_program_of(server, signal, options, &[])
}

/// The same with something in the environment.
fn through_program_of(
    server: &JackServer,
    signal: Vec<Stereo>,
    options: &[&str],
    env: &[(&str, &str)],
) -> Recording {
    let (buffer, duration) = (server.period.to_string(), (signal.len() / RATE as usize + 60).to_string());
    let mut args = vec!["live", "--host", "jack", "--input", "jack:input", "--output", "jack:output"];
    args.extend(["--buffer", &buffer, "--ui", "none", "--duration", &duration]);
    args.extend(options);
    let mut program = Program::start(&args, env);
    let (into, from) = (program.inputs(server), program.outputs(server));
    let recording = Duplex::connect(server, signal, &into, &from).play();
    let status = program.stop();
    assert!(status.success(), "{status}:\n{}", program.said());
    recording
}

/// `reference` without a stage: 0 dBFS is 106 dB SPL in the ear; played at 75 - (106 - 18) dB re that, over phones
/// that make 120 dB SPL of full scale, it leaves at 106 - 13 - 120 = -27 dBFS.
fn is_one_gain_after_one_delay(server: &JackServer, seconds: usize) {
    let signal = noise((RAMP + seconds) * RATE as usize, 0.2);
    let options = ["--device", "reference", "--stage", "none", "--loudness", "off"];
    let recording = through_program(server, signal.clone(), &options);
    let ears = [0, 1].map(|n| compare(&ear(&signal, n), &ear(&recording.frames, n), RAMP * RATE as usize));
    println!("{} frames, {seconds} s: {ears:?}, {} frames late", server.period, recording.late_frames);
    for found in ears {
        assert!(found.worst_db < -120.0, "not the input times one gain after one delay: {found:?}");
        assert!(found.gain > 0.0 && (found.gain_db() + 27.0).abs() < 0.01, "gain {:.3} dB", found.gain_db());
    }
    assert_eq!(ears[0].delay, ears[1].delay);
}

/// Runs on a JACK server if the program can speak to one.
fn live(test: &str, period: u32, body: impl FnOnce(&mut JackServer)) {
    live_for(test, period, USUAL_DEADLINE, body);
}

/// The same for a body that takes long.
fn live_for(test: &str, period: u32, deadline: Duration, body: impl FnOnce(&mut JackServer)) {
    if cfg!(feature = "jack") {
        on_jack_for(test, period, deadline, body);
    } else {
        missing("built without `--features jack`");
    }
}

#[test]
fn a_minute_at_64_frames_comes_back_as_one_gain_after_one_delay() {
    live("a_minute_at_64_frames_comes_back_as_one_gain_after_one_delay", 64, |server| {
        is_one_gain_after_one_delay(server, 60);
    });
}

#[test]
fn twenty_seconds_at_32_frames_come_back_as_one_gain_after_one_delay() {
    live("twenty_seconds_at_32_frames_come_back_as_one_gain_after_one_delay", 32, |server| {
        is_one_gain_after_one_delay(server, 20);
    });
}

/// At the open ear a stage of 100 dBA is played at 75 dBA, over phones that make 120 dB SPL of full scale: -45 dBFS.
#[test]
fn a_stage_of_100_dba_sounds_at_75_dba() {
    live("a_stage_of_100_dba_sounds_at_75_dba", 64, |server| {
        let silence = vec![[0.0; 2]; (RAMP + 20) * RATE as usize];
        let options = [
            "--device",
            "open-ear",
            "--stage",
            "vocal-with-wedges",
            "--stage-level",
            "100",
            "--loudness",
            "off",
        ];
        let recording = through_program(server, silence, &options);
        for n in 0..2 {
            let level = a_weighted_dbfs(&ear(&recording.frames[RAMP * RATE as usize..], n));
            println!("ear {n}: {level:.2} dBFS, A-weighted");
            assert!((level + 45.0).abs() < 1.0, "ear {n} reads {level:.2} dBFS, A-weighted, for -45");
        }
    });
}

/// HD 600 at 5.1 V: 106 dB SPL in the simulated ear is played at 93, over phones that make 114.78 of full scale.
#[test]
fn a_calibrated_output_plays_as_much_quieter_as_its_phones_are_louder() {
    live("a_calibrated_output_plays_as_much_quieter_as_its_phones_are_louder", 64, |server| {
        let config = tempfile::tempdir().unwrap();
        let env = [("XDG_CONFIG_HOME", config.path().to_str().unwrap())];
        let words = ["calibrate", "voltmeter", "--phones", "sennheiser-hd-600", "--reading", "0.51"];
        let plug = ["--host", "jack", "--output", "jack:output"];
        let mut calibrating = Program::start(&[&words[..], &plug].concat(), &env);
        assert!(calibrating.leaves().success(), "{}", calibrating.said());
        let signal = noise((RAMP + 3) * RATE as usize, 0.05);
        let options = ["--device", "reference", "--stage", "none", "--loudness", "off"];
        let recording = through_program_of(server, signal.clone(), &options, &env);
        let found = compare(&ear(&signal, 0), &ear(&recording.frames, 0), RAMP * RATE as usize);
        println!("{found:?}");
        assert!((found.gain_db() - (93.0 - 114.78)).abs() < 0.02, "gain {:.3} dB", found.gain_db());
    });
}
