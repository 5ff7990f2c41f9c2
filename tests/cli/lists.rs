//! What is listed: complete, and valid JSON where JSON is asked for.

use serde_json::Value;

use crate::program::Room;

const DEVICES: &str = "reference open-ear wedge open-back closed-back-studio closed-back-isolating \
    drummer-isolation on-ear-open on-ear-closed earbud anc-earbud-off anc-earbud-on anc-over-ear-off \
    anc-over-ear-on iem-silicone iem-silicone-triple-deep iem-foam iem-foam-deep iem-hybrid iem-broken-seal \
    iem-ambient-port ciem-acrylic ciem-silicone one-ear-out";

const STAGES: &str = "none drummer-at-kit guitarist-club bassist-club vocal-with-wedges keys-side-stage \
    arena-stage-iem club-small-stage festival-foh-audience nightclub-dancefloor orchestra-pit \
    trumpet-brass-row acoustic-worship-stage silent-stage crowd-roar";

fn json(room: &Room, words: &str) -> Value {
    let said = room.fine(words);
    assert_eq!(said.err, "", "{words}");
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{words}: {e}\n{}", said.out))
}

/// Ids of a JSON list, in order.
fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|preset| preset["id"].as_str().unwrap()).collect()
}

/// First words of a table's rows, without its head.
fn first_words(table: &str) -> Vec<&str> {
    table.lines().skip(1).filter_map(|row| row.split_whitespace().next()).collect()
}

fn sorted<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut words: Vec<_> = words.into_iter().collect();
    words.sort_unstable();
    words
}

#[test]
fn presets_and_stages_are_all_listed_to_people_and_to_programs_alike() {
    let room = Room::new();
    for (word, want) in [("presets", DEVICES), ("stages", STAGES)] {
        let list = json(&room, &format!("{word} --json"));
        assert_eq!(sorted(ids(&list)), sorted(want.split_whitespace()));
        let table = room.fine(word).out;
        assert_eq!(first_words(&table), ids(&list), "the same order");
        assert!(table.lines().next().unwrap().starts_with("ID "), "{table}");
        for preset in list.as_array().unwrap() {
            assert_eq!(preset["format"].as_u64().unwrap_or(1), 1);
            assert!(preset["name"].as_str().is_some_and(|name| !name.is_empty()), "{preset}");
        }
    }
}

#[test]
fn every_preset_is_shown_to_people_and_to_programs() {
    let room = Room::new();
    for (word, ids) in [("presets", DEVICES), ("stages", STAGES)] {
        for id in ids.split_whitespace() {
            let shown = json(&room, &format!("{word} show {id} --json"));
            assert_eq!(shown["id"], id);
            let text = room.fine(&format!("{word} show {id}")).out;
            assert!(text.contains(&format!("({id})")), "{text}");
            assert!(text.contains(shown["about"].as_str().unwrap()), "{text}");
            assert!(!text.contains("NaN") && !text.contains("Some("), "{text}");
        }
    }
}

#[test]
fn every_part_of_a_shown_device_says_how_sure_it_is() {
    let text = Room::new().fine("presets show iem-foam").out;
    for part in ["response", "isolation", "seal", "occlusion", "driver", "latency", "leakage"] {
        let mut rows = text.lines().skip_while(|row| !row.starts_with(part));
        assert!(rows.next().is_some(), "no {part} in {text}");
        let kinds = ["measured", "published", "class-average", "estimated"];
        let mut until_next = rows.take_while(|row| row.starts_with(' '));
        assert!(
            until_next.any(|row| kinds.iter().any(|kind| row.trim().starts_with(kind))),
            "{part}: {text}"
        );
    }
}

/// Every host with its devices, whatever this machine has; a device says channels, rates and buffer sizes.
#[test]
fn devices_are_listed_with_channels_rates_and_buffers() {
    let room = Room::new();
    let hosts = json(&room, "devices --json");
    let hosts = hosts.as_array().unwrap();
    assert!(!hosts.is_empty(), "ALSA at least");
    for host in hosts {
        assert!(host["host"].is_string(), "{host}");
        for device in host["devices"].as_array().unwrap() {
            assert!(device["id"].is_string() && device["name"].is_string(), "{device}");
            for way in [&device["input"], &device["output"]] {
                if !way.is_null() {
                    assert!(way["rates_hz"].is_array() && way["default"].is_boolean(), "{way}");
                }
            }
        }
    }
    assert!(room.fine("devices").out.starts_with("ID "));
}
