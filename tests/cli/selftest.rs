//! `foldback selftest`.

use crate::program::Room;

#[test]
fn the_limiter_holds_at_four_rates_and_the_table_says_so() {
    let room = Room::new();
    let said = room.fine("selftest");
    for words in ["44100 Hz", "192000 Hz", "full-scale square", "NaN and infinity become silence: held"] {
        assert!(said.out.contains(words), "`{words}` is not in\n{}", said.out);
    }
    for words in ["muted is digital silence: held", "the long-term cap: held", "ceiling 105.0 dB SPL"] {
        assert!(said.out.contains(words), "`{words}` is not in\n{}", said.out);
    }
    assert!(!said.out.contains("FAILED") && said.err.is_empty(), "{}{}", said.out, said.err);
    assert_eq!(std::fs::read_dir(room.path("")).unwrap().count(), 0, "it remembers nothing");
}

#[test]
fn every_reading_is_in_the_json_and_at_or_under_the_ceiling() {
    let room = Room::new();
    let said = room.fine("selftest --json --rate 48000 --ceiling 90 --full-scale 110");
    let proof: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(proof["held"], true);
    assert!((proof["ceiling_db_spl"].as_f64().unwrap() - 90.0).abs() < 1e-9);
    // A sine of full scale has its crest 3.01 dB over its level.
    assert!((proof["ceiling_dbfs"].as_f64().unwrap() + 23.0103).abs() < 1e-3);
    let readings = proof["readings"].as_array().unwrap();
    assert!(readings.len() >= 25, "{} signals", readings.len());
    let over = |reading: &serde_json::Value| reading["over_db"].as_f64().unwrap();
    assert!(readings.iter().all(|reading| over(reading) <= 0.0 && reading["rate_hz"] == 48_000));
    let near = readings.iter().filter(|reading| over(reading) > -1.0).count();
    assert!(2 * near > readings.len(), "most of them are limited: {near}");
    assert_eq!(proof["checks"].as_array().unwrap().len(), 3);
}

#[test]
fn what_cannot_be_proved_is_refused_with_the_range() {
    let room = Room::new();
    for (words, says) in [
        ("--rate 8000", "44100 to 192000 Hz"),
        ("--ceiling 130", "60 to 118 dB SPL"),
        ("--ceiling nan", "60 to 118 dB SPL"),
        ("--full-scale 10", "80 to 150 dB SPL"),
    ] {
        let said = room.run(&format!("selftest {words}"));
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{words}");
        assert!(said.err.contains(says) && said.err.lines().count() == 1, "{words}: {}", said.err);
    }
}
