//! `foldback doctor` with a cable and without one.

use crate::bed::program::Program;
use crate::live;

/// JACK hands a client in one cycle what another played in the last: a cable from output to input takes one period, and
/// the engine its look-ahead.
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
        assert!(
            engine > 40.0 && (way - engine - 64.0).abs() < 0.001,
            "{way} frames, {engine} of them engine"
        );
        assert!(trial["wandered_frames"].as_f64().unwrap() < 0.001 && trial["held"] == true);
        assert!(trial["loop_gain_db"].as_f64().unwrap().abs() < 0.05, "a cable has no gain");
        assert_eq!(
            (&found["recommended"]["known"], &found["recommended"]["verdict"]),
            (&"measured".into(), &"fine for all".into())
        );
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
