//! The long run, short: what it checks, what it says, and that a seed means a run.

use serde_json::Value;

use crate::refusal::{refused, room};

#[test]
fn a_short_soak_finds_nothing_and_its_seed_is_all_there_is_to_it() {
    let room = room();
    let run = |seed: u32| -> Value {
        let said = room.fine(&format!("soak --hours 0.002 --seed {seed} --json"));
        serde_json::from_str(&said.out).unwrap()
    };
    let once = run(7);
    assert_eq!(once["findings"], Value::Array(Vec::new()), "{once:#}");
    assert!(once["seconds"].as_f64().unwrap() >= 7.2);
    for what in ["frames", "callbacks", "commands", "faults", "openings"] {
        assert!(once[what].as_u64().unwrap() > 0, "no {what}: {once:#}");
    }
    assert_eq!(once, run(7), "the same seed is the same run to the bit");
}

#[test]
fn a_soak_of_no_length_is_refused() {
    for words in ["soak --hours 0", "soak --hours -1", "soak --rate 8000"] {
        refused(&room(), words, 1, &[words.split_whitespace().nth(1).unwrap()]);
    }
}
