//! `foldback doctor` with a cable and without one.

use crate::bed::program::Program;
use crate::live;

/// JACK hands a client in one cycle what another played in the last: a cable from output to input takes one period, and
/// the engine its look-ahead. Capture and playback are two clients of one cycle: whichever the server lets go first, what
/// was captured is played in this cycle or in the next, and stays so.
#[test]
fn the_doctor_measures_a_cable_to_a_thousandth_of_a_frame() {
    live("doctor::the_doctor_measures_a_cable_to_a_thousandth_of_a_frame", 64, |server| {
        let ends = ["--host", "jack", "--input", "jack:input", "--output", "jack:output"];
        let words = ["doctor", "--seconds", "4", "--json"];
        let mut program = Program::start(&[&words[..], &ends].concat(), &[]);
        let (into, from) = (program.inputs(server), program.outputs(server));
        server.connect(&from[0], &into[0]);
        assert!(program.leaves().success(), "{}", program.said());
        let found: serde_json::Value = serde_json::from_str(&program.said()).unwrap();
        let (trial, engine) = (&found["trials"][0]["found"], found["engine_frames"].as_f64().unwrap());
        println!("{found:#}");
        let way = trial["round_trip_frames"].as_f64().unwrap();
        let periods = (way - engine) / 64.0;
        assert!(
            engine > 40.0 && [1.0, 2.0].iter().any(|whole| (periods - whole).abs() < 1e-5),
            "{way} frames, {engine} of them engine"
        );
        assert!(trial["wandered_frames"].as_f64().unwrap() < 0.001 && trial["held"] == true);
        assert!(trial["loop_gain_db"].as_f64().unwrap().abs() < 0.05, "a cable has no gain");
        assert_eq!(found["recommended"]["known"], "measured");
        // 3 ms is what a singer bears.
        let fine = found["recommended"]["verdict"] == "fine for all";
        assert_eq!(fine, way < 0.003 * 48_000.0, "{way} frames: {}", found["recommended"]["verdict"]);
    });
}

#[test]
fn the_doctor_says_that_it_heard_no_cable() {
    live("doctor::the_doctor_says_that_it_heard_no_cable", 64, |server| {
        let ends = ["--host", "jack", "--input", "jack:input", "--output", "jack:output", "--seconds", "2"];
        let mut program = Program::start(&[&["doctor"][..], &ends].concat(), &[]);
        program.outputs(server);
        assert!(program.leaves().success(), "{}", program.said());
        let said = program.said();
        assert!(said.contains("not heard") && said.contains("put a cable from output L"), "{said}");
    });
}
