//! A session that is kept in a file comes back as it was.

use std::fs;

use serde_json::Value;

use crate::program::Room;
use crate::running::Headless;

/// What a session says of itself, without what sounds and passes.
fn state(snapshot: &Value) -> Value {
    let pick = |value: &Value, keys: &str| -> Value {
        keys.split_whitespace().map(|key| (key.to_owned(), value[key].clone())).collect()
    };
    let mut state = pick(
        snapshot,
        "rate_hz heard muted stage level_db_spl level_rule level_rule_margin_db balance_db bodypack_db_spl seed \
         loudness wearing",
    );
    let list = |key: &str, keys: &str| -> Value {
        snapshot[key].as_array().unwrap().iter().map(|value| pick(value, keys)).collect()
    };
    state["slots"] = list("slots", "device name seal_pct drive_db");
    state["strips"] = list("strips", "name gain_db pan mute solo inverted voice microphone heard");
    state["played"] =
        pick(&snapshot["played"], "scale_db cap_dba ceiling_db_spl full_scale_db_spl calibrated");
    state["ends"] = pick(&snapshot["engine"], "input output latency_frames");
    state
}

const TURNED: [&str; 21] = [
    "load a iem-silicone + earbud",
    "seal a left 35",
    "load b ciem-acrylic",
    "seal b 80 60",
    "stage drummer-at-kit",
    "stage off",
    "set stage-level 99.5",
    "set level 101.25",
    "set balance -3",
    "set bodypack 110",
    "set ceiling 98",
    "set cap 82",
    "match equal-loudness",
    "ch 1 gain -6.5",
    "ch 1 name Kick \"in\", with ünïcode",
    "ch 2 gain -inf",
    "ch 2 pan -35",
    "ch 3 polarity -",
    "ch 3 solo",
    "ch 4 voice on",
    "b",
];

#[test]
fn what_is_saved_comes_back_the_same_and_options_override_it() {
    let room = Room::new();
    let mut live = Headless::start(
        &room,
        "--input demo --output null --seed 7 --rate 44100 --wearing sennheiser-hd-600 --room 50",
    );
    live.until("two seconds on", |now| now["seconds"].as_f64().unwrap() > 2.0);
    for line in TURNED {
        live.say(line).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
    }
    live.say("mute").unwrap();
    live.say("save band.toml").unwrap();
    let left = live.snapshot();
    assert_eq!(left["news"], "saved to band.toml");
    live.quit();

    // Pedals that are not plugged in stop nobody, and what they do is kept.
    let pedals = "[midi]\ninput = \"pedal\"\n\n[[midi.binding]]\nnote = 60\ncommand = \"toggle\"\n";
    let text = fs::read_to_string(room.path("band.toml")).unwrap() + "\n" + pedals;
    fs::write(room.path("band.toml"), text).unwrap();
    let mut again = Headless::start(&room, "--session band.toml");
    let back = again.snapshot();
    assert_eq!(state(&back), state(&left));
    assert_eq!(back["session_file"], "band.toml");
    again.say("unmute").unwrap();
    again.say("save").unwrap();
    again.quit();
    let kept = fs::read_to_string(room.path("band.toml")).unwrap();
    assert!(kept.contains("muted = false"), "to where it came from");
    for line in pedals.lines() {
        assert!(kept.contains(line), "no {line} in\n{kept}");
    }

    let words = "--session band.toml --device earbud --level 90 --seal 50 --own-voice 2";
    let mut other = Headless::start(&room, words);
    let now = other.snapshot();
    assert_eq!((&now["slots"][0]["device"], &now["level_db_spl"]), (&"earbud".into(), &90.0.into()));
    assert_eq!(
        (&now["slots"][1]["device"], &now["slots"][1]["seal_pct"][0]),
        (&"ciem-acrylic".into(), &50.0.into())
    );
    let voices: Vec<&Value> = now["strips"].as_array().unwrap().iter().map(|strip| &strip["voice"]).collect();
    assert!(voices.iter().enumerate().all(|(i, voice)| **voice == (i == 1)), "{voices:?}");
    assert_eq!(now["strips"][0]["gain_db"], -6.5, "the rest is the file's");
    other.quit();
}

#[test]
fn the_last_session_goes_on_muted_if_it_was_also_after_a_kill() {
    let room = Room::new();
    let resumed = room.run("live --ui none --resume --duration 1");
    assert_eq!(resumed.code, Some(1));
    assert!(resumed.err.contains("--resume: there is no last session yet"), "{}", resumed.err);
    let mut live = Headless::start(&room, "--output null --input demo");
    live.say("load b wedge").unwrap();
    live.say("mute").unwrap();
    let left = live.snapshot();
    let last = room.path("state/foldback/last-session.toml");
    let kept = || fs::read_to_string(&last).unwrap_or_default();
    live.until("kept", |_| kept().contains("muted = true"));
    // Killed, not asked.
    drop(live);
    let mut again = Headless::start(&room, "--resume");
    assert_eq!(state(&again.snapshot()), state(&left));
    again.quit();

    let mut fresh = Headless::start(&room, "--output null --input demo");
    let now = fresh.snapshot();
    assert_eq!((&now["muted"], &now["slots"][1]["device"]), (&false.into(), &"earbud".into()));
    assert!(now["news"].as_str().unwrap().contains("the last session ended muted, --resume brings it back"));
    fresh.quit();
    assert!(kept().contains("muted = false"), "and is the last one now");
    room.fine("live --ui none --output null --resume --duration 1");
}

#[test]
fn a_session_that_cannot_be_is_refused_with_line_and_mend() {
    let room = Room::new();
    let mut live = Headless::start(&room, "--output null --input demo");
    let refused = live.say("save none/band.toml").unwrap_err();
    assert!(refused.contains("none/band.toml"), "{refused}");
    for (name, says) in [("band.wav", "one that ends in .toml"), ("mine.toml", "no session that can be read")]
    {
        fs::write(room.path(name), "id = \"mine\"").unwrap();
        let refused = live.say(&format!("save {name}")).unwrap_err();
        assert!(refused.contains(says), "{refused}");
        assert_eq!(fs::read_to_string(room.path(name)).unwrap(), "id = \"mine\"", "left as it was");
    }
    live.say("save band.toml").unwrap();
    live.quit();
    let good = fs::read_to_string(room.path("band.toml")).unwrap();
    for (old, new, says) in [
        ("muted = false", "mutde = false", "bad.toml:3: unknown key `mutde`: did you mean `muted`?"),
        ("pan = 0.0", "pan = 101", "pan 101 is out of range: use -100 to 100 percent"),
        ("device = \"earbud\"", "device = \"earbut\"", "did you mean `earbud`"),
        ("input = [\"demo\"]", "input = [\"demo\", \"demo\"]", "channel strips and the input"),
    ] {
        assert!(good.contains(old), "{old} in\n{good}");
        fs::write(room.path("bad.toml"), good.replacen(old, new, 1)).unwrap();
        let said = room.run("live --ui none --session bad.toml --duration 1");
        assert_eq!(said.code, Some(1), "{new}: {}", said.err);
        assert!(said.err.contains(says), "{new}: {}", said.err);
        assert!(said.err.contains("bad.toml:") || new.contains("input"), "with its line: {}", said.err);
    }
}
