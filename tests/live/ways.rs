//! Which way sound takes between the devices, and how long each part of it is.

use serde_json::Value;

use crate::bed::program::Program;
use crate::live;

/// The last snapshot of a session of so many seconds.
fn snapshot_after(seconds: u32, output: &str) -> Value {
    let duration = seconds.to_string();
    let words = ["live", "--host", "jack", "--input", "jack:input", "--output", output, "--buffer", "64"];
    let options = ["--ui", "none", "--stage", "none", "--device", "reference", "--duration", &duration];
    let mut program = Program::start(&[&words[..], &options].concat(), &[]);
    assert!(program.leaves().success(), "{}", program.said());
    let said = program.said();
    serde_json::from_str(said.lines().rfind(|line| line.starts_with('{')).expect("a snapshot")).unwrap()
}

#[test]
fn in_one_cycle_nothing_is_between_and_a_null_clock_is_a_clock_of_its_own() {
    live("ways::in_one_cycle_nothing_is_between_and_a_null_clock_is_a_clock_of_its_own", 64, |_| {
        let cycle = snapshot_after(3, "jack:output");
        let (clocks, latency) = (&cycle["engine"]["clocks"], &cycle["engine"]["latency"]);
        assert_eq!((&clocks["relation"], &clocks["state"]), (&"one clock".into(), &Value::Null), "{clocks}");
        let parts: Vec<_> = latency["parts"].as_array().unwrap().iter().map(|part| &part["part"]).collect();
        assert_eq!(parts, ["input buffer", "ring", "look-ahead", "output buffer"], "{latency}");
        let frames = |n: usize| latency["parts"][n]["frames"].as_f64().unwrap().round();
        assert_eq!([0, 3].map(|part| frames(part) as i64), [64, 64], "{latency}");
        // The server calls both clients at once: now one comes first, now the other.
        assert!([0, 64].contains(&(frames(1) as i64)), "{latency}");
        let own = snapshot_after(6, "null");
        let clocks = &own["engine"]["clocks"];
        assert_eq!((&clocks["relation"], &clocks["by"]), (&"two clocks".into(), &"ring".into()), "{clocks}");
        assert!(["locking", "locked"].map(Value::from).contains(&clocks["state"]), "{clocks}");
        let resampler = &own["engine"]["latency"]["parts"][2];
        let late = resampler["frames"].as_f64().unwrap().round() as i64;
        assert_eq!((&resampler["part"], late), (&"resampler".into(), 28), "{resampler}");
    });
}
